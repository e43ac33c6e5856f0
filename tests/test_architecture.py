"""The rules of the house that a linter does not know."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1] / "workbench"
MODULES = sorted(HOUSE.rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_ROUTE = 15
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager"}


def test_only_transaction_commits() -> None:
    commits = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert [place.partition(":")[0] for place in commits] == ["db.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_module_is_short_and_named_after_what_it_does(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_MODULE
    assert path.stem not in VAGUE


def test_a_route_parses_calls_and_renders_in_fifteen_lines() -> None:
    long = [f"{path.relative_to(HOUSE)} {name}: {lines}" for path, name, lines in _routes() if lines > LONGEST_ROUTE]
    assert list(_routes())
    assert long == []


def test_templates_run_no_query() -> None:
    templates = sorted((HOUSE.parent / "templates").rglob("*.html"))
    assert templates
    for path in templates:
        assert not {"session", ".query", "db."} & set(path.read_text().split()), path


def test_no_except_is_bare_and_none_is_silent() -> None:
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, f"{path}:{node.lineno} catches everything"
                caught = ast.unparse(node.type)
                is_silent = all(isinstance(one, ast.Pass) for one in node.body)
                assert not (is_silent and caught in {"Exception", "BaseException"}), f"{path}:{node.lineno}"


def _routes() -> Iterator[tuple[Path, str, int]]:
    for path in sorted((HOUSE / "web").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and any(_is_route(one) for one in node.decorator_list):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                if body:
                    yield path, node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1


def _is_route(decorator: ast.expr) -> bool:
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    return isinstance(call, ast.Attribute) and call.attr in {"route", "get", "post", "put", "delete", "patch"}
