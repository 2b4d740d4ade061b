"""An invented Earth: smooth orientation 2015 to 2018, and files that say the same."""

from __future__ import annotations

import numpy as np

from specola.epochs import LEAP_SECONDS, EarthOrientation
from specola.epochs.calendar import MJD_OF_DAY_ZERO, calendar_date
from specola.numerics.units import ARCSEC_TO_RAD, MILLIARCSEC_TO_RAD

FIRST_DAY = 5479  # 2015-01-01
N_DAYS = 1461
N_MEASURED = 1097  # the last measured row is 2018-01-01


def columns(day):
    """Return xp, yp [arcsec], UT1-UTC [s], LOD [ms], dX, dY [mas], rounded as files are."""
    phase = day / 58.0
    ut1_tai = -35.4 - 0.00123 * (day - FIRST_DAY) + 0.0004 * np.sin(phase * 4)
    return (
        np.round(0.11 + 0.14 * np.sin(phase), 6),
        np.round(0.35 + 0.13 * np.cos(phase), 6),
        np.round(ut1_tai + LEAP_SECONDS.offset_s(day), 7),
        np.round(1.1 + 0.3 * np.cos(phase * 4), 4),
        np.round(0.2 * np.sin(phase), 3),
        np.round(-0.1 + 0.2 * np.cos(phase), 3),
    )


def orientation(first_day=FIRST_DAY, n_days=N_DAYS, n_measured=N_MEASURED) -> EarthOrientation:
    """Return the invented orientation."""
    day = first_day + np.arange(n_days)
    xp, yp, ut1, lod, dx, dy = columns(day)
    return EarthOrientation(
        tai_s=LEAP_SECONDS.tai_s_from_utc(day, np.zeros_like(day)),
        xp_rad=xp * ARCSEC_TO_RAD,
        yp_rad=yp * ARCSEC_TO_RAD,
        ut1_tai_s=ut1 - LEAP_SECONDS.offset_s(day),
        lod_s=lod / 1000.0,
        dx_rad=dx * MILLIARCSEC_TO_RAD,
        dy_rad=dy * MILLIARCSEC_TO_RAD,
        n_measured=n_measured,
        source="invented",
        sha256="0" * 64,
    )


def constant(utc_day, **values) -> EarthOrientation:
    """Return two days of the same orientation."""
    day = np.array([utc_day, utc_day + 1])
    names = ("xp_rad", "yp_rad", "ut1_tai_s", "lod_s", "dx_rad", "dy_rad")
    return EarthOrientation(
        tai_s=LEAP_SECONDS.tai_s_from_utc(day, np.zeros_like(day)),
        **{name: np.full(2, float(values.get(name, 0.0))) for name in names},
        n_measured=2,
        source="constant",
        sha256="0" * 64,
    )


def finals_text(first_day=FIRST_DAY, n_days=40, n_measured=20, n_final=10, n_pole=30, n_blank=2) -> str:
    """Return a finals2000A file: Bulletin B (UT1 1e-4 s ahead) in `n_final` rows, then A, then predicted."""
    day = first_day + np.arange(n_days + n_blank)
    rows = []
    for row, values in enumerate(zip(day, *calendar_date(day), *columns(day), strict=True)):
        number, year, month, date, xp, yp, ut1, lod, dx, dy = values
        line = f"{year % 100:2d}{month:2d}{date:2d} {number + MJD_OF_DAY_ZERO:8.2f} "
        if row < n_days:
            flag = "I" if row < n_measured else "P"
            line += (
                f"{flag} {xp:9.6f}{0.00003:9.6f} {yp:9.6f}{0.00003:9.6f}  {flag}{ut1:10.7f}{0.00001:10.7f} "
            )
            line += f"{lod:7.4f}{0.005:7.4f}" if row < n_measured else " " * 14
            line += f"  {flag} {dx:9.3f}{0.1:9.3f} {dy:9.3f}{0.1:9.3f}" if row < n_pole else ""
        if row < n_final:
            line += f"{xp:10.6f}{yp:10.6f}{ut1 + 1e-4:11.7f}{dx:10.3f}{dy:10.3f}"
        rows.append(line.ljust(187))
    return "\n".join(rows) + "\n"


def c04_text(first_day=FIRST_DAY, n_days=30) -> str:
    """Return a C04 file."""
    day = first_day + np.arange(n_days)
    rows = ["# EARTH ORIENTATION PARAMETERS", "# YR  MM  DD  HH       MJD        x        y  UT1-UTC"]
    for number, year, month, date, xp, yp, ut1, lod, dx, dy in zip(
        day, *calendar_date(day), *columns(day), strict=True
    ):
        rows.append(
            f"{year:4d}{month:4d}{date:4d}{0:4d}{number + MJD_OF_DAY_ZERO:10.2f}{xp:12.6f}{yp:12.6f}"
            f"{ut1:12.7f}{dx / 1000:12.6f}{dy / 1000:12.6f}{0.0:12.6f}{0.0:12.6f}{lod / 1000:12.7f}"
            + "    0.000030"
            * 8
        )
    return "\n".join(rows) + "\n"


def celestrak_text(first_day=FIRST_DAY, n_days=30, n_measured=20) -> str:
    """Return a CelesTrak EOP file."""
    day = first_day + np.arange(n_days)
    rows = ["DATE,MJD,X,Y,UT1-UTC,LOD,DPSI,DEPS,DX,DY,DAT,DATA_TYPE"]
    offset = LEAP_SECONDS.offset_s(day)
    for row, (number, year, month, date, xp, yp, ut1, lod, dx, dy) in enumerate(
        zip(day, *calendar_date(day), *columns(day), strict=True)
    ):
        kind = "O" if row < n_measured else "P"
        rows.append(
            f"{year:04d}-{month:02d}-{date:02d},{number + MJD_OF_DAY_ZERO},{xp:.6f},{yp:.6f},{ut1:.7f},"
            f"{lod / 1000:.7f},0.0,0.0,{dx / 1000:.6f},{dy / 1000:.6f},{offset[row]},{kind}"
        )
    return "\r\n".join(rows) + "\r\n"
