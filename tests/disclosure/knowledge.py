"""What an attacker knows from one answer, as facts about the counts behind it.

The attacker knows the definitions and how withholding works: that a refusal, a reason or a method is listed only where
there is one, that `made`, `interrupted` and `running` are never withheld where they are 0, and what intervals say
about denominators. Not used: medians beyond that there is one, Cohen's kappa, and how incidences weigh the censored
beyond two bounds.
"""

import fractions

from attack import Facts, behind_incidence, behind_share, plus, sum_of, times

STAGES = ["OPENED", "REFERRED", "ACCEPTED", "PLACED", "STARTED", "COMPLETED", "IN_WORK"]


class Answer:
    """{path: Shown}, and the facts that are gathered from it."""

    def __init__(self, shown):
        self.shown = shown
        self.facts = Facts()

    def count(self, path, expression, least=0):
        """What the count at `path` says about the expression; what it withholds is wanted, and is at least `least`."""
        number = self.shown.get(path)
        if number is None:
            return
        if number.suppressed:
            self.facts.want(path, expression)
            self.facts.at_least(expression, least)
        else:
            self.facts.equal(expression, number.value)

    def share(self, path, hits, everybody):
        number = self.shown.get(path)
        if number is None or (not number.suppressed and number.upper - number.lower >= 1):
            return  # a share of nothing: 0, from 0 to 1
        if number.suppressed:
            self.facts.want((*path, "hits"), hits)
            return
        hits_value, everybody_value = behind_share(number.value, number.lower, number.upper)
        self.facts.equal(hits, hits_value)
        self.facts.equal(everybody, everybody_value)

    def names(self, group):
        """The elements of a list in the answer, in its order."""
        return list(dict.fromkeys(path[1] for path in self.shown if path[0] == group))


def funnel(shown, *_):
    answer = Answer(shown)
    cells = [answer.facts.unknown(stage) for stage in STAGES]
    for number, stage in enumerate(STAGES):
        reached = plus(*cells[number:])
        answer.count(("steps", stage, "furthest"), cells[number])
        answer.count(("steps", stage, "reached"), reached)
        answer.share(("steps", stage, "share"), reached, plus(*cells))
        answer.facts.want(("steps", stage, "others"), plus(*cells[:number]))
    return answer.facts


def referrals(shown, *_):
    answer = Answer(shown)
    unknown = answer.facts.unknown
    accepted, declined = unknown("accepted"), unknown("declined")
    answered, made = plus(accepted, declined), plus(accepted, declined, unknown("unanswered"))
    answer.count(("made",), made, 1)
    answer.count(("answered",), answered, 1)
    answer.count(("accepted",), accepted, 0)
    answer.share(("acceptance",), accepted, answered)
    answer.facts.want(("declined",), declined)
    answer.facts.want(("unanswered",), unknown("unanswered"))
    worded = unknown("worded")
    answer.facts.want(("not worded",), plus(made, times(-1, worded)))
    answer.facts.at_least(plus(made, times(-1, worded)), 0)
    answer.share(("resources_worded",), worded, made)
    if shown[("median_days_to_answer",)].value >= 0 and not shown[("median_days_to_answer",)].suppressed:
        answer.facts.at_least(answered, 1)
    reasons = answer.names("refusals")
    for reason in reasons:
        answer.count(("refusals", reason, "count"), unknown(reason), 1)
    if reasons:
        answer.facts.equal(plus(declined, times(-1, sum_of(reasons))), 0)
    return answer.facts


