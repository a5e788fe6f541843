"""Starts praksisd with an empty log and has stock Connect clients, in JSON and in binary, do what they should be able
to (connect/connect_client_test.mjs). Usage: connect_client_test.py BIN_DIRECTORY. Ends with "N passed, N failed".
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lib"))

from praksisd import Praksisd

HERE = ROOT / "tests/clients/connect"
BUILD = ROOT / "build/connect-client"


def prepare():
    """The packages of connect/package-lock.json, and classes generated from proto/; the folder of the latter."""
    BUILD.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "connect_client_test.mjs"):
        shutil.copy(HERE / name, BUILD / name)
    lock = (HERE / "package-lock.json").read_text()
    installed = BUILD / "node_modules/.praksis-lock"
    if not installed.exists() or installed.read_text() != lock:
        subprocess.run(["npm", "ci", "--silent", "--no-fund", "--no-audit"], cwd=BUILD, check=True, timeout=300)
        installed.write_text(lock)
    generated = BUILD / "generated"
    shutil.rmtree(generated, ignore_errors=True)
    generated.mkdir()
    protos = [str(path.relative_to(ROOT / "proto")) for folder in ("praksis/v1", "google/rpc", "google/api")
              for path in sorted((ROOT / "proto" / folder).glob("*.proto"))]
    subprocess.run(["protoc", f"--plugin={BUILD}/node_modules/.bin/protoc-gen-es", f"--es_out={generated}",
                    "--es_opt=target=js", "--es_opt=import_extension=js", *protos], cwd=ROOT / "proto", check=True, timeout=120)
    return generated


def main():
    generated = prepare()
    with tempfile.TemporaryDirectory() as data, Praksisd(sys.argv[1], data, http="127.0.0.1:0") as server:
        return subprocess.run(["node", "connect_client_test.mjs", server.url, str(generated)], cwd=BUILD,
                              timeout=240).returncode


sys.exit(main())
