"""A timeline's law from its table, slowly: dense matrix exponentials between dates, one history at a time at them."""

from __future__ import annotations

import math

import numpy as np
import scipy.linalg

from deterrence.timeline.delays import EXPONENTIAL
from deterrence.timeline.transition.clocks import AFTER, DATES, RATE, slack

NEVER = math.inf


def lead(table, configuration, clock):
    """Where firing a clock leads: `{configuration: chance}`."""

    def follow(target, chance):
        if target == -1:
            yield configuration, chance
        elif target >= 0:
            yield target, chance
        else:
            start, count, _ = table.lottery[-2 - target]
            assert count, "the oracle knows no errors"
            below = 0.0
            for k in range(start, start + count):
                yield from follow(table.branch[k], chance * (table.cumulative[k] - below))
                below = table.cumulative[k]

    found = {}
    for end, chance in follow(table.target[configuration, clock], 1.0):
        found[end] = found.get(end, 0.0) + chance
    return found


def fixed(table, clock):
    return table.clocks[clock].kind == AFTER and table.clocks[clock].law != EXPONENTIAL


def seen(table, configuration):
    return frozenset(np.flatnonzero(table.reports[configuration]).tolist())


def play(table, now, situation, queue):
    """The situations after a date's events, with chances. A situation is a configuration, what was true, deadlines."""
    ended = []
    waiting = [(1.0, situation, queue)]
    while waiting:
        chance, (here, true, deadlines), queue = waiting.pop()
        if not queue:
            ended.append((chance, (here, true, deadlines)))
            continue
        c, queue = queue[0], queue[1:]
        deadlines = dict(deadlines)
        if table.clocks[c].kind == AFTER:
            if c not in deadlines and fixed(table, c):
                waiting.append((chance, (here, true, tuple(sorted(deadlines.items()))), queue))
                continue
            deadlines.pop(c, None)
        for there, share in lead(table, here, c).items():
            later, then = dict(deadlines), list(queue)
            for f in range(len(table.clocks)):
                if fixed(table, f) and there != here:
                    if not table.running[there, f]:
                        later.pop(f, None)
                        then = [k for k in then if k != f]
                    elif not table.running[here, f]:
                        later[f] = now + table.delay[there, f, 0]
                        if later[f] <= now + slack(now):
                            then.append(f)
            after = (there, true | seen(table, there), tuple(sorted(later.items())))
            waiting.append((chance * share, after, tuple(then)))
    return ended


def fixed_dates(table):
    return [date for clock in table.clocks if clock.kind == DATES for date in clock.dates]


def law_at(table, times):
    """`probability`, `ever` (both ``(time, report)``), `paid` ``(time, player)`` and `spent` ``(time, report)``."""
    horizon = float(table.scenario.timeline.horizon)
    deadlines = {f: table.delay[0, f, 0] for f in range(len(table.clocks)) if table.running[0, f] and fixed(table, f)}
    law = {(0, seen(table, 0), tuple(sorted(deadlines.items()))): 1.0}
    paid, spent = np.zeros(table.payoffs.shape[1]), np.zeros(table.reports.shape[1])
    left = sorted(fixed_dates(table))
    now, rows = 0.0, []
    for time in [*sorted(times), NEVER]:
        while True:
            ends = [date for _, _, some in law for _, date in some]
            date = min([*left, *ends, NEVER])
            if date > time + slack(time) or date > horizon + slack(horizon):
                break
            law, paid, spent = flow(table, law, now, min(date, horizon), paid, spent)
            now = min(date, horizon)
            limit = date + slack(date)
            due = [c for c, k in enumerate(table.clocks) if any(d in left for d in k.dates if date <= d <= limit)]
            left = [d for d in left if d > limit]
            moved = {}
            for situation, chance in law.items():
                mine = [f for f, d in situation[2] if d <= limit]
                for share, after in play(table, date, situation, tuple(sorted({*due, *mine}))):
                    moved[after] = moved.get(after, 0.0) + chance * share
            law = moved
        if time == NEVER:
            break
        law, paid, spent = flow(table, law, now, max(now, time), paid, spent)
        now = max(now, time)
        probability = sum(p * table.reports[here] for (here, _, _), p in law.items())
        ever = [sum(p for (_, true, _), p in law.items() if r in true) for r in range(table.reports.shape[1])]
        rows.append((probability, ever, paid, spent))
    return tuple(np.array(column, dtype=float) for column in zip(*rows, strict=True))


def flow(table, law, start, stop, paid, spent):
    """The law a while later, with no date between; payoffs and times from the integral of the matrix exponential."""
    if stop <= start:
        return law, paid, spent
    situations = closed(table, list(law))
    place = {situation: k for k, situation in enumerate(situations)}
    n = len(situations)
    generator = np.zeros((n, n))
    for situation, k in place.items():
        for rate, after in jumps(table, situation):
            generator[k, place[after]] += rate
            generator[k, k] -= rate
    now = np.zeros(n)
    for situation, chance in law.items():
        now[place[situation]] = chance
    end = now @ scipy.linalg.expm(generator * (stop - start))
    here = [situation[0] for situation in situations]
    worth = now @ integral(generator - table.discount * np.eye(n), stop - start) @ table.payoffs[here]
    spent = spent + now @ integral(generator, stop - start) @ table.reports[here].astype(float)
    law = {situation: end[k] for situation, k in place.items() if end[k] > 0}
    return law, paid + math.exp(-table.discount * start) * worth, spent


