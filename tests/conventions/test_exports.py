"""What a package exports is what it says, and nothing heavy comes along. Ruff holds the order."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys


def listed(faults):
    """Say every fault, one a line."""
    return "\n".join(["", *(str(fault) for fault in faults)])


def exported(module) -> list[str] | None:
    """Return `__all__` of a package, None where it has none."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return None


def packages(modules):
    return [module for module in modules if module.path.name == "__init__.py"]


def test_packages_that_import_names_export_them(modules):
    silent = []
    for module in packages(modules):
        brought = {
            alias.asname or alias.name
            for node in module.tree.body
            if isinstance(node, ast.ImportFrom) and node.module != "__future__"
            for alias in node.names
        }
        public = {name for name in brought if not name.startswith("_")}
        if public - set(exported(module) or []):
            silent.append(f"{module.place}: {sorted(public - set(exported(module) or []))}")
    assert silent == [], listed(silent)


def test_exported_names_exist_and_are_documented(modules):
    missing = []
    for module in packages(modules):
        dotted = ".".join(["specola", *module.place.split("/")[:-1]])
        loaded = importlib.import_module(dotted)
        for name in exported(module) or []:
            found = getattr(loaded, name, None)
            if found is None or (callable(found) and not found.__doc__):
                missing.append(f"{dotted}.{name}")
    assert missing == [], listed(missing)


def test_import_specola_is_light():
    heavy = ["matplotlib", "numba", "numpy", "scipy", "sqlalchemy"]
    code = f"import sys, specola; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
