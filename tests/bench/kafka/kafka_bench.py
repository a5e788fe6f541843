#!/usr/bin/env python3
"""How quick praksis is on a real Kafka, each figure beside its yardstick on the same broker.

  kafka_bench.py build/release/bin                      all, a quarter of an hour
  kafka_bench.py build/release/bin --only import        import, single, visible or rebuild
  kafka_bench.py build/release/bin --short              what CI runs: shows that all of it works, not how quick it is

  import   facts through RecordMany of a praksis-recorder, against Kafka's own ProducerPerformance, which sends bytes
           of that size
  single   facts one by one from 256 clients, against a server that answers and does nothing; and how much of its
           rate would be left if recording cost no more than the transactions of 256 records in flight alone
  visible  acknowledged by one process, then seen in a figure of another, at 1,000 facts a second
  rebuild  all read models of a process that begins with nothing, against a Kafka Streams application that keeps the same
           rows (peers/streams), and against one that keeps one figure only. What ours and the first keep is compared,
           row by row (count_rows.cc): a difference is a failure

Starts one broker of its own, with the optimising compiler, and rounds alternate. Prints `ratio NAME VALUE (goal GOAL)`
and, since other work on the machine shows in every rate, its load, and the processor time that an event took of whom,
which it hardly shows in. Data go to $PRAKSIS_BENCH_DIR, else /var/tmp.
"""

import argparse
import json
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
for folder in ("build/python", "deploy/kafka", "tests/kafka", "tests/lib", "tests/bench/peers/streams"):
    sys.path.insert(0, str(ROOT / folder))

import grpc

import jars
import streams
from cluster import Cluster
from deployment import Deployment
from praksis.v1 import dashboards_pb2, dashboards_pb2_grpc
from praksisd import Praksisd

PARTITIONS = 4
RECORD_BYTES = 300
TOGETHER = 256  # facts in a message of RecordMany, where there are several
CLIENTS = 256  # that send facts one by one
WAIT = 900  # seconds that any measurement may take at most


def ratio(name, value, goal):
    print(f"ratio {name} {value:.3f} (goal {goal})", flush=True)


def say(text):
    print(f"{text}   [load {os.getloadavg()[0]:.1f}]", flush=True)


