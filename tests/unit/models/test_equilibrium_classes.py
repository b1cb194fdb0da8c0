from __future__ import annotations

import json

import numpy as np
import pytest

from deterrence.errors import ArgumentError
from deterrence.models.equilibrium_classes import equilibrium_classes
from deterrence.models.origin import origin


def classes(shape=()):
    exists = np.zeros((*shape, 2), dtype=bool)
    exists[..., 0] = True
    return equilibrium_classes(
        names=("calm", "storm"),
        acts=("attacks",),
        exists=exists,
        play=np.broadcast_to([[0.25], [1.0]], (*shape, 2, 1)),
        regret=np.zeros((*shape, 2)) + 1e-17,
        outcomes={"peace": np.broadcast_to([0.75, 0.0], (*shape, 2))},
        thresholds={"edge": np.full(shape, 0.5)},
        provenance=origin("weather", {}, "no incentive to strike first"),
    )


def test_a_class_that_does_not_exist_has_no_play_regret_or_outcome():
    found = classes()
    assert found.where("calm")
    assert not found.where("storm")
    assert np.isnan([found.play[1, 0], found.regret[1], found.outcome("peace", "storm")]).all()
    assert found.outcome("peace", "calm") == 0.75
    assert found.present() == ("calm",)


def test_prints_each_class_of_one_point_under_the_sense_of_stability():
    assert str(classes()).splitlines() == [
        "no incentive to strike first",
        "edge: 0.5",
        "class  attacks  peace  regret",
        "calm      0.25   0.75       0",
    ]
    assert "<td>calm</td>" in classes()._repr_html_()


def test_prints_at_how_many_of_many_points_a_class_exists():
    assert str(classes((2, 3))).splitlines()[-1].split() == ["calm", "6", "0"]
    assert classes((2, 3)).present(1, 2) == ("calm",)


def test_becomes_plain_data_and_is_read_only():
    data = json.loads(json.dumps(classes((2,)).to_dict()))
    assert data["exists"] == [[True, False], [True, False]]
    assert data["play"][0] == [[0.25], [None]]
    for array in (classes().exists, classes().play, classes().thresholds["edge"]):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_unknown_names_and_places_are_told_the_nearest():
    with pytest.raises(ArgumentError, match="did you mean 'storm'"):
        classes().where("strom")
    with pytest.raises(ArgumentError, match="did you mean 'peace'"):
        classes().outcome("piece", "calm")
    for index in ((5,), (0,), (0, 0, 0)):
        with pytest.raises(ArgumentError, match="is no point of shape"):
            classes((2, 3)).present(*index)
