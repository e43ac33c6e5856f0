"""Every command, setting and error that exists is documented, and every documented one exists."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import click
import pytest

from workbench import errors
from workbench.cli import COMMANDS, root
from workbench.codebook import definition
from workbench.labeling import context
from workbench.projects import projects
from workbench.settings import Settings, variable
from workbench.web.errors import STATUS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    existing = set(_commands())
    assert existing == set(_documented_commands())


def test_every_option_that_the_readme_names_exists_and_the_other_way_round() -> None:
    told = {
        match[1]: set(re.findall(r"--[a-z-]+", match[0]))
        for match in re.finditer(r"`workbench ([a-z]+(?: [a-z]+)?)(?= [A-Z\[`]|`)[^`]*`", _section("Commands"))
    }
    for name, options in told.items():
        command = _command(name)
        existing = {one for parameter in command.params for one in parameter.opts if one.startswith("--")}
        assert options <= existing, name


def test_the_list_of_commands_says_what_each_command_says_of_itself() -> None:
    for name, (_, says) in COMMANDS.items():
        command = root.get_command(click.Context(root), name)
        assert command is not None
        assert command.get_short_help_str(200) == says


def test_every_command_and_option_has_help() -> None:
    for name in _commands():
        command = _command(name)
        assert command.help, name
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help, f"{name} {parameter.name}"


def test_every_setting_is_documented_with_its_default_and_every_documented_one_exists() -> None:
    documented = dict(re.findall(r"^\| `(WORKBENCH_[A-Z_]+)` \| ([^|]*) \|", README, re.M))
    assert set(documented) == {variable(one.name) for one in fields(Settings)}
    for one in fields(Settings):
        if one.type is int:
            assert str(one.default) in documented[variable(one.name)], one.name


def test_every_error_is_documented_with_its_status_and_every_documented_one_exists() -> None:
    documented = {name: int(status) for name, status in re.findall(r"^\| `(\w+Error)` \| (\d+) \|", README, re.M)}
    existing = {name for name, value in vars(errors).items() if isinstance(value, type) and name.endswith("Error")}
    assert set(documented) == existing - {"WorkbenchError"}
    for name, status in documented.items():
        assert STATUS[getattr(errors, name)] == status, name


def test_what_of_the_context_is_recorded_is_documented_and_the_other_way_round() -> None:
    table = _section("The desk").split("| name |")[1].split("\n\n")[0]
    documented = {
        name for cell in re.findall(r"^\| (`.*?) \| ", table, re.M) for name in re.findall(r"`([^`]+)`", cell)
    }
    assert documented == {*context.OPENED, context.CORROBORATION_AFTER}


def test_what_a_project_lets_annotators_see_is_documented_with_every_value() -> None:
    for name, values in projects.READING.items():
        (told,) = re.findall(rf"^\| `--{name.replace('_', '-')}` \| (.*?) \| ", _section("The desk"), re.M)
        assert re.findall(r"`([^`]+)`", told) == list(values)


def test_the_readme_s_codebook_is_sound() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", README, re.S)
    assert [label.key for label in definition.parse(example).dimensions[0].labels] == ["f", "a"]


@pytest.mark.parametrize("word", ["demo", "test", "check", "bench", "screenshots", "translations"])
def test_every_make_target_that_the_readme_names_exists(word: str) -> None:
    assert f"make {word}" in README
    assert re.search(rf"^{word}:", (ROOT / "Makefile").read_text(), re.M)


def test_files_and_folders_that_the_readme_names_exist() -> None:
    named = re.findall(r"`((?:workbench|tests|static|templates|instance|\.ci|\.readme)/[\w./-]*)`", README)
    named += re.findall(r"\]\((\.readme/[^)]+)\)", README)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def _section(name: str) -> str:
    return README.split(f"## {name}\n")[1].split("\n## ")[0]


def _documented_commands() -> Iterator[str]:
    """Read the first column: `workbench project list`, `show SLUG` names `project list` and `project show`."""
    for cell in re.findall(r"^\| (`workbench .*?) \| ", _section("Commands").replace(r"\|", "/"), re.M):
        noun = ""
        for words in re.findall(r"`([^`]+)`", cell):
            names = words.split()
            if names[0] == "workbench":
                noun, names = names[1], names[2:]
            verbs = [verb for verb in names[0].split("/") if re.fullmatch("[a-z]+", verb)] if names else []
            yield from (f"{noun} {verb}" for verb in verbs) if verbs else iter([noun])


def _commands() -> Iterator[str]:
    for name in COMMANDS:
        command = _command(name)
        if isinstance(command, click.Group):
            yield from (f"{name} {verb}" for verb in command.commands)
        else:
            yield name


def _command(words: str) -> click.Command:
    noun, _, verb = words.partition(" ")
    command = root.get_command(click.Context(root), noun)
    assert command is not None, noun
    if verb and isinstance(command, click.Group):
        return command.commands[verb]
    return command
