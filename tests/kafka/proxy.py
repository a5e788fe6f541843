"""A network between clients and one broker that fails on purpose: a TCP proxy on loopback that knows so much of Kafka's
protocol (https://kafka.apache.org/41/design/protocol/) that it can pick the requests that end transactions.

    with Proxy() as proxy, proxied_cluster(proxy) as cluster:
        client(proxy.address)
        with proxy.failing(Fault("answer", late_s=(12, 12))):
            ...

The broker advertises the proxy's address to whoever comes through it, so that no client finds a way around it.
"""

import collections
import contextlib
import dataclasses
import json
import random
import socket
import struct
import sys
import threading

from cluster import ROOT, Cluster

sys.path.insert(0, str(ROOT / "deploy/kafka"))

from brokers import free_ports

INIT_PRODUCER_ID, ADD_PARTITIONS_TO_TXN, END_TXN = 22, 24, 26
PATIENCE_S = 5  # for the broker's answers to a client that has gone
LONGEST_FRAME = 128 << 20  # bytes; more is not Kafka's


@dataclasses.dataclass
class Fault:
    """What becomes of EndTxn."""

    where: str  # "request" or "answer"
    late_s: tuple = (0, 0)  # passed on so much later, at least and at most
    cut: bool = False  # the client's connection ends at once: the answer is lost, but a late request still arrives
    share: float = 1  # of all EndTxn


@dataclasses.dataclass
class Asked:
    """A request that the broker has still to answer."""

    key: int
    transaction: tuple = None  # (transactional.id, producer's id, its epoch)
    fault: Fault = None


class Proxy:
    """Listens on a free port as long as the context lasts; `broker` must be set before anybody connects.

    Counted, under `lock`: `hit` (EndTxn that met a fault), `seen` (requests by their key), `met` (EndTxn that were passed on
    late, after their producer had begun another transaction in the same epoch), `late` (the broker's error codes to late ones)."""

    def __init__(self, seed=1):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.address = f"127.0.0.1:{self.port}"
        self.broker = None
        self.chance = random.Random(seed)
        self.lock = threading.Lock()
        self.fault = None
        self.hit, self.met = 0, 0
        self.seen, self.late = collections.Counter(), collections.Counter()
        self.begun = collections.Counter()  # transactions, by who began them
        self.connections = set()
        self.network = threading.Event()  # cleared: nothing comes through
        self.network.set()
        self.held = set()  # keys of requests that are kept back
        self.kept = collections.Counter()  # how many were, by key; both guarded by `holding_changed`
        self.holding_changed = threading.Condition()
        self.closing = threading.Event()

    def __enter__(self):
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.closing.set()
        self.network.set()
        with self.holding_changed:
            self.holding_changed.notify_all()
        self.listener.close()
        with self.lock:
            open_ones = list(self.connections)
        for connection in open_ones:
            connection.end()

    @contextlib.contextmanager
    def failing(self, fault):
        """EndTxn meet the fault until the context is left; what is late by then still is."""
        with self.lock:
            self.fault, self.hit, self.met = fault, 0, 0
            self.seen.clear()
            self.late.clear()
        try:
            yield
        finally:
            with self.lock:
                self.fault = None

    @contextlib.contextmanager
    def holding(self, key):
        """Requests with this key, and what comes behind them on their connections, are kept back until the context is left."""
        with self.holding_changed:
            self.held.add(key)
            self.kept[key] = 0
        try:
            yield
        finally:
            with self.holding_changed:
                self.held.discard(key)
                self.holding_changed.notify_all()

    def let_through(self, key):
        """Returns when a request with this key may go on."""
        with self.holding_changed:
            self.kept[key] += key in self.held
            self.holding_changed.wait_for(lambda: key not in self.held or self.closing.is_set())

    @contextlib.contextmanager
    def lost(self):
        """Nothing comes through, either way, until the context is left; then all that was sent does, as by TCP."""
        self.network.clear()
        try:
            yield
        finally:
            self.network.set()

    def accept(self):
        while not self.closing.is_set():
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        self.network.wait()
        try:
            connection = Connection(self, client, socket.create_connection(self.broker, PATIENCE_S))
        except OSError:  # the broker is away, and so is then what the client connects to
            client.close()
            return
        with self.lock:
            self.connections.add(connection)
        connection.serve()
        with self.lock:
            self.connections.discard(connection)

    def draw(self, key):
        """The fault that this request meets, if any; how late."""
        with self.lock:
            self.seen[key] += 1
            if key != END_TXN or not self.fault or self.chance.random() >= self.fault.share:
                return None, 0
            self.hit += 1
            return self.fault, self.chance.uniform(*self.fault.late_s)


