"""What all answers of a server together give away by adding and subtracting, over every selection that it answers.

  together.py SERVER years|quarters [FIGURE…]

Asks each figure about one municipality or all, under one condition or none, and every period of whole years (quarters,
where no municipality and condition are combined) there is in the data. A count shown is a sum over the smallest groups,
municipality x target group x section x quarter; a small group whose size is a combination of such sums follows. Prints
how much is shown and what follows.
"""

import collections
import datetime
import itertools
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "build/python"), str(ROOT / "tests/reference")]

import grpc
import numpy as np

import figures
from answers import Asker
from casework import cases_of
from expected import Count
from neighbours import Answers
from praksis.v1 import dashboards_pb2_grpc
from recording import read_back
from selections import Selection

THRESHOLD = 5
MONTHS = {"quarters": 3, "years": 12}


def units(first, last, months):
    """Whole calendar quarters, or years, that cover the days from first to last: (first day, last day) of each."""
    found, at = [], datetime.date(first.year, (first.month - 1) // months * months + 1, 1)
    while at <= last:
        following = datetime.date(at.year + (at.month - 1 + months) // 12, (at.month - 1 + months) % 12 + 1, 1)
        found.append((at.toordinal(), following.toordinal() - 1))
        at = following
    return found


def ranges(first, last, months):
    """Periods of such units in a row: (first day, last day), None where they begin or end with the data."""
    of = units(first, last, months)
    return [(of[i][0] if i else None, of[j][1] if j < len(of) - 1 else None)
            for i, j in itertools.combinations_with_replacement(range(len(of)), 2)]


class Grid:
    """Selections that are answered, and the smallest groups that they are made of."""

    def __init__(self, cases, about_placements, unit):
        days = [case.opened for case in cases] + [
            placement.started for case in cases for placement in case.placements.values() if placement.started]
        first, last = (datetime.date.fromordinal(day) for day in (min(days), max(days)))
        self.alone = ranges(first, last, MONTHS[unit])       # about one condition or none
        self.combined = ranges(first, last, MONTHS["years"])  # about a municipality and another condition
        self.quarters = units(first, last, MONTHS["quarters"])
        self.municipalities = sorted({case.municipality for case in cases})
        self.groups = sorted({case.target_group for case in cases})
        self.sections = sorted({placement.section for case in cases for placement in case.placements.values()}) \
            if about_placements else []

    def selections(self):
        conditions = [((), ()), *(((group,), ()) for group in self.groups), *(((), (one,)) for one in self.sections)]
        for municipality in [(), *((one,) for one in self.municipalities)]:
            for group, section in conditions:
                for period in self.combined if municipality and (group or section) else self.alone:
                    yield Selection(municipality, *period, group, section)

    def atoms(self):
        return list(itertools.product(self.municipalities, self.groups, self.sections or [None], self.quarters))

    def row(self, selection):
        """1 for each atom within the selection."""
        return np.array([(not selection.municipalities or municipality in selection.municipalities)
                         and (not selection.target_groups or group in selection.target_groups)
                         and (not selection.sections or section in selection.sections)
                         and (selection.first is None or first >= selection.first)
                         and (selection.last is None or last <= selection.last)
                         for municipality, group, section, (first, last) in self.atoms()], float)


def small_groups(grid, selections, cases, figure, today):
    """{path: {name: (row, value)}}: of the groups that anybody might ask about, those of 1 to k - 1."""
    wanted = {("answered", selection): selection for selection in selections}
    for municipality, period in itertools.product(grid.municipalities, grid.quarters):
        for group in grid.groups:
            wanted["fine", municipality, group, period] = Selection((municipality,), *period, (group,))
        for section in grid.sections:
            wanted["fine", municipality, section, period] = Selection((municipality,), *period, (), (section,))
    found = collections.defaultdict(dict)
    for name, selection in wanted.items():
        for path, there in figures.FIGURES[figure](cases, selection, today).items():
            if isinstance(there, Count) and 0 < there.value < THRESHOLD:
                found[path][name] = grid.row(selection)
    return found


def span(rows):
    """An orthonormal basis of what the rows span."""
    left, values, right = np.linalg.svd(np.array(rows), full_matrices=False)
    return right[values > 1e-9 * values[0]]


class Attack:
    """What follows from all that a figure shows: `shown` of `numbers` counts of k or more, `followed` of `tried` small
    groups, with their paths and selections."""

    def __init__(self, figure, cases, answers, unit):
        grid = Grid(cases, figure in figures.ABOUT_PLACEMENTS, unit)
        selections = list(grid.selections())
        today = datetime.date.today().toordinal()
        rows = collections.defaultdict(list)
        self.numbers = self.shown = self.tried = self.refused = 0
        for selection in selections:
            counts = answers.counts(figure, selection)
            self.refused += counts is None
            for path in counts or ():
                rows[path].append(grid.row(selection))
            large = [path for path, there in figures.FIGURES[figure](cases, selection, today).items()
                     if isinstance(there, Count) and there.value >= THRESHOLD]
            self.numbers += len(large)
            self.shown += sum(path in (counts or ()) for path in large)
        self.followed = []
        for path, groups in small_groups(grid, selections, cases, figure, today).items():
            self.tried += len(groups)
            if path in rows:
                basis = span(rows[path])
                self.followed += [(path, name) for name, row in groups.items()
                                  if np.abs(basis.T @ (basis @ row) - row).max() < 1e-7]

    def __str__(self):
        return (f"of {self.numbers} counts of {THRESHOLD} or more {self.shown / max(1, self.numbers):.0%} shown, "
                f"{self.refused} selections refused; of {self.tried} small groups {len(self.followed)} follow")


def main():
    with grpc.insecure_channel(sys.argv[1]) as channel:
        cases = cases_of(read_back(channel))
        answers = Answers(Asker(dashboards_pb2_grpc.DashboardsStub(channel)))
        for figure in sys.argv[3:] or figures.FIGURES:
            attack = Attack(figure, cases, answers, sys.argv[2])
            print(f"{figure}: {attack}", *map(str, attack.followed[:3]), sep="\n    ", flush=True)


if __name__ == "__main__":
    main()
