"""Numba lives in kernels modules, loaded when a kernel is first needed."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
import tomllib
from pathlib import PurePath


def listed(faults):
    """Say every fault, one a line."""
    return "\n".join(["", *(str(fault) for fault in faults)])


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def dotted(module) -> str:
    parts = PurePath(module.place).with_suffix("").parts
    return ".".join(["specola", *parts]).removesuffix(".__init__")


def is_kernels(name: str) -> bool:
    last = name.rpartition(".")[2]
    return last == "kernels" or last.endswith("_kernels")


def module_level(tree):
    """Yield statements that run at import, those under TYPE_CHECKING left out."""
    for node in tree.body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from node.orelse
        else:
            yield node


def test_only_kernels_modules_import_numba(modules):
    found = [
        f"{module.place}:{ast.unparse(node)}"
        for module in modules
        if not module.is_kernels
        for node in ast.walk(module.tree)
        if any(name.partition(".")[0] in {"numba", "llvmlite"} for name in imported(node))
    ]
    assert found == [], listed(found)


def test_kernels_are_imported_inside_functions(modules):
    found = [
        f"{module.place}:{node.lineno}"
        for module in modules
        if not module.is_kernels
        for node in module_level(module.tree)
        if any(is_kernels(name) for name in imported(node) if name.startswith("specola"))
    ]
    assert found == [], listed(found)


def test_kernels_are_cached_and_release_the_lock(modules):
    from numba.core.dispatcher import Dispatcher

    wrong = []
    seen = 0
    for module in modules:
        if not module.is_kernels:
            continue
        loaded = importlib.import_module(dotted(module))
        for name, kernel in vars(loaded).items():
            if not isinstance(kernel, Dispatcher) or kernel.py_func.__module__ != loaded.__name__:
                continue
            seen += 1
            options = kernel.targetoptions
            cached = type(vars(kernel)["_cache"]).__name__ != "NullCache"
            if (
                not cached
                or not (options.get("nogil") or options.get("forceinline"))
                or options.get("parallel")
                or options.get("fastmath") is True
            ):
                wrong.append(f"{module.place}:{name} cached={cached} {options}")
    assert seen > 0
    assert wrong == [], listed(wrong)


def test_no_plain_module_loads_numba(modules):
    names = [
        dotted(module) for module in modules if not module.is_kernels and "migrations" not in module.place
    ]
    load = f"for name in {names!r}: importlib.import_module(name)"
    code = f"import importlib, sys\n{load}\nprint('numba' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "False", done.stderr


def test_the_type_checker_knows_every_kernels_module(modules, repository):
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    relaxed = {
        name
        for entry in project["tool"]["mypy"]["overrides"]
        if "disallow_untyped_decorators" in entry
        for name in entry["module"]
        if name.startswith("specola")
    }
    needed = {dotted(module) for module in modules if module.path.stem.endswith("_kernels")}
    assert relaxed == needed | {"specola.*.kernels"}
