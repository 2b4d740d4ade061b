"""Compiled reader of two-line element sets over the bytes of a whole file.

Fields are numbered as `tle_fields.TLE_FIELDS` lists them; a problem is 100 * reason + field.
"""

import numpy as np
from numba import njit

LONGEST_NAME = 40

# How lines go together.
SET = 0
NO_LINE_1 = 1
NO_LINE_2 = 2
STRAY = 3

# Why a set is refused.
GOOD = 0
LENGTH = 1
NOT_ASCII = 2
GAP = 3
FORM = 4
RANGE = 5
OTHER_ID = 6
CHECKSUM = 7

GAPS_1 = (8, 17, 32, 43, 52, 61, 63)
GAPS_2 = (7, 16, 25, 33, 42, 51)
"""Offsets that must hold blanks in line 1 and line 2."""

POWERS = np.array([10.0**k for k in range(23)])


@njit(cache=True, nogil=True)
def split_lines(text, starts, ends, numbers):
    """Find the lines that are not blank, without trailing blanks; return how many.

    A line ends with a line feed, a carriage return or both.
    """
    size = len(text)
    at = 0
    line = 1
    n = 0
    while at < size:
        start = at
        end = at
        while at < size and text[at] != 10 and text[at] != 13:
            if text[at] != 32 and text[at] != 9:
                end = at + 1
            at += 1
        if end > start:
            starts[n] = start
            ends[n] = end
            numbers[n] = line
            n += 1
        if at + 1 < size and text[at] == 13 and text[at + 1] == 10:
            at += 1
        at += 1
        line += 1
    return n


@njit(cache=True, nogil=True)
def looks_like_element_line(text, start, end, which):
    """Whether a line is line 1 or 2 of a set, maybe damaged, and not a name that begins so."""
    if end - start < 3 or text[start] != which or text[start + 1] != 32:
        return False
    if end - start > LONGEST_NAME:
        return True
    if end - start < 8:
        return False
    for at in range(start + 3, start + 7):
        if not (48 <= text[at] <= 57 or text[at] == 32):
            return False
    return text[start + 6] != 32


@njit(cache=True, nogil=True)
def are_of_one_set(text, starts, ends, n, at, which):
    """Whether a line and the next both look like line `which` and carry the same catalog number."""
    if at + 1 >= n or not looks_like_element_line(text, starts[at + 1], ends[at + 1], which):
        return False
    for k in range(2, 7):
        if text[starts[at] + k] != text[starts[at + 1] + k]:
            return False
    return True


@njit(cache=True, nogil=True)
def pair_lines(text, starts, ends, n, sets):
    """Group lines into sets and leftovers; return how many groups.

    `sets` is (n, 4): kind of the group, name line or -1, line 1 (or the line to blame), line 2 or -1.
    """
    row = 0
    at = 0
    while at < n:
        if looks_like_element_line(text, starts[at], ends[at], 50):
            sets[row, 0] = NO_LINE_1
            sets[row, 1] = -1
            sets[row, 2] = at
            if are_of_one_set(text, starts, ends, n, at, 50):
                at += 1  # the first of two lines 2 should have been line 1
            sets[row, 3] = at
            row += 1
            at += 1
            continue
        name = -1
        first = at
        while at < n and not looks_like_element_line(text, starts[at], ends[at], 49):
            if looks_like_element_line(text, starts[at], ends[at], 50):
                break
            at += 1
        if at < n and text[starts[at]] == 50 and looks_like_element_line(text, starts[at], ends[at], 50):
            # Lines that are no line 1, then a line 2: the last of them should have been line 1.
            sets[row, 0] = NO_LINE_1
            sets[row, 1] = -1
            sets[row, 2] = at - 1
            sets[row, 3] = at
            row += 1
            at += 1
            continue
        after_line_1 = row > 0 and sets[row - 1, 0] == NO_LINE_2
        if at == n:
            if not (after_line_1 and at - first == 1):
                sets[row, 0] = STRAY
                sets[row, 1] = -1
                sets[row, 2] = first
                sets[row, 3] = -1
                row += 1
            break
        if at > first:
            name = at - 1
            if ends[name] - starts[name] > LONGEST_NAME:
                name = -1
                junk = at - first
            else:
                junk = at - first - 1
            # One stray line after a line 1 without its line 2 is what is left of that line 2.
            if junk > 1 or (junk == 1 and not after_line_1):
                sets[row, 0] = STRAY
                sets[row, 1] = -1
                sets[row, 2] = first
                sets[row, 3] = -1
                row += 1
        sets[row, 1] = name
        sets[row, 2] = at
        if at + 1 < n and looks_like_element_line(text, starts[at + 1], ends[at + 1], 50):
            sets[row, 0] = SET
            sets[row, 3] = at + 1
            at += 2
        else:
            sets[row, 0] = NO_LINE_2
            sets[row, 3] = -1
            if are_of_one_set(text, starts, ends, n, at, 49):
                if at + 2 >= n or not looks_like_element_line(text, starts[at + 2], ends[at + 2], 50):
                    at += 1  # the second of two lines 1 should have been line 2
            at += 1
        row += 1
    return row


