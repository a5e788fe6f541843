#!/usr/bin/env python3
"""Measures judged from the log at the command line: a known drop is found, where there is none that is said, too little
is called too little, and what a measure is judged by cannot be changed once it is in use.

    tests/cli/measures_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"
"""

import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from command_line import check_sound, tell  # noqa: E402
from measured_cases import casework, corrected, decided, fact, implemented, placement  # noqa: E402

FIRST = datetime.date(2023, 7, 1)
BEGINS = datetime.date(2024, 7, 1)
MONTHS = 24
BEFORE, WITH = 0.55, 0.25  # interrupted by day 91 where the measure works
TRUTH = WITH - BEFORE


def works(month):
    return WITH if month >= BEGINS else BEFORE


def does_nothing(_):
    return 0.4


def world():
    """DK-360 has a measure that works, DK-376 one that does not; two more like each; DK-400 has few cases."""
    for site in ("DK-360", "DK-320"):
        yield from casework(1, site, FIRST, MONTHS, 40, works)
    for site in ("DK-376", "DK-330", "DK-336"):
        yield from casework(1, site, FIRST, MONTHS, 40, does_nothing)
    yield from casework(1, "DK-400", FIRST, MONTHS, 3, works)
    yield decided("measure/works", ["DK-360"])
    yield decided("measure/nothing", ["DK-376"])
    yield decided("measure/panel", ["DK-360", "DK-320"], "DIFFERENCE_IN_DIFFERENCES", ["DK-376", "DK-330", "DK-336"])
    yield decided("measure/two-sites", ["DK-360"], "DIFFERENCE_IN_DIFFERENCES", ["DK-376"])
    yield decided("measure/few", ["DK-400"])
    yield decided("measure/recent", ["DK-330"])
    yield decided("measure/unused", ["DK-330"])
    for measure, site in [("works", "DK-360"), ("nothing", "DK-376"), ("panel", "DK-360"), ("panel", "DK-320"),
                          ("two-sites", "DK-360"), ("few", "DK-400")]:
        yield implemented(f"measure/{measure}", site, BEGINS)
    yield implemented("measure/recent", "DK-330", datetime.date.today() - datetime.timedelta(days=40))


def shares(evaluation):
    """(effect, low, high) as shares; None where there is none."""
    evaluated = evaluation["evaluated"]
    if "effectMicros" not in evaluated:
        return None
    return tuple(int(evaluated[name]) / 1e6 for name in ("effectMicros", "intervalLowMicros", "intervalHighMicros"))


def codes(evaluation):
    return [lack["code"].removeprefix("MEASURE_LACK_CODE_") for lack in evaluation.get("lacking", [])]


def verdict(evaluation):
    return evaluation["evaluated"]["verdict"].removeprefix("MEASURE_VERDICT_")


def check_effects(check, cli, position):
    found = {name: cli.json_lines("measure", "evaluate", f"measure/{name}", "--at-least", position)[0]
             for name in ("works", "nothing", "panel", "two-sites", "few", "recent", "unused")}
    for name in ("works", "panel"):
        effect, low, high = shares(found[name])
        check(f"{name}: the known drop of {-TRUTH:.2f} lies within the interval, and none does not",
              [] if low <= TRUTH <= high < 0 and verdict(found[name]) == "BETTER" else [effect, low, high])
    effect, low, high = shares(found["nothing"])
    check("where nothing changed, no difference is shown",
          [] if low <= 0 <= high and verdict(found["nothing"]) == "NO_DIFFERENCE_SHOWN" else [effect, low, high])
    lacks = {"two-sites": "TOO_FEW_SITES", "recent": "PERIOD_NOT_OVER", "unused": "NOT_IMPLEMENTED"}
    for name, code in lacks.items():
        check(f"{name}: too little is called too little, and why", [] if verdict(found[name]) == "NOT_ENOUGH_DATA"
              and code in codes(found[name]) and shares(found[name]) is None else [found[name]["evaluated"], codes(found[name])])
    months = [month for site in found["few"]["sites"] for month in site["months"]]
    check("months of three persons are withheld", [month for month in months if not month.get("withheld") or "count" in month])
    months = [month for site in found["works"]["sites"] for month in site["months"]]
    check("those of forty are shown, from a year before to a year after", [] if len(months) == 24 and all(
        month["count"] == "40" for month in months) else months)
    again = cli("measure", "evaluate", "measure/works", "--at-least", position, "--json").stdout
    check("asked again at the same position, the same bytes",
          [] if again == cli("measure", "evaluate", "measure/works", "--json").stdout else ["others"])


