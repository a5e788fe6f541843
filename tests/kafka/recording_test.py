"""praksisd on a real Kafka: what a person does with it, what stock consumers see of it, and what faults do to it.

Usage: recording_test.py BIN_DIRECTORY [--seed N] [--only PART]. Starts brokers of its own. Ends with "N passed, N failed".
"""

import argparse
import collections
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

from deployment import WAIT, Deployment, events_of

import confluent_kafka

from praksis.v1 import event_pb2
from cluster import ROOT, Cluster
from command_line import Cli
from learning_facts import course
from praksisd import Praksisd
from recording_load import Checks, Client, check_promises, everything
import success_stories

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
import coaching_test
import cycles_test
import experiments_test
import selection_test
import transfer_test

CASES = 300  # of the sample
check = Checks()


def topics(deployment):
    missing = deployment.praksis("topics", "check", "--topic", "tour")
    check("a topic that is missing is named, with the command that makes it",
          [] if missing.returncode == 1 and "praksis topics create" in missing.stderr else [missing])
    refused = subprocess.run([str(deployment.binaries / "praksisd"), "--kafka", deployment.cluster.bootstrap, "--topic",
                              "tour", "--data", str(deployment.folder / "refused"), "--listen", "127.0.0.1:0"],
                             capture_output=True, text=True, timeout=WAIT)
    check("praksisd says the same", [] if refused.returncode == 1 and "topics create" in refused.stderr else [refused])
    too_many = deployment.praksis("topics", "create", "--topic", "tour")
    check("three copies on one broker are refused",
          [] if too_many.returncode == 1 and "replication factor" in too_many.stderr else [too_many])
    made = deployment.make_topic("tour")
    checked = deployment.praksis("topics", "check", "--topic", made, "--json")
    check("the topic made is fit, but for its one copy",
          [] if checked.returncode == 0 and [p["serious"] for p in json.loads(checked.stdout)["problems"]] == [False]
          else [checked])

    deployment.cluster.must("tool", "configs", "--alter", "--entity-type", "topics", "--entity-name", made,
                            "--add-config", "retention.ms=1000000000")
    unfit = deployment.praksis("topics", "check", "--topic", made)
    check("a topic that would lose events is found, with the remedy",
          [] if unfit.returncode == 1 and "--add-config retention.ms=-1" in unfit.stdout else [unfit])
    server = deployment.server(made, "unfit")
    try:
        server.start()
        check("praksisd does not start on it", ["it did"])
    except RuntimeError as error:
        check("praksisd does not start on it", [] if "TOPIC_UNFIT" in str(error) else [error])
    finally:
        server.stop()
    deployment.cluster.must("tool", "configs", "--alter", "--entity-type", "topics", "--entity-name", made,
                            "--add-config", "retention.ms=-1")
    mended = deployment.praksis("topics", "check", "--topic", made)
    check("the remedy mends it", [] if mended.returncode == 0 else [mended])

    elsewhere = {**os.environ, "PRAKSIS_KAFKA": "127.0.0.1:1"}
    named = [subprocess.run([str(deployment.binaries / program), *arguments, "--kafka", "127.0.0.1:2", "--topic", "none"],
                            capture_output=True, text=True, timeout=WAIT, env=elsewhere)
             for program, arguments in (("praksis", ["topics", "create"]), ("praksis", ["topics", "check"]))]
    check("brokers named on the command line go before those of the environment",
          [done for done in named if "127.0.0.1:2 " not in done.stderr])
    wrong = subprocess.run([str(deployment.binaries / "praksisd"), "--kafka", "127.0.0.1:1", "--kafka-config",
                            "/nowhere", "--data", str(deployment.folder / "refused")], capture_output=True, text=True,
                           timeout=WAIT)
    check("a file of settings that cannot be read is wrong usage",
          [] if wrong.returncode == 2 and "/nowhere" in wrong.stderr else [wrong])


def come_to_choose(deployment, server, chosen):
    """What is asked about learning cases and does not come to be answered as in `chosen`."""
    deadline = time.monotonic() + WAIT
    while True:
        differing = selection_test.differing(chosen, selection_test.choices(Cli(deployment.binaries, server.address)))
        if not differing or time.monotonic() > deadline:
            return differing
        time.sleep(0.3)


