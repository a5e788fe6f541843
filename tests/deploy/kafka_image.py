"""What the image apache/kafka makes of its environment, by the very class of Kafka's that it calls at its start."""

import functools
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from programs import ROOT

sys.path.insert(0, str(ROOT / "deploy/kafka"))
import jars  # noqa: E402

VERSION = jars.kafka_version()


@functools.cache
def settings_there_are():
    """Names of a broker's settings."""
    status, output = jars.tool("kafka.server.KafkaConfig")
    assert status == 0, output
    return set(re.findall(r'<a id="([a-z.]+)"', output))


def container_environment(container, pod):
    """That of a pod's container when its command comes to start Kafka."""
    given = {variable["name"]: variable["value"] for variable in container["env"] if "value" in variable}
    [shell, option, command] = container["command"]
    done = subprocess.run([shell, option, command.replace("/etc/kafka/docker/run", "env")], capture_output=True, text=True,
                          timeout=60, env={"PATH": os.environ["PATH"], "POD_NAME": pod, **given})
    assert done.returncode == 0, done.stderr
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


def problems(brokers):
    """Of brokers' environments, which are to be one cluster."""
    found, voters, nodes = [], set(), set()
    for environment in brokers:
        relevant = {name: str(value) for name, value in environment.items() if name.startswith("KAFKA_") or name == "CLUSTER_ID"}
        with tempfile.TemporaryDirectory(prefix="praksis-kafka-image-") as temporary:
            folder = pathlib.Path(temporary)
            for name in ("default", "mounted", "final"):
                (folder / name).mkdir()
            for name in ("server.properties", "log4j2.yaml", "tools-log4j2.yaml"):
                (folder / "default" / name).touch()
            done = subprocess.run(
                [*jars.command("kafka.docker.KafkaDockerWrapper", "-XX:TieredStopAtLevel=1", "-Xmx256m"), "setup",
                 *(f"--{name}-configs-dir={folder / name}" for name in ("default", "mounted", "final"))],
                capture_output=True, text=True, timeout=120,
                env={"PATH": os.environ["PATH"], **relevant, "KAFKA_LOG_DIRS": str(folder / "log")})
            written = (folder / "final/server.properties").read_text()
            if done.returncode != 0 or not (folder / "log/meta.properties").exists():
                found.append(f"the broker does not format its folder: {(done.stdout + done.stderr)[-400:]}")
        settings = dict(line.split("=", 1) for line in written.splitlines() if "=" in line)
        found += [f"a broker has no setting {name}" for name in settings if name not in settings_there_are()]
        voters.add(settings["controller.quorum.voters"])
        nodes.add(settings["node.id"])
        advertised = re.search(r"//([^:]+):", settings["advertised.listeners"])[1]
        if f"{settings['node.id']}@{advertised}:9093" not in settings["controller.quorum.voters"].split(","):
            found.append(f"{advertised} with the number {settings['node.id']} has no vote")
    if len(voters) != 1 or len(nodes) != len(brokers) or len(brokers) != 3:
        found.append(f"{len(nodes)} brokers, {len(voters)} opinions of who votes")
    return found
