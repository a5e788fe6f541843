"""praksisd on a broker whose disk is full under load: the broker ends, there is room again, the broker is started.

Usage: disk_test.py BIN_DIRECTORY. Starts a broker of its own, with its data on a small file system in memory that is mounted
for this process and its children alone, and goes with them. Needs to be allowed that: as root, or where users may have
namespaces. Ends with "N passed, N failed".
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

from deployment import Deployment, events_of

from cluster import Cluster
from load import Flood, Load
from recording_load import Checks, check_promises

SIZE = 64  # MiB
LIMIT = 60  # seconds for anything, however busy the machine is
REFUSED = 100  # facts that are to be refused before there is room again
# A broker that starts again waits until the one before it is missed.
QUICKLY = ["broker.session.timeout.ms=3000", "broker.heartbeat.interval.ms=500"]
ALONE = "PRAKSIS_TEST_ALONE"  # set where mounts are seen by us alone
check = Checks()


def mounted(folder):
    """A small file system at the place where the cluster's only broker keeps its data."""
    disk = pathlib.Path(folder) / "cluster/broker-1/log"
    disk.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}m", "praksis-test", disk], check=True)
    return disk


def fill(path):
    """Writes until there is no room at all; how many bytes."""
    written = 0
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    written += file.write(b"\0" * size)
            except OSError as error:
                assert error.errno == 28, error  # ENOSPC
    return written


def full(deployment, disk):
    topic = deployment.make_topic("facts")
    cluster = deployment.cluster
    with deployment.server(topic, "server") as server:
        with Load(server) as load:
            load.go_on()
            stop = threading.Event()
            flood = Flood(100, server.address, stop, window=500)
            flood.start()
            began = time.monotonic()
            written = fill(disk / "filler")
            ended = cluster.wait_for(lambda status: status["brokers"][0]["state"] == "down", LIMIT)
            print(f"{written >> 20} of {SIZE} MiB taken; the broker ended {time.monotonic() - began:.1f} s later", flush=True)
            check("a broker whose disk is full ends", [] if ended["brokers"][0]["state"] == "down" else [ended])
            said = (cluster.data / "broker-1/broker.log").read_text(errors="replace")
            check("and says why", [] if "No space left on device" in said else [said[-1000:]])
            deadline = began + LIMIT
            while flood.answers["UNAVAILABLE"] <= REFUSED and time.monotonic() < deadline:
                time.sleep(0.05)
            print(f"the first {REFUSED} facts refused {time.monotonic() - began:.1f} s after the disk was full", flush=True)
            stop.set()
            (disk / "filler").unlink()
            room = time.monotonic()
            cluster.start(1)
            ready = time.monotonic()
            nobody, anyone = load.go_on(began)
            print(f"room again: broker ready after {ready - room:.1f} s, every client served {time.monotonic() - ready:.1f} s later; "
                  f"nothing acknowledged for {nobody:.1f} s, a client waited for {anyone:.1f} s", flush=True)
            check("facts are recorded again by itself", [] if time.monotonic() < ready + LIMIT else [anyone])
            flood.join(3 * flood.deadline_s)
            print(f"sent meanwhile: {dict(flood.answers)} after {flood.slowest:.1f} s at the longest", flush=True)
            check("each fact is answered by its deadline, many before it by saying that there is no log",
                  [] if set(flood.answers) <= {"OK", "UNAVAILABLE", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED"}
                  and flood.answers["UNAVAILABLE"] > REFUSED and sum(flood.answers.values()) == len(flood.sent)
                  and flood.slowest < flood.deadline_s + 5 else [flood.answers, len(flood.sent), flood.slowest])
        print(f"{load.told()} facts acknowledged, {load.retried()} sent again", flush=True)
        check_promises(check, [*load.clients, flood], events_of(deployment.consumed(topic)))
        check("praksisd stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
    check("the log is whole and the read models equal a rebuild", deployment.verify(server))


def main():
    if ALONE not in os.environ:
        rights = [] if os.geteuid() == 0 else ["--map-root-user"]
        os.execvpe("unshare", ["unshare", "--mount", *rights, sys.executable, *sys.argv], {**os.environ, ALONE: "1"})
    with tempfile.TemporaryDirectory(prefix="praksis-disk-") as folder:
        disk = mounted(folder)
        try:
            with Cluster(data=folder, settings=QUICKLY) as cluster:
                full(Deployment(sys.argv[1], cluster, folder), disk)
        finally:
            subprocess.run(["umount", disk], check=True)
    return check.report()


sys.exit(main())
