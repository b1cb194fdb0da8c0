"""A student's own numbers: the same on every machine, from the exercise's lists, and in the file as in the model."""

from __future__ import annotations

import hashlib

import pytest

import deterrence as dt
from deterrence.teaching.exercise import exercise, exercises
from deterrence.teaching.numbers import numbers_of, own_scenario, own_text


@pytest.mark.parametrize("found", exercises(), ids=lambda found: found.name)
@pytest.mark.parametrize("student", ["", "ada", "Zoë"])
def test_the_file_a_student_gets_is_the_model_that_marks(found, student):
    assert dt.parse(own_text(found, student)) == own_scenario(found, student)


def test_numbers_follow_from_the_names_alone():
    found = exercise("credible-threats")
    for student in ("ada", "ben", "1234"):
        for parameter, value in numbers_of(found, student).items():
            words = f"credible-threats\0{student}\0{parameter}".encode()
            place = int(hashlib.sha256(words).hexdigest()[:16], 16)
            values = found.numbers[parameter]
            assert value == values[place % len(values)]


def test_every_value_is_given_to_somebody_and_without_a_student_the_file_is_as_it_is():
    found = exercise("credible-threats")
    given = [numbers_of(found, str(student)) for student in range(60)]
    for parameter, values in found.numbers.items():
        assert {numbers[parameter] for numbers in given} == set(values)
    assert own_text(found, " ") == found.scenario_text
    assert own_scenario(found, "") == found.scenario
