#!/usr/bin/env python3
"""The README's section "One learning cycle" as it stands: its commands are run, in their order, on the sample that it is
about, succeed, say what is written there, and end with a verdict.

    tests/cli/readme_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"
"""

import pathlib
import re
import shlex
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from command_line import WAIT, tell  # noqa: E402

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
SECTION = "One learning cycle"
# Of the tour, which the section goes on from.
SAMPLE = ("sample", "--cases", "12000", "--years", "3", "--seed", "1", "--record")
# What depends on the day on which it is asked.
TODAY = re.compile(r"(As of|evaluated) \d{4}-\d\d-\d\d|(begun|since) (\d{4}-\d\d-\d\d), \d+ days")


def section_of(text, title):
    return re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## )", text, re.M | re.S).group(1)


def fences_of(section):
    """(language, lines) of each fenced block."""
    return [(language, body.splitlines()) for language, body in re.findall(r"^```(\w*)\n(.*?)^```$", section, re.M | re.S)]


def same(line):
    """A line as it compares: without what is today's, and however it is laid out."""
    return " ".join(TODAY.sub(lambda found: f"{found[1] or found[2]} {found[3] or ''}", line).split())


def expected_of(lines):
    return [same(line) for line in lines if line.strip() and line.strip() != "…"]


def shown(block):
    """(command, lines that it prints) of a block of commands with what they print."""
    commands = []
    for line in block:
        if line.startswith("$ "):
            commands.append((shlex.split(line[2:]), []))
        else:
            commands[-1][1].append(line)
    return commands


def differs(expected, printed):
    """The lines that are not printed in their order."""
    at, missing = 0, []
    for line in expected:
        found = printed.find(line, at)
        if found < 0:
            missing.append(line)
        else:
            at = found + len(line)
    return missing


def on_terminal(cli, words):
    assert words[0] == "praksis", words
    return same(cli.on_terminal(*words[1:]))


def run_script(cli, lines):
    """As somebody pastes it, with praksis on the path, in a terminal's stead."""
    path = f"{pathlib.Path(cli.binary).parent}:{cli.environment['PATH']}"
    return subprocess.run(["bash", "-e"], input="\n".join(lines) + "\n", text=True, capture_output=True, timeout=WAIT,
                          env={**cli.environment, "PATH": path})


def acceptance(check, cli, server):
    done = cli(*SAMPLE)
    check("the sample year is loaded", [] if done.returncode == 0 else [done.stdout, done.stderr])
    readme = README.read_text(encoding="utf-8")
    counts = re.search(r"\$ praksis " + re.escape(" ".join(SAMPLE)) + r"\n(.*?)```", readme, re.S).group(1)
    check("it has the counts that the tour tells", differs(counts.splitlines(), done.stdout))
    fences = fences_of(section_of(readme, SECTION))
    last = []
    for number, (language, block) in enumerate(fences):
        if language == "sh":
            done = run_script(cli, block)
            check(f"block {number + 1} is run as it stands", [] if done.returncode == 0 else [done.stdout, done.stderr])
            last = [line for line in block if line.startswith("praksis ")][-1]
            continue
        if not block[0].startswith("$ "):  # what the command before prints
            block = [f"$ {last}", *block]
        for words, lines in shown(block):
            printed = on_terminal(cli, words)
            missing = differs(expected_of(lines), printed)
            check(f"{' '.join(words[:4])} says what is written there", missing and [*missing, printed])
    check("commands and what they print were found", [] if len(fences) >= 6 else [fences])
    measures = {each["measure"]: each.get("latest", {}).get("verdict") for each in cli.json("measure", "list")["measures"]}
    check("it ends with a verdict, recorded", [] if measures.get("measure/mine") == "MEASURE_VERDICT_BETTER" else [measures])
    steps = cli.json("cycle", "show", "cycle/mine")["cycle"]["summary"]["steps"]
    check("through all six steps", [] if [each["standing"] for each in steps] == ["CYCLE_STANDING_DONE"] * 6 else [steps])
    second = cli.json("cycle", "show", "cycle/mine-2")["cycle"]["parentMeasures"]
    check("and the next cycle has it at hand", [] if [each["evaluated"]["verdict"] for each in second] ==
          ["MEASURE_VERDICT_BETTER"] else [second])
    check("the server stops gracefully", [] if server.stop() == 0 else [server.process.returncode])


if __name__ == "__main__":
    tell(acceptance, __doc__)
