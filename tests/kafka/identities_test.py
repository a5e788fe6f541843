"""Every way in which brokers may want to be shown who somebody is: a password (SCRAM), a token of an identity provider's
(OAUTHBEARER), a client's certificate. secured_test.py has PLAIN, and what rights are needed.

Usage: identities_test.py BIN_DIRECTORY. Starts a broker and a token endpoint of its own. Ends with "N passed, N failed".
"""

import base64
import http.server
import json
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

from deployment import WAIT, Deployment, events_of

from confluent_kafka.admin import ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion

from cluster import ROOT, Cluster
from listeners import open_listeners
from recording_load import Checks

SECRET = "sample-secret"
TOKEN_S = 5  # seconds that a token is good for, so that it is asked for again while the programs run
check = Checks()


class TokenEndpoint(http.server.BaseHTTPRequestHandler):
    """An identity provider's: tokens (unsigned, as brokers take them for tests) for who knows the secret."""

    asked = []

    def do_POST(self):
        form = urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        shown = base64.b64decode(self.headers.get("Authorization", "Basic ").split()[1]).decode()
        self.asked.append(form.get("grant_type"))
        known = shown == f"praksis:{SECRET}"
        now = time.time()
        part = [base64.urlsafe_b64encode(json.dumps(words).encode()).rstrip(b"=").decode() for words in
                ({"alg": "none"}, {"sub": "praksis", "iat": now, "exp": now + TOKEN_S})]
        body = json.dumps({"access_token": ".".join(part) + ".", "token_type": "Bearer", "expires_in": TOKEN_S} if known
                          else {"error": "invalid_client"}).encode()
        self.send_response(200 if known else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def ways(folder, endpoint):
    """{name: (the listener's protocol and settings, the clients' right settings, wrong ones)}"""
    tls = f"ssl.ca.location = {folder / 'ca.crt'}\n"
    scram = f"security.protocol = SASL_SSL\nsasl.mechanism = SCRAM-SHA-512\nsasl.username = praksis\n{tls}"
    tokens = ("security.protocol = SASL_SSL\nsasl.mechanism = OAUTHBEARER\nsasl.oauthbearer.method = oidc\n"
              f"sasl.oauthbearer.client.id = praksis\nsasl.oauthbearer.token.endpoint.url = {endpoint}\n{tls}")
    certificate = f"security.protocol = SSL\n{tls}"
    return {
        "SCRAM": (("SASL_SSL", {
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "scram-sha-512.sasl.jaas.config": "org.apache.kafka.common.security.scram.ScramLoginModule required;"}),
            scram + f"sasl.password.file = {folder / 'right.secret'}\n", scram + f"sasl.password.file = {folder / 'wrong.secret'}\n"),
        "TOKENS": (("SASL_SSL", {
            "sasl.enabled.mechanisms": "OAUTHBEARER",
            # Who has authenticated does so again before the token has run out.
            "connections.max.reauth.ms": 60_000,
            "oauthbearer.sasl.jaas.config":
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;"}),
            tokens + f"sasl.oauthbearer.client.secret.file = {folder / 'right.secret'}\n",
            tokens + f"sasl.oauthbearer.client.secret.file = {folder / 'wrong.secret'}\n"),
        "CERTIFICATES": (("SSL", {
            "ssl.client.auth": "required", "ssl.truststore.type": "PEM", "ssl.truststore.location": folder / "ca.crt"}),
            certificate + f"ssl.certificate.location = {folder / 'praksis.crt'}\nssl.key.location = {folder / 'praksis.key'}\n",
            certificate)}


def shown(deployment, name, address, folder):
    """The programs work with what is right, for longer than a token is good, and say what is wrong."""
    topic = name.lower()
    said = {}
    for which in ("right", "wrong"):
        said[which] = deployment.praksis("topics", "create", "--kafka", address, "--kafka-config", folder / f"{name}-{which}.conf",
                                         "--topic", topic, "--partitions", 2, "--replication-factor", 1,
                                         "--min-insync-replicas", 1)
    check(f"{name}: with what is right the topic is made", [] if said["right"].returncode == 0 else [said["right"]])
    print(f"{name}: {said['wrong'].stderr.strip()}")
    check(f"{name}: what is wrong is said", [] if said["wrong"].returncode == 4 and any(
        word in said["wrong"].stderr for word in ("uthentication", "invalid_client", "certificate")) else [said["wrong"]])
    facts = [{"eventId": f"01956a2c-7b00-7000-8000-00000000000{number}", "stream": f"case/{topic}-{number}",
              "occurredAt": {"date": {"date": "2025-03-03"}}, "municipality": "DK-360",
              "actor": {"id": "cw-1", "role": "CASEWORKER"},
              "caseOpened": {"personRef": "sample-1", "targetGroup": "ACTIVITY_READY", "openedOn": "2025-03-03"}}
             for number in range(3)]
    with deployment.program("praksisd", topic, topic, "--kafka-config", folder / f"{name}-right.conf",
                            bootstrap=address) as server:
        for fact in facts:
            recorded = deployment.praksis("--server", server.address, "--timeout", 30, "record", "--json-facts", json.dumps(fact))
            check(f"{name}: a fact is recorded", [] if recorded.returncode == 0 else [recorded])
            if name == "TOKENS" and fact is not facts[-1]:
                time.sleep(TOKEN_S)
        seen = deployment.come_to_show(server, facts[-1]["stream"])
        log = server.log.read_text()
        check(f"{name}: no secret is in what the server says", [log] if SECRET in log else [])
        check(f"{name}: it stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
    check(f"{name}: and read again", [] if seen.returncode == 0 and "case opened" in seen.stdout else [seen])
    check(f"{name}: all are in the topic", [] if sorted(event.event_id for event in events_of(deployment.consumed(topic)))
          == [fact["eventId"] for fact in facts] else ["they are not"])


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), TokenEndpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(prefix="praksis-identities-") as folder, Cluster() as cluster:
        deployment = Deployment(sys.argv[1], cluster, folder)
        certificates = deployment.folder / "certificates"
        subprocess.run([ROOT / "deploy/certificates", certificates, "client", "praksis"], check=True, capture_output=True,
                       timeout=WAIT)
        known = ways(certificates, f"http://127.0.0.1:{server.server_port}/token")
        for which, secret in (("right", SECRET), ("wrong", "another")):
            (certificates / f"{which}.secret").write_text(secret + "\n")
        for name, (_, right, wrong) in known.items():
            (certificates / f"{name}-right.conf").write_text(right)
            (certificates / f"{name}-wrong.conf").write_text(wrong)
        addresses = open_listeners(cluster, certificates, {name: listener for name, (listener, _, _) in known.items()})
        for made in deployment.admin.alter_user_scram_credentials([UserScramCredentialUpsertion(
                "praksis", ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), SECRET.encode())]).values():
            made.result(WAIT)
        for name, address in addresses.items():
            shown(deployment, name, address, certificates)
        check("tokens were asked for again and again", [] if len(TokenEndpoint.asked) > 10 else TokenEndpoint.asked)
    server.shutdown()
    return check.report()


sys.exit(main())
