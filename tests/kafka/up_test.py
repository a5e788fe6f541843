"""`deploy/up --kafka`: each service a process of its own, and the README's tour through them as through one praksisd on the
embedded log; a recorder is killed, and back with the next `deploy/up`.

Usage: up_test.py BIN_DIRECTORY, which is that of build/release. Starts a broker by deploy/up. Ends with "N passed, N failed".
"""

import datetime
import json
import os
import pathlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "deploy/kafka"))

from brokers import free_ports
from checks import Checks
from cluster import ROOT
from praksisd import Praksisd, services_of_the_contract

CASES, YEARS = 12_000, 3  # as deploy/up has them by itself: the tour's commands name some
WAIT = 600  # seconds that deploy/up may take: it builds what is not there
# What does not end, or is about one server's own, or writes down what it has found.
LEFT_OUT = re.compile(r"--help|follow|completion|projections|praksis sample|topics|log copy|--known-at|…|<<|/ID\b|COMMAND|POSITION|"
                      r"events list|status")
check = Checks()


def deploy(program, *arguments):
    return subprocess.run([str(ROOT / "deploy" / program), *map(str, arguments)], capture_output=True, text=True, timeout=WAIT,
                          stdin=subprocess.DEVNULL)


def tour(said):
    """The commands of the README's tour, in their order, and those that deploy/up has said to look around with."""
    text = (ROOT / "README.md").read_text()
    section = text[text.index("## A tour in ten minutes"):text.index("## One learning cycle")]
    found = re.findall(r"^\$ (praksis .*)$|`(praksis [^`\n]*)`", section, re.M)
    commands = [(shown or named).split("  #")[0] for shown, named in found] + re.findall(r"^  (praksis .*)$", said, re.M)
    return list(dict.fromkeys(command for command in commands if not LEFT_OUT.search(command) and len(command.split()) > 2))


def without_today(text):
    """When something was recorded, and as of when a figure is, is today, on which both were."""
    for days in (0, 1):
        text = text.replace(str(datetime.date.today() - datetime.timedelta(days)), "TODAY")
    return text


def run(binaries, servers, command):
    environment = {**os.environ, "PRAKSIS_SERVER": servers}
    words = shlex.split(command)
    return subprocess.run([str(binaries / words[0]), *words[1:]], capture_output=True, text=True, timeout=120, env=environment)


def same_tour(binaries, servers, embedded, said):
    commands = tour(said)
    check("there is a tour", [] if len(commands) >= 8 else commands)
    for command in commands:
        one, other = (run(binaries, address, command) for address in (embedded.address, servers))
        check(f"$ {command}", [] if one.returncode == other.returncode == 0 and one.stdout and
              without_today(one.stdout) == without_today(other.stdout) else [one, other])


def killed(binaries, data, servers, up):
    """As the README says: the other has its partitions soon, and no call fails that waits so long."""
    os.kill(int((data / "recorder-1.pid").read_text()), signal.SIGKILL)
    facts = data / "facts.jsonl"
    facts.write_text("".join(json.dumps(
        {"stream": f"case/killed-{number}", "occurredAt": {"date": {"date": "2025-03-03"}}, "municipality": "DK-360",
         "actor": {"id": "cw-1", "role": "CASEWORKER"},
         "caseOpened": {"personRef": "p-1", "targetGroup": "ACTIVITY_READY", "openedOn": "2025-03-03"}}) + "\n"
        for number in range(50)))
    began = time.monotonic()
    recorded = run(binaries, servers, f"praksis --timeout 30 record {facts}")
    print(f"50 facts after kill -9 of a recorder: {time.monotonic() - began:.1f} s")
    check("with a recorder killed facts are recorded on", [] if recorded.returncode == 0 and
          recorded.stdout.startswith("recorded: 50 facts") else [recorded])
    missing = run(binaries, servers, "praksis status")
    check("status says what is missing", [] if missing.returncode == 1 and servers.split(",")[0] in missing.stderr else [missing])
    again = up()
    whole = run(binaries, servers, "praksis status")
    check("deploy/up starts what has ended, and nothing else", [] if again.returncode == whole.returncode == 0 and
          again.stderr.count("== Starting praksis-") == 1 else [again, whole])


def main():
    binaries = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory(prefix="praksis-up-") as folder:
        data = pathlib.Path(folder) / "data"
        # The programs' ports are those next to it, and the pages' is 80 further.
        port = next(first for first in free_ports(50) if first < 60000 and not any(taken(first + n) for n in (*range(1, 7), 80)))

        def up():
            return deploy("up", "--kafka", "--detach", "--cases", CASES, "--years", YEARS, "--port", port, "--data", data)
        try:
            started = time.monotonic()
            first = up()
            print(f"deploy/up --kafka: {time.monotonic() - started:.0f} s")
            servers = re.search(r"export PRAKSIS_SERVER=(\S+)", first.stderr)
            check("deploy/up --kafka returns when all is ready, and says where", [] if first.returncode == 0 and servers else [first])
            if not servers:
                return check.report()
            servers = servers[1]
            status = run(binaries, servers, "praksis status --json")
            served = {name.rsplit(".", 1)[1] for server in json.loads(status.stdout)["servers"] for name in server["services"]}
            check("every service is served", (services_of_the_contract() - {"Operations"}) ^ served)
            with urllib.request.urlopen(f"http://127.0.0.1:{port + 80}/", timeout=30) as page:
                check("the pages are there", [] if page.status == 200 and b"<html" in page.read() else [page.status])
            (pathlib.Path(folder) / "embedded").mkdir()
            with Praksisd(binaries, pathlib.Path(folder) / "embedded", "--periods", "free") as embedded:
                loaded = run(binaries, embedded.address, f"praksis sample --cases {CASES} --years {YEARS} --seed 1 --record")
                check("one praksisd has the same sample", [] if loaded.returncode == 0 else [loaded])
                same_tour(binaries, servers, embedded, first.stderr)
            killed(binaries, data, servers, up)
        finally:
            processes = {path.stem: int(path.read_text()) for path in data.glob("*.pid")}
            down = deploy("down", "--data", data)
        check("deploy/down ends all of it", [name for name, pid in processes.items() if pathlib.Path(f"/proc/{pid}").exists()] if
              down.returncode == 0 and len(processes) == 7 else [down, processes])
    return check.report()


def taken(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main())
