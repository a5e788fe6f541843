"""What deploy/ has for a real installation, held against the standard tools and against the programs themselves.

Usage: deploy_test.py BIN_DIRECTORY, with the Python of tools.py. Runs nothing of it: there is no container engine, no
Kubernetes and no systemd where tests run. Ends with "N passed, N failed".
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

import chart
import compose
import kafka_image
import tools
from checks import Checks
from programs import EVERYWHERE, OTHERS, ROOT, SERVERS, Programs, commands_in, proto_services
from systemd import unit_problems

DEPLOY = ROOT / "deploy"
check = Checks()


def run(*command, **options):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=300, **options)


def complaints(*command, **options):
    """The lines a linter prints, where it is not content."""
    done = run(*command, **options)
    return (done.stdout + done.stderr).strip().splitlines() or [f"exit status {done.returncode}"] if done.returncode else []


def mutated(folder, source, file, old, new):
    """A copy of deploy/`source` with a fault planted in one of its files; its path."""
    copy = pathlib.Path(tempfile.mkdtemp(dir=folder)) / pathlib.Path(source).name
    (shutil.copytree if (DEPLOY / source).is_dir() else shutil.copy)(DEPLOY / source, copy)
    place = copy / file if file else copy
    text = place.read_text()
    assert text.count(old) >= 1, f"{place} no longer has {old!r}: plant another fault"
    place.write_text(text.replace(old, new))
    return copy


def check_found(what, found, known):
    """A planted fault is found: something that is not said of the unbroken file as well."""
    check(f"found in {what}", [] if set(found) - set(known) else ["nothing was found"])


def check_container(programs, folder):
    containerfile = DEPLOY / "Containerfile"
    check("hadolint has nothing against the container file", complaints(tools.HADOLINT, containerfile))
    text = containerfile.read_text()
    source = folder / "source"
    source.mkdir()
    for words in re.findall(r"^COPY (?!--)(.*)$", text, re.M):
        *copied, to = words.split()
        for name in copied:
            into = source / to / pathlib.Path(name).name if to.endswith("/") else source / to
            into.parent.mkdir(parents=True, exist_ok=True)
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, into)
    check("what the image is built from is all that configuring needs",
          complaints("cmake", "--preset", "release", "-DPRAKSIS_TESTS=OFF", cwd=source))
    packages = run(DEPLOY / "runtime-packages", *(programs.folder / name for name in programs.built))
    check("the image gets the packages of the libraries that the programs link",
          [f"not {name}: {packages.stderr}" for name in ("libc6", "libgrpc++", "librocksdb", "libssl", "tzdata")
           if name not in packages.stdout])
    words = [word.split('", "') for word in re.findall(r'CMD \["(.*)"\]', text)]
    check("the container file runs what there is, with options there are",
          [problem for command in words for problem in programs.problems("Containerfile", command)])
    check("the image's user is not root", [] if re.search(r"^USER [1-9]\d*:[1-9]\d*$", text, re.M) else ["USER"])


def check_compose(programs, folder):
    file = DEPLOY / "compose.yaml"
    check("yamllint has nothing against the compose file",
          complaints(tools.YAMLLINT, "-d", "{extends: relaxed, rules: {line-length: {max: 140}}}", file))
    known = compose.problems(file, programs)
    check("the compose file fits the programs", known)
    for name, old, new in (("an unknown key", "read_only: true", "readonly: true"),
                           ("an option that is none", "--advertise", "--advertised"),
                           ("two ports", '"7402:7402"', '"7402:7403"'),
                           ("metrics elsewhere", '"0.0.0.0:9402"', '"0.0.0.0:9403"'),
                           ("a variable nobody reads", "PRAKSIS_TLS_CA", "PRAKSIS_TLS_CAA"),
                           ("stopping cut short", "stop_grace_period: 45s", "stop_grace_period: 10s"),
                           ("a volume that is not there", "  feed:\n", ""),
                           ("data that nothing keeps", "history:/var/lib/praksis", "history:/var/lib/history"),
                           ("a service left out", "command: [praksis-learning", "command: [praksis-history")):
        broken = mutated(folder, "compose.yaml", None, old, new)
        shutil.copy(DEPLOY / "compose.toml", broken.parent)
        check_found(f"a compose file: {name}", compose.problems(broken, programs), known)


def check_chart(programs, folder):
    source = "helm/praksis"
    known = chart.problems(DEPLOY / source, programs)
    check("the chart renders to what Kubernetes takes and the programs have", known)
    check("the chart refuses values that make no sense", chart.values_problems(DEPLOY / source))
    workloads = "templates/programs.yaml"
    for name, file, old, new in (
            ("a template that does not close", workloads, "| nindent 6 }}\n{{- end }}", "| nindent 6 }}"),
            ("a field that is none", workloads, "serviceName:", "servicename:"),
            ("a type that is wrong", workloads, "maxUnavailable: 1", "maxUnavailable: [1]"),
            ("an option that is none", workloads, "- --advertise", "- --advertised"),
            ("a setting that is none", "templates/config.yaml", "time-zone =", "timezone ="),
            ("another port", "templates/_helpers.tpl", "history: 7402", "history: 7403"),
            ("a probe of what is not there", workloads, "/readyz", "/ready"),
            ("a pod whose metrics nobody finds", workloads, "prometheus.io/port: {{ add $port 2000", "prometheus.io/port: {{ add $port 1000"),
            ("a monitor that finds no pod", "templates/servicemonitor.yaml", "{port: metrics", "{port: metric"),
            ("a pod killed before it has stopped", workloads, "add $root.Values.stopLimitSeconds 15", "$root.Values.stopLimitSeconds"),
            ("a service that selects nothing", "templates/services.yaml", 'include "praksis.selector" $labels',
             'include "praksis.selector" (dict "root" $ "component" "none")'),
            ("a volume that is not there", workloads, "- name: tls\n", "- name: tsl\n"),
            ("a reader that is away while it is replaced", workloads, "maxUnavailable: 0", "maxUnavailable: 1"),
            ("readers that share a volume", workloads, "{{- if not $recorder }}\n        - name: data", "{{- if false }}\n        - name: data"),
            ("recorders without names", workloads, "{{ if $recorder }}StatefulSet", "{{ if false }}StatefulSet"),
            ("measures that nothing evaluates", "values.yaml", "evaluateEvery: 1h", "evaluateEvery: never"),
            ("measures that another service is to evaluate", workloads, 'eq $component "learning"', 'eq $component "history"'),
            ("a root user", "templates/_helpers.tpl", "runAsNonRoot: true", "runAsNonRoot: false")):
        broken = mutated(folder, source, file, old, new)
        check_found(f"a chart: {name}", chart.problems(broken, programs), known)


def check_brokers():
    kafka = f"apache/kafka:{kafka_image.VERSION}"
    composed = [service for service in compose.model(DEPLOY / "compose.yaml")["services"].values()
                if service["image"].startswith("apache/kafka")]
    check("the composed brokers are the Kafka that tests run on", [each["image"] for each in composed if each["image"] != kafka])
    environments = [service["environment"] for service in composed]
    check("the composed brokers are a cluster", kafka_image.problems(environments))
    [pod] = [each["spec"]["template"] for each in chart.documents(DEPLOY / "helm/praksis", chart.INCLUDED)
             if each["kind"] == "StatefulSet" and each["metadata"]["name"] == "praksis-kafka"]
    [container] = pod["spec"]["containers"]
    check("the chart's brokers are the Kafka that tests run on", [] if container["image"] == kafka else [container["image"]])
    check("the chart's brokers are a cluster", kafka_image.problems(
        [kafka_image.container_environment(container, f"praksis-kafka-{number}") for number in range(3)]))
    for name, wrong in (("a setting that is none", {"KAFKA_MIN_IN_SYNC_REPLICAS": "2"}),
                        ("a value that is none", {"KAFKA_LISTENERS": "PLAINTEXT:9092"}),
                        ("two of the same number", {"KAFKA_NODE_ID": "2"})):
        check_found(f"brokers: {name}", kafka_image.problems([{**environments[0], **wrong}, *environments[1:]]), [])


def check_systemd(programs, folder):
    for unit, program, settings in (("praksisd.service", "praksisd", "praksisd.toml"),
                                    ("praksis@.service", "praksis-recorder", "recorder.toml")):
        known = unit_problems(DEPLOY / "systemd" / unit, program, programs)
        check(f"{unit} is fit for systemd and for {program}", known)
        text = (DEPLOY / "systemd" / settings).read_text()
        # What is commented out is an offer, and must work, too.
        offered = tomllib.loads(re.sub(r"^# (?=[a-z-]+ = )", "", text, flags=re.M))
        check(f"{settings} says what {program} takes", programs.settings_problems(settings, program, offered))
        file = folder / settings
        (folder / "kafka.conf").write_text("security.protocol = SASL_SSL\n")
        # praksisd is who reads it here, for it has a command that needs no brokers.
        file.write_text(re.sub("^advertise.*$", "", text, flags=re.M).replace("/etc/praksis/kafka.conf", f"{folder}/kafka.conf"))
        read = run(programs.folder / "praksisd", "--config", file, "verify", "--data", folder / "none")
        check(f"{settings} can be read", [] if read.returncode == 1 and "there is no log" in read.stderr else [read.stderr])
    check("praksis-gateway.service is fit for systemd and for praksis-gateway",
          unit_problems(DEPLOY / "systemd/praksis-gateway.service", "praksis-gateway", programs))
    settings = tomllib.loads((DEPLOY / "systemd/gateway.toml").read_text())
    check("gateway.toml says what praksis-gateway takes",
          programs.settings_problems("gateway.toml", "praksis-gateway", settings))
    for name, old, new in (("a directive that is none", "ProtectHome=", "ProtectHomes="),
                           ("an option that is none", "--config", "--configuration"),
                           ("stopping cut short", "TimeoutStopSec=45", "TimeoutStopSec=20"),
                           ("little protection", "SystemCallFilter=", "#")):
        broken = mutated(folder, "systemd/praksisd.service", None, old, new)
        check_found(f"a unit: {name}", unit_problems(broken, "praksisd", programs), [])


def check_words(programs):
    served = set().union(*(services for _, services in SERVERS.values()))
    check("every service of proto/ is served by a program", proto_services() ^ (served | EVERYWHERE))
    for page in sorted(DEPLOY.rglob("README.md")):
        text = page.read_text()
        name = page.relative_to(ROOT)
        check(f"{name}: services are named as in proto/",
              set(re.findall(r"praksis\.v1\.(\w+)", text)) - proto_services())
        lines = [line for block in re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
                 for line in re.sub(r"\\\n", " ", block).splitlines()]
        commands = [re.sub(r"\s#.*", "", line).split() for line in lines]
        check(f"{name}: commands have the options they are shown with",
              [problem for words in commands for command in commands_in(words) for problem in programs.problems(name, command)])
    text = (DEPLOY / "README.md").read_text()
    check("deploy/README.md has each program with its port and its services",
          [program for program, (port, services) in SERVERS.items()
           if not any(f"`{program}`" in row and str(port) in row and all(f"praksis.v1.{s}" in row for s in services)
                      for row in text.splitlines())])
    check("programs listen where deploy/ says",
          [f"{program}: {programs.default(program, '--listen')}" for program, (port, _) in SERVERS.items()
           if program in programs.built and not programs.default(program, "--listen").endswith(f":{port}")])
    check("deploy/ knows every program that is built",
          [name for name in programs.built if name not in SERVERS and name not in OTHERS])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    programs = Programs(sys.argv[1])
    print("programs held against deploy/:", ", ".join(programs.built), flush=True)
    with tempfile.TemporaryDirectory(prefix="praksis-deploy-") as temporary:
        folder = pathlib.Path(temporary)
        check_container(programs, folder)
        check_compose(programs, folder)
        check_chart(programs, folder)
        check_brokers()
        check_systemd(programs, folder)
        check_words(programs)
    return check.report()


sys.exit(main())
