#!/usr/bin/env python3
"""Acceptance story A4, through the public API: an occupation on day 84 of the coaching counts, on day 85 it does not; a
job that the job centre found is not self-obtained; Flen's twenty persons, twelve of them, and 7,200 minutes.

    tests/cli/coaching_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"
"""

import datetime
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from command_line import WAIT, tell  # noqa: E402
from learning_facts import corrected, fact  # noqa: E402
from streams_test import recorded_as_expected  # noqa: E402

SITE = "SE-0486"
START = datetime.date(2025, 1, 7)
SESSION_MINUTES = 90


def day(number):
    return str(START + datetime.timedelta(days=number))


def at(stream, on, body):
    return {**fact(stream, on, body, "COACH"), "municipality": SITE}


def occupation(on, by="SELF"):
    return {"occupationStarted": {"occupationId": "o-1", "kind": "ORDINARY", "minutesPerWeek": 2220, "obtainedBy": by,
                                  "start": on, "evidence": "REGISTER"}}


def person(name, method, revision, work_on=None, by="SELF"):
    """A case coached from START on, one session; perhaps an occupation on that day of the coaching."""
    stream = f"case/{name}"
    way = {"code": method, "revision": revision}
    facts = [at(stream, day(0), {"caseOpened": {"personRef": f"p-{name}", "targetGroup": "JOB_READY", "openedOn": day(0)}}),
             at(stream, day(0), {"coachingStarted": {"coachingId": "c-1", "coach": "coach-1", "start": day(0),
                                                     "method": way}}),
             at(stream, day(1), {"coachingSessionHeld": {
                 "coachingId": "c-1", "sessionId": "s-1", "coach": "coach-1", "heldOn": day(1), "mode": "IN_PERSON",
                 "attended": True, "method": way, "directMinutes": SESSION_MINUTES}})]
    if work_on is not None:
        facts.append(at(stream, day(work_on), occupation(day(work_on), by)))
    return facts


def course():
    facts = []
    for i in range(7):
        facts += person(f"in-time-{i}", "COACHING_DIALOGUE", "1", 84)
        facts += person(f"late-{i}", "COACHING_DIALOGUE", "1", 85)
        facts += person(f"found-{i}", "COACHING_DIALOGUE", "2", 60, "JOB_CENTRE")
        facts += person(f"self-{i}", "COACHING_DIALOGUE", "2", 0)
    return facts


def counts(group):
    return tuple(int(group[field].get("value", 0)) for field in ("episodes", "known", "selfObtained"))


def figure(cli, municipality, *arguments):
    return cli.json("dashboard", "coaching", "--municipality", municipality, *arguments)


def eventually(cli, municipality, expected, *arguments):
    """Facts of one import are in several partitions: the answer once `expected` holds of it, or the last one."""
    deadline = time.monotonic() + WAIT
    while True:
        done = cli("dashboard", "coaching", "--municipality", municipality, *arguments, "--json")
        answer = figure(cli, municipality, *arguments) if done.returncode == 0 else None
        if (answer and counts(answer["all"]) == expected) or time.monotonic() > deadline:
            return answer
        time.sleep(0.05)


def differs(found, expected):
    return [] if found == expected else [found]


def check_days(check, cli):
    facts = course()
    wrong, _ = recorded_as_expected(cli, [(each, None) for each in facts])
    check(f"{len(facts)} facts are recorded", wrong)
    answer = eventually(cli, SITE, (28, 28, 14))
    check("28 persons: those of day 84 count, those of day 85 and those for whom the job centre found work do not",
          differs(counts(answer["all"]), (28, 28, 14)))
    by_method = {(group["method"], group["methodRevision"]): counts(group) for group in answer["byMethod"]}
    check("by method and revision of its handbook",
          differs(by_method, {("COACHING_DIALOGUE", "1"): (14, 14, 7), ("COACHING_DIALOGUE", "2"): (14, 14, 7)}))
    check("hours a person", differs(answer["all"]["hoursPerEpisode"], SESSION_MINUTES / 60))
    replacement = {**occupation(day(84)), "occurredAt": {"date": {"date": day(84)}}}
    fixes = [{**corrected(f"case/late-{i}", 4, replacement), "municipality": SITE} for i in range(7)]
    wrong, _ = recorded_as_expected(cli, [(each, None) for each in fixes])
    answer = eventually(cli, SITE, (28, 28, 21))
    check("corrected to day 84, they count", wrong + differs(counts(answer["all"]), (28, 28, 21)))


def check_flen(check, cli):
    done = cli("sample", "--cases", "60", "--record")
    check("the sample is recorded as intended", [] if done.returncode == 0 and "not as intended" not in done.stdout else [done])
    period = ("--from", "2025-01-01", "--to", "2025-03-31")
    answer = eventually(cli, "SE-0482", (20, 20, 12), *period)
    check("Flen: 20 persons, 12 of whom found an occupation themselves by day 84",
          differs(counts(answer["all"]), (20, 20, 12)))
    check("that is 60 %", differs(answer["all"]["success"]["value"], 0.6))
    check("and 7,200 minutes, six hours each", differs(answer["all"]["hoursPerEpisode"] * 60 * 20, 7200))


def acceptance(check, cli, _server):
    check_days(check, cli)
    check_flen(check, cli)


if __name__ == "__main__":
    tell(acceptance, __doc__)
