"""A cluster in a folder: its brokers as processes, and what starts, ends and asks them.

    DIR/cluster.json            what there is: id, brokers with ports and process ids
    DIR/broker-N/               one broker: server.properties, broker.log, console.log, log/ (Kafka's data)

Every node is broker and controller (KRaft, combined). Who may control is said in the settings of all
(controller.quorum.voters), not in the data, so that the ports may change between two starts. One program at a time
changes a folder: each holds DIR.lock, beside it. A process is touched only after its command line has shown that it is
the broker meant, and through a handle that cannot come to mean another one.
"""

import contextlib
import dataclasses
import json
import os
import pathlib
import random
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import jars
import protocol
from terminal import Trouble, say

LOCK_S = 300  # how long another program may work on the same folder
SIGNALLED_S = 30  # how long a process may take to go after SIGKILL
ALONE_S = 10.0  # how long brokers without a majority of controllers may take to end by themselves
PAUSE_S = 0.05  # between two looks
PATIENCE_S = 2.0  # for one answer

# The flags of Kafka's own start script.
JVM = ["-XX:+UseG1GC", "-XX:MaxGCPauseMillis=20", "-XX:InitiatingHeapOccupancyPercent=35",
       "-XX:+ExplicitGCInvokesConcurrent", "-Djava.awt.headless=true"]

# What the log of a broker that did not start says, and what helps.
REMEDIES = [
    ("Address already in use", "one of its ports is taken. deploy/kafka/down, then up without --port, finds others"),
    ("No space left on device", "the disk is full. Make room, or choose another disk with --data"),
    ("UnsupportedClassVersionError", "this Java is too old for Kafka. Run deploy/dependencies kafka"),
    ("Could not reserve enough space", "there is too little memory. Give brokers less with --heap 512m"),
    ("insufficient memory", "there is too little memory. Give brokers less with --heap 512m"),
    ("OutOfMemoryError", "the heap is too small. Give brokers more with --heap 2g"),
    ("Failed to acquire lock on file .lock", "another broker uses this folder. End it, or choose another with --data"),
    ("Permission denied", "the folder may not be written. Choose another with --data"),
    ("ConfigException", "a setting is wrong. Mend what --set names; --fresh forgets earlier ones"),
]


class Process:
    """A process by its number, for as long as it is the one that was meant."""

    def __init__(self, pid, config):
        """Opens it; raises ProcessLookupError where it is gone or is not the broker with this settings file."""
        self.pid = pid
        try:
            self.handle = os.pidfd_open(pid)
        except OSError as error:
            raise ProcessLookupError from error
        # Asked after it was opened: from here on the handle means the process that was asked.
        try:
            words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            words = []
        if b"kafka.Kafka" not in words or str(config).encode() not in words:
            os.close(self.handle)
            raise ProcessLookupError

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.handle)

    def send(self, signal_number):
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal_number)

    def ended(self, timeout_s):
        """Whether it ends within that time. All its threads have gone then, and so have its ports and locks."""
        poll = select.poll()
        poll.register(self.handle, select.POLLIN)
        return bool(poll.poll(timeout_s * 1000))

    def paused(self):
        with contextlib.suppress(OSError):
            return pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] in "Tt"
        return False


