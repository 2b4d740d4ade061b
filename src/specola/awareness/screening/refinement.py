"""From pairs that can meet to exact closest approaches.

The instant is where the distance of the two positions is least, found from positions alone: SGP4's
velocity is the derivative of its position to first order in J2 only, which at 0.1 km/s would
move the instant by milliseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from specola.awareness.screening.sweep.bounds import QUICK_RADIUS_KM
from specola.dynamics.sgp4.constants import GM_KM3_S2
from specola.numerics.arrays import Bools, Floats, Ints, Statuses

# Lanes of both objects and an instant each, to states (m, 12) and status (m,).
PairStates = Callable[[Ints, Ints, Floats], tuple[Floats, Statuses]]

# Central differences over one second: truncation moves the instant by k d / (6 v) = 1e-5 s at 5 km
# and 0.1 km/s, rounding by 1e-8 km d / v^2 = 5e-6 s, their mean for the middle by k d / v = 7e-5 s.
DIFFERENCE_S = 1.0
# Newton's steps on SGP4's own d.v = 0 go on until one is below this; what the next would change is
# 1.5 (k d / v) step^2.
ROUGH_STEP_S = 0.5
ROUGH_STEPS = 5
# Steps from positions: the slope v^2 is right to a twenty-fifth for pairs that are not slow.
QUICK_STEP_S = 0.02
STEP_S = 1.0e-4
NEWTON_STEPS = 6
BRACKET_STEPS = 60
# A pair is followed further if its straight line passes within the reach and this.
MARGIN_KM = 0.05
# A minimum this near to the end of a span counts in both, and once when all are put together.
TOUCH_S = 1.0e-3
# How far the instant from positions may stand outside a bracket of 30 s.
OVERSHOOT_S = 0.5

# Below this relative speed d.v can turn twice in an interval: f' = v^2 + d.a changes sign only if
# v^2 < 2 k d^2. With a factor of 5 beyond that, at 6500 km.
SLOW_KM_S = 0.05
SLOW_PER_KM = 5.0 * float(np.sqrt(2.0 * GM_KM3_S2 / QUICK_RADIUS_KM**3))
# Such pairs are looked at every 30 s, and every 5 s where d.v turns without crossing zero.
SLOW_STEP_S = 30.0
FINE_PARTS = 6


@dataclass(frozen=True, slots=True, eq=False)
class Minima:
    """m closest approaches.

    Attributes
    ----------
    first, second : (m,) int64, lanes
    tca_s : (m,) float64 [s] after the start
    states : (m, 12) float64, position [km] and velocity [km/s] of first and second, TEME
    """

    first: Ints
    second: Ints
    tca_s: Floats
    states: Floats

    def __len__(self) -> int:
        return len(self.first)

    def __getitem__(self, rows: Ints | Bools) -> Minima:
        return Minima(*(getattr(self, field.name)[rows] for field in fields(self)))

    @classmethod
    def concatenate(cls, parts: list[Minima]) -> Minima:
        """Return all of `parts`, in order."""
        if not parts:
            return cls(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), np.empty((0, 12)))
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """m spans of time that hold one minimum each: pair, ends, relative states at both ends (m, 6)."""

    first: Ints
    second: Ints
    begin_s: Floats
    end_s: Floats
    relative_begin: Floats
    relative_end: Floats

    def __getitem__(self, rows: Ints | Bools) -> _Pieces:
        return _Pieces(*(getattr(self, field.name)[rows] for field in fields(self)))


def relative(states: Floats) -> Floats:
    """Return second minus first of (..., 12) pair states, (..., 6)."""
    difference: Floats = states[..., 6:] - states[..., :6]
    return difference


def _dot(a: Floats, b: Floats) -> Floats:
    product: Floats = np.einsum("...i,...i->...", a, b)
    return product


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """m pairs that can meet in a span of time.

    Attributes
    ----------
    first, second : (m,) int64, lanes
    begin_s, end_s : (m,) float64 [s], the span
    guess_s : (m,) float64 [s], about when they are nearest
    """

    first: Ints
    second: Ints
    begin_s: Floats
    end_s: Floats
    guess_s: Floats

    def __getitem__(self, rows: Ints | Bools) -> Candidates:
        return Candidates(*(getattr(self, field.name)[rows] for field in fields(self)))

    @classmethod
    def concatenate(cls, parts: list[Candidates]) -> Candidates:
        """Return all of `parts`, in order."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))


