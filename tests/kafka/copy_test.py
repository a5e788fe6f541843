"""praksis log copy: a log moved to Kafka and back, killed in the middle again and again, and compared by other means.

Usage: copy_test.py BIN_DIRECTORY [--seed N]. Starts a broker of its own. Ends with "N passed, N failed".
"""

import argparse
import collections
import hashlib
import json
import os
import pathlib
import pty
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

import confluent_kafka

from cluster import Cluster
from deployment import Deployment, events_of
from praksisd import Praksisd
from recording_load import Checks, Client, check_promises, everything

WAIT = 120  # seconds that anything may take at most
CASES = 2500  # of the sample: some 45,000 facts
KILLS = 5  # each way
check = Checks()


class Mover(Deployment):
    """Copies between data directories and topics."""

    def topic(self, name, partitions):
        made = self.praksis("topics", "create", "--topic", name, "--partitions", partitions, "--replication-factor", 1,
                            "--min-insync-replicas", 1)
        assert made.returncode == 0, made.stderr
        return name

    def arguments(self, directory, topic, back=False):
        ends = ["--from-kafka", self.cluster.bootstrap, "--to", directory] if back else \
               ["--from", directory, "--to-kafka", self.cluster.bootstrap]
        return ["log", "copy", *map(str, ends), "--topic", topic]

    def copy(self, directory, topic, *more, back=False):
        return subprocess.run([str(self.binaries / "praksis"), *self.arguments(directory, topic, back), *more],
                              capture_output=True, text=True, timeout=WAIT)

    def start(self, directory, topic, back=False):
        return subprocess.Popen([str(self.binaries / "praksis"), *self.arguments(directory, topic, back)],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def on_terminal(self, directory, topic):
        """What somebody at a terminal sees of a copy."""
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(str(self.binaries / "praksis"), ["praksis", *self.arguments(directory, topic)],
                      {**os.environ, "TERM": "xterm", "COLUMNS": "100"})
        text, deadline = b"", time.monotonic() + WAIT
        while time.monotonic() < deadline:
            try:
                text += (chunk := os.read(terminal, 65536))
            except OSError:  # the other end is closed
                break
            if not chunk:
                break
        _, status = os.waitpid(pid, 0)
        os.close(terminal)
        return os.waitstatus_to_exitcode(status), text.decode(errors="replace")

    def await_growth(self, process, size, by):
        """Waits until `size()` has grown by that much, or the process has ended."""
        begun, deadline = size(), time.monotonic() + WAIT
        while size() < begun + by and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)

    def size_of_topic(self, topic):
        """A function that says where the topic ends, all partitions together."""
        consumer = confluent_kafka.Consumer({"bootstrap.servers": self.cluster.bootstrap, "group.id": "ends"})
        partitions = consumer.list_topics(topic, timeout=WAIT).topics[topic].partitions
        return lambda: sum(consumer.get_watermark_offsets(confluent_kafka.TopicPartition(topic, partition), timeout=WAIT)[1]
                           for partition in partitions)


def said(result):
    return [result.returncode, result.stdout, result.stderr]


def digest(events):
    """The digest of libs/log_copy/digest.h, of (stream, version, bytes)."""
    streams = collections.defaultdict(list)
    for stream, version, stored in events:
        streams[stream].append((version, stored))
    total = bytes(32)
    for stream in sorted(streams, key=str.encode):
        hashed = bytes(32)
        for _, stored in sorted(streams[stream]):
            hashed = hashlib.sha256(hashed + stored).digest()
        total = hashlib.sha256(total + stream.encode() + b"\0" + len(streams[stream]).to_bytes(8, "big") + hashed).digest()
    return total.hex()


def size_of_folder(folder):
    total = 0
    for path in folder.glob("*"):
        try:
            total += path.stat().st_size
        except FileNotFoundError:  # it works there
            pass
    return total


def by_stream(events):
    streams = collections.defaultdict(list)
    for event in events:
        streams[event.stream].append(event)
    return streams


def speed(result):
    """Events per second, from the JSON of a copy."""
    answer = json.loads(result.stdout)
    return answer["copied"] / answer["copySeconds"]


