"""Compiled readers of columns of text: decimals, whole numbers, UTC instants, words.

A column is a pair of offset arrays into one buffer of bytes; an offset of -1 marks an absent field.
Codes: 0 read, 1 absent or empty, 2 not of the form, 3 of the form but left to the slow reader.
"""

import numpy as np
from numba import njit

from specola.numerics.units import HOUR_WHOLE_S, MINUTE_WHOLE_S

READ = 0
ABSENT = 1
MALFORMED = 2
DEFERRED = 3

POWERS = np.array([10.0**k for k in range(23)])
DAYS_BEFORE_MONTH = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365], dtype=np.int64)


@njit(cache=True, nogil=True)
def decimal(text, start, end):
    """Value and code of `[+-]d*[.d*][e[+-]d+]`, rounded once.

    A whole mantissa below 2**53 and a power of ten up to 22 are both exact in binary, so that one
    multiplication or division rounds correctly (W. D. Clinger, How to read floating point numbers
    accurately, PLDI 1990, section 3). Anything longer is deferred.
    """
    at = start
    negative = False
    if at < end and (text[at] == 43 or text[at] == 45):
        negative = text[at] == 45
        at += 1
    mantissa = np.int64(0)
    digits = 0
    scale = 0
    point = False
    exact = True
    while at < end:
        byte = np.int64(text[at])
        if 48 <= byte <= 57:
            digits += 1
            if mantissa > 900719925474098:
                exact = False
            else:
                mantissa = mantissa * 10 + (byte - 48)
            if point:
                scale += 1
        elif byte == 46 and not point:
            point = True
        else:
            break
        at += 1
    if digits == 0:
        return 0.0, MALFORMED
    exponent = np.int64(0)
    if at < end:
        if text[at] != 69 and text[at] != 101:
            return 0.0, MALFORMED
        at += 1
        down = False
        if at < end and (text[at] == 43 or text[at] == 45):
            down = text[at] == 45
            at += 1
        if at == end:
            return 0.0, MALFORMED
        while at < end:
            byte = np.int64(text[at])
            if byte < 48 or byte > 57:
                return 0.0, MALFORMED
            if exponent < 100000:
                exponent = exponent * 10 + (byte - 48)
            at += 1
        if down:
            exponent = -exponent
    power = exponent - scale
    value = float(mantissa)
    if not exact:
        return 0.0, DEFERRED
    if mantissa != 0:
        if power > 22 or power < -22:
            return 0.0, DEFERRED
        if power >= 0:
            value = value * POWERS[power]
        else:
            value = value / POWERS[-power]
    if negative:
        value = -value
    return value, READ


@njit(cache=True, nogil=True)
def whole(text, start, end):
    """Value and code of `[+-]d+`, at most 18 digits after leading zeros."""
    at = start
    negative = False
    if at < end and (text[at] == 43 or text[at] == 45):
        negative = text[at] == 45
        at += 1
    if at == end:
        return np.int64(0), MALFORMED
    value = np.int64(0)
    while at < end:
        byte = np.int64(text[at])
        if byte < 48 or byte > 57 or value > 99999999999999999:
            return np.int64(0), MALFORMED
        value = value * 10 + (byte - 48)
        at += 1
    if negative:
        value = -value
    return value, READ


@njit(cache=True, nogil=True)
def digits_at(text, start, n):
    """Value of n digits, -1 where one of them is no digit."""
    value = np.int64(0)
    for at in range(start, start + n):
        byte = np.int64(text[at])
        if byte < 48 or byte > 57:
            return np.int64(-1)
        value = value * 10 + (byte - 48)
    return value


@njit(cache=True, nogil=True)
def read_decimals(text, starts, ends, values, codes):
    """Read a column of decimals."""
    for row in range(len(starts)):
        if starts[row] < 0 or starts[row] == ends[row]:
            codes[row] = ABSENT
        else:
            values[row], codes[row] = decimal(text, starts[row], ends[row])


@njit(cache=True, nogil=True)
def read_wholes(text, starts, ends, values, codes):
    """Read a column of whole numbers."""
    for row in range(len(starts)):
        if starts[row] < 0 or starts[row] == ends[row]:
            codes[row] = ABSENT
        else:
            values[row], codes[row] = whole(text, starts[row], ends[row])


@njit(cache=True, nogil=True)
def read_instants(text, starts, ends, fields, fractions, codes):
    """Read a column of `YYYY-MM-DDThh:mm:ss[.d...][Z]` or `YYYY-DDDThh:mm:ss[.d...][Z]`.

    `fields` is (4, n): year, month, day, second of the day. Second 60, more than 15 decimals and
    anything else that is not plainly an instant is deferred.
    """
    for row in range(len(starts)):
        start = starts[row]
        end = ends[row]
        if start < 0 or start == end:
            codes[row] = ABSENT
            continue
        codes[row] = DEFERRED
        if text[end - 1] == 90:
            end -= 1
        if end - start < 17:
            continue
        year = digits_at(text, start, 4)
        leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
        if year < 1 or text[start + 4] != 45:
            continue
        if text[start + 7] == 45:
            month = digits_at(text, start + 5, 2)
            day = digits_at(text, start + 8, 2)
            clock = start + 10
            if month < 1 or month > 12 or day < 1:
                continue
            longest = DAYS_BEFORE_MONTH[month] - DAYS_BEFORE_MONTH[month - 1]
            if leap and month == 2:
                longest += 1
            if day > longest:
                continue
        else:
            day = digits_at(text, start + 5, 3)
            clock = start + 8
            if day < 1 or day > 365 + leap:
                continue
            month = np.int64(1)
            while month < 12 and day > DAYS_BEFORE_MONTH[month] + (leap and month >= 2):
                month += 1
            day -= DAYS_BEFORE_MONTH[month - 1] + (leap and month >= 3)
        if end - clock < 9 or text[clock] != 84 or text[clock + 3] != 58 or text[clock + 6] != 58:
            continue
        hour = digits_at(text, clock + 1, 2)
        minute = digits_at(text, clock + 4, 2)
        second = digits_at(text, clock + 7, 2)
        if hour < 0 or hour > 23 or minute < 0 or minute > 59 or second < 0 or second > 59:
            continue
        fraction = 0.0
        n = end - clock - 10
        if n >= 0:
            if n == 0 or n > 15 or text[clock + 9] != 46:
                continue
            units = digits_at(text, clock + 10, n)
            if units < 0:
                continue
            fraction = units / POWERS[n]
        fields[0, row] = year
        fields[1, row] = month
        fields[2, row] = day
        fields[3, row] = hour * HOUR_WHOLE_S + minute * MINUTE_WHOLE_S + second
        fractions[row] = fraction
        codes[row] = READ


@njit(cache=True, nogil=True)
def gather_words(text, starts, ends, matrix):
    """Copy a column of words into the rows of a zeroed (n, width) matrix; return whether all is ASCII."""
    ascii_only = True
    for row in range(len(starts)):
        start = starts[row]
        if start >= 0:
            for at in range(start, ends[row]):
                byte = text[at]
                if byte > 127:
                    ascii_only = False
                matrix[row, at - start] = byte
    return ascii_only
