"""The report of a screening: one HTML file that stands by itself."""

from specola.service.report.document import (
    ReportContext,
    closest_rows,
    event_bounds,
    render_report,
    riskiest_rows,
    write_report,
)

__all__ = [
    "ReportContext",
    "closest_rows",
    "event_bounds",
    "render_report",
    "riskiest_rows",
    "write_report",
]
