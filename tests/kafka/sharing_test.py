"""Several processes share a log on Kafka: recorders forward to each other and take over from each other, read services
have everything, clients notice as little as possible.

Usage: sharing_test.py BIN_DIRECTORY [--seed N] [--only PART]. Starts a broker of its own. Ends with "N passed, N failed".
"""

import argparse
import collections
import concurrent.futures
import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

from deployment import WAIT, Deployment, events_of

import grpc

from praksis.v1 import case_pb2, dashboards_pb2, dashboards_pb2_grpc, history_pb2, history_pb2_grpc, journal_pb2, journal_pb2_grpc
from cluster import ROOT, Cluster
from praksisd import Praksisd
from recording_load import Checks, Client, allow_forwarded_repeats, check_promises, everything, fact

PARTITIONS = 12
# What a client needs to notice nothing: it asks for health, so that it leaves a recorder that is stopping, and retries.
RETRYING = json.dumps({"loadBalancingConfig": [{"round_robin": {}}], "healthCheckConfig": {"serviceName": "praksis.v1.Journal"},
                       "methodConfig": [{
    "name": [{"service": "praksis.v1.Journal"}],
    "retryPolicy": {"maxAttempts": 5, "initialBackoff": "0.05s", "maxBackoff": "1s", "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE"]}}]})
check = Checks()


class Sharing(Deployment):
    """Programs that share a topic."""

    def recorders(self, topic, count):
        """That many recorders that have shared the topic's partitions among themselves."""
        started = [self.program("praksis-recorder", topic, f"{topic}-{number}") for number in range(count)]
        for recorder in started:
            recorder.start()
        self.wait_until_shared(topic, started)
        return started


def journal_of(*addresses, retrying=False):
    options = [("grpc.max_reconnect_backoff_ms", 200), ("grpc.initial_reconnect_backoff_ms", 50)]
    if retrying:
        options.append(("grpc.service_config", RETRYING))
    channel = grpc.insecure_channel("ipv4:" + ",".join(addresses), options=options)
    return journal_pb2_grpc.JournalStub(channel)


def opened(stream):
    return fact(stream, case_opened=case_pb2.CaseOpened(person_ref="sample-1", target_group="ACTIVITY_READY",
                                                        opened_on="2025-03-03"))


def noted(stream, text="Sample note."):
    return fact(stream, note_added=case_pb2.NoteAdded(text=text))


def one_stream_per_partition():
    """{partition: stream}, by the partitioner that every Kafka client has: murmur2, as Java computes it."""
    found = {}
    number = 0
    while len(found) < PARTITIONS:
        stream = f"case/probe-{number}"
        found.setdefault((murmur2(stream.encode()) & 0x7FFFFFFF) % PARTITIONS, stream)
        number += 1
    return found


