"""praksisd on topics of a cluster: what tests do with both, and what a stock consumer sees."""

import functools
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "build/python"))

import confluent_kafka
import confluent_kafka.admin
import grpc

from praksis.v1 import event_pb2
from praksisd import Praksisd

WAIT = 90  # seconds that anything may take at most
SERVING, NOT_SERVING = 1, 2  # grpc.health.v1.HealthCheckResponse.ServingStatus


def health(server, service):
    """What a server says of one of its services. The classes of grpc.health.v1 are not among the installed ones:
    HealthCheckRequest {string service = 1;}, HealthCheckResponse {ServingStatus status = 1;}."""
    asked = service.encode()
    with grpc.insecure_channel(server.address) as channel:
        answer = channel.unary_unary("/grpc.health.v1.Health/Check")(bytes([10, len(asked)]) + asked, timeout=10)
    return answer[1] if len(answer) == 2 and answer[0] == 8 else answer


class Deployment:
    """A cluster, the command line, and servers on topics of it."""

    def __init__(self, binaries, cluster, folder):
        self.binaries = pathlib.Path(binaries)
        self.cluster = cluster
        self.folder = pathlib.Path(folder)

    def praksis(self, *arguments):
        environment = {**os.environ, "PRAKSIS_KAFKA": self.cluster.bootstrap}
        return subprocess.run([str(self.binaries / "praksis"), *map(str, arguments)], capture_output=True, text=True,
                              timeout=WAIT, env=environment)

    def make_topic(self, name, partitions=4):
        """A topic with three copies on three brokers, with one on one."""
        copies, enough = (3, 2) if self.cluster.count == 3 else (1, 1)
        done = self.praksis("topics", "create", "--topic", name, "--partitions", partitions, "--replication-factor",
                            copies, "--min-insync-replicas", enough)
        assert done.returncode == 0, done.stderr
        return name

    def program(self, name, topic, data, *arguments, bootstrap=None, port=0, http=None):
        """A program of praksis on the topic, with the data directory of this name; not started."""
        (self.folder / data).mkdir(exist_ok=True)
        return Praksisd(self.binaries, self.folder / data, "--kafka", bootstrap or self.cluster.bootstrap, "--topic",
                        topic, *arguments, program=name, port=port, http=http)

    def server(self, topic, data, bootstrap=None):
        return self.program("praksisd", topic, data, bootstrap=bootstrap)

    @functools.cached_property
    def admin(self):
        return confluent_kafka.admin.AdminClient({"bootstrap.servers": self.cluster.bootstrap, "log_level": 2})

    def owners(self, topic):
        """{partition: address} as the group's coordinator tells anybody; empty while partitions move."""
        group = self.admin.describe_consumer_groups([f"{topic}-recorders"])[f"{topic}-recorders"].result(WAIT)
        if group.state != confluent_kafka.ConsumerGroupState.STABLE:
            return {}
        return {place.partition: member.client_id for member in group.members
                for place in member.assignment.topic_partitions}

    def wait_until_shared(self, topic, recorders):
        """Until these, and nobody else, have all partitions; {partition: address}."""
        partitions = len(self.admin.list_topics(topic, timeout=WAIT).topics[topic].partitions)
        deadline = time.monotonic() + WAIT
        while True:
            owners = self.owners(topic)
            if len(owners) == partitions and set(owners.values()) == {recorder.address for recorder in recorders}:
                return owners
            assert time.monotonic() < deadline, owners
            time.sleep(0.05)

    def figures(self, server):
        """What dashboards say, without what differs from log to log."""
        answers = {}
        for dashboard in ("funnel", "referrals", "interruptions"):
            done = self.praksis("--server", server.address, "--json", "dashboard", dashboard)
            assert done.returncode == 0, done.stderr
            answers[dashboard] = json.loads(done.stdout)
            answers[dashboard]["metadata"].pop("position", None)
        return answers

    def figures_of(self, server, cases):
        """What they say when that many cases are projected, and nothing has changed for a moment."""
        seen, deadline = None, time.monotonic() + WAIT
        while time.monotonic() < deadline:
            before, seen = seen, self.figures(server)
            if seen == before and seen["funnel"]["steps"][0]["reached"]["value"] == str(cases):
                return seen
            time.sleep(0.3)
        return seen

    def come_to(self, server, figures):
        """The dashboards, by name, that do not come to say what they should."""
        deadline = time.monotonic() + WAIT
        while True:
            differing = [name for name, seen in self.figures(server).items() if seen != figures[name]]
            if not differing or time.monotonic() > deadline:
                return differing
            time.sleep(0.3)

    def come_to_show(self, server, stream):
        """`praksis case show` of a case that the server comes to have; the completed process, which fails if it does not."""
        deadline = time.monotonic() + WAIT
        while True:
            shown = self.praksis("--server", server.address, "case", "show", stream)
            if shown.returncode == 0 or time.monotonic() > deadline:
                return shown
            time.sleep(0.2)

    def verify(self, server):
        """`praksisd verify` on a server's data, which has ended; the problems."""
        done = subprocess.run([server.binary, "verify", "--data", server.data, *server.arguments], capture_output=True,
                              text=True, timeout=WAIT)
        return [] if done.returncode == 0 and "SOUND" in done.stdout else [done.stdout, done.stderr]

    def consumed(self, topic):
        """All messages of a topic, as a stock consumer that reads what is committed is given them."""
        return list(self.each_consumed(topic))

    def each_consumed(self, topic):
        """The same, one after the other: for a topic that is too long to be held."""
        consumer = confluent_kafka.Consumer({
            "bootstrap.servers": self.cluster.bootstrap, "group.id": "analytics", "auto.offset.reset": "earliest",
            "isolation.level": "read_committed", "enable.partition.eof": True, "enable.auto.commit": False})
        partitions = consumer.list_topics(topic, timeout=WAIT).topics[topic].partitions
        consumer.assign([confluent_kafka.TopicPartition(topic, partition, confluent_kafka.OFFSET_BEGINNING)
                         for partition in partitions])
        ended, deadline = set(), time.monotonic() + WAIT
        while len(ended) < len(partitions) and time.monotonic() < deadline:
            message = consumer.poll(1)
            if message is None:
                continue
            deadline = time.monotonic() + WAIT  # a topic may be long; what is waited for is that nothing comes
            if message.error():
                assert message.error().code() == confluent_kafka.KafkaError._PARTITION_EOF, message.error()
                ended.add(message.partition())
            else:
                yield message
        consumer.close()
        assert len(ended) == len(partitions)


def event_of(message):
    return event_pb2.Event.FromString(message.value())


def events_of(messages):
    return [event_of(message) for message in messages]
