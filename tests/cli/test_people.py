import json

from tests.cli.conftest import Run


def test_a_new_person_gets_a_link_until_there_is_a_password(run: Run) -> None:
    assert run("project", "create", "tides").status == 0
    ended = run("user", "create", "ada", "--role", "annotator", "--project", "tides")
    assert ended.status == 0
    assert ended.out.startswith("http://127.0.0.1:8000/invitation/")
    assert ended.out.count("\n") == 1
    assert json.loads(run("user", "show", "ada").out) == {
        "name": "ada",
        "state": "invited",
        "roles": [{"project": "tides", "role": "annotator"}],
    }


def test_an_existing_name_changes_its_role(run: Run) -> None:
    run("project", "create", "tides")
    run("user", "create", "ada", "--role", "annotator", "--project", "tides")
    run("user", "create", "ada", "--role", "lead", "--project", "tides")
    run("user", "create", "root", "--role", "admin")
    listed = json.loads(run("user", "list", "--json").out)["users"]
    assert {one["name"]: one["roles"] for one in listed} == {
        "ada": [{"project": "tides", "role": "lead"}],
        "root": [{"project": None, "role": "admin"}],
    }
    assert "lead of tides" in run("user", "list").out


def test_a_role_wants_a_project_and_an_admin_takes_none(run: Run) -> None:
    run("project", "create", "tides")
    assert run("user", "create", "ada", "--role", "lead").status == 2
    assert run("user", "create", "ada", "--role", "admin", "--project", "tides").status == 2
    assert run("user", "create", "ada", "--role", "king").status == 2
    assert run("user", "create", "ada", "--role", "lead", "--project", "none").status == 1


def test_a_name_that_is_no_name_is_refused_in_one_line(run: Run) -> None:
    ended = run("user", "create", "a b")
    assert ended.status != 0
    assert ended.err.count("\n") == 1


def test_someone_deactivated_comes_back(run: Run) -> None:
    run("user", "create", "ada")
    assert run("user", "disable", "ada").status == 0
    assert json.loads(run("user", "show", "ada").out)["state"] == "deactivated"
    assert run("user", "enable", "ada").status == 0
    assert json.loads(run("user", "show", "ada").out)["state"] == "invited"
    assert run("user", "disable", "nobody").status == 1


def test_a_new_link_ends_the_one_before(run: Run) -> None:
    first = run("user", "create", "ada").out
    second = run("user", "invite", "ada").out
    assert first.startswith("http")
    assert second.startswith("http")
    assert first != second


def test_a_token_is_printed_alone_and_its_list_does_not_show_it(run: Run) -> None:
    run("user", "create", "ada")
    token = run("token", "create", "ada", "--may", "label").out.strip()
    assert len(token) >= 32
    assert " " not in token
    listed = run("token", "list", "ada").out
    assert token not in listed
    number = listed.splitlines()[1].split()[0]
    assert run("token", "revoke", "ada", number).status == 0
    assert len(run("token", "list", "ada").out.splitlines()) == 1
    assert run("token", "revoke", "ada", "99").status == 1
    assert run("token", "create", "nobody").status == 1
    assert run("token", "create", "ada", "--may", "rule").status == 2
