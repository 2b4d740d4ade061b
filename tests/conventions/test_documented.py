"""What users can touch is documented."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="module")
def pages(repository) -> str:
    """Return all prose of the documentation and the README."""
    files = [repository / "README.md", *sorted((repository / "docs").rglob("*.md"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in files if "_build" not in path.parts)


def leaves(command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield (noun, verb) and command of every leaf that is not hidden."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name, item in inner.items():
        if not item.hidden:
            yield from leaves(item, (*path, name))


@pytest.fixture(scope="module")
def commands():
    """Return every command of the program."""
    import typer

    from specola.cli.main import app

    found = list(leaves(typer.main.get_command(app)))
    assert found
    return found


def test_every_command_is_written_about(commands, pages):
    silent = [" ".join(path) for path, _ in commands if "specola " + " ".join(path) not in pages]
    assert silent == []


def test_every_command_and_option_has_help(commands):
    silent = []
    for path, command in commands:
        if not (command.help or "").strip():
            silent.append(" ".join(path))
        silent += [
            f"{' '.join(path)} {parameter.name}"
            for parameter in command.params
            if not (getattr(parameter, "help", None) or "").strip()
        ]
    assert silent == []


def test_every_public_package_is_in_the_api_reference(modules, repository):
    reference = (repository / "docs" / "reference" / "api.md").read_text(encoding="utf-8").splitlines()
    listed = {line.split("automodule::")[1].strip() for line in reference if "automodule::" in line}
    public = set()
    for module in modules:
        exports = any(
            isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
            for node in module.tree.body
        )
        if module.path.name == "__init__.py" and exports:
            public.add(".".join(["specola", *module.place.split("/")[:-1]]))
    assert public - listed == set()
