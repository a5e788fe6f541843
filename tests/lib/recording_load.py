"""Clients that record facts under faults and write down what they were told, and what must be true of the log then."""

import collections
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "build/python"))

import grpc
from google.protobuf import empty_pb2

from praksis.v1 import (case_pb2, common_pb2, event_pb2, feed_pb2, feed_pb2_grpc, journal_pb2, journal_pb2_grpc)
from checks import Checks  # noqa: F401  (for those who import this)
from praksisd import new_event_id

CASES_PER_CLIENT = 8   # at a time
EVENTS_PER_CASE = 100  # then others are opened: no case has thousands of events


def fact(stream, **body):
    return event_pb2.Event(
        event_id=new_event_id(), stream=stream, municipality="DK-360", source_system="sample",
        occurred_at=common_pb2.When(date=common_pb2.CivilDate(date="2025-03-03")),
        actor=common_pb2.Actor(id="cw-1", role=common_pb2.CASEWORKER), **body)


class Client(threading.Thread):
    """Sends facts for ever and writes down what it was told. Even clients send one at a time, odd ones streams, of which
    every second has several facts in a message. `pause`: seconds between an answer, or a stream, and what is sent next."""

    def __init__(self, number, address, stop, pause=0.0):
        super().__init__(daemon=True)
        self.pause = pause
        self.number = number
        self.address = address
        self.stop = stop
        self.told = {}         # event_id -> (stream, version): acknowledged
        self.sent = set()      # event_ids that were sent at all
        self.problems = []
        self.retried = 0
        self.next_fact = 0

    def make(self):
        era, place = divmod(self.next_fact, CASES_PER_CLIENT * EVENTS_PER_CASE)
        self.next_fact += 1
        stream = f"case/kill-{self.number}-{era}-{place % CASES_PER_CLIENT}"
        if place < CASES_PER_CLIENT:
            return fact(stream, case_opened=case_pb2.CaseOpened(
                person_ref=f"sample-{self.number}", target_group="ACTIVITY_READY", opened_on="2025-03-03"))
        return fact(stream, note_added=case_pb2.NoteAdded(text=f"Sample note {self.next_fact}."))

    def acknowledge(self, event, answer, attempt):
        before = self.told.get(event.event_id)
        if before and before != (event.stream, answer.version):
            self.problems.append(f"{event.event_id} was told {before}, then version {answer.version}")
        if answer.repeat and attempt == 0:
            self.problems.append(f"{event.event_id} is called a repeat but was sent once")
        self.told[event.event_id] = (event.stream, answer.version)

    def run(self):
        pending = collections.deque()  # (event, attempts): to be sent until acknowledged, in order
        while not (self.stop.is_set() and not pending):
            with grpc.insecure_channel(self.address, options=[("grpc.max_reconnect_backoff_ms", 100),
                                                              ("grpc.initial_reconnect_backoff_ms", 20)]) as channel:
                journal = journal_pb2_grpc.JournalStub(channel)
                try:
                    if self.number % 2 == 0:
                        self.send_singly(journal, pending)
                    else:
                        self.send_stream(journal, pending)
                except grpc.RpcError as error:
                    if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED,
                                            grpc.StatusCode.CANCELLED):
                        self.problems.append(f"unexpected: {error.code()} {error.details()}")
                        return
                    self.retried += len(pending)
                    for entry in pending:
                        entry[1] += 1
                    time.sleep(0.02)

    def fill(self, pending, size):
        while len(pending) < size and not self.stop.is_set():
            pending.append([self.make(), 0])

    def send_singly(self, journal, pending):
        while True:
            self.fill(pending, 1)
            if not pending:
                return
            event, attempt = pending[0]
            self.sent.add(event.event_id)
            answer = journal.Record(journal_pb2.RecordRequest(event=event), timeout=5)
            self.acknowledge(event, answer, attempt)
            pending.popleft()
            self.stop.wait(self.pause)

    def send_stream(self, journal, pending):
        self.fill(pending, 200)
        if not pending:
            return
        entries = list(pending)
        self.sent.update(event.event_id for event, _ in entries)
        for answer in self.stream(journal, [event for event, _ in entries]):
            event, attempt = entries[answer.item]
            if answer.HasField("refused"):
                if answer.refused.code in (14, 4):  # UNAVAILABLE, DEADLINE_EXCEEDED: send again
                    raise StreamBroken(grpc.StatusCode.UNAVAILABLE)
                self.problems.append(f"refused: {answer.refused.message}")
            else:
                self.acknowledge(event, answer.accepted, attempt)
            if pending and pending[0][0] is event:
                pending.popleft()
            else:
                self.problems.append(f"answers out of order at item {answer.item}")
        self.stop.wait(self.pause)

    def stream(self, journal, events):
        """Answers of RecordMany, item by item."""
        if self.number % 4 == 1:
            requests = (journal_pb2.RecordManyRequest(item=i, event=event) for i, event in enumerate(events))
            yield from journal.RecordMany(requests, timeout=10)
            return
        items = [journal_pb2.RecordManyItem(item=i, event=event) for i, event in enumerate(events)]
        requests = (journal_pb2.RecordManyRequest(items=items[i:i + 30]) for i in range(0, len(items), 30))
        for response in journal.RecordMany(requests, timeout=10):
            yield from response.answers


class StreamBroken(grpc.RpcError):
    """An item was answered with UNAVAILABLE: the rest is sent again."""

    def __init__(self, code):
        super().__init__()
        self._code = code

    def code(self):
        return self._code

    def details(self):
        return "an item could not be recorded"


def everything(address):
    """All events of the log, by Feed.Subscribe from the beginning."""
    events = []
    with grpc.insecure_channel(address) as channel:
        subscription = feed_pb2_grpc.FeedStub(channel).Subscribe(
            feed_pb2.SubscribeRequest(beginning=empty_pb2.Empty()), timeout=300)
        for message in subscription:
            if message.HasField("event"):
                events.append(message.event)
            if message.HasField("caught_up"):
                break
        subscription.cancel()
    return events


def allow_forwarded_repeats(clients):
    """Forgives being called a repeat at the first sending: a recorder that had to forward a fact twice cannot tell."""
    for client in clients:
        client.problems = [problem for problem in client.problems if "is called a repeat but was sent once" not in problem]


def check_promises(check, clients, events):
    """What clients were told is what is in the log, given all its events."""
    told = {event_id: where for client in clients for event_id, where in client.told.items()}
    sent = {event_id for client in clients for event_id in client.sent}
    there = collections.defaultdict(list)
    streams = collections.defaultdict(list)
    for event in events:
        there[event.event_id].append((event.stream, event.version))
        streams[event.stream].append(event.version)
    check("every client got an answer to every fact", [c.number for c in clients if c.is_alive()])
    check("clients were never told two things", [p for c in clients for p in c.problems])
    check("nothing acknowledged is lost", [e for e in told if e not in there])
    check("everything acknowledged is where the client was told",
          [(e, where, there[e]) for e, where in told.items() if e in there and there[e] != [where]])
    check("nothing is there twice", [e for e, places in there.items() if len(places) > 1])
    check("nothing is there that nobody sent", [e for e in there if e not in sent])
    check("versions run without a gap", [s for s, v in streams.items() if v != list(range(1, len(v) + 1))])
