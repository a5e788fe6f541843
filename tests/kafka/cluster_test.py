"""Tests of deploy/kafka, against real brokers on free ports in temporary folders.

    tests/kafka/cluster_test.py      prints a line per check and "N passed, N failed"
"""

import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import traceback

from cluster import ROOT, Cluster

sys.path.insert(0, str(ROOT / "deploy/kafka"))
from brokers import free_ports  # noqa: E402

WAIT = 60  # seconds that a client may take at most
processes = set()  # of all brokers seen, to be gone in the end


class Checks:
    """Counts, and prints a line for each."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def __call__(self, name, ok, details=""):
        if ok:
            self.passed += 1
            print(f"ok {name}", flush=True)
        else:
            self.failed += 1
            print(f"FAILED {name}", flush=True)
            for line in str(details).splitlines()[:30]:
                print(f"    {line}", flush=True)


check = Checks()


def produce(cluster, topic, lines):
    """All lines, acknowledged by as many brokers as must; the finished kcat."""
    return subprocess.run(["kcat", "-b", cluster.bootstrap, "-P", "-t", topic, "-X", "acks=all", "-X",
                           f"message.timeout.ms={WAIT * 500}"], input="".join(line + "\n" for line in lines),
                          text=True, capture_output=True, timeout=WAIT)


def consume(cluster, topic):
    """All lines of a topic, in any order, with what kcat had to say if it failed."""
    done = subprocess.run(["kcat", "-b", cluster.bootstrap, "-C", "-t", topic, "-o", "beginning", "-e", "-q"],
                          text=True, capture_output=True, timeout=WAIT)
    return sorted(done.stdout.splitlines() + ([done.stderr] if done.returncode else []))


def remember(cluster):
    processes.update(broker["pid"] for broker in cluster.status()["brokers"])


def is_alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def one_broker():
    facts = [f"fact {number}" for number in range(500)]
    with Cluster() as cluster:
        remember(cluster)
        first = cluster.bootstrap
        pid = cluster.pid(1)
        check("up prints one address of the loopback, and nothing else",
              first.startswith("127.0.0.1:") and first.count(":") == 1 and "\n" not in first, first)
        listening = subprocess.run(["ss", "-Hltnp"], text=True, capture_output=True, timeout=WAIT).stdout
        addresses = [line.split()[3] for line in listening.splitlines() if f"pid={pid}," in line]
        check("its ports are on the loopback only", len(addresses) >= 2 and all("127.0.0.1" in at for at in addresses),
              addresses)
        again = cluster.call("up")
        check("up again starts nothing and prints the same line",
              (again.stdout.strip(), cluster.pid(1)) == (first, pid) and "runs already" in again.stderr, again)
        other = cluster.call("up", "--brokers", 3)
        check("a cluster of one is not made one of three", other.returncode == 1 and "--fresh" in other.stderr, other)

        cluster.create_topic("facts", 2)
        check("kcat produces", produce(cluster, "facts", facts).returncode == 0)
        check("and consumes", consume(cluster, "facts") == sorted(facts), consume(cluster, "facts")[:5])
        check("a topic is not made by using it", "Unknown topic" in consume(cluster, "unheard-of")[-1])

        done = cluster.call("down")
        check("down ends it by SIGTERM and says so",
              done.returncode == 0 and "ended" in done.stderr and not is_alive(pid), done)
        check("and nobody answers any more", cluster.call("status").returncode == 1)
        check("started again it has the same address", cluster.up() == first, cluster.bootstrap)
        remember(cluster)
        check("and all that was in it", consume(cluster, "facts") == sorted(facts))

        killed = cluster.pid(1)
        cluster.kill(1)
        check("kill -9 kills", not is_alive(killed) and cluster.status()["brokers"][0]["state"] == "down")
        check("up starts it again", cluster.up() == first and cluster.pid(1) != killed)
        remember(cluster)
        check("with all that was acknowledged", consume(cluster, "facts") == sorted(facts))

        cluster.pause(1)
        check("a paused broker is seen as such", "broker 1 is paused" in cluster.status()["amiss"], cluster.status())
        cluster.up()
        check("up wakes it", cluster.status()["whole"], cluster.status())

        cluster.up("--fresh")
        remember(cluster)
        check("a fresh one is empty", cluster.status()["partitions"] == 0, cluster.status())


def a_recycled_process():
    with tempfile.TemporaryDirectory() as folder, Cluster() as cluster:
        remember(cluster)
        cluster.down()
        state = json.loads((cluster.data / "cluster.json").read_text())
        # Another process has got the number since, and it even looks like a broker: one of another folder.
        settings = pathlib.Path(folder, "server.properties")
        settings.touch()
        other = subprocess.Popen(["bash", "-c", 'exec -a kafka.Kafka tail -f "$0"', str(settings)],
                                 stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            state["brokers"][0]["pid"] = other.pid
            (cluster.data / "cluster.json").write_text(json.dumps(state))
            check("a process that is another one is not taken for the broker",
                  cluster.status()["brokers"][0]["state"] == "down", cluster.status())
            killed = cluster.call("broker", "kill", 1)
            check("nor killed by broker kill", killed.returncode == 1 and other.poll() is None, killed)
            done = cluster.call("down")
            check("nor ended by down", "was not running" in done.stderr and other.poll() is None, done)
        finally:
            other.kill()
            other.wait(WAIT)


def troubles():
    with tempfile.TemporaryDirectory() as folder, socket.socket() as taken:
        port, = free_ports(1)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()
        cluster = Cluster(data=folder)
        done = cluster.call("up", "--port", port)
        check("a port that is taken is named, with what to do",
              done.returncode == 1 and f"port {port} of 127.0.0.1 is taken" in done.stderr and
              "--port" in done.stderr and done.stdout == "", done)
        done = cluster.call("up", "--quick", "--set", "num.io.threads=many")
        pid = json.loads((cluster.data / "cluster.json").read_text())["brokers"][0]["pid"]
        check("what a broker that does not start logged is shown, with what to do",
              done.returncode == 1 and "a setting is wrong" in done.stderr and "num.io.threads" in done.stderr, done)
        check("and nothing is left running", not is_alive(pid))
        done = cluster.call("broker", "start", 7)
        check("a broker that there is not is named", done.returncode == 1 and "no broker 7" in done.stderr, done)
        done = subprocess.run([str(ROOT / "deploy/kafka/up"), "--data", folder], text=True, capture_output=True,
                              timeout=WAIT, env={**os.environ, "JAVA_HOME": "/nowhere"})
        check("a missing Java is named, with what to do",
              done.returncode == 1 and "deploy/dependencies kafka" in done.stderr, done)
    for program in ("up", "down", "broker", "status", "tool"):
        done = subprocess.run([str(ROOT / "deploy/kafka" / program), "--help"], text=True, capture_output=True,
                              timeout=WAIT)
        check(f"{program} --help begins with examples",
              done.returncode == 0 and f"deploy/kafka/{program}" in "".join(done.stdout.splitlines()[2:4]), done)


def three_brokers():
    before = [f"before {number}" for number in range(200)]
    after = [f"after {number}" for number in range(200)]
    with Cluster(brokers=3) as cluster:
        remember(cluster)
        first = cluster.bootstrap
        check("three brokers have three addresses", len(set(first.split(","))) == 3, first)
        cluster.create_topic("facts", 3)
        told = cluster.must("tool", "topics", "--describe", "--topic", "facts")
        check("a topic has three copies, writes need two",
              "ReplicationFactor: 3" in told and "min.insync.replicas=2" in told, told)
        check("kcat produces to three", produce(cluster, "facts", before).returncode == 0)

        lost = cluster.controller()
        cluster.kill(lost)
        seen = cluster.wait_for(lambda status: status["controller"] not in (None, lost))
        check("another controls when the controller is killed", seen["controller"] not in (None, lost), seen)
        check("status says which broker is down", f"broker {lost} is down" in seen["amiss"] and not seen["whole"], seen)
        seen = cluster.wait_for(lambda status: not status["in_sync"])
        check("and that copies are missing", any("copies in sync" in text for text in seen["amiss"]), seen)
        done = produce(cluster, "facts", after)
        check("two of three accept writes", done.returncode == 0, done)
        cluster.start(lost)
        remember(cluster)
        seen = cluster.wait_for(lambda status: status["whole"])
        check("started again it catches up", seen["whole"], seen)
        check("nothing is lost", consume(cluster, "facts") == sorted(before + after))

        paused = cluster.controller()
        cluster.pause(paused)
        seen = cluster.wait_for(lambda status: status["controller"] not in (None, paused))
        check("another controls when the controller is paused", seen["controller"] not in (None, paused), seen)
        check("and status says who is paused", f"broker {paused} is paused" in seen["amiss"], seen)
        cluster.resume(paused)
        seen = cluster.wait_for(lambda status: status["whole"])
        check("resumed it takes part again", seen["whole"], seen)

        survivors = {number: cluster.pid(number) for number in (1, 2)}
        cluster.stop(3)
        check("up starts what is missing, at its address", cluster.up() == first, cluster.bootstrap)
        remember(cluster)
        check("and leaves the others alone", survivors == {number: cluster.pid(number) for number in (1, 2)})

        done = cluster.call("down")
        # The last may wait for leave to go that no majority of controllers is left to give.
        ended, killed = done.stderr.count(" ended"), done.stderr.count(" was killed")
        check("at most the last does not end by SIGTERM, and it is said", ended + killed == 3 and killed <= 1, done)


def main():
    started = time.monotonic()
    for part in (troubles, one_broker, a_recycled_process, three_brokers):
        try:
            part()
        except Exception:  # what breaks down is a failure, not the end of the others
            check(f"{part.__name__} went through", False, traceback.format_exc())
    deadline = time.monotonic() + WAIT
    while any(map(is_alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.1)
    check("no broker is left", processes and not any(map(is_alive, processes)), processes)
    print(f"{time.monotonic() - started:.0f} s")
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


sys.exit(main())
