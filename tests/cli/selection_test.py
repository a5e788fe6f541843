#!/usr/bin/env python3
"""A choice of learning cases is the same, byte for byte, whatever the order in which its facts came in, after a restart
and from read models built anew: for every mode, and for criteria of several kinds.

    tests/cli/selection_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"

tests/kafka/recording_test.py compares both engines by the same choices.
"""

import json
import pathlib
import random
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from command_line import WAIT, Cli, tell  # noqa: E402
from praksisd import Praksisd  # noqa: E402

CASES = 300
SEED = 3
QUOTAS = ("--quota", "DK-360=4", "--quota", "DK-376=4", "--seed", "spring")
ASKED = {
    **{mode: (*QUOTAS, "--mode", mode) for mode in ("MAXIMUM_VARIATION", "TYPICAL", "EXTREME", "DISCONFIRMING", "MATCHED_PAIR")},
    "a cap": (*QUOTAS, "--max-per-caseworker", "1"),
    "weights": (*QUOTAS, "--weight", "reason-citizen=2", "--weight", "target-group=0.5"),
    "a filter": (*QUOTAS, "--filter", "target-group=ACTIVITY_READY,JOB_READY", "--min-months", "0"),
    "mixed quotas": ("--quota", "DK-360:placement-type=TRAINEESHIP=2", "--quota", "DK-360:placement-type=WAGE_SUBSIDY=2"),
    "consent only": (*QUOTAS, "--consented-only"),
}


def choices(cli):
    """{what was asked: what was answered, as text}. Without the position, which names the log."""
    answers = {}
    for name, asked in ASKED.items():
        done = cli("select", *asked, "--json")
        answer = json.loads(done.stdout)
        assert answer.pop("position"), done.stderr
        answers[name] = json.dumps(answer)
    return answers


def differing(first, second):
    return [name for name in ASKED if first[name] != second[name]]


def facts_of_cases(cli):
    """By stream, in their order: those of the sample's cases, wrong ones among them."""
    by_stream = {}
    for line in cli("sample", "--cases", str(CASES), "--seed", str(SEED)).stdout.splitlines():
        fact = json.loads(line)
        if fact["stream"].startswith("case/"):
            by_stream.setdefault(fact["stream"], []).append(line)
    return by_stream


def interleaved(by_stream, chance):
    """All of them, the streams mixed at random, each in its own order."""
    order = [stream for stream, lines in by_stream.items() for _ in lines]
    chance.shuffle(order)
    left = {stream: iter(lines) for stream, lines in by_stream.items()}
    return [next(left[stream]) for stream in order]


def record(cli, lines):
    """How many are in, once they are all to be seen."""
    done = cli("record", "--json", stdin="\n".join(lines) + "\n")
    deadline = time.monotonic() + WAIT
    while any(int(lag.get("events", 0)) for lag in cli.json("projections", "list")["projections"][0]["lags"]):
        assert time.monotonic() < deadline, "not projected"
        time.sleep(0.05)
    return sum("position" in json.loads(answer) for answer in done.stdout.splitlines())


def acceptance(check, cli, server):
    by_stream = facts_of_cases(cli)
    chance = random.Random(SEED)
    stream_by_stream = [line for lines in by_stream.values() for line in lines]
    accepted = record(cli, stream_by_stream)
    first = choices(cli)
    chosen = {name: len(json.loads(answer).get("picks", [])) for name, answer in first.items()}
    check("something is chosen whatever is asked", [] if all(chosen.values()) else [chosen])
    check("and not always the same", [] if len({json.dumps(json.loads(answer)["picks"]) for answer in first.values()}) > 5
          else [chosen])
    server.kill()
    server.start()
    cli.environment["PRAKSIS_SERVER"] = server.address
    check("after kill -9 the same is chosen", differing(first, choices(cli)))
    done = cli("projections", "flip", cli.json("projections", "rebuild")["projection"]["name"])
    check("read models are built anew and flipped to", [] if done.returncode == 0 else [done.stderr])
    check("from them the same is chosen", differing(first, choices(cli)))
    for number in range(3):
        with tempfile.TemporaryDirectory(prefix="praksis-interleaved-") as data, \
                Praksisd(pathlib.Path(cli.binary).parent, data, "--periods", "free") as other:
            mixed = Cli(pathlib.Path(cli.binary).parent, other.address)
            again = record(mixed, interleaved(by_stream, chance))
            check(f"in another interleaving ({number + 1}) as many facts are accepted",
                  [] if again == accepted else [again, accepted])
            check(f"and the same is chosen ({number + 1})", differing(first, choices(mixed)))


if __name__ == "__main__":
    tell(acceptance, __doc__)
