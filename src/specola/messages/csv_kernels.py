"""Compiled splitting of comma-separated rows into field offsets."""

from numba import njit

ROW_GOOD = 0
ROW_QUOTE = 1
"""A quoted field is not closed on its line, or text follows its closing quote."""


@njit(cache=True, nogil=True)
def count_lines(text, at):
    """Return an upper bound of the number of lines from byte `at` on."""
    n = 1
    for k in range(at, len(text)):
        if text[k] == 10 or text[k] == 13:
            n += 1
    return n


@njit(cache=True, nogil=True)
def split_rows(text, at, line, slots, starts, ends, lines, spans, widths, status):
    """Split every row that is not blank into fields; a row is a line, also where a quote is left open.

    Parameters
    ----------
    text, at, line : (b,) uint8; where to begin, and the number of the line there
    slots : (columns,) int64, row of `starts` and `ends` to store a column in, or -1
    starts, ends : (fields, n) int64, prefilled with -1; offsets without blanks and quotes
    lines, spans, widths, status : (n,), (n, 2), (n,), (n,) of int64: line number, byte span, number of
        fields, ROW_GOOD or ROW_QUOTE

    Returns
    -------
    Number of rows, and whether any quoted field holds a doubled quote.
    """
    size = len(text)
    row = 0
    doubled = False
    while at < size:
        begin = at
        blank = True
        column = 0
        status[row] = ROW_GOOD
        while True:
            while at < size and (text[at] == 32 or text[at] == 9):
                at += 1
            start = at
            end = at
            if at < size and text[at] == 34:
                blank = False
                at += 1
                start = at
                closed = False
                while at < size and text[at] != 10 and text[at] != 13:
                    if text[at] == 34:
                        if at + 1 < size and text[at + 1] == 34:
                            doubled = True
                            at += 1
                        else:
                            closed = True
                            break
                    at += 1
                end = at
                if closed:
                    at += 1
                    while at < size and (text[at] == 32 or text[at] == 9):
                        at += 1
                else:
                    status[row] = ROW_QUOTE
                while at < size and text[at] != 44 and text[at] != 10 and text[at] != 13:
                    status[row] = ROW_QUOTE
                    at += 1
            else:
                while at < size and text[at] != 44 and text[at] != 10 and text[at] != 13:
                    if text[at] != 32 and text[at] != 9:
                        end = at + 1
                    at += 1
            if end > start:
                blank = False
            if column < len(slots) and slots[column] >= 0:
                starts[slots[column], row] = start
                ends[slots[column], row] = end
            column += 1
            if at < size and text[at] == 44:
                at += 1
            else:
                break
        if not (blank and column == 1):
            lines[row] = line
            spans[row, 0] = begin
            spans[row, 1] = at
            widths[row] = column
            row += 1
        if at < size:
            if text[at] == 13 and at + 1 < size and text[at + 1] == 10:
                at += 1
            at += 1
            line += 1
    return row, doubled