def tour(deployment):
    """The same facts on both engines: the same answers; and a stock consumer sees exactly the accepted events."""
    server, embedded = deployment.server("tour", "kafka"), Praksisd(deployment.binaries, deployment.folder / "embedded")
    (deployment.folder / "embedded").mkdir()
    with server, embedded:
        for each in (server, embedded):
            done = deployment.praksis("--server", each.address, "sample", "--cases", CASES, "--seed", 7, "--record")
            check(f"the sample is recorded {'on Kafka' if each is server else 'on the embedded log'}",
                  [] if done.returncode == 0 else [done.stderr])
        figures = deployment.figures_of(embedded, CASES)
        check("dashboards say on Kafka what they say on the embedded log", deployment.come_to(server, figures))
        chosen = selection_test.choices(Cli(deployment.binaries, embedded.address))
        check("learning cases are chosen on Kafka as on the embedded log, byte for byte", come_to_choose(deployment, server, chosen))
        fed = everything(server.address)
        server.kill()
        server.start()
        check("after kill -9 they say the same", deployment.come_to(server, figures))
        check("and choose the same", come_to_choose(deployment, server, chosen))
        deployment.praksis("--server", server.address, "sample", "--cases", CASES, "--seed", 7, "--record")
        after = len(everything(server.address))
        check("the same facts sent again change nothing",
              deployment.come_to(server, figures) + ([] if after == len(fed) else [after]))
        with deployment.server("tour", "newcomer") as newcomer:
            check("a process that begins with nothing comes to the same figures",
                  deployment.come_to(newcomer, figures))

    messages = deployment.consumed("tour")
    consumed = events_of(messages)
    check("a stock consumer sees every accepted event once, and nothing else",
          [] if sorted(e.event_id for e in consumed) == sorted(e.event_id for e in fed) and len(fed) > 3000
          else [len(consumed), len(fed)])
    versions = collections.defaultdict(list)
    for event in consumed:
        versions[event.stream].append(event.version)
    check("and each stream's versions in order, without a gap",
          [s for s, seen in versions.items() if seen != list(range(1, len(seen) + 1))])
    by_id = {event.event_id: event for event in fed}
    check("what it decodes is what the feed gives", [e.event_id for e in consumed if by_id[e.event_id] != e])
    check("its keys are the streams", [m.key() for m, e in zip(messages, consumed) if m.key().decode() != e.stream])

    def headers(message, event):
        found = {name: value.decode() for name, value in message.headers()}
        return found == {"ce_specversion": "1.0", "ce_id": event.event_id, "ce_source": "/praksis",
                         "ce_type": "praksis.v1." + type(getattr(event, event.WhichOneof("body"))).__name__,
                         "ce_subject": event.stream, "ce_sequence": str(event.version), "ce_time": found["ce_time"],
                         "content-type": "application/protobuf"}
    check("its headers are those of CloudEvents", [m.headers() for m, e in zip(messages, consumed) if not headers(m, e)])
    with_kcat(deployment, consumed)


def with_kcat(deployment, consumed):
    """kcat, and what it prints decoded: by generated classes, and by protoc as the guide shows it."""
    def kcat(form, *more):
        return subprocess.run(["kcat", "-b", deployment.cluster.bootstrap, "-C", "-t", "tour", "-e", "-q", "-X",
                               "isolation.level=read_committed", "-f", form, *more], capture_output=True, timeout=WAIT)

    done = kcat("%K %k%R%s")  # lengths before keys in words, before values as four bytes
    seen, rest = [], done.stdout
    while rest:
        length, _, rest = rest.partition(b" ")
        key, rest = rest[:int(length)].decode(), rest[int(length):]
        size = int.from_bytes(rest[:4], "big")
        seen.append((key, event_pb2.Event.FromString(rest[4:4 + size])))
        rest = rest[4 + size:]
    check("kcat sees the same events, decoded by generated classes, under their streams",
          [] if {e.event_id: (e.stream, e) for e in consumed} == {e.event_id: (key, e) for key, e in seen}
          and len(seen) == len(consumed) else [done.stderr, len(seen)])
    one = kcat("%s", "-p", "0", "-o", "0", "-c", "1")
    told = subprocess.run(["protoc", "--decode=praksis.v1.Event", "-Iproto", "proto/praksis/v1/event.proto"], cwd=ROOT,
                          input=one.stdout, capture_output=True, timeout=WAIT)
    check("one by itself, decoded by protoc", [] if told.returncode == 0 and
          f'stream: "{event_pb2.Event.FromString(one.stdout).stream}"' in told.stdout.decode() else [told])


