"""What somebody does to the topic while praksis has its log in it: settings that lose events or keep it from recording, each
mended by the command that is shown; and more partitions, which no log can have.

Usage: topic_test.py BIN_DIRECTORY. Starts a broker of its own. Ends with "N passed, N failed".
"""

import json
import re
import shlex
import subprocess
import sys
import tempfile
import time

from cluster import Cluster
from deployment import WAIT, Deployment, events_of
from load import Load
from recording_load import Checks, check_promises

# What makes a topic unfit on one broker, one at a time.
UNFIT = {"cleanup.policy": "compact", "retention.ms": "1000000000", "retention.bytes": "1000000000",
         "unclean.leader.election.enable": "true", "max.message.bytes": "1000000", "min.insync.replicas": "2"}
check = Checks()


def serious(deployment, topic):
    done = deployment.praksis("topics", "check", "--topic", topic, "--json")
    return done.returncode, [problem for problem in json.loads(done.stdout)["problems"] if problem["serious"]]


def remedies(deployment):
    """Each is found, praksisd refuses to start, and the command that is shown mends it as it stands."""
    topic = deployment.make_topic("unfit")
    for setting, value in UNFIT.items():
        deployment.cluster.must("tool", "configs", "--alter", "--entity-type", "topics", "--entity-name", topic,
                                "--add-config", f"{setting}={value}")
        status, problems = serious(deployment, topic)
        found = status == 1 and [f"{setting} is {value}" in problem["text"] for problem in problems] == [True]
        check(f"{setting}={value} is found", [] if found else [status, problems])
        refused = subprocess.run([str(deployment.binaries / "praksisd"), "--kafka", deployment.cluster.bootstrap, "--topic",
                                  topic, "--data", str(deployment.folder / "unfit"), "--listen", "127.0.0.1:0"],
                                 capture_output=True, text=True, timeout=WAIT)
        check("praksisd does not start", [] if refused.returncode == 1 and "TOPIC_UNFIT" in refused.stderr else [refused])
        program, *arguments = shlex.split(problems[0]["remedy"]) if problems else [""]
        mended = deployment.cluster.call("tool", "configs", *(word for word in arguments if word not in
                                         ("--bootstrap-server", deployment.cluster.bootstrap)))
        status, problems = serious(deployment, topic)
        check("its remedy mends it", [] if program == "kafka-configs.sh" and mended.returncode == status == 0 and not problems
              else [mended, problems])


def says(server, what):
    """Whether it does within the time there is; its log is looked at from where it was started last."""
    deadline = time.monotonic() + WAIT
    while what not in (text := server.log.read_bytes()[server.begun_at:].decode(errors="replace")):
        if time.monotonic() > deadline:
            return [text[-2000:]]
        time.sleep(0.1)
    return []


def grown(deployment):
    """A topic is given partitions while recorders share it: they go on; and who comes later is told what to do."""
    topic = deployment.make_topic("grown", 2)
    settings = deployment.folder / "quickly.conf"
    settings.write_text("topic.metadata.refresh.interval.ms = 500\n")
    first, second = (deployment.program("praksisd", topic, f"grown-{n}", "--kafka-config", settings) for n in (1, 2))
    first.start()
    second.start()
    deployment.wait_until_shared(topic, [first, second])
    clients = []
    with Load(first) as ours, Load(second, first=10) as others:
        deployment.cluster.must("tool", "topics", "--alter", "--topic", topic, "--partitions", 4)
        for server in (first, second):
            check("it is said that there are more partitions, and what to do", says(server, "--topic-partitions 2"))
        ours.go_on()
        others.go_on()
        clients += ours.clients + others.clients
    check("both recorders go on", [server.process.returncode for server in (first, second) if server.process.poll() is not None])
    for server in (first, second):
        check("it stops gracefully", [] if server.stop() == 0 else [server.process.returncode])

    for data, what in (("grown-1", "with the copy it had"), ("grown-new", "with none")):
        later = deployment.program("praksisd", topic, data)
        later.begin()
        check(f"started again {what}, it says what has happened", says(later, "PARTITIONS_CHANGED"))
        deadline = time.monotonic() + WAIT
        while later.process.poll() is None and not later.serves() and time.monotonic() < deadline:
            time.sleep(0.05)
        check("and does not serve", [] if later.process.poll() == 1 or
              deployment.praksis("--server", later.address, "status").returncode == 1 else [later.process.returncode])
        later.kill()

    for data in ("grown-1", "grown-named"):
        with deployment.program("praksisd", topic, data, "--topic-partitions", "2") as later:
            with Load(later, first=20 + 10 * len(clients)) as load:
                load.go_on()
            clients += load.clients
            check("told how many are the log's, it records", [] if load.told() > 0 else [load.told()])
        check("its copy is whole, and the read models equal a rebuild", deployment.verify(later))
    messages = deployment.consumed(topic)
    check("the others have nothing", [message for message in messages if message.partition() > 1])
    check_promises(check, clients, events_of(messages))
    copied = deployment.praksis("log", "copy", "--from-kafka", deployment.cluster.bootstrap, "--topic", topic,
                                "--topic-partitions", 2, "--to", deployment.folder / "moved")
    check("the log can be moved to where it has as many as it should",
          [] if copied.returncode == 0 and re.search(rf"\b{len(messages):,}\b", copied.stdout) else [copied])
    fewer = deployment.praksis("log", "copy", "--from-kafka", deployment.cluster.bootstrap, "--topic", topic,
                               "--topic-partitions", 5, "--to", deployment.folder / "none")
    check("more than there are is refused", [] if fewer.returncode == 1 and "PARTITIONS_CHANGED" in fewer.stderr else [fewer])


def main():
    with tempfile.TemporaryDirectory(prefix="praksis-topic-") as folder, Cluster() as cluster:
        deployment = Deployment(sys.argv[1], cluster, folder)
        remedies(deployment)
        grown(deployment)
    return check.report()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main())
