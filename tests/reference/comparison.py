"""Compares answers with the reference, number by number, and looks at what is withheld and what is not."""

import collections

from expected import Count, Share

ABSOLUTE = 1e-9
# Shown a second time as the count of a cause, and counted as withheld once.
TWICE = [("exited",)]


class Comparison:
    """Counts numbers compared by figure and kind; keeps what differs."""

    def __init__(self, threshold):
        self.threshold = threshold
        self.compared = collections.Counter()
        self.withheld = collections.Counter()
        self.differences = []

    def differ(self, figure, about, path, text):
        self.differences.append(f"{figure} {'/'.join(path)}: {text} [{about}]")

    def compare(self, figure, about, shown, expected):
        """`shown`: {path: Shown} of an answer; `expected`: {path: Count, Share, …} of the reference."""
        missing = left_out(shown, expected)
        for path, number in shown.items():
            there = expected.get(path)
            if number.undefined:
                self.compared[figure] += 1
                if not number.suppressed or there is None or there.interval()[0] is not None:
                    self.differ(figure, about, path, "said not to exist")
            elif number.suppressed:
                self.withheld[figure] += 1
            elif there is not None:
                self.compared[figure] += 1
                self.compare_number(figure, about, path, number, there)
            elif number.kind == "count" and number.value == 0:
                self.compared[figure] += 1
            elif path[0] not in ("curve",):
                self.differ(figure, about, path, f"shown as {number}, and the reference knows no such number")
        for path, there in expected.items():
            nothing = isinstance(there, Count) and there.value == 0
            if path not in shown and path[0] != "curve" and not nothing and group_of(path) not in missing:
                self.differ(figure, about, path, f"missing, should be {brief(there)}")

    def compare_withheld(self, figure, about, shown, missing, metadata):
        """Every number withheld is counted, and every breakdown left out."""
        flags = sum(number.suppressed and not number.undefined for path, number in shown.items() if path not in TWICE)
        if metadata.suppressed_cells != flags + len(missing):
            self.differ(figure, about, ("metadata", "suppressed_cells"),
                        f"{metadata.suppressed_cells}, {flags} are withheld, left out: {sorted(missing) or 'nothing'}")
        if metadata.threshold != self.threshold:
            self.differ(figure, about, ("metadata", "threshold"), f"{metadata.threshold}")

    def compare_number(self, figure, about, path, number, there):
        if isinstance(there, Count):
            if number.value != there.value:
                self.differ(figure, about, path, f"{number.value} instead of {there.value}")
        else:
            for name, is_shown, should_be in zip(("value", "lower", "upper"),
                                                 (number.value, number.lower, number.upper), there.interval()):
                if not close(number, name, is_shown, should_be):
                    self.differ(figure, about, path, f"{name} {is_shown!r} instead of {should_be!r}")
        too_small = [persons for persons in there.smallest() if 0 < persons < self.threshold]
        if too_small:
            self.differ(figure, about, path, f"shown, and gives away a group of {too_small[0]} persons")


def close(number, name, is_shown, should_be):
    if number.kind == "number":  # a median, or a mean, which has no interval
        if name != "value" and should_be is None:
            return True
        should_be = -1 if should_be is None else should_be
    if should_be is None:  # the scale has no limits for it; only their order is promised
        return number.lower - ABSOLUTE <= number.value <= number.upper + ABSOLUTE
    return abs(is_shown - should_be) <= ABSOLUTE


def left_out(shown, expected):
    """The breakdowns that an answer leaves out altogether, though there are things in them."""
    return {group_of(path) for path, there in expected.items()
            if group_of(path) and isinstance(there, Count) and there.value and path[-1] in ("count", "episodes")
            and not any(group_of(other) == group_of(path) for other in shown)}


def group_of(path):
    """The breakdown that a path belongs to, which is shown as a whole or not at all; None for what always is."""
    if path[0] == "causes":
        return None if path[1] in ("COMPLETED", "GOT_JOB", "EXIT") else "causes"
    return path[0] if path[0] in ("refusals", "by_method") else None


def brief(there):
    if isinstance(there, Count):
        return there.value
    return (there.hits.value, there.all.value) if isinstance(there, Share) else there.interval()