def murmur2(data):
    """Of Kafka's DefaultPartitioner (org.apache.kafka.common.utils.Utils.murmur2)."""
    m, mask = 0x5BD1E995, 0xFFFFFFFF
    h = (0x9747B28C ^ len(data)) & mask
    for i in range(0, len(data) // 4 * 4, 4):
        k = int.from_bytes(data[i:i + 4], "little") * m & mask
        k = (k ^ (k >> 24)) * m & mask
        h = (h * m & mask) ^ k
    rest = data[len(data) // 4 * 4:]
    if rest:
        h = (h ^ int.from_bytes(rest, "little")) * m & mask
    h = (h ^ (h >> 13)) * m & mask
    return h ^ (h >> 15)


def seconds_until_accepted(journal, streams):
    """For each stream how long a fact for it takes to be accepted, all sent now. They wait for their owner."""
    started = time.monotonic()

    def send(stream):
        journal.Record(journal_pb2.RecordRequest(event=noted(stream)), timeout=30)
        return time.monotonic() - started

    with concurrent.futures.ThreadPoolExecutor(len(streams)) as threads:
        return list(threads.map(send, streams))


def forwarding(deployment):
    """Any recorder takes any fact, and read services in other processes have it."""
    topic = deployment.make_topic("forwarding", PARTITIONS)
    recorders = deployment.recorders(topic, 3)
    readers = {name: deployment.program(f"praksis-{name}", topic, f"{topic}-{name}")
               for name in ("history", "dashboards", "learning", "feed")}
    for reader in readers.values():
        reader.start()
    owners = deployment.owners(topic)
    check("the partitions are shared out evenly",
          [] if sorted(collections.Counter(owners.values()).values()) == [4, 4, 4] else [owners])
    streams = one_stream_per_partition()
    problems = []
    for i, stream in enumerate(streams.values()):
        answer = journal_of(recorders[i % 3].address).Record(journal_pb2.RecordRequest(event=opened(stream)), timeout=10)
        again = journal_of(recorders[(i + 1) % 3].address).Record(journal_pb2.RecordRequest(event=noted(stream)), timeout=10)
        if (answer.version, again.version, answer.repeat) != (1, 2, False):
            problems.append((stream, answer, again))
        case = history_pb2_grpc.HistoryStub(grpc.insecure_channel(readers["history"].address)).GetCase(
            history_pb2.GetCaseRequest(stream=stream, at_least=again.position), timeout=10)
        if len(case.timeline) != 2:
            problems.append((stream, case))
    check("every recorder takes facts of every partition, and History has them at their position", problems)
    refusal = None
    try:
        journal_of(recorders[0].address).Record(journal_pb2.RecordRequest(event=opened(streams[0])), timeout=10)
    except grpc.RpcError as error:
        refusal = error.code()
    try:
        journal_of(recorders[1].address).Record(journal_pb2.RecordRequest(event=opened(streams[0])), timeout=10)
    except grpc.RpcError as error:
        check("a refusal is the same by whichever way", [] if refusal == error.code() == grpc.StatusCode.FAILED_PRECONDITION
              else [refusal, error])
    checked = [journal_of(recorder.address).Check(journal_pb2.CheckRequest(event=noted(stream)), timeout=10)
               for recorder in recorders for stream in streams.values()]
    check("so is a check", [answer for answer in checked if answer.acceptable.version != 3])

    done = deployment.praksis("--server", recorders[0].address, "sample", "--cases", 200, "--seed", 3, "--record")
    check("the sample is imported through one of them", [] if done.returncode == 0 else [done.stderr])
    # What is acknowledged is committed; its markers, and so its readers, may be a moment later.
    deadline = time.monotonic() + WAIT
    while True:
        consumed = sorted(e.event_id for e in events_of(deployment.consumed(topic)))
        fed = sorted(e.event_id for e in everything(readers["feed"].address))
        if fed == consumed or time.monotonic() > deadline:
            break
    check("the feed's process gives every event once", [] if fed == consumed else [len(fed), len(consumed)])
    last = journal_of(recorders[0].address).Record(journal_pb2.RecordRequest(event=noted(streams[0])), timeout=10)
    funnel = dashboards_pb2_grpc.DashboardsStub(grpc.insecure_channel(readers["dashboards"].address)).GetFunnel(
        dashboards_pb2.GetFunnelRequest(at_least=last.position), timeout=20)
    check("the dashboards' process counts every case", [] if funnel.steps[0].reached.value == 200 + PARTITIONS else [funnel])
    chosen = deployment.praksis("--server", readers["learning"].address, "--json", "select", "--quota", "DK-360=3", "--from",
                                "2025-01-01", "--to", "2025-12-31")
    check("the learning process chooses cases", [] if chosen.returncode == 0 else [chosen.stderr])
    everywhere = ",".join(server.address for server in [*recorders, *readers.values()])
    several = deployment.praksis("--server", everywhere, "status", "--json")
    services = [service for server in json.loads(several.stdout or "{}").get("servers", []) for service in server["services"]]
    # Three recorders; History, Dashboards and Feed; and the six of the learning process.
    check("status tells who serves what", [] if several.returncode == 0 and len(services) == 3 + 3 + 6 else [several])
    asked = {command: deployment.praksis("--server", everywhere, *command.split()).returncode for command in
             ("dashboard funnel", f"case show {streams[0]}", "events list --limit 1", "select --quota DK-360=1",
              "stories principles")}
    check("and every command finds who answers it", [asked] if set(asked.values()) != {0} else [])
    end(recorders + list(readers.values()))


def takeover(deployment):
    """How long the partitions of a recorder that is gone take no facts."""
    topic = deployment.make_topic("takeover", PARTITIONS)
    recorders = deployment.recorders(topic, 3)
    streams = one_stream_per_partition()
    for stream in streams.values():
        journal_of(recorders[0].address).Record(journal_pb2.RecordRequest(event=opened(stream)), timeout=10)

    def streams_of(recorder):
        return [streams[p] for p, owner in deployment.owners(topic).items() if owner == recorder.address]

    journal = journal_of(recorders[0].address)
    gone = streams_of(recorders[2])
    recorders[2].kill()
    took = seconds_until_accepted(journal, gone)
    print(f"after kill -9 of a recorder its {len(gone)} partitions took facts again after {max(took):.2f} s")
    check("after kill -9 others take over within 10 s", [took] if max(took) > 10 else [])
    recorders[2].start()
    deployment.wait_until_shared(topic, recorders)
    worst = []
    for _ in range(3):
        gone = streams_of(recorders[1])
        stopping = threading.Thread(target=recorders[1].stop)
        stopping.start()
        took = []
        while stopping.is_alive() or not took:
            took += seconds_until_accepted(journal, gone)
        stopping.join()
        worst.append(max(took))
        recorders[1].start()
        deployment.wait_until_shared(topic, recorders)
    print(f"while a recorder stops, its partitions take no facts for {', '.join(f'{t:.2f}' for t in worst)} s")
    check("after a graceful stop others take over within 1 s", [worst] if min(worst) > 1 else [])
    end(recorders)


def rolling(deployment):
    """Every recorder restarted, one after the other, under load: no call fails that retries inside its deadline."""
    topic = deployment.make_topic("rolling", PARTITIONS)
    recorders = deployment.recorders(topic, 3)
    reader = deployment.program("praksis-history", topic, "rolling-history")
    reader.start()
    stop, failures, told, slowest, reads = threading.Event(), [], {}, [0.0], [0]

    def record(number):
        journal = journal_of(*[recorder.address for recorder in recorders], retrying=True)
        stream, version = f"case/rolling-{number}", 0
        while not stop.is_set():
            event = opened(stream) if version == 0 else noted(stream)
            started = time.monotonic()
            try:
                answer = journal.Record(journal_pb2.RecordRequest(event=event), timeout=10)
            except grpc.RpcError as error:
                failures.append((error.code(), error.details()))
                continue
            slowest[0] = max(slowest[0], time.monotonic() - started)
            version += 1
            if answer.version != version:
                failures.append((stream, version, answer.version))
            told[event.event_id] = (stream, version)

    def read():
        history = history_pb2_grpc.HistoryStub(grpc.insecure_channel(reader.address))
        while not stop.is_set():
            try:
                history.ListEvents(history_pb2.ListEventsRequest(page_size=1), timeout=5)
                reads[0] += 1
            except grpc.RpcError as error:
                failures.append(("read", error.code(), error.details()))

    threads = [threading.Thread(target=record, args=(number,), daemon=True) for number in range(16)]
    threads.append(threading.Thread(target=read, daemon=True))
    for thread in threads:
        thread.start()
    for recorder in recorders:
        time.sleep(1)
        check("it stops gracefully", [] if recorder.stop() == 0 else [recorder.process.returncode])
        recorder.start()
        deployment.wait_until_shared(topic, recorders)
    time.sleep(1)
    stop.set()
    for thread in threads:
        thread.join(WAIT)
    print(f"rolling restart of 3 recorders: {len(told)} facts, the slowest {slowest[0]:.2f} s; {reads[0]} reads")
    check("no call failed", failures)
    check("there was load", [] if len(told) > 500 else [len(told)])
    there = {e.event_id: (e.stream, e.version) for e in events_of(deployment.consumed(topic))}
    check("everything acknowledged is in the topic where it was said to be",
          [e for e, where in told.items() if there.get(e) != where])
    check("and nothing else", [e for e in there if e not in told])
    end([*recorders, reader])


def kills(deployment):
    """kill -9 of recorders at random, SIGSTOP of one that others take over from, under load."""
    topic = deployment.make_topic("kills", PARTITIONS)
    recorders = deployment.recorders(topic, 3)
    stop = threading.Event()
    clients = [Client(number, recorders[number % 3].address, stop) for number in range(6)]
    for client in clients:
        client.start()
    for _ in range(4):
        time.sleep(deployment.chance.uniform(0.5, 2))
        victim = deployment.chance.choice(recorders)
        victim.kill()
        time.sleep(deployment.chance.choice([0.1, 8]))
        victim.start()
    deployment.wait_until_shared(topic, recorders)
    paused, others = recorders[0], recorders[1:]
    paused.process.send_signal(signal.SIGSTOP)
    deployment.wait_until_shared(topic, others)
    time.sleep(3)
    before = sum(len(client.told) for client in clients)
    paused.process.send_signal(signal.SIGCONT)
    deployment.wait_until_shared(topic, recorders)
    check("a recorder that was stopped is given partitions again", [])
    time.sleep(2)
    stop.set()
    for client in clients:
        client.join(WAIT)
    told = sum(len(client.told) for client in clients)
    print(f"4 kills and a stop of recorders: {told} facts acknowledged, {sum(c.retried for c in clients)} sent again")
    check("there was load", [] if told > 200 and told > before else [before, told])
    allow_forwarded_repeats(clients)
    check_promises(check, clients, events_of(deployment.consumed(topic)))
    end(recorders)


def races(deployment):
    """Many clients, few streams, expected versions: exactly one wins each, on Kafka as on the embedded log."""
    recorders = deployment.recorders(deployment.make_topic("races", PARTITIONS), 2)
    race("Kafka", [recorder.address for recorder in recorders])
    end(recorders)
    (deployment.folder / "races-embedded").mkdir()
    with Praksisd(deployment.binaries, deployment.folder / "races-embedded") as server:
        race("the embedded log", [server.address])
        end([server])


def race(engine, addresses):
    """200 clients of these recorders, each on one of four streams, try for each of five versions together."""
    streams = [f"case/race-{number}" for number in range(4)]
    journals = [journal_of(address) for address in addresses]
    for stream in streams:
        journals[0].Record(journal_pb2.RecordRequest(event=opened(stream)), timeout=10)
    wins = collections.Counter()
    odd = []

    def run(number):
        stream, journal = streams[number % 4], journals[number // 4 % len(journals)]
        for version in range(1, 6):
            try:
                answer = journal.Record(journal_pb2.RecordRequest(event=noted(stream), expected_version=version), timeout=30)
                wins[stream, version] += 1
                if answer.version != version + 1:
                    odd.append(answer)
            except grpc.RpcError as error:
                if error.code() != grpc.StatusCode.ABORTED:
                    odd.append(error)
            barrier.wait(WAIT)

    barrier = threading.Barrier(200)
    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * WAIT)
    check(f"{engine}: exactly one of 50 clients wins each version of each stream",
          [] if len(wins) == 20 and set(wins.values()) == {1} else [wins])
    check(f"{engine}: all others are told of the conflict", odd)


def identity(deployment):
    """A second recorder with the address of the first takes its place."""
    topic = deployment.make_topic("identity", PARTITIONS)
    first, second = (deployment.program("praksis-recorder", topic, f"identity-{n}", "--advertise", "127.0.0.1:7")
                     for n in (1, 2))
    first.start()
    journal = journal_of(first.address)
    journal.Record(journal_pb2.RecordRequest(event=opened("case/identity")), timeout=20)
    second.start()
    deadline = time.monotonic() + WAIT
    while "IDENTITY_TAKEN" not in first.log.read_text() and "as 127.0.0.1:7," not in first.log.read_text():
        if time.monotonic() > deadline:
            break
        time.sleep(0.1)
    while deployment.praksis("--server", first.address, "status").returncode == 0 and time.monotonic() < deadline:
        time.sleep(0.1)
    check("the first says so, and that it does not serve",
          [] if "--advertise" in first.log.read_text() and time.monotonic() < deadline else [first.log.read_text()[-2000:]])
    answer = journal_of(second.address).Record(journal_pb2.RecordRequest(event=noted("case/identity")), timeout=20)
    check("the second records", [] if answer.version == 2 else [answer])
    try:
        journal.Record(journal_pb2.RecordRequest(event=noted("case/identity")), timeout=2)
        check("the first records nothing any more", ["it did"])
    except grpc.RpcError as error:
        check("the first records nothing any more",
              [] if error.code() in (grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.UNAVAILABLE) else [error])
    end([first, second])


def encrypted(deployment):
    """Recorders forward to each other over TLS, too."""
    topic = deployment.make_topic("encrypted", PARTITIONS)
    folder = deployment.folder / "certificates"
    for arguments in (("server", "tls", "localhost"), ("client", "client")):
        subprocess.run([ROOT / "deploy/certificates", folder, *arguments], check=True, capture_output=True, timeout=WAIT)
    options = [f"--tls-{name}={folder / file}" for name, file in (("cert", "tls.crt"), ("key", "tls.key"), ("ca", "ca.crt"))]
    recorders = [deployment.program("praksis-recorder", topic, f"{topic}-{number}", *options) for number in range(2)]
    for recorder in recorders:
        recorder.start()
    deployment.wait_until_shared(topic, recorders)
    credentials = grpc.ssl_channel_credentials(*[(folder / file).read_bytes() for file in ("ca.crt", "client.key", "client.crt")])
    journal = journal_pb2_grpc.JournalStub(grpc.secure_channel(recorders[0].address, credentials))
    answers = [journal.Record(journal_pb2.RecordRequest(event=opened(stream)), timeout=20)
               for stream in one_stream_per_partition().values()]
    check("facts of every partition are recorded through one recorder over TLS", [a for a in answers if a.version != 1])
    end(recorders)


def end(programs):
    for program in programs:
        check(f"{program.binary.rsplit('/', 1)[-1]} stops gracefully", [] if program.stop() == 0 else [program.process.returncode])


PARTS = {"forwarding": forwarding, "takeover": takeover, "rolling": rolling, "kills": kills, "races": races,
         "identity": identity, "encrypted": encrypted}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--only", choices=sorted(PARTS), help="that part alone")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="praksis-sharing-") as folder, Cluster() as cluster:
        deployment = Sharing(options.binaries, cluster, folder)
        deployment.chance = random.Random(options.seed)
        for name, part in PARTS.items():
            if options.only in (None, name):
                started = time.monotonic()
                part(deployment)
                print(f"-- {name}: {time.monotonic() - started:.0f} s", flush=True)
    return check.report()


sys.exit(main())