def closest_approaches(candidates: Candidates, *, reach_km: float, pair_states: PairStates) -> Minima:
    """Return every local minimum of distance below `reach_km` inside the spans of the candidates.

    A minimum within a millisecond of an end of its span may be returned by the next span too.
    """
    slow2 = max(SLOW_KM_S, SLOW_PER_KM * reach_km) ** 2
    states, status = pair_states(candidates.first, candidates.second, candidates.guess_s)
    velocity = relative(states)[:, 3:]
    speed2 = _dot(velocity, velocity)
    is_slow = (status == 0) & (speed2 < slow2)
    parts = [_quick(candidates[(status == 0) & ~is_slow], reach_km, pair_states)]
    if is_slow.any():
        slow = candidates[is_slow]
        pieces = _slow_pieces(slow, pair_states)
        parts.append(_slow(pieces, reach_km, pair_states))
    return Minima.concatenate(parts)


def _quick(candidates: Candidates, reach_km: float, pair_states: PairStates) -> Minima:
    """Find the one minimum each of pairs whose d.v grows all through the span."""
    near, tca_s = _rough(candidates, reach_km, pair_states)
    active = np.arange(len(tca_s))
    for _ in range(NEWTON_STEPS):
        states, rate = _rates(near.first[active], near.second[active], tca_s[active, None], pair_states)
        velocity = states[:, 0, 3:]
        with np.errstate(divide="ignore", invalid="ignore"):
            step = -rate[:, 0] / _dot(velocity, velocity)
        tca_s[active] += step
        active = active[np.abs(step) > QUICK_STEP_S]
        if len(active) == 0:
            break
    is_inside = (tca_s >= near.begin_s - TOUCH_S) & (tca_s <= near.end_s + TOUCH_S)
    near, tca_s = near[is_inside], tca_s[is_inside]
    return _below(near.first, near.second, tca_s, reach_km, pair_states)


def _rough(candidates: Candidates, reach_km: float, pair_states: PairStates) -> tuple[Candidates, Floats]:
    """Return the candidates that pass within reach, and when by SGP4's own velocities."""
    at_s = candidates.guess_s.copy()
    line2 = np.empty(len(at_s))
    active = np.arange(len(at_s))
    for _ in range(ROUGH_STEPS):
        states, _ = pair_states(candidates.first[active], candidates.second[active], at_s[active])
        difference = relative(states)
        d, v = difference[:, :3], difference[:, 3:]
        rate, speed2 = _dot(d, v), _dot(v, v)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = -rate / speed2
            line2[active] = _dot(d, d) + rate * step
        at_s[active] += step
        active = active[np.abs(step) > ROUGH_STEP_S]
        if len(active) == 0:
            break
    low, high = candidates.begin_s - OVERSHOOT_S, candidates.end_s + OVERSHOOT_S
    rows = np.flatnonzero((line2 <= (reach_km + MARGIN_KM) ** 2) & (at_s >= low) & (at_s <= high))
    return candidates[rows], at_s[rows]


def _below(first: Ints, second: Ints, tca_s: Floats, reach_km: float, pair_states: PairStates) -> Minima:
    """Return what is below the reach at its TCA."""
    states, status = pair_states(first, second, tca_s)
    miss = relative(states)[:, :3]
    is_event = (status == 0) & (_dot(miss, miss) < reach_km**2)
    return Minima(first, second, tca_s, states)[is_event]


def _slow(pieces: _Pieces, reach_km: float, pair_states: PairStates) -> Minima:
    """Find the minimum each of pieces at whose ends the sign of d.v shows one."""
    from specola.awareness.screening.motion_kernels import closest

    moment, distance = np.empty(len(pieces.first)), np.empty(len(pieces.first))
    closest(pieces.relative_begin, pieces.relative_end, pieces.end_s - pieces.begin_s, moment, distance)
    is_near = distance <= reach_km + MARGIN_KM
    kept = pieces[is_near]
    tca_s = _polished(kept, kept.begin_s + moment[is_near], pair_states)
    return _below(kept.first, kept.second, tca_s, reach_km, pair_states)


def _rates(first: Ints, second: Ints, seconds: Floats, pair_states: PairStates) -> tuple[Floats, Floats]:
    """Return relative states and d.v by central differences, (...,6) and (...,), of `seconds` (m, t)."""
    shape = seconds.shape
    firsts, partners = np.repeat(first, shape[1]), np.repeat(second, shape[1])
    times = seconds.reshape(-1)
    before = relative(pair_states(firsts, partners, times - DIFFERENCE_S)[0])[:, :3]
    after = relative(pair_states(firsts, partners, times + DIFFERENCE_S)[0])[:, :3]
    position, velocity = 0.5 * (before + after), (after - before) / (2.0 * DIFFERENCE_S)
    rate = (_dot(after, after) - _dot(before, before)) / (4.0 * DIFFERENCE_S)
    return np.concatenate([position, velocity], axis=1).reshape(*shape, 6), rate.reshape(shape)


