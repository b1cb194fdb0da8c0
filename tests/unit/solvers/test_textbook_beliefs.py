"""Known perfect Bayesian equilibria: beer and quiche, the horse, the chain store, and others small enough for paper."""

from __future__ import annotations

import numpy as np
import pytest

from deterrence.game.nested import Chance, Decision, End, extensive_game
from deterrence.solvers.perfect_bayesian import perfect_bayesian


def probabilities(found, name):
    return found.strategies[name].tolist()


# Cho and Kreps, "Signaling games and stable equilibria", Quarterly Journal of Economics 102, 1987.


def beer_quiche(strong):
    def breakfast(kind, liked):
        return {
            meal: Decision(
                "receiver",
                f"after {meal}",
                {
                    "duel": End({"sender": meal == liked, "receiver": kind == "weak"}),
                    "leave": End({"sender": 2 + (meal == liked), "receiver": kind == "strong"}),
                },
            )
            for meal in ("beer", "quiche")
        }

    types = {
        kind: (p, Decision("sender", kind, breakfast(kind, liked)))
        for kind, p, liked in (("strong", strong, "beer"), ("weak", 1 - strong, "quiche"))
    }
    return extensive_game(["sender", "receiver"], Chance("type", types))


def test_where_most_are_strong_all_drink_beer_or_all_eat_quiche():
    found = perfect_bayesian(beer_quiche(0.9))
    assert found.complete
    assert found.labels == ("pooling",) * 4
    assert found.degenerate.all()
    meals = [("beer", "quiche")[int(row[1])] for row in found.strategies["weak"]]
    assert sorted(meals) == ["beer", "beer", "quiche", "quiche"]
    assert probabilities(found, "strong") == probabilities(found, "weak")
    duels = {meal: [] for meal in ("beer", "quiche")}
    for row, meal in enumerate(meals):
        never = "quiche" if meal == "beer" else "beer"
        duels[meal].append(found.strategies[f"after {never}"][row, 0])
        assert found.strategies[f"after {meal}"][row].tolist() == [0, 1]
    assert np.allclose([sorted(duels[meal]) for meal in duels], [[0.5, 1]] * 2)


def test_where_most_are_weak_the_weak_drink_beer_three_times_in_seven():
    found = perfect_bayesian(beer_quiche(0.3))
    assert (len(found), found.complete, found.labels) == (1, True, ("semi-separating",))
    assert probabilities(found, "strong") == [[1, 0]]
    assert np.allclose(found.strategies["weak"], [[3 / 7, 4 / 7]])
    assert np.allclose(found.strategies["after beer"], [[0.5, 0.5]])
    assert np.allclose(found.beliefs["after beer"], [[0.5, 0.5]])
    assert probabilities(found, "after quiche") == [[1, 0]]
    assert not found.degenerate.any()


# Spence, "Job market signaling", Quarterly Journal of Economics 87, 1973: wages 1 and 2, school costs 3/2 or 1/2.


def test_school_separates_pools_and_half_separates():
    def worker(able):
        return {
            school: Decision(
                "employer",
                f"wage after {school}",
                {
                    str(wage): End(
                        {
                            "worker": wage - (school == "school") * (0.5 if able else 1.5),
                            "employer": (wage == 2) == able,
                        }
                    )
                    for wage in (1, 2)
                },
            )
            for school in ("none", "school")
        }

    types = {
        name: (p, Decision("worker", name, worker(able)))
        for name, p, able in (("able", 0.6, True), ("other", 0.4, False))
    }
    found = perfect_bayesian(extensive_game(["worker", "employer"], Chance("type", types)))
    assert found.complete
    kinds = dict(zip(found.labels, range(len(found)), strict=True))
    assert sorted(found.labels) == ["pooling", "pooling", "semi-separating", "separating"]
    assert found.degenerate.tolist() == [label == "pooling" for label in found.labels]
    assert np.allclose(found.strategies["able"][kinds["separating"]], [0, 1])
    assert np.allclose(found.strategies["other"], [[1, 0]] * 4)
    half = kinds["semi-separating"]
    assert np.allclose(found.strategies["able"][half], [2 / 3, 1 / 3])
    assert np.allclose(found.strategies["wage after none"][half], [0.5, 0.5])
    assert np.allclose(found.beliefs["wage after none"][half], [0.5, 0.5])


# Selten, "Reexamination of the perfectness concept", International Journal of Game Theory 4, 1975.


def test_in_the_horse_only_the_reasonable_equilibrium_is_listed():
    def last(left, right):
        return Decision(
            "3",
            "third",
            {"L": End(dict(zip("123", left, strict=True))), "R": End(dict(zip("123", right, strict=True)))},
        )

    second = Decision("2", "second", {"c": End({"1": 1, "2": 1, "3": 1}), "d": last((4, 4, 0), (0, 0, 1))})
    first = Decision("1", "first", {"C": second, "D": last((3, 3, 2), (0, 0, 0))})
    found = perfect_bayesian(extensive_game(["1", "2", "3"], first))
    assert probabilities(found, "first") == probabilities(found, "second") == [[1, 0]] * len(found)
    assert sorted(found.strategies["third"][:, 0]) == [0, 0.25]
    assert (found.strategies["third"] @ [[1], [0]] <= 0.25).all()
    assert np.allclose(found.beliefs["third"][1], [2 / 3, 1 / 3])
    assert found.degenerate.all()
    assert not found.complete