def check_fixed(check, cli):
    """Metric and design are registered before it begins."""
    before = corrected("measure/unused", 1, decided("measure/unused", ["DK-330"], afterDays=730))
    answers = cli.record([before])
    check("what a measure is judged by may be corrected before it is in use", [a for a in answers if "refused" in a])
    for name, other in {
            "metric": decided("measure/works", ["DK-360"], metric={
                "figure": "MEASURE_FIGURE_REFERRALS_ACCEPTED", "better": "MEASURE_DIRECTION_HIGHER"}),
            "direction": decided("measure/works", ["DK-360"], better="HIGHER"),
            "design": decided("measure/works", ["DK-360"], "DIFFERENCE_IN_DIFFERENCES", ["DK-376"]),
            "period": decided("measure/works", ["DK-360"], afterDays=180)}.items():
        answers = cli.record([corrected("measure/works", 1, other)])
        check(f"its {name} may not be, once it is", [] if answers[0].get("refused", {}).get("reason") == "DESIGN_FIXED" else answers)
    own = fact("measure/works", "DK-360", "2026-01-01", {"measureEvaluated": {"evaluationId": "e"}}, "SYSTEM")
    answers = cli.record([own])
    check("nobody reports an evaluation but the evaluation itself",
          [] if answers[0].get("refused", {}).get("reason") == "SERVER_WRITTEN" else answers)


def evaluations(cli, measure, position):
    timeline = cli.json_lines("stream", "show", measure, "--at-least", position)[0]["timeline"]
    return [entry["event"] for entry in timeline if "measureEvaluated" in entry["event"]]


def check_recorded(check, cli):
    recorded = cli.json_lines("measure", "evaluate", "measure/works", "--record", "--cycle", "cycle/d")[0]
    events = evaluations(cli, "measure/works", recorded["position"])
    check("--record records what was found, with its position", [] if recorded["recorded"] and len(events) == 1 and
          events[0]["measureEvaluated"] == recorded["evaluation"]["evaluated"] and
          events[0]["measureEvaluated"]["position"] == recorded["evaluation"]["position"] and
          events[0]["measureEvaluated"]["sites"] == ["DK-360"] else [recorded, events])
    everything = cli.json_lines("measure", "evaluate", "--all", "--record", "--at-least", recorded["position"])
    done = {each["evaluation"]["measure"]["measure"]: each.get("recorded", False) for each in everything}
    check("--all --record records those in use, and nothing that was said before", [] if done == {
        "measure/works": False, "measure/nothing": True, "measure/panel": True, "measure/two-sites": True,
        "measure/few": True, "measure/recent": True} else [done])
    late = [each for number in range(30) for each in placement("DK-360", 10_000 + number, datetime.date(2024, 9, 5), 20)]
    position = cli.record(late)[-1]["position"]
    again = cli.json_lines("measure", "evaluate", "measure/works", "--record", "--at-least", position)[0]
    events = evaluations(cli, "measure/works", again["position"])
    check("facts that come late are another result", [] if again["recorded"] and len(events) == 2 and
          events[0]["measureEvaluated"]["effectMicros"] != events[1]["measureEvaluated"]["effectMicros"] else [again, events])
    unused = cli("measure", "evaluate", "measure/unused", "--record")
    check("what is not in use is not evaluated", [] if unused.returncode == 1 and "MEASURE_NOT_IMPLEMENTED" in unused.stderr
          else [unused])
    return again["position"]


def check_shown(check, cli, position):
    rows = [line.split("\t") for line in cli("measure", "list", "--at-least", position).stdout.splitlines()]
    check("the list has each with its latest verdict", [] if {row[0]: row[5] for row in rows} == {
        "measure/works": "better", "measure/nothing": "no difference shown", "measure/panel": "better",
        "measure/two-sites": "not enough data", "measure/few": rows_verdict(rows, "measure/few"),
        "measure/recent": "not enough data", "measure/unused": ""} else rows)
    shown = cli("measure", "show", "measure/works")
    check("show says what it is judged by", [] if "interrupted by day 91, lower is better; before and after" in shown.stdout
          else [shown])
    unknown = cli("measure", "evaluate", "measure/no-such")
    check("a measure that is not there is named", [] if unknown.returncode == 1 and "MEASURE_NOT_FOUND" in unknown.stderr
          else [unknown])
    wrong = cli("measure", "evaluate", "cycle/c")
    check("what is no measure is refused", [] if wrong.returncode == 1 and "REQUEST_INVALID" in wrong.stderr else [wrong])
    both = cli("measure", "evaluate", "measure/works", "--all")
    check("one measure and all of them is a usage error", [] if both.returncode == 2 else [both])


def rows_verdict(rows, measure):
    return next(row[5] for row in rows if row[0] == measure)


def acceptance(check, cli, server):
    answers = cli.record(list(world()))
    check("the casework is recorded", [answer for answer in answers if "refused" in answer])
    check_effects(check, cli, answers[-1]["position"])
    check_fixed(check, cli)
    position = check_recorded(check, cli)
    check_shown(check, cli, position)
    check_sound(check, server)


if __name__ == "__main__":
    tell(acceptance, __doc__)
