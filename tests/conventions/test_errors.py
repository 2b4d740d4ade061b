"""The error tree is the one its docstring draws."""

from __future__ import annotations

import inspect
import re

from specola import errors


def listed(faults):
    """Say every fault, one a line."""
    return "\n".join(["", *(str(fault) for fault in faults)])


def drawn() -> dict[str, str]:
    """Return child -> parent as the docstring draws it."""
    parents: dict[str, str] = {}
    path: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^([ │├└─]*?)(\w+Error|\w+Refused)\b", line)
        if not match:
            continue
        depth = len(match[1])
        while path and path[-1][0] >= depth:
            path.pop()
        if path:
            parents[match[2]] = path[-1][1]
        path.append((depth, match[2]))
    return parents


def defined() -> dict[str, str]:
    """Return child -> parent as the code has it."""
    classes = inspect.getmembers(errors, inspect.isclass)
    return {
        name: found.__mro__[1].__name__
        for name, found in classes
        if found.__module__ == errors.__name__ and found is not errors.SpecolaError
    }


def test_the_drawn_tree_is_the_tree():
    assert drawn() == defined()
    assert len(drawn()) > 5


def test_no_exception_is_defined_elsewhere(modules):
    elsewhere = [
        f"{module.place}:{node.name}"
        for module in modules
        if module.place != "errors.py"
        for node in module.public_classes()
        if node.name.endswith(("Error", "Exception"))
    ]
    assert elsewhere == [], listed(elsewhere)
