"""Tries to recover from an answer what it withholds, by integer linear programming.

  disclosure_test.py BIN_DIRECTORY [SEED]

On the sample year and on random histories: every number shown in an answer becomes a fact about the counts behind it
(shares and intervals give denominators away), and for each number withheld the smallest and the largest count that
fit are computed. One that has a single possible value is recovered, and a failure. The attack itself is tested, too:
the true counts must fit, and where one more number is shown it must find what follows. Ends with "N passed, N failed".
"""

import collections
import datetime
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "build/python"), str(ROOT / "tests/lib"), str(ROOT / "tests/reference")]

import grpc

import courses
import figures
import knowledge
import knowledge_outcomes
import together
from answers import Asker, taken_apart
from attack import Attack
from casework import cases_of
from expected import Count
from neighbours import Answers
from praksis.v1 import dashboards_pb2_grpc
from praksisd import Praksisd
from recording import Recorder, read_back
from selections import random_selection

FIGURES = {**knowledge.FIGURES, **knowledge_outcomes.FIGURES}
SEED = 20260301
CASES = 300
THRESHOLD = 5
FEWEST_SHOWN = 100
FOLLOWING = 1 / 200  # of the small groups at most, around corners and periods (services/dashboards/DESIGN.md)
SELECTIONS = 30  # of each figure, on each body of data
SAMPLE_MUNICIPALITIES = ["DK-147", "DK-360", "DK-376", "DK-540", "DK-727", "DK-740", "SE-0482"]
SAMPLE_TARGET_GROUPS = ["JOB_READY", "ACTIVITY_READY", "YOUTH", "SICKNESS_BENEFIT"]


class Body:
    """Answers of one server about one body of data, each with what the reference says."""

    def __init__(self, name, server, seed, municipalities, target_groups, sections):
        self.name = name
        self.answers = {figure: [] for figure in FIGURES}
        chance = random.Random(seed)
        with grpc.insecure_channel(server.address) as channel:
            cases = cases_of(read_back(channel))
            asker = Asker(dashboards_pb2_grpc.DashboardsStub(channel))
            for figure in FIGURES:
                if not asker.wait(figure, [""]):
                    continue  # not served, which is a failure: nothing will have been tried
                for _ in range(SELECTIONS):
                    selection = random_selection(chance, datetime.date.today().toordinal(),
                                                 figure in figures.ABOUT_PLACEMENTS, municipalities, target_groups,
                                                 sections)
                    self.ask(asker, figure, selection, cases)

    def ask(self, asker, figure, selection, cases):
        try:
            answer = asker.ask(figure, selection)
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.FAILED_PRECONDITION:
                return
            raise
        today = datetime.date.fromisoformat(answer.metadata.as_of).toordinal()
        followed = today - selection.last if selection.last is not None else 0
        self.answers[figure].append((selection, taken_apart(answer), followed,
                                     figures.FIGURES[figure](cases, selection, today)))


def recovered(figure, shown, followed):
    """({what follows though it is withheld: its value}, numbers withheld, the attack)."""
    attack = Attack(FIGURES[figure](shown, followed))
    return attack.recovered(), len(attack.facts.wanted), attack


def contradictions(attack, shown, expected):
    """Where the truth does not lie between what the attack takes for possible."""
    wrong = []
    for path, expression in attack.facts.wanted.items():
        there = expected.get(path)
        if isinstance(there, Count):
            low, high = attack.interval(expression)
            if not low <= there.value <= high:
                wrong.append(f"{'/'.join(path)} is {there.value}, not from {low} to {high}")
    return wrong


