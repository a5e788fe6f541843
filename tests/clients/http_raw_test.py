"""What nobody's library would send: bytes on a socket to praksisd's HTTP, and what comes back. Whatever is sent, the
server goes on answering others.

Usage: http_raw_test.py BIN_DIRECTORY. Ends with "N passed, N failed".
"""

import gzip
import json
import pathlib
import socket
import struct
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from checks import Checks
from praksisd import Praksisd

check = Checks()
FUNNEL = "/praksis.v1.Dashboards/GetFunnel"


def post(path, body=b"{}", content_type="application/json", more=""):
    return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n"
            f"{more}\r\n").encode() + body


def get(path, more=""):
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n".encode()


def envelope(message, flags=0):
    return struct.pack(">BI", flags, len(message)) + message


class Raw:
    """A connection to the server."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def more(self):
        try:
            got = self.socket.recv(65536)
        except ConnectionResetError:
            got = b""
        self.buffer += got
        return bool(got)

    def answer(self):
        """Status, headers and body of the next answer; status 0 where the server closes instead."""
        while b"\r\n\r\n" not in self.buffer:
            if not self.more():
                return 0, {}, b""
        head, rest = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines[1:])}
        length = int(headers.get("content-length", 0))
        while len(rest) < length and self.more():
            rest = self.buffer.split(b"\r\n\r\n", 1)[1]
        self.buffer = rest[length:]
        return int(lines[0].split()[1]), headers, rest[:length]

    def closed(self):
        """Whether the server closes without a further word."""
        while self.more():
            pass
        return True


def answers(port):
    """Nothing where the server still answers."""
    with Raw(port) as raw:
        raw.send(post(FUNNEL))
        status = raw.answer()[0]
        return [] if status == 200 else [f"it answers {status}"]


# Name, bytes, status, and a part of the body.
def refusals():
    valid = b'{"selection": {}}'
    yield "JSON that is none", post(FUNNEL, b"{"), 400, "INVALID_JSON"
    yield "JSON of another type", post(FUNNEL, b"[1]"), 400, "INVALID_JSON"
    yield "a field that does not exist", post(FUNNEL, b'{"selektion": {}}'), 400, "selektion"
    yield "text that is not UTF-8", post(FUNNEL, b'{"atLeast": "\xff\xfe"}'), 400, "not UTF-8"
    yield "JSON nested without end", post(FUNNEL, b'{"selection":' * 50_000), 400, "INVALID_JSON"
    yield "bytes that are no message", post(FUNNEL, b"\xff\xff\xff", "application/proto"), 400, "INVALID_MESSAGE"
    yield "gzip that is none", post(FUNNEL, valid, more="Content-Encoding: gzip\r\n"), 400, "CONNECT_REQUEST_INVALID"
    yield "gzip that grows a thousandfold", post(FUNNEL, BOMB, more="Content-Encoding: gzip\r\n"), 400, "larger than"
    yield "a coding unknown here", post(FUNNEL, valid, more="Content-Encoding: br\r\n"), 501, "gzip, identity"
    yield "another Content-Type", post(FUNNEL, valid, "text/plain"), 415, "application/json"
    yield "a stream's Content-Type", post(FUNNEL, valid, "application/connect+json"), 415, "application/json"
    yield "a stream called as if it were none", post("/praksis.v1.Feed/Subscribe"), 415, "application/connect+json"
    yield "a method that does not exist", post("/praksis.v1.Dashboards/GetNothing"), 404, "GetNothing"
    yield "a service that does not exist", post("/praksis.v1.Nothing/Get"), 405, "GET"
    yield "a GET of what changes something", get("/praksis.v1.Journal/Record?encoding=json&message=%7B%7D"), 405, "POST"
    yield ("a GET of cases, which a link or a cache would keep",
           get("/praksis.v1.History/ListFigureCases?encoding=json&message=%7B%7D"), 405, "POST")
    yield "cases behind a figure, at the figure's public address", get("/figures/funnel.json?cell=open"), 400, "cell"
    yield "the same as a table", get("/figures/funnel.csv?behind=open"), 400, "behind"
    yield "a GET without its message", get(FUNNEL + "?encoding=json"), 400, "message"
    yield "another method", b"DELETE /figures/funnel.json HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "GET, HEAD"
    yield "a protocol version unknown here", post(FUNNEL, more="Connect-Protocol-Version: 2\r\n"), 400, "only 1"
    yield "a timeout that is none", post(FUNNEL, more="Connect-Timeout-Ms: soon\r\n"), 400, "ten digits"
    yield "a query that cannot be decoded", get("/figures/funnel.json?from=%ff"), 400, "query"
    yield "another site's page", post(FUNNEL, more="Origin: https://example.org\r\n"), 403, "other sites"
    yield "a name of another site", b"GET / HTTP/1.1\r\nHost: rebound.example.org\r\n\r\n", 403, "localhost"
    yield "a body beyond every limit", f"POST {FUNNEL} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n".encode(), 413, "bytes"
    yield "a header beyond every limit", get("/", "X: " + "x" * 100_000 + "\r\n"), 431, "bytes"
    yield "no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 TLS\r\n\r\n", 400, "HTTP"
    yield "two lengths", post(FUNNEL, more="Transfer-Encoding: chunked\r\n"), 400, "HTTP"


BOMB = gzip.compress(b"\0" * (64 << 20), 9)


def check_streams(port):
    subscribe = "/praksis.v1.Feed/Subscribe"
    for name, body, code in (
        ("half an envelope", envelope(b'{"now": {}}')[:-1], "invalid_argument"),
        ("an envelope longer than its body", struct.pack(">BI", 0, 0xFFFFFFFF) + b"{}", "invalid_argument"),
        ("two messages where one is taken", envelope(b"{}") * 2, "invalid_argument"),
        ("no message", b"", "invalid_argument"),
        ("unknown flags", envelope(b"{}", 0x40), "invalid_argument"),
        ("a token of nobody's", envelope(b'{"token": "x"}'), "invalid_argument"),
    ):
        with Raw(port) as raw:
            raw.send(post(subscribe, body, "application/connect+json"))
            while b"\x02\x00\x00" not in raw.buffer and raw.more():
                pass
            text = raw.buffer[raw.buffer.index(b"\x02\x00\x00") + 5:] if b"\x02\x00\x00" in raw.buffer else b""
            text = text[:text.rindex(b"}") + 1] if b"}" in text else b"{}"
            seen = json.loads(text).get("error", {}).get("code")
            check(f"a stream with {name} ends with {code}", [] if seen == code else [raw.buffer[:300]])


def check_connections(server, port):
    with Raw(port) as raw:
        raw.send(post(FUNNEL) + get("/figures/funnel.csv") + post(FUNNEL, b"{") + get("/codelists.json"))
        statuses = [raw.answer()[0] for _ in range(4)]
        check("four requests sent ahead are answered in their order", [] if statuses == [200, 200, 400, 200] else [statuses])
    halves = [Raw(port) for _ in range(100)]
    for half in halves:
        half.send(b"POST /praksis.v1.Dashboards/GetFunnel HTTP/1.1\r\nHost: local")
    check("a hundred halves of requests hold nobody up", answers(port))
    for half in halves:
        half.socket.close()
    with Raw(port) as raw:
        raw.send(post(FUNNEL, b"{" * 1000)[:-500])
        raw.socket.shutdown(socket.SHUT_WR)
        check("half a body is not taken for a whole one", [] if raw.closed() and b" 200 " not in raw.buffer else [raw.buffer])
    with Raw(port) as raw:
        raw.send(post("/praksis.v1.Feed/Subscribe", envelope(b'{"now": {}}'), "application/connect+json"))
        raw.more()
        started = time.monotonic()
        status = server.stop(timeout=20)
        raw.closed()
        check("praksisd stops although a stream is open, and ends it with a word",
              [] if status == 0 and time.monotonic() - started < 15 and b'"error"' in raw.buffer else [status, raw.buffer[-300:]])


def check_figures(url):
    with urllib.request.urlopen(url + "/figures/funnel.csv", timeout=30) as response:
        table = response.read().decode()
        etag = response.headers["ETag"]
    check("a figure is a table", [] if table.startswith("part,stage,reached") and "\r\nsteps,OPENED,0," in table else [table])
    with Raw(int(url.rsplit(":", 1)[1])) as raw:
        raw.send(get("/figures/funnel.csv", f"If-None-Match: {etag}\r\n"))
        status, headers, body = raw.answer()
        check("what has not changed is not sent again", [] if (status, body) == (304, b"") and headers["etag"] == etag else [status])
        raw.send(get("/figures/funnel.csv?from=2025-01-01", f"If-None-Match: {etag}\r\n"))
        check("what was asked otherwise is sent", [] if raw.answer()[0] == 200 else ["304"])


def main():
    with tempfile.TemporaryDirectory() as data, Praksisd(sys.argv[1], data, http="127.0.0.1:0") as server:
        port = int(server.url.rsplit(":", 1)[1])
        for name, sent, status, words in refusals():
            with Raw(port) as raw:
                raw.send(sent)
                seen, _, body = raw.answer()
            right = seen == status and words in body.decode(errors="replace")
            check(f"{name}: {status}", ([] if right else [(seen, body[:300])]) + answers(port))
        check_streams(port)
        check_figures(server.url)
        check_connections(server, port)
    return check.report()


sys.exit(main())