class Durations:
    """Facts about how long each was followed and how it ended: a cell per cause and band of days.

    Bands part at the days that points are given for, the day itself apart: at risk on a day are those who were
    followed for at least that many days, an incidence counts those who ended by its end.
    """

    def __init__(self, answer, days, causes, censored, followed_days):
        self.answer, self.days, self.causes, self.censored = answer, days, causes, censored
        self.followed_days = followed_days  # for which certainly everybody was followed who had not ended
        self.bands = [f"{side} {day}" for day in days for side in ("before", "on")] + ["after"]
        for cause in [*causes, censored]:
            for band in self.bands:
                answer.facts.unknown(f"{cause} {band}")

    def cells(self, causes, bands=None):
        return sum_of(f"{cause} {band}" for cause in causes for band in (self.bands if bands is None else bands))

    def everybody(self):
        return self.cells([*self.causes, self.censored])

    def ended_by(self, causes, day):
        return self.cells(causes, self.bands[:2 * self.days.index(day) + 2])

    def at_risk(self, day):
        return self.cells([*self.causes, self.censored], self.bands[2 * self.days.index(day) + 1:])

    def points(self, path, causes):
        for day in self.days:
            self.answer.count((*path, str(day), "at_risk"), self.at_risk(day))
            point = self.answer.shown.get((*path, str(day), "incidence"))
            hits = self.ended_by(causes, day)
            if path == ("overall",):
                self.want_between(path, f"followed to {day}", self.everybody(), self.at_risk(day))
            self.want_between(path, f"later than {day}", self.cells(causes), hits)
            if point is None:
                continue
            if point.suppressed:
                self.answer.facts.want((*path, str(day), "hits"), hits)
            else:
                self.incidence(point, hits, self.at_risk(day), day)

    def want_between(self, path, name, larger, smaller):
        """The others of a group, which are as much a group of persons as those that are counted."""
        self.answer.facts.want((*path, name), plus(larger, times(-1, smaller)))

    def incidence(self, point, hits, at_risk, day):
        facts = self.answer.facts
        if point.value <= 1e-12:
            facts.equal(hits, 0)
        elif day <= self.followed_days and point.value < 1 - 1e-12:
            hits_value, everybody = behind_incidence(point.value, point.lower)
            facts.equal(hits, hits_value)
            facts.equal(self.everybody(), everybody)
        else:
            # With some censored, each who ended weighs at least 1 / all, and at most 1 / those still at risk.
            share = fractions.Fraction(point.value)
            facts.at_least(plus(times(float(share), self.everybody()), times(-1, hits)), -1e-6)
            shown = self.answer.shown.get(("overall", str(day), "at_risk"))
            if shown is not None and not shown.suppressed:
                facts.at_least(plus(hits, times(-float(share), at_risk)), -1e-6)

    def curve(self, causes):
        """Steps between the days of points bound what happened by these; the last is all that happened."""
        points = [(int(path[1]), number) for path, number in self.answer.shown.items() if path[0] == "curve"]
        for day, number in points:
            if day > self.followed_days or not 1e-12 < number.value < 1 - 1e-12:
                continue
            hits, _ = behind_incidence(number.value, number.lower)
            for border in self.days:
                if border <= day:
                    self.answer.facts.between(self.ended_by(causes, border), 0, hits)
                if border >= day:
                    self.answer.facts.at_least(self.ended_by(causes, border), hits)


def interruptions(shown, followed_days):
    answer = Answer(shown)
    listed = answer.names("causes")
    reasons = [cause for cause in listed if cause not in ("COMPLETED", "GOT_JOB")] or ["ANY"]
    if not shown[("running",)].suppressed and shown[("running",)].value == 0:
        followed_days = 10 ** 6
    durations = Durations(answer, (28, 91, 182), [*reasons, "COMPLETED", "GOT_JOB"], "RUNNING", followed_days)
    answer.count(("started",), durations.everybody(), 1)
    answer.count(("interrupted",), durations.cells(reasons), 1)
    answer.count(("running",), durations.cells(["RUNNING"]), 1)
    durations.points(("overall",), reasons)
    durations.curve(reasons)
    for cause in listed:
        answer.count(("causes", cause, "count"), durations.cells([cause]), 1)
        durations.points(("causes", cause, "points"), [cause])
    return answer.facts


FIGURES = {"funnel": funnel, "referrals": referrals, "interruptions": interruptions}
