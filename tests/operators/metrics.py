"""What a server shows at /metrics, and which metrics the rules and the board ask for."""

import json
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/deploy"))
import tools  # noqa: E402

PROMETHEUS = ROOT / "deploy/prometheus"
BOARD = ROOT / "deploy/grafana/praksis.json"
TOOLS = tools.FOLDER / "prometheus"
SAMPLE = re.compile(r'^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
# What Prometheus itself makes of every scrape and rule.
PROMETHEUS_OWN = {"up", "ALERTS"}


def tool(name):
    """Path of "promtool" or "prometheus": the system's, or that of the distribution's package, taken out of it without
    installing a server."""
    if found := shutil.which(name):
        return found
    path = TOOLS / "usr/bin" / name
    if not path.exists():
        TOOLS.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "-qq", "prometheus"], cwd=TOOLS, check=True)
        [package] = TOOLS.glob("prometheus_*.deb")
        subprocess.run(["dpkg-deb", "--extract", str(package), str(TOOLS)], check=True)
        package.unlink()
    return str(path)


def fetch(address, path, headers=None, body=None):
    """(status, headers, text) of a GET, or of a POST where there is a body."""
    request = urllib.request.Request(f"http://{address}{path}", data=body, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


class Page:
    """What /metrics says at one moment."""

    def __init__(self, text):
        self.text = text
        self.samples = []
        for line in text.splitlines():
            if line and not line.startswith("#"):
                name, labels, value = SAMPLE.match(line).groups()
                self.samples.append((name, dict(LABEL.findall(labels or "")), float(value)))
        self.names = {name for name, _, _ in self.samples}

    @classmethod
    def of(cls, address):
        return cls(fetch(address, "/metrics")[2])

    def sum(self, name, **labels):
        """Of all series of the metric with these labels; nothing where there is none."""
        values = [value for each, has, value in self.samples
                  if each == name and all(has.get(label) == wanted for label, wanted in labels.items())]
        return sum(values) if values else None

    def labels(self, name):
        """The values of each label of the metric."""
        found = {}
        for each, has, _ in self.samples:
            if each == name:
                for label, value in has.items():
                    found.setdefault(label, set()).add(value)
        return found


def names_in(expression):
    """The metrics that a PromQL expression asks for."""
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', expression)
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", bare)
    bare = re.sub(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", "", bare)
    words = re.findall(r"(?<![\w:$.])([a-zA-Z_:][\w:]*)(?!\s*\()", bare)
    return {word for word in words if re.match(r"praksis[:_]|process_|up$", word)}


def rules():
    """[(file, rule)] of deploy/prometheus, as promtool reads YAML, too."""
    return [(path.name, rule) for path in sorted(PROMETHEUS.glob("*.yml")) if path.name in ("alerts.yml", "recording.yml")
            for group in yaml.safe_load(path.read_text())["groups"] for rule in group["rules"]]


def board_expressions():
    """[(panel, expression)] of the board, those of its variables among them."""
    board = json.loads(BOARD.read_text())
    found = [(panel["title"], target["expr"]) for panel in board["panels"] for target in panel.get("targets", [])]
    return found + [(f"${variable['name']}", variable["definition"]) for variable in board["templating"]["list"]
                    if variable["type"] == "query"]


def asked_for():
    """{place: metrics} of every rule and every query of the board, but for what the rules record themselves."""
    recorded = {rule["record"] for _, rule in rules() if "record" in rule}
    places = {f"{file}: {rule.get('alert') or rule['record']}": names_in(str(rule["expr"])) for file, rule in rules()}
    for panel, expression in board_expressions():
        places.setdefault(f"board: {panel}", set()).update(names_in(expression))
    return {place: names - recorded - PROMETHEUS_OWN for place, names in places.items()}


def missing(pages, kafka):
    """What rules and board ask for and no page has. `kafka`: of Kafka's part, else of all else."""
    exported = set().union(*(page.names for page in pages))
    return [f"{place}: {name}" for place, names in asked_for().items() for name in sorted(names - exported)
            if name.startswith(("praksis_kafka_", "praksis_relay_")) == kafka]
