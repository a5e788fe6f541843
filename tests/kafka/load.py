"""Clients that record under faults, with the times at which they were told: how long was nothing acknowledged?

    with Load(server) as load:
        load.go_on()
        ... a fault ...
        nobody, anyone = load.go_on(began)
    check_promises(check, load.clients, events)
"""

import collections
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "build/python"))

import grpc

from praksis.v1 import case_pb2, journal_pb2, journal_pb2_grpc
from recording_load import Client, fact

WAIT = 90  # seconds after which a client that is told nothing has been forgotten


class TimedClient(Client):
    """Writes down when it was told, too."""

    def __init__(self, number, address, stop):
        super().__init__(number, address, stop)
        self.moments = [time.monotonic()]

    def acknowledge(self, event, answer, attempt):
        super().acknowledge(event, answer, attempt)
        self.moments.append(time.monotonic())


class Load:
    """Running clients, half of which send one fact at a time, half streams. Leaving the context has them finish."""

    def __init__(self, server, clients=4, first=0, kind=TimedClient):
        self.server = server
        self.stop = threading.Event()
        self.clients = [kind(number, server.address, self.stop) for number in range(first, first + clients)]

    def __enter__(self):
        for client in self.clients:
            client.start()
        return self

    def __exit__(self, kind, *_):
        self.stop.set()
        deadline = time.monotonic() + (0 if kind else WAIT)
        for client in self.clients:
            client.join(max(deadline - time.monotonic(), 0))

    def told(self):
        return sum(len(client.told) for client in self.clients)

    def retried(self):
        return sum(client.retried for client in self.clients)

    def go_on(self, since=None, facts=20):
        """Waits until each client has been told of so many more; (seconds in which nobody was told of anything,
        seconds in which one client was told of nothing) at the longest since then, or since now."""
        since = since or time.monotonic()
        wanted = [len(client.moments) + facts for client in self.clients]
        deadline = time.monotonic() + WAIT
        while any(len(client.moments) < count for client, count in zip(self.clients, wanted)):
            if self.server.process.poll() is not None:
                raise RuntimeError(f"praksisd ended with {self.server.process.returncode}:\n"
                                   f"{self.server.log.read_text(errors='replace')[-1000:]}")
            ended = [(client.number, client.problems) for client in self.clients if not client.is_alive()]
            if ended:
                raise RuntimeError(f"clients gave up: {ended}")
            if time.monotonic() > deadline:
                break
            time.sleep(0.05)
        now = time.monotonic()
        each = [[since, *(moment for moment in client.moments if since < moment < now), now] for client in self.clients]
        return longest(sorted(moment for moments in each for moment in moments)), max(map(longest, each))


def longest(moments):
    return max(later - earlier for earlier, later in zip(moments, moments[1:]))


class Flood(threading.Thread):
    """Sends new facts without waiting, as long as fewer than `window` are unanswered; counts the answers by their code.
    Sends nothing again."""

    def __init__(self, number, address, stop, window=2000, deadline_s=20):
        super().__init__(daemon=True)
        self.number = number
        self.address = address
        self.stop = stop
        self.window = window
        self.deadline_s = deadline_s
        self.told, self.sent, self.problems = {}, set(), []
        self.answers = collections.Counter()
        self.slowest = 0

    def run(self):
        room = threading.Semaphore(self.window)
        with grpc.insecure_channel(self.address) as channel:
            journal = journal_pb2_grpc.JournalStub(channel)
            while not self.stop.is_set():
                room.acquire()
                event = fact(f"case/flood-{self.number}-{len(self.sent)}", case_opened=case_pb2.CaseOpened(
                    person_ref="sample-1", target_group="ACTIVITY_READY", opened_on="2025-03-03"))
                self.sent.add(event.event_id)
                sent = time.monotonic()
                call = journal.Record.future(journal_pb2.RecordRequest(event=event), timeout=self.deadline_s)
                call.add_done_callback(lambda call, event=event, sent=sent: (self.answered(call, event, sent),
                                                                             room.release()))
            for _ in range(self.window):
                room.acquire(timeout=2 * self.deadline_s)

    def answered(self, call, event, sent):
        self.answers[call.code().name] += 1
        self.slowest = max(self.slowest, time.monotonic() - sent)
        if call.code() == grpc.StatusCode.OK:
            self.told[event.event_id] = (event.stream, call.result().version)
