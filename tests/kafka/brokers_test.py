"""praksisd on three brokers, of which the one that coordinates the recorders is killed, the one that controls, each is
restarted in turn, and all are gone.

Usage: brokers_test.py BIN_DIRECTORY [--sessions SESSION…]. Starts brokers of its own. Ends with "N passed, N failed".
"""

import argparse
import pathlib
import re
import sys
import tempfile
import threading
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from cluster import Cluster
from deployment import Deployment, events_of
from load import Flood, Load
from recording_load import Checks, check_promises

LIMIT = 60  # seconds without a write that no fault of one broker may take, however busy the machine is
AWAY = 15  # seconds for which all brokers are gone
# By how much the server may grow while it can record nothing. Facts may wait: 10,000 or 64 MiB in each of the four
# partitions, then they are refused.
GROWTH = 128  # MiB
# How soon a broker that was killed is missed: as Kafka comes, and quickly.
SESSIONS = {"9 s": [], "3 s": ["broker.session.timeout.ms=3000", "broker.heartbeat.interval.ms=500"]}
check = Checks()


def fault(load, name, act):
    """Writes go on through it, and how long they did not is printed."""
    load.go_on()
    began = time.monotonic()
    act()
    nobody, anyone = load.go_on(began)
    print(f"{name}: nothing acknowledged for {nobody:.1f} s; a client waited for {anyone:.1f} s at the longest", flush=True)
    check(f"{name}: writes go on", [] if anyone < LIMIT else [anyone])


def whole(cluster, name):
    seen = cluster.wait_for(lambda status: status["whole"])
    check(f"{name}: all copies are in sync again", seen["amiss"])


def coordinator(cluster):
    """The broker that has the recorders' group: without it nobody knows who owns what."""
    told = cluster.must("tool", "groups", "--describe", "--group", "facts-recorders", "--state")
    return int(re.search(r"127\.0\.0\.1:\d+\s+\((\d)\)", told)[1])


def kill(cluster, load, session):
    """kill -9 of the broker that coordinates the recorders, then of the one that controls the cluster."""
    for what, find in (("the coordinator", coordinator), ("the controller", Cluster.controller)):
        number = find(cluster)
        name = f"kill -9 of {what}, missed after {session}"
        fault(load, name, lambda number=number: cluster.kill(number))
        cluster.start(number)
        whole(cluster, name)


def restart(cluster, load):
    """Each broker stops gracefully and starts again."""
    for number in (1, 2, 3):
        def once(number=number):
            cluster.stop(number)
            cluster.start(number)
        fault(load, f"restart of broker {number}", once)
        whole(cluster, f"restart of broker {number}")


def resident(process):
    """MiB of memory that a process has."""
    words = pathlib.Path(f"/proc/{process.pid}/status").read_text().split()
    return int(words[words.index("VmRSS:") + 1]) / 1024


def all_gone(cluster, load, server):
    """kill -9 of all brokers, which come back after a while, and clients that go on sending all the time."""
    load.go_on()
    for number in (1, 2, 3):
        cluster.kill(number)
    began = time.monotonic()
    stop = threading.Event()
    flood = Flood(100, server.address, stop)
    flood.start()
    before = most = resident(server.process)
    while time.monotonic() < began + AWAY:
        most = max(most, resident(server.process))
        time.sleep(0.1)
    stop.set()
    flood.join(3 * flood.deadline_s)
    most = max(most, resident(server.process))
    print(f"no broker for {AWAY} s: {dict(flood.answers)} after {flood.slowest:.1f} s at the longest; the server had "
          f"{before:.0f} MiB before and {most:.0f} at most", flush=True)
    check("without brokers no fact is acknowledged, each is answered by its deadline, and soon that there is no log",
          [] if set(flood.answers) <= {"UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED"}
          and flood.answers["UNAVAILABLE"] > 100 and sum(flood.answers.values()) == len(flood.sent) > 1000 and flood.slowest < flood.deadline_s + 5
          else [flood.answers, len(flood.sent), flood.slowest])
    check(f"and the server does not grow by more than {GROWTH} MiB", [] if most - before < GROWTH else [before, most])
    back = time.monotonic()
    cluster.up()
    ready = time.monotonic()
    load.go_on()
    print(f"brokers ready after {ready - back:.1f} s, every client served {time.monotonic() - ready:.1f} s later", flush=True)
    check("when they are back, facts are recorded again by itself",
          [] if time.monotonic() < ready + LIMIT else [time.monotonic() - ready])
    return flood


def faults(binaries, session, settings):
    with (tempfile.TemporaryDirectory(prefix="praksis-brokers-") as folder,
          Cluster(brokers=3, settings=settings) as cluster):
        deployment = Deployment(binaries, cluster, folder)
        topic = deployment.make_topic("facts")
        floods = []
        with deployment.server(topic, "server") as server:
            with Load(server) as load:
                kill(cluster, load, session)
                if not settings:
                    restart(cluster, load)
                    floods = [all_gone(cluster, load, server)]
            print(f"{load.told()} facts acknowledged, {load.retried()} sent again", flush=True)
            check_promises(check, load.clients + floods, events_of(deployment.consumed(topic)))
            check("praksisd stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
        check("the log is whole and the read models equal a rebuild", deployment.verify(server))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--sessions", nargs="*", choices=SESSIONS, default=[next(iter(SESSIONS))],
                        help="after how long the cluster misses a broker; a cluster for each")
    options = parser.parse_args()
    for session in options.sessions:
        settings = SESSIONS[session]
        started = time.monotonic()
        try:
            faults(options.binaries, session, settings)
        except Exception:  # what breaks down is a failure, not the end of the others
            check(f"brokers missed after {session}: it went through", [traceback.format_exc()])
        print(f"{time.monotonic() - started:.0f} s", flush=True)
    return check.report()


sys.exit(main())
