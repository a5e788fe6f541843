"""The estimators as the textbooks have them, slow and plain.

Observations are (days, cause): how long each was followed, and what ended it; None where nothing did (censored).
"""

import math

from scipy.stats import norm

Z = float(norm.ppf(0.975))


def wilson(hits, trials):
    """(share, lower, upper); Wilson (1927)."""
    share = hits / trials
    centre = (share + Z * Z / (2 * trials)) / (1 + Z * Z / trials)
    half = Z / (1 + Z * Z / trials) * math.sqrt(share * (1 - share) / trials + Z * Z / (4 * trials * trials))
    return share, max(0.0, centre - half), min(1.0, centre + half)


class Competing:
    """Aalen & Johansen (1978), with the delta-method variance of Dinse & Larson (1986), eq. 6."""

    def __init__(self, observations):
        self.observations = list(observations)
        self.steps = []  # (day, at risk, all events, {cause: events}, survival before)
        survival = 1.0
        for day in sorted({days for days, cause in self.observations if cause is not None}):
            at_risk = self.at_risk(day)
            causes = {}
            for days, cause in self.observations:
                if days == day and cause is not None:
                    causes[cause] = causes.get(cause, 0) + 1
            events = sum(causes.values())
            self.steps.append((day, at_risk, events, causes, survival))
            survival *= 1 - events / at_risk

    def at_risk(self, day):
        """Followed for at least that many days."""
        return sum(1 for days, _ in self.observations if days >= day)

    def incidence(self, day, causes):
        return math.fsum(before * sum(found.get(cause, 0) for cause in causes) / at_risk
                         for at, at_risk, _, found, before in self.steps if at <= day)

    def variance(self, day, causes):
        here, total = self.incidence(day, causes), []
        for at, n, d, found, before in self.steps:
            if at > day:
                break
            e = sum(found.get(cause, 0) for cause in causes)
            later = here - self.incidence(at, causes)
            if d < n:
                total.append(later ** 2 * d / (n * (n - d)))
            total.append(before ** 2 * (n - e) * e / n ** 3)
            total.append(-2 * later * before * e / n ** 2)
        return math.fsum(total)

    def estimate(self, day, causes):
        """(incidence, lower, upper), the limits on the log(-log) scale, None where that scale has no place for it."""
        value = self.incidence(day, causes)
        if not 1e-12 < value < 1 - 1e-12:
            return value, None, None
        spread = Z * math.sqrt(max(0.0, self.variance(day, causes))) / (value * -math.log(value))
        return value, value ** math.exp(spread), value ** math.exp(-spread)


def survival(observations, day):
    """(probability of lasting beyond `day`, lower, upper): Kaplan & Meier, Greenwood (1926), log(-log) limits."""
    value, terms = 1.0, []
    for at in sorted({days for days, cause in observations if cause is not None and days <= day}):
        n = sum(1 for days, _ in observations if days >= at)
        d = sum(1 for days, cause in observations if days == at and cause is not None)
        value *= 1 - d / n
        terms.append(d / (n * (n - d)) if d < n else 0.0)
    if not 1e-12 < value < 1 - 1e-12:
        return value, None, None
    spread = Z * math.sqrt(math.fsum(terms)) / -math.log(value)
    return value, value ** math.exp(spread), value ** math.exp(-spread)


def median_days(observations):
    """Kaplan & Meier (1958): the first day by whose end half have left; None where fewer do."""
    left = len(observations)
    survival = 1.0
    for day in sorted({days for days, _ in observations}):
        events = sum(1 for days, cause in observations if days == day and cause is not None)
        survival *= 1 - events / left
        if events and survival <= 0.5 + 1e-12:
            return day
        left -= sum(1 for days, _ in observations if days == day)
    return None


def median_interval(observations):
    """(lower, upper) of the median in days, None where there is none; Brookmeyer & Crowley (1982), on the log(-log) scale.

    Not rejected is a day on whose survival the limits have a half between them. The interval begins with the first such day
    and ends with the event day after the last; where everybody has left nothing can be told, so that day ends no interval.
    """
    middle = median_days(observations)
    days = sorted({days for days, cause in observations if cause is not None})
    limits = {day: survival(observations, day) for day in days}
    agreeing, ends = [], []
    for day in days:
        value, lower, upper = limits[day]
        if value < 1e-12:
            agreeing.append(day)  # any survival is possible, a half, too
            continue
        ends.append(day)
        if lower <= 0.5 + 1e-12 < upper:
            agreeing.append(day)
    begin = min(agreeing + ([middle] if middle is not None else []), default=None)
    known = [day for day in agreeing if day in ends]
    if known:
        later = [day for day in ends if day > known[-1]]
    else:
        later = [day for day in ends if limits[day][2] <= 0.5 + 1e-12]
    return begin, later[0] if later else None


def kappa(pairs):
    """(kappa, standard error) of pairs of codes; Cohen (1960), Fleiss, Cohen & Everitt (1969). None where undefined."""
    n = len(pairs)
    codes = sorted({code for pair in pairs for code in pair})
    share = {}
    for pair in pairs:
        share[pair] = share.get(pair, 0) + 1 / n
    first = {code: sum(1 for a, _ in pairs if a == code) / n for code in codes}
    second = {code: sum(1 for _, b in pairs if b == code) / n for code in codes}
    chance = math.fsum(first[code] * second[code] for code in codes)
    if len(codes) < 2:
        return None
    agreed = math.fsum(share.get((code, code), 0) for code in codes)
    value = (agreed - chance) / (1 - chance)
    total = math.fsum(share.get((c, c), 0) * (1 - (first[c] + second[c]) * (1 - value)) ** 2 for c in codes)
    total += (1 - value) ** 2 * math.fsum(part * (second[a] + first[b]) ** 2 for (a, b), part in share.items() if a != b)
    total -= (value - chance * (1 - value)) ** 2
    return value, math.sqrt(max(0.0, total)) / ((1 - chance) * math.sqrt(n))
