"""The Kafka Streams application: compiled where something has changed, and run. Everything lies in build/streams.

Needs a JDK, Maven and protoc (deploy/dependencies test).
"""

import hashlib
import json
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT / "tests/kafka"))
from java_consumer import java_release, must, property_of  # noqa: E402

SOURCES = pathlib.Path(__file__).resolve().parent
BUILD = ROOT / "build/streams"
WAIT = 900  # seconds that a run may take at most


def classes():
    """The classpath of the application."""
    protoc = must("protoc", "--version").split()[-1]
    kafka = property_of(ROOT / "deploy/kafka/pom.xml", "kafka.version")
    protos = sorted(path.relative_to(ROOT / "proto") for path in (ROOT / "proto").rglob("*.proto"))
    inputs = [SOURCES / "pom.xml", SOURCES / "FunnelApp.java", SOURCES / "peer_state.proto",
              *(ROOT / "proto" / path for path in protos)]
    made_of = hashlib.sha256(b"\0".join([protoc.encode(), kafka.encode(), *(path.read_bytes() for path in inputs)]))
    stamp = BUILD / "complete"  # written last, says of what
    if not stamp.exists() or stamp.read_text() != made_of.hexdigest():
        shutil.rmtree(BUILD, ignore_errors=True)
        for folder in ("generated", "classes"):
            (BUILD / folder).mkdir(parents=True)
        must("mvn", "-B", "-q", "-f", SOURCES / "pom.xml", "dependency:copy-dependencies", f"-Dlibs={BUILD}/libs",
             f"-Dkafka.version={kafka}", f"-Dprotobuf.version={java_release(protoc)}")
        must("protoc", "-Iproto", f"-I{SOURCES}", f"--java_out={BUILD}/generated", *protos,
             SOURCES / "peer_state.proto")
        must("javac", "-proc:none", "-nowarn", "-d", BUILD / "classes", "-cp", f"{BUILD}/libs/*",
             *sorted((BUILD / "generated").rglob("*.java")), SOURCES / "FunnelApp.java")
        stamp.write_text(made_of.hexdigest())
    return f"{BUILD}/classes:{BUILD}/libs/*"


def run(bootstrap, topic, events, threads, folder):
    """Follows the topic from its beginning until so many events are processed; what the application prints."""
    done = subprocess.run(["java", "-Xms2g", "-Xmx2g", "-XX:+UseParallelGC", "-cp", classes(), "FunnelApp", bootstrap,
                           topic, str(events), str(threads), str(folder)], cwd=ROOT, capture_output=True, text=True,
                          timeout=WAIT, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(f"the Kafka Streams application failed with {done.returncode}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)
