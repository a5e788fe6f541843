"""Mixed load on several processes that share a log, with recorders killed and restarted all along: nothing grows that
should not. CI runs it for a minute; by hand for as long as you like.

Usage: soak_test.py BIN_DIRECTORY [--seconds N] [--pause SECONDS]. Starts a broker of its own. Ends with "N passed, N failed".
"""

import argparse
import os
import pathlib
import random
import sys
import tempfile
import threading
import time

from deployment import WAIT, Deployment, event_of

import grpc

from praksis.v1 import dashboards_pb2, dashboards_pb2_grpc, feed_pb2, feed_pb2_grpc, history_pb2, history_pb2_grpc
from cluster import Cluster
from google.protobuf import empty_pb2
from recording_load import Checks, Client, allow_forwarded_repeats, check_promises

# Small, so that caches are full before the measuring begins.
SMALL = ("--state-cache", "4", "--block-cache", "4", "--figure-memory", "4", "--write-buffer", "16")
PARTS = 6  # of the time; after each, what the processes hold is measured
check = Checks()


def used(process):
    """What a process holds: {what: how much}. Memory in MiB, without what is mapped from files; files without table
    files, of which there are more the more is kept."""
    folder = pathlib.Path(f"/proc/{process.pid}")
    status = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines())
    return {"memory": int(status["RssAnon"].split()[0]) / 1024, "threads": int(status["Threads"]),
            "files": sum(not table_file(descriptor) for descriptor in (folder / "fd").iterdir())}


def table_file(descriptor):
    try:
        return os.readlink(descriptor).endswith(".sst")
    except FileNotFoundError:  # closed meanwhile
        return True


def ask(address, stop, failures):
    """Queries of every kind, one after the other, and a subscription that is begun anew each time."""
    with grpc.insecure_channel(address) as channel:
        dashboards = dashboards_pb2_grpc.DashboardsStub(channel)
        history = history_pb2_grpc.HistoryStub(channel)
        feed = feed_pb2_grpc.FeedStub(channel)
        while not stop.is_set():
            try:
                dashboards.GetFunnel(dashboards_pb2.GetFunnelRequest(), timeout=20)
                dashboards.GetInterruptions(dashboards_pb2.GetInterruptionsRequest(), timeout=20)
                history.ListEvents(history_pb2.ListEventsRequest(page_size=100), timeout=20)
                subscription = feed.Subscribe(feed_pb2.SubscribeRequest(now=empty_pb2.Empty()), timeout=20)
                next(iter(subscription))
                subscription.cancel()
            except grpc.RpcError as error:
                failures.append((error.code(), error.details()))
            time.sleep(0.05)


def soak(deployment, seconds, pause):
    topic = deployment.make_topic("soak", 12)
    chance = random.Random(1)

    # What stays: a recorder that others come and go beside, and an all-in-one that is asked.
    steady, coming, everything = (deployment.program(name, topic, data, *SMALL) for name, data in (
        ("praksis-recorder", "steady"), ("praksis-recorder", "coming"), ("praksisd", "everything")))
    for server in (steady, coming, everything):
        server.start()
    recorded = deployment.praksis("--server", steady.address, "sample", "--cases", 200, "--record")
    assert recorded.returncode == 0, recorded.stderr
    stop, failures = threading.Event(), []
    clients = [Client(number, steady.address, stop, pause) for number in range(4)]
    threads = [*clients, threading.Thread(target=ask, args=(everything.address, stop, failures), daemon=True)]
    for thread in threads:
        thread.start()
    measured, rounds = [], 0
    for _ in range(PARTS):
        end = time.monotonic() + seconds / PARTS
        while time.monotonic() < end:
            time.sleep(chance.uniform(1, 4))
            if chance.random() < 0.5:
                coming.kill()
                time.sleep(chance.choice([0.1, 7]))
            else:
                coming.stop()
            coming.start()
            rounds += 1
        # Who has more partitions holds more: compared is what they hold when each has its share.
        deployment.wait_until_shared(topic, (steady, coming, everything))
        time.sleep(1)
        measured.append((used(steady.process), used(everything.process)))
        print(f"  {sum(len(client.told) for client in clients)} facts, {rounds} restarts: " + "; ".join(
            f"{name} " + ", ".join(f"{what} {value:.0f}" for what, value in held.items())
            for name, held in zip(("recorder", "praksisd"), measured[-1])), flush=True)
    stop.set()
    for thread in threads:
        thread.join(WAIT)
    told = sum(len(client.told) for client in clients)
    print(f"{seconds} s: {told} facts acknowledged, {rounds} restarts of a recorder beside")
    check("queries and subscriptions were answered all along", failures)
    # From when half is over, by when caches are full and every pool has its size.
    for place, name in enumerate(("recorder", "praksisd")):
        first, last = measured[PARTS // 2 - 1][place], measured[-1][place]
        check(f"{name}: threads and files do not grow", [(first, last)] if last["threads"] > first["threads"] + 4 or
              last["files"] > first["files"] + 40 else [])
        # Allocators keep what was needed once; what leaks grows with time.
        check(f"{name}: memory does not grow", [(first, last)] if last["memory"] > 1.3 * first["memory"] + 32 else [])
    allow_forwarded_repeats(clients)
    events = map(event_of, deployment.each_consumed(topic))
    check_promises(check, clients, (event for event in events if "/sample-" not in event.stream))
    for server in (steady, coming, everything):
        check("it stops gracefully", [] if server.stop() == 0 else [server.process.returncode])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--pause", type=float, default=0, help="of a client after each answer, or stream of 200 facts")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="praksis-soak-") as folder, Cluster() as cluster:
        soak(Deployment(options.binaries, cluster, folder), options.seconds, options.pause)
    return check.report()


sys.exit(main())