def record_sample(mover):
    """A data directory with a year of casework, and what praksisd says about it."""
    (mover.folder / "first").mkdir()
    with Praksisd(mover.binaries, mover.folder / "first") as server:
        done = mover.praksis("--server", server.address, "sample", "--cases", CASES, "--seed", 7, "--record")
        assert done.returncode == 0, done.stderr
        figures = mover.figures_of(server, CASES)
        events = everything(server.address)
        in_use = mover.copy(mover.folder / "first", "nowhere")
        check("a data directory that praksisd works on is refused, with the remedy",
              [] if in_use.returncode == 1 and "stop it first" in in_use.stderr else said(in_use))
    print(f"{len(events)} events of {len(by_stream(events))} streams")
    return mover.folder / "first", figures, events


def usage(mover, directory):
    def praksis(*arguments):
        return subprocess.run([str(mover.binaries / "praksis"), "log", "copy", *map(str, arguments)],
                              capture_output=True, text=True, timeout=WAIT)
    for name, arguments in {"nothing": [], "only one end": ["--from", directory],
                            "two directories": ["--from", directory, "--to", mover.folder / "x"],
                            "three ends": ["--from", directory, "--to", "x", "--to-kafka", "127.0.0.1:1"]}.items():
        result = praksis(*arguments)
        check(f"{name} is wrong usage", [] if result.returncode == 2 and "--to-kafka" in result.stderr else said(result))
    result = praksis("--from", mover.folder / "no-such", "--to-kafka", mover.cluster.bootstrap)
    check("a directory without a log is named", [] if result.returncode == 1 and "no-such" in result.stderr
          else said(result))
    result = mover.copy(directory, "no-such-topic")
    check("a topic that is missing is named, with the command that makes it",
          [] if result.returncode == 1 and "praksis topics create" in result.stderr else said(result))
    result = praksis("--from", directory, "--to-kafka", "127.0.0.1:1", "--timeout", 2)
    check("brokers that do not answer exit with 4", [] if result.returncode == 4 else said(result))
    mover.cluster.must("tool", "topics", "--create", "--topic", "unfit", "--partitions", 2, "--config=retention.ms=1000000")
    result = mover.copy(directory, "unfit")
    check("a topic that would lose events is refused, with the remedy",
          [] if result.returncode == 1 and "--add-config retention.ms=-1" in result.stderr else said(result))


def to_kafka_killed(mover, directory, events):
    """kill -9 in the middle of copying to Kafka, several times; Ctrl-C; then to the end."""
    topic = mover.topic("moved", 6)
    size, partly = mover.size_of_topic(topic), set()
    for number in range(KILLS):
        process = mover.start(directory, topic)
        if number % 3 == 2:  # at any moment
            time.sleep(mover.chance.uniform(0.1, 1.5))
        else:
            mover.await_growth(process, size, mover.chance.randrange(1, 5000))
        process.kill()
        process.communicate(timeout=WAIT)
        there = len(mover.consumed(topic))
        partly |= {there} if 0 < there < len(events) else set()
        print(f"killed: {there} of {len(events)} events are in the topic")
    check("kills came in the middle", [] if partly else [partly])

    stopped = mover.start(directory, mover.topic("stopped", 3))
    mover.await_growth(stopped, mover.size_of_topic("stopped"), 1)
    stopped.send_signal(signal.SIGINT)
    stdout, stderr = stopped.communicate(timeout=WAIT)
    there = len(mover.consumed("stopped"))
    check("Ctrl-C stops it when what is in flight is there, and it says that the same command goes on",
          [] if stopped.returncode == 1 and "the same command goes on" in stderr and
          f"copied: {there:,} events" in stdout and 0 < there < len(events) else [there, stdout, stderr])

    done = mover.copy(directory, topic, "--json")
    answer = json.loads(done.stdout or "{}")
    check("it ends with everything, the same in both",
          [] if done.returncode == 0 and answer["equal"] and answer["copied"] + answer["thereBefore"] == len(events)
          and answer["thereBefore"] > 0 and answer["source"] == answer["target"] else said(done))
    messages = mover.consumed(topic)
    consumed = events_of(messages)
    check("a stock consumer sees every event once",
          [] if sorted(e.event_id for e in consumed) == sorted(e.event_id for e in events) else [len(consumed), len(events)])
    check("each stream's events in the order of their versions",
          [s for s, of in by_stream(consumed).items() if [e.version for e in of] != list(range(1, len(of) + 1))])
    check("what it decodes is what was recorded", [s for s, of in by_stream(events).items() if by_stream(consumed)[s] != of])
    check("the digest that praksis prints is the one of the bytes that a stock consumer reads",
          [] if digest((e.stream, e.version, m.value()) for m, e in zip(messages, consumed)) ==
          answer.get("source", {}).get("digest") else [answer])
    again = mover.copy(directory, topic, "--json")
    check("copied once more, nothing is written",
          [] if again.returncode == 0 and json.loads(again.stdout)["copied"] == 0 and
          len(mover.consumed(topic)) == len(events) else said(again))
    check("nothing is left of the topic's copy", list(directory.glob("praksis-copy-*")))
    return topic, answer["source"]["digest"]


