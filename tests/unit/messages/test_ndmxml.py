"""NDM/XML: safe by construction, and damaged messages found alone."""

from __future__ import annotations

import pytest

from specola.errors import MessageError
from specola.messages.message_fields import Entry
from specola.messages.ndmxml import split_ndm_xml, write_ndm_xml

MESSAGE = (
    '<xyz id="CCSDS_XYZ_VERS" version="1.0"><body><NAME>a</NAME>\n<MASS units="kg">3</MASS></body></xyz>'
)


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE ndm [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!doctype ndm SYSTEM "http://127.0.0.1/x.dtd">',
        '<! DOCTYPE ndm [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    ],
)
def test_a_doctype_is_refused_before_anything_is_parsed(prolog):
    content = f'<?xml version="1.0"?>\n{prolog}\n<ndm>{MESSAGE}</ndm>'
    with pytest.raises(MessageError, match=r"x:2: a DOCTYPE declaration, expected XML without"):
        split_ndm_xml(content.encode(), "xyz", file="x")


def test_leaves_become_entries_with_their_lines():
    (message,), around = split_ndm_xml(f"<ndm>\n{MESSAGE}\n</ndm>".encode(), "xyz", file="x")
    assert around is None
    assert (message.name, message.version, message.line, message.fault) == ("XYZ", "1.0", 2, None)
    assert message.entries == (Entry("NAME", "a", "", 2), Entry("MASS", "3", "kg", 3))


def test_other_messages_are_passed_over():
    content = f"<ndm><other id='CCSDS_OTHER_VERS' version='1'/>{MESSAGE}</ndm>"
    assert len(split_ndm_xml(content.encode(), "xyz", file="x")[0]) == 1


def test_comments_and_instructions_are_passed_over():
    content = MESSAGE.replace("<NAME>", "<!-- <xyz > --><?php ?><COMMENT>c</COMMENT><NAME>")
    (message,), _ = split_ndm_xml(content.encode(), "xyz", file="x")
    assert [entry.keyword for entry in message.entries] == ["NAME", "MASS"]


def test_a_declared_encoding_holds():
    content = f'<?xml version="1.0" encoding="ISO-8859-1"?><ndm>{MESSAGE}</ndm>'.replace(">a<", ">caf\xe9<")
    (message,), _ = split_ndm_xml(content.encode("latin-1"), "xyz", file="x")
    assert message.entries[0].value == "café"
    (message,), around = split_ndm_xml(content.encode("latin-1")[:-6], "xyz", file="x")
    assert message.entries[0].value == "café"
    assert "not well-formed" in str(around)


def test_a_deep_tree_is_refused():
    content = "<ndm>" + "<a>" * 10_000 + "</a>" * 10_000 + "</ndm>"
    messages, around = split_ndm_xml(content.encode(), "xyz", file="x")
    assert messages == []
    assert "not well-formed" in str(around)


def test_what_is_written_splits_the_same():
    name, mass = Entry("NAME", "a & b <c>", "", 0), Entry("MASS", "3", "kg", 0)
    content = write_ndm_xml([("XYZ", "1.0", [("header", [name]), ("body/data", [mass]), ("body/data", [])])])
    (message,), around = split_ndm_xml(content, "xyz", file="x")
    assert around is None
    assert [entry[:3] for entry in message.entries] == [name[:3], mass[:3]]
    assert content.count(b"<data>") == 1
