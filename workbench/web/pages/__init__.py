from workbench.web.pages import (
    account,
    agreement,
    codebook,
    cut,
    desk,
    export,
    home,
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
    people.blueprint,
    codebook.blueprint,
    agreement.blueprint,
    export.blueprint,
)
