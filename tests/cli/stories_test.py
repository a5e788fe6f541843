#!/usr/bin/env python3
"""Learning from success at the command line: acceptance story A1 (tests/lib/success_stories.py) on the embedded log.

    tests/cli/stories_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
import success_stories  # noqa: E402
from command_line import check_sound, tell  # noqa: E402


def acceptance(check, cli, server):
    success_stories.acceptance(check, cli, server)
    check_sound(check, server)


if __name__ == "__main__":
    tell(acceptance, __doc__)