def serve_from_kafka(mover, topic, figures, events):
    """praksisd on the topic says what it said; and it goes on recording."""
    with mover.server(topic, "on-kafka") as server:
        check("praksisd on the topic has the same dashboards", mover.come_to(server, figures))
        fed = by_stream(everything(server.address))
        check("and gives the same events, stream by stream", [s for s, of in by_stream(events).items() if fed[s] != of])
        # Of an open case.
        some = next(event for name, of in by_stream(events).items() for event in of if event.version > 1 and
                    name.startswith("case/") and not any(each.HasField("case_closed") for each in of))
        note = {"eventId": "01956a2c-7b00-7000-8000-00000000c0de", "stream": some.stream,
                "occurredAt": {"date": {"date": "2025-12-31"}}, "municipality": some.municipality,
                "actor": {"id": "cw-1", "role": "CASEWORKER"}, "noteAdded": {"text": "A sample note after the move."}}
        recorded = mover.praksis("--server", server.address, "record", "--json-facts", json.dumps(note), "--json")
        last = max(event.version for event in events if event.stream == some.stream)
        check("the next fact of a case gets the next version",
              [] if recorded.returncode == 0 and json.loads(recorded.stdout)["version"] == last + 1 else said(recorded))
        return mover.figures_of(server, CASES)


def back_killed(mover, topic, figures, count):
    """The way back, into a directory that is not there yet, killed in the middle."""
    directory = mover.folder / "back"
    partly, unsound, served = set(), [], []
    for number in range(KILLS):
        process = mover.start(directory, topic, back=True)
        if number % 3 == 2:
            time.sleep(mover.chance.uniform(0.1, 2))
        else:  # some of the events have been written; together they are more than 15 MB
            mover.await_growth(process, lambda: size_of_folder(directory / "log/db"),
                               mover.chance.randrange(300_000, 5_000_000))
        process.kill()
        process.communicate(timeout=WAIT)
        if (directory / "log/db").exists():
            verified = subprocess.run([str(mover.binaries / "praksisd"), "verify", "--data", str(directory), "--json"],
                                      capture_output=True, text=True, timeout=WAIT)
            there = int(json.loads(verified.stdout or "{}").get("events", -1))
            unsound += said(verified) if verified.returncode != 0 else []
            if 0 < there < count:
                partly |= {there}
                serving = subprocess.run([str(mover.binaries / "praksisd"), "--data", str(directory), "--listen",
                                          "127.0.0.1:0"], capture_output=True, text=True, timeout=WAIT)
                served += [] if serving.returncode == 1 and "COPY_UNFINISHED" in serving.stderr else said(serving)
            print(f"killed: {there} of {count} events are in the directory")
    check("kills came in the middle of the way back", [] if partly else [partly])
    check("what a kill leaves is sound (praksisd verify)", unsound)
    check("but half a log is not served", served if partly else ["there was none"])
    done = mover.copy(directory, topic, "--json", back=True)
    answer = json.loads(done.stdout or "{}")
    check("the way back ends with everything, the same in both",
          [] if done.returncode == 0 and answer["equal"] and answer["target"]["events"] == count else said(done))
    compared = mover.copy(directory, topic, "--verify-only", back=True)
    check("--verify-only says the same, and the same digest",
          [] if compared.returncode == 0 and answer["source"]["digest"] in compared.stdout else said(compared))
    with Praksisd(mover.binaries, directory) as server:
        check("praksisd on the directory has the same dashboards", mover.come_to(server, figures))
    verified = subprocess.run([str(mover.binaries / "praksisd"), "verify", "--data", str(directory)],
                              capture_output=True, text=True, timeout=WAIT)
    check("praksisd verify: SOUND", [] if verified.returncode == 0 and "SOUND" in verified.stdout else said(verified))


