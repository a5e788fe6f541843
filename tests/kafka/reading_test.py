"""Several of each read service on one topic: each has everything and a place of its own, any of them answers, and none is
missed: not while a recorder dies, not while each is restarted, and not by a subscriber who goes on at another.

Usage: reading_test.py BIN_DIRECTORY. Starts a broker of its own. Ends with "N passed, N failed".
"""

import json
import sys
import tempfile
import threading
import time

import grpc

from deployment import SERVING, WAIT, Deployment, events_of, health
from google.protobuf import empty_pb2
from load import Load
from praksis.v1 import (dashboards_pb2, dashboards_pb2_grpc, feed_pb2, feed_pb2_grpc, history_pb2, history_pb2_grpc,
                        learning_pb2, learning_pb2_grpc)
from proxy import Proxy, proxied_cluster
from recording_load import Checks, allow_forwarded_repeats, check_promises

TOPIC = "read"
CASES = 100  # of the sample
NAMES = ("history", "dashboards", "learning", "feed")
# What is asked of each: the service, its stub, a method, and the request without at_least.
ASKED = {
    "history": ("praksis.v1.History", history_pb2_grpc.HistoryStub, "ListEvents", history_pb2.ListEventsRequest(page_size=200)),
    "dashboards": ("praksis.v1.Dashboards", dashboards_pb2_grpc.DashboardsStub, "GetFunnel", dashboards_pb2.GetFunnelRequest()),
    "learning": ("praksis.v1.Learning", learning_pb2_grpc.LearningStub, "SelectCases", learning_pb2.SelectCasesRequest(
        quotas=[learning_pb2.SelectCasesRequest.Quota(municipality="DK-360", count=3)]))}
check = Checks()


def ask(name, channel, at_least=""):
    """The answer, without the place that it is from."""
    _, stub, method, request = ASKED[name]
    request = type(request).FromString(request.SerializeToString())
    request.at_least = at_least
    answer = getattr(stub(channel), method)(request, timeout=20)
    for part in (answer, getattr(answer, "metadata", None)):
        if part is not None and "position" in part.DESCRIPTOR.fields_by_name:
            part.ClearField("position")
    return answer


def retrying(name, servers):
    """A channel to all of them, of a client that asks for health and calls again: what one needs to notice nothing."""
    service = ASKED[name][0]
    settings = json.dumps({
        "loadBalancingConfig": [{"round_robin": {}}], "healthCheckConfig": {"serviceName": service},
        "methodConfig": [{"name": [{"service": service}], "retryPolicy": {
            "maxAttempts": 5, "initialBackoff": "0.05s", "maxBackoff": "1s", "backoffMultiplier": 2,
            "retryableStatusCodes": ["UNAVAILABLE"]}}]})
    return grpc.insecure_channel("ipv4:" + ",".join(server.address for server in servers), options=[
        ("grpc.service_config", settings), ("grpc.max_reconnect_backoff_ms", 200), ("grpc.initial_reconnect_backoff_ms", 50)])


