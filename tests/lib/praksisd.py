"""Starts and ends a praksisd, or a program that serves one service, for a test: loopback, a free port, a data
directory of the test's."""

import atexit
import os
import pathlib
import re
import secrets
import signal
import subprocess
import time


def new_event_id():
    """A UUID of version 7."""
    value = (time.time_ns() // 1_000_000) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0x2 << 62 | secrets.randbits(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def services_of_the_contract():
    """"Journal", "History", …: what a praksisd serves."""
    protos = pathlib.Path(__file__).resolve().parents[2] / "proto/praksis/v1"
    return {name for proto in protos.glob("*.proto") for name in re.findall(r"^service (\w+)", proto.read_text(), re.M)}


class Praksisd:
    """A running server, at `listen` (with TLS also 0.0.0.0); `address` to reach it. With `http` (HOST:PORT, 0 for any
    port) it serves HTTP, too, at `url`. Leaving the context ends it."""

    def __init__(self, binaries, data, *arguments, port=0, listen="127.0.0.1", program="praksisd", http=None):
        self.binary = str(pathlib.Path(binaries) / program)
        self.data = str(data)
        self.arguments = arguments
        self.http_arguments = ("--http", http or "off") if program == "praksisd" else ()
        self.http = http
        self.url = None
        self.port = port
        self.listen = listen
        self.log = pathlib.Path(data) / f"{program}.log"
        self.process = None
        self.begun_at = 0  # in the log
        self.address = None
        atexit.register(self.kill)  # a test that breaks off leaves nothing running

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self, timeout=60):
        """Starts the server and waits until it says that it serves."""
        self.begin()
        self.await_serving(timeout)

    def begin(self):
        """Starts the server."""
        self.begun_at = self.log.stat().st_size if self.log.exists() else 0
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.binary, "--data", self.data, "--listen", f"{self.listen}:{self.port}", *self.arguments,
                 *self.http_arguments],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    def serves(self):
        """Whether the server that has begun says so; its addresses are known then."""
        text = self.log.read_bytes()[self.begun_at:].decode(errors="replace")
        match = re.search(r"serving.*?\d+\.0\.0\.\d+:(\d+)", text)
        url = re.search(r" at (https?://\S+:\d+)/", text)
        if not match or (self.http and not url):
            return False
        self.url = url[1] if url else None
        self.port = int(match[1])
        self.address = f"127.0.0.1:{self.port}"
        return True

    def await_serving(self, timeout=60):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            # Looked at first: what it said before it ended is there then.
            ended = self.process.poll() is not None
            if self.serves():
                return
            if ended:
                text = self.log.read_bytes()[self.begun_at:].decode(errors="replace")
                raise RuntimeError(f"praksisd ended with {self.process.returncode}:\n{text}")
            time.sleep(0.01)
        self.kill()
        raise RuntimeError(f"praksisd did not serve within {timeout} s:\n{self.log.read_text(errors='replace')[-4000:]}")

    def kill(self):
        """kill -9."""
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self, timeout=60):
        """Graceful stop; the exit status."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        return self.process.returncode if self.process else None
