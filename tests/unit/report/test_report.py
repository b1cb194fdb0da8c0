"""The main job and its report, before anyone prints them."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

import deterrence as dt
from deterrence.errors import ArgumentError, EvaluationError
from deterrence.report.blocks import Listing, Prose, figures_of
from deterrence.report.document import document
from deterrence.report.main_job import main_job
from deterrence.report.markdown import markdown as written
from deterrence.report.sections import sections
from deterrence.report.short import end_told, in_short

HEAD = "deterrence: 1\ntitle: A_B*C | D <e> & f\nsummary: Who goes?\nplayers: {a: A, b: B}\n"
HEAD += "parameters: {x: {value: 0.6, range: [0, 1]}, y: 3, z: {value: 2, range: [0, null]}}\n"
DECISIONS = "decisions: {one: {player: a, choices: [stay, go]}, two: {player: b, choices: [stay, go]}}\n"
PLAY = 'payoffs: {a: "(one == go) * (x - 0.5)", b: "(two == go) * (PAYOFF)"}\n'
OPEN, HIDDEN = "game: {order: [one, two]}\n", "game: {order: [{visit: one, hidden_from: [b]}, two]}\n"
CLAIMS = 'claims: {goes: {says: "a|b", expect: one == go}, stays: {says: no, expect: two == stay}}\n'
FULL = HEAD + DECISIONS + PLAY.replace("PAYOFF", "y - 3.25") + OPEN + CLAIMS


SKIES = """
deterrence: 1
title: Six skies
players: {a: A}
chances: {sky: {outcomes: {OUTCOMES}}}
decisions: {move: {player: a, choices: [c1, c2, c3, c4, c5, c6]}}
payoffs: {a: "PAYS"}
game: {order: [sky, move]}
"""
SKIES = SKIES.replace("PAYS", " + ".join(f"((sky == s{n}) and (move == c{n}))" for n in range(1, 7)))


def six_skies(chances):
    outcomes = ", ".join(f"s{n}: {chance}" for n, chance in enumerate(chances.split(", "), 1))
    return SKIES.replace("OUTCOMES", outcomes)


def markdown(result):
    return written(document(result))


def titles(result):
    return [section.title for section in sections(result)]


def listing(result, start):
    (found,) = [section for section in sections(result) if section.title.startswith(start)]
    return next(block for block in found.blocks if isinstance(block, Listing))


def test_a_whole_scenario_gets_every_section_in_order():
    found = titles(main_job(dt.parse(FULL)))
    starts = ["A_B*C", "What happens", "What it is worth", "Decisions", "The tightest", "How far", "Stability"]
    starts.append("Claims: 2 hold")
    assert len(found) == len(starts)
    assert all(title.startswith(start) for title, start in zip(found, starts, strict=True))


def test_without_a_game_it_says_what_is_missing_and_still_shows_the_claims():
    stable = "claims: {first: {says: so, stable: {state: {one: go}, concept: nash}},"
    stable += " second: {says: so, stable: {state: {two: go}, concept: gmr}}}\n"
    result = main_job(dt.parse(HEAD + DECISIONS + PLAY.replace("PAYOFF", "y") + stable))
    assert result.solution is None
    assert not result.is_unsolved
    assert any("Not solved" in note and "game" in note for note in result.notes)
    assert [row.verdict for row in result.claims.rows] == ["fails", "fails"]
    assert titles(result)[-1] == "Claims: 2 fail"


def test_a_concept_that_does_not_fit_is_said_and_the_rest_is_shown():
    result = main_job(dt.parse(FULL.replace(OPEN, HIDDEN)), concept="subgame_perfect")
    assert result.solution is None
    assert "hidden from b" in result.notes[0]


def test_with_a_hidden_move_the_concept_is_perfect_bayesian():
    result = main_job(dt.parse(FULL.replace(OPEN, HIDDEN)))
    assert result.solution.concept == "perfect Bayesian equilibrium"


def test_a_timeline_is_played_and_told():
    timeline = (
        "timeline: {unit: year, horizon: 2, events: {review: {every: 1, decide: one}}, report: {gone: one == go}}\n"
    )
    result = main_job(dt.parse(FULL + timeline))
    assert result.course.unit == "year"
    assert titles(result)[-2] == "In time: how likely, how soon"


def test_a_baseline_without_a_value_and_a_wrong_question_are_errors():
    with pytest.raises(EvaluationError, match="division by zero"):
        main_job(dt.parse(FULL.replace("y - 3.25", "1 / (y - 4)")), given={"y": 4})
    with pytest.raises(ArgumentError, match="unknown parameter 'w'"):
        main_job(dt.parse(FULL), given={"w": 4})


def test_given_and_suppose_reach_the_solution_the_thresholds_and_the_claims():
    result = main_job(dt.parse(FULL), given={"y": 4}, suppose={"one": "stay"})
    assert result.solution.path == (("one", "stay"), ("two", "go"))
    assert result.thresholds.baseline["y"] == 4
    assert [row.verdict for row in result.claims.rows] == ["fails", "fails"]


def test_the_steps_that_take_time_are_watched():
    seen = []

    @contextmanager
    def watch(step):
        yield lambda done, of: seen.append((step, done, of))

    main_job(dt.parse(FULL), watch=watch)
    assert ("checking claims", 2, 2) in seen
    assert any(step == "scanning parameters" for step, _, _ in seen)


def test_the_tightest_margins_are_the_smallest_and_name_the_best_alternative():
    rows = listing(main_job(dt.parse(FULL)), "The tightest").rows
    assert [row[0] for row in rows] == ["0.1", "0.25"]
    assert rows[0][1:4] == ("a", "one = go", "stay")
    assert rows[0][4] == "the start"


def test_each_parameter_shows_its_nearest_change_and_the_others_are_named_as_steady():
    result = main_job(dt.parse(FULL))
    flips = {row[0]: row for row in listing(result, "How far").rows}
    assert set(flips) == {"x", "y"}
    assert flips["x"][1:4] == ("0.6", "0.5", "10.0%")
    assert flips["y"][1:4] == ("3", "3.25", "4.2%")  # an open range is scanned over 3 ± 3
    text = markdown(result)
    assert "No change along the whole range: z." in text
    assert "Open ranges were scanned" in text


def test_a_gap_is_reported_beside_the_thresholds():
    assert "no answer (division by zero or the like): z" in markdown(
        main_job(dt.parse(FULL.replace("y - 3.25", "y - 3.25 + 0 / z")))
    )


def test_branches_of_chance_each_get_a_column_of_payoffs():
    chance = FULL.replace("decisions:", "chances: {coin: {outcomes: {heads: x, tails: 1 - x}}}\ndecisions:").replace(
        "order: [", "order: [coin, "
    )
    found = listing(main_job(dt.parse(chance)), "What it is worth")
    assert found.header == ("player", "expected", "heads (p 0.6)", "tails (p 0.4)")
    assert [row[0] for row in found.rows] == ["A (a)", "B (b)"]


def test_markdown_escapes_what_markdown_would_take_for_its_own():
    text = markdown(main_job(dt.parse(FULL)))
    assert text.startswith("# A\\_B\\*C | D &lt;e> &amp; f\n")
    assert "| a\\|b |" in text
    assert text.count("\n# ") == 0


def test_every_row_of_a_markdown_table_has_as_many_cells_as_its_header():
    lines = markdown(main_job(dt.load("abm-2000-resolve"))).splitlines()
    width = 0
    for line in lines:
        cells = line.replace("\\|", "").count("|")
        if not line.startswith("|"):
            width = 0
        elif width == 0:
            width = cells
        else:
            assert cells == width, line


def test_markdown_says_how_to_make_it_again_and_cites_its_sources():
    deal = dt.load("technology-for-money")
    text = markdown(main_job(deal, given={"pay": 4}, suppose={"treaty": "withdraw"}))
    assert deal.hash in text
    assert "- given pay = 4\n- supposed treaty = withdraw\n" in text[text.index("## Provenance") :]
    assert "- The Moscow Times, January 2000" in text


def test_the_result_is_plain_data():
    data = main_job(dt.parse(FULL)).to_dict()
    assert data["title"] == "A_B*C | D <e> & f"
    assert data["question"] == "Who goes?"
    assert data["solution"]["path"] == [["one", "go"], ["two", "stay"]]
    assert data["thresholds"]["thresholds"]
    assert data["claims"]["ok"]


def test_a_condition_on_a_companion_in_a_joint_move_is_noted():
    joint = "game: {order: [[one, {visit: two, when: one == go}]]}\n"
    notes = main_job(dt.parse(FULL.replace(OPEN, joint))).notes
    assert any("reads one as it was before they move together" in note for note in notes)
    assert not any("move together" in note for note in main_job(dt.parse(FULL)).notes)


def test_a_sentence_after_a_list_is_no_part_of_its_last_item():
    sky = main_job(dt.parse(six_skies("0.9, 0.04, 0.03, 0.02, 0.005, 0.005")), draws=20)
    page = markdown(sky)
    assert "\n\n`deterrence solve` tells the other 5 branches (probability 0.1).\n\n" in page
    assert "\n\n\n" not in page


def test_what_happens_otherwise_is_in_the_short_of_it_with_its_probability():
    (told, *_) = in_short(main_job(dt.load("treaty-cascade"), draws=20))
    stay = "north_limits = stay, east_limits = stay, inspections = keep, south_limits = stay"
    leave = "north_limits = leave, east_limits = leave, inspections = end, south_limits = leave"
    assert told == f"- What happens: {stay} (probability 0.6); otherwise {leave} (probability 0.4)."


@pytest.mark.parametrize(
    ("chances", "told"),
    [
        ("1, 0, 0, 0, 0, 0", "move = c1 (probability 1)"),
        ("0.2, 0.3, 0.5, 0, 0, 0", "move = c3 (probability 0.5); otherwise move = c2 (probability 0.3); "
         "move = c1 (probability 0.2)"),
        ("0.4, 0.3, 0.1, 0.1, 0.06, 0.04", "move = c1 (probability 0.4); otherwise move = c2 (probability 0.3); "
         "move = c3 (probability 0.1); move = c4 (probability 0.1); and 2 more (probability 0.1)"),
    ],
)  # fmt: skip
def test_three_other_ends_are_named_the_likeliest_first_and_the_rest_are_counted(chances, told):
    assert end_told(dt.solve(dt.parse(six_skies(chances)))) == told


@pytest.mark.parametrize(
    ("chances", "count"),
    [
        ("0.95, 0.05, 0, 0, 0, 0", 2),
        ("0.951, 0.049, 0, 0, 0, 0", 1),
        ("0.2, 0.2, 0.2, 0.2, 0.1, 0.1", 4),
        ("0.96, 0.04, 0, 0, 0, 0", 1),
    ],
)
def test_a_report_tells_why_on_each_likely_branch_up_to_four_and_the_terminal_on_one(chances, count):
    result = main_job(dt.parse(six_skies(chances)), draws=20)
    page, screen = markdown(result), written(sections(result))
    assert page.count("The branch sky = ") == count
    assert screen.count("The branch sky = ") == 1
    assert ("tells the other" in page) == (count < sum(float(chance) > 0 for chance in chances.split(", ")))
    assert "`deterrence solve` tells the other" in screen


def test_the_status_quo_is_told_by_every_concept_with_its_weakest_point():
    (section,) = [s for s in sections(main_job(dt.load("technology-for-money"))) if s.title.startswith("Stability")]
    table = next(block for block in section.blocks if isinstance(block, Listing))
    assert [row[1] for row in table.rows] == ["not stable", "stable", "stable", "not stable", "not stable"]
    assert table.rows[3][2:] == ("-1", "1", "3")
    prose = "\n".join(line for block in section.blocks if isinstance(block, Prose) for line in block.lines)
    assert "Deterrence fails by 1: russia would lose 1 by export = components." in prose
    assert "100 % of 2,000 draws within ±10 % of every parameter keep the outcome" in prose
    assert (
        "Nearest flip by one parameter: need 2 to 1 (25.0% of its range; treaty = withdraw instead of keep)." in prose
    )
    assert "Nearest flip found by several: pay 3 to 3.72, need 2 to 1.36" in prose


def test_errors_that_change_the_outcome_are_told_by_what_diverges_first():
    near = FULL.replace("x: {value: 0.6, range: [0, 1]}", "x: {value: 0.52, range: [0, 1]}")
    found = listing(main_job(dt.parse(near)), "Stability")
    tables = [b for s in sections(main_job(dt.parse(near))) if s.title.startswith("Stability") for b in s.blocks]
    gone = [block for block in tables if isinstance(block, Listing)][-1]
    assert found.header[0] == "concept"
    assert gone.rows[0][:3] == ("one", "go", "stay")


def test_ranks_get_verdicts_and_no_margins():
    ranks = dt.Scenario(**dt.load("technology-for-money").to_dict() | {"ordinal": True})
    result = main_job(ranks)
    table = listing(result, "Stability")
    assert table.rows[3][1:] == ("not stable", "not stable", "stable", "stable")
    assert "margins" not in result.to_dict()["status_quo"]
    assert "The tightest margins" not in titles(result)


def test_without_decisions_it_says_why_there_is_no_conflict_graph():
    lot = HEAD + "chances: {c: {outcomes: {up: 0.5, down: 0.5}}}\npayoffs: {a: x, b: y}\ngame: {order: [c]}\n"
    result = main_job(dt.parse(lot))
    assert result.graph is None
    assert any(note.startswith("No conflict graph") for note in result.notes)


BRANCHES = """
deterrence: 1
title: Two branches
players: {a: A}
parameters:
  x: {value: 0.6, range: [0, 1]}
  y: {value: NOW, range: [0, 1]}