def readers(deployment):
    """A process that only reads has no index of event ids: killed with its copy, and its directory given to a recorder."""
    topic = deployment.make_topic("readers")

    def sample(server):
        return deployment.praksis("--server", server.address, "sample", "--cases", CASES, "--seed", 7, "--record")

    with deployment.server(topic, "readers-writer") as writer:
        sample(writer)
        figures = deployment.figures_of(writer, CASES)
    with deployment.program("praksis-dashboards", topic, "reader") as reader:
        check("a process that only reads comes to the same figures", deployment.come_to(reader, figures))
        reader.kill()
        reader.start()
        check("and again after kill -9", deployment.come_to(reader, figures))
    recorded = len(deployment.consumed(topic))
    with deployment.program("praksis-recorder", topic, "reader") as recorder:
        again = sample(recorder)
        check("a recorder that is given its directory knows every fact",
              [] if again.returncode == 0 and len(deployment.consumed(topic)) == recorded > 3000
              else [again.stderr, recorded, len(deployment.consumed(topic))])


def kills(deployment):
    """kill -9 of praksisd and of the broker under load."""
    chance = deployment.chance
    topic = deployment.make_topic("kills")
    server = deployment.server(topic, "kills")
    server.start()
    stop = threading.Event()
    clients = [Client(number, server.address, stop) for number in range(4)]
    for client in clients:
        client.start()
    for round_ in range(8):
        time.sleep(chance.uniform(0.3, 1.2))
        server.kill()
        server.start()
        if round_ in (2, 5):
            time.sleep(chance.uniform(0.1, 0.5))
            deployment.cluster.kill(1)
            deployment.cluster.start(1)
    time.sleep(1)
    stop.set()
    for client in clients:
        client.join(WAIT)
    told = sum(len(client.told) for client in clients)
    print(f"8 kills of praksisd and 2 of the broker: {told} facts acknowledged, "
          f"{sum(client.retried for client in clients)} sent again")
    check("there was load while processes were killed", [] if told > 200 else [told])
    check_promises(check, clients, events_of(deployment.consumed(topic)))
    check("praksisd stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
    check("the log is whole and the read models equal a rebuild (praksisd verify)", deployment.verify(server))


def outage(deployment):
    """No broker for a while: said precisely and soon by who owns the partition, and over by itself."""
    topic = deployment.make_topic("outage")
    fact = {"eventId": "01956a2c-7b00-7000-8000-000000000001", "stream": "case/outage-1",
            "occurredAt": {"date": {"date": "2025-03-03"}}, "municipality": "DK-360",
            "actor": {"id": "cw-1", "role": "CASEWORKER"},
            "caseOpened": {"personRef": "sample-1", "targetGroup": "ACTIVITY_READY", "openedOn": "2025-03-03"}}

    def record():
        return deployment.praksis("--server", server.address, "--timeout", 40, "record", "--json-facts", json.dumps(fact))

    def comes_to(healthy):
        deadline = time.monotonic() + WAIT
        while (deployment.praksis("--server", server.address, "status").returncode == 0) != healthy:
            if time.monotonic() > deadline:
                return ["it does not"]
        return []

    with deployment.server(topic, "outage") as server:
        check("the server serves", comes_to(True))
        deployment.cluster.kill(1)
        check("without a broker the Journal says that it does not serve", comes_to(False))
        started = time.monotonic()
        refused = record()
        took = time.monotonic() - started
        print(f"a fact sent without a broker is refused after {took:.1f} s")
        check("a fact is refused soon, with the reason",
              [] if refused.returncode == 1 and "LOG_UNAVAILABLE" in refused.stderr and took < 10
              else [refused.returncode, refused.stdout, refused.stderr, took])
        deployment.cluster.start(1)
        check("when the broker is back it serves by itself", comes_to(True))
        again = record()
        check("and the fact sent again is recorded", [] if again.returncode == 0 else [again])
    events = events_of(deployment.consumed(topic))
    check("once", [] if [e.event_id for e in events] == [fact["eventId"]] else events)


def wait_for_load(clients):
    deadline = time.monotonic() + WAIT
    while any(len(client.told) < 20 for client in clients) and time.monotonic() < deadline:
        time.sleep(0.05)


def stop_in_mid_batch(deployment, server, topic):
    """SIGSTOP at a moment when a transaction of the server's is open: then what is committed ends before what is written."""
    reader = {isolation: confluent_kafka.Consumer({
        "bootstrap.servers": deployment.cluster.bootstrap, "group.id": "looks", "isolation.level": isolation})
        for isolation in ("read_committed", "read_uncommitted")}

    def end(isolation, partition):
        return reader[isolation].get_watermark_offsets(confluent_kafka.TopicPartition(topic, partition), timeout=WAIT)[1]

    deadline = time.monotonic() + WAIT
    try:
        while time.monotonic() < deadline:
            server.process.send_signal(signal.SIGSTOP)
            # The brokers may still be ending one that was committed.
            time.sleep(0.3)
            if any(end("read_committed", partition) < end("read_uncommitted", partition) for partition in range(4)):
                return True
            server.process.send_signal(signal.SIGCONT)
            time.sleep(deployment.chance.uniform(0.01, 0.1))
        return False
    finally:
        for each in reader.values():
            each.close()


def fencing(deployment):
    """An owner that is stopped in mid-batch, another that takes over and records there, and the first one coming back."""
    topic = deployment.make_topic("fencing")
    first, second = deployment.server(topic, "first"), deployment.server(topic, "second")
    first.start()
    stop = threading.Event()
    clients = [Client(number, first.address, stop) for number in range(4)]
    for client in clients:
        client.start()
    wait_for_load(clients)
    check("the owner is stopped in mid-batch", [] if stop_in_mid_batch(deployment, first, topic) else ["it never was in one"])
    second.start()
    more = [Client(number, second.address, stop) for number in range(4, 8)]
    for client in more:
        client.start()
    deadline = time.monotonic() + WAIT
    while sum(len(client.told) for client in more) < 200 and time.monotonic() < deadline:
        time.sleep(0.1)
    check("another process records while the owner is stopped",
          [] if sum(len(client.told) for client in more) >= 200 else [client.problems for client in more])
    before = sum(len(client.told) for client in clients)
    first.process.send_signal(signal.SIGCONT)
    time.sleep(5)
    stop.set()
    for client in clients + more:
        client.join(2 * WAIT)
    print(f"{before} facts acknowledged by the first, {sum(len(c.told) for c in more)} by the second, "
          f"{sum(len(c.told) for c in clients) - before} by the first after it went on")
    check_promises(check, clients + more, events_of(deployment.consumed(topic)))
    wanted = len(deployment.consumed(topic))
    deadline = time.monotonic() + WAIT
    while (seen := [len(everything(server.address)) for server in (first, second)]) != [wanted, wanted]:
        if time.monotonic() > deadline:
            break
        time.sleep(0.2)
    check("both come to have what is in the topic", [] if seen == [wanted, wanted] else [seen, wanted])
    for server in (first, second):
        check("it stops gracefully", [] if server.stop() == 0 else [server.process.returncode])


def learning(deployment):
    """Facts of every kind of stream, decided alike by two recorders that share the partitions."""
    topic = deployment.make_topic("learning")
    first, second = deployment.server(topic, "learning-1"), deployment.server(topic, "learning-2")
    with first, second:
        deployment.wait_until_shared(topic, [first, second])
        facts = course()
        file = deployment.folder / "learning.jsonl"
        file.write_text("".join(json.dumps(fact) + "\n" for fact, _ in facts))
        done = deployment.praksis("--server", first.address, "--json", "record", file)
        reasons = [json.loads(line).get("refused", {}).get("reason") for line in done.stdout.splitlines()]
        check("facts of every kind are accepted and refused as they should be",
              [] if reasons == [reason for _, reason in facts] else [reasons, done.stderr])
        accepted = sorted(fact["eventId"] for fact, reason in facts if reason is None)
        deadline = time.monotonic() + WAIT
        while (fed := sorted(event.event_id for event in everything(second.address))) != accepted:
            if time.monotonic() > deadline:
                break
            time.sleep(0.2)
        check("the other recorder comes to have them", [] if fed == accepted else [len(fed), len(accepted)])
    check("a stock consumer sees them", [] if accepted == sorted(
        event.event_id for event in events_of(deployment.consumed(topic))) else ["it does not"])


def practices(deployment):
    """The acceptance stories of the five practices, on Kafka."""
    for story in (success_stories, cycles_test, transfer_test, coaching_test, experiments_test):
        name = story.__name__
        with deployment.program("praksisd", deployment.make_topic(name), name, "--periods", "free",
                                http="127.0.0.1:0") as server:
            story.acceptance(check, Cli(deployment.binaries, server.address), server)


PARTS = {"topics": topics, "tour": tour, "readers": readers, "learning": learning, "practices": practices, "kills": kills,
         "outage": outage, "fencing": fencing}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--only", choices=sorted(PARTS), help="that part alone")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="praksis-recording-") as folder, Cluster() as cluster:
        deployment = Deployment(options.binaries, cluster, folder)
        deployment.chance = random.Random(options.seed)
        for name, part in PARTS.items():
            if options.only in (None, name):
                part(deployment)
    return check.report()


if __name__ == "__main__":
    sys.exit(main())
