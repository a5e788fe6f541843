"""TLS as deploy/README.md has it: certificates made by deploy/certificates, a server with a configuration file, and the
command line with its options, its variables, and what it says where the two do not fit.

Usage: tls_test.py BIN_DIRECTORY, with the Python of tests/clients. Ends with "N passed, N failed".
"""

import http.client
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "build/python"))

import grpc
from checks import Checks
from praksis.v1 import history_pb2, history_pb2_grpc
from praksisd import Praksisd
from programs import ROOT

WAIT = 60  # seconds that anything may take at most
STRANGERS = 300  # connections that are no TLS
check = Checks()


def make(*arguments):
    return subprocess.run([str(ROOT / "deploy/certificates"), *map(str, arguments)], capture_output=True, text=True, timeout=WAIT)


def must_make(*arguments):
    done = make(*arguments)
    assert done.returncode == 0, done.stderr


def files(folder, name):
    return {"cert": folder / f"{name}.crt", "key": folder / f"{name}.key", "ca": folder / "ca.crt"}


def options(those):
    return [word for what, path in those.items() for word in (f"--tls-{what}", str(path))]


def unlike(done, status, *words):
    """What of a finished program is not as it should be."""
    text = done.stdout + done.stderr
    return ([f"exit status {done.returncode}: {text}"] if done.returncode != status else []) + \
        [f"does not say {word!r}: {text}" for word in words if word not in text]


class CommandLine:
    def __init__(self, binaries):
        self.binary = pathlib.Path(binaries) / "praksis"

    def __call__(self, *arguments, environment=None):
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PRAKSIS_")}
        return subprocess.run([str(self.binary), *map(str, arguments)], capture_output=True, text=True, timeout=WAIT,
                              stdin=subprocess.DEVNULL, env={**clean, **(environment or {})})


def check_certificates(folder):
    check("a server's certificate names its hosts and itself", [host for host in
          ("DNS:localhost", "IP Address:127.0.0.1", "DNS:praksis.example.org", "IP Address:10.0.0.7") if host not in
          subprocess.run(["openssl", "x509", "-in", folder / "tls.crt", "-noout", "-ext", "subjectAltName"],
                         capture_output=True, text=True, timeout=WAIT).stdout])
    check("keys are their owner's only",
          [path.name for path in folder.glob("*.key") if path.stat().st_mode & 0o077])
    check("nothing is left lying about", [path.name for path in folder.iterdir() if path.suffix not in (".key", ".crt")])
    check("a client has no hosts", unlike(make(folder, "client", "other", "host"), 2, "no hosts"))
    check("the CA is not made over", unlike(make(folder, "server", "ca"), 2, "no name"))
    (folder / "half").mkdir()
    (folder / "half/ca.crt").write_bytes((folder / "ca.crt").read_bytes())
    check("a CA whose key is elsewhere is not replaced", unlike(make(folder / "half", "client", "c"), 2, "not its key"))


def check_fitting(praksis, server, mine):
    check("served with a certificate, health included",
          unlike(praksis("status", "--server", server.address, *options(mine)), 0, "praksis.v1.Journal"))
    check("the variables do as well", unlike(praksis("status", environment={
        "PRAKSIS_SERVER": server.address, "PRAKSIS_TLS_CERT": str(mine["cert"]), "PRAKSIS_TLS_KEY": str(mine["key"]),
        "PRAKSIS_TLS_CA": str(mine["ca"])}), 0, "SERVING"))
    text = server.log.read_text()
    check("the server says what a certificate lets one do", [] if "may do everything" in text else [text])


def check_python(server, mine):
    """As the page has it."""
    ca, key, certificate = (mine[what].read_bytes() for what in ("ca", "key", "cert"))

    def outcome(credentials):
        with grpc.secure_channel(server.address, credentials) as channel:
            try:
                history_pb2_grpc.HistoryStub(channel).ListEvents(history_pb2.ListEventsRequest(), timeout=WAIT)
                return grpc.StatusCode.OK
            except grpc.RpcError as error:
                return error.code()

    served, nameless = (outcome(grpc.ssl_channel_credentials(*those)) for those in ((ca, key, certificate), (ca,)))
    check("a stock Python client with a certificate is served", [] if served == grpc.StatusCode.OK else [served])
    check("and without one is not", [] if nameless == grpc.StatusCode.UNAVAILABLE else [nameless])


def check_unfitting(praksis, server, plain, mine, folder):
    def status(address, those):
        return praksis("status", "--server", address, *options(those))

    check("without TLS: a hint at the three options",
          unlike(praksis("status", "--server", server.address), 4, "--tls-cert", "--tls-key", "--tls-ca"))
    check("TLS to a server of plain text: said so",
          unlike(status(plain.address, mine), 4, "speaks plain text", "leave out"))
    must_make(folder / "other", "client", "client")
    theirs = files(folder / "other", "client")
    check("a certificate of another CA: a hint at the certificate",
          unlike(status(server.address, {**theirs, "ca": mine["ca"]}), 4, "does not take this certificate"))
    check("a server of another CA: said so", unlike(status(server.address, {**mine, "ca": theirs["ca"]}), 4, "not of the CA"))
    check("two of three are wrong usage",
          unlike(praksis("status", "--tls-cert", mine["cert"], "--tls-key", mine["key"]), 2, "--tls-ca"))
    check("a key that is not the certificate's is wrong usage",
          unlike(status(server.address, {**mine, "key": theirs["key"]}), 2, str(theirs["key"])))


