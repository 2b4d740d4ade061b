"""Resonant longitudes in segments of 720 minutes (AIAA 2006-6753, `dspace`)."""

from __future__ import annotations

import math

from numba import njit

from specola.dynamics.sgp4 import layout_fields as at
from specola.dynamics.sgp4.stage_kernels import OPTIONS, L
from specola.numerics.arrays import Floats, Ints


@njit(**OPTIONS)
def resonate(tables, lane, minutes_since_epoch, n0, resonance, slot):
    """Fill relative change of mean motion and resonant longitude of one lane from its segment."""
    first = tables.segment_start[lane]
    if first < 0:
        resonance[slot] = 0.0
        resonance[L + slot] = 0.0
        return
    index = int(minutes_since_epoch / at.SEGMENT_MIN)
    dt = minutes_since_epoch - index * at.SEGMENT_MIN
    k = (first + index - tables.segment_first[lane]) * at.N_SEGMENT
    s = tables.segments
    half = 0.5 * dt * dt
    resonance[slot] = (s[k + 3] + s[k + 2] * dt + s[k + 4] * half) / n0 - 1.0
    resonance[L + slot] = s[k] + s[k + 1] * dt + s[k + 2] * half


@njit(**OPTIONS)
def _one_day_force(longitude, rate, d, i):
    """Return the second and third derivatives of a one-day longitude."""
    sin_1, cos_1 = math.sin(longitude - 0.13130908), math.cos(longitude - 0.13130908)
    angle = 2.0 * (longitude - 2.8843198)
    sin_2, cos_2 = math.sin(angle), math.cos(angle)
    angle = 3.0 * (longitude - 0.37448087)
    sin_3, cos_3 = math.sin(angle), math.cos(angle)
    second = d[i, 0] * sin_1 + d[i, 1] * sin_2 + d[i, 2] * sin_3
    return second, (d[i, 0] * cos_1 + 2.0 * d[i, 1] * cos_2 + 3.0 * d[i, 2] * cos_3) * rate


@njit(**OPTIONS)
def _half_day_force(longitude, rate, omega, d, i):
    """Return the second and third derivatives of a half-day longitude."""
    g22, g32, g44, g52, g54 = 5.7686396, 0.95240898, 1.8014998, 1.0508330, 4.4108898
    double = 2.0 * longitude
    a0, a1 = 2.0 * omega + longitude - g22, longitude - g22
    a2, a3 = omega + longitude - g32, -omega + longitude - g32
    a4, a5 = 2.0 * omega + double - g44, double - g44
    a6, a7 = omega + longitude - g52, -omega + longitude - g52
    a8, a9 = omega + double - g54, -omega + double - g54
    second = (
        d[i, 0] * math.sin(a0) + d[i, 1] * math.sin(a1) + d[i, 2] * math.sin(a2) + d[i, 3] * math.sin(a3)
        + d[i, 4] * math.sin(a4) + d[i, 5] * math.sin(a5) + d[i, 6] * math.sin(a6) + d[i, 7] * math.sin(a7)
        + d[i, 8] * math.sin(a8) + d[i, 9] * math.sin(a9)
    )  # fmt: skip
    single = (
        d[i, 0] * math.cos(a0) + d[i, 1] * math.cos(a1) + d[i, 2] * math.cos(a2)
        + d[i, 3] * math.cos(a3) + d[i, 6] * math.cos(a6) + d[i, 7] * math.cos(a7)
    )  # fmt: skip
    twice = d[i, 4] * math.cos(a4) + d[i, 5] * math.cos(a5) + d[i, 8] * math.cos(a8) + d[i, 9] * math.cos(a9)
    return second, (single + 2.0 * twice) * rate


@njit(**OPTIONS)
def _fill_direction(i, is_half_day, start, last, step, orbit, force, segments):
    """Integrate one resonant object from its epoch to segment `last`, by steps of +1 or -1.

    Columns of `orbit`: longitude, rate excess, mean motion, perigee, perigee rate.
    """
    longitude, n = orbit[i, 0], orbit[i, 2]
    delta = step * at.SEGMENT_MIN
    half = 0.5 * at.SEGMENT_MIN * at.SEGMENT_MIN
    index = 0
    while True:
        rate = n + orbit[i, 1]
        if is_half_day:
            omega = orbit[i, 3] + orbit[i, 4] * (index * at.SEGMENT_MIN)
            second, third = _half_day_force(longitude, rate, omega, force, i)
        else:
            second, third = _one_day_force(longitude, rate, force, i)
        k = (start + index) * at.N_SEGMENT
        if 0 <= k < len(segments):
            segments[k] = longitude
            segments[k + 1] = rate
            segments[k + 2] = second
            segments[k + 3] = n
            segments[k + 4] = third
        if index == last:
            return
        longitude += rate * delta + second * half
        n += second * delta + third * half
        index += step


@njit(**OPTIONS)
def resonance_segments(
    kind: Ints, first: Ints, last: Ints, start: Ints, orbit: Floats, force: Floats, segments: Floats
) -> None:
    """Fill the 720-minute segments `first` to `last` (counted from epoch) of each resonant object.

    Segment k of object i stands at row `start[i] + k - first[i]`; those outside are integrated
    through but not kept.
    """
    for i in range(len(kind)):
        base = start[i] - first[i]
        low, high = start[i], start[i] + last[i] - first[i]
        kept = segments[low * at.N_SEGMENT : (high + 1) * at.N_SEGMENT]
        if last[i] >= 0:
            _fill_direction(i, kind[i] == 2, base - low, last[i], 1, orbit, force, kept)
        if first[i] < 0:
            _fill_direction(i, kind[i] == 2, base - low, first[i], -1, orbit, force, kept)
