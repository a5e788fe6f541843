"""Two learning processes on one topic that evaluate the same measures by themselves, at one moment and at different
positions: every result is recorded once.

Usage: evaluations_test.py BIN_DIRECTORY. Starts a broker of its own. Ends with "N passed, N failed".
"""

import collections
import datetime
import re
import signal
import sys
import tempfile
import threading
import time

from deployment import WAIT, Deployment, events_of

from cluster import Cluster
from command_line import Cli
from measured_cases import casework, decided, implemented, placement
from recording_load import Checks

TOPIC = "evaluations"
BEGINS = datetime.date(2024, 7, 1)
MEASURES = [f"measure/m-{number}" for number in range(12)]
ROUNDS = 6
check = Checks()


def start(deployment):
    deployment.make_topic(TOPIC)
    recorder = deployment.program("praksis-recorder", TOPIC, "recorder")
    learnings = [deployment.program("praksis-learning", TOPIC, f"learning-{number}", "--evaluate-measures-every", "1s")
                 for number in range(2)]
    for program in (recorder, *learnings):
        program.start()
    return recorder, learnings


def evaluations(deployment):
    """By measure, in their order."""
    found = collections.defaultdict(list)
    for event in events_of(deployment.consumed(TOPIC)):
        if event.HasField("measure_evaluated"):
            found[event.stream].append(event)
    return found


def settled(deployment):
    """The evaluations, once no more come."""
    seen, deadline = None, time.monotonic() + WAIT
    while time.monotonic() < deadline:
        before, seen = seen, evaluations(deployment)
        if len(seen) == len(MEASURES) and seen == before:
            return seen
        time.sleep(3)
    return seen


def at_one_moment(cli, learnings, number):
    """A fact that is news to both, who wake at once while facts come in that are none: they find it at different positions."""
    elsewhere = [fact for case in range(2000) for fact in placement("DK-376", 2000 * number + case, datetime.date(2024, 9, 5), 20)]
    for learning in learnings:
        learning.process.send_signal(signal.SIGSTOP)
    cli.record(placement("DK-360", 10_000 + number, datetime.date(2024, 9, 5), 20))
    time.sleep(1.2)  # both are due by now
    others = threading.Thread(target=cli.record, args=(elsewhere,))
    others.start()
    time.sleep(0.2)  # until they come in
    for learning in learnings:
        learning.process.send_signal(signal.SIGCONT)
    others.join()


def said(event):
    """What it says, wherever that was found."""
    body = type(event.measure_evaluated)()
    body.CopyFrom(event.measure_evaluated)
    for field in ("evaluation_id", "position", "cycle"):
        body.ClearField(field)
    return body.SerializeToString(deterministic=True)


def told(learning):
    return len(re.findall(r"measure/m-\d+ evaluated: MEASURE_VERDICT_", learning.log.read_text()))


def main():
    with tempfile.TemporaryDirectory(prefix="praksis-evaluations-") as folder, Cluster() as cluster:
        deployment = Deployment(sys.argv[1], cluster, folder)
        recorder, learnings = start(deployment)
        cli = Cli(sys.argv[1], recorder.address)
        facts = [*casework(1, "DK-360", datetime.date(2023, 7, 1), 24, 20, lambda month: 0.25 if month >= BEGINS else 0.55)]
        for measure in MEASURES:
            facts += [decided(measure, ["DK-360"]), implemented(measure, "DK-360", BEGINS)]
        check("the facts are recorded", [answer for answer in cli.record(facts) if "refused" in answer])
        rounds = [settled(deployment)]
        for number in range(ROUNDS):
            at_one_moment(cli, learnings, number)
            rounds.append(settled(deployment))
        check("each round of facts is another result of every measure", [
            (number, measure) for number in range(ROUNDS) for measure in MEASURES
            if len(rounds[number + 1][measure]) <= len(rounds[number][measure])])
        check("no result is recorded twice", [(measure, first.version, second.version) for measure, events in rounds[-1].items()
                                              for first, second in zip(events, events[1:]) if said(first) == said(second)])
        check("each has its position, and says who", [event for events in rounds[-1].values() for event in events
                                                      if not event.measure_evaluated.position or event.actor.id != "praksis"])
        total = sum(map(len, rounds[-1].values()))
        by_whom = [told(learning) for learning in learnings]
        check("each is told of in the log of who recorded it", [] if sum(by_whom) == total else [by_whom, total])
        print(f"{total} results, recorded by the two: {by_whom}")
        check("nothing failed", [line for learning in learnings for line in learning.log.read_text().splitlines()
                                 if "could not be evaluated" in line])
        learnings[0].kill()
        cli.record(placement("DK-360", 20_000, datetime.date(2024, 9, 5), 20))
        after = settled(deployment)
        check("with one killed the other goes on", [measure for measure in MEASURES
                                                    if len(after[measure]) <= len(rounds[-1][measure])])
        check("which stops gracefully", [] if learnings[1].stop() == 0 else [learnings[1].process.returncode])
    return check.report()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main())
