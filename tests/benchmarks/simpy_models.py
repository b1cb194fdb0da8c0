"""The timeline of `timeline.yaml` as SimPy users write it: a process an actor with interrupts, and one dispatcher."""

from __future__ import annotations

import random

import simpy

HORIZON = 20.0
HIT, GRAVE, WITHDRAWS = 0.3, 0.05, 0.3


class World:
    """The state, with a process for each clock that others may have to interrupt."""

    def __init__(self, env, rng):
        self.env, self.rng = env, rng
        self.test = self.alarm = "pending"
        self.treaty, self.in_force, self.posture, self.office = "keep", True, "calm", "first"
        self.events, self.lapsed = 0, False
        self.notice = self.renewal = None
        self.sleepers = []
        env.process(self.flight_tests())
        env.process(self.elections())
        for clock in (self.reviews, self.false_alarms, self.tension, self.calming):
            self.sleepers.append(env.process(clock()))

    def changed(self, process):
        """Wake every clock whose rate may have changed, except the one that changed it."""
        self.events += 1
        for sleeper in self.sleepers:
            if sleeper is not process and sleeper.is_alive:
                sleeper.interrupt()
        self.watch()

    def watch(self):
        """Start or stop the clocks that wait for a condition."""
        me = self.env.active_process
        if self.treaty == "withdraw" and self.notice is None:
            self.notice = self.env.process(self.lapse())
        elif self.treaty != "withdraw" and self.notice is not None:
            if self.notice.is_alive and self.notice is not me:
                self.notice.interrupt()
            self.notice = None
        waits = self.treaty == "keep" and not self.in_force
        if waits and self.renewal is None:
            self.renewal = self.env.process(self.renew())
        elif not waits and self.renewal is not None:
            if self.renewal.is_alive and self.renewal is not me:
                self.renewal.interrupt()
            self.renewal = None

    def flight_tests(self):
        while True:
            yield self.env.timeout(0.5)
            self.test = "hit" if self.rng.random() < HIT else "miss"
            self.changed(None)

    def elections(self):
        while True:
            yield self.env.timeout(4)
            self.office = "second"
            self.changed(None)

    def exponential(self, rate, happen):
        """A clock whose rate is read again whenever something else happens."""
        while True:
            try:
                now = rate()
                if now > 0:
                    yield self.env.timeout(self.rng.expovariate(now))
                else:
                    yield self.env.event()
            except simpy.Interrupt:
                continue
            happen()
            self.changed(self.env.active_process)

    def reviews(self):
        def review():
            self.treaty = "withdraw" if self.rng.random() < WITHDRAWS else "keep"

        yield from self.exponential(lambda: 2 if self.test == "hit" else 1, review)

    def false_alarms(self):
        def ring():
            self.alarm = "grave" if self.rng.random() < GRAVE else "slight"

        yield from self.exponential(lambda: 2 if self.in_force else 4, ring)

    def tension(self):
        def rise():
            self.posture = "tense"

        rate = {"grave": 1.0}
        yield from self.exponential(lambda: rate.get(self.alarm, 0.2) if self.posture == "calm" else 0, rise)

    def calming(self):
        def fall():
            self.posture = "calm"

        yield from self.exponential(lambda: 2 if self.posture == "tense" else 0, fall)

    def lapse(self):
        try:
            yield self.env.timeout(0.5)
        except simpy.Interrupt:
            return
        self.in_force, self.lapsed = False, True
        self.changed(None)

    def renew(self):
        try:
            yield self.env.timeout(self.rng.gammavariate(2, 0.5))
        except simpy.Interrupt:
            return
        self.in_force = True
        self.changed(None)


def idiomatic(seed):
    """One replication with a process an actor; its world."""
    env = simpy.Environment()
    world = World(env, random.Random(seed))
    env.run(until=HORIZON + 1e-9)
    return world


def dispatcher(seed):
    """One replication in one process that draws the next event itself; its events, and whether the treaty lapsed."""
    env, rng = simpy.Environment(), random.Random(seed)
    found = {"lapsed": False}

    def run():
        test = alarm = "pending"
        keeps = in_force = calm = True
        notice = renewal = None
        tests, elections, events = 1, 1, 0
        while True:
            rates = (
                2.0 if test == "hit" else 1.0,
                2.0 if in_force else 4.0,
                (1.0 if alarm == "grave" else 0.2) if calm else 0.0,
                0.0 if calm else 2.0,
            )
            total = sum(rates)
            dates = [0.5 * tests, 4.0 * elections, notice or 1e9, renewal or 1e9, env.now + rng.expovariate(total)]
            date = min(dates)
            if date > HORIZON + 1e-9:
                found.update(events=events)
                return
            yield env.timeout(max(0.0, date - env.now))
            events += 1
            which = dates.index(date)
            if which == 0:
                test, tests = "hit" if rng.random() < HIT else "miss", tests + 1
            elif which == 1:
                elections += 1
            elif which == 2:
                in_force, notice, found["lapsed"] = False, 1e9, True
            elif which == 3:
                in_force, renewal = True, None
            else:
                pick = rng.random() * total
                if pick < rates[0]:
                    keeps = rng.random() >= WITHDRAWS
                elif pick < rates[0] + rates[1]:
                    alarm = "grave" if rng.random() < GRAVE else "slight"
                elif pick < rates[0] + rates[1] + rates[2]:
                    calm = False
                else:
                    calm = True
            if keeps:
                notice = None
            elif notice is None:
                notice = env.now + 0.5
            if not keeps or in_force:
                renewal = None
            elif renewal is None:
                renewal = env.now + rng.gammavariate(2, 0.5)

    env.process(run())
    env.run()
    return found
