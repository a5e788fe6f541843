"""The command line as somebody uses it, and the acceptance stories that are told through it."""

import json
import os
import pathlib
import pty
import subprocess
import sys
import tempfile

from checks import Checks
from praksisd import Praksisd

WAIT = 120  # seconds that anything may take at most


class Cli:
    """The binary, with a server it talks to."""

    def __init__(self, binaries, server):
        self.binary = str(pathlib.Path(binaries) / "praksis")
        self.environment = {"PATH": os.environ["PATH"], "PRAKSIS_SERVER": server, "LANG": "C.UTF-8", "HOME": "/nowhere"}

    def __call__(self, *arguments, stdin=""):
        return subprocess.run([self.binary, *arguments], input=stdin, text=True, capture_output=True, timeout=WAIT,
                              env=self.environment)

    def json(self, *arguments):
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def json_lines(self, *arguments):
        done = self(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    def record(self, facts):
        """The answers, in the order of the facts."""
        done = self("record", "--json", stdin="".join(json.dumps(each) + "\n" for each in facts))
        return [json.loads(line) for line in done.stdout.splitlines()]

    def on_terminal(self, *arguments):
        """What a person sees, without colours."""
        leader, follower = pty.openpty()
        with subprocess.Popen([self.binary, *arguments], stdin=subprocess.DEVNULL, stdout=follower, stderr=follower,
                              env={**self.environment, "TERM": "xterm", "NO_COLOR": "1", "COLUMNS": "120"}) as process:
            os.close(follower)
            seen = b""
            while True:
                try:
                    block = os.read(leader, 65536)
                except OSError:  # the other side is closed
                    break
                if not block:
                    break
                seen += block
            process.wait(WAIT)
        os.close(leader)
        return seen.decode().replace("\r\n", "\n")


def check_sound(check, server):
    """That it stops gracefully, and leaves data that hold."""
    check("the server stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
    verified = subprocess.run([server.binary, "verify", "--data", server.data], capture_output=True, text=True, timeout=WAIT)
    check("its data are sound", [] if verified.returncode == 0 and "SOUND" in verified.stdout else [verified])


def tell(acceptance, usage, http=None):
    """Runs `acceptance(check, cli, server)` with a praksisd on an embedded log of its own; ends the process."""
    if len(sys.argv) != 2:
        sys.exit(usage)
    check = Checks()
    with tempfile.TemporaryDirectory(prefix="praksis-story-") as data, \
            Praksisd(sys.argv[1], data, "--periods", "free", http=http) as server:
        acceptance(check, Cli(sys.argv[1], server.address), server)
    sys.exit(check.report())
