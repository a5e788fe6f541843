"""Asks a broker over Kafka's own protocol: which brokers there are, who leads what, who controls.

Two requests, no client library: a broker whose port is open may be far from ready, and starting one of Kafka's own
tools takes longer than starting a broker. Message formats: https://kafka.apache.org/41/design/protocol/
"""

import dataclasses
import socket
import struct

METADATA, METADATA_VERSION = 3, 4  # the last versions without compact encodings end at 8
DESCRIBE_QUORUM, DESCRIBE_QUORUM_VERSION = 55, 0  # compact from its first version on
LONGEST_ANSWER = 64 << 20  # bytes; more is not an answer


class Unanswered(Exception):
    """Nobody answers there, not in time, or not as a broker does."""


@dataclasses.dataclass
class Partition:
    topic: str
    index: int
    leader: int  # -1: none
    replicas: list
    in_sync: list


@dataclasses.dataclass
class Metadata:
    brokers: dict  # id: (host, port), those that take part
    partitions: list


class Reader:
    """Takes values from an answer, front to back."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, form):
        value, = struct.unpack_from(">" + form, self.data, self.at)
        self.at += struct.calcsize(form)
        return value

    def text(self):
        length = self.take("h")
        if length < 0:
            return None
        self.at += length
        return self.data[self.at - length:self.at].decode()

    def array(self, read):
        return [read() for _ in range(self.take("i"))]

    def skip(self, length):
        self.at += length

    def varint(self):
        value = shift = 0
        while True:
            byte = self.take("B")
            value |= (byte & 0x7F) << shift
            if not byte & 0x80:
                return value
            shift += 7


def exactly(connection, length):
    data = b""
    while len(data) < length:
        more = connection.recv(length - len(data))
        if not more:
            raise Unanswered("the broker closed the connection")
        data += more
    return data


def ask(port, key, version, body, compact, timeout):
    """Sends one request to 127.0.0.1:port; a Reader of the answer behind its header."""
    header = struct.pack(">hhih", key, version, 1, -1) + (b"\0" if compact else b"")
    try:
        with socket.create_connection(("127.0.0.1", port), timeout) as connection:
            connection.sendall(struct.pack(">i", len(header + body)) + header + body)
            length, = struct.unpack(">i", exactly(connection, 4))
            if not 4 <= length <= LONGEST_ANSWER:
                raise Unanswered("the answer is not Kafka's")
            answer = Reader(exactly(connection, length))
    except OSError as error:
        raise Unanswered(str(error)) from error
    if answer.take("i") != 1:
        raise Unanswered("the answer is not to the request")
    if compact:
        answer.varint()  # the header's tagged fields: none
    return answer


def metadata(port, timeout=2.0):
    """What the broker on `port` knows of brokers and partitions; raises Unanswered."""
    answer = ask(port, METADATA, METADATA_VERSION, struct.pack(">i?", -1, False), False, timeout)
    try:
        answer.take("i")  # throttled for so long
        brokers = {}
        for _ in range(answer.take("i")):
            number, host, its_port = answer.take("i"), answer.text(), answer.take("i")
            answer.text()  # rack
            brokers[number] = (host, its_port)
        answer.text()  # cluster
        answer.take("i")  # "controller": any broker, since brokers pass such requests on
        partitions = []
        for _ in range(answer.take("i")):
            answer.take("h")
            topic = answer.text()
            answer.take("?")
            for _ in range(answer.take("i")):
                answer.take("h")
                index, leader = answer.take("i"), answer.take("i")
                partitions.append(Partition(topic, index, leader, answer.array(lambda: answer.take("i")),
                                            answer.array(lambda: answer.take("i"))))
        return Metadata(brokers, partitions)
    except (struct.error, UnicodeDecodeError) as error:
        raise Unanswered("the answer is not Kafka's") from error


def controller(port, timeout=2.0):
    """The id of the node that controls the cluster, as the broker on `port` finds out; None while there is none."""
    name = b"__cluster_metadata"
    body = b"\x02" + bytes([len(name) + 1]) + name + b"\x02" + struct.pack(">i", 0) + b"\0\0\0"
    answer = ask(port, DESCRIBE_QUORUM, DESCRIBE_QUORUM_VERSION, body, True, timeout)
    try:
        if answer.take("h") != 0:
            return None
        answer.varint()  # one topic
        answer.skip(answer.varint() - 1)  # its name
        answer.varint()  # one partition
        answer.take("i")
        error, leader = answer.take("h"), answer.take("i")
        return leader if error == 0 and leader >= 0 else None
    except struct.error as error:
        raise Unanswered("the answer is not Kafka's") from error