@njit(cache=True, nogil=True)
def catalog_number(text, start):
    """Five characters: digits after blanks, or Alpha-5, which leaves out I and O; -1 if neither."""
    first = text[start]
    value = np.int64(0)
    if 65 <= first <= 90 and first != 73 and first != 79:
        value = np.int64(first) - 55
        if first > 73:
            value -= 1
        if first > 79:
            value -= 1
        begin = start + 1
    else:
        begin = start
        while begin < start + 4 and text[begin] == 32:
            begin += 1
    for at in range(begin, start + 5):
        if text[at] < 48 or text[at] > 57:
            return np.int64(-1)
        value = value * 10 + (np.int64(text[at]) - 48)
    return value


@njit(cache=True, nogil=True)
def padded(text, start, end):
    """Digits after blanks, 0 if all is blank, -1 if neither."""
    value = np.int64(0)
    at = start
    while at < end and text[at] == 32:
        at += 1
    while at < end:
        if text[at] < 48 or text[at] > 57:
            return np.int64(-1)
        value = value * 10 + (np.int64(text[at]) - 48)
        at += 1
    return value


@njit(cache=True, nogil=True)
def fixed(text, start, point, end):
    """Value of blanks, digits, a point at `point`, digits, as a whole number; -1 if it is not that.

    The digits before the point may be missing, those after it may not.
    """
    if text[point] != 46:
        return np.int64(-1)
    value = padded(text, start, point)
    if value < 0:
        return value
    for at in range(point + 1, end):
        if text[at] < 48 or text[at] > 57:
            return np.int64(-1)
        value = value * 10 + (np.int64(text[at]) - 48)
    return value


@njit(cache=True, nogil=True)
def is_sign(byte):
    """Whether a byte is +, - or blank."""
    return byte == 32 or byte == 43 or byte == 45


@njit(cache=True, nogil=True)
def exponential(text, start):
    """Value of `sdddddse`: sign, five digits after an understood point, signed exponent; and if it fits."""
    mantissa = padded(text, start + 1, start + 6)
    power = np.int64(text[start + 7]) - 48
    if mantissa < 0 or text[start + 5] == 32 or power < 0 or power > 9:
        return 0.0, False
    if not is_sign(text[start]) or not is_sign(text[start + 6]):
        return 0.0, False
    power = -power - 5 if text[start + 6] == 45 else power - 5
    value = mantissa / POWERS[-power] if power < 0 else mantissa * POWERS[power]
    if text[start] == 45:
        value = -value
    return value, True


@njit(cache=True, nogil=True)
def checksum(text, start):
    """Sum of the digits of 68 characters, minus signs counting 1, modulo 10."""
    total = np.int64(0)
    for at in range(start, start + 68):
        byte = np.int64(text[at])
        if 48 <= byte <= 57:
            total += byte - 48
        elif byte == 45:
            total += 1
    return total % 10


@njit(cache=True, nogil=True)
def is_blank(text, start, end):
    """Whether bytes are all blank."""
    for at in range(start, end):
        if text[at] != 32:
            return False
    return True


@njit(cache=True, nogil=True)
def is_designator(text, start):
    """Whether eight characters are blank, or YYNNN with up to three letters and blanks."""
    if is_blank(text, start, start + 8):
        return True
    for at in range(start, start + 5):
        if text[at] < 48 or text[at] > 57:
            return False
    at = start + 5
    while at < start + 8 and 65 <= text[at] <= 90:
        at += 1
    return is_blank(text, at, start + 8)


@njit(cache=True, nogil=True)
def line_problem(text, start, end, first_field):
    """Length, then characters: what must hold before columns mean anything; 0 if all does."""
    if end - start != 69:
        return 100 * LENGTH + first_field
    for at in range(start, end):
        if text[at] < 32 or text[at] > 126:
            return 100 * NOT_ASCII + first_field
    return 0