# Matching pennies behind a choice.


@pytest.mark.parametrize(("outside", "enters"), [(-0.5, True), (0.5, False)])
def test_pennies_in_a_subgame_are_worth_nothing(outside, enters):
    def second(own):
        return {
            coin: End({"1": 1 if coin == own else -1, "2": -1 if coin == own else 1}) for coin in ("heads", "tails")
        }

    pennies = Decision("1", "own", {own: Decision("2", "guess", second(own)) for own in ("heads", "tails")})
    found = perfect_bayesian(
        extensive_game(["1", "2"], Decision("1", "start", {"in": pennies, "out": End({"1": outside, "2": 0})}))
    )
    assert (len(found), found.complete) == (1, True)
    assert probabilities(found, "start") == [[enters, not enters]]
    assert probabilities(found, "own") == probabilities(found, "guess") == [[0.5, 0.5]]


# Kreps and Wilson, "Reputation and imperfect information", Journal of Economic Theory 27, 1982.
# An entrant gets 0 outside, b = 1/2 against one who yields, b - 1 against a fight; a weak incumbent gets a = 2 where
# nobody enters, 0 for yielding, -1 for fighting; a tough one would rather fight.

STAY, YIELD, FIGHT = 2, 0, -1
ENTERED = {"yield": 0.5, "fight": -0.5}


def incumbent(kind, response, before=0):
    return before + ({"yield": YIELD, "fight": FIGHT} if kind == "weak" else {"yield": -9, "fight": 0})[response]


def one_entrant(tough):
    def market(kind):
        response = Decision(
            "incumbent",
            f"{kind}",
            {do: End({"entrant": ENTERED[do], "incumbent": incumbent(kind, do)}) for do in ENTERED},
        )
        return Decision("entrant", "entry", {"out": End({"entrant": 0, "incumbent": STAY}), "in": response})

    return extensive_game(
        ["entrant", "incumbent"],
        Chance("type", {"tough": (tough, market("tough")), "weak": (1 - tough, market("weak"))}),
    )


@pytest.mark.parametrize(("tough", "stays"), [(0.3, False), (0.7, True)])
def test_one_entrant_stays_out_if_the_incumbent_is_probably_tough(tough, stays):
    found = perfect_bayesian(one_entrant(tough))
    assert (len(found), found.complete) == (1, True)
    assert probabilities(found, "entry") == [[stays, not stays]]
    assert probabilities(found, "weak") == [[1, 0]]


def test_one_entrant_may_do_anything_at_the_threshold():
    found = perfect_bayesian(one_entrant(0.5))
    assert probabilities(found, "entry") == [[1, 0], [0, 1]]
    assert found.complete
    assert found.degenerate.all()


def two_entrants(tough):
    def second(kind, seen, first, worth):
        response = Decision(
            "incumbent",
            f"{kind} after {seen}, in",
            {
                do: End({"first": first, "second": ENTERED[do], "incumbent": incumbent(kind, do, worth)})
                for do in ENTERED
            },
        )
        out = End({"first": first, "second": 0, "incumbent": worth + STAY})
        return Decision("second", f"second after {seen}", {"out": out, "in": response})

    def first(kind):
        responses = {do: second(kind, do, ENTERED[do], incumbent(kind, do)) for do in ENTERED}
        response = Decision("incumbent", f"{kind}", responses)
        return Decision("first", "first", {"out": second(kind, "out", 0, STAY), "in": response})

    return extensive_game(
        ["first", "second", "incumbent"],
        Chance("type", {"tough": (tough, first("tough")), "weak": (1 - tough, first("weak"))}),
    )


def test_a_weak_incumbent_fights_the_first_of_two_entrants_one_time_in_nine():
    found = perfect_bayesian(two_entrants(0.1))
    assert not found.complete
    reputation = [
        k
        for k in range(len(found))
        if found.strategies["first"][k, 1] == found.strategies["second after out"][k, 1] == 1
    ]
    assert len(reputation) == 1
    row = reputation[0]
    assert np.allclose(found.strategies["weak"][row], [8 / 9, 1 / 9])
    assert np.allclose(found.strategies["second after fight"][row], [0.5, 0.5])
    assert np.allclose(found.beliefs["second after fight"][row], [0.5, 0.5])
    assert found.strategies["second after yield"][row].tolist() == [0, 1]


@pytest.mark.parametrize("tough", [0.1, 0.3])
def test_the_first_of_two_entrants_may_fear_a_fight_that_beliefs_never_put_to_the_test(tough):
    found = perfect_bayesian(two_entrants(tough))
    out = [k for k in range(len(found)) if found.strategies["first"][k, 0] == 1]
    assert len(out) == 1
    assert found.strategies["weak"][out].tolist() == [[0, 1]]
    assert found.beliefs["second after fight"][out].tolist() == [[1, 0]]


def test_above_the_lower_threshold_the_first_of_two_entrants_never_comes():
    found = perfect_bayesian(two_entrants(0.3))
    assert probabilities(found, "first") == [[1, 0]]
    assert not found.complete
