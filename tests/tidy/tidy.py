"""Checks how the house is built: layers, headers where they belong, format, lint, and the contract's compatibility.

Prints a line per check and ends with "N passed, N failed". Options: --fix formats instead of complaining, --no-lint
leaves out clang-tidy (minutes at first, then only what has changed), --release makes the present contract the one to
be compatible with.
"""

import pathlib
import re
import shutil
import subprocess
import sys

import lint

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUF_VERSION = "1.75.0"
BASELINE = "tests/tidy/contract-0.1.binpb"

# Those of streams that have rules.
KINDS = ("case", "cycle", "experiment", "measure", "principle", "programme", "staff", "story", "workshop")
# What a library may know of, besides itself. Services, tests and binaries may know everything; that only a main.cc
# names a database path or the clock is seen to by the forbidden words below.
LAYERS = {
    "libs/base": set(),
    "libs/codelists": {"libs/base"},
    "libs/definitions": {"libs/base"},
    "libs/metrics": {"libs/base"},
    "libs/store": {"libs/base"},
    "libs/log": {"libs/base", "libs/domain/fact"},
    "libs/figures": {"libs/base"},
    "libs/effects": {"libs/base"},
    "libs/selection": {"libs/base"},
    "libs/http": {"libs/base"},
    "libs/rpc": {"libs/base", "libs/metrics"},
    "libs/domain/case_state": set(),
    "libs/domain/rules": {"libs/base"},
    "libs/domain/fact": {"libs/base", "libs/codelists", "libs/domain/rules"},
    "libs/domain/stream": {"libs/base", "libs/domain/rules", "libs/domain/fact"},
    "libs/domain/stream_states": set(),
    "libs/domain/case": {"libs/base", "libs/codelists", "libs/domain/rules", "libs/domain/fact", "libs/domain/stream",
                         "libs/domain/case_state"},
    **{f"libs/domain/{kind}": {"libs/base", "libs/domain/rules", "libs/domain/fact", "libs/domain/stream",
                               "libs/domain/stream_states"}
       for kind in KINDS if kind != "case"},
    "libs/domain/all": {"libs/domain/rules", *(f"libs/domain/{kind}" for kind in KINDS)},
    "libs/log_records": {"libs/base", "libs/log", "libs/store"},
    "libs/log_embedded": {"libs/base", "libs/log", "libs/log_records", "libs/store"},
    "libs/log_kafka": {"libs/base", "libs/log", "libs/log_records", "libs/store"},
    "libs/log_copy": {"libs/base", "libs/log"},
    "libs/recording": {"libs/base", "libs/log", "libs/metrics", "libs/domain/rules", "libs/domain/fact"},
    "libs/projection": {"libs/base", "libs/log", "libs/metrics", "libs/store", "libs/domain/rules", "libs/domain/case",
                        "libs/domain/case_state", "libs/domain/fact"},
    "libs/readmodels": {"libs/base", "libs/codelists", "libs/figures", "libs/log", "libs/store", "libs/projection", "libs/selection",
                        "libs/domain/case", "libs/domain/case_state", "libs/domain/fact", "libs/domain/rules",
                        "libs/domain/stream"},
    "libs/stories": {"libs/base", "libs/projection", "libs/readmodels", "libs/domain/case_state", "libs/domain/fact"},
    "libs/measures": {"libs/base", "libs/effects", "libs/figures", "libs/projection", "libs/readmodels",
                      "libs/domain/case_state", "libs/domain/fact", "libs/domain/stream"},
    "libs/sample": {"libs/base", "libs/codelists", "libs/domain/all", "libs/domain/fact", "libs/domain/case",
                    "libs/domain/rules", "libs/domain/case_state"},
}
# Headers that belong to some folders only.
CONFINED = {
    r"rocksdb/": ("libs/store/",),
    r"librdkafka/": ("libs/log_kafka/", "tests/bench/kafka/transactions_peer"),
    r"grpc(pp)?/|.*\.grpc\.pb\.h": ("libs/rpc/", "services/", "tests/"),
    r"boost/(?!math/)": ("libs/http/",),
    r"boost/math/|Eigen/": ("libs/effects/",),
    r"xapian(\.h|/)": ("libs/stories/",),
    r"CLI/": ("services/", "tests/"),
    r"prometheus/": ("libs/metrics/",),
    r"openssl/": ("libs/base/", "libs/audit/", "libs/privacy/", "libs/rpc/", "libs/http/"),
}
# Time and chance come in as arguments.
FORBIDDEN_IN_LIBS = {
    r"\bSystemClock\b": ("libs/base/clock.h",),
    r"\babsl::Now\(\)": ("libs/base/clock.h", "libs/base/executor.cc"),
    # A new log draws the id that tells it from all others.
    r"\bstd::random_device\b|\bsrand\(|\brand\(\)|\btime\(nullptr\)": ("libs/log_embedded/storage.cc",),
}
UNWANTED_WORDS = r"\b(TODO|FIXME|XXX|HACK)\b"


