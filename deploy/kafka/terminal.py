"""How the programs of this folder speak: progress and troubles on stderr, what a script wants on stdout."""

import argparse
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "build/kafka/data"


class Trouble(Exception):
    """What went wrong and what to do about it, for the person at the terminal."""


def say(text):
    print(f"kafka: {text}", file=sys.stderr, flush=True)


class Parser(argparse.ArgumentParser):
    """Options as always; --help shows the program's own words first, which begin with examples."""

    def __init__(self, text):
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter)
        self.text = text.strip()
        self.add_argument("--data", metavar="DIR", type=pathlib.Path, default=DATA,
                          help="the cluster's folder (default build/kafka/data)")

    def format_help(self):
        options = super().format_help().split("\n\n", 1)[1]
        return f"{self.text}\n\n{options}"


def run(program, main):
    """Runs `main`; its troubles are one message and exit status 1."""
    try:
        sys.exit(main())
    except Trouble as trouble:
        print(f"{program}: {trouble}", file=sys.stderr)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{program}: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(1)
