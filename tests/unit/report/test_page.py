"""The page of a report: whole by itself, safe from what a scenario says, readable by everybody."""

from __future__ import annotations

import re

import pytest
from page_reading import sound

import deterrence as dt
from deterrence.report.blocks import Columns, Commands, Figure, Listing, Prose, Section, figures_of
from deterrence.report.document import document
from deterrence.report.drawing import Picture, all_drawn, drawn
from deterrence.report.full_job import full_job
from deterrence.report.markdown import markdown
from deterrence.report.page import page
from deterrence.report.stylesheet import STYLE

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def one_page(*blocks, pictures=None):
    return page([Section("Head", ()), Section("Short", ()), Section("Body", tuple(blocks))], pictures or {})


def whole(scenario, **asked):
    sections = document(full_job(scenario, draws=200, **asked), commands=["deterrence report it"])
    return sections, all_drawn(sections)


@pytest.fixture(scope="module")
def deal():
    return whole(dt.load("technology-for-money"))


def test_a_page_is_whole_and_every_figure_is_drawn_and_told(deal):
    sections, pictures = deal
    found = sound(page(sections, pictures))
    assert [picture.failure for picture in pictures.values()] == [""] * 6
    assert set(pictures) == {"tree", "waterfall", "thresholds", "conflict", "flips", "alliances"}
    alts = [picture["alt"] for picture in found.of("img")]
    assert alts == [picture.says for picture in pictures.values()]
    assert "leads along treaty = keep, then fund = refuse, then export = nothing" in alts[0]
    assert "against withdraw, worth -1; the margin is 1." in alts[1]
    assert "need at 1, now 2 (treaty: withdraw below, keep above)" in alts[2]
    assert "By sequential stability (SEQ) the status quo is not stable for all" in alts[3]
    assert "need from 2 to 1 (25.0% of its range)" in alts[4]
    assert "5 partitions" in alts[5]


def test_the_short_of_it_stands_before_the_contents_and_the_sources_after_it(deal):
    found = sound(page(*deal))
    headings = [text for _, text in found.headings]
    assert headings[:4] == ["Technology for money", "In short", "Sources", "What happens, and why"]
    assert headings[-1] == "Provenance, and how to make this again"
    order = [tag for tag, attributes in found.tags if tag == "nav" or attributes.get("id") in {"part-1", "part-2"}]
    assert order == ["section", "nav", "section"]
    assert "Does a joint shield deter treaty withdrawal" in found.text


def test_it_says_the_same_as_the_terminal_and_the_markdown(deal):
    sections, pictures = deal
    text = " ".join(sound(page(sections, pictures)).text.split())
    written = markdown(sections, pictures)
    for section in sections:
        assert " ".join(section.title.split()) in text
        for block in section.blocks:
            if isinstance(block, Listing):
                assert all(cell in text for row in block.rows for cell in row)
    assert all(f"(figures/{picture.file})" in written for picture in pictures.values())


def test_the_keyboard_reaches_the_report_and_whatever_scrolls(deal):
    found = sound(page(*deal))
    assert found.of("a")[0] == {"class": "skip", "href": "#report"}
    assert found.of("main")[0]["id"] == "report"
    scrolling = [attributes for _, attributes in found.tags if "scroll" in attributes.get("class", "").split()]
    assert scrolling
    assert all(one["tabindex"] == "0" and one["aria-label"] for one in scrolling)


def test_what_a_hostile_scenario_says_is_only_text():
    text = dt.load("technology-for-money").to_dict()
    text |= {"title": HOSTILE, "summary": HOSTILE, "sources": [{"cite": HOSTILE, "url": "javascript:alert(3)"}]}
    text["players"] = {name: {"label": HOSTILE, "meaning": HOSTILE} for name in text["players"]}
    sections, pictures = whole(dt.Scenario(**text))
    assert [picture.failure for picture in pictures.values()] == [""] * len(pictures)
    made = page(sections, pictures)
    found = sound(made)
    assert found.headings[0] == [1, HOSTILE]
    assert HOSTILE in found.text
    written = markdown(sections, pictures)
    assert "<script" not in written
    assert "<img" not in written
    assert "javascript:alert(3)" not in [link.get("href") for link in found.of("a")]


