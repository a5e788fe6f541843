"""Cases by municipality, target group and month of opening, and families of selections over them.

What is asked about a selection is how many cases were opened, and how many of these are in work: the smallest answer
that has everything that matters, a whole, a part and its complement.
"""

import datetime
import itertools

import numpy as np

from figures_course import STAGES, furthest_stage

MONTHS_OF_QUARTER = 3


class Cube:
    """`counts[kind]`: opened, in work; one entry per (municipality, target group, month)."""

    def __init__(self, cases):
        dates = {case: datetime.date.fromordinal(case.opened) for case in cases}
        self.months = sorted({(date.year, date.month) for date in dates.values()})
        self.municipalities = sorted({case.municipality for case in cases})
        self.target_groups = sorted({case.target_group for case in cases})
        self.shape = len(self.municipalities), len(self.target_groups), len(self.months)
        self.counts = {"opened": np.zeros(self.shape, int), "in work": np.zeros(self.shape, int)}
        for case, date in dates.items():
            place = (self.municipalities.index(case.municipality), self.target_groups.index(case.target_group),
                     self.months.index((date.year, date.month)))
            self.counts["opened"][place] += 1
            self.counts["in work"][place] += furthest_stage(case) == STAGES.index("IN_WORK")

    def periods(self):
        """Calendar quarters, calendar years and all time, as tuples of months."""
        def grouped(key):
            return [tuple(group) for _, group in itertools.groupby(range(len(self.months)),
                                                                   lambda at: key(self.months[at]))]
        whole = [tuple(range(len(self.months)))]
        return list(dict.fromkeys(grouped(lambda month: (month[0], (month[1] - 1) // MONTHS_OF_QUARTER))
                                  + grouped(lambda month: month[0]) + whole))

    def free(self):
        """What may be asked today, in part: sets with one left out, and periods from the first month or of one."""
        def sets(size):
            return [(at,) for at in range(size)] + [tuple(range(size))] + [
                tuple(other for other in range(size) if other != at) for at in range(size)]
        months = len(self.months)
        periods = list(dict.fromkeys([(at,) for at in range(months)] + [tuple(range(at + 1)) for at in range(months)]))
        return list(itertools.product(sets(self.shape[0]), sets(self.shape[1]), periods))

    def grid(self):
        """One municipality or all, one target group or all, a calendar period."""
        def one_or_all(size):
            return [(at,) for at in range(size)] + [tuple(range(size))]
        return list(itertools.product(one_or_all(self.shape[0]), one_or_all(self.shape[1]), self.periods()))

    def one_way(self):
        """Of the grid what names a municipality or a target group, not both."""
        return [one for one in self.grid() if len(one[0]) == self.shape[0] or len(one[1]) == self.shape[1]]

    def value(self, kind, selection):
        return int(self.counts[kind][np.ix_(*selection)].sum())

    def row(self, selection):
        """The selection's cells, as factors of a sum over the cube."""
        row = np.zeros(self.shape)
        row[np.ix_(*selection)] = 1
        return row.ravel()


def small(value, threshold):
    return 0 < value < threshold


def answer_alone(cube, family, threshold):
    """{(kind, selection)} shown where each answer is looked at by itself: no small group, nor a small complement."""
    shown = set()
    for selection in family:
        opened, working = (cube.value(kind, selection) for kind in ("opened", "in work"))
        if small(opened, threshold):
            continue
        shown.add(("opened", selection))
        if not small(working, threshold) and not small(opened - working, threshold):
            shown.add(("in work", selection))
    return shown


def lines(family):
    """Sums within a family: (whole, its parts) along one dimension, where the parts part the whole."""
    by_others = {}
    for selection in family:
        for axis in range(3):
            by_others.setdefault((axis, selection[:axis] + selection[axis + 1:]), []).append(selection)
    for (axis, _), along in by_others.items():
        for whole in along:
            inside = [one for one in along if one != whole and set(one[axis]) < set(whole[axis])]
            for parts in (finest(inside, axis), coarsest(inside, axis)):
                if parts and sorted(itertools.chain.from_iterable(one[axis] for one in parts)) == sorted(whole[axis]):
                    yield whole, tuple(parts)


def finest(inside, axis):
    return [one for one in inside if not any(set(other[axis]) < set(one[axis]) for other in inside)]


def coarsest(inside, axis):
    return [one for one in inside if not any(set(one[axis]) < set(other[axis]) for other in inside)]


def with_parents(cube, family, threshold):
    """As answer_alone, and without what differs from a whole that it is part of by a small group."""
    shown = answer_alone(cube, family, threshold)
    parents = {(whole, part) for whole, parts in lines(family) for part in parts}
    return {(kind, selection) for kind, selection in shown if not any(
        part == selection and small(cube.value(kind, whole) - cube.value(kind, part), threshold)
        for whole, part in parents)}


def with_lines(cube, family, threshold):
    """As answer_alone, and in each sum whose whole is shown the parts withheld are none, or two at least that together
    are no small group. Of the parts shown the smallest is withheld first; what is 0 stays shown while others do."""
    shown = answer_alone(cube, family, threshold)
    sums = sorted(set(lines(family)))
    # In work and the others are parts of opened: withholding opened withholds in work.
    changed = True
    while changed:
        changed = False
        for whole, parts in sums:
            for kind in ("opened", "in work"):
                changed |= protect(cube, shown, kind, whole, parts, threshold)
        gone = {("in work", selection) for kind, selection in shown if kind == "in work"
                and ("opened", selection) not in shown}
        shown -= gone
        changed |= bool(gone)
    return shown


def protect(cube, shown, kind, whole, parts, threshold):
    """Withholds parts, or the whole where there are too few, until the line gives nothing away."""
    if (kind, whole) not in shown:
        return False
    withheld = [part for part in parts if (kind, part) not in shown]
    if not withheld or (len(withheld) > 1 and sum(cube.value(kind, part) for part in withheld) >= threshold):
        return False
    others = sorted((cube.value(kind, part) == 0, cube.value(kind, part), part) for part in parts
                    if (kind, part) in shown)
    shown.discard((kind, others[0][2] if others and not others[0][0] else whole))
    return True