def _slow_pieces(slow: Candidates, pair_states: PairStates) -> _Pieces:
    """Look at slow pairs every 30 s, and closer where d.v may cross zero twice."""
    first, second = slow.first, slow.second
    parts = int(np.ceil((slow.end_s - slow.begin_s).max() / SLOW_STEP_S))
    length_s = ((slow.end_s - slow.begin_s) / parts)[:, None]
    times = slow.begin_s[:, None] + length_s * np.arange(-1, parts + 2)
    states, rate = _rates(first, second, times, pair_states)
    pair, part = np.nonzero((rate[:, 1:-2] <= 0.0) & (rate[:, 2:-1] > 0.0))
    found = _Pieces(
        first[pair],
        second[pair],
        times[pair, part + 1],
        times[pair, part + 2],
        states[pair, part + 1],
        states[pair, part + 2],
    )
    sign = np.sign(rate)
    toward, away = sign * np.diff(rate, axis=1, prepend=np.nan), sign * np.diff(rate, axis=1, append=np.nan)
    dips = (sign[:, 1:-2] == sign[:, 2:-1]) & (toward[:, 1:-2] < 0.0) & (away[:, 2:-1] > 0.0)
    pair, part = np.nonzero(dips)
    fine = times[pair, part + 1][:, None] + (length_s[pair] / FINE_PARTS) * np.arange(FINE_PARTS + 1)
    states, rate = _rates(first[pair], second[pair], fine, pair_states)
    row, part = np.nonzero((rate[:, :-1] <= 0.0) & (rate[:, 1:] > 0.0))
    inside = _Pieces(
        first[pair[row]],
        second[pair[row]],
        fine[row, part],
        fine[row, part + 1],
        states[row, part],
        states[row, part + 1],
    )
    return _Pieces(
        *(
            np.concatenate([getattr(found, field.name), getattr(inside, field.name)])
            for field in fields(_Pieces)
        )
    )


def _polished(pieces: _Pieces, guess_s: Floats, pair_states: PairStates) -> Floats:
    """Return where the distance of the positions is least, one instant for each piece."""
    tca_s = guess_s.copy()
    active = np.arange(len(tca_s))
    for _ in range(NEWTON_STEPS):
        step = _newton_step(pieces[active], tca_s[active], pair_states)
        low, high = pieces.begin_s[active] - OVERSHOOT_S, pieces.end_s[active] + OVERSHOOT_S
        after = tca_s[active] + step
        is_inside = (after >= low) & (after <= high)
        tca_s[active] = np.where(is_inside, after, tca_s[active])
        is_done = is_inside & (np.abs(step) < STEP_S)
        active = active[~is_done]
        if len(active) == 0:
            return tca_s
    tca_s[active] = _enclosed(pieces[active], pair_states)
    return tca_s


def _newton_step(pieces: _Pieces, tca_s: Floats, pair_states: PairStates) -> Floats:
    """Return the step toward d.v = 0 of the parabola through three positions."""
    h = DIFFERENCE_S
    before, middle, after = (
        relative(pair_states(pieces.first, pieces.second, tca_s + offset)[0])[:, :3]
        for offset in (-h, 0.0, h)
    )
    velocity = (after - before) / (2.0 * h)
    acceleration = (after - 2.0 * middle + before) / h**2
    slope = _dot(velocity, velocity) + _dot(middle, acceleration)
    with np.errstate(divide="ignore", invalid="ignore"):
        step: Floats = np.where(slope > 0.0, -_dot(middle, velocity) / slope, np.nan)
    return step


def _enclosed(pieces: _Pieces, pair_states: PairStates) -> Floats:
    """Return the same from the bracket, for the few where Newton's method leaves it.

    False position with Illinois' rule (Dowell & Jarratt 1971, BIT 11, 168), every third step a halving.
    """
    low, high = pieces.begin_s.copy(), pieces.end_s.copy()
    f_low, f_high = (_rate_at(pieces, moments, pair_states) for moments in (low, high))
    for turn in range(BRACKET_STEPS):
        with np.errstate(divide="ignore", invalid="ignore"):
            middle = high - f_high * (high - low) / (f_high - f_low)
        is_usable = (middle > low) & (middle < high) & (turn % 3 != 2)
        middle = np.where(is_usable, middle, 0.5 * (low + high))
        rate = _rate_at(pieces, middle, pair_states)
        falls = rate <= 0.0
        f_high = np.where(falls, 0.5 * f_high, rate)
        f_low = np.where(falls, rate, 0.5 * f_low)
        low, high = np.where(falls, middle, low), np.where(falls, high, middle)
        if (high - low < STEP_S).all():
            break
    return 0.5 * (low + high)


def _rate_at(pieces: _Pieces, moments: Floats, pair_states: PairStates) -> Floats:
    """Return d.v of each piece at a moment of its own."""
    return _rates(pieces.first, pieces.second, moments[:, None], pair_states)[1][:, 0]
