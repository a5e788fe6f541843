"""Listeners of a test's broker beside its own: for clients that must show who they are."""

import json
import socket
import subprocess

from cluster import ROOT, WAIT


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def open_listeners(cluster, folder, wanted):
    """Restarts the cluster of one broker with these listeners: {name: (security protocol, {setting: value})}, the settings
    without listener.name.NAME; some others of the broker's under the name "". TLS is with a certificate of the folder's CA.
    {name: address}"""
    subprocess.run([ROOT / "deploy/certificates", folder, "server", "broker", "localhost"], check=True, capture_output=True,
                   timeout=WAIT)
    (folder / "broker.pem").write_text((folder / "broker.key").read_text() + (folder / "broker.crt").read_text())
    known = json.loads((cluster.data / "cluster.json").read_text())
    addresses = {name: f"127.0.0.1:{free_port()}" for name in wanted if name}
    own = {"PLAINTEXT": cluster.bootstrap, **addresses}
    settings = {"listeners": ",".join(f"{name}://{address}" for name, address in
                                      {**own, "CONTROLLER": f"127.0.0.1:{known['brokers'][0]['controller_port']}"}.items()),
                "advertised.listeners": ",".join(f"{name}://{address}" for name, address in own.items()),
                "listener.security.protocol.map": ",".join(
                    ["PLAINTEXT:PLAINTEXT", "CONTROLLER:PLAINTEXT", *(f"{name}:{wanted[name][0]}" for name in addresses)])}
    for name, (_, special) in wanted.items():
        begin = f"listener.name.{name.lower()}." if name else ""
        settings.update({begin + setting: value for setting, value in special.items()})
        if name:
            settings.update({begin + "ssl.keystore.type": "PEM", begin + "ssl.keystore.location": folder / "broker.pem"})
    cluster.down()
    cluster.up(*(f"--set={name}={value}" for name, value in settings.items()))
    return addresses
