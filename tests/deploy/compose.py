"""deploy/compose.yaml as docker compose understands it, held against the programs."""

import json
import pathlib
import re
import subprocess
import tomllib

import tools
from programs import METRICS, SERVERS, commands_in, port_of, value_of


def seconds(duration):
    minutes, rest = re.fullmatch(r"(?:(\d+)m)?(?:(\d+)s)?", duration).groups(default="0")
    return 60 * int(minutes) + int(rest)


def server_problems(name, service, programs):
    """Of a service that runs one of the servers, listening for others."""
    words = service["command"]
    port, _ = SERVERS[words[0]]
    ports = {"--listen": port_of(value_of(words, "--listen") or ":0"),
             "PRAKSIS_SERVER": port_of(service["environment"]["PRAKSIS_SERVER"]),
             # The operators' pages have a port of their own, not open to the outside.
             "--metrics": port_of(value_of(words, "--metrics") or ":0") - METRICS,
             **{"ports": mapped["target"] for mapped in service["ports"]}}
    if words[0] == "praksis-recorder":
        advertised = value_of(words, "--advertise") or ":0"
        ports["--advertise"] = port_of(advertised)
        if not advertised.startswith(f"{name}:"):
            yield f"{name} advertises {advertised}"
    yield from (f"{name}: {place} says port {said}, not {port}" for place, said in ports.items() if said != port)
    limit = int(value_of(words, "--stop-limit") or programs.default("praksisd", "--stop-limit"))
    if seconds(service["stop_grace_period"]) <= limit:
        yield f"{name} is killed after {service['stop_grace_period']}, before its {limit} s are over"


def model(file):
    """What docker compose understands; ValueError with its words where it does not."""
    done = subprocess.run([tools.DOCKER_COMPOSE, "-f", str(file), "config", "--format", "json"], capture_output=True,
                          text=True, timeout=60)
    if done.returncode != 0:
        raise ValueError(done.stderr)
    return json.loads(done.stdout)


def problems(file, programs):
    try:
        understood = model(file)
    except ValueError as error:
        return [str(error)]
    found = []
    used = set()
    for name, service in understood["services"].items():
        found += programs.environment_problems(name, service.get("environment", {}))
        # A dollar is written twice, lest compose takes it for one of its own.
        for command in commands_in([word.replace("$$", "$") for word in service.get("command") or []]):
            found += programs.problems(name, command)
            used.add(command[0])
            if command[0] in SERVERS:
                found += server_problems(name, service, programs)
                settings = tomllib.loads(pathlib.Path(understood["configs"]["praksis"]["file"]).read_text())
                found += programs.settings_problems(f"{name}'s file", command[0], settings)
                mounted = [volume["target"] for volume in service["volumes"]]
                found += [f"{name} has no {settings[key]}" for key in ("tls-cert", "tls-key", "tls-ca")
                          if str(pathlib.Path(settings[key]).parent) not in mounted]
                if settings["data"] not in mounted:
                    found.append(f"{name} has no volume for its data")
                found += [f"{name} asks about itself with another {variable}" for variable, key in
                          (("PRAKSIS_TLS_CERT", "tls-cert"), ("PRAKSIS_TLS_KEY", "tls-key"), ("PRAKSIS_TLS_CA", "tls-ca"))
                          if service["environment"].get(variable) != settings[key]]
                brokers = [broker.split(":")[0] for broker in settings["kafka"].split(",")]
                found += [f"{name}: there is no broker {broker}" for broker in brokers if broker not in understood["services"]]
    found += [f"no service runs {program}" for program in SERVERS if program != "praksisd" and program not in used]
    return found
