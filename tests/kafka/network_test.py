"""praksisd behind a network that fails where it hurts: between a transaction's end and the answer to it.

Usage: network_test.py BIN_DIRECTORY [--only PART]. Starts a broker of its own. Ends with "N passed, N failed".
"""

import argparse
import sys
import tempfile
import threading
import time

from deployment import Deployment, events_of

from load import Flood, Load
from proxy import END_TXN, INIT_PRODUCER_ID, Fault, Proxy, proxied_cluster
from recording_load import Checks, allow_forwarded_repeats, check_promises, everything

LIMIT = 60  # seconds without an acknowledgement for a client that no fault may take, however busy the machine is
# Longer than a recorder waits for the end of a transaction, ten seconds.
UNCLEAR = 12
# Seconds without a network; longer than others wait for a recorder, six.
AWAY = 8
ENDED = "EndTxn"
# What becomes of EndTxn, and until when: for most until a producer has been given up for another.
GIVEN_UP = "InitProducerId"
FAULTS = {
    "the answer comes after nobody waits for it": (Fault("answer", late_s=(UNCLEAR, UNCLEAR)), GIVEN_UP, 1),
    "the connection is cut instead of the answer": (Fault("answer", cut=True, share=0.3), "EndTxn hit", 8),
    "the request comes late, after it was sent again": (Fault("request", late_s=(0, 0.5), cut=True, share=0.3),
                                                        "late EndTxn that met a later transaction", 2),
    "the request comes after nobody waits for it": (Fault("request", late_s=(10.2, 14)), GIVEN_UP, 1),
}
check = Checks()


def counted(proxy):
    with proxy.lock:
        return {ENDED: proxy.seen[END_TXN], "EndTxn hit": proxy.hit, "late EndTxn that met a later transaction": proxy.met,
                GIVEN_UP: proxy.seen[INIT_PRODUCER_ID], "errors to late EndTxn": dict(proxy.late)}


def wait_for(condition):
    """Whether it holds within the limit."""
    deadline = time.monotonic() + LIMIT
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def unclear(deployment, proxy):
    """Whether a transaction was committed is not told, or told late, or asked for late."""
    topic = deployment.make_topic("unclear")
    with deployment.server(topic, "unclear", proxy.address) as server:
        stop = threading.Event()
        patient = Flood(100, server.address, stop, window=20, deadline_s=LIMIT)
        with Load(server) as load:
            patient.start()
            load.go_on()
            for name, (fault, what, wanted) in FAULTS.items():
                began = time.monotonic()
                with proxy.failing(fault):
                    happened = wait_for(lambda what=what, wanted=wanted: counted(proxy)[what] >= wanted)
                nobody, anyone = load.go_on(began)
                if fault.where == "request":  # the last ones arrive, too
                    wait_for(lambda: sum(counted(proxy)["errors to late EndTxn"].values()) == proxy.hit)
                print(f"{name}: {counted(proxy)}; nothing acknowledged for {nobody:.1f} s, a client waited for {anyone:.1f} s",
                      flush=True)
                check(f"{name}: it happened", [] if happened else [counted(proxy)])
                check(f"{name}: clients are served again", [] if anyone < LIMIT else [anyone])
            stop.set()
            patient.join(2 * LIMIT)
        print(f"{load.told()} facts acknowledged, {load.retried()} sent again; {len(patient.sent)} sent by who waits for {LIMIT} s",
              flush=True)
        check("who waits long enough is told what became of each fact, and each is recorded",
              [] if set(patient.answers) == {"OK"} and len(patient.told) == len(patient.sent) > 100 else [patient.answers])
        check_promises(check, [*load.clients, patient], events_of(deployment.consumed(topic)))
        check("praksisd stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
    check("the log is whole and the read models equal a rebuild", deployment.verify(server))


def lost(deployment, proxy):
    """A recorder loses its network, others take over; then all that it had sent arrives."""
    topic = deployment.make_topic("lost")
    with deployment.server(topic, "behind", proxy.address) as behind, deployment.server(topic, "beside") as beside:
        with Load(behind) as ours, Load(beside, first=10) as others:
            others.go_on()
            shared = counted(proxy)[ENDED]
            ours.go_on()
            check("both record", [] if counted(proxy)[ENDED] > shared else [counted(proxy)])
            before = counted(proxy)[GIVEN_UP]
            began = time.monotonic()
            with proxy.lost():
                nobody, anyone = others.go_on(began)
                print(f"without its network: by way of the other recorder nothing was acknowledged for {nobody:.1f} s, a client "
                      f"waited for {anyone:.1f} s", flush=True)
                check("clients of the other recorder are served meanwhile", [] if anyone < LIMIT else [anyone])
                wait_for(lambda: time.monotonic() - began > AWAY)
                away = time.monotonic() - began
            back = time.monotonic()
            nobody, anyone = ours.go_on(began)
            print(f"back after {away:.1f} s: its own clients were acknowledged nothing for {nobody:.1f} s, all of them were served "
                  f"{time.monotonic() - back:.1f} s after it was back", flush=True)
            check("its own clients are served again", [] if anyone < LIMIT else [anyone])
            check("and it owns partitions again", [] if wait_for(lambda: counted(proxy)[GIVEN_UP] > before) else [counted(proxy)])
            others.go_on()
            ours.go_on()
        clients = ours.clients + others.clients
        allow_forwarded_repeats(clients)
        print(f"{ours.told()} and {others.told()} facts acknowledged, {ours.retried() + others.retried()} sent again", flush=True)
        events = events_of(deployment.consumed(topic))
        check_promises(check, clients, events)
        there = sorted((event.event_id, event.version) for event in events)
        for server in (behind, beside):
            check("what it gives to subscribers is what is in the topic",
                  [] if sorted((event.event_id, event.version) for event in everything(server.address)) == there else [len(there)])
        for server in (behind, beside):
            check("praksisd stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
    for server in (behind, beside):
        check("its copy of the log is whole and the read models equal a rebuild", deployment.verify(server))


PARTS = {"unclear": unclear, "lost": lost}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    parser.add_argument("--only", choices=sorted(PARTS), help="that part alone")
    options = parser.parse_args()
    with (tempfile.TemporaryDirectory(prefix="praksis-network-") as folder, Proxy() as proxy,
          proxied_cluster(proxy) as cluster):
        deployment = Deployment(options.binaries, cluster, folder)
        for name, part in PARTS.items():
            if options.only in (None, name):
                started = time.monotonic()
                part(deployment, proxy)
                print(f"-- {name}: {time.monotonic() - started:.0f} s", flush=True)
    return check.report()


sys.exit(main())
