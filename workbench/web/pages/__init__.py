from workbench.web.pages import (
    account,
    agreement,
    clusters,
    codebook,
    cut,
    desk,
    export,
    home,
    jobs,
    people,
    progress,
    projects,
    sign_in,
    users,
)

BLUEPRINTS = (
    home.blueprint,
    sign_in.blueprint,
    account.blueprint,
    users.blueprint,
    projects.blueprint,
    desk.blueprint,
    progress.blueprint,
    cut.blueprint,  # that of articles, with the routes of the cut
    jobs.blueprint,
    clusters.blueprint,
    people.blueprint,
    codebook.blueprint,
    agreement.blueprint,
    export.blueprint,
)