class Askers:
    """Threads that ask each read service all the time, so many each. `channel_of`: to whom, by the service's name."""

    def __init__(self, channel_of, each=1):
        self.stop, self.failures, self.answered = threading.Event(), [], {name: 0 for name in ASKED}
        self.threads = [threading.Thread(target=self.run, args=(name, channel), daemon=True)
                        for name in ASKED for channel in [channel_of(name)] for _ in range(each)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join(WAIT)

    def run(self, name, channel):
        while not self.stop.is_set():
            try:
                ask(name, channel)
                self.answered[name] += 1
            except grpc.RpcError as error:
                self.failures.append((name, error.code(), error.details()))
            time.sleep(0.01)


class Follower(threading.Thread):
    """A subscriber to feeds, from the beginning: where one ends, it goes on at the next from its last token."""

    def __init__(self, feeds):
        super().__init__(daemon=True)
        self.feeds, self.stop = feeds, threading.Event()
        self.token, self.seen, self.odd, self.turns = "", [], [], 0

    def run(self):
        while not self.stop.is_set():
            request = feed_pb2.SubscribeRequest(token=self.token) if self.token else \
                feed_pb2.SubscribeRequest(beginning=empty_pb2.Empty())
            with grpc.insecure_channel(self.feeds[self.turns % len(self.feeds)].address) as channel:
                try:
                    for message in feed_pb2_grpc.FeedStub(channel).Subscribe(request, timeout=WAIT):
                        self.token = message.token
                        if message.HasField("event"):
                            self.seen.append(message.event)
                        if self.stop.is_set():
                            break
                        # Now and then by itself: another's copy is a little behind at times.
                        if message.HasField("event") and len(self.seen) % 97 == 0:
                            break
                except grpc.RpcError as error:
                    if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
                        self.odd.append((error.code(), error.details(), str(error.trailing_metadata())))
                        time.sleep(0.1)
            self.turns += 1


def has_everything(deployment, readers, recorder):
    """Each of a service's processes gives the same answers, at the position of the last write."""
    done = deployment.praksis("--server", recorder.address, "sample", "--cases", CASES, "--record")
    check("the sample is recorded", [] if "facts of" in done.stdout else [done])
    fact = {"stream": "case/reading-1", "occurredAt": {"date": {"date": "2025-03-03"}}, "municipality": "DK-360",
            "actor": {"id": "cw-1", "role": "CASEWORKER"},
            "caseOpened": {"personRef": "p-1", "targetGroup": "ACTIVITY_READY", "openedOn": "2025-03-03"}}
    last = deployment.praksis("--server", recorder.address, "--json", "record", "--json-facts", json.dumps(fact))
    position = json.loads(last.stdout)["position"]
    for name in ASKED:
        one, other = [ask(name, grpc.insecure_channel(server.address), position) for server in readers[name]]
        check(f"both of praksis-{name} answer the same", [] if one == other and one.ByteSize() > 10 else [one, other])


def place_of_its_own(deployment, readers, recorder):
    """One of each is away for a while, comes back, and fetches what it has missed; the others answer."""
    for name in NAMES:
        readers[name][0].kill()
    with Askers(lambda name: grpc.insecure_channel(readers[name][1].address)) as askers, Load(recorder) as load:
        load.go_on(facts=100)
    check("while one of each is away the others answer", askers.failures or [n for n, c in askers.answered.items() if c == 0])
    for name in NAMES:
        readers[name][0].start()
    deadline = time.monotonic() + WAIT
    while differing := [name for name in ASKED if ask(name, grpc.insecure_channel(readers[name][0].address)) !=
                        ask(name, grpc.insecure_channel(readers[name][1].address))]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.2)
    check("back, each comes to answer the same by itself", differing)
    return load.clients


def recorder_dies(readers, recorders):
    """kill -9 of a recorder: no read is interrupted, although nobody asks twice."""
    with Askers(lambda name: grpc.insecure_channel(readers[name][0].address)) as askers, Load(recorders[0], first=10) as load:
        load.go_on()
        recorders[1].kill()
        began = time.monotonic()
        _, anyone = load.go_on(began, facts=100)
        recorders[1].start()
    print(f"kill -9 of a recorder: a client of the other waited for {anyone:.1f} s; meanwhile answered: {askers.answered}")
    check("no read is interrupted while a recorder dies and another takes over",
          askers.failures or [name for name, count in askers.answered.items() if count < 10])
    return load.clients


