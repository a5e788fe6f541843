"""Which deterministic rule closes subtraction between the answers of different selections, and what it leaves.

  rules.py SERVER [SAMPLE]

Simulates candidate rules on the cases that a server has (the sample year), with opened and in work as the answer:
how many numbers each rule leaves showable, and which small groups follow from all that it shows together, exactly by
adding and subtracting, and by linear programming (SAMPLE of those that do not). Prints a table; DESIGN.md has one.
"""

import itertools
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "build/python"), str(ROOT / "tests/reference")]

import grpc

from casework import cases_of
from cube import Cube, answer_alone, lines, small, with_lines, with_parents
from linear import KINDS, Together
from recording import read_back

THRESHOLD = 5
SEED = 1


def small_groups(cube):
    """Groups that nobody may learn the size of: numbers of the grid and of the months, the difference between a
    number of the grid and a whole that it is part of, all from 1 to k - 1 persons; {name: (kind, row)}."""
    groups = {}
    months = [((at,), (group,), (month,)) for at, group, month in
              itertools.product(*(range(size) for size in cube.shape))]
    for kind in KINDS:
        for of, family in (("grid", cube.grid()), ("month", months)):
            for selection in family:
                if small(cube.value(kind, selection), THRESHOLD):
                    groups[of, kind, selection] = kind, cube.row(selection)
        for whole, part in {(whole, part) for whole, parts in lines(cube.grid()) for part in parts}:
            if small(cube.value(kind, whole) - cube.value(kind, part), THRESHOLD):
                groups["rest", kind, (whole, part)] = kind, cube.row(whole) - cube.row(part)
    return groups


def evaluate(cube, shown, groups, sample):
    """(showable share of the grid by kind, small groups that follow by subtraction, by programming of those tried)."""
    together = Together(cube, shown)
    grid = cube.grid()
    showable = {kind: sum(together.by_subtraction(kind, cube.row(selection)) for selection in grid) / len(grid)
                for kind in KINDS}
    follow = {name for name, (kind, row) in groups.items() if together.by_subtraction(kind, row)}
    tried = random.Random(SEED).sample(sorted(set(groups) - follow, key=str), min(sample, len(groups) - len(follow)))
    programmed = {name for name in tried if together.by_programming(*groups[name])}
    return showable, follow, programmed, len(tried)


def audited(cube, family, shown, groups):
    """Withholds more until no small group of the grid follows by subtraction: of the numbers of the family that such a
    group lies within, the smallest that is shown, again and again."""
    shown = set(shown)
    while True:
        together = Together(cube, shown)
        follow = [name for name, (kind, row) in groups.items() if together.by_subtraction(kind, row)]
        if not follow:
            return shown
        for name in sorted(follow, key=str):
            kind, row = groups[name]
            around = [selection for of, selection in shown if of == kind and (cube.row(selection) >= row).all()]
            if around:
                smallest = min(around, key=lambda selection: (cube.value(kind, selection), selection))
                shown -= {(kind, smallest), ("in work", smallest)}
                break
        else:
            raise AssertionError(f"nothing left to withhold around {follow[0]}")


def main():
    sample = int(sys.argv[2]) if len(sys.argv) > 2 else 150
    with grpc.insecure_channel(sys.argv[1]) as channel:
        cube = Cube(cases_of(read_back(channel)))
    groups = small_groups(cube)
    of = {name: sum(1 for key in groups if key[0] == name) for name in ("grid", "month", "rest")}
    print(f"{cube.counts['opened'].sum()} cases, {cube.shape} cells; small groups: {of}")
    by_line = with_lines(cube, cube.grid(), THRESHOLD)
    years = [one for one in cube.grid() if len(one[2]) > 3]
    rules = [
        ("as today: any set, any month", cube.free(), answer_alone(cube, cube.free(), THRESHOLD)),
        ("grid", cube.grid(), answer_alone(cube, cube.grid(), THRESHOLD)),
        ("grid, compared with its wholes", cube.grid(), with_parents(cube, cube.grid(), THRESHOLD)),
        ("grid, protected line by line", cube.grid(), by_line),
        ("grid, line by line and audited", cube.grid(), audited(cube, cube.grid(), by_line, groups)),
        ("grid of years, line by line", years, with_lines(cube, years, THRESHOLD)),
        ("one-way grid", cube.one_way(), answer_alone(cube, cube.one_way(), THRESHOLD)),
        ("one-way grid, line by line", cube.one_way(), with_lines(cube, cube.one_way(), THRESHOLD)),
    ]
    for name, family, shown in rules:
        showable, follow, programmed, tried = evaluate(cube, shown, groups, sample)
        by = {key: sum(1 for one in follow if one[0] == key) for key in of}
        print(f"{name:32} {len(family):5} selections, {len(shown) / 2 / len(family):4.0%} of their numbers shown; known on "
              f"the grid: opened {showable['opened']:4.0%}, in work {showable['in work']:4.0%}; small groups by "
              f"subtraction: {by}, by programming {len(programmed)} of {tried}", flush=True)


if __name__ == "__main__":
    main()
