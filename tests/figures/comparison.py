"""Keeps count of what was compared with what, how far apart it was at most, and what was too far."""

import collections
import math

# Where both sides do the same arithmetic in another order. Variances may be tiny, so theirs is relative to the value.
ABSOLUTE = 1e-9
RELATIVE_VARIANCE = 1e-9
# What rounding may leave of a variance that is 0. The smallest others of these data sets are some 1e-8.
VARIANCE_ZERO = 1e-16
# A test that compares next to nothing is none.
FEWEST_NUMBERS = 50


def distance(name, ours, theirs):
    """(how far apart, whether that is too far); None is "there is none", as far from every number as can be."""
    if ours is None or theirs is None:
        return (0.0, False) if ours is theirs else (math.inf, True)
    difference = abs(ours - theirs)
    if math.isnan(difference):
        return math.inf, True
    if not name.startswith("variance"):
        return difference, difference > ABSOLUTE
    scale = abs(theirs) if abs(theirs) > VARIANCE_ZERO else 1.0
    return difference / scale, difference > RELATIVE_VARIANCE * abs(theirs) + VARIANCE_ZERO


class Comparisons:
    """One test is one number of one figure against one reference, over all data sets."""

    def __init__(self):
        self.compared = collections.Counter()
        self.largest = collections.defaultdict(float)
        self.too_far = collections.defaultdict(list)

    def check(self, reference, figure, question, pairs):
        """`pairs`: {"number", or "number and what it is for": (ours, theirs)}."""
        for name, (ours, theirs) in pairs.items():
            test = reference, figure, name.split(" ")[0]
            difference, wrong = distance(name, ours, theirs)
            self.compared[test] += 1
            self.largest[test] = max(self.largest[test], difference)
            if wrong:
                self.too_far[test].append(f"{name}: {ours!r} instead of {theirs!r} for {question[:1000]}")

    def print_report(self, about):
        """Returns whether all is well."""
        print(f"{'reference':22}{'figure':22}{'number':16}{'compared':>10}{'largest difference':>20}")
        for test in sorted(self.compared):
            reference, figure, number = test
            relative = " of it" if number == "variance" else ""
            print(f"{reference:22}{figure:22}{number:16}{self.compared[test]:>10}{self.largest[test]:>20.1e}{relative}")
        print(about)
        failed = [test for test in sorted(self.compared)
                  if self.too_far[test] or self.compared[test] < FEWEST_NUMBERS]
        for test in failed:
            print(f"FAILED {' '.join(test)}: {len(self.too_far[test])} of {self.compared[test]} too far")
            for example in self.too_far[test][:2]:
                print(f"    {example}")
        print(f"{len(self.compared) - len(failed)} passed, {len(failed)} failed")
        return not failed
