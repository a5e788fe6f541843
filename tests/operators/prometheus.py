"""A real Prometheus of the tests' own, on loopback, with the rules of deploy/prometheus, and what it answers to the board."""

import json
import math
import pathlib
import re
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import yaml

import metrics

WAIT = 60
LABEL_VALUES = re.compile(r"label_values\((.*), (\w+)\)")


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Prometheus:
    """Scrapes `targets` (["127.0.0.1:9400"]) every second, as the job "praksis". Use as a context."""

    def __init__(self, folder, targets):
        self.folder = pathlib.Path(folder)
        self.address = f"127.0.0.1:{free_port()}"
        (self.folder / "prometheus.yml").write_text(yaml.safe_dump({
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(metrics.PROMETHEUS / name) for name in ("recording.yml", "alerts.yml")],
            "scrape_configs": [{"job_name": "praksis", "static_configs": [{"targets": targets}]}]}))

    def __enter__(self):
        self.log = open(self.folder / "prometheus.log", "w")
        self.process = subprocess.Popen(
            [metrics.tool("prometheus"), f"--config.file={self.folder}/prometheus.yml", f"--storage.tsdb.path={self.folder}/tsdb",
             f"--web.listen-address={self.address}"], stdout=self.log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + WAIT
        while not self.ready():
            assert self.process.poll() is None and time.monotonic() < deadline, (self.folder / "prometheus.log").read_text()[-2000:]
            time.sleep(0.1)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(WAIT)
        self.log.close()

    def ready(self):
        try:
            return metrics.fetch(self.address, "/-/ready")[0] == 200
        except urllib.error.URLError:
            return False

    def ask(self, path, **parameters):
        """`data` of an answer of its API; a RuntimeError with what it complains of."""
        status, _, text = metrics.fetch(self.address, f"/api/v1/{path}?{urllib.parse.urlencode(parameters)}")
        answer = json.loads(text)
        if status != 200 or answer["status"] != "success":
            raise RuntimeError(answer.get("error", text))
        return answer["data"]

    def values(self, expression):
        """Of each series that the expression gives now; what is no number is left out."""
        found = (float(series["value"][1]) for series in self.ask("query", query=expression)["result"])
        return [value for value in found if not math.isnan(value)]

    def label_values(self, label, selector):
        return self.ask(f"label/{label}/values", **{"match[]": selector})

    def rules(self):
        return [rule for group in self.ask("rules")["groups"] for rule in group["rules"]]


def filled_in(expression, instance=".*"):
    """As Grafana asks it, for one job and all programs."""
    return expression.replace("$__rate_interval", "20s").replace("$job", "praksis").replace("$instance", instance)


def of_kafka(expression):
    return any(name.startswith(("praksis_kafka_", "praksis_relay_")) for name in metrics.names_in(expression))


def check_answers(check, prometheus, kafka, use):
    """Every query of the board brings numbers: of Kafka's part with `kafka`, of all others without. `use()` uses the
    programs, again and again until there is something of everything."""
    deadline = time.monotonic() + WAIT
    wanted = {f"{panel}: {expression}": expression for panel, expression in metrics.board_expressions()
              if not panel.startswith("$") and of_kafka(expression) == kafka}
    while wanted and time.monotonic() < deadline:
        use()
        wanted = {place: expression for place, expression in wanted.items() if not prometheus.values(filled_in(expression))}
    check(f"every panel {'of Kafka' if kafka else 'but Kafka'} shows numbers from a Prometheus", list(wanted))
    variables = [expression for panel, expression in metrics.board_expressions() if panel.startswith("$")]
    check("the board's variables have something to choose from", [expression for expression in variables if not
          prometheus.label_values(*reversed(LABEL_VALUES.fullmatch(filled_in(expression)).groups()))])
    check("another program's numbers are not shown", [expression for panel, expression in metrics.board_expressions()
          if "$instance" in expression and not panel.startswith("$") and
          prometheus.values(filled_in(expression, "127.0.0.1:1"))])
    sick = [f"{rule['name']}: {rule.get('lastError')}" for rule in prometheus.rules() if rule["health"] != "ok"]
    check("Prometheus evaluates every rule", sick)
