"""A Kafka cluster of a test's own, by deploy/kafka; leaving the context ends it and removes its data.

    with Cluster(brokers=3) as cluster:
        client(cluster.bootstrap)
        cluster.kill(cluster.controller())
"""

import json
import pathlib
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
WAIT = 300  # seconds that any of the programs may take at most; the first start fetches Kafka


class Failed(Exception):
    """A program of deploy/kafka failed; its words."""


class Cluster:
    """A running cluster. `data`: a folder to keep, instead of one that goes with the context."""

    def __init__(self, brokers=1, data=None, settings=(), quick=True):
        self.count = brokers
        self.temporary = None if data else tempfile.TemporaryDirectory(prefix="praksis-kafka-")
        self.data = pathlib.Path(data or self.temporary.name) / "cluster"
        self.options = [*(["--quick"] if quick else []), *(f"--set={setting}" for setting in settings)]
        self.bootstrap = None

    def __enter__(self):
        try:
            self.up()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.call("down", *(["--wipe"] if self.temporary else []), "--timeout", "20")
        if self.temporary:
            self.temporary.cleanup()

    def call(self, program, *arguments):
        """Runs deploy/kafka/PROGRAM on this cluster; the completed process, whatever came of it."""
        return subprocess.run([str(ROOT / "deploy/kafka" / program), "--data", str(self.data), *map(str, arguments)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                              timeout=WAIT)

    def must(self, program, *arguments):
        """The same, and it works; its stdout."""
        done = self.call(program, *arguments)
        if done.returncode != 0:
            raise Failed(f"deploy/kafka/{program} {' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")
        return done.stdout

    def up(self, *arguments):
        self.bootstrap = self.must("up", "--brokers", self.count, *self.options, *arguments).strip()
        return self.bootstrap

    def down(self):
        self.must("down")

    def kill(self, number):
        self.must("broker", "kill", number)

    def stop(self, number):
        self.must("broker", "stop", number)

    def pause(self, number):
        self.must("broker", "pause", number)

    def resume(self, number):
        self.must("broker", "resume", number)

    def start(self, number, *arguments):
        self.must("broker", "start", number, *[option for option in self.options if option == "--quick"], *arguments)

    def status(self):
        """What deploy/kafka/status --json says."""
        return json.loads(self.call("status", "--json").stdout)

    def controller(self):
        return self.status()["controller"]

    def pid(self, number):
        return next(broker["pid"] for broker in self.status()["brokers"] if broker["id"] == number)

    def create_topic(self, name, partitions=1, **configs):
        """By Kafka's own tool, copied as the cluster does by default. retention_ms=-1 stands for retention.ms."""
        self.must("tool", "topics", "--create", "--topic", name, "--partitions", partitions,
                  *(f"--config={key.replace('_', '.')}={value}" for key, value in configs.items()))

    def wait_for(self, condition, timeout=60):
        """The first status that `condition` holds for, or the last one seen when the time is up."""
        deadline = time.monotonic() + timeout
        while True:
            seen = self.status()
            if condition(seen) or time.monotonic() > deadline:
                return seen
            time.sleep(0.1)
