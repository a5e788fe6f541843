"""kill -9 while read models are filled by table files: nothing is lost, doubled or left over.

A server with the sample builds its read models from nothing, in chunks so large that they become table files. It is killed
KILLS times, at moments that its directory shows: a file of a chunk has been begun, files are being taken in, have been
taken in. Started again it goes on behind the chunks that were taken in, and nothing is left of the others. Whenever it
has come to the end its dashboards say what they said when all was recorded, and it begins anew. Having come to the last one
it is killed once more, when some facts have been projected in the usual way. Then `praksisd verify` finds the read models
equal to a rebuild.

Usage: filling_test.py BIN_DIRECTORY [--kills 20] [--seed N]. Ends with "N passed, N failed".
"""

import argparse
import collections
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from checks import Checks
from filling import FACTS_OF_FILES, Filled

CASES = 12_000  # of the sample: some 227,000 facts
# A chunk ends at 64 MiB, or when the states that it changes fill their cache. So it ends in each of two partitions
# behind some 88,000 facts and 38 MiB; 32 MiB become files. The rest does not, and is in memory only until it is flushed,
# which with so much memory nothing but the end of filling makes happen.
STATE_CACHE_MIB, WRITE_BUFFER_MIB = 48, 256
MOMENTS = ("a file has been begun", "files are being taken in", "files have been taken in")
MOMENT = 10  # seconds within which one of them comes
MISSED = 3  # of them at most
STRAY = 15  # seconds after which a file that was not needed has been removed
check = Checks()


class Killed(Filled):
    """Killed while it is filled."""

    def __init__(self, binaries, folder, chance):
        super().__init__(binaries, folder, "--partitions", 2, "--state-cache", STATE_CACHE_MIB, "--write-buffer",
                         WRITE_BUFFER_MIB, "--periods", "free",
                         http="127.0.0.1:0")
        self.chance = chance
        self.kills = collections.Counter()
        self.left, self.went_back, self.lost, self.differ = [], [], [], []
        self.kept, self.missed = 0, 0

    def kill_when(self, moment):
        """Kills it at such a moment; how far behind it is when it has been started again."""
        before = self.behind()
        count = self.chance.randrange(1, 11)  # of the files of a chunk, one for each table
        if moment == "a file has been begun":
            self.await_condition(lambda: len(self.on_their_way()) >= count, moment, timeout=MOMENT)
        else:
            moment = self.await_taking_in(moment == "files are being taken in")
        self.server.kill()
        self.kills[moment] += 1
        self.start()
        self.left += self.left_over()
        now = self.behind()
        self.went_back += [(moment, before, now)] if any(new > old for old, new in zip(before, now)) else []
        taken_in = sum(new < old for old, new in zip(before, now))
        self.kept += taken_in > 0
        if moment == "files have been taken in" and not taken_in:
            self.lost.append((before, now))
        return now

    def await_taking_in(self, seen_linked):
        """What is taken in is linked into the database's directory and then removed. Which of both was seen: the first
        may be over too quickly."""
        self.await_condition(self.on_their_way, "a file has been begun", timeout=MOMENT)
        deadline = time.monotonic() + MOMENT
        path = self.database() / "taken-in" / min(self.on_their_way(), default="gone already")
        while True:
            try:
                if path.stat().st_nlink > 1 and seen_linked:
                    time.sleep(self.chance.uniform(0, 0.001))
                    return "files are being taken in"
            except FileNotFoundError:
                return "files have been taken in"
            if time.monotonic() > deadline:
                raise TimeoutError("no file was taken in")
            time.sleep(0.0001)

    def kill_again_and_again(self, kills, figures):
        """Until it has been killed so often and no chunk is left to become files; how often it was filled. Each time its
        dashboards are to say these figures in the end."""
        behind, filled = self.behind(), 0
        while True:
            if all(count < FACTS_OF_FILES for count in behind):
                filled += 1
                self.await_end()
                self.differ += [name for name, seen in self.figures().items() if seen != figures[name]]
                if self.kills.total() >= kills:
                    return filled
                self.server.kill()
                self.remove()
                self.start()
                behind = self.behind()
            if self.kills.total() >= 3 * kills:  # it does not get on
                return filled
            try:
                behind = self.kill_when(MOMENTS[self.kills.total() % len(MOMENTS)])
            except TimeoutError:  # the moment has passed unseen
                self.missed += 1
                if self.missed > MISSED:
                    return filled
                behind = self.behind()

    def stray_bytes(self):
        """Bytes of table files that are there and that the database does not know of, once nothing is written any more."""
        deadline = time.monotonic() + STRAY
        while True:
            page = urllib.request.urlopen(f"{self.server.url}/metrics", timeout=10).read().decode()
            known = int(float(re.search(r'^praksis_store_file_bytes\{database="read models"\} (\S+)$', page, re.M)[1]))
            try:
                there = sum(path.stat().st_size for path in self.database().rglob("*.sst"))
            except FileNotFoundError:
                continue
            if there == known or time.monotonic() > deadline:
                return [there - known] if there != known else []
            time.sleep(0.1)


def run(killed, kills):
    figures = killed.record_sample(CASES, 1)
    filled = killed.kill_again_and_again(kills, figures)
    print(f"filled {filled} times, killed {dict(killed.kills)}; "
          f"chunks were kept {killed.kept} times, {killed.missed} moments missed")
    check("kills came at all moments", [moment for moment in MOMENTS if not killed.kills[moment]] +
          ([f"{killed.missed} were missed"] if killed.missed > MISSED else []))
    check("it came to the end in between", [] if filled else [killed.kills.total()])
    check("nothing is left of a chunk that was not taken in", killed.left)
    check("read models never go back", killed.went_back)
    check("a chunk that was taken in stays", killed.lost)
    check("filled again and again, its dashboards say what they said", killed.differ)
    killed.record("sample", "--cases", 40, "--seed", 2, "--record")
    killed.await_end()
    check("the database knows of all table files that are there", killed.stray_bytes())
    killed.server.kill()
    check("the read models equal a rebuild (praksisd verify)", killed.verify())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="praksis-filling-") as folder:
        killed = Killed(options.binaries, folder, random.Random(options.seed))
        try:
            run(killed, options.kills)
        except (RuntimeError, TimeoutError) as error:  # it does not start, or does not go on
            check("it goes on after every kill", [str(error)[:800]])
    print(f"{time.monotonic() - started:.0f} s")
    return check.report()


sys.exit(main())