class Spent:
    """Processor time of processes while it is a context: by name, and `self` for those that were run to their end."""

    def __init__(self, **pids):
        self.pids = pids

    def now(self):
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return {"self": ended.ru_utime + ended.ru_stime, **{name: cpu_seconds(pid) for name, pid in self.pids.items()}}

    def __enter__(self):
        self.before = self.now()
        return self

    def __exit__(self, *_):
        self.seconds = {name: seconds - self.before[name] for name, seconds in self.now().items()}

    def each(self, count, own):
        """Microseconds of each for one of `count`, in words; `own` is what those that ended are called."""
        return ", ".join(f"{own if name == 'self' else name} {seconds * 1e6 / count:.1f}"
                         for name, seconds in self.seconds.items()) + " us of processor time each"


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Bench:
    """What the measurements share: the broker, topics, servers, and how long to measure."""

    def __init__(self, deployment, options):
        self.deployment = deployment
        self.binaries = pathlib.Path(options.binaries)
        self.bootstrap = deployment.cluster.bootstrap
        self.broker = deployment.cluster.pid(1)
        self.folder = deployment.folder
        self.short = options.short
        self.rounds = options.rounds or (1 if options.short else 5)
        self.program = options.program
        self.partitions = options.partitions

    def topic(self, name):
        return self.deployment.make_topic(name, self.partitions)

    def load(self, program, *arguments):
        """Runs a program of this folder; what it prints."""
        done = subprocess.run([str(self.binaries / "tests/bench/kafka" / program), *map(str, arguments)],
                              capture_output=True, text=True, timeout=WAIT, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed with {done.returncode}:\n{done.stderr[-3000:]}")
        return json.loads(done.stdout)

    def server(self, topic, program="praksisd", name=None, *arguments):
        """A server on a topic with a data directory of its own; not started."""
        data = self.folder / (name or f"{topic}-{program}")
        data.mkdir()
        return Praksisd(self.binaries, data, "--kafka", self.bootstrap, "--topic", topic, *arguments, program=program)


def producer_performance(bench, topic, records):
    """Records a second, as Kafka's own measurement says."""
    command = [*jars.command("org.apache.kafka.tools.ProducerPerformance", "-Xmx512m"), "--topic", topic,
               "--num-records", str(records), "--record-size", str(RECORD_BYTES), "--throughput", "-1",
               "--transaction-duration-ms", "10", "--producer-props", f"bootstrap.servers={bench.bootstrap}", "acks=all"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=WAIT, stdin=subprocess.DEVNULL)
    told = re.findall(r"^(\d+) records sent, ([\d.]+) records/sec", done.stdout, re.M)
    if done.returncode != 0 or not told or int(told[-1][0]) != records:
        raise RuntimeError(f"ProducerPerformance: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return float(told[-1][1])


def import_facts(bench, server, records, first_case, together):
    """Facts a second, so many in a message."""
    with Spent(server=server.process.pid, broker=bench.broker) as spent:
        done = bench.load("import_load", server.port, records, first_case, RECORD_BYTES, together)
    rate = done["records"] / done["seconds"]
    say(f"import {done['records']:,} facts of {done['bytes'] / done['records']:.0f} bytes, {together} in a message: "
        f"{rate:,.0f}/s, " + spent.each(records, "load"))
    return rate


def measure_import(bench):
    records = 40_000 if bench.short else 500_000
    singly, together, kafkas = [], [], []
    bench.topic("import-peer")
    with bench.server(bench.topic("import"), bench.program or "praksis-recorder") as server:
        bench.load("import_load", server.port, 20_000 if bench.short else 500_000, 1)  # both begin warm: the broker, too
        for number in range(bench.rounds):
            first_case = 2_000_000 * (number + 1)
            singly.append(import_facts(bench, server, records, first_case, 1))
            together.append(import_facts(bench, server, records, first_case + 1_000_000, TOGETHER))
            with Spent(broker=bench.broker) as spent:
                kafkas.append(producer_performance(bench, "import-peer", records))
            say(f"ProducerPerformance: {kafkas[-1]:,.0f}/s, " + spent.each(records, "it"))
    ratio("kafka_import_singly", statistics.median(singly) / statistics.median(kafkas), "none")
    ratio("kafka_import", statistics.median(together) / statistics.median(kafkas), ">= 0.8")


def transactions_alone(bench, producers, seconds):
    """Microseconds of processor time for each record in transactions of all that 256 clients can have in flight."""
    topic = bench.topic(f"transactions-{producers}")
    command = ("transactions_peer", bench.bootstrap, topic, bench.partitions, producers, CLIENTS, RECORD_BYTES)
    bench.load(*command, 1 if bench.short else 20)  # begins warm
    with Spent(broker=bench.broker) as spent:
        done = bench.load(*command, seconds)
    say(f"transactions alone, {producers} at a time: {done['records'] / done['seconds']:,.0f} records/s, "
        f"{done['transactions'] / done['seconds']:,.0f} transactions/s, " + spent.each(done["records"], "producers"))
    return sum(spent.seconds.values()) * 1e6 / done["records"]


def measure_single(bench):
    seconds = 1 if bench.short else 5
    with bench.server(bench.topic("single"), bench.program or "praksisd") as server:
        # Begin warm, above all the broker: what it takes for a fact falls for more than a minute, to a fifth, while Java compiles.
        bench.load("single_load", server.port, 1 if bench.short else 30, 1, CLIENTS, 10_000_000)
        with Spent(server=server.process.pid, broker=bench.broker) as spent:
            done = bench.load("single_load", server.port, seconds, bench.rounds, CLIENTS, 100_000)
    for i, (ours, echo) in enumerate(zip(done["praksis"], done["echo"])):
        say(f"256 clients: {ours:,.0f} facts/s (p50, p99 ms {done['praksis_ms'][2 * i:2 * i + 2]}); "
            f"echo {echo:,.0f}/s ({done['echo_ms'][2 * i:2 * i + 2]})")
    say(f"{done['recorded']:,} facts: " + spent.each(done["recorded"], "load and echo"))
    echo = statistics.median(done["echo"])
    ratio("kafka_record_256", statistics.median(done["praksis"]) / echo, ">= 0.5")
    alone = min(transactions_alone(bench, producers, seconds) for producers in {bench.partitions, 1})
    ratio("kafka_record_256_limit", 1 / (1 + alone * echo / (os.cpu_count() * 1e6)), "none")
    say(f"half of praksis's rate, {done['paced'][0]:,.0f}/s, evenly:")
    ratio("kafka_record_p50_ms", done["paced_ms"][0], "<= 10")
    ratio("kafka_record_p99_ms", done["paced_ms"][1], "<= 60")


def measure_visible(bench):
    topic = bench.topic("visible")
    visible, acknowledged = [], []
    with bench.server(topic, bench.program or "praksisd") as recorder, bench.server(topic, "praksis-dashboards") as reader:
        for number in range(min(bench.rounds, 3)):
            # Each round begins with a case for each client; they must be new.
            done = bench.load("visible_load", recorder.port, reader.port, 1000, 2 if bench.short else 20, 10,
                              number * 100_000)
            visible.append(done["visible_ms"])
            acknowledged.append(done["acknowledged_ms"])
            say(f"1,000 facts/s, {done['asked']} asked for: p50, p95, p99 ms: acknowledged after "
                f"{done['acknowledged_ms']}, then visible in another process after {done['visible_ms']}")
    ratio("kafka_visible_p50_ms", statistics.median(each[0] for each in visible), "none")
    ratio("kafka_visible_p99_ms", statistics.median(each[2] for each in visible), "<= 25")


def rebuild(bench, topic, filled, number):
    """Events a second from the start of a process that has nothing to its first answer that has everything; and what it
    keeps."""
    server = bench.server(topic, "praksis-dashboards", f"rebuild-{number}")
    started = time.monotonic()
    with Spent(broker=bench.broker) as spent, server:
        with grpc.insecure_channel(server.address) as channel:
            answer = dashboards_pb2_grpc.DashboardsStub(channel).GetFunnel(
                dashboards_pb2.GetFunnelRequest(at_least=filled["position"]), timeout=WAIT)
        took = time.monotonic() - started
    opened = answer.steps[0].reached.value
    if opened != filled["cases"]:
        raise RuntimeError(f"the figure says {opened} cases, there are {filled['cases']}")
    say(f"rebuild: {filled['events'] / took:,.0f} events/s from the start of the process, "
        + spent.each(filled["events"], "it"))
    return filled["events"] / took, bench.load("count_rows", server.data)


def streams_rebuild(bench, application, topic, filled, number):
    """Events a second of a Kafka Streams application, from its first event; and what it has counted in its stores."""
    with Spent(broker=bench.broker) as spent:
        done = streams.run(application, bench.bootstrap, topic, filled["events"], 2,
                           bench.folder / f"{application}-{number}")
    spent.seconds["self"] = done["cpu_seconds"]  # without counting
    rate = done["events"] / done["seconds"]
    threads = ", ".join(f"{name} {seconds * 1e6 / done['events']:.1f}" for name, seconds in done["threads"].items())
    say(f"{application}: {rate:,.0f} events/s from its first event, {spent.each(done['events'], 'it')}, of that {threads}")
    return rate, done["counted"]


def require_equal_rows(ours, theirs):
    """What both keep, model by model, as count_rows says."""
    differing = [f"{name}: ours {ours.get(name)}, Kafka Streams {theirs.get(name)}"
                 for name in sorted(ours | theirs) if ours.get(name) != theirs.get(name)]
    if differing:
        raise RuntimeError("not the same rows:\n  " + "\n  ".join(differing))


def measure_rebuild(bench):
    topic = "rebuild"
    filled = bench.load("fill_topic", bench.bootstrap, topic, bench.partitions, 60_000 if bench.short else 1_000_000,
                        bench.folder / "fill")
    say(f"{filled['events']:,} events of {filled['cases']:,} cases, {filled['bytes'] / filled['events']:.0f} bytes each")
    ours, peers, of_one_figure = [], [], []
    for number in range(min(bench.rounds, 3)):
        rate, kept = rebuild(bench, topic, filled, number)
        ours.append(rate)
        rate, counted = streams_rebuild(bench, streams.READ_MODELS, topic, filled, number)
        peers.append(rate)
        require_equal_rows(kept, counted)
        rate, opened = streams_rebuild(bench, streams.ONE_FIGURE, topic, filled, number)
        of_one_figure.append(rate)
        if opened != filled["cases"]:
            raise RuntimeError(f"Kafka Streams counts {opened} cases, there are {filled['cases']}")
    for name, numbers in sorted(kept.items()):
        print(f"   both keep {name}: " + ", ".join(f"{value:,} {what}" for what, value in numbers.items()
                                                   if what != "digest"))
    ratio("kafka_rebuild_per_second", statistics.median(ours), ">= 300000")
    ratio("kafka_rebuild", statistics.median(ours) / statistics.median(peers), ">= 5")
    ratio("kafka_rebuild_one_figure", statistics.median(ours) / statistics.median(of_one_figure), "none")


MEASUREMENTS = {"import": measure_import, "single": measure_single, "visible": measure_visible,
                "rebuild": measure_rebuild}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binaries")
    parser.add_argument("--only", choices=sorted(MEASUREMENTS), action="append", help="that alone; may be repeated")
    parser.add_argument("--short", action="store_true", help="a minute in all")
    parser.add_argument("--rounds", type=int, help="of each measurement")
    parser.add_argument("--program", help="what records (praksisd, praksis-recorder), in all measurements")
    parser.add_argument("--partitions", type=int, default=PARTITIONS, help="of each topic")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="praksis-bench-", dir=os.environ.get("PRAKSIS_BENCH_DIR", "/var/tmp")) as \
            folder, Cluster(data=folder, quick=False) as cluster:
        bench = Bench(Deployment(options.binaries, cluster, folder), options)
        for name in options.only or MEASUREMENTS:
            started = time.monotonic()
            MEASUREMENTS[name](bench)
            print(f"   {name}: {time.monotonic() - started:.1f} s", flush=True)


main()