def test_hostile_words_of_a_figure_and_of_its_failure_are_only_text():
    figure = Figure("f", lambda: HOSTILE, lambda: None)
    pictures = {"f": Picture(name="f", says=HOSTILE, kind="svg", data=b"<svg/>")}
    assert sound(one_page(figure, pictures=pictures)).of("img")[0]["alt"] == HOSTILE
    failed = {"f": Picture(name="f", says=HOSTILE, failure=HOSTILE)}
    found = sound(one_page(figure, pictures=failed))
    assert not found.of("img")
    assert f"could not be drawn: {HOSTILE}" in found.text


def test_a_failing_figure_does_not_lose_the_report():
    def draw():
        raise RuntimeError("no room")

    figure = Figure("tree", lambda: "A tree.", draw)
    pictures = {"tree": drawn(figure)}
    sections = [Section("Head", ()), Section("Body", (figure, Prose(("After it.",))))]
    found = sound(page(sections, pictures)).text
    assert "could not be drawn: RuntimeError: no room. What it would show: A tree." in found
    assert "After it." in found
    assert "could not be drawn: RuntimeError: no room" in markdown(sections, pictures)


def test_words_that_fail_are_told_too():
    assert drawn(Figure("tree", lambda: [][1], lambda: None)).failure.startswith("IndexError")


def test_dense_figures_are_dots_and_small_ones_are_vectors():
    from deterrence.plot.drawing.style import new_axes

    def dense():
        ax = new_axes(None, "page")
        for shift in range(60):
            ax.plot(range(100), [(x * x + shift) % 17 for x in range(100)], marker="o")
        return ax

    many = drawn(Figure("dense", lambda: "Dense.", dense))
    few = drawn(Figure("small", lambda: "Small.", lambda: new_axes(None, "page")))
    assert (many.kind, many.data[:4], many.file) == ("png", b"\x89PNG", "dense.png")
    assert (few.kind, few.data[:5], few.file) == ("svg", b"<?xml", "small.svg")


def test_letters_of_a_report_are_outlines_that_need_no_font_and_those_a_user_saves_are_text(tmp_path):
    solution = dt.solve(dt.load("treaty"))
    data = drawn(Figure("tree", lambda: "A tree.", solution.plot)).data
    assert b"font" not in data
    assert b"<text" not in data
    assert b'xlink:href="#DejaVuSans-' in data
    solution.plot().get_figure().savefig(tmp_path / "own.svg")
    assert "<text" in (tmp_path / "own.svg").read_text()


def test_letters_that_no_font_has_are_replaced_in_the_drawing_alone(monkeypatch):
    from deterrence.plot.drawing import glyphs

    home = glyphs._home
    monkeypatch.setattr(glyphs, "_home", lambda letter: None if letter in "ЖЩ" else home(letter))
    text = dt.load("technology-for-money").to_dict()
    text |= {"title": "Щит", "players": {name: f"Ж {name}" for name in text["players"]}}
    text["parameters"] |= {"need": text["parameters"]["need"] | {"meaning": "Щедрость"}}
    sections, pictures = whole(dt.Scenario(**text))
    assert [picture.failure for picture in pictures.values()] == [""] * len(pictures)
    assert "□" in solution_title(dt.Scenario(**text))
    made, found = page(sections, pictures), sound(page(sections, pictures))
    assert found.headings[0] == [1, "Щит"]
    for written in (made, found.text, markdown(sections, pictures), *(picture.says for picture in pictures.values())):
        assert "□" not in written
    assert all(word in found.text for word in ("Ж russia", "Щедрость"))


def solution_title(scenario):
    return dt.solve(scenario).plot().get_title(loc="left")


def test_the_same_figure_is_the_same_file_every_time():
    solution = dt.solve(dt.load("treaty"))
    figure = Figure("tree", lambda: "A tree.", solution.plot)
    assert drawn(figure).data == drawn(figure).data


