#!/usr/bin/env python3
"""A learning organisation at work over several years, through the public API: three sample years are loaded, each cycle
has the verdicts on what the one before decided, what was decided shows in the years that follow, and each year has
something of every practice.

    tests/cli/years_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from command_line import tell  # noqa: E402

# Enough for each verdict that there is to be.
SAMPLE = ("sample", "--cases", "12000", "--years", "3", "--record", "--json")
YEARS = (2023, 2024, 2025)
CYCLES = [f"cycle/sample-1-rfk-{number}" for number in (1, 2, 3)]
SITES = ("--municipality", "DK-360", "--municipality", "DK-376")
# By cycle: what became of the measures that it decided.
VERDICTS = [{"call": "BETTER", "meeting": "NOT_ENOUGH_DATA", "number": "NO_DIFFERENCE_SHOWN"},
            {"mentor": "BETTER", "weekly": "BETTER", "sheet": "NO_DIFFERENCE_SHOWN"}]
STOPPED = {"number": "2024-03-07", "sheet": "2025-11-29"}


def of(year):
    return ("--from", f"{year}-01-01", "--to", f"{year}-12-31")


def known_as(measure):
    return measure.removeprefix("measure/sample-1-")


def check_loading(check, cli):
    done = cli(*SAMPLE)
    counts = json.loads(done.stdout) if done.stdout else {}
    check("three years are recorded, every fact as intended", [] if done.returncode == 0 and counts.get("surprises") == 0 and
          counts.get("recorded", 0) > 200_000 and counts.get("refusedAsIntended", 0) > 0 else [done.stdout, done.stderr])
    again = cli(*SAMPLE)
    counts_again = json.loads(again.stdout) if again.stdout else {}
    check("once more, nothing is new", [] if again.returncode == 0 and counts_again.get("recorded") == 0 and
          counts_again.get("recordedBefore") == counts.get("recorded") else [counts, again.stdout, again.stderr])
    for years in ("0", "6", "many"):
        wrong = cli("sample", "--years", years)
        check(f"--years {years} is a usage error", [] if wrong.returncode == 2 and "--years" in wrong.stderr else [wrong])


def check_chain(check, cli):
    boards = [cli.json("cycle", "show", cycle)["cycle"] for cycle in CYCLES]
    listed = [one["stream"] for one in cli.json("cycle", "list")["cycles"]]
    check("there are three cycles", [] if sorted(listed) == CYCLES else [listed])
    chain = [(board["summary"].get("parentCycle"), board["summary"].get("nextCycles")) for board in boards]
    check("each follows the one before", [] if chain == [(None, [CYCLES[1]]), (CYCLES[0], [CYCLES[2]]), (CYCLES[1], None)]
          else [chain])
    endings = [board["summary"].get("ending") for board in boards]
    check("two are completed, the third goes on", [] if endings == ["CYCLE_ENDING_COMPLETED"] * 2 + [None] and
          boards[2]["summary"]["currentStep"] == "CYCLE_STEP_PRESENT_TO_ALL_STAFF" else [endings, boards[2]["summary"]])
    standings = [step["standing"].removeprefix("CYCLE_STANDING_") for step in boards[2]["summary"]["steps"]]
    check("with a step waived", [] if standings == ["DONE"] * 3 + ["WAIVED", "CURRENT", "AHEAD"] else [standings])
    check("and ten cases from the five job centres that have mentors", [] if sorted(
        one["site"] for one in boards[2]["chosen"]) == sorted(["DK-147", "DK-360", "DK-376", "DK-540", "DK-740"] * 2) else
          [boards[2]["chosen"]])
    for before, board in enumerate(boards[1:]):
        evaluated = {known_as(each["stream"]): each.get("evaluated", {}) for each in board["parentMeasures"]}
        verdicts = {name: each.get("verdict", "").removeprefix("MEASURE_VERDICT_") for name, each in evaluated.items()}
        check(f"cycle {before + 2} has the verdicts on what cycle {before + 1} decided", [] if verdicts == VERDICTS[before] else
              [verdicts])
        asked = {each.get("cycle") for each in evaluated.values()}
        check("and asked for them", [] if asked == {CYCLES[before + 1]} else [asked])
    listed = cli.json("measure", "list")["measures"]
    stopped = {known_as(each["measure"]): each["stoppedOn"] for each in listed if "stoppedOn" in each}
    check("what shows no difference is given up", [] if stopped == STOPPED else [stopped])
    designs = {each["decided"]["design"].removeprefix("MEASURE_DESIGN_") for each in listed}
    check("by every design", [] if designs == {"BEFORE_AFTER", "DIFFERENCE_IN_DIFFERENCES", "STEPPED_WEDGE"} else [designs])


def interrupted(cli, year, day):
    overall = cli.json("dashboard", "interruptions", *SITES, *of(year))["overall"]
    return next(point["incidence"] for point in overall if point["day"] == day)


def check_years(check, cli):
    first, second = (interrupted(cli, year, 28) for year in YEARS[:2])
    check("by day 28 fewer placements are interrupted in the second year than in the first, beyond both intervals",
          [] if second["upper"] < first["lower"] else [first, second])
    by_day_91 = [interrupted(cli, year, 91) for year in YEARS]
    check("by day 91 fewer each year", [] if all(later["upper"] < earlier["lower"] for earlier, later in
                                                 zip(by_day_91, by_day_91[1:])) else [by_day_91])


def told_in(cli, year, *types):
    return cli.json_lines("events", "list", "--occurred-from", f"{year}-01-01", "--occurred-to", f"{year}-12-31", "--limit", "1",
                          *(word for one in types for word in ("--type", one)))


def check_practices(check, cli):
    experiments = cli.json("experiment", "list")["experiments"]
    cycles = [cli.json("cycle", "show", cycle)["cycle"]["summary"] for cycle in CYCLES]
    for year in YEARS:
        found = {
            "stories told": told_in(cli, year, "story_told"),
            "stories shared": told_in(cli, year, "story_shared_at_meeting"),
            "principles linked": told_in(cli, year, "principle_linked"),
            "interviews about learning cases": told_in(cli, year, "interview_recorded"),
            "cycles at work": [one for one in cycles if one["begunOn"] <= f"{year}-12-31" and
                               one.get("closedOn", "9") >= f"{year}-01-01"],
            "workshops": cli.json("transfer", *of(year)).get("workshops"),
            "staff who leave": told_in(cli, year, "staff_left"),
            "staff who come": told_in(cli, year, "staff_trained"),
            "coaching": [1] * int(cli.json("dashboard", "coaching", *of(year))["all"]["known"].get("value", 0)),
            "experiments": [one for one in experiments if one["startedOn"].startswith(str(year))]}
        check(f"{year} has something of every practice", [name for name, what in found.items() if not what])


def acceptance(check, cli, server):
    check_loading(check, cli)
    check_chain(check, cli)
    check_years(check, cli)
    check_practices(check, cli)
    check("the server stops gracefully", [] if server.stop() == 0 else [server.process.returncode])


if __name__ == "__main__":
    tell(acceptance, __doc__)
