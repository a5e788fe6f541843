"""A server whose read models are built from nothing, as its directory shows them and as it tells of them."""

import json
import pathlib
import shutil
import subprocess
import time

from praksisd import Praksisd

WAIT = 90  # seconds that anything may take at most
DATA_LOSS = 15  # google.rpc.Code
DASHBOARDS = ("funnel", "referrals", "interruptions")
# Fewer than these of a partition, of the sample, do not make table files of 32 MiB together.
FACTS_OF_FILES = 60_000


class Filled:
    """`arguments` and the rest as Praksisd has them."""

    def __init__(self, binaries, folder, *arguments, **options):
        self.binaries = pathlib.Path(binaries)
        self.server = Praksisd(binaries, folder, *map(str, arguments), **options)
        self.projections = pathlib.Path(folder) / "projections"
        self.started_ns = 0

    def start(self):
        self.started_ns = time.time_ns()
        self.server.start()

    def remove(self):
        """The read models; the server has ended."""
        shutil.rmtree(self.projections)

    def record_sample(self, cases, seed):
        """Records the sample, and begins with the read models anew; what dashboards said before."""
        self.start()
        self.record("sample", "--cases", cases, "--seed", seed, "--record")
        self.await_end()
        figures = self.figures()
        self.server.stop()
        self.remove()
        self.start()
        return figures

    def record(self, *arguments):
        done = self.praksis(*arguments)
        # One fact in some thousands of the sample may be refused.
        assert "recorded: " in done.stdout, done.stdout + done.stderr

    def praksis(self, *arguments):
        return subprocess.run([str(self.binaries / "praksis"), *map(str, arguments), "--server", self.server.address],
                              text=True, capture_output=True, timeout=WAIT)

    def told(self):
        """What it tells of its read models."""
        listed = self.praksis("projections", "list", "--json")
        assert listed.returncode == 0, listed.stderr
        return json.loads(listed.stdout)["projections"][0]

    def behind(self):
        """How many facts of each partition are not in the read models yet."""
        return [int(lag.get("events", 0)) for lag in self.told()["lags"]]

    def figures(self):
        """What its dashboards say."""
        answers = {}
        for dashboard in DASHBOARDS:
            done = self.praksis("--json", "dashboard", dashboard)
            assert done.returncode == 0, done.stderr
            answers[dashboard] = json.loads(done.stdout)
            answers[dashboard]["metadata"].pop("position", None)
        return answers

    def database(self):
        return next(self.projections.glob("v-*"))

    def on_their_way(self):
        """Table files that are being written or taken in: {name: (links, when last written, in ns)}."""
        found = {}
        for path in self.projections.glob("v-*/taken-in/*"):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            found[path.name] = status.st_nlink, status.st_mtime_ns
        return found

    def left_over(self):
        """Those that are there since before it was started."""
        return [name for name, (_, written) in self.on_their_way().items() if written < self.started_ns]

    def await_condition(self, condition, what, pause=0.0005, timeout=WAIT):
        deadline = time.monotonic() + timeout
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"in vain waited until {what}:\n{self.server.log.read_text(errors='replace')[-1000:]}")
            time.sleep(pause)

    def await_end(self):
        """Until everything is projected."""
        def at_the_end():
            told = self.told()
            if told.get("problem", {}).get("code") == DATA_LOSS:
                raise RuntimeError(str(told["problem"]))
            return not any("events" in lag for lag in told["lags"])

        self.await_condition(at_the_end, "everything is projected", pause=0.1)

    def verify(self):
        """`praksisd verify` on its data, when it has ended; the problems."""
        done = subprocess.run([self.server.binary, "verify", "--data", self.server.data], capture_output=True, text=True,
                              timeout=WAIT)
        return [] if done.returncode == 0 and "\nSOUND" in done.stdout else [done.stdout[:600] + done.stderr]
