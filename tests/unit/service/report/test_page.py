"""HTML pieces: escaped, headed, bounded, and nothing fetched."""

from __future__ import annotations

import pytest
from lxml import html as reader

from specola.catalog.objects import DataMode
from specola.service.report import page
from specola.service.report.figures import Picture

EVIL = "<script>alert(\"x\")</script> & 'co'"


def parsed(text):
    return reader.fromstring(text)


@pytest.mark.parametrize("mode", list(DataMode))
def test_the_ribbon_and_the_title_say_the_mode(mode):
    found = parsed(page.page("Title", data_mode=mode, lead="Lead", sections=[]))
    (ribbon,) = found.xpath('//p[contains(@class, "ribbon")]')
    assert ribbon.text_content().startswith(f"{mode.value}: ")
    assert mode.value in ribbon.get("class").split()
    assert found.xpath("//title")[0].text == f"Title ({mode.value})"
    assert f".{mode.value} {{" in found.xpath("//style")[0].text


def test_the_page_has_a_language_one_main_heading_and_a_policy_without_scripts():
    found = parsed(page.page("Title", data_mode=DataMode.TEST, lead="", sections=[page.section("One", "")]))
    assert found.get("lang") == "en"
    assert [node.tag for node in found.xpath("//h1 | //h2")] == ["h1", "h2"]
    (policy,) = found.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
    assert policy.startswith("default-src 'none';")
    assert "script" not in policy


@pytest.mark.parametrize(
    "piece",
    [
        page.page(EVIL, data_mode=DataMode.REAL, lead=EVIL, sections=[]),
        page.section(EVIL),
        page.paragraph(EVIL),
        page.facts([(EVIL, EVIL)]),
        page.table(EVIL, [page.Column(EVIL)], rows=[[EVIL]]),
        page.listing(EVIL, [EVIL], most=3),
        page.figure(Picture("<svg ></svg>", EVIL), EVIL),
    ],
)
def test_text_stays_text(piece):
    assert "<script" not in piece
    assert EVIL in parsed(f"<div>{piece}</div>" if not piece.startswith("<!") else piece).text_content()


def test_a_table_has_a_caption_and_headers_of_its_columns():
    text = page.table("Things", [page.Column("name"), page.Column("size [m]", "number")], rows=[["a", "1"]])
    found = parsed(text)
    assert found.xpath("//caption")[0].text == "Things"
    assert found.xpath("//th/@scope") == ["col", "col"]
    assert found.xpath("//td/@class") == ["text", "number"]
    assert found.xpath('//*[@tabindex="0"]/@aria-label') == ["Things"]


def test_a_row_of_the_wrong_length_is_an_error():
    with pytest.raises(ValueError, match="shorter"):
        page.table("Things", [page.Column("a"), page.Column("b")], rows=[["1"]])


def test_a_listing_is_bounded_and_says_how_many_are_left():
    found = parsed(page.listing("Many", [f"sentence {k}" for k in range(1203)], most=3))
    items = [node.text_content() for node in found.xpath("//li")]
    assert items == ["sentence 0", "sentence 1", "sentence 2", "and 1,200 more"]


def test_an_empty_listing_is_nothing():
    assert page.listing("None", [], most=3) == ""


def test_a_picture_is_told_in_words():
    found = parsed(page.figure(Picture("<svg width='1'><g/></svg>", 'said "so"'), "caption"))
    (drawing,) = found.xpath('//*[@role="img"]')
    assert drawing.get("aria-label") == 'said "so"'
    assert found.xpath("//figcaption")[0].text == "caption"