def test_addresses_are_links_and_code_is_code():
    found = sound(one_page(Prose(("See https://example.org/a?b=1&c=2, or `run it`.",))))
    assert found.of("a")[-1]["href"] == "https://example.org/a?b=1&c=2"
    assert len(found.of("code")) == 1
    assert "See https://example.org/a?b=1&c=2, or run it." in found.text
    assert "<https://example.org/a_b>" in markdown([Section("Head", (Prose(("https://example.org/a_b.",)),))])


def test_columns_have_their_labels_as_headings_and_commands_are_preformatted():
    sides = Columns((("one", (Prose(("left",)),)), ("two", (Listing(("a",), (("x",), ("y",))),))))
    found = sound(one_page(sides, Commands(("deterrence run 'a b.yaml'",))))
    assert found.headings[-2:] == [[3, "one"], [3, "two"]]
    assert found.of("pre")
    assert "deterrence run 'a b.yaml'" in found.text


def test_numbers_are_flush_right_and_first_cells_that_name_a_row_are_its_header():
    found = sound(one_page(Listing(("name", "worth"), (("us", "0.5 ± 0.1"), ("russia", "-")))))
    assert [head["scope"] for head in found.of("th")] == ["col", "col", "row", "row"]
    assert [cell.get("class") for cell in found.of("td")] == ["number", "number"]


def test_paper_night_and_phones_are_thought_of():
    assert "@media print" in STYLE
    assert "prefers-color-scheme: dark" in STYLE
    assert "overflow-x: auto" in STYLE
    assert "width=device-width" in one_page()


def test_a_figure_shows_on_a_phone_that_there_is_more_at_its_side():
    (image,) = re.findall(r"figure img \{([^}]*)\}", STYLE.split("@media print")[0].split(".columns figure")[0])
    assert "mix-blend-mode: multiply" in image  # white paper of the picture does not cover the shadow behind it
    assert "isolation: isolate" in STYLE
    shadow = re.search(r"\nfigure\.scroll \{([^}]*)\}", STYLE)[1]
    assert shadow.count("#0007") == 2
    narrow = re.search(r"max-width: ([\d.]+)rem\) \{ figure\.scroll::before", STYLE)[1]
    assert float(narrow) == pytest.approx(32 + 2 * 1 + 2 * 0.6 + 2 / 16, abs=0.1)  # picture, body, figure, border


def luminance(colour):
    parts = [
        int(part, 16) / 255 for part in (re.findall("..", colour) if len(colour) == 6 else [c * 2 for c in colour])
    ]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("place", [0, 1], ids=["light", "dark"])
def test_texts_stand_out_from_their_ground(place):
    colours = [dict(re.findall(r"--(\w+): #(\w+);", block)) for block in re.findall(r":root \{([^}]*)\}", STYLE)][place]
    assert contrast("000", "fff") == pytest.approx(21)
    for name in ("ink", "quiet", "link", "good", "bad", "open"):
        for ground in ("ground", "card"):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)


def test_a_timeline_gets_its_five_figures():
    sections, pictures = whole(dt.load("false-alarms"))
    sound(page(sections, pictures))
    assert [picture.failure for picture in pictures.values()] == [""] * len(pictures)
    assert {"reports", "first-times", "fan", "history", "swings"} <= set(pictures)
    assert "half of them" in pictures["first-times"].says
    assert "the median is" in pictures["fan"].says


def test_figures_are_neither_told_nor_drawn_before_they_are_asked_for():
    def never():
        raise AssertionError

    section = Section("Head", (Figure("a", never, never), Columns((("left", (Figure("b", never, never),)),))))
    assert [figure.name for figure in figures_of([section])] == ["a", "b"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["abm-2000", "abm-2000-resolve", "abm-2000-timeline", "treaty", "treaty-cascade"])
def test_every_bundled_scenario_has_a_whole_report(name):
    sections, pictures = whole(dt.load(name))
    assert [picture.failure for picture in pictures.values()] == [""] * len(pictures)
    found = sound(page(sections, pictures))
    assert len(found.of("img")) == len(pictures) >= 5
