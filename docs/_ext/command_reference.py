"""The directive `specola-commands`: every command with its arguments and options, read from the program.

Because it is read from the program when the page is built, it cannot be out of date.
"""

from __future__ import annotations

import re
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


def told(command: Any, title: str) -> Iterator[tuple[str, str]]:
    """Yield how each argument and option is written, and what it does, in the words of `--help`."""
    context = command.make_context(title, [], resilient_parsing=True)
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record:
            spelled, help_text = record
            yield re.sub(r" <list\[.*?\]>", "", spelled), " ".join(help_text.split())


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
            for spelled, help_text in told(command, title):
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
