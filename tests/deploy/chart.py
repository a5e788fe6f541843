"""The Helm chart as Helm renders it, held against Kubernetes' schemas and the programs."""

import pathlib
import subprocess
import tempfile
import tomllib

import kubernetes_validate
import yaml

import tools
from programs import METRICS, SERVERS, commands_in, port_of, value_of

# The oldest that the chart says it is for, and the newest there are schemas of.
KUBERNETES = ("1.25", "1.37")
EXTERNAL = {"tls": {"secretName": "praksis-tls"},
            "kafka": {"bootstrapServers": "kafka-1.example.org:9093,kafka-2.example.org:9093", "settingsSecret": "kafka"}}
INCLUDED = {"tls": {"secretName": "praksis-tls"}, "kafka": {"included": {"enabled": True}}}
PROBES = {"readinessProbe": "/readyz", "livenessProbe": "/healthz", "startupProbe": "/healthz"}


def helm(command, chart, values):
    """Helm's words (a list) where it refuses, else what it wrote (a string)."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        yaml.safe_dump(values, file)
        file.flush()
        arguments = ["praksis", str(chart), "--namespace", "casework"] if command == "template" else [str(chart), "--strict"]
        done = subprocess.run([tools.HELM, command, *arguments, "--values", file.name], capture_output=True, text=True,
                              timeout=120)
    return done.stdout if done.returncode == 0 else (done.stderr + done.stdout).splitlines()


def documents(chart, values):
    return [document for document in yaml.safe_load_all(helm("template", chart, values)) if document]


def matches(selector, labels):
    return all(labels.get(name) == value for name, value in selector.items())


def workload_problems(workload):
    """Recorders have names and volumes that stay; of the others a new pod, with a volume of its own, comes before an old one goes."""
    name, spec = f"{workload['kind']} {workload['metadata']['name']}", workload["spec"]
    [container] = spec["template"]["spec"]["containers"]
    if container["command"][0] not in SERVERS:
        return []
    if container["command"][0] == "praksis-recorder":
        kept = [claim["metadata"]["name"] for claim in spec.get("volumeClaimTemplates", [])]
        return [] if workload["kind"] == "StatefulSet" and kept == ["data"] else [f"{name} keeps {kept}"]
    own = [volume["name"] for volume in spec["template"]["spec"]["volumes"] if "ephemeral" in volume]
    steps = spec.get("strategy", {}).get("rollingUpdate", {})
    found = [] if own == ["data"] else [f"{name} has {own} for itself"]
    return found + ([] if workload["kind"] == "Deployment" and steps.get("maxUnavailable") == 0 and steps.get("maxSurge") else
                    [f"{name} is replaced by {steps}"])


def pod_problems(name, pod, stop_limit, services, programs):
    """Of a pod's template that runs programs of praksis."""
    [container] = pod["spec"]["containers"]
    environment = {variable["name"]: variable.get("value") for variable in container.get("env", [])}
    found = programs.environment_problems(name, environment)
    security = {**pod["spec"]["securityContext"], **container["securityContext"]}
    if not security.get("runAsNonRoot") or security.get("allowPrivilegeEscalation") is not False:
        found.append(f"{name} may become root")
    volumes = {volume["name"] for volume in pod["spec"].get("volumes", [])} | {"data"}
    found += [f"{name} mounts {mount['name']}, which is no volume" for mount in container.get("volumeMounts", [])
              if mount["name"] not in volumes]
    words = container["command"] + container.get("args", [])
    for command in commands_in(words):
        found += programs.problems(name, command)
    if words[0] not in SERVERS:
        return found
    asked = {kind: container.get(kind, {}).get("httpGet", {}) for kind in PROBES}
    found += [f"{name}: {kind} asks for {probe}" for kind, probe in asked.items()
              if probe != {"path": PROBES[kind], "port": "metrics"}]
    port, _ = SERVERS[words[0]]
    ports = {each["name"]: each["containerPort"] for each in container["ports"]}
    annotations = pod["metadata"]["annotations"]
    if not port + METRICS == ports.get("metrics") == port_of(value_of(words, "--metrics") or ":0") == int(
            annotations.get("prometheus.io/port", 0)) or annotations.get("prometheus.io/path") != "/metrics":
        found.append(f"{name} has its metrics in several places")
    ports = {"--listen": port_of(value_of(words, "--listen") or ":0"), "PRAKSIS_SERVER": port_of(environment["PRAKSIS_SERVER"]),
             "the container's": container["ports"][0]["containerPort"]}
    for service in services:
        if matches(service["spec"]["selector"], pod["metadata"]["labels"]):
            ports[service["metadata"]["name"]] = service["spec"]["ports"][0]["port"]
    if advertised := value_of(words, "--advertise"):
        ports["--advertise"] = port_of(advertised)
        headless = [service["metadata"]["name"] for service in services if service["spec"].get("clusterIP") == "None"]
        if advertised.split(".")[1] not in headless:
            found.append(f"{name} advertises {advertised}, which is no name of a pod")
    elif words[0] == "praksis-recorder":
        found.append(f"{name} does not say where it is")
    found += [f"{name}: {place} says port {said}, not {port}" for place, said in ports.items() if said != port]
    if len(ports) - ("--advertise" in ports) != 5:
        found.append(f"{name} is behind {len(ports) - 3} services, not behind one for clients and one for its pods")
    if pod["spec"]["terminationGracePeriodSeconds"] <= stop_limit:
        found.append(f"{name} is killed before its {stop_limit} s are over")
    return found


