"""The directive `specola-commands`: every command with its arguments and options, read from the program.

Because it is read from the program when the page is built, it cannot be out of date.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from specola.cli.main import app


def leaves(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield (`specola`, noun, verb) and the command of every leaf."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield path, command
        return
    for name in inner:
        if not inner[name].hidden:
            yield from leaves(inner[name], (*path, name))


def told(parameter: Any) -> tuple[str, str]:
    """Return how a parameter is written and what it does."""
    if parameter.param_type_name == "argument":
        name = (parameter.metavar or parameter.name or "").upper()
        spelled = f"{name}..." if parameter.nargs == -1 and not name.endswith("...") else name
    else:
        spelled = ", ".join([*parameter.opts, *parameter.secondary_opts])
        if not getattr(parameter, "is_flag", False):
            spelled += f" {(parameter.metavar or parameter.type.name or 'value').upper()}"
    help_text = " ".join((getattr(parameter, "help", None) or "").split())
    default = getattr(parameter, "default", None)
    if isinstance(default, str | int | float) and not isinstance(default, bool) and default != "":
        help_text += f" Default {default}."
    return spelled, help_text.strip()


class CommandReference(SphinxDirective):
    """List every command."""

    def run(self) -> list[nodes.Node]:
        """Write one section a command."""
        found: list[nodes.Node] = []
        for path, command in leaves(typer.main.get_command(app), ("specola",)):
            title = " ".join(path)
            section = nodes.section(ids=[nodes.make_id(title)], names=[title])
            section += nodes.title(text=title)
            self.state.nested_parse(StringList((command.help or "").splitlines(), source=title), 0, section)
            entries = nodes.definition_list()
            for parameter in command.params:
                spelled, help_text = told(parameter)
                if spelled.startswith("--help"):
                    continue
                term = nodes.term("", "", nodes.literal(text=spelled))
                text = nodes.definition("", nodes.paragraph(text=help_text))
                entries += nodes.definition_list_item("", term, text)
            if entries.children:
                section += entries
            found.append(section)
        return found


def setup(sphinx: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    sphinx.add_directive("specola-commands", CommandReference)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