@dataclasses.dataclass
class Broker:
    id: int
    port: int
    controller_port: int
    pid: int  # 0: never started
    folder: pathlib.Path

    @property
    def config(self):
        return self.folder / "server.properties"

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def process(self):
        """Its process; raises ProcessLookupError where it does not run."""
        if not self.pid:
            raise ProcessLookupError
        return Process(self.pid, self.config)

    def state(self):
        try:
            with self.process() as process:
                return "paused" if process.paused() else "running"
        except ProcessLookupError:
            return "down"


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_ports(count):
    """Ports nobody listens on, and that the kernel gives to nobody who connects: a client that tries again and again
    to reach a broker that is down would sooner or later be given the broker's own port, and keep it."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as file:
        low, high = map(int, file.read().split())
    candidates = [port for port in range(10000, 65536) if not low <= port <= high] or list(range(10000, 65536))
    random.shuffle(candidates)
    found = [port for port in candidates[:1000] if is_free(port)][:count]
    if len(found) < count:
        raise Trouble("hardly a port between 10000 and 65535 is free on 127.0.0.1; see what listens: ss -ltn")
    return found


def folder_lock(data):
    data = pathlib.Path(os.path.realpath(data))
    return jars.locked(data.with_name(data.name + ".lock"), LOCK_S)


def quick_flags(quick):
    return ["-XX:TieredStopAtLevel=1"] if quick else []


class Cluster:
    """All brokers of one folder. Who changes it holds folder_lock(data), from before it was read."""

    def __init__(self, data):
        self.data = pathlib.Path(os.path.realpath(data))
        self.state_file = self.data / "cluster.json"
        self.id = ""
        self.heap = ""
        self.settings = {}
        self.brokers = []
        self.read()

    def read(self):
        if not self.state_file.exists():
            return
        state = json.loads(self.state_file.read_text())
        self.id, self.heap, self.settings = state["cluster"], state["heap"], state["settings"]
        self.brokers = [Broker(**broker, folder=self.data / f"broker-{broker['id']}") for broker in state["brokers"]]

    def write(self):
        state = {"cluster": self.id, "bootstrap": self.bootstrap, "heap": self.heap, "settings": self.settings,
                 "brokers": [{"id": broker.id, "port": broker.port, "controller_port": broker.controller_port,
                              "pid": broker.pid} for broker in self.brokers]}
        written = self.state_file.with_suffix(".new")
        written.write_text(json.dumps(state, indent=2) + "\n")
        written.replace(self.state_file)

    @property
    def bootstrap(self):
        return ",".join(broker.address for broker in self.brokers)

    def broker(self, number):
        for broker in self.brokers:
            if broker.id == number:
                return broker
        known = ", ".join(str(broker.id) for broker in self.brokers)
        raise Trouble(f"there is no broker {number} in {self.data}; " +
                      (f"there are {known}" if known else "deploy/kafka/up makes some"))

    # Making it

    def create(self, count):
        """A new cluster in an empty folder; starts nothing."""
        status, output = jars.tool("kafka.tools.StorageTool", "random-uuid")
        if status != 0:
            raise Trouble(f"Kafka's storage tool failed:\n{output}")
        self.data.mkdir(parents=True, exist_ok=True)
        self.id = output.split()[-1]
        self.brokers = [Broker(id, 0, 0, 0, self.data / f"broker-{id}") for id in range(1, count + 1)]

    def choose_ports(self, first):
        """Gives all brokers ports, from `first` on or the ones they had; none of them runs."""
        count = len(self.brokers)
        if first:
            ports = list(range(first, first + 2 * count))
            taken = [str(port) for port in ports if not is_free(port)]
            if taken:
                raise Trouble(f"port {', '.join(taken)} of 127.0.0.1 is taken (ss -ltnp shows by whom). Leave --port "
                              f"out for free ones, or choose another: {2 * count} in a row are needed")
        else:
            ports = [broker.port for broker in self.brokers] + [broker.controller_port for broker in self.brokers]
            if not all(ports):
                ports = free_ports(2 * count)
            elif not all(map(is_free, ports)):
                say("a port it had is taken now; it gets others")
                ports = free_ports(2 * count)
        for broker, port, controller_port in zip(self.brokers, ports[:count], ports[count:]):
            broker.port, broker.controller_port = port, controller_port

    def configure(self, broker):
        count = len(self.brokers)
        copies, enough = (3, 2) if count >= 3 else (1, 1)
        settings = {
            "node.id": broker.id,
            "process.roles": "broker,controller",
            "listeners": f"PLAINTEXT://{broker.address},CONTROLLER://127.0.0.1:{broker.controller_port}",
            "advertised.listeners": f"PLAINTEXT://{broker.address}",
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.quorum.voters": ",".join(f"{other.id}@127.0.0.1:{other.controller_port}"
                                                 for other in self.brokers),
            "log.dirs": broker.folder / "log",
            "auto.create.topics.enable": "false",
            "default.replication.factor": copies,
            "min.insync.replicas": enough,
            "offsets.topic.replication.factor": copies,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": enough,
            "transaction.state.log.num.partitions": 4,
            "share.coordinator.state.topic.replication.factor": copies,
            "share.coordinator.state.topic.min.isr": enough,
            "share.coordinator.state.topic.num.partitions": 4,
            "group.initial.rebalance.delay.ms": 0,
            **self.settings,
        }
        broker.folder.mkdir(exist_ok=True)
        broker.config.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))

    def format(self, brokers):
        """Has Kafka prepare the folders of those that have none yet, all at once."""
        fresh = [broker for broker in brokers if not (broker.folder / "log/meta.properties").exists()]
        started = [(broker, subprocess.Popen(
            [*jars.command("kafka.tools.StorageTool", "-XX:TieredStopAtLevel=1", "-Xmx256m"), "format",
             "--cluster-id", self.id, "--config", str(broker.config)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)) for broker in fresh]
        failed = ""
        for broker, process in started:
            try:
                output, _ = process.communicate(timeout=120)
            except subprocess.TimeoutExpired:
                process.kill()
                output, _ = process.communicate()
            if process.returncode != 0:
                failed = f"Kafka could not prepare {broker.folder}{remedy(output)}\n{last_lines(output)}"
        if failed:
            raise Trouble(failed)

    # Starting and ending

    def launch(self, broker, flags=()):
        """Starts one broker's process, which survives this one; does not wait for it."""
        log = broker.folder / "broker.log"
        command = jars.command("kafka.Kafka", f"-Xmx{self.heap}", *JVM, *flags, f"-Dpraksis.log={log}",
                               logging="log4j2.xml")
        for old in (log, broker.folder / "console.log"):
            with contextlib.suppress(FileNotFoundError):
                old.replace(old.with_suffix(".log.before"))
        with open(broker.folder / "console.log", "w") as console:
            process = subprocess.Popen([*command, str(broker.config)], stdout=console, stderr=subprocess.STDOUT,
                                       stdin=subprocess.DEVNULL, cwd=broker.folder, start_new_session=True)
        broker.pid = process.pid
        self.write()
        return process

    def wait(self, asked, ended, timeout_s):
        """Waits until `asked()` has no complaint; `ended()` names a broker that will never be ready."""
        deadline = time.monotonic() + timeout_s
        while True:
            broker = ended()
            if broker:
                raise Trouble(why_it_ended(broker))
            complaint = asked()
            if not complaint:
                return
            if time.monotonic() > deadline:
                raise Trouble(f"not ready within {timeout_s:.0f} s: {complaint}. Logs: {self.data}/broker-*/broker.log")
            time.sleep(PAUSE_S)

    def start(self, brokers, timeout_s, flags=(), whole=True):
        """Starts these brokers and waits until they are ready; `whole`: until all of the cluster is. Where that fails,
        those are ended again."""
        started = {}
        try:
            for broker in brokers:
                self.configure(broker)
            self.format(brokers)
            for broker in brokers:
                started[broker.id] = self.launch(broker, flags)
            self.wait(lambda: self.complaint(self.brokers if whole else brokers, whole),
                      lambda: next((broker for broker in brokers if started[broker.id].poll() is not None), None),
                      timeout_s)
        except BaseException:
            for process in started.values():
                process.kill()
                process.wait(SIGNALLED_S)
            raise

    def complaint(self, brokers, whole=True):
        """What these brokers, asked over the protocol, still lack; "" when they are ready for clients."""
        everyone = {broker.id for broker in self.brokers} if whole else set()
        for broker in brokers:
            try:
                seen = protocol.metadata(broker.port, PATIENCE_S)
                missing = (everyone | {broker.id}) - set(seen.brokers)
                if seen.brokers.get(broker.id) not in (None, ("127.0.0.1", broker.port)):
                    return f"{broker.address} is not broker {broker.id}"
                if missing:
                    return f"broker {broker.id} does not see broker {min(missing)}"
                waiting = [part for part in seen.partitions
                           if part.leader < 0 or whole and set(part.in_sync) != set(part.replicas)]
                if whole and waiting:
                    return f"partition {waiting[0].index} of {waiting[0].topic} is not in sync everywhere"
                if protocol.controller(broker.port, PATIENCE_S) is None:
                    return "no controller is elected"
            except protocol.Unanswered as error:
                return f"broker {broker.id} at {broker.address} does not answer: {error}"
        return ""

    def look(self):
        """What is to be seen of the cluster, for status: JSON's types only. The first that answers is believed."""
        states = {broker.id: broker.state() for broker in self.brokers}
        seen, controller = None, None
        for broker in self.brokers:
            with contextlib.suppress(protocol.Unanswered):
                if states[broker.id] == "running":
                    seen = seen or protocol.metadata(broker.port, PATIENCE_S)
                    controller = controller or protocol.controller(broker.port, PATIENCE_S)
        amiss = [f"broker {id} is {state}" for id, state in states.items() if state != "running"]
        if not seen:
            amiss.append("no broker answers")
        else:
            amiss += [f"broker {id} takes no part yet" for id, state in states.items()
                      if state == "running" and id not in seen.brokers]
            leaderless = [part for part in seen.partitions if part.leader < 0]
            behind = [part for part in seen.partitions if set(part.in_sync) != set(part.replicas)]
            if leaderless:
                amiss.append(f"{len(leaderless)} of {len(seen.partitions)} partitions have no leader")
            if behind:
                amiss.append(f"{len(behind)} of {len(seen.partitions)} partitions lack copies in sync")
            if not controller:
                amiss.append("no controller is elected")
        return {"cluster": self.id, "bootstrap": self.bootstrap, "controller": controller,
                "brokers": [{"id": broker.id, "state": states[broker.id], "pid": broker.pid, "address": broker.address}
                            for broker in self.brokers],
                "partitions": len(seen.partitions) if seen else None,
                "in_sync": seen is not None and not behind, "whole": bool(self.brokers) and not amiss, "amiss": amiss}

    def end(self, brokers, timeout_s, signal_number=signal.SIGTERM):
        """Ends these brokers; [(broker, "ended" | "killed" | "down")]. Those that are paused go on first, to end."""
        with contextlib.ExitStack() as stack:
            running, results = [], []
            for broker in brokers:
                try:
                    running.append((broker, stack.enter_context(broker.process())))
                except ProcessLookupError:
                    results.append((broker, "down"))
            for _, process in running:
                process.send(signal_number)
                process.send(signal.SIGCONT)
            began = time.monotonic()
            while running:
                for broker, process in list(running):
                    if process.ended(PAUSE_S):
                        running.remove((broker, process))
                        results.append((broker, "killed" if signal_number == signal.SIGKILL else "ended"))
                # Without a majority of controllers the last ones wait for leave to go that nobody can give.
                left = sum(broker.state() == "running" for broker in self.brokers)
                patience_s = min(timeout_s, ALONE_S) if 2 * left <= len(self.brokers) else timeout_s
                if time.monotonic() - began > patience_s:
                    break
            for broker, process in running:
                process.send(signal.SIGKILL)
                if not process.ended(SIGNALLED_S):
                    raise Trouble(f"process {process.pid} (broker {broker.id}) does not end even by SIGKILL")
                results.append((broker, "killed"))
            return results

    def empty(self):
        """Removes what is ours from the folder, and the folder if nothing else is in it."""
        for broker in self.brokers:
            shutil.rmtree(broker.folder, ignore_errors=True)
        self.state_file.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.data.rmdir()
        self.id, self.settings, self.brokers = "", {}, []


