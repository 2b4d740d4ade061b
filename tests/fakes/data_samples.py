"""Data files with invented values, in the publishers' formats."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

DAY_OF_MJD_ZERO = date(1858, 11, 17)


def mjd(text: str) -> int:
    """Return the modified Julian day of a date."""
    return (date.fromisoformat(text) - DAY_OF_MJD_ZERO).days


def days(first: str, last: str) -> list[date]:
    """Return every day from one to another, both included."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return [begin + timedelta(days=number) for number in range((end - begin).days + 1)]


def finals2000a(first: str, measured: str, end: str) -> bytes:
    """Return `finals2000A.all`: measured up to one day, predicted up to another."""
    lines = []
    for day in days(first, end):
        flag = "I" if day.isoformat() <= measured else "P"
        text = f"{day.year % 100:2d}{day.month:2d}{day.day:2d} {mjd(day.isoformat()):8.2f} {flag}"
        text += (
            f" {0.1234:9.6f}{0.0001:9.6f} {0.3456:9.6f}{0.0001:9.6f}  {flag}{0.0123456:10.7f}{0.00001:10.7f}"
        )
        text += f" {0.4321:7.4f}{0.0012:7.4f}  {flag} {0.123:9.3f}{0.1:9.3f} {-0.045:9.3f}{0.1:9.3f}"
        lines.append(text.ljust(187))
    return ("\n".join(lines) + "\n").encode()


def eop_all(first: str, measured: str, end: str) -> bytes:
    """Return CelesTrak's `EOP-All.csv`."""
    lines = ["DATE,MJD,X,Y,UT1-UTC,LOD,DPSI,DEPS,DX,DY,DAT,DATA_TYPE"]
    for day in days(first, end):
        flag = "O" if day.isoformat() <= measured else "P"
        lines.append(
            f"{day},{mjd(day.isoformat())},0.12,0.34,0.0123,0.0004,-0.1,-0.01,0.0001,-0.00004,37,{flag}"
        )
    return ("\r\n".join(lines) + "\r\n").encode()


def c04(first: str, measured: str) -> bytes:
    """Return an `eopc04` file."""
    lines = ["# EARTH ORIENTATION PARAMETER (EOP) of nowhere"]
    values = "0.12 0.34 0.0123 0.0001 -0.00004 0 0 0.0004 0 0 0 0 0 0 0 0"
    lines += [
        f"{day.year} {day.month:3d} {day.day:3d} 0 {mjd(day.isoformat()):9.2f} {values}"
        for day in days(first, measured)
    ]
    return ("\n".join(lines) + "\n").encode()


def leap_second_dat(expires: str = "28 June 2027") -> bytes:
    """Return IERS's `Leap_Second.dat`, shortened."""
    table = "    41317.0    1  1 1972       10\n    41499.0    1  7 1972       11\n"
    return f"#  File expires on {expires}\n#\n{table}".encode()


def leap_seconds_list(expires: str = "2027-06-28") -> bytes:
    """Return `leap-seconds.list`, shortened, with the hash that fits."""
    updated, day_s = "3913697179", 24 * 3600
    until = str((mjd(expires) - mjd("1900-01-01")) * day_s)
    rows = [("2272060800", "10"), ("2287785600", "11")]
    digest = hashlib.sha1((updated + until + "".join(map("".join, rows))).encode(), usedforsecurity=False)
    words = [digest.hexdigest()[at : at + 8] for at in range(0, 40, 8)]
    table = "".join(f"{ntp}\t{offset}\t# a step\n" for ntp, offset in rows)
    return f"#$\t{updated}\n#@\t{until}\n{table}#h\t{' '.join(words)}\n".encode()


def space_weather_csv(first: str, measured: str, daily: str = "", monthly: str = "") -> bytes:
    """Return CelesTrak's `SW-All.csv`, with fewer columns."""
    lines = ["DATE,BSRN,ND,AP_AVG,F10.7_OBS,F10.7_DATA_TYPE"]
    for day in days(first, daily or measured):
        kind = "PRD" if day.isoformat() > measured else "INT" if day.day == 3 else "OBS"
        lines.append(f"{day},2636,{day.day % 27 + 1},8,123.4,{kind}")
    if monthly:
        lines.append(f"{monthly},2637,1,,120.0,PRM")
    return ("\r\n".join(lines) + "\r\n").encode()


def space_weather_text(first: str, measured: str, daily: str = "", monthly: str = "") -> bytes:
    """Return CelesTrak's `SW-All.txt`, with fewer columns."""
    row = "{:%Y %m %d} 2636  1 13 13  7  3  7 13 10 17  83"
    lines = ["DATATYPE CssiSpaceWeather", "VERSION 1.2", "#", "BEGIN OBSERVED"]
    lines += [row.format(day) for day in days(first, measured)]
    lines += ["END OBSERVED", "#"]
    if daily:
        lines += ["BEGIN DAILY_PREDICTED", *(row.format(day) for day in days(measured, daily)[1:])]
        lines += ["END DAILY_PREDICTED"]
    if monthly:
        lines += ["BEGIN MONTHLY_PREDICTED", row.format(date.fromisoformat(monthly)), "END MONTHLY_PREDICTED"]
    return ("\r\n".join(lines) + "\r\n").encode()
