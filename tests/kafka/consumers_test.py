"""Consumers that are nothing of ours, on a real Kafka: Apache Kafka's own Java client, traces that go on to whoever
follows, and each piece of the guide for such consumers.

Usage: consumers_test.py BIN_DIRECTORY. Starts a broker of its own. Ends with "N passed, N failed".
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "build/python"))

import confluent_kafka
import grpc
from google.protobuf import json_format

import java_consumer
from cluster import ROOT, Cluster
from deployment import Deployment, events_of
from praksis.v1 import case_pb2, event_pb2, journal_pb2, journal_pb2_grpc
from recording_load import Checks, everything, fact

WAIT = 60  # seconds that a call may take at most
CASES = 100  # of the sample
# As a tracing client makes them: of a call, of a stream of facts, and none.
OF_CALL = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
OF_STREAM = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"
INVALID = "00-00000000000000000000000000000000-00f067aa0ba902b7-01"
check = Checks()


def opened(stream):
    return fact(stream, case_opened=case_pb2.CaseOpened(person_ref="sample-1", target_group="ACTIVITY_READY",
                                                        opened_on="2025-03-03"))


def note(stream):
    return fact(stream, note_added=case_pb2.NoteAdded(text="Sample note."))


def record_traced(address):
    """Facts of calls with and without a traceparent; {event_id: what its record should carry}."""
    with grpc.insecure_channel(address) as channel:
        journal = journal_pb2_grpc.JournalStub(channel)

        def record(event, *traces):
            journal.Record(journal_pb2.RecordRequest(event=event), timeout=WAIT,
                           metadata=[("traceparent", trace) for trace in traces])
            return event.event_id

        first = opened("case/traced-1")
        wanted = {record(first, OF_CALL): OF_CALL}
        journal.Check(journal_pb2.CheckRequest(event=note("case/traced-1")), timeout=WAIT,
                      metadata=[("traceparent", OF_CALL)])
        record(first, OF_STREAM)  # sent again: the record of the first time stays
        wanted[record(note("case/traced-1"))] = None
        wanted[record(note("case/traced-1"), INVALID)] = None
        wanted[record(note("case/traced-1"), OF_CALL, OF_STREAM)] = None
        many = [opened(f"case/traced-{number}") for number in range(2, 12)]
        requests = [journal_pb2.RecordManyRequest(item=i, event=event) for i, event in enumerate(many)]
        for answer in journal.RecordMany(iter(requests), timeout=WAIT, metadata=[("traceparent", OF_STREAM)]):
            assert answer.HasField("accepted"), answer
        return {**wanted, **{event.event_id: OF_STREAM for event in many}}


def abandon(deployment):
    """A record that was written and never committed: no consumer may be given it."""
    producer = confluent_kafka.Producer({"bootstrap.servers": deployment.cluster.bootstrap,
                                         "transactional.id": "abandoned"})
    producer.init_transactions(WAIT)
    producer.begin_transaction()
    for partition in range(4):
        producer.produce("followed", b"never accepted", partition=partition)
    assert producer.flush(WAIT) == 0
    producer.abort_transaction(WAIT)


def traces(server, deployment):
    abandon(deployment)
    wanted = record_traced(server.address)
    messages = deployment.consumed("followed")
    seen = {event.event_id: [value.decode() for name, value in message.headers() if name == "traceparent"]
            for message, event in zip(messages, events_of(messages))}
    check("a record carries the traceparent of the call that recorded it, and none where there was no valid one",
          [(event_id, seen.get(event_id)) for event_id, trace in wanted.items()
           if seen.get(event_id) != ([trace] if trace else [])])
    check("nothing but these facts is there", set(seen) ^ set(wanted))


def java(server, deployment):
    done = deployment.praksis("--server", server.address, "sample", "--cases", CASES, "--seed", 5, "--record")
    check("the sample is recorded", [] if done.returncode == 0 else [done.stderr])
    fed = {event.event_id: event for event in everything(server.address)}
    started = time.monotonic()
    java_consumer.classes()
    built = time.monotonic()
    lines = java_consumer.follow(deployment.cluster.bootstrap, "followed")
    print(f"Java: {built - started:.1f} s to build (kept), {time.monotonic() - built:.1f} s to read {len(lines)} events")
    decoded = [json_format.ParseDict(line["event"], event_pb2.Event()) for line in lines]
    check("Java's client sees every accepted event once, and nothing else",
          [] if sorted(event.event_id for event in decoded) == sorted(fed) and len(fed) > 1000
          else [len(decoded), len(fed)])
    check("what it decodes is what the feed gives", [e.event_id for e in decoded if fed.get(e.event_id) != e])
    check("its keys are the streams", [line for line, e in zip(lines, decoded) if line["key"] != e.stream])
    versions = collections.defaultdict(list)
    for event in decoded:
        versions[event.stream].append(event.version)
    check("and each stream's versions come in order, without a gap",
          [s for s, seen in versions.items() if seen != list(range(1, len(seen) + 1))])
    messages = deployment.consumed("followed")
    by_place = {(m.partition(), m.offset()): {name: value.decode() for name, value in m.headers()} for m in messages}
    check("its headers are those that Python's client sees, at the same places",
          [line for line in lines if by_place.get((line["partition"], line["offset"])) != line["headers"]])


def guide(language):
    """The pieces of the guide in this language, as they stand but for where the brokers are."""
    text = (ROOT / "libs/log_kafka/FOLLOWING.md").read_text()
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def printed(command, count, folder):
    """The lines of a program that goes on for ever, as soon as there are so many."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    timer = threading.Timer(WAIT, process.kill)
    timer.start()
    lines = []
    while len(lines) < count and (line := process.stdout.readline()):
        lines.append(line.split())
    timer.cancel()
    process.kill()
    process.wait()
    return lines