def at_full_speed(mover, directory, events, first_digest):
    """Undisturbed, both ways, and on a terminal."""
    there = mover.copy(directory, mover.topic("speed", 4), "--json")
    back = mover.copy(mover.folder / "speed", "speed", "--json", "--scratch", str(mover.folder), back=True)
    check("there and back without a disturbance: the same digest",
          [] if there.returncode == back.returncode == 0 and first_digest ==
          json.loads(back.stdout)["target"]["digest"] else said(there) + said(back))
    if there.returncode == back.returncode == 0:
        print(f"copied {len(events)} events: {speed(there):,.0f}/s to Kafka, {speed(back):,.0f}/s back")
    check("and no copy of the topic is left", list(mover.folder.glob("praksis-copy-*")))
    status, screen = mover.on_terminal(directory, mover.topic("terminal", 4))
    check("a terminal shows how far it is", [] if status == 0 and re.search(r"copying  .*% +[\d,]+ events", screen) and
          re.search(r"verifying  .*%", screen) and first_digest in screen else [status, screen])


def differing(mover, directory, topic):
    """The topic has got a fact since: the source no longer has all that is there."""
    before = len(mover.consumed(topic))
    refused = mover.copy(directory, topic)
    check("a target that has what the source has not is refused, and what it is is said",
          [] if refused.returncode == 1 and "TARGET_DIFFERS" in refused.stderr and "only in the target" in refused.stderr
          else said(refused))
    check("and nothing is written", [] if len(mover.consumed(topic)) == before else [before])
    compared = mover.copy(directory, topic, "--verify-only")
    check("--verify-only names the stream, and both digests",
          [] if compared.returncode == 1 and "DIFFERENT: 1 stream" in compared.stdout and
          len(set(re.findall(r"digest ([0-9a-f]{64})", compared.stdout))) == 2 else said(compared))


def recorded_meanwhile(mover, directory):
    """praksisd begins to record on the topic that is copied into: the copy ends, and neither spoils the other's."""
    topic = mover.topic("contested", 4)
    stop = threading.Event()
    with mover.server(topic, "contested") as server:
        clients = [Client(number, server.address, stop) for number in range(3)]
        process = mover.start(directory, topic)
        mover.await_growth(process, mover.size_of_topic(topic), 1)
        for client in clients:
            client.start()
        stdout, stderr = process.communicate(timeout=WAIT)
        print(stdout.strip() or stderr.strip())
        again = mover.copy(directory, topic)
        stop.set()
        for client in clients:
            client.join(WAIT)
    check("a copy into a topic on which somebody records ends with the reason",
          [] if process.returncode == 1 and re.search("TARGET_TAKEN|DIFFERENT", stderr + stdout) else [stdout, stderr])
    check("and so does the next one, whose target then has what the source has not",
          [] if again.returncode == 1 and re.search("TARGET_TAKEN|TARGET_DIFFERS", again.stderr) else said(again))
    messages = events_of(mover.consumed(topic))
    ours = [event for event in messages if event.stream.startswith("case/kill-")]
    print(f"contested: {len(messages) - len(ours)} events copied, {len(ours)} recorded")
    check_promises(check, clients, ours)
    check("no stream has a gap or anything twice",
          [s for s, of in by_stream(messages).items() if [e.version for e in of] != list(range(1, len(of) + 1))])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory(prefix="praksis-copy-test-") as folder, Cluster() as cluster:
        mover = Mover(options.binaries, cluster, folder)
        mover.chance = random.Random(options.seed)
        directory, figures, events = record_sample(mover)
        usage(mover, directory)
        topic, first_digest = to_kafka_killed(mover, directory, events)
        figures = serve_from_kafka(mover, topic, figures, events)
        back_killed(mover, topic, figures, len(events) + 1)
        at_full_speed(mover, directory, events, first_digest)
        differing(mover, directory, topic)
        recorded_meanwhile(mover, directory)
    return check.report()


if __name__ == "__main__":
    sys.exit(main())
