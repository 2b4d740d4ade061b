"""Units in the names, keywords after the second argument, docstrings that fit the signature."""

from __future__ import annotations

import ast
import re

import pytest

# Words for quantities that have a dimension: a number called so must say its unit after the word.
DIMENSIONED = """
    acceleration age altitude anomaly apogee argument_of_perigee area azimuth covariance declination delta_v
    density distance duration elevation gm hbr height inclination latitude length longitude mass
    mean_motion miss momentum padding perigee period position pressure raan radius range rate right_ascension
    semi_major_axis separation sigma speed step temperature threshold tolerance velocity width window
"""
NUMERIC = re.compile(r"\b(float|int|Floats|Floats32|Ints|NDArray|ArrayLike)\b")
BORDER_UNITS = ("_deg", "_m", "_m2", "_min", "_hours", "_rev_day")
# The theory of SGP4 is in Earth radii, radians and minutes: only what the package exports is held to ours.
THEORY = "dynamics/sgp4/"
# Where three in a row are what everybody writes.
TRIPLES = {
    "numerics/arrays.py:require_shape",
    "epochs/calendar.py:day_number",
    "epochs/epochs.py:Epochs.from_utc_fields",
}
INSIDE = ("numerics", "frames", "dynamics", "awareness", "support", "launch", "reentry", "contingency")


def listed(faults):
    """Say every fault, one a line."""
    return "\n".join(["", *(str(fault) for fault in faults)])


def parameters(function):
    """Return a function's parameters, `self` and `cls` left out."""
    args = function.args
    found = [*args.posonlyargs, *args.args, *args.kwonlyargs]
    return [arg for arg in found if arg.arg not in {"self", "cls"}]


def fields(node: ast.ClassDef):
    """Return the annotated fields of a class."""
    return [
        item for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    ]


def numbers(module):
    """Yield (place, name) of every public parameter and field that holds numbers."""
    if module.is_kernels:
        return
    for name, function in module.public_functions():
        for arg in parameters(function):
            if arg.annotation and NUMERIC.search(ast.unparse(arg.annotation)):
                yield f"{module.place}:{name}", arg.arg
    for node in module.public_classes():
        for item in fields(node):
            if NUMERIC.search(ast.unparse(item.annotation)):
                yield f"{module.place}:{node.name}", item.target.id


def ours(modules):
    """Yield the modules whose names are held to the project's units."""
    exported = set()
    for module in modules:
        if module.place == THEORY + "__init__.py":
            exported = {node.module for node in module.tree.body if isinstance(node, ast.ImportFrom)}
    for module in modules:
        dotted = "specola." + module.place.removesuffix(".py").replace("/", ".")
        if not module.place.startswith(THEORY) or dotted in exported:
            yield module


def ends_in_a_dimension(name: str) -> bool:
    return "_per_" not in name and any(
        name == word or name.endswith("_" + word) for word in DIMENSIONED.split()
    )


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("miss", True),
        ("hbr_km", False),
        ("relative_speed", True),
        ("n_steps", False),
        ("sun_elevation", True),
    ],
)
def test_the_vocabulary_tells_bare_names(name, bare):
    assert ends_in_a_dimension(name) is bare


def test_every_dimensioned_parameter_says_its_unit(modules):
    bare = [
        f"{place}({name})"
        for module in ours(modules)
        for place, name in numbers(module)
        if ends_in_a_dimension(name)
    ]
    assert bare == [], listed(bare)


def test_inside_everything_is_km_s_rad(modules):
    foreign = [
        f"{place}({name})"
        for module in ours(modules)
        if module.room in INSIDE and module.path.stem != "units"
        for place, name in numbers(module)
        if name.endswith(BORDER_UNITS)
    ]
    assert foreign == [], listed(foreign)


def test_parameters_after_the_second_are_keywords(modules):
    positional = []
    for module in ours(modules):
        if module.is_kernels:
            continue
        for name, function in module.public_functions():
            free = [arg.arg for arg in function.args.args if arg.arg not in {"self", "cls"}]
            typer_command = any("command" in ast.unparse(item) for item in function.decorator_list)
            if len(free) > 2 and not typer_command and f"{module.place}:{name}" not in TRIPLES:
                positional.append(f"{module.place}:{name}({', '.join(free)})")
    assert positional == [], listed(positional)


def documented_names(docstring: str, section: str) -> list[str]:
    """Return the names a numpydoc section lists: `a, b : kind` at the section's own indent."""
    lines = docstring.splitlines()
    for number, line in enumerate(lines[:-1]):
        if line.strip() == section and set(lines[number + 1].strip()) == {"-"}:
            names: list[str] = []
            for entry in lines[number + 2 :]:
                if re.fullmatch(r"-+", entry.strip()):
                    return names[:-1]
                match = re.match(r"^([*\w]+(?:, [*\w]+)*)(?: :.*)?$", entry)
                if match:
                    names += [name.lstrip("*") for name in match[1].split(", ")]
            return names
    return []


def test_documented_parameters_exist(modules):
    stale = []
    for module in modules:
        for name, function in module.public_functions():
            have = {arg.arg for arg in parameters(function)}
            have |= {arg.arg for arg in (function.args.vararg, function.args.kwarg) if arg}
            told = documented_names(ast.get_docstring(function) or "", "Parameters")
            stale += [f"{module.place}:{name} documents {word!r}" for word in told if word not in have]
        for node in module.public_classes():
            have = {item.target.id for item in fields(node)}
            told = documented_names(ast.get_docstring(node) or "", "Attributes")
            if have:
                members = have | {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
                stale += [
                    f"{module.place}:{node.name} documents {word!r}" for word in told if word not in members
                ]
    assert stale == [], listed(stale)