@njit(cache=True, nogil=True)
def read_line_1(text, start, end, row, wholes, decimals, designators):
    """Read line 1 into a row; return the problem."""
    problem = line_problem(text, start, end, 0)
    if problem != 0:
        return problem
    for column in GAPS_1:
        if text[start + column] != 32:
            return 100 * GAP + column
    number = catalog_number(text, start + 2)
    if number < 0:
        return 100 * FORM + 1
    wholes[0, row] = number
    kind = text[start + 7]
    if not (65 <= kind <= 90 or kind == 32):
        return 100 * FORM + 2
    wholes[1, row] = kind
    if not is_designator(text, start + 9):
        return 100 * FORM + 3
    for at in range(8):
        designators[row, at] = text[start + 9 + at]
    year = padded(text, start + 18, start + 20)
    day = fixed(text, start + 20, start + 23, start + 32)
    if year < 0 or day < 0 or text[start + 19] == 32:
        return 100 * FORM + 4
    year += 1900 if year >= 57 else 2000
    leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    wholes[2, row] = year
    wholes[3, row] = day // 100000000
    wholes[4, row] = day % 100000000
    if wholes[3, row] < 1 or wholes[3, row] > 365 + leap:
        return 100 * RANGE + 4
    dot = fixed(text, start + 34, start + 34, start + 43)
    if dot < 0 or not is_sign(text[start + 33]):
        return 100 * FORM + 5
    decimals[0, row] = dot / 1e8
    if text[start + 33] == 45:
        decimals[0, row] = -decimals[0, row]
    decimals[1, row], good = exponential(text, start + 44)
    if not good:
        return 100 * FORM + 6
    decimals[2, row], good = exponential(text, start + 53)
    if not good:
        return 100 * FORM + 7
    wholes[5, row] = padded(text, start + 62, start + 63)
    if wholes[5, row] < 0:
        return 100 * FORM + 8
    if wholes[5, row] > 3:
        return 100 * RANGE + 8
    wholes[6, row] = padded(text, start + 64, start + 68)
    if wholes[6, row] < 0:
        return 100 * FORM + 9
    if text[start + 68] != 48 + checksum(text, start):
        return 100 * CHECKSUM + 10
    return 0


@njit(cache=True, nogil=True)
def read_line_2(text, start, end, row, wholes, decimals):
    """Read line 2 into a row; return the problem."""
    problem = line_problem(text, start, end, 11)
    if problem != 0:
        return problem
    for column in GAPS_2:
        if text[start + column] != 32:
            return 100 * GAP + column
    number = catalog_number(text, start + 2)
    if number < 0:
        return 100 * FORM + 12
    if number != wholes[0, row]:
        return 100 * OTHER_ID + 12
    for k in range(4):
        column = (8, 17, 34, 43)[k]
        field = (13, 14, 16, 17)[k]
        angle = fixed(text, start + column, start + column + 3, start + column + 8)
        if angle < 0:
            return 100 * FORM + field
        if angle > (1800000 if k == 0 else 3600000):
            return 100 * RANGE + field
        decimals[(3, 4, 6, 7)[k], row] = angle / 1e4
    eccentricity = padded(text, start + 26, start + 33)
    if eccentricity < 0 or text[start + 26] == 32:
        return 100 * FORM + 15
    decimals[5, row] = eccentricity / 1e7
    motion = fixed(text, start + 52, start + 54, start + 63)
    if motion < 0:
        return 100 * FORM + 18
    if motion == 0:
        return 100 * RANGE + 18
    decimals[8, row] = motion / 1e8
    wholes[7, row] = padded(text, start + 63, start + 68)
    if wholes[7, row] < 0:
        return 100 * FORM + 19
    if text[start + 68] != 48 + checksum(text, start):
        return 100 * CHECKSUM + 20
    return 0


@njit(cache=True, nogil=True)
def read_sets(text, starts, ends, sets, wholes, decimals, designators, problems):
    """Read every complete set.

    wholes : (8, n) int64: catalog number, classification byte, year, day of year, 1e-8 days, ephemeris
        type, element set number, revolution number
    decimals : (9, n) float64: ndot, nddot, B*, inclination, node, eccentricity, argument of perigee, mean
        anomaly, mean motion
    problems : (n,) int64, 0 for a good set
    """
    for row in range(len(sets)):
        if sets[row, 0] != SET:
            continue
        first = sets[row, 2]
        second = sets[row, 3]
        problems[row] = read_line_1(text, starts[first], ends[first], row, wholes, decimals, designators)
        if problems[row] == 0:
            problems[row] = read_line_2(text, starts[second], ends[second], row, wholes, decimals)


@njit(cache=True, nogil=True)
def write_object_ids(designators, matrix):
    """Turn `YYNNNPPP` into `19YY-NNNPPP` or `20YY-NNNPPP` (the year turns at 57); blanks stay empty."""
    for row in range(len(designators)):
        if designators[row, 0] == 32:
            continue
        century = (
            49
            if designators[row, 0] > 53 or (designators[row, 0] == 53 and designators[row, 1] >= 55)
            else 50
        )
        matrix[row, 0] = century
        matrix[row, 1] = 57 if century == 49 else 48
        matrix[row, 2] = designators[row, 0]
        matrix[row, 3] = designators[row, 1]
        matrix[row, 4] = 45
        for at in range(2, 8):
            if designators[row, at] != 32:
                matrix[row, at + 3] = designators[row, at]
