"""Where a class stumbles: the picture of a folder of graded sheets."""

from __future__ import annotations

import pytest
from unit.plot.overlaps import misplaced

from deterrence.teaching.grading import Grade, Grades


def graded(count, **missed):
    """Sheets of one exercise of three questions, of which each question is missed by the first so many."""
    rows = [
        Grade(
            file=f"{k}.yaml",
            exercise="threats",
            asked=3,
            wrong=tuple(name for name, many in missed.items() if k < many),
        )
        for k in range(count)
    ]
    return Grades(rows=tuple(rows))


def words(ax):
    return [label.get_text() for label in ax.get_yticklabels()]


def test_questions_have_their_shares_and_the_most_missed_comes_first():
    ax = graded(10, easy=1, hard=7).plot()
    assert words(ax) == ["hard", "easy"]
    assert [patch.get_width() for patch in ax.patches] == pytest.approx([0.3, 0.9])
    assert [text.get_text() for text in ax.texts] == ["3 of 10", "9 of 10"]
    assert "Right on every sheet: 1 more." in ax.figure.texts[0].get_text()


def test_unanswered_and_undecided_questions_are_missed_too():
    rows = (
        Grade(file="a.yaml", exercise="threats", asked=3, unanswered=("one",), undecided=("two",)),
        Grade(file="b.yaml", exercise="threats", asked=3, wrong=("one",)),
    )
    assert [patch.get_width() for patch in Grades(rows=rows).plot().patches] == pytest.approx([0.0, 0.5])


def test_sheets_that_were_not_marked_do_not_count():
    found = graded(4, hard=1)
    ax = Grades(rows=(*found.rows, Grade(file="x.yaml", exercise="threats", note="unreadable"))).plot()
    assert ax.patches[0].get_width() == pytest.approx(0.75)
    assert "Not marked, and left out: 1." in ax.figure.texts[0].get_text()


def test_each_exercise_counts_its_own_sheets():
    other = Grade(file="z.yaml", exercise="arms", asked=2, wrong=("hard",))
    ax = Grades(rows=(*graded(4, hard=1).rows, other)).plot()
    assert words(ax) == ["arms.hard", "threats.hard"]
    assert [text.get_text() for text in ax.texts] == ["0 of 1", "3 of 4"]


def test_a_class_without_a_miss_and_one_without_a_marked_sheet_are_told():
    assert graded(3).plot().texts[0].get_text() == "Every question is right on every sheet."
    assert Grades(rows=(Grade(file="x.yaml", note="unreadable"),)).plot().texts[0].get_text() == "No sheet was marked."


@pytest.mark.parametrize("size", ["page", pytest.param("slide", marks=pytest.mark.slow)])
def test_texts_keep_clear(size):
    long = {f"a_question_with_a_rather_long_name_{k}": k for k in range(30)}
    assert misplaced(graded(31, **long).plot(size=size)) == ([], [])