def rolling(readers, recorder):
    """Each process of each service is restarted, one after the other, while all is asked and recorded."""
    with Askers(lambda name: retrying(name, readers[name]), each=6) as askers, Load(recorder, first=20) as load:
        follower = Follower(readers["feed"])
        follower.start()
        for number in range(2):
            for name in NAMES:
                server = readers[name][number]
                check(f"praksis-{name} stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
                server.start()
                deadline = time.monotonic() + WAIT
                while name != "feed" and time.monotonic() < deadline and health(server, ASKED[name][0]) != SERVING:
                    time.sleep(0.05)
        load.go_on()
    print(f"each restarted: answered {askers.answered}")
    check("no question fails that is asked again inside its deadline", askers.failures)
    check("all were asked", [name for name, count in askers.answered.items() if count < 10])
    return load.clients, follower


def followed(deployment, follower):
    """Nothing is missing, twice, or out of order for who went from feed to feed with his token."""
    events = events_of(deployment.consumed(TOPIC))
    deadline = time.monotonic() + WAIT
    while len(follower.seen) < len(events) and time.monotonic() < deadline:
        time.sleep(0.1)
    follower.stop.set()
    print(f"the subscriber went from one to the other {follower.turns} times, for {len(follower.seen)} events")
    check("a subscriber goes on at another feed with his token", follower.odd or ([] if follower.turns > 20 else [follower.turns]))
    check("he is given every event once", [] if sorted(e.event_id for e in follower.seen) == sorted(e.event_id for e in events)
          else [len(follower.seen), len(events)])
    versions = {}
    check("in order per stream", [e.stream for e in follower.seen if versions.setdefault(e.stream, 0) + 1 != e.version or
                                  versions.update({e.stream: e.version})])


def ahead(readers, recorder, proxy):
    """A token of a feed that has read more: the other, who has lost the brokers, waits until it has that, too."""
    ours, other = readers["feed"]

    def following(server, **start):
        channel = grpc.insecure_channel(server.address)
        return feed_pb2_grpc.FeedStub(channel).Subscribe(feed_pb2.SubscribeRequest(**start), timeout=30)

    with Load(recorder, first=30) as load:
        load.go_on()
        live = following(ours, now=empty_pb2.Empty())
        next(live)
        with proxy.lost():
            load.go_on(facts=50)
            given = [next(live) for _ in range(200)][-1]
            going_on = following(other, token=given.token)
            # Its first answer, or its refusal, is here by then.
            waits = not comes(going_on, 1.0)
        after = []
        try:
            while len(after) < 50:
                message = next(going_on)
                if message.HasField("event"):
                    after.append(message.event.event_id)
            wanted = [message.event.event_id for message in (next(live) for _ in range(400)) if message.HasField("event")]
            check("who goes on at a feed that is behind is given what comes next when it is there", [] if waits and
                  set(after) <= set(wanted) else [waits, len(set(after) - set(wanted))])
        except grpc.RpcError as error:
            check("who goes on at a feed that is behind is given what comes next when it is there",
                  [error.code(), error.details(), str(error.trailing_metadata())])
        live.cancel()
        going_on.cancel()
    return load.clients


def comes(call, seconds):
    """Whether the call has ended within that time."""
    ended = threading.Event()
    return not call.add_callback(ended.set) or ended.wait(seconds)


def main():
    with tempfile.TemporaryDirectory(prefix="praksis-reading-") as folder, Proxy() as proxy, proxied_cluster(proxy) as cluster:
        deployment = Deployment(sys.argv[1], cluster, folder)
        deployment.make_topic(TOPIC)
        recorders = [deployment.program("praksis-recorder", TOPIC, f"recorder-{n}") for n in (1, 2)]
        readers = {name: [deployment.program(f"praksis-{name}", TOPIC, f"{name}-{n}") for n in (1, 2)] for name in NAMES}
        readers["feed"][1] = deployment.program("praksis-feed", TOPIC, "feed-2", bootstrap=proxy.address)
        servers = recorders + [server for several in readers.values() for server in several]
        for server in servers:
            server.start()
        deployment.wait_until_shared(TOPIC, recorders)
        has_everything(deployment, readers, recorders[0])
        clients = place_of_its_own(deployment, readers, recorders[0])
        clients += recorder_dies(readers, recorders)
        deployment.wait_until_shared(TOPIC, recorders)
        more, follower = rolling(readers, recorders[0])
        clients += more + ahead(readers, recorders[0], proxy)
        followed(deployment, follower)
        allow_forwarded_repeats(clients)
        events = events_of(deployment.consumed(TOPIC))
        check_promises(check, clients, [event for event in events if event.stream.startswith("case/kill-")])
        for server in servers:
            check("it stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
    return check.report()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main())
