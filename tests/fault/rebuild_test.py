"""kill -9 while read models are built anew, compared, flipped and dropped: nothing is lost, and what was begun goes on.

A server with a sample year and clients that go on recording is killed at random moments of a rebuild, of a flip and of a
drop, ROUNDS times, and started again on the same data. Then: it serves, and what it was flipped to before the kill; a
build that was interrupted becomes ready and equals the serving rows; nothing acknowledged is lost, and `praksisd verify`
finds the read models equal to a rebuild.

Usage: rebuild_test.py BIN_DIRECTORY [--rounds 6] [--seed N]. Ends with "N passed, N failed".
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from praksisd import Praksisd
from recording_load import Checks, Client

CASES = 1000
WAIT = 60  # seconds that anything may take at most


class Projections:
    """praksis projections of one server."""

    def __init__(self, binaries, server):
        self.binary = str(pathlib.Path(binaries) / "praksis")
        self.server = server

    def call(self, *arguments):
        return subprocess.run([self.binary, *arguments, "--json", "--server", self.server.address], text=True,
                              capture_output=True, timeout=WAIT)

    def begin(self, *arguments):
        """Without waiting: the server may be killed before it answers."""
        return subprocess.Popen([self.binary, "projections", *arguments, "--json", "--server", self.server.address],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def list(self):
        listed = self.call("projections", "list")
        assert listed.returncode == 0, listed.stderr
        return json.loads(listed.stdout).get("projections", [])

    def states(self):
        return {projection["name"]: projection["state"] for projection in self.list()}

    def serving(self):
        return next(name for name, state in self.states().items() if state == "SERVING")

    def settle(self):
        """The one beside the serving one when it is ready; None where there is none."""
        deadline = time.monotonic() + WAIT
        while time.monotonic() < deadline:
            states = self.states()
            if "BUILDING" not in states.values():
                return next((name for name, state in states.items() if state == "READY"), None)
            time.sleep(0.05)
        raise RuntimeError(f"it goes on building: {self.states()}")


def killed_while(server, projections, chance, *arguments, longest):
    """Begins something, kills the server at a moment of it, and starts it again."""
    command = projections.begin(*arguments)
    time.sleep(chance.uniform(0.0, longest))
    server.kill()
    command.wait(WAIT)
    server.start()


def one_round(check, number, server, projections, chance):
    before = projections.serving()
    killed_while(server, projections, chance, "rebuild", longest=0.6)
    check(f"{number}: a kill while building leaves {before} serving",
          [] if projections.serving() == before else [projections.states()])
    ready = projections.settle()
    if ready is None:  # killed before it had begun
        rebuilt = projections.call("projections", "rebuild")
        check(f"{number}: it can be begun anew", [] if rebuilt.returncode == 0 else [rebuilt.stderr])
        ready = projections.settle()
    compared = projections.call("projections", "compare", before, ready)
    check(f"{number}: what was interrupted equals what serves",
          [] if compared.returncode == 0 else [compared.stdout + compared.stderr])
    if chance.random() < 0.5:
        flipped = projections.call("projections", "flip", ready)
        server.kill()
        server.start()
        check(f"{number}: what was flipped to serves after a kill",
              [] if flipped.returncode == 0 and projections.serving() == ready else [projections.states()])
    else:
        killed_while(server, projections, chance, "flip", ready, longest=0.3)
        serving = projections.serving()
        check(f"{number}: a kill while flipping leaves one of both serving",
              [] if serving in (before, ready) else [projections.states()])
    projections.settle()
    other = before if projections.serving() == ready else ready
    killed_while(server, projections, chance, "drop", other, longest=0.1)
    if other in projections.states():
        dropped = projections.call("projections", "drop", other)
        check(f"{number}: dropping can be done again", [] if dropped.returncode == 0 else [dropped.stderr])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    print(f"seed {options.seed}")
    check = Checks()
    with tempfile.TemporaryDirectory() as data:
        server = Praksisd(options.binaries, data)
        server.start()
        projections = Projections(options.binaries, server)
        loaded = projections.call("sample", "--cases", str(CASES), "--seed", "1", "--record")
        check("the sample year is loaded", [] if loaded.returncode == 0 else [loaded.stdout + loaded.stderr])
        stop = threading.Event()
        clients = [Client(n, server.address, stop) for n in range(2)]
        for client in clients:
            client.start()
        for number in range(1, options.rounds + 1):
            one_round(check, number, server, projections, chance)
        stop.set()
        for client in clients:
            client.join(120)
        check("nothing strange was told", [problem for client in clients for problem in client.problems])
        told = sum(len(client.told) for client in clients)
        check("there was load", [] if told > options.rounds * 20 else [told])
        check("the server stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
        verify = subprocess.run([server.binary, "verify", "--data", data], capture_output=True, text=True, timeout=300)
        check("the read models equal a rebuild (praksisd verify)",
              [] if verify.returncode == 0 else [verify.stdout + verify.stderr])
    return check.report()


sys.exit(main())