class Checks:
    def __init__(self):
        self.passed = 0
        self.failed = 0

    def report(self, name, problems):
        problems = list(problems)
        if problems:
            self.failed += 1
            print(f"FAILED {name}: {len(problems)} problem(s)")
            for problem in problems[:40]:
                print(f"  {problem}")
        else:
            self.passed += 1
            print(f"ok {name}", flush=True)


def tracked(*patterns):
    """Files of the project: what git tracks or would track."""
    out = subprocess.run(["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns], cwd=ROOT,
                         check=True, capture_output=True, text=True).stdout
    return sorted({line for line in out.splitlines() if (ROOT / line).is_file()})


def folder_of(path):
    """The target's folder a file belongs to: libs/domain/case/testing/x.h belongs to libs/domain/case."""
    parts = path.split("/")
    depth = 3 if parts[:2] == ["libs", "domain"] else 2
    return "/".join(parts[:depth])


def declared(folder):
    """The dependencies that a folder's CMakeLists.txt names, tests' apart: {target}."""
    build_file = ROOT / folder / "CMakeLists.txt"
    text = build_file.read_text() if build_file.exists() else ""
    names = set()
    for call in re.findall(r"(?:praksis_library|praksis_binary|target_link_libraries)\(([^)]*)\)", text):
        names |= set(re.findall(r"praksis_\w+", call))
    return names


def target_of(folder):
    return "praksis_" + folder.removeprefix("libs/").replace("services/", "service_").replace("/", "_")


def includes(path):
    return re.findall(r'^\s*#include\s+["<]([^">]+)[">]', (ROOT / path).read_text(), re.M)


def check_layers(checks):
    sources = [f for f in tracked("libs/*.h", "libs/*.cc") if "/testing/" not in f]
    wrong_way, undeclared = [], []
    for path in sources:
        folder = folder_of(path)
        test = path.endswith("_test.cc")
        if folder not in LAYERS:
            wrong_way.append(f"{folder} has no place in tests/tidy's map of layers")
            continue
        for include in includes(path):
            if not include.startswith("libs/") or test:
                if include.startswith("services/"):
                    wrong_way.append(f"{path} includes {include}")
                continue
            other = folder_of(include)
            if other == folder:
                continue
            if other not in LAYERS[folder]:
                wrong_way.append(f"{path} includes {include}: {folder} may not know {other}")
            if target_of(other) not in declared(folder):
                undeclared.append(f"{path} includes {include}, but {folder}/CMakeLists.txt does not name {target_of(other)}")
    checks.report("dependencies point one way", sorted(set(wrong_way)))
    checks.report("what is included is declared", sorted(set(undeclared)))

    cyclic = []

    def reach(folder, seen):
        for other in LAYERS.get(folder, ()):
            if other == seen[0]:
                cyclic.append(" -> ".join([*seen, other]))
            elif other not in seen:
                reach(other, [*seen, other])

    for folder in LAYERS:
        reach(folder, [folder])
    checks.report("the map of layers has no cycle", cyclic)


def check_words(checks):
    confined, forbidden, words = [], [], []
    for path in tracked("libs/*.h", "libs/*.cc", "services/*.h", "services/*.cc", "tests/*.h", "tests/*.cc"):
        text = (ROOT / path).read_text()
        for include in includes(path):
            for pattern, homes in CONFINED.items():
                if re.fullmatch(f"(?:{pattern}).*", include) and not path.startswith(homes):
                    confined.append(f"{path} includes {include}")
        if path.startswith("libs/") and not path.endswith("_test.cc"):
            for pattern, homes in FORBIDDEN_IN_LIBS.items():
                if re.search(pattern, text) and path not in homes:
                    forbidden.append(f"{path} has {re.search(pattern, text)[0]}")
    for path in tracked("*.h", "*.cc", "*.py", "*.proto", "*.md", "*.txt", "deploy/*"):
        if path == "tests/tidy/tidy.py":
            continue
        for number, line in enumerate((ROOT / path).read_text(errors="replace").splitlines(), 1):
            if re.search(UNWANTED_WORDS, line):
                words.append(f"{path}:{number}: {line.strip()}")
    checks.report("RocksDB, gRPC, OpenSSL and CLI11 headers only where they belong", confined)
    checks.report("libraries read neither clock nor chance", forbidden)
    checks.report("nothing is left to do in comments", words)


def check_format(checks, fix):
    files = [f for f in tracked("libs/*.h", "libs/*.cc", "services/*.h", "services/*.cc", "tests/*.h", "tests/*.cc")]
    if fix:
        subprocess.run(["clang-format", "-i", *files], cwd=ROOT, check=True)
    done = subprocess.run(["clang-format", "--dry-run", "-Werror", *files], cwd=ROOT, capture_output=True, text=True)
    problems = sorted({line.split(":")[0] for line in done.stderr.splitlines() if "error:" in line})
    checks.report("clang-format (mend with tests/tidy/tidy.py --fix)", problems)


def check_lint(checks):
    enabled = subprocess.run(["clang-tidy", "--list-checks"], cwd=ROOT, check=True, capture_output=True,
                             text=True).stdout
    named = " ".join(line for line in (ROOT / ".clang-tidy").read_text().splitlines() if not line.startswith("#"))
    wanted = re.findall(r"(?<![\w-])([a-z]+-[\w-]*)(\*?)(?=[,\s])", named.split("WarningsAsErrors")[0])
    checks.report("every clang-tidy check and family that is named selects a check",
                  [f"{name}{star}" for name, star in wanted
                   if not re.search(rf"^    {re.escape(name)}{'' if star else '$'}", enabled, re.M)] or
                  ([] if wanted else ["none is named"]))
    checks.report("clang-tidy finds what is planted", lint.misses())
    files, due, problems = lint.check()
    checks.report(f"clang-tidy over {len(files)} files ({len(due)} linted now)", problems)


def buf():
    """Path of buf, installed from the npm registry where it is not there yet."""
    path = ROOT / "build/node/node_modules/.bin/buf"
    if not path.exists():
        if not shutil.which("npm"):
            raise RuntimeError("npm is needed to install buf; deploy/dependencies test installs it")
        (ROOT / "build/node").mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(ROOT / "build/node"),
                        f"@bufbuild/buf@{BUF_VERSION}"], check=True)
    return str(path)