class Connection:
    """One client's: two threads, one for each direction."""

    def __init__(self, proxy, client, broker):
        self.proxy, self.client, self.broker = proxy, client, broker
        broker.settimeout(None)
        for end in (client, broker):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asked = {}  # by correlation id; changed under `changed`
        self.changed = threading.Condition()

    def end(self):
        for end in (self.client, self.broker):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def serve(self):
        answers = threading.Thread(target=self.pass_answers, daemon=True)
        answers.start()
        with contextlib.suppress(OSError):
            while frame := receive(self.client):
                self.pass_request(frame)
        with self.changed:  # a request of a client that has gone is a request
            self.changed.wait_for(lambda: not self.asked, PATIENCE_S)
        self.end()
        answers.join()
        self.client.close()
        self.broker.close()

    def pass_request(self, frame):
        key, _, correlation = struct.unpack_from(">hhi", frame)
        self.proxy.let_through(key)
        fault, late_s = self.proxy.draw(key)
        asked = Asked(key, transaction_of(frame) if key in (ADD_PARTITIONS_TO_TXN, END_TXN) else None, fault)
        if fault and fault.where == "request":
            with self.proxy.lock:
                begun = self.proxy.begun[asked.transaction]
            if fault.cut:
                with contextlib.suppress(OSError):
                    self.client.shutdown(socket.SHUT_RDWR)
            self.proxy.closing.wait(late_s)
            with self.proxy.lock:
                self.proxy.met += self.proxy.begun[asked.transaction] > begun
        self.proxy.network.wait()
        with self.changed:
            self.asked[correlation] = asked
        send(self.broker, frame)

    def pass_answers(self):
        with contextlib.suppress(OSError):
            while frame := receive(self.broker):
                self.pass_answer(frame)
        self.end()
        with self.changed:
            self.asked.clear()
            self.changed.notify()

    def pass_answer(self, frame):
        correlation, = struct.unpack_from(">i", frame)
        with self.changed:
            asked = self.asked.pop(correlation)
            self.changed.notify()
        # Both answers end with their error, where a client adds one partition at a time.
        error, = struct.unpack(">h", frame[-2:])
        if asked.key == ADD_PARTITIONS_TO_TXN and error == 0:
            with self.proxy.lock:
                self.proxy.begun[asked.transaction] += 1
        if asked.fault and asked.fault.where == "request":
            with self.proxy.lock:
                self.proxy.late[error] += 1
        if asked.fault and asked.fault.where == "answer":
            if asked.fault.cut:
                self.client.shutdown(socket.SHUT_RDWR)
                return
            self.proxy.closing.wait(asked.fault.late_s[0])
        self.proxy.network.wait()
        with contextlib.suppress(OSError):  # a client that has gone; the broker is heard all the same
            send(self.client, frame)


def transaction_of(frame):
    """Whose transaction a request is about, in the versions without compact encodings."""
    length, = struct.unpack_from(">h", frame, 8)
    at = 10 + max(length, 0)  # behind the client's id
    length, = struct.unpack_from(">h", frame, at)
    return (frame[at + 2:at + 2 + length].decode(), *struct.unpack_from(">qh", frame, at + 2 + length))


def receive(end):
    """The next frame without its length; None where there are no more."""
    head = exactly(end, 4)
    if not head:
        return None
    length, = struct.unpack(">i", head)
    if not 4 <= length <= LONGEST_FRAME:
        raise OSError("not Kafka's protocol")
    return exactly(end, length)


def exactly(end, length):
    data = bytearray()
    while len(data) < length:
        more = end.recv(min(length - len(data), 1 << 20))
        if not more:
            return None
        data += more
    return bytes(data)


def send(end, frame):
    end.sendall(struct.pack(">i", len(frame)) + frame)


@contextlib.contextmanager
def proxied_cluster(proxy):
    """One broker, which is also reached through the proxy; `cluster.bootstrap` is the way around it."""
    with Cluster() as cluster:
        port, = free_ports(1)
        controller = json.loads((cluster.data / "cluster.json").read_text())["brokers"][0]["controller_port"]
        cluster.down()
        settings = {"listeners": f"PLAINTEXT://{cluster.bootstrap},CONTROLLER://127.0.0.1:{controller},"
                                 f"PROXIED://127.0.0.1:{port}",
                    "advertised.listeners": f"PLAINTEXT://{cluster.bootstrap},PROXIED://{proxy.address}",
                    "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT"}
        proxy.broker = ("127.0.0.1", port)
        cluster.up(*(f"--set={name}={value}" for name, value in settings.items()))
        yield cluster
