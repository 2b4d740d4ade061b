"""The source tree, parsed once for every convention."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src" / "specola"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One source file, parsed."""

    path: Path
    text: str
    tree: ast.Module

    @cached_property
    def place(self) -> str:
        """The path inside specola: `dynamics/states.py`."""
        return self.path.relative_to(SOURCE).as_posix()

    @cached_property
    def room(self) -> str:
        """The top-level package or module: `dynamics`, `errors`."""
        return Path(self.place).parts[0].removesuffix(".py")

    @cached_property
    def is_kernels(self) -> bool:
        """Whether this is where compiled kernels may live."""
        return self.path.stem == "kernels" or self.path.stem.endswith("_kernels")

    def functions(self) -> Iterator[tuple[str, Function]]:
        """Yield every function and method with its dotted name, nested functions left out."""
        yield from _functions("", self.tree.body)

    def public_functions(self) -> Iterator[tuple[str, Function]]:
        """Yield the functions and methods no part of whose name starts with `_`."""
        for name, function in self.functions():
            if not any(part.startswith("_") for part in name.split(".")):
                yield name, function

    def public_classes(self) -> Iterator[ast.ClassDef]:
        """Yield the classes whose name does not start with `_`."""
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                yield node


def _functions(prefix: str, body: list[ast.stmt]) -> Iterator[tuple[str, Function]]:
    for node in body:
        if isinstance(node, Function):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(f"{prefix}{node.name}.", node.body)
        elif isinstance(node, ast.If | ast.Try):
            yield from _functions(prefix, node.body)


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    """Return every module of specola."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        found.append(Module(path, text, ast.parse(text)))
    assert found
    return found


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root of the repository."""
    return REPOSITORY
