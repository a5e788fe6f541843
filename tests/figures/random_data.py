"""Random data sets of the kinds that break estimators: few subjects, ties, little but censoring, many causes."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Kind:
    """What observations of a kind are like; ranges are inclusive."""
    name: str
    groups: tuple      # how many observations (day, cause, count)
    last_day: int      # days are 0 … last_day
    count: tuple       # subjects of an observation
    censored: float    # the share of observations that are censored
    causes: tuple


KINDS = [
    Kind("few", (1, 8), 10, (1, 2), 0.3, (1, 3)),
    Kind("one", (1, 1), 5, (1, 1), 0.3, (1, 2)),
    Kind("tied", (20, 60), 6, (1, 9), 0.3, (1, 4)),
    Kind("censored", (30, 80), 90, (1, 4), 0.92, (1, 3)),
    Kind("uncensored", (10, 60), 60, (1, 4), 0.0, (1, 5)),
    Kind("running", (1, 20), 60, (1, 5), 1.0, (1, 2)),
    Kind("long", (100, 250), 400, (1, 2), 0.4, (2, 5)),
    Kind("large", (40, 90), 40, (1, 120), 0.35, (1, 4)),
    Kind("empty groups", (3, 20), 20, (0, 2), 0.3, (1, 3)),
]


def observations(random, kind):
    """(causes, [[day, cause, count], …]) of a kind."""
    causes = random.randint(*kind.causes)
    return causes, [[random.randint(0, kind.last_day),
                     0 if random.random() < kind.censored else random.randint(1, causes),
                     random.randint(*kind.count)]
                    for _ in range(random.randint(*kind.groups))]


def early_and_late(random):
    """[[day, cause, count], …]: many leave at once, most of the others are censored, few leave at the end.

    Limits of survival rise again there, which decides where a quantile's interval ends.
    """
    stayed = random.randint(2, 6)
    return [[random.randint(0, 3), 1, random.randint(20, 70)], [5, 0, random.randint(10, 50)],
            *([random.randint(6, 30), random.choice([0, 1, 1]), 1] for _ in range(stayed))]


def without_ties_between_causes(causes, observed):
    """The same with each cause's events on days of their own: what lifelines needs."""
    return [[day * (causes + 1) + cause, cause, count] for day, cause, count in observed]


def days_to_ask(random, observed, how_many=6):
    """Some days with observations, their neighbours, the first and beyond the last."""
    days = [day for day, _, _ in observed]
    asked = {0, max(days), max(days) + 7}
    for day in random.sample(days, min(how_many, len(days))):
        asked |= {day, day + 1}
    return sorted(asked)


def some_causes(random, causes):
    return sorted(random.sample(range(1, causes + 1), random.randint(1, causes)))


def share(random, largest):
    """[hits, trials], often at the ends."""
    trials = random.randint(1, random.choice([3, 30, largest]))
    return [random.choice([0, trials, random.randint(0, trials), random.randint(0, trials)]), trials]


def score_counts(random, scores):
    """[[score, hits, trials], …]; a score may occur twice."""
    return [[random.choice(scores), *share(random, 400)] for _ in range(random.randint(1, 12))]


def rater_table(random):
    """A square table of counts, from nearly all on the diagonal to none there."""
    categories = random.randint(2, 6)
    largest = random.choice([1, 3, 40, 5000])
    agreement = random.choice([0, 1, 5, 30])
    empty = random.choice([0.0, 0.0, 0.5])
    return [[0 if random.random() < empty else random.randint(0, largest) * (agreement if row == column else 1)
             for column in range(categories)] for row in range(categories)]
