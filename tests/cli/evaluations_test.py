#!/usr/bin/env python3
"""Measures evaluated by the server itself: as facts come in, at the position that they make, once where there is news and
not without; a restart repeats nothing, and "never" is kept to.

    tests/cli/evaluations_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"
"""

import base64
import datetime
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from checks import Checks  # noqa: E402
from command_line import Cli, check_sound  # noqa: E402
from measured_cases import casework, decided, implemented, placement  # noqa: E402
from praksisd import Praksisd  # noqa: E402

BEGINS = datetime.date(2024, 7, 1)
MEASURE = "measure/works"
WAIT = 60  # seconds that an evaluation may take to come
check = Checks()


def metric(server, name):
    """The sum of its series; nothing where there is none."""
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=30) as answer:
        found = re.findall(rf"^{name}(?:{{.*}})? (\S+)$", answer.read().decode(), re.M)
    return sum(map(float, found)) if found else None


def evaluated_anew(server):
    """Waits until the server has looked at everything that is recorded now."""
    since, deadline = time.time(), time.monotonic() + WAIT
    # It may have been looking already: the second look began after the first one's end.
    while time.monotonic() < deadline:
        seen = metric(server, "praksis_measures_evaluated_timestamp_seconds")
        if seen > since + 1.5:
            return
        time.sleep(0.1)
    raise AssertionError("no evaluation came")


def recorded(cli):
    shown = cli("stream", "show", MEASURE, "--json")
    if shown.returncode != 0:
        return []
    timeline = json.loads(shown.stdout)["timeline"]
    return [entry["event"] for entry in timeline if "measureEvaluated" in entry["event"]]


def wait_for(cli, count):
    """The evaluations when there are so many, or too late."""
    deadline = time.monotonic() + WAIT
    while len(recorded(cli)) < count and time.monotonic() < deadline:
        time.sleep(0.1)
    return recorded(cli)


def covered(token):
    """How many events a position covers (libs/log/position.h)."""
    entries = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))[9:-4]
    numbers, value, shift = [], 0, 0
    for byte in entries:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            numbers.append(value)
            value, shift = 0, 0
    return sum(numbers[1::2])


def late(first):
    """Placements reported now, that all ended early with the measure: another result."""
    return [each for number in range(30) for each in placement("DK-360", first + number, datetime.date(2024, 9, 5), 20)]


def as_events_arrive(cli, server):
    """Facts to begin with, and their evaluation; how many events there are then."""
    facts = [*casework(1, "DK-360", datetime.date(2023, 7, 1), 24, 40, lambda month: 0.25 if month >= BEGINS else 0.55),
             decided(MEASURE, ["DK-360"])]
    check("the casework is recorded", [answer for answer in cli.record(facts) if "refused" in answer])
    evaluated_anew(server)
    check("a measure that is not in use is not evaluated", recorded(cli))
    cli.record([implemented(MEASURE, "DK-360", BEGINS)])
    begun = time.monotonic()
    events = wait_for(cli, 1)
    took = time.monotonic() - begun
    check("one that comes into use is, within seconds", [] if len(events) == 1 and took < 15 else [events, took])
    said = events[0]["measureEvaluated"]
    check("by the server", [] if events[0]["actor"]["id"] == "praksis" and events[0]["actor"]["role"] == "SYSTEM" else events)
    check("with what is found by asking", [] if said["verdict"] == "MEASURE_VERDICT_BETTER" and not cli.json_lines(
        "measure", "evaluate", MEASURE)[0].get("changed") else [said])
    check("and the position it rests on: all that was recorded before", [] if covered(said["position"]) == len(facts) + 1
          else [covered(said["position"]), len(facts) + 1])
    return len(facts) + 2


def without_news(cli, server):
    cli.record(placement("DK-376", 1, datetime.date(2024, 9, 5), 20))
    evaluated_anew(server)
    check("what happens elsewhere is no news, and nothing is recorded", [] if len(recorded(cli)) == 1 else recorded(cli))


def with_news(cli, events):
    facts = late(10_000)
    cli.record(facts)
    found = wait_for(cli, 2)
    said = [event["measureEvaluated"] for event in found]
    check("facts that come late are another result", [] if len(said) == 2 and said[0]["effectMicros"] != said[1]["effectMicros"]
          else said)
    at_least = events + 3 + 3  # the one elsewhere, and the first of the late ones
    check("at a later position", [] if at_least <= covered(said[1]["position"]) <= events + 3 + len(facts) else said)


def said_in_log(server):
    return len(re.findall(rf"{MEASURE} evaluated: MEASURE_VERDICT_\w+, recorded as its version \d+; at position \S+",
                          server.log.read_text()))


def restarted(server, every):
    before = time.monotonic()
    check("the server stops at once", [] if server.stop() == 0 and time.monotonic() - before < 10 else [server.process.returncode])
    server.arguments = ("--evaluate-measures-every", every)
    server.start()
    return Cli(sys.argv[1], server.address)


def acceptance(server):
    cli = Cli(sys.argv[1], server.address)
    events = as_events_arrive(cli, server)
    without_news(cli, server)
    with_news(cli, events)
    evaluated_anew(server)
    count = len(recorded(cli))  # while facts came in, there may have been a result of some of them
    check("each is a line of the log, and counted", [] if said_in_log(server) == count == metric(
        server, "praksis_measure_evaluations_total") else [said_in_log(server), count])
    cli = restarted(server, "1s")
    evaluated_anew(server)
    check("a restart repeats nothing", [] if len(recorded(cli)) == count else recorded(cli))
    cli = restarted(server, "never")
    cli.record(late(20_000))
    time.sleep(4)
    check("never is never", [] if len(recorded(cli)) == count and metric(
        server, "praksis_measures_evaluated_timestamp_seconds") is None else recorded(cli))
    cli = restarted(server, "1h")
    check("then it is made up for at the start", [] if len(wait_for(cli, count + 1)) == count + 1 else recorded(cli))
    cli.record(late(30_000))
    time.sleep(4)
    check("and not again before the interval is over", [] if len(recorded(cli)) == count + 1 else recorded(cli))
    check_sound(check, server)


def refusals(folder):
    for wrong in ("hourly", "0s", "10ms", "inf", "-1h"):
        done = subprocess.run([f"{sys.argv[1]}/praksisd", "--data", folder, f"--evaluate-measures-every={wrong}"],
                              capture_output=True, text=True, timeout=WAIT)
        check(f"{wrong} is refused, with what to write", [] if done.returncode == 2 and "--evaluate-measures-every" in done.stderr
              and "30m" in done.stderr else [done])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="praksis-evaluations-") as folder:
        refusals(folder)
        with Praksisd(sys.argv[1], folder, "--evaluate-measures-every", "1s", http="127.0.0.1:0") as server:
            acceptance(server)
    return check.report()


if __name__ == "__main__":
    sys.exit(main())
