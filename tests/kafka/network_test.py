"""praksisd behind a network that fails where it hurts: between a transaction's end and the answer to it, and before it
owns what it is to own.

Usage: network_test.py BIN_DIRECTORY [--only PART]. Starts a broker of its own. Ends with "N passed, N failed".
"""

import argparse
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

from deployment import NOT_SERVING, SERVING, Deployment, events_of, health

from load import Flood, Load
from proxy import END_TXN, INIT_PRODUCER_ID, Fault, Proxy, proxied_cluster
from recording_load import Checks, allow_forwarded_repeats, check_promises, everything

LIMIT = 60  # seconds without an acknowledgement for a client that no fault may take, however busy the machine is
# Longer than a recorder waits for the end of a transaction, ten seconds.
UNCLEAR = 12
# Seconds without a network; longer than others wait for a recorder, six.
AWAY = 8
# Seconds for which a server that is not ready is asked whether it is; by then one that does not know would have said so.
LOOKED_FOR = 4
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


def ready_as_told(deployment, server, ready):
    """What the three ways of asking say that should not; `ready`: what they should."""
    told = health(server, "praksis.v1.Journal")
    try:
        page = urllib.request.urlopen(f"{server.url}/readyz", timeout=10).status
    except urllib.error.HTTPError as error:
        page = error.code
    status = deployment.praksis("--server", server.address, "status").returncode
    expected = (SERVING, 200, 0) if ready else (NOT_SERVING, 503, 1)
    return [] if (told, page, status) == expected else [told, page, status]


def comes_to_be_ready(deployment, server):
    return [] if wait_for(lambda: not ready_as_told(deployment, server, True)) else ready_as_told(deployment, server, True)


def never_ready_while_kept(deployment, proxy, server, topic):
    """Of a server that is given the topic's partitions and cannot own them, as its requests are kept: what it says wrongly."""
    given = wait_for(lambda: set(deployment.owners(topic).values()) == {server.address} and
                     proxy.kept[INIT_PRODUCER_ID] > 0)
    told = [] if given else ["was never given its partitions", deployment.owners(topic), dict(proxy.kept)]
    until = time.monotonic() + LOOKED_FOR
    while not told and time.monotonic() < until:
        told = ready_as_told(deployment, server, False)
    return told


def ready(deployment, proxy):
    """A recorder is ready once it owns what it is given, or has heard that others own all."""
    topic = deployment.make_topic("ready", 2)
    alone = deployment.program("praksisd", topic, "alone", bootstrap=proxy.address, http="127.0.0.1:0")
    with proxy.holding(INIT_PRODUCER_ID):
        alone.start()
        check("alone, and not the owner of its partitions yet, it is not ready",
              never_ready_while_kept(deployment, proxy, alone, topic))
    check("it is ready when it is", comes_to_be_ready(deployment, alone))
    with proxy.holding(INIT_PRODUCER_ID):
        alone.kill()
        alone.http = alone.url.removeprefix("http://")
        alone.http_arguments = ("--http", alone.http)
        alone.start()
        # Until then the brokers give the partitions to the one that was killed, who has the same address.
        check("started again after kill -9, it is not ready before it owns them again",
              never_ready_while_kept(deployment, proxy, alone, topic))
    check("then it is", comes_to_be_ready(deployment, alone))
    check("praksisd stops gracefully", [] if alone.stop() == 0 else [alone.process.returncode])

    topic = deployment.make_topic("ready-beside", 1)
    with deployment.program("praksisd", topic, "owner") as owner:
        deployment.wait_until_shared(topic, [owner])
        beside = deployment.program("praksisd", topic, "beside-owner", bootstrap=proxy.address, http="127.0.0.1:0")
        with proxy.holding(INIT_PRODUCER_ID):
            with beside:
                check("one that is to own nothing, as another owns all, is ready", comes_to_be_ready(deployment, beside))
                with Load(beside) as load:
                    load.go_on()
                    check("and its clients are served, by the other",
                          [] if load.told() > 0 and set(deployment.owners(topic).values()) == {owner.address} else [load.told()])


PARTS = {"unclear": unclear, "lost": lost, "ready": ready}


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
