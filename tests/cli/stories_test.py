#!/usr/bin/env python3
"""Learning from success at the command line: acceptance story A1 (tests/lib/success_stories.py) on the embedded log.

    tests/cli/stories_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"
"""

import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from checks import Checks  # noqa: E402
from praksisd import Praksisd  # noqa: E402
from success_stories import WAIT, Cli, acceptance  # noqa: E402


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    check = Checks()
    with tempfile.TemporaryDirectory(prefix="praksis-stories-") as data, Praksisd(sys.argv[1], data) as server:
        acceptance(check, Cli(sys.argv[1], server.address))
        check("the server stops gracefully", [] if server.stop() == 0 else [server.process.returncode])
        verified = subprocess.run([server.binary, "verify", "--data", data], capture_output=True, text=True, timeout=WAIT)
        check("its data are sound", [] if verified.returncode == 0 and "SOUND" in verified.stdout else [verified])
    sys.exit(check.report())


if __name__ == "__main__":
    main()
