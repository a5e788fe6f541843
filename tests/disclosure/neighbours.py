"""What two answers of a server give away by subtraction, where one selection lies within the other.

  neighbours.py SERVER

Asks each figure that the server answers about many selections (one municipality or all, one target group or all,
everything or a year) and about their neighbours: a month, a week, a day less, a municipality, a target group, a
section less. A count shown in both answers whose difference is from 1 to k - 1 is the size of a small group that no
answer shows. Prints how many neighbours of each kind give something away; DESIGN.md has a table.
"""

import collections
import dataclasses
import datetime
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "build/python"), str(ROOT / "tests/reference")]

import grpc

import figures
from answers import Asker, taken_apart
from casework import cases_of
from praksis.v1 import dashboards_pb2_grpc
from recording import read_back
from selections import Selection

THRESHOLD = 5
FEWER_DAYS = {"a month less": 30, "a week less": 7, "a day less": 1}


class Answers:
    """The counts that a figure shows about a selection, asked once; None where it is refused."""

    def __init__(self, asker):
        self.asker = asker
        self.known = {}

    def counts(self, figure, selection):
        if (figure, selection) not in self.known:
            try:
                shown = taken_apart(self.asker.ask(figure, selection))
                self.known[figure, selection] = {path: number.value for path, number in shown.items()
                                                 if number.kind == "count" and not number.suppressed}
            except grpc.RpcError as error:
                if error.code() != grpc.StatusCode.FAILED_PRECONDITION:
                    raise
                self.known[figure, selection] = None
        return self.known[figure, selection]


def bases(municipalities, target_groups, first, last):
    for municipality in [(), *((one,) for one in municipalities)]:
        for group in [(), *((one,) for one in target_groups)]:
            for period in ((None, None), (last - 364, last), (first, first + 364)):
                yield Selection(municipality, *period, group)


def neighbours(selection, municipalities, target_groups, sections, last):
    """(kind, a selection within this one)."""
    end = last if selection.last is None else selection.last
    for kind, days in FEWER_DAYS.items():
        yield kind, dataclasses.replace(selection, last=end - days)
    if not selection.municipalities:
        for one in municipalities:
            yield "a municipality less", dataclasses.replace(
                selection, municipalities=tuple(other for other in municipalities if other != one))
    if not selection.target_groups:
        for one in target_groups:
            yield "a target group less", dataclasses.replace(
                selection, target_groups=tuple(other for other in target_groups if other != one))
    for one in sections:
        yield "a section less", dataclasses.replace(selection, sections=tuple(other for other in sections if other != one))


def given_away(larger, smaller):
    """{path: size of the small group between the two}."""
    return {path: value - smaller[path] for path, value in larger.items()
            if path in smaller and 0 < value - smaller[path] < THRESHOLD}


def main():
    with grpc.insecure_channel(sys.argv[1]) as channel:
        cases = cases_of(read_back(channel))
        municipalities = sorted({case.municipality for case in cases})
        target_groups = sorted({case.target_group for case in cases})
        sections = sorted({placement.section for case in cases for placement in case.placements.values()})
        first, last = min(case.opened for case in cases), max(case.opened for case in cases)
        answers = Answers(Asker(dashboards_pb2_grpc.DashboardsStub(channel)))
        print(f"{len(cases)} cases, opened from {datetime.date.fromordinal(first)} to {datetime.date.fromordinal(last)}")
        for figure in figures.FIGURES:
            if answers.asker.wait(figure, [""]):
                report(figure, answers, municipalities, target_groups, sections, first, last)


def report(figure, answers, municipalities, target_groups, sections, first, last):
    asked, leaking, groups = collections.Counter(), collections.Counter(), collections.Counter()
    for selection in bases(municipalities, target_groups, first, last):
        for kind, other in neighbours(selection, municipalities, target_groups,
                                      sections if figure in figures.ABOUT_PLACEMENTS else [], last):
            larger, smaller = answers.counts(figure, selection), answers.counts(figure, other)
            if larger is None or smaller is None:
                continue
            found = given_away(larger, smaller)
            asked[kind] += 1
            leaking[kind] += bool(found)
            groups[kind] += len(found)
    for kind in asked:
        print(f"{figure:18} {kind:20} {asked[kind]:5} pairs answered, {leaking[kind]:5} give away a small group "
              f"({leaking[kind] / asked[kind]:4.0%}), {groups[kind]:6} groups", flush=True)


if __name__ == "__main__":
    main()
