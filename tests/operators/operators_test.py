"""What operators see: /metrics of a praksisd with the sample year, its rules and its board in a real Prometheus, its lines of
JSON, and a trace followed from a request to the read models.

Usage: operators_test.py BIN_DIRECTORY, with the Python of tests/deploy/tools.py. Ends with "N passed, N failed".
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "lib")]

import yaml

import metrics
from board import check_board
from checks import Checks
from praksisd import Praksisd, new_event_id, services_of_the_contract
from prometheus import Prometheus, check_answers

BINARIES = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) == 2 else sys.exit(__doc__)
WAIT = 60
CASES = 200
SECRET = "Nobody may read this in a log"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
UNSAMPLED = "5cf92f3577b34da6a3ce929d0e0e4736"
check = Checks()


def promtool(*words, **options):
    return subprocess.run([metrics.tool("promtool"), *map(str, words)], capture_output=True, text=True, timeout=WAIT, **options)


def complaints(done):
    return (done.stdout + done.stderr).splitlines() if done.returncode else []


def until(condition, what):
    """The first true thing that `condition` gives."""
    deadline = time.monotonic() + WAIT
    while not (found := condition()):
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)
    return found


def check_rules():
    check("promtool has nothing against the rules",
          complaints(promtool("check", "rules", metrics.PROMETHEUS / "recording.yml", metrics.PROMETHEUS / "alerts.yml")))
    check("promtool has nothing against the configuration",
          complaints(promtool("check", "config", metrics.PROMETHEUS / "prometheus.yml")))
    check("alerts fire when they should and rest when all is well",
          complaints(promtool("test", "rules", metrics.PROMETHEUS / "alerts_test.yml")))
    alerts = [rule for _, rule in metrics.rules() if "alert" in rule]
    check("every alert says what to do", [rule["alert"] for rule in alerts if len(rule["annotations"].get("runbook", "")) < 40
                                          or not rule["annotations"].get("summary") or "severity" not in rule["labels"]])
    # An alert that never fires, or always does, must be noticed.
    unnoticed = []
    with tempfile.TemporaryDirectory(prefix="praksis-rules-") as temporary:
        folder = pathlib.Path(temporary)
        for name in ("recording.yml", "alerts_test.yml"):
            (folder / name).write_text((metrics.PROMETHEUS / name).read_text())
        for number, rule in enumerate(alerts):
            for what, expression in (("never fires", "vector(0) > 1"), ("always fires", "vector(1)")):
                broken = yaml.safe_load((metrics.PROMETHEUS / "alerts.yml").read_text())
                broken["groups"][0]["rules"][number]["expr"] = expression
                (folder / "alerts.yml").write_text(yaml.safe_dump(broken))
                if promtool("test", "rules", folder / "alerts_test.yml").returncode == 0:
                    unnoticed.append(f"{rule['alert']} that {what}")
    check("the alerts' tests notice an alert that never or always fires", unnoticed)


def load_sample(server):
    done = subprocess.run([BINARIES / "praksis", "--server", server.address, "--json", "sample", "--cases", str(CASES),
                           "--seed", "1", "--record"], capture_output=True, text=True, timeout=10 * WAIT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def check_page(address, loaded):
    status, headers, text = metrics.fetch(address, "/metrics")
    check("/metrics is Prometheus' text", [] if status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4")
          else [status, headers["Content-Type"]])
    check("promtool has nothing against /metrics", complaints(promtool("check", "metrics", input=text)))
    page = metrics.Page(text)
    check("rules and board name only what is exported", metrics.missing([page], kafka=False))
    unmissed = [name for name in sorted(page.names & set().union(*metrics.asked_for().values()))
                if not metrics.missing([metrics.Page(re.sub(rf"^{name}\b.*\n", "", text, flags=re.M))], kafka=False)]
    check("a metric that rules or board ask for is missed where it is not exported", unmissed)
    recorded = page.sum("praksis_recorder_facts_total", result="recorded")
    check("facts are counted as the loader counted them", [] if recorded == loaded["recorded"] else [recorded, loaded])
    check("repeats are counted as the loader counted them",
          [] if page.sum("praksis_recorder_facts_total", result="repeated") == loaded["repeatsAsIntended"] else [loaded])
    refused = page.sum("praksis_rpc_refusals_total", method="praksis.v1.Journal/RecordMany")
    check("refusals are counted as the loader counted them", [] if refused == loaded["refusedAsIntended"] else [refused, loaded])
    batches, in_batches = page.sum("praksis_recorder_batch_records_count"), page.sum("praksis_recorder_batch_records_sum")
    check("batches have all facts", [] if in_batches == recorded and batches and batches <= recorded else [batches, in_batches])
    check("the log has all facts", [] if page.sum("praksis_log_records_total") == recorded ==
          page.sum("praksis_log_end_offset") else [page.sum("praksis_log_end_offset")])
    check("read models have all facts", [] if page.sum("praksis_projection_events_total") == recorded else
          [page.sum("praksis_projection_events_total")])
    wrong = [f"{name} {value}" for name, value in (
        ("praksis_projection_lag_events", 0), ("praksis_projection_lag_seconds", 0), ("praksis_projection_stopped", 0),
        ("praksis_log_healthy", 1), ("praksis_service_serving", len(services_of_the_contract())), ("praksis_recorder_partition_owned", 4),
        ("praksis_recorder_queued_facts", 0), ("praksis_feed_subscribers", 0), ("praksis_build_info", 1))
        if page.sum(name) != value]
    check("a praksisd with nothing to do says so", wrong)
    check("memory, files and disk are those of a process", [name for name, least in (
        ("process_resident_memory_bytes", 1e7), ("process_open_fds", 10), ("process_threads", 5),
        ("praksis_disk_free_bytes", 1e6), ("praksis_store_block_cache_capacity_bytes", 1e6),
        ("praksis_store_written_bytes_total", 1e5)) if not (page.sum(name) or 0) > least])


def check_labels(page):
    """Labels are bounded, and have nothing that a client wrote."""
    check("there are not too many series", [] if len(page.samples) < 2500 else [len(page.samples)])
    values = {value for _, labels, _ in page.samples for value in labels.values()}
    check("no label tells of a case, a person or a municipality",
          [value for value in values if re.search(r"case/|sample-|DK-|SE-|\b[0-9a-f]{8}-[0-9a-f]{4}-", value)])


def fact(stream, **more):
    return {"event": {"eventId": new_event_id(), "stream": stream, "occurredAt": {"date": {"date": "2025-03-03"}},
                      "municipality": "DK-360", "actor": {"id": "cw-17", "role": "CASEWORKER"}, **more}}


def record(address, body, headers=None):
    return metrics.fetch(address, "/praksis.v1.Journal/Record",
                         {"Content-Type": "application/json", **(headers or {})}, json.dumps(body).encode())


OPENED = {"caseOpened": {"personRef": SECRET, "targetGroup": "ACTIVITY_READY", "openedOn": "2025-03-03"}}


def reason_of(answer):
    """Of a refusal in the Connect protocol."""
    return next(detail["debug"]["reason"] for detail in json.loads(answer)["details"]
                if detail["type"].endswith("google.rpc.ErrorInfo"))


def check_counts(address):
    """A refused call and one that is not are counted, each once."""
    before = metrics.Page.of(address)
    assert record(address, fact("case/operators-1", **OPENED))[0] == 200
    status, _, answer = record(address, fact("case/operators-1", **OPENED))
    assert status != 200, answer
    # Over HTTP an answer is counted when all of it has been sent.
    after = until(lambda: (page := metrics.Page.of(address)).sum("praksis_http_requests_total", status="4xx") and page,
                  "the refused request's count")

    def grown(name, **labels):
        return (after.sum(name, **labels) or 0) - (before.sum(name, **labels) or 0)

    method = "praksis.v1.Journal/Record"
    reason = reason_of(answer)
    check("a call that went well is counted with its time", [] if grown("praksis_rpc_requests_total", method=method, code="OK") == 1
          and grown("praksis_rpc_duration_seconds_count", method=method, code="OK") == 1 else
          [labels for name, labels, _ in after.samples if name == "praksis_rpc_requests_total" and labels["method"] == method])
    check("a refused call is counted by code and reason", [] if grown("praksis_rpc_requests_total", method=method) == 2 and
          grown("praksis_rpc_refusals_total", method=method, reason=reason) == 1 else [reason])
    check("requests over HTTP are counted", [] if grown("praksis_http_requests_total", status="4xx") == 1 else
          [grown("praksis_http_requests_total", status="4xx")])


def lines_of(server):
    """The lines of its log as JSON; those that are none as they are."""
    lines = []
    for line in server.log.read_text().splitlines():
        try:
            lines.append(json.loads(line))
        except json.JSONDecodeError:
            lines.append(line)
    return lines


def find(server, **fields):
    return [line for line in lines_of(server) if isinstance(line, dict) and all(line.get(k) == v for k, v in fields.items())]


def check_lines(server, address):
    ended = record(address, fact("case/operators-2", **OPENED),
                   {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "x-correlation-id": "order-66"})
    assert ended[0] == 200, ended
    [traced] = until(lambda: find(server, message="call traced", trace_id=TRACE), "the call's line")
    check("a traced call has a line of its own", [] if traced["method"] == "praksis.v1.Journal/Record" and
          traced["code"] == "OK" and traced["correlation_id"] == "order-66" and float(traced["took_ms"]) > 0 else [traced])
    [projected] = until(lambda: find(server, message="event projected", trace_id=TRACE), "the projection's line")
    check("the trace is followed to the read models", [] if projected["projection"] and
          projected["partition"].isdigit() and projected["offset"].isdigit() else [projected])
    record(address, fact("case/operators-3", **OPENED), {"traceparent": f"00-{UNSAMPLED}-00f067aa0ba902b7-00"})
    refused = record(address, fact("case/operators-2", **OPENED), {"x-correlation-id": "order-67"})
    assert refused[0] != 200
    [line] = until(lambda: find(server, message="call refused", correlation_id="order-67"), "the refusal's line")
    code = json.loads(refused[2])["code"]
    check("a refused call has a line with code and reason", [] if line["level"] == "debug" and
          line["code"].lower() == code and line["reason"] == reason_of(refused[2]) and "trace_id" not in line else [line])
    check("a trace that nobody records is not written down", find(server, trace_id=UNSAMPLED))


def check_all_lines(server):
    lines = lines_of(server)
    check("every line is JSON with time, level, program and message", [line for line in lines if not isinstance(line, dict) or
          set(line) < {"time", "level", "program", "message"} or line["program"] != "praksisd" or
          not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])] if len(lines) > 5 else [lines])
    text = server.log.read_text()
    check("no line has anything of what was asked or recorded", [word for word in (SECRET, "operators-1", "operators-2", "cw-17",
                                                                                   "DK-360") if word in text])


def probe(address):
    check("/healthz and /readyz say that all is well",
          [answer for answer in (metrics.fetch(address, "/healthz"), metrics.fetch(address, "/readyz"))
           if answer[0] != 200] if metrics.fetch(address, "/readyz")[2] == "ready\n" else ["not ready"])
    answers = [metrics.fetch(address, "/")[0], record(address, fact("case/operators-9", **OPENED))[0],
               metrics.fetch(address, "/praksis.v1.History/GetCase?connect=v1&encoding=json&message={}")[0]]
    check("nothing else is served where only operators' pages are", [] if answers == [404, 413, 404] else answers)


def use(pages):
    """Of everything that the board counts a little: facts, refusals, figures, rows that are no longer in memory."""
    stream = f"case/used-{new_event_id()}"
    for _ in range(2):
        record(pages, fact(stream, **OPENED))
    metrics.fetch(pages, "/figures/funnel.json")
    metrics.fetch(pages, "/praksis.v1.History/ListEvents", {"Content-Type": "application/json"}, b'{"pageSize": 1000}')
    time.sleep(0.2)


def addresses(server, start):
    """Of its pages, and of the operators' pages alone, of its `start`th start."""
    def of(pattern):
        return until(lambda: re.findall(pattern, server.log.read_text())[start - 1:], pattern)[0]

    return of(r"Connect JSON at http://([\d.:]+)/"), of(r"/readyz at http://([\d.:]+)/")


def main():
    check_rules()
    check_board(check, complaints, promtool)
    with tempfile.TemporaryDirectory(prefix="praksis-pages-") as folder:
        server = Praksisd(BINARIES, folder, "--metrics", "127.0.0.1:0", "--log-format", "json", "--log-level", "debug",
                          http="127.0.0.1:0")
        with server:
            pages, alone = addresses(server, 1)
            loaded = load_sample(server)
            until(lambda: metrics.Page.of(alone).sum("praksis_projection_lag_events") == 0, "the read models")
            check_page(alone, loaded)
            check_counts(pages)
            check_lines(server, pages)
            check_labels(metrics.Page.of(pages))
            probe(alone)
        # After a restart rows are in files.
        with server, tempfile.TemporaryDirectory(prefix="praksis-prometheus-") as scraped:
            pages, alone = addresses(server, 2)
            with Prometheus(scraped, [alone]) as prometheus:
                check_answers(check, prometheus, kafka=False, use=lambda: use(pages))
        check_all_lines(server)
    return check.report()


sys.exit(main())
