"""Keyword = value notation over an invented field table."""

from __future__ import annotations

import pytest

from specola.errors import MessageError
from specola.messages.kvn import split_kvn, write_kvn
from specola.messages.message_fields import Entry, Field, Kind, entries_by_keyword

FIELDS = {
    field.keyword: field
    for field in (
        Field("NAME", "name", Kind.TEXT, "text", "A name."),
        Field("MASS", "mass_kg", Kind.DECIMAL, "a mass", "A mass.", unit="kg"),
        Field("COUNT", "count", Kind.WHOLE, "a number", "A number."),
    )
}


def split(text, openers=("NAME",)):
    return split_kvn(text.encode(), FIELDS, openers=openers, file="x.kvn")


def test_only_numbers_carry_units():
    (message,) = split("CCSDS_XYZ_VERS = 1.0\nNAME = A [B]\nMASS = 3 [ kg ]\nCOUNT=2[1/s]\nOTHER = 5 [m]\n")
    assert (message.name, message.version) == ("XYZ", "1.0")
    assert message.entries == (
        Entry("NAME", "A [B]", "", 2),
        Entry("MASS", "3", "kg", 3),
        Entry("COUNT", "2", "1/s", 4),
        Entry("OTHER", "5 [m]", "", 5),
    )


def test_messages_follow_each_other():
    first, second = split("CCSDS_A_VERS = 1\nNAME = a\n\n\nCCSDS_A_VERS = 2\nNAME = b = c")
    assert (first.line, first.version, second.line, second.version) == (1, "1", 5, "2")
    assert first.span == (0, 26)
    assert second.entries[0].value == "b = c"


def test_a_damaged_first_line_costs_its_message_alone():
    text = "CCSDS_A_VERS = 1\nNAME = a\n{}\nNAME = b\nCCSDS_A_VERS = 3\nNAME = c"
    first, second, third = split(text.format("CCSDS-A = 1"))
    assert (first.fault, third.fault) == (None, None)
    assert "x.kvn:3: 'CCSDS-A = 1', expected KEYWORD = value" in str(second.fault)
    first, second, third = split(text.format("CCSDS_A = 1"))
    assert (first.fault, third.fault) == (None, None)
    assert "x.kvn:4: no line CCSDS_..._VERS before it" in str(second.fault)


@pytest.mark.parametrize("last", ["", "MASS = 3", "CCSDS_A_VERS = 1\nNAME = b"])
def test_a_line_that_is_no_assignment_spoils_its_message(last):
    first, *others = split("CCSDS_A_VERS = 1\nNAME = a\nwhat\n" + last)
    assert "x.kvn:3: 'what'" in str(first.fault)
    assert [message.fault for message in others] == [None] * len(others)


def test_lines_before_any_message():
    (message,) = split("what is this\nNAME = a")
    assert message.line == 1
    assert "x.kvn:1" in str(message.fault)
    assert split("\n  \nCOMMENT nothing more\n") == []
    stray, good = split("what is this\nCCSDS_A_VERS = 1\nNAME = a")
    assert "x.kvn:1: 'what is this'" in str(stray.fault)
    assert (good.fault, good.line) == (None, 2)


def test_text_that_is_no_utf8_is_kept():
    (message,) = split_kvn(b"CCSDS_A_VERS = 1\nNAME = caf\xe9", FIELDS, openers=(), file="x")
    assert message.entries[0].value.encode("utf-8", "surrogateescape") == b"caf\xe9"


def test_entries_by_keyword():
    entries = [Entry("NAME", "a", "", 2), Entry("MASS", "1", "KG", 3), Entry("OTHER", "x", "", 4)]
    assert list(entries_by_keyword(entries, FIELDS, file="x")) == ["NAME", "MASS"]
    with pytest.raises(MessageError, match=r"x:9: NAME: a second time, after line 2, expected it once"):
        entries_by_keyword([*entries, Entry("NAME", "b", "", 9)], FIELDS, file="x")
    with pytest.raises(MessageError, match=r"unit \[g\], expected \[kg\] or none"):
        entries_by_keyword([Entry("MASS", "1", "g", 3)], FIELDS, file="x")
    with pytest.raises(MessageError, match=r"unit \[g\], expected no unit"):
        entries_by_keyword([Entry("COUNT", "1", "g", 3)], FIELDS, file="x")


def test_what_is_written_splits_the_same():
    entries = (Entry("NAME", "", "", 2), Entry("MASS", "3", "kg", 3))
    text = write_kvn("XYZ", "1.0", entries=entries)
    assert text == "CCSDS_XYZ_VERS = 1.0\nNAME           =\nMASS           = 3 [kg]\n"
    assert split(text)[0].entries == entries
