"""A collection, checked: each scenario has the verdicts of `check`, and a broken file spoils its own line only."""

from __future__ import annotations

import deterrence as dt
from deterrence.analysis.collection import check_collection
from deterrence.run.execution import Execution
from deterrence.scenario.library import bundled

FALSE = """
deterrence: 1
title: A duel
players: {a: Challenger}
decisions: {fire: {player: a, choices: [no, yes]}}
payoffs: {a: 0 - (fire == yes)}
game: {order: [fire]}
claims:
  fires: {says: It fires., expect: fire == yes}
  holds: {says: It holds its fire., expect: fire == no}
"""


def test_verdicts_are_those_of_check_and_errors_keep_to_their_file(tmp_path):
    (tmp_path / "false.yaml").write_text(FALSE, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("deterrence: 1\ntitle: x\nplayres: {}", encoding="utf-8")
    files = {
        "treaty": bundled()["treaty"],
        "broken": tmp_path / "broken.yaml",
        "false": tmp_path / "false.yaml",
        "missing": tmp_path / "missing.yaml",
    }
    found = {one.name: one for one in check_collection(files, execution=Execution())}
    assert list(found) == list(files)
    assert found["treaty"].verdicts == {row.name: row.verdict for row in dt.check(dt.load("treaty")).rows}
    assert found["false"].claims("fails") == ("fires",)
    assert found["false"].claims("holds") == ("holds",)
    assert "playres" in found["broken"].error
    assert found["missing"].error
    assert not found["broken"].verdicts


def test_processes_come_to_the_same():
    files = {name: bundled()[name] for name in ("treaty", "salt-1972", "open-skies-2020")}
    assert check_collection(files) == check_collection(files, execution=Execution())