def last_lines(text, count=20):
    return "\n".join("    " + line for line in text.splitlines()[-count:])


def remedy(text):
    return next((f": {advice}." for words, advice in REMEDIES if words in text), ".")


def why_it_ended(broker):
    """The message for a broker that ended instead of becoming ready."""
    texts = [path.read_text(errors="replace") for path in (broker.folder / "console.log", broker.folder / "broker.log")
             if path.exists()]
    return (f"broker {broker.id} ended at once{remedy(''.join(texts))} The end of {broker.folder}/broker.log:\n" +
            last_lines("\n".join(texts)))


def make_archive():
    """Makes the archive of Kafka's classes by running a broker once, where it is not there yet."""
    shared = jars.archive()
    if shared.exists():
        return
    with jars.locked(jars.STORE / "lock", jars.FETCHING_S):
        if shared.exists():
            return
        started = time.monotonic()
        say("preparing Kafka's classes for quick starts (once)")
        with tempfile.TemporaryDirectory() as folder:
            made = pathlib.Path(folder) / "classes.jsa"
            cluster = Cluster(pathlib.Path(folder) / "data")
            cluster.heap = "512m"
            try:
                cluster.create(1)
                cluster.choose_ports(0)
                cluster.start(cluster.brokers, 120, [f"-XX:ArchiveClassesAtExit={made}", "-Xlog:cds=off",
                                                     "-Xlog:cds+dynamic=off"])
            finally:
                cluster.end(cluster.brokers, 120)
            if made.exists():
                # Copied under another name first: who starts meanwhile sees all of it or nothing.
                half = shared.with_suffix(f".{os.getpid()}")
                shutil.copyfile(made, half)
                half.replace(shared)
                say(f"prepared in {time.monotonic() - started:.1f} s")
            else:
                say("this Java makes no archive of classes; brokers start slower")
