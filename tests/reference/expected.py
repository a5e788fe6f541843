"""What the reference says a figure's numbers are, in the shape in which answers are compared with it."""

import dataclasses

import estimators


@dataclasses.dataclass(frozen=True)
class Count:
    """`persons`: of each thing counted, the person it is about."""
    persons: tuple

    @property
    def value(self):
        return len(self.persons)

    def smallest(self):
        """Persons behind the count: what may not be from 1 to k - 1."""
        return [len(set(self.persons))]


@dataclasses.dataclass(frozen=True)
class Share:
    hits: Count
    all: Count

    def smallest(self):
        """Hits and the others follow from a share and its interval."""
        others = list(self.all.persons)
        for person in self.hits.persons:
            others.remove(person)
        return [len(set(self.hits.persons)), len(set(others)), len(set(self.all.persons))]

    def interval(self):
        return estimators.wilson(self.hits.value, self.all.value) if self.all.value else (0.0, 0.0, 1.0)


@dataclasses.dataclass(frozen=True)
class Incidence:
    """The cumulative incidence of some causes at a day; `persons` of all observations, `hits` of the events by then."""
    value: float
    lower: float | None
    upper: float | None
    at_risk: Count
    hits: Count

    def smallest(self):
        return [len(set(self.hits.persons))]

    def interval(self):
        return self.value, self.lower, self.upper


@dataclasses.dataclass(frozen=True)
class Number:
    """Anything else; None where it does not exist. `persons` are behind it."""
    value: float | None
    persons: tuple
    lower: float | None = None
    upper: float | None = None

    def smallest(self):
        return [len(set(self.persons))]

    def interval(self):
        return self.value, self.lower, self.upper


def count(things):
    """`things`: (person, …) tuples."""
    return Count(tuple(thing[0] for thing in things))


def share(things, condition):
    things = list(things)
    return Share(count([thing for thing in things if condition(thing)]), count(things))
