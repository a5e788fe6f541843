"""A disk that is full while read models are filled by table files: none of a chunk is there, nothing is left, it goes on.

The read models of a server are on a small disk of their own, on which the files of a chunk have no room. It serves, and
says why it does not get on; killed with -9 it starts again on the full disk. When the disk has become larger it comes to
the end by itself, and `praksisd verify` finds the read models equal to a rebuild. Needs the right to mount; says so where
it is missing.

Usage: filling_full_disk_test.py BIN_DIRECTORY. Ends with "N passed, N failed".
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))

from checks import Checks
from filling import Filled

CASES = 5_000  # of the sample: some 94,000 facts, whose table files take 40 MiB
SMALL_MIB, LARGE_MIB = 24, 512
check = Checks()


class SmallDisk:
    """A file system in memory, at a folder that is made."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        self.folder.mkdir()
        self.mount(f"size={SMALL_MIB}m")
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "--lazy", str(self.folder)], check=True)

    def grow(self):
        self.mount(f"remount,size={LARGE_MIB}m")

    def mount(self, options):
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.folder)], check=True, capture_output=True,
                       text=True)


def await_full(filled):
    filled.await_condition(lambda: "No space left" in str(filled.told().get("problem", "")), "it says that the disk is full",
                           pause=0.1)


def fill(filled, disk):
    behind = filled.behind()
    await_full(filled)
    check("it says that the disk is full, and has taken nothing in", [] if filled.behind() == behind else [filled.behind()])
    filled.await_condition(filled.on_their_way, "it tries again", timeout=30)
    filled.server.kill()
    filled.start()
    check("killed then, it starts on the full disk, and nothing is left of the chunk", filled.left_over())
    check("it is where it was", [] if filled.behind() == behind else [filled.behind()])
    await_full(filled)
    disk.grow()
    filled.await_end()
    filled.record("sample", "--cases", 40, "--seed", 2, "--record")
    filled.await_end()
    check("with room it comes to the end, and nothing is left over", list(filled.on_their_way()))
    filled.server.kill()
    check("the read models equal a rebuild (praksisd verify)", filled.verify())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binaries")
    options = parser.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="praksis-filling-") as folder:
        filled = Filled(options.binaries, folder, "--partitions", 1)
        filled.record_sample(CASES, 1)
        filled.server.kill()
        filled.remove()
        try:
            with SmallDisk(filled.projections) as disk:
                filled.start()
                fill(filled, disk)
                filled.server.kill()
        except subprocess.CalledProcessError as error:
            if error.cmd[0] != "mount":
                raise
            print(f"skipped: mounting a small file system is not permitted here: {error.stderr.strip()}")
    print(f"{time.monotonic() - started:.0f} s")
    return check.report()


sys.exit(main())
