"""Small modules, small functions, small packages, names that say something."""

from __future__ import annotations

import ast
from collections import Counter

MODULE_LINES = 500
FUNCTION_LINES = 40
PACKAGE_MODULES = 12
FREE_PACKAGES = ("cli", "messages")
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc"}


def listed(faults):
    """Say every fault, one a line."""
    return "\n".join(["", *(str(fault) for fault in faults)])


def body_lines(function: ast.FunctionDef) -> int:
    """Count a function's lines from `def` to its end, docstring and decorators left out."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def test_no_module_is_longer_than_the_cap(modules):
    long = {
        module.place: len(module.text.splitlines())
        for module in modules
        if "fields" not in module.path.stem and len(module.text.splitlines()) > MODULE_LINES
    }
    assert long == {}, listed(long)


def test_no_function_is_longer_than_the_cap(modules):
    long = {
        f"{module.place}:{name}": body_lines(function)
        for module in modules
        if not module.is_kernels
        for name, function in module.functions()
        if body_lines(function) > FUNCTION_LINES
    }
    assert long == {}, listed(long)


def test_no_package_holds_more_modules_than_the_cap(modules):
    rooms = Counter(module.path.parent for module in modules if module.path.name != "__init__.py")
    subpackages = Counter(
        module.path.parent.parent for module in modules if module.path.name == "__init__.py"
    )
    sizes = {path.name: rooms[path] + subpackages[path] for path in rooms}
    sizes.pop("specola")
    assert {
        name: size for name, size in sizes.items() if size > PACKAGE_MODULES and name not in FREE_PACKAGES
    } == {}


def test_no_module_or_package_has_an_empty_name(modules):
    named = {part.removesuffix(".py") for module in modules for part in module.place.split("/")}
    assert named & EMPTY_NAMES == set()
