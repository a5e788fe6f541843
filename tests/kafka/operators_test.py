"""What operators see where the log is on Kafka: what the clients tell of the brokers, that it shows when they are away, and a
trace followed from a request through the topic to another process's read models.

Usage: operators_test.py BIN_DIRECTORY, with the Python of tests/lib/run.py. Starts a broker of its own. Ends with
"N passed, N failed".
"""

import json
import pathlib
import re
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "operators"))

import metrics
from checks import Checks
from cluster import Cluster
from deployment import WAIT, Deployment
from praksisd import new_event_id
from prometheus import Prometheus, check_answers

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
check = Checks()


def until(condition, what):
    deadline = time.monotonic() + WAIT
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.2)
    return found


def operators_address(server):
    return until(lambda: re.search(r"/readyz at http://([\d.:]+)/", server.log.read_text()), "its pages")[1]


def connect_address(server):
    return until(lambda: re.search(r"Connect JSON at http://([\d.:]+)/", server.log.read_text()), "its gateway")[1]


def find(server, **fields):
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    return [line for line in lines if all(line.get(name) == value for name, value in fields.items())]


def record(address, trace_parent=None):
    fact = {"event": {"eventId": new_event_id(), "stream": f"case/operators-{new_event_id()}",
                      "occurredAt": {"date": {"date": "2025-03-03"}}, "municipality": "DK-360",
                      "actor": {"id": "cw-17", "role": "CASEWORKER"},
                      "caseOpened": {"personRef": "p-1", "targetGroup": "ACTIVITY_READY", "openedOn": "2025-03-03"}}}
    headers = {"Content-Type": "application/json", **({"traceparent": trace_parent} if trace_parent else {})}
    status, _, answer = metrics.fetch(address, "/praksis.v1.Journal/Record", headers, json.dumps(fact).encode())
    assert status == 200, answer


def check_board(writer):
    """There is something in every panel of Kafka; tests/operators looks at the others."""
    address = connect_address(writer)
    headers = {"Content-Type": "application/json"}

    def use():
        record(address)
        metrics.fetch(address, "/praksis.v1.Journal/Record", headers, b'{"event": {}}')  # refused
        metrics.fetch(address, "/figures/funnel.json")
        time.sleep(0.5)

    with tempfile.TemporaryDirectory(prefix="praksis-prometheus-") as folder, \
            Prometheus(folder, [operators_address(writer)]) as prometheus:
        check_answers(check, prometheus, kafka=True, use=use)


def check_trace(writer, reader):
    record(connect_address(writer), f"00-{TRACE}-00f067aa0ba902b7-01")
    [call] = until(lambda: find(writer, message="call traced", trace_id=TRACE), "the call's line")
    [ours] = until(lambda: find(writer, message="event projected", trace_id=TRACE), "the writer's own projection")
    [theirs] = until(lambda: find(reader, message="event projected", trace_id=TRACE), "the other process's projection")
    check("a trace is followed through the topic to another process",
          [] if call["program"] == "praksisd" and theirs["program"] == "praksis-history" and
          (ours["partition"], ours["offset"]) == (theirs["partition"], theirs["offset"]) else [call, ours, theirs])


def check_page(writer, reader):
    address = operators_address(writer)
    # Clients tell of themselves every ten seconds.
    page = until(lambda: (page := metrics.Page.of(address)).sum("praksis_kafka_clients", client="writer") == 8 and page,
                 "two writers for each of four partitions")
    check("rules and board name only what is exported", metrics.missing([page], kafka=True))
    wrong = [f"{name} {labels}: {page.sum(name, **labels)}" for name, labels, fits in (
        ("praksis_kafka_clients", {"client": "reader"}, lambda value: value == 2),
        ("praksis_kafka_broker_connections", {"client": "writer"}, lambda value: value >= 8),
        ("praksis_kafka_broker_requests_total", {"client": "writer"}, lambda value: value > 8),
        ("praksis_kafka_transactions", {}, lambda value: value == 8),
        ("praksis_recorder_partition_owned", {}, lambda value: value == 4),
        ("praksis_relay_waiting_facts", {}, lambda value: value == 0)) if not fits(page.sum(name, **labels) or 0)]
    check("the clients tell of the broker", wrong)
    other = metrics.Page.of(operators_address(reader))
    check("a program that records nothing says nothing of recording",
          [name for name in other.names if name.startswith(("praksis_recorder_", "praksis_relay_", "praksis_feed_"))] or
          ([] if other.sum("praksis_service_serving") == 2 else [other.text]))


def check_away(cluster, writer):
    address = operators_address(writer)
    cluster.kill(1)
    status, text = until(lambda: (answer := metrics.fetch(address, "/readyz"))[0] == 503 and (answer[0], answer[2]), "/readyz")
    check("/readyz says what is missing while the broker is away", [] if "praksis.v1.Journal" in text else [text])
    check("/healthz stays: there is nothing to restart", [] if metrics.fetch(address, "/healthz")[0] == 200 else ["not alive"])
    page = until(lambda: (page := metrics.Page.of(address)).sum("praksis_kafka_broker_connections") == 0 and page,
                 "connections that are down")
    check("the log is unhealthy, and the Journal does not serve", [] if page.sum("praksis_log_healthy") == 0 and
          page.sum("praksis_service_serving", service="praksis.v1.Journal") == 0 else [page.sum("praksis_log_healthy")])
    cluster.start(1)
    until(lambda: metrics.fetch(address, "/readyz")[0] == 200, "being ready again")
    page = metrics.Page.of(address)
    check("all is well when it is back", [] if page.sum("praksis_log_healthy") == 1 else [page.sum("praksis_log_healthy")])


def main():
    with Cluster() as cluster, tempfile.TemporaryDirectory(prefix="praksis-operators-") as folder:
        deployment = Deployment(sys.argv[1], cluster, folder)
        topic = deployment.make_topic("facts")
        options = ["--metrics", "127.0.0.1:0", "--log-format", "json", "--log-level", "debug"]
        writer = deployment.program("praksisd", topic, "writer", *options, http="127.0.0.1:0")
        reader = deployment.program("praksis-history", topic, "reader", *options)
        with writer, reader:
            check_trace(writer, reader)
            check_page(writer, reader)
            check_board(writer)
            check_away(cluster, writer)
    return check.report()


sys.exit(main())