def check_contract(checks):
    proto = ROOT / "proto"
    for name, arguments in {
        "buf lint": ["lint"],
        "the contract is compatible with the last release": ["breaking", "--against", str(ROOT / BASELINE)],
    }.items():
        done = subprocess.run([buf(), *arguments], cwd=proto, capture_output=True, text=True)
        checks.report(name, (done.stdout + done.stderr).splitlines() if done.returncode else [])
    undocumented = []
    for path in tracked("proto/praksis/*.proto"):
        lines = (ROOT / path).read_text().splitlines()
        for number, line in enumerate(lines):
            match = re.match(r"^(message|service|  rpc) (\w+)", line)
            if match and not lines[number - 1].strip().startswith("//") and "{}" not in line:
                # A message whose fields all speak for themselves may go without.
                if match[1] != "message":
                    undocumented.append(f"{path}:{number + 1}: {match[2]} has no comment")
    checks.report("services and calls are documented in the contract", undocumented)
    fields = []
    for path in tracked("proto/praksis/*.proto"):
        if path.endswith(("options.proto", "event.proto")):
            continue
        text = (ROOT / path).read_text()
        for message, body in re.findall(r"^message (\w+(?:Request)) \{(.*?)^\}", text, re.M | re.S):
            for field in re.findall(r"^  (?!oneof|enum|message|//|rpc)[\w. <>,]+ (\w+) = \d+(?![^;]*field_behavior)[^;]*;",
                                    re.sub(r"^  (?:enum|oneof) .*?^  \}", "", body, flags=re.M | re.S), re.M):
                fields.append(f"{path}: {message}.{field} has no field_behavior")
    checks.report("every request field says its behaviour", fields)


def main():
    if "--release" in sys.argv:
        subprocess.run([buf(), "build", "-o", str(ROOT / BASELINE)], cwd=ROOT / "proto", check=True)
    checks = Checks()
    check_layers(checks)
    check_words(checks)
    check_contract(checks)
    check_format(checks, "--fix" in sys.argv)
    if "--no-lint" not in sys.argv:
        check_lint(checks)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


sys.exit(main())
