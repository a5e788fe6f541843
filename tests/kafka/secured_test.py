"""praksis on brokers that want a password over TLS, and ask who may do what: settings as for any client of Kafka, the secret
from a file, and no more rights than deploy/README.md names.

Usage: secured_test.py BIN_DIRECTORY. Starts a broker of its own. Ends with "N passed, N failed".
"""

import json
import re
import sys
import tempfile
import time

from deployment import WAIT, Deployment, events_of

from confluent_kafka.admin import AclBinding, AclBindingFilter, AclOperation, AclPermissionType, ResourcePatternType, ResourceType

from cluster import ROOT, Cluster
from listeners import open_listeners
from praksisd import Praksisd
from recording_load import Checks

PASSWORD = "sample-secret"
FACT = {"eventId": "01956a2c-7b00-7000-8000-000000000001", "stream": "case/secured-1",
        "occurredAt": {"date": {"date": "2025-03-03"}}, "municipality": "DK-360",
        "actor": {"id": "cw-1", "role": "CASEWORKER"},
        "caseOpened": {"personRef": "sample-1", "targetGroup": "ACTIVITY_READY", "openedOn": "2025-03-03"}}
check = Checks()


def rights():
    """The rows of deploy/README.md's table: (who, resource, name, by prefix, operations)."""
    rows = re.findall(r"^\| (.*) \| (topic|group|transactional ids that begin with) `praksis([.-]\S+)` \| ([A-Za-z, ]+) \|$",
                      (ROOT / "deploy/README.md").read_text(), re.M)
    kinds = {"topic": ResourceType.TOPIC, "group": ResourceType.GROUP}
    return [(who, kinds.get(kind, ResourceType.TRANSACTIONAL_ID), ("praksis" + name).replace("praksis.events", "secured"),
             kind not in kinds, [AclOperation[re.sub(r"(?<=.)(?=[A-Z])", "_", word).upper()] for word in operations.split(", ")])
            for who, kind, name, operations in rows]


def allow(deployment, user, rows):
    bindings = [AclBinding(kind, name, ResourcePatternType.PREFIXED if prefix else ResourcePatternType.LITERAL, f"User:{user}",
                           "*", operation, AclPermissionType.ALLOW)
                for _, kind, name, prefix, operations in rows for operation in operations]
    for made in deployment.admin.create_acls(bindings).values():
        made.result(WAIT)
    # Granted is what the broker's authorizer has heard of.
    all_of_his = AclBindingFilter(ResourceType.ANY, None, ResourcePatternType.ANY, f"User:{user}", None, AclOperation.ANY,
                                  AclPermissionType.ANY)
    deadline = time.monotonic() + WAIT
    while len(deployment.admin.describe_acls(all_of_his).result(WAIT)) < len(bindings) and time.monotonic() < deadline:
        time.sleep(0.05)


def read_only(deployment, secured_address, folder):
    """A read service has its own user, who may only read."""
    allow(deployment, "reader", [row for row in rights() if row[0] == "every program"])
    (deployment.folder / "reader").mkdir()
    reader = Praksisd(deployment.binaries, deployment.folder / "reader", "--kafka", secured_address, "--kafka-config",
                      folder / "reader.conf", "--topic", "secured", program="praksis-history")
    with reader:
        shown = deployment.come_to_show(reader, FACT["stream"])
        check("who may read reads", [] if shown.returncode == 0 and "case opened" in shown.stdout else [shown])
        check("and lacks no right", without_rights(reader))


def without_rights(server):
    return [line for line in server.log.read_text().splitlines() if "uthorization failed" in line]


def secured(deployment, secured_address, folder):
    settings = {"right": ("praksis", PASSWORD), "wrong": ("praksis", "another"), "reader": ("reader", PASSWORD)}
    for name, (user, password) in settings.items():
        (folder / f"{name}.secret").write_text(password + "\n")
        (folder / f"{name}.conf").write_text(
            f"security.protocol = SASL_SSL\nsasl.mechanism = PLAIN\nsasl.username = {user}\n"
            f"sasl.password.file = {folder / name}.secret\nssl.ca.location = {folder / 'ca.crt'}\n")

    def topics(command, name, *arguments):
        return deployment.praksis("topics", command, "--kafka", secured_address, "--kafka-config", folder / f"{name}.conf",
                                  "--topic", "secured", *arguments)

    refused = topics("check", "wrong")
    check("a wrong password is said to be the reason",
          [] if refused.returncode == 4 and "uthentication" in refused.stderr else [refused])
    forbidden = topics("create", "right", "--partitions", 2, "--replication-factor", 1, "--min-insync-replicas", 1)
    check("without rights so is that", [] if forbidden.returncode == 4 and "uthorization failed" in forbidden.stderr else [forbidden])
    check("the rights are in deploy/README.md", [] if len(rights()) == 6 else rights())
    allow(deployment, "praksis", rights())
    made = topics("create", "right", "--partitions", 2, "--replication-factor", 1, "--min-insync-replicas", 1)
    check("the topic is made with the right one, over TLS", [] if made.returncode == 0 else [made])
    (deployment.folder / "data").mkdir()
    server = Praksisd(deployment.binaries, deployment.folder / "data", "--kafka", secured_address, "--kafka-config",
                      folder / "right.conf", "--topic", "secured")
    with server:
        recorded = deployment.praksis("--server", server.address, "--timeout", 30, "record", "--json-facts", json.dumps(FACT))
        check("a fact is recorded", [] if recorded.returncode == 0 else [recorded])
        said = server.log.read_text()
        check("the password is nowhere in what the server says, nor in its arguments",
              [said] if PASSWORD in said or PASSWORD in " ".join(map(str, server.arguments)) else [])
        check("and the rights suffice", without_rights(server))
    read_only(deployment, secured_address, folder)
    events = events_of(deployment.consumed("secured"))
    check("and is in the topic", [] if [e.event_id for e in events] == [FACT["eventId"]] else events)


def main():
    with tempfile.TemporaryDirectory(prefix="praksis-secured-") as folder, Cluster() as cluster:
        deployment = Deployment(sys.argv[1], cluster, folder)
        certificates = deployment.folder / "certificates"
        listener = {"sasl.enabled.mechanisms": "PLAIN",
                    "plain.sasl.jaas.config": "org.apache.kafka.common.security.plain.PlainLoginModule required "
                                              f'user_praksis="{PASSWORD}" user_reader="{PASSWORD}";'}
        # Brokers, and we who make topics and rights beside, come without a name.
        authorizer = {"authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                      "super.users": "User:ANONYMOUS"}
        opened = open_listeners(cluster, certificates, {"SECURED": ("SASL_SSL", listener), "": ("", authorizer)})
        secured(deployment, opened["SECURED"], certificates)
    return check.report()


sys.exit(main())