def check_server_options(binaries, folder, mine):
    def start(*arguments):
        return subprocess.run([str(pathlib.Path(binaries) / "praksisd"), "--data", str(folder / "none"), *arguments],
                              capture_output=True, text=True, timeout=WAIT)

    check("beyond loopback without TLS: refused, with what to give",
          unlike(start("--listen", "0.0.0.0:0"), 1, "--tls-cert", "--tls-key", "--tls-ca"))
    check("two of three are wrong usage of praksisd", unlike(start("--tls-cert", mine["cert"], "--tls-ca", mine["ca"]), 2, "--tls-key"))
    check("praksisd names the file it cannot use",
          unlike(start(*options({**mine, "cert": folder / "missing.crt"})), 1, "missing.crt", "No such file"))


def check_other_name(praksis, binaries, folder):
    must_make(folder, "server", "elsewhere", "elsewhere.example.org")
    with tempfile.TemporaryDirectory(dir=folder) as data:
        # 127.0.0.2 is this machine, too, and in no certificate.
        with Praksisd(binaries, data, *options(files(folder, "elsewhere")), listen="0.0.0.0") as server:
            check("a name that is not in the certificate: said so", unlike(
                praksis("status", "--server", f"127.0.0.2:{server.port}", *options(files(folder, "client"))), 4, "does not name it so"))


def check_https(binaries, folder, mine):
    """The port of the pages, for who shows a certificate, beyond loopback."""
    (folder / "https").mkdir()
    tls = [word for what, path in files(folder, "tls").items() for word in (f"--http-tls-{what}", str(path))]
    with Praksisd(binaries, folder / "https", *tls, http="0.0.0.0:0") as server:
        url = server.url.replace("0.0.0.0", "localhost")

        def answer(certificate):
            context = ssl.create_default_context(cafile=str(mine["ca"]))
            if certificate:
                context.load_cert_chain(str(mine["cert"]), str(mine["key"]))
            try:
                with urllib.request.urlopen(f"{url}/figures/funnel.json", context=context, timeout=WAIT) as got:
                    return json.load(got)["metadata"]["figure"]
            except (OSError, http.client.HTTPException) as error:
                return error

        check("the pages' port speaks HTTPS with who shows a certificate", [] if url.startswith("https://") and
              answer(True) == "funnel" else [url, answer(True)])
        check("and not with who shows none", [] if isinstance(answer(False), Exception) else ["answered"])
    (folder / "open").mkdir()
    refused = subprocess.run([str(pathlib.Path(binaries) / "praksisd"), "--data", str(folder / "open"), "--listen", "127.0.0.1:0",
                              "--http", "0.0.0.0:0", *tls[:4]], capture_output=True, text=True, timeout=WAIT)
    check("without a CA it does not listen beyond loopback", unlike(refused, 1, "--http-tls-ca"))


def check_strangers(server):
    offset = server.log.stat().st_size
    begun = time.monotonic()
    for _ in range(STRANGERS):
        with socket.create_connection(("127.0.0.1", server.port), timeout=WAIT) as stranger:
            stranger.sendall(b"GET / HTTP/1.0\r\n\r\n")
            while stranger.recv(4096):
                pass
    seconds = time.monotonic() - begun
    lines = server.log.read_bytes()[offset:].count(b"\n")
    print(f"   {STRANGERS} strangers in {seconds:.1f} s: {lines} lines in the log")
    check("strangers do not fill the log", [] if lines <= seconds + 2 else [f"{lines} lines in {seconds:.1f} s"])
    check("but are told of", [] if "Handshake failed" in server.log.read_text() else ["nothing in the log"])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    binaries = sys.argv[1]
    praksis = CommandLine(binaries)
    with tempfile.TemporaryDirectory(prefix="praksis-tls-") as temporary:
        folder = pathlib.Path(temporary) / "certs"
        must_make(folder, "server", "tls", "praksis.example.org", "10.0.0.7")
        must_make(folder, "client", "client")
        check_certificates(folder)
        mine = files(folder, "client")
        for data in ("data", "plain"):
            (folder / data).mkdir()
        settings = folder / "praksisd.toml"
        settings.write_text("".join(f'tls-{what} = "{path}"\n' for what, path in files(folder, "tls").items()))
        with Praksisd(binaries, folder / "data", "--config", settings) as server, Praksisd(binaries, folder / "plain") as plain:
            check_fitting(praksis, server, mine)
            check_python(server, mine)
            check_unfitting(praksis, server, plain, mine, folder)
            check_strangers(server)
        check_server_options(binaries, folder, mine)
        check_other_name(praksis, binaries, folder)
        check_https(binaries, folder, mine)
    return check.report()


sys.exit(main())
