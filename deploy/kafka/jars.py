"""Java, Kafka's jars, and what makes them start quickly.

Jars come once through Maven to build/kafka/libs-VERSION, as pom.xml says. Among them lies an archive of Kafka's
classes as the JVM wants them (class data sharing), made once: a broker starts with two thirds of the processor time.
"""

import contextlib
import fcntl
import functools
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import time
import xml.etree.ElementTree

from terminal import ROOT, Trouble, say

HERE = pathlib.Path(__file__).resolve().parent
STORE = ROOT / "build/kafka"
OLDEST_JAVA = 17  # Kafka 4 brokers do not run on older ones
FETCHING_S = 900  # at most


@contextlib.contextmanager
def locked(path, timeout_s):
    """Holds a file lock, so that two that do the same do it one after the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + timeout_s
    with open(path, "a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise Trouble(f"another process has held {path} for {timeout_s} s; see what runs: "
                                  "fuser -v " + str(path)) from None
                time.sleep(0.05)
        yield


@functools.cache
def java():
    """The path of a Java that Kafka runs on."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which(str(pathlib.Path(home) / "bin/java")) if home else shutil.which("java")
    if not found:
        raise Trouble(f"there is no Java{' in JAVA_HOME=' + home if home else ''}. "
                      "Install it with: deploy/dependencies kafka")
    told = subprocess.run([found, "-version"], capture_output=True, text=True, timeout=60)
    version = re.search(r'version "(\d+)', told.stderr)
    if told.returncode != 0 or not version:
        raise Trouble(f"{found} -version does not say its version:\n{told.stderr}")
    if int(version[1]) < OLDEST_JAVA:
        raise Trouble(f"{found} is Java {version[1]}; Kafka needs {OLDEST_JAVA} or newer. Install it with "
                      "deploy/dependencies kafka, or name another with JAVA_HOME")
    return found


def kafka_version():
    space = {"pom": "http://maven.apache.org/POM/4.0.0"}
    return xml.etree.ElementTree.parse(HERE / "pom.xml").find("pom:properties/pom:kafka.version", space).text


@functools.cache
def libs():
    """The folder with all jars; fetches them where they are not there yet."""
    folder = STORE / f"libs-{kafka_version()}"
    wanted = hashlib.sha256((HERE / "pom.xml").read_bytes()).hexdigest()
    stamp = folder / "complete"  # written last, says for which pom.xml
    if stamp.exists() and stamp.read_text() == wanted:
        return folder
    with locked(STORE / "lock", FETCHING_S):
        if stamp.exists() and stamp.read_text() == wanted:  # another was quicker
            return folder
        if not shutil.which("mvn"):
            raise Trouble("Maven, which fetches Kafka, is not there. Install it with: deploy/dependencies kafka")
        say(f"fetching Kafka {kafka_version()} through Maven")
        # Never emptied: a broker of another data folder may be running from it.
        folder.mkdir(exist_ok=True)
        done = subprocess.run(["mvn", "-B", "-q", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies",
                               f"-Dlibs={folder}"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              stdin=subprocess.DEVNULL, timeout=FETCHING_S)
        if done.returncode != 0 or not any(folder.glob("kafka-server-*.jar")):
            raise Trouble(f"Maven could not fetch Kafka (is Maven Central reachable?):\n"
                          f"{done.stdout[-2000:]}")
        stamp.write_text(wanted)
    return folder


def archive():
    """Where the archive of Kafka's classes is or shall be: it serves one Java and one set of jars."""
    folder, found = libs(), java()
    real = os.path.realpath(found)
    key = f"{real} {os.stat(real).st_mtime_ns} {(folder / 'complete').read_text()}"
    return folder / f"classes-{hashlib.sha256(key.encode()).hexdigest()[:12]}.jsa"


def command(main_class, *flags, logging="log4j2-tools.xml"):
    """How a program of Kafka's is started."""
    shared = archive()
    # An archive that does not fit is left aside by the JVM, without a word.
    sharing = [f"-XX:SharedArchiveFile={shared}", "-Xshare:auto", "-Xlog:cds=off"] if shared.exists() else []
    return [java(), *sharing, *flags, f"-Dlog4j2.configurationFile={HERE / logging}", "-cp", f"{libs()}/*", main_class]


def tool(main_class, *arguments, timeout_s=60):
    """Runs a program of Kafka's to its end; (exit status, output)."""
    done = subprocess.run([*command(main_class, "-XX:TieredStopAtLevel=1", "-Xmx256m"), *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True,
                          timeout=timeout_s)
    return done.returncode, done.stdout
