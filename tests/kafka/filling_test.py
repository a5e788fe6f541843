"""kill -9 of a read service while it fetches its copy of the topic and builds its read models, and right after that.

praksis-dashboards begins with nothing on a topic with the sample, KILLS times over, and is killed when table files of its
copy, or of its read models, appear: nothing of either is in a log of writes then. Left alone it comes to the end. With
read models begun once more it goes on in the usual way with what is recorded, and is killed right then. It says what the
praksisd says that recorded everything, and `praksisd verify` finds every event once in the copy, and the read models equal to a rebuild.

Usage: filling_test.py BIN_DIRECTORY [--lives 3] [--seed N]. Starts a broker of its own. Ends with "N passed, N failed".
"""

import argparse
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from checks import Checks
from cluster import Cluster
from deployment import Deployment, events_of

CASES = 6_000  # of the sample: some 113,000 facts
WAIT = 60  # seconds that anything may take at most
# What of its data gets table files, and how many before it is killed, at most: a life.
LOOK = 0.5  # seconds between questions whether it has come to the end
LIFE = (("replica", 3), ("replica", 3), ("replica", 3), ("projections", 10), ("projections", 10))
check = Checks()


class Reader:
    """praksis-dashboards on the topic."""

    def __init__(self, deployment, chance):
        self.deployment = deployment
        self.chance = chance
        self.server = deployment.program("praksis-dashboards", "filled", "reader", "--periods", "free")
        self.arguments = self.server.arguments
        self.kills = {"replica": 0, "projections": 0}

    def files(self, part):
        return {str(path) for path in (pathlib.Path(self.server.data) / part).rglob("*.sst")}

    def kill_when(self, part, count):
        """Begins, and is killed when so many table files have appeared, or when none comes any more."""
        before, deadline, look = self.files(part), time.monotonic() + WAIT, time.monotonic() + LOOK
        self.server.arguments = (*self.arguments, "--write-buffer", "16")
        self.server.begin()
        while len(self.files(part) - before) < count:
            now = time.monotonic()
            assert now < deadline and self.server.process.poll() is None, self.server.log.read_text(errors="replace")[-1000:]
            if now > look:
                look = now + LOOK
                if self.server.serves() and position(self.deployment, self.server)[1] == 0:
                    break
            time.sleep(0.002)
        else:
            self.kills[part] += 1
        self.server.kill()

    def wipe(self, *parts):
        for part in parts:
            shutil.rmtree(pathlib.Path(self.server.data) / part, ignore_errors=True)

    def live(self):
        """From nothing, killed in between. With so little memory there are files before everything is there."""
        self.wipe("replica", "projections")
        for part, most in LIFE:
            self.kill_when(part, self.chance.randrange(1, most + 1))

    def begin_read_models_anew_in_memory(self):
        """All of them are in memory, and nothing makes files of them but the end of being behind."""
        self.wipe("projections")
        self.server.arguments = (*self.arguments, "--write-buffer", "256")
        self.server.start()


def position(deployment, server):
    """How far a server's read models are: (a token, how many facts are still behind that in its log)."""
    listed = deployment.praksis("--server", server.address, "projections", "list", "--json")
    assert listed.returncode == 0, listed.stderr
    told = json.loads(listed.stdout)["projections"][0]
    return told["position"], sum(int(lag.get("events", 0)) for lag in told["lags"])


def await_equal(deployment, one, other):
    """Until both have everything; the problems."""
    deadline = time.monotonic() + WAIT
    while True:
        there = position(deployment, one), position(deployment, other)
        if there[0] == there[1] and there[0][1] == 0:
            return []
        if time.monotonic() > deadline:
            return [there]
        time.sleep(0.1)


def differing(deployment, one, other):
    """The dashboards, by name, that do not say the same."""
    try:
        here = deployment.figures(other)
    except AssertionError as refused:
        return [str(refused)]
    return [name for name, figures in deployment.figures(one).items() if here[name] != figures]


def record_sample(deployment, server, cases, seed):
    done = deployment.praksis("--server", server.address, "sample", "--cases", cases, "--seed", seed, "--record")
    # One fact in some thousands of the sample may be refused.
    assert "recorded: " in done.stdout, done.stdout + done.stderr


def verify(deployment, server, topic):
    """`praksisd verify` on the data of a server that has ended; the problems, of numbers of events, too."""
    done = subprocess.run([str(deployment.binaries / "praksisd"), "verify", "--json", "--data", server.data, "--kafka",
                           deployment.cluster.bootstrap, "--topic", topic], capture_output=True, text=True, timeout=120)
    events = int(json.loads(done.stdout or "{}").get("events", -1))
    consumed = [event.event_id for event in events_of(deployment.consumed(topic))]
    return [] if done.returncode == 0 and events == len(consumed) == len(set(consumed)) else \
        [done.stdout[:600], done.stderr, events, len(consumed), len(set(consumed))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--lives", type=int, default=3)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    started = time.monotonic()

    def say(what):
        print(f"{time.monotonic() - started:.0f} s: {what}", flush=True)

    with tempfile.TemporaryDirectory(prefix="praksis-filling-") as folder, Cluster() as cluster:
        deployment = Deployment(options.binaries, cluster, folder)
        deployment.make_topic("filled", 2)
        with deployment.program("praksisd", "filled", "recorder", "--periods", "free") as recorder:
            deployment.wait_until_shared("filled", [recorder])
            record_sample(deployment, recorder, CASES, 1)
            say("the sample is recorded")
            reader = Reader(deployment, random.Random(options.seed))
            for _ in range(options.lives):
                reader.live()
            say(f"killed {reader.kills}")
            check("kills came while the copy was fetched, and while read models were built",
                  [reader.kills] if min(reader.kills.values()) < options.lives else [])
            reader.server.start()
            check("left alone, it comes to the end", await_equal(deployment, recorder, reader.server))
            check("and says what the one says that recorded everything", differing(deployment, recorder, reader.server))
            say("it has come to the end")
            reader.server.kill()
            reader.begin_read_models_anew_in_memory()
            check("with read models in memory only, it comes to the end", await_equal(deployment, recorder, reader.server))
            record_sample(deployment, recorder, 40, 2)
            check("and goes on with what is recorded", await_equal(deployment, recorder, reader.server))
            reader.server.kill()
            reader.server.start()
            check("killed right then, it has what it had", await_equal(deployment, recorder, reader.server))
            check("and says what the one says", differing(deployment, recorder, reader.server))
            reader.server.kill()
        say("verifying")
        check("every event is there once, the read models equal a rebuild (praksisd verify)",
              verify(deployment, reader.server, "filled"))
    say("done")
    return check.report()


sys.exit(main())