def integral(generator, length):
    n = len(generator)
    block = np.block([[generator, np.eye(n)], [np.zeros((n, 2 * n))]])
    return scipy.linalg.expm(block * length)[:n, n:]


def jumps(table, situation):
    here, _, deadlines = situation
    for c, clock in enumerate(table.clocks):
        rate = table.rate[here, c] if clock.kind == RATE else 0.0
        if clock.kind == AFTER and clock.law == EXPONENTIAL and table.running[here, c]:
            rate = 1 / table.delay[here, c, 0]
        if rate > 0:
            for share, (there, true, later) in play(table, 0.0, situation, (c,)):
                assert set(dict(later)) <= set(dict(deadlines)), "a fixed delay starts at a random date"
                yield rate * share, (there, true, later)


def closed(table, situations):
    found = dict.fromkeys(situations)
    ahead = list(found)
    while ahead:
        for _, after in jumps(table, ahead.pop()):
            if after not in found:
                found[after] = None
                ahead.append(after)
    return list(found)


def brute_integral(function, stop, steps=20_000):
    """A midpoint sum."""
    dates = (np.arange(steps) + 0.5) * stop / steps
    return sum(function(date) for date in dates) * stop / steps


def random_timeline(seed):
    """The text of a small timeline that has an exact answer: every kind of clock, with many ties of dates."""
    r = np.random.default_rng(seed)
    date = lambda: r.choice([0, 0.5, 1, 1.5, 2, 2.5])  # noqa: E731
    rate = lambda: round(float(r.uniform(0.05, 3)), 3)  # noqa: E731
    pick = lambda *some: some[r.integers(len(some))]  # noqa: E731
    gates = ("open", "shut")
    dated = [
        lambda: f"{{at: [{', '.join(map(str, sorted({date(), date()})))}], set: {{gate: {pick('shut', 'open')}}}}}",
        lambda: f"{{every: {pick(0.5, 0.7, 1)}, first: {pick(0, 0.5)}, when: gate == shut, draw: coin}}",
        lambda: f"{{every: {pick(0.5, 1)}, decide: choice, set: {{gate: open}}}}",
        lambda: f"{{at: {date()}, when: mood != calm, draw: coin, decide: choice, set: {{mood: calm}}}}",
        lambda: f"{{after: gate == open, delay: {pick(0.5, 0.75, 1, 0)}, set: {{gate: {pick(*gates)}, mood: war}}}}",
        lambda: f"{{after: gate == open and lock == none, delay: {pick(0.5, 1)}, draw: coin, set: {{lock: made}}}}",
        lambda: f"{{after: lock == made, delay: {pick(0.5, 0.25, 0)}, set: {{lock: none}}}}",
    ]
    free = [
        lambda: f"{{rate: {rate()} * (1 + (coin == heads)), when: mood == calm, set: {{mood: tense}}}}",
        lambda: f"{{rate: {rate()}, when: mood == tense, set: {{mood: {pick('calm', 'war')}}}}}",
        lambda: f"{{rate: {rate()}, when: gate == open and choice == stay, set: {{gate: shut}}}}",
        lambda: f"{{rate: {rate()}, draw: coin, decide: choice}}",
        lambda: f"{{after: mood == tense, delay: {{exponential: [{rate()}]}}, set: {{mood: war}}}}",
        lambda: "{after: mood == war, delay: 0, set: {mood: calm, flag: up}}",
        lambda: f"{{rate: {rate()}, when: flag == up, set: {{flag: down}}}}",
    ]
    events = [pick(*dated)() for _ in range(4)] + [pick(*free)() for _ in range(4)]
    events = [events[k] for k in r.permutation(len(events))]
    behavior = pick("{fixed: go}", "{mixed: {stay: 0.3, go: 0.7}}", "{fixed: stay}")
    lines = "\n".join(f"    e{k}: {event}" for k, event in enumerate(events))
    return f"""
deterrence: 1
title: Drawn
players: {{a: A}}
decisions: {{choice: {{player: a, choices: [stay, go]}}}}
chances: {{coin: {{outcomes: {{heads: 0.3, tails: 0.7}}}}}}
facts: {{gate: [shut, open], lock: [none, made], mood: [calm, tense, war], flag: [down, up]}}
payoffs: {{a: (mood == calm) - 3 * (mood == war) + 0.5 * (choice == go) * (coin == heads)}}
timeline:
  horizon: 3
  discount: {pick(0, 0.1)}
  events:
{lines}
  behavior: {{choice: {behavior}}}
  report: {{war: mood == war, heads: coin == heads, shut: gate == shut and choice == go, up: flag == up}}
"""