def attack_all(results, body):
    for figure, answers in body.answers.items():
        found, wrong, withheld = [], [], 0
        for selection, shown, followed, expected in answers:
            values, wanted, attack = recovered(figure, shown, followed)
            withheld += wanted
            found += [f"{'/'.join(path)} = {value} [{selection}]" for path, value in values.items()
                      if 0 < value < THRESHOLD]
            if wanted and len(wrong) == 0:
                wrong = contradictions(attack, shown, expected)
        found += [] if withheld else ["nothing was withheld, so nothing was tried"]
        results.check(f"{body.name}: nothing that {figure} withholds follows from its answer "
                      f"({len(answers)} answers, {withheld} numbers withheld)", found)
        results.check(f"{body.name}: the truth about {figure} fits what the attack knows", wrong)


def attack_together(results, server, name, sees=False):
    """Hardly anything follows from all answers of a figure together; or, where each is protected for itself only, much does."""
    with grpc.insecure_channel(server.address) as channel:
        cases = cases_of(read_back(channel))
        answers = Answers(Asker(dashboards_pb2_grpc.DashboardsStub(channel)))
        for figure in figures.FIGURES:
            if not answers.asker.wait(figure, [""]):
                continue
            attack = together.Attack(figure, cases, answers, "years")
            few = attack.shown < FEWEST_SHOWN or attack.tried < FEWEST_SHOWN
            wrong = not attack.followed if sees else len(attack.followed) > attack.tried * FOLLOWING
            results.check(f"{name}: {figure}: {attack}", ["few"] if few else [
                str(one) for one in attack.followed[:3] or ["nothing follows"]] if wrong else [])


def plant(shown, expected):
    """The answers that there would be if one more count were shown."""
    for path, number in shown.items():
        if number.kind == "count" and number.suppressed and isinstance(expected.get(path), Count):
            yield path, {**shown, path: type(number)("count", expected[path].value)}


def attack_planted(results, bodies):
    """With one count more, others must follow somewhere: else the attack is blind."""
    for figure in FIGURES:
        tried, seen = 0, 0
        for body in bodies:
            for _, shown, followed, expected in body.answers[figure]:
                for _, leaky in list(plant(shown, expected))[:3]:
                    tried += 1
                    seen += any(0 < value < THRESHOLD for value in recovered(figure, leaky, followed)[0].values())
                if tried >= 60:
                    break
        results.check(f"the attack sees what {figure} would give away with one number more ({seen} of {tried})",
                      [] if seen else ["it never does"])


class Results:
    def __init__(self):
        self.counts = collections.Counter()

    def check(self, name, failures):
        self.counts[bool(failures)] += 1
        print(f"ok {name}" if not failures else f"FAILED {name}: {len(failures)}, of which the first:", flush=True)
        for failure in failures[:5]:
            print(f"    {failure}")


def main():
    binaries = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    print(f"seed {seed}")
    results, bodies = Results(), []
    with tempfile.TemporaryDirectory() as folder, Praksisd(binaries, folder, "--periods", "free") as server:
        subprocess.run([f"{binaries}/praksis", "--server", server.address, "sample", "--cases", "2000", "--seed", "1",
                        "--record"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
        bodies.append(Body("sample year", server, seed, SAMPLE_MUNICIPALITIES, SAMPLE_TARGET_GROUPS, list("CFGHIQ")))
        attack_together(results, server, "years that any period may be asked about beside", sees=True)
        server.stop()
        server.arguments = ()
        server.start()
        attack_together(results, server, "whole years")
    with tempfile.TemporaryDirectory() as folder, Praksisd(binaries, folder, "--periods", "free") as server:
        chance = random.Random(seed)
        with grpc.insecure_channel(server.address) as channel:
            Recorder(channel, chance).record_courses(
                courses.random_courses(chance, CASES, datetime.date.today().toordinal()))
        bodies.append(Body("random histories", server, seed, courses.MUNICIPALITIES, courses.TARGET_GROUPS,
                           ["C", "G", "I"]))
    for body in bodies:
        attack_all(results, body)
    attack_planted(results, bodies)
    print(f"seed {seed}")
    print(f"{results.counts[False]} passed, {results.counts[True]} failed")
    return 1 if results.counts[True] else 0


if __name__ == "__main__":
    sys.exit(main())
