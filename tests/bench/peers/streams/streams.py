"""The Kafka Streams applications: compiled where something has changed, and run. Everything lies in build/streams.

Needs a JDK, Maven and protoc (deploy/dependencies test).
"""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[4]
sys.path.insert(0, str(ROOT / "tests/kafka"))
from java_consumer import compiled  # noqa: E402

SOURCES = pathlib.Path(__file__).resolve().parent
BUILD = ROOT / "build/streams"
WAIT = 900  # seconds that a run may take at most


READ_MODELS = "ReadModelsApp"  # does what praksis-dashboards does
ONE_FIGURE = "FunnelApp"


def classes():
    """The classpath of the applications."""
    return compiled(BUILD, SOURCES, [SOURCES / "peer_state.proto", ROOT / "libs/domain/case_state/case_state.proto"])


def run(application, bootstrap, topic, events, threads, folder):
    """Follows the topic from its beginning until so many events are processed; what the application prints."""
    done = subprocess.run(["java", "-Xms4g", "-Xmx4g", "-XX:+UseParallelGC", "-cp", classes(), application,
                           bootstrap, topic, str(events), str(threads), str(folder)], cwd=ROOT, capture_output=True,
                          text=True, timeout=WAIT, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        raise RuntimeError(f"{application} failed with {done.returncode}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)
