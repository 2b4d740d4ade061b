"""HTML pieces of a report: one file, no script, nothing fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from specola.catalog.objects import DataMode
from specola.service.report.figures import Picture

_MEANING: Final = {
    DataMode.REAL: "real objects",
    DataMode.TEST: "test data, not the real picture",
    DataMode.EXERCISE: "exercise, not the real picture",
    DataMode.SIMULATED: "simulated objects, not the real picture",
}

# Nothing may be fetched, and no script may run, whatever a name in a catalog holds.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

# Ribbon colors carry white text at a contrast above 4.5.
_STYLE: Final = """
:root { color-scheme: light dark; }
:root { --paper: #ffffff; --ink: #17202a; --faint: #55606c; --line: #c4ccd4; --band: #f1f4f7; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14181d; --ink: #e8ecf0; --faint: #a3adb8; --line: #3b444e; --band: #1d232a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main, header > div { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
.ribbon { margin: 0; padding: .4rem 1.25rem; color: #ffffff; font-weight: 700; text-align: center; }
.REAL { background: #1f5f3f; } .SIMULATED { background: #5b3a9e; } .EXERCISE { background: #8a4b00; }
.TEST { background: #33506e; }
h1 { font-size: 1.7rem; margin: 1.2rem 0 .2rem; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; }
.lead, caption, figcaption { color: var(--faint); } caption { text-align: left; padding-bottom: .4rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; text-align: left; vertical-align: top; }
th, td { border-bottom: 1px solid var(--line); }
thead th { background: var(--band); }
td.number, th.number { text-align: right; } td.number, td.id { white-space: nowrap; }
td.hash { font-family: ui-monospace, monospace; overflow-wrap: anywhere; min-width: 16rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; margin: 1rem 0; }
dt { color: var(--faint); } dd { margin: 0; }
figure { margin: 1rem 0; } figure svg { width: 100%; height: auto; }
figure text { font-family: system-ui, sans-serif !important; }
summary:focus-visible, .wide:focus-visible { outline: 3px solid #2f81d6; outline-offset: 2px; }
@media print {
  :root { color-scheme: light; }
  :root { --paper: #ffffff; --ink: #000000; --faint: #333333; --line: #999999; --band: #eeeeee; }
  body { font-size: 10pt; } .ribbon { print-color-adjust: exact; } .wide { overflow: visible; }
  figure, tr { break-inside: avoid; } h2 { break-after: avoid; } thead { display: table-header-group; }
  td.hash { min-width: 0; }
}
"""


@dataclass(frozen=True, slots=True)
class Column:
    """Heading of a table's column, and how its cells are set: text, number, id or hash."""

    heading: str
    style: str = "text"


def page(title: str, *, data_mode: DataMode, lead: str, sections: Sequence[str]) -> str:
    """Return the whole document.

    Parameters
    ----------
    title, lead : plain text
    sections : HTML
    """
    ribbon = escape(f"{data_mode.value}: {_MEANING[data_mode]}")
    body = "\n".join(sections)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} ({data_mode.value})</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<p class="ribbon {data_mode.value}">{ribbon}</p>
<div><h1>{escape(title)}</h1><p class="lead">{escape(lead)}</p></div>
</header>
<main>
{body}
</main>
</body>
</html>
"""


def section(heading: str, *parts: str) -> str:
    """Return a section; the heading is plain text, the parts HTML."""
    return "\n".join(["<section>", f"<h2>{escape(heading)}</h2>", *parts, "</section>"])


def paragraph(text: str) -> str:
    """Return plain text as a paragraph."""
    return f"<p>{escape(text)}</p>"


def facts(pairs: Sequence[tuple[str, str]]) -> str:
    """Return names and values, plain text, as a list."""
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs)
    return f"<dl>{rows}</dl>"


def table(caption: str, columns: Sequence[Column], *, rows: Sequence[Sequence[str]]) -> str:
    """Return a table of plain text."""
    head = "".join(f'<th scope="col" class="{one.style}">{escape(one.heading)}</th>' for one in columns)
    body = "\n".join(
        "<tr>"
        + "".join(
            f'<td class="{one.style}">{escape(cell)}</td>' for one, cell in zip(columns, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    # The frame scrolls sideways on a narrow screen, so it must be reachable by keyboard.
    return (
        f'<div class="wide" role="region" aria-label="{escape(caption)}" tabindex="0"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>"
    )


def listing(heading: str, sentences: Sequence[str], *, most: int) -> str:
    """Return sentences that open on demand, at most so many of them; "" where there are none."""
    if not sentences:
        return ""
    items = [f"<li>{escape(sentence)}</li>" for sentence in sentences[:most]]
    if len(sentences) > most:
        items.append(f"<li>and {len(sentences) - most:,} more</li>")
    return f"<details open><summary>{escape(heading)}</summary><ul>{''.join(items)}</ul></details>"


def figure(picture: Picture, caption: str) -> str:
    """Return a picture with its caption; screen readers get the picture in words."""
    label = f'role="img" aria-label="{escape(picture.alternative)}"'
    svg = picture.svg.replace("<svg ", f"<svg {label} ", 1)
    return f"<figure>{svg}<figcaption>{escape(caption)}</figcaption></figure>"
