"""Apache Kafka's own Java client with classes generated from proto/: compiled where something has changed, and run.

Everything lies in build/java. Needs a JDK, Maven and protoc (deploy/dependencies test).
"""

import hashlib
import json
import pathlib
import re
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ROOT / "tests/clients/java"
BUILD = ROOT / "build/java"
WAIT = 300  # seconds that any of the programs may take at most; the first run fetches the jars


def must(*command, **options):
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, timeout=WAIT,
                          stdin=subprocess.DEVNULL, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed with {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def property_of(pom, name):
    return re.search(f"<{name}>(.*)</{name}>", pom.read_text())[1]


def java_release(protoc_version):
    """The release of protobuf-java that goes with a protoc: 3.21.12 is its own, 25.1 is 3.25.1, 29.3 is 4.29.3."""
    major = int(protoc_version.split(".")[0])
    return protoc_version if major == 3 else f"{3 if major < 26 else 4}.{protoc_version}"


def compiled(build, sources, own_protos=()):
    """The classpath of the programs in `sources`, which have a pom.xml beside them and, perhaps, protos of their own.
    Compiled into `build`, where something has changed."""
    protoc = must("protoc", "--version").split()[-1]
    kafka = property_of(ROOT / "deploy/kafka/pom.xml", "kafka.version")
    protos = sorted(path.relative_to(ROOT / "proto") for path in (ROOT / "proto").rglob("*.proto"))
    programs = sorted(sources.rglob("*.java"))
    inputs = [sources / "pom.xml", *programs, *own_protos, *(ROOT / "proto" / path for path in protos)]
    made_of = hashlib.sha256(b"\0".join([protoc.encode(), kafka.encode(), *(path.read_bytes() for path in inputs)]))
    stamp = build / "complete"  # written last, says of what
    if not stamp.exists() or stamp.read_text() != made_of.hexdigest():
        shutil.rmtree(build, ignore_errors=True)
        for folder in ("generated", "classes"):
            (build / folder).mkdir(parents=True)
        must("mvn", "-B", "-q", "-f", sources / "pom.xml", "dependency:copy-dependencies", f"-Dlibs={build}/libs",
             f"-Dkafka.version={kafka}", f"-Dprotobuf.version={java_release(protoc)}")
        must("protoc", "-Iproto", *(f"-I{proto.parent}" for proto in own_protos), f"--java_out={build}/generated", *protos, *own_protos)
        must("javac", "-proc:none", "-nowarn", "-d", build / "classes", "-cp", f"{build}/libs/*",
             *sorted((build / "generated").rglob("*.java")), *programs)
        stamp.write_text(made_of.hexdigest())
    return f"{build}/classes:{build}/libs/*"


def classes():
    """The classpath of the consumer."""
    return compiled(BUILD, SOURCES)


def follow(bootstrap, topic):
    """What the consumer prints of a topic, in order: {"partition", "offset", "key", "headers", "event"}."""
    printed = must("java", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-cp", classes(), "FollowEvents", bootstrap, topic)
    return [json.loads(line) for line in printed.splitlines()]
