"""clang-tidy over everything that we wrote, quickly enough to be demanded.

What costs is not our code but the headers of gRPC, protobuf and the standard library, which clang-tidy parses and
matches anew for every file. So files are linted in bunches: one translation unit includes files from many folders,
chosen so that their names don't clash. A file that does not compile in its bunch is linted alone. Files without a
finding are remembered by a hash of the file, all headers of ours that it includes, the contract, the configuration and
the tool's version, and not linted again: in the user's cache, as the compiler's, so that clones share it.
"""

import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/lib"))
import bunches  # noqa: E402
from harness import CACHE  # noqa: E402

WORK = ROOT / "build/tidy"
TREE = WORK / "tree"
CLEAN = CACHE / "tidy-clean"
REMEMBERED = 20_000  # hashes; the oldest are forgotten
BUNCH = 20  # files in a translation unit
# A finding: clang-tidy prints "path:line:column: error: text [check]".
FINDING = re.compile(r"^(/.+?)(:\d+:\d+: (?:error|warning): .*\[[\w.,-]+\])$", re.M)


def prepare():
    """Configures, has protoc generate the headers, and returns the files and how to compile any of them."""
    # The preset whose compiler is clang, and that knows all files: the fuzz targets, too.
    subprocess.run(["cmake", "--preset", "asan", "-B", str(TREE), "-DPRAKSIS_UNITED="], cwd=ROOT, check=True, capture_output=True)
    targets = subprocess.run(["ninja", "-C", str(TREE), "-t", "targets", "all"], check=True, capture_output=True,
                             text=True).stdout
    headers = re.findall(r"^(\S+\.pb\.h): CUSTOM_COMMAND", targets, re.M)
    subprocess.run(["ninja", "-C", str(TREE), *headers], check=True, capture_output=True)
    files, definitions, places = [], set(), set()
    for entry in json.loads((TREE / "compile_commands.json").read_text()):
        path = os.path.relpath(entry["file"], ROOT)
        if not path.startswith("build"):
            files.append(path)
            words = shlex.split(entry["command"])
            definitions |= {word for word in words if word.startswith("-D")}
            places |= {place for word, place in zip(words, words[1:]) if word == "-isystem"}
    # Only what says what the code means: clang-tidy may be of another version than the compiler.
    return sorted(set(files)), ["-xc++", "-std=c++20", f"-I{ROOT}", *[word for place in sorted(places) for word in ("-isystem", place)], "-Wall", "-Wextra",
                                "-Wpedantic", "-Wno-unused-parameter", *sorted(definitions)]


def read(path):
    return (ROOT / path).read_text()


@functools.cache
def included(path):
    """Headers of ours that a file includes, and that those include."""
    found = set(re.findall(r'^#include "([^"]+)"', read(path), re.M))
    ours = {other for other in found if (ROOT / other).is_file()}
    return ours.union(*[included(other) for other in ours])


def digests(files, salt):
    """A hash of all that a finding in each file depends on: {path: hash}."""
    protos = [*sorted(ROOT.glob("proto/**/*.proto")), *sorted(ROOT.glob("libs/**/*.proto")),
              *sorted(ROOT.glob("services/**/*.proto"))]
    contract = hashlib.sha256("".join(path.read_text() for path in protos).encode()).hexdigest()
    result = {}
    for path in files:
        parts = [salt, contract, path, *(read(other) for other in [path, *sorted(included(path))])]
        result[path] = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    return result


def lint(members, flags):
    """The findings in these files and the headers of ours that they include, each a line."""
    unit = WORK / f"{hashlib.sha256(' '.join(members).encode()).hexdigest()[:16]}.cc"
    unit.write_text("".join(f'#include "{path}"\n' for path in members))
    done = subprocess.run(["clang-tidy", "--quiet", f"--config-file={ROOT}/.clang-tidy", str(unit), "--", *flags],
                          cwd=ROOT, capture_output=True, text=True)
    unit.unlink()
    lines = sorted({os.path.relpath(match[1], ROOT) + match[2] for match in FINDING.finditer(done.stdout)})
    return lines if lines or done.returncode == 0 else [f"clang-tidy: {(done.stdout + done.stderr)[-800:]}"]


def at_fault(members, lines):
    """Those of a bunch whose code, or a header's that they include, does not compile in it."""
    places = {line.split(":")[0] for line in lines if "clang-diagnostic-error" in line}
    return [path for path in members if ({path} | included(path)) & places]


def findings(files, flags):
    """Lints the files in bunches; of a bunch that does not compile, those at fault alone and the others again."""
    groups = bunches.bunches(files, BUNCH, unrelated=True)
    results = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        while groups:
            again = []
            for group, lines in zip(groups, pool.map(lambda group: lint(group, flags), groups)):
                faulty = at_fault(group, lines) if len(group) > 1 else []
                others = [path for path in group if path not in faulty]
                if faulty:
                    again += [*([path] for path in faulty), *([others] if others else [])]
                else:
                    results.append((group, lines))
            groups = again
    return results


def check():
    """(files, files linted now, [finding]); what has none is not linted again until it changes."""
    WORK.mkdir(parents=True, exist_ok=True)
    files, flags = prepare()
    # Of how it is called only what changes findings: not where this clone, a package or the processor is.
    version = re.search(r"version \S+", subprocess.run(["clang-tidy", "--version"], capture_output=True, text=True, check=True).stdout)[0]
    salt = "\0".join([version, (ROOT / ".clang-tidy").read_text(), *[word.split("=")[0] for word in flags if word[:2] in ("-W", "-D")]])
    digest = digests(files, salt)
    before = CLEAN.read_text().split() if CLEAN.exists() else []
    clean = set(before)
    due = [path for path in files if digest[path] not in clean]
    problems = set()
    for group, lines in findings(due, flags) if due else []:
        problems |= set(lines)
        # A finding may stand in a header: then none of those that were linted with it is clean.
        if not lines:
            clean |= {digest[path] for path in group}
    now = clean & set(digest.values())
    CLEAN.parent.mkdir(parents=True, exist_ok=True)
    fresh = CLEAN.with_suffix(f".{os.getpid()}")
    fresh.write_text("\n".join([*[one for one in before if one not in now], *sorted(now)][-REMEMBERED:]) + "\n")
    fresh.replace(CLEAN)
    return files, due, sorted(problems)


def misses():
    """Planted findings that are not found, in a file or in a header: a configuration may say nothing at all."""
    plant = WORK / "tests"  # where the header filter looks
    plant.mkdir(parents=True, exist_ok=True)
    (plant / "planted.h").write_text("struct badly_named {};\n")
    (plant / "planted.cc").write_text('#include "planted.h"\n#include <string>\n'
                                      "int Twice(std::string a) { std::string b = std::move(a); return a.size(); }\n")
    found = lint([os.path.relpath(plant / "planted.cc", ROOT)], ["-xc++", "-std=c++20", f"-I{ROOT}"])
    return [check for check in ("bugprone-use-after-move", "readability-identifier-naming")
            if not any(check in line for line in found)]
