"""Selections: what a figure is asked about, for the server and for the reference."""

import dataclasses
import datetime

from praksis.v1 import dashboards_pb2


@dataclasses.dataclass(frozen=True)
class Selection:
    """As dashboards.proto has it; days as ordinals, None where there is no bound. Voice and rater by name."""
    municipalities: tuple = ()
    first: int | None = None
    last: int | None = None
    target_groups: tuple = ()
    sections: tuple = ()
    voice: str = "JOB_CENTRE"
    rater: str = "CASEWORKER"

    def request(self):
        bound = {name: datetime.date.fromordinal(day).isoformat()
                 for name, day in (("from", self.first), ("to", self.last)) if day is not None}
        return dashboards_pb2.Selection(municipalities=self.municipalities, target_groups=self.target_groups,
                                        industry_sections=self.sections, **bound)

    def in_period(self, day):
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    def has(self, case):
        return ((not self.municipalities or case.municipality in self.municipalities)
                and (not self.target_groups or case.target_group in self.target_groups))

    def has_opened(self, case):
        return self.has(case) and self.in_period(case.opened)

    def has_section(self, section):
        return not self.sections or section in self.sections


def random_selection(random, today, about_placements, municipalities, target_groups, sections):
    """From everything to a few weeks of one municipality."""
    def some(of):
        return tuple(random.sample(of, random.randint(1, len(of) - 1))) if random.random() < 0.35 else ()
    first = last = None
    if random.random() < 0.7:
        first = today - random.randint(0, 950)
        if random.random() < 0.7:
            last = first + random.choice([6, 30, 91, 182, 365])
    elif random.random() < 0.3:
        last = today - random.randint(0, 900)
    return Selection(some(municipalities), first, last, some(target_groups),
                     some(sections) if about_placements else (), random.choice(["CITIZEN", "COMPANY", "JOB_CENTRE"]),
                     random.choice(["CASEWORKER", "CITIZEN"]))
