"""No conversion factor outside specola.numerics.units."""

from __future__ import annotations

import ast

# Always a conversion, wherever it stands.
FACTORS = {86400, 1440, 648000, 206264.80624709636, 57.29577951308232, 0.017453292519943295}
# A conversion where something is multiplied or divided by it.
SCALES = {60, 180, 360, 1000, 3600, 0.001}


def listed(faults):
    """Say every fault, one a line."""
    return "\n".join(["", *(str(fault) for fault in faults)])


def value(node) -> float | None:
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    ):
        return float(node.value)
    return None


def conversions(tree):
    """Yield (line, number) of every conversion factor."""
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.expr)):
        number = value(node)
        if number in FACTORS:
            yield node.lineno, number
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
            for side in (node.left, node.right):
                if value(side) in SCALES:
                    yield node.lineno, value(side)


def test_the_check_sees_conversions():
    seen = {
        number for _, number in conversions(ast.parse("a = x * 1000\nb = 180.0 / pi\nc = y + 60\nd = 86_400"))
    }
    assert seen == {1000, 180, 86400}


def test_no_conversion_factor_outside_units(modules):
    found = [
        f"{module.place}:{line} {number:g}"
        for module in modules
        if module.place != "numerics/units.py"
        for line, number in conversions(module.tree)
    ]
    assert found == [], listed(found)