def rendered_problems(documents, programs):
    found = []
    for document in documents:
        for version in KUBERNETES:
            try:
                kubernetes_validate.validate(document, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                found.append(f"{document['kind']} {document['metadata']['name']}: Kubernetes {version}: {error.message}")
    if found:
        return found
    by_kind = {}
    for document in documents:
        by_kind.setdefault(document["kind"], []).append(document)
    services = by_kind["Service"]
    pods = {each["metadata"]["name"]: each["spec"]["template"] for each in by_kind["StatefulSet"] + by_kind["Deployment"] + by_kind["Job"]}
    [config] = by_kind["ConfigMap"]
    settings = tomllib.loads(config["data"]["praksis.toml"])
    runs = set()
    for each in by_kind["StatefulSet"] + by_kind["Deployment"]:
        found += workload_problems(each)
    for name, pod in pods.items():
        [container] = pod["spec"]["containers"]
        program = container["command"][0]
        runs.add(program)
        if program in SERVERS:
            found += programs.settings_problems(config["metadata"]["name"], program, settings)
            mounted = [mount["mountPath"] for mount in container["volumeMounts"]]
            found += [f"{name} has no {settings[key]}" for key in ("tls-cert", "tls-key", "tls-ca", "kafka-config")
                      if key in settings and str(pathlib.Path(settings[key]).parent) not in mounted]
            if settings["data"] not in mounted:
                found.append(f"{name} has no volume for its data")
        if commands_in(container["command"] + container.get("args", [])):
            found += pod_problems(name, pod, settings["stop-limit"], services, programs)
    evaluating = [name for name, pod in pods.items() if value_of(pod["spec"]["containers"][0].get("args", []),
                                                                 "--evaluate-measures-every") == "1h"]
    found += [] if evaluating == ["praksis-learning"] else [f"measures are evaluated by {evaluating}"]
    found += [f"nothing runs {program}" for program in SERVERS if program != "praksisd" and program not in runs]
    labels = [pod["metadata"]["labels"] for pod in pods.values()]
    for kind in ("Service", "PodDisruptionBudget"):
        for each in by_kind[kind]:
            selector = each["spec"]["selector"].get("matchLabels", each["spec"]["selector"])
            if not any(matches(selector, those) for those in labels):
                found.append(f"{kind} {each['metadata']['name']} selects nothing")
    for each in by_kind["StatefulSet"]:
        if each["spec"]["serviceName"] not in [service["metadata"]["name"] for service in services]:
            found.append(f"StatefulSet {each['metadata']['name']} names a service that is not there")
    for broker in settings["kafka"].split(","):
        host = broker.split(":")[0].split(".")
        if "kafka" in host[0] and len(host) == 2 and host[1] not in [service["metadata"]["name"] for service in services]:
            found.append(f"there is no broker {broker}")
    return found


def monitor_problems(chart):
    """Of the ServiceMonitor: that it finds each pod once."""
    rendered = documents(chart, {**EXTERNAL, "serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}}})
    monitors = [each for each in rendered if each["kind"] == "ServiceMonitor"]
    if len(monitors) != 1 or monitors[0]["metadata"]["labels"].get("release") != "prometheus":
        return [f"{len(monitors)} monitors"]
    [endpoint] = monitors[0]["spec"]["endpoints"]
    job = monitors[0]["spec"]["jobLabel"]
    found = []
    services = [each for each in rendered if each["kind"] == "Service" and
                matches(monitors[0]["spec"]["selector"]["matchLabels"], each["metadata"]["labels"])]
    for each in rendered:
        if each["kind"] not in ("StatefulSet", "Deployment"):
            continue
        pod = each["spec"]["template"]
        if pod["spec"]["containers"][0]["command"][0] not in SERVERS:
            continue
        asking = [service["metadata"]["name"] for service in services
                  if matches(service["spec"]["selector"], pod["metadata"]["labels"]) and
                  service["metadata"]["labels"][job] == "praksis" and
                  endpoint["port"] in [port["name"] for port in service["spec"]["ports"]]]
        if len(asking) != 1:
            found.append(f"{each['metadata']['name']} is asked through {asking}")
        if pod["metadata"]["annotations"]["prometheus.io/scrape"] != "false":
            found.append(f"{each['metadata']['name']} is asked twice")
    return found


def problems(chart, programs):
    found = monitor_problems(chart) if isinstance(helm("template", chart, EXTERNAL), str) else []
    for values in (EXTERNAL, INCLUDED):
        linted, rendered = helm("lint", chart, values), helm("template", chart, values)
        if isinstance(linted, list) or isinstance(rendered, list):
            return [*(linted if isinstance(linted, list) else []), *(rendered if isinstance(rendered, list) else [])]
        done = subprocess.run([tools.YAMLLINT, "-d", "{extends: relaxed, rules: {line-length: disable}}", "-"],
                              input=rendered, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            found += done.stdout.splitlines()
        found += rendered_problems([document for document in yaml.safe_load_all(rendered) if document], programs)
    return found


def values_problems(chart):
    """Values that the chart should refuse, and takes."""
    both = {**INCLUDED, "kafka": {**EXTERNAL["kafka"], **INCLUDED["kafka"]}}
    refused = {"no certificates": {"kafka": EXTERNAL["kafka"]}, "no Kafka": {"tls": EXTERNAL["tls"]}, "two Kafkas": both,
               "a misspelt value": {**EXTERNAL, "timezone": "UTC"}, "a negative number": {**EXTERNAL, "stopLimitSeconds": -1},
               "no time": {**EXTERNAL, "measures": {"evaluateEvery": "hourly"}},
               "an unknown service": {**EXTERNAL, "services": {"practising": {"replicas": 1}}}}
    return [name for name, values in refused.items() if isinstance(helm("template", chart, values), str)]
