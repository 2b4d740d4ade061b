"""How the documentation is built. Nothing here needs a network."""

import re
import sys
from pathlib import Path

import specola

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "specola"
author = "The specola contributors"
copyright = "The specola contributors, Apache-2.0"
release = specola.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "command_reference"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"specola {release}"
html_show_sphinx = False

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autodoc_default_options = {"members": True}
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_custom_sections = ["Validity", ("Attributes", "params_style")]


def _number_footnotes(_app, _what, name, _obj, _options, lines):
    """Make the references `[1]_` of each docstring its own, for a page holds many docstrings."""
    label = re.sub(r"\W+", "-", name)
    for row, line in enumerate(lines):
        target = re.sub(r"^\.\. \[(\d+)\]", rf".. [#{label}-\1]", line)
        lines[row] = re.sub(r"\[(\d+)\]_", rf"[#{label}-\1]_", target)


def _drop_field_repeats(_app, _what, _name, obj, skip, _options):
    """Leave out the fields of slotted dataclasses: the class's docstring lists them."""
    return skip or type(obj).__name__ in {"member_descriptor", "getset_descriptor"}


def setup(app):
    """Connect the two adjustments above."""
    app.connect("autodoc-process-docstring", _number_footnotes)
    app.connect("autodoc-skip-member", _drop_field_repeats)
