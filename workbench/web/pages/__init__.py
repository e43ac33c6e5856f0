from workbench.web.pages import (
    account,
    agreement,
    articles,
    codebook,
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
    articles.blueprint,
    people.blueprint,
    codebook.blueprint,
    agreement.blueprint,
    export.blueprint,
)
