"""Compiled readers of text: decimals as Python reads them, whole numbers, instants, words."""

from __future__ import annotations

import re

import numpy as np
import pytest

from specola.messages import column_kernels as kernels

pytestmark = pytest.mark.kernels

DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def bytes_of(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def spellings(n: int) -> list[str]:
    generator = np.random.Generator(np.random.PCG64(7))

    def one() -> str:
        digits = "".join(map(str, generator.integers(0, 10, generator.integers(0, 19))))
        point = generator.integers(0, len(digits) + 1)
        body = digits[:point] + ("." if generator.random() < 0.7 else "") + digits[point:]
        exponent = generator.choice(["", "", "e5", "E-7", "e+12", "E-30", "e22", "e-22", "e", "e+", "e1x"])
        return str(generator.choice(["", "-", "+"])) + body + str(exponent)

    return [one() for _ in range(n)]


def test_decimals_are_those_of_python_to_the_last_bit():
    deferred = 0
    for text in [
        *spellings(3000),
        "9007199254740993",
        "1e22",
        "1e23",
        "123456789012345678901",
        "0e99",
        ".",
        "",
    ]:
        value, code = kernels.decimal(bytes_of(text), 0, len(text))
        assert (code == kernels.MALFORMED) == (DECIMAL.fullmatch(text) is None), text
        if code == kernels.READ:
            assert np.float64(value).tobytes() == np.float64(float(text)).tobytes(), text
        deferred += code == kernels.DEFERRED
    assert 0 < deferred < 1500


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("-7", -7), ("+25544", 25_544), ("00000000000000000000005", 5), ("999999999", 999_999_999)],
)
def test_whole_numbers(text, value):
    assert kernels.whole(bytes_of(text), 0, len(text)) == (value, kernels.READ)


@pytest.mark.parametrize("text", ["", "+", "1.0", "1e3", "A1", "9999999999999999999"])
def test_what_is_no_whole_number(text):
    assert kernels.whole(bytes_of(text), 0, len(text))[1] == kernels.MALFORMED


def test_columns_mark_absent_fields():
    text = bytes_of("12 3.5 x")
    starts, ends = np.array([0, 3, 7, -1, 2]), np.array([2, 6, 8, -1, 2])
    values, codes = np.full(5, 9.0), np.zeros(5, dtype=np.int8)
    kernels.read_decimals(text, starts, ends, values, codes)
    assert values.tolist()[:2] == [12.0, 3.5]
    assert codes.tolist() == [kernels.READ, kernels.READ, kernels.MALFORMED, kernels.ABSENT, kernels.ABSENT]
    wholes = np.full(5, 9)
    kernels.read_wholes(text, starts, ends, wholes, codes)
    assert codes.tolist() == [
        kernels.READ,
        kernels.MALFORMED,
        kernels.MALFORMED,
        kernels.ABSENT,
        kernels.ABSENT,
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2024-02-29T23:59:59", kernels.READ),
        ("2024-366T23:59:59.123Z", kernels.READ),
        ("2023-02-29T00:00:00", kernels.DEFERRED),
        ("2023-366T00:00:00", kernels.DEFERRED),
        ("2024-13-01T00:00:00", kernels.DEFERRED),
        ("0000-01-01T00:00:00", kernels.DEFERRED),
        ("2024/01/01T00:00:00", kernels.DEFERRED),
        ("2024-01-01T24:00:00", kernels.DEFERRED),
        ("2024-01-01T23:59:60", kernels.DEFERRED),
        ("2024-01-01T00:00:00.", kernels.DEFERRED),
        ("2024-01-01T00:00:00.1234567890123456", kernels.DEFERRED),
        ("2024-01-01T00:00:00.12x", kernels.DEFERRED),
        ("2024-01-01 00:00:00", kernels.DEFERRED),
        ("2024-01-0xT00:00:00", kernels.DEFERRED),
        ("2024-01-01T00:00", kernels.DEFERRED),
        ("Z", kernels.DEFERRED),
        ("", kernels.ABSENT),
    ],
)
def test_instants(text, code):
    codes = np.zeros(1, dtype=np.int8)
    fields, fractions = np.zeros((4, 1), dtype=np.int64), np.zeros(1)
    kernels.read_instants(bytes_of(text), np.array([0]), np.array([len(text)]), fields, fractions, codes)
    assert codes[0] == code


def test_day_of_year_of_every_day():
    for year, days in ((2023, 365), (2024, 366)):
        first = np.datetime64(f"{year}-01-01")
        for day in range(1, days + 1):
            text = f"{year}-{day:03d}T00:00:01"
            fields, codes = np.zeros((4, 1), dtype=np.int64), np.zeros(1, dtype=np.int8)
            span = np.array([0]), np.array([len(text)])
            kernels.read_instants(bytes_of(text), *span, fields, np.zeros(1), codes)
            due = str(first + day - 1)
            assert f"{fields[0, 0]:04d}-{fields[1, 0]:02d}-{fields[2, 0]:02d}" == due
            assert fields[3, 0] == 1


def test_words_are_gathered():
    matrix = np.zeros((3, 2), dtype=np.uint8)
    text = bytes_of("abcd")
    assert kernels.gather_words(text, np.array([0, -1, 3]), np.array([2, -1, 4]), matrix)
    assert matrix.tobytes() == b"ab\0\0d\0"
    assert not kernels.gather_words(bytes_of("é"), np.array([0]), np.array([2]), matrix)