chances: {sky: {outcomes: {clear: 0.9, grey: 0.1}}}
decisions: {move: {player: a, choices: [stay, go]}}
payoffs: {a: "(move == go) * ((sky == clear) * (x - 0.5) + (sky == grey) * (y - 0.5))"}
game: {order: [sky, move]}
"""


def test_whenever_any_threshold_off_the_likeliest_path_is_no_flip_there_it_says_so():
    off, top = (markdown(main_job(dt.parse(BRANCHES.replace("NOW", now)), draws=20)) for now in ("0.9", "0.55"))
    told = "errors and flips here at the likeliest path (clear) alone. So they differ for 1 of 2 parameters: "
    for text in (off, top):
        assert told + "y (above 0.5, move after grey; here none)." in text
        assert "Nearest flip by one parameter: x 0.6 to 0.5" in text


def test_where_thresholds_and_flips_agree_nothing_is_explained():
    text = markdown(main_job(dt.parse(BRANCHES.replace("NOW", "0.55").replace("(y - 0.5)", "2")), draws=20))
    assert "they differ" not in text
    assert "x 0.6 to 0.5" in text


def test_titles_words_and_figures_say_which_branches_they_look_at():
    result = main_job(dt.parse(BRANCHES.replace("NOW", "0.55")), draws=20)
    figures = {figure.name: figure for figure in figures_of(sections(result))}
    assert "How far each parameter is from changing the outcome: on any branch of chance" in titles(result)
    for name, scope in (("thresholds", "on any branch of chance"), ("flips", "on the likeliest path: clear")):
        assert scope in figures[name].says()
        assert scope in " ".join(figures[name].draw().get_title(loc="left").split())


def test_without_chance_no_branches_are_spoken_of():
    result = main_job(dt.parse(FULL), draws=20)
    figures = {figure.name: figure for figure in figures_of(sections(result))}
    assert "How far each parameter is from changing the outcome" in titles(result)
    for name in ("thresholds", "flips"):
        assert not {"branch", "likeliest"} & set(figures[name].says().replace(":", "").split())
        assert "path" not in figures[name].draw().get_title(loc="left")