def as_the_guide_says(deployment, folder):
    """Whoever copies the guide's pieces sees what there is."""
    bootstrap = deployment.cluster.bootstrap
    events = events_of(deployment.consumed("followed"))
    wanted = sorted((event.stream, str(event.version)) for event in events)

    def here(piece, group):
        for old, new in (("kafka-1:9092", bootstrap), ("praksis.events", "followed"), ("my-system", group)):
            assert old in piece or old == "my-system", piece
            piece = piece.replace(old, new)
        return piece

    (folder / "generated").symlink_to(ROOT / "build/python")
    [python] = guide("python")
    (folder / "guide.py").write_text(here(python, "guide-python"))
    lines = printed([sys.executable, "-u", "guide.py"], len(events), folder)
    check("the guide's Python sees every event", [] if sorted((line[0], line[1]) for line in lines) == wanted else [len(lines)])

    [java_piece] = guide("java")
    (folder / "Guide.java").write_text("\n".join(
        ["import java.time.Duration;", "import java.util.*;", "import org.apache.kafka.clients.consumer.*;",
         "import org.apache.kafka.common.serialization.*;", "import praksis.v1.EventOuterClass.Event;",
         "class Guide {", "public static void main(String[] arguments) throws Exception {", here(java_piece, "guide-java"), "}", "}"]))
    classpath = f"{java_consumer.classes()}:{folder}"
    java_consumer.must("javac", "-proc:none", "-nowarn", "-d", folder, "-cp", classpath, folder / "Guide.java")
    lines = printed(["java", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp", classpath, "Guide"], len(events), folder)
    check("the guide's Java sees every event", [] if sorted((line[0], line[1]) for line in lines) == wanted else [len(lines)])

    [kcat] = guide("sh")
    every, one = here(kcat, "").strip().split("\nkcat ")
    shown = subprocess.run(["sh", "-c", every + " -e -q"], cwd=ROOT, capture_output=True, text=True, timeout=WAIT)
    check("the guide's kcat sees every stream and header", [] if sorted(line.split()[0] for line in shown.stdout.splitlines()) ==
          sorted(stream for stream, _ in wanted) and shown.stdout.count("ce_type=praksis.v1.") == len(events) else [shown])
    shown = subprocess.run(["sh", "-c", "kcat " + one], cwd=ROOT, capture_output=True, text=True, timeout=WAIT)
    check("and with protoc one in full", [] if re.search(r'^event_id: "[0-9a-f-]{36}"$', shown.stdout, re.M) else [shown])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="praksis-consumers-") as folder, Cluster() as cluster:
        deployment = Deployment(options.binaries, cluster, folder)
        deployment.make_topic("followed")
        with deployment.server("followed", "server") as server:
            traces(server, deployment)
            java(server, deployment)
            as_the_guide_says(deployment, pathlib.Path(folder))
    print(f"{time.monotonic() - started:.0f} s")
    return check.report()


sys.exit(main())
