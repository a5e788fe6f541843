"""Builds and runs the parts of the test suite, counts what passed, and prints what failed.

Called by tests/run. Each part is a function that yields results; each result is one test.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/kafka"), str(ROOT / "tests/deploy")]
import tools  # noqa: E402
from cluster import Cluster  # noqa: E402

BUILD = ROOT / "build"
ALL_PARTS = ["tidy", "unit", "figures", "contract", "integration", "simulation", "clients", "web", "reference", "disclosure",
             "kafka", "deploy", "operators", "fault", "sanitize", "fuzz", "bench"]
FUZZ_SECONDS = 15  # per target; there are six, which makes more than the minute asked for

# Properties hold or don't: a few tries each are enough for the sanitizers; part unit tries a hundred.
FEW_TRIES = {"RC_PARAMS": "max_success=10"}
# What the sanitizers are told. A report ends the program (ASan, UBSan) or makes its exit status 66 (TSan).
SANITIZED = {
    "asan": {
        "ASAN_OPTIONS": "detect_stack_use_after_return=1:check_initialization_order=1:strict_string_checks=1",
        "LSAN_OPTIONS": f"suppressions={ROOT}/tests/sanitize/lsan.supp:print_suppressions=0",
        "UBSAN_OPTIONS": "print_stacktrace=1",
    },
    "tsan": {
        # RocksDB, abseil and gRPC are not instrumented: what they touch would be seen, their locks would not.
        "TSAN_OPTIONS": f"suppressions={ROOT}/tests/sanitize/tsan.supp:ignore_noninstrumented_modules=1:"
                        "second_deadlock_stack=1",
    },
}
# Faults of tests/sanitize/planted.cc, and what the report must say.
PLANTED = {
    "asan": {"use-after-free": "heap-use-after-free", "signed-overflow": "signed integer overflow",
             "leak": "detected memory leaks"},
    "tsan": {"race": "data race"},
}
# Tests of pure functions, which ThreadSanitizer has nothing to say about. All others run under it.
ONE_THREAD = {"case_property_test", "case_test", "cli_json_facts_test", "cli_text_test", "cli_wording_test",
              "codelists_test", "effects_test", "experiments_test", "fact_test", "figures_property_test", "figures_test",
              "history_index_test", "position_test", "sample_learning_test", "sample_year_test", "transfer_figure_test"}
# Streams of gRPC come on many threads, one callback after the other; what orders them is gRPC's, which is not
# instrumented, so every second callback would be called a race. Calls that are not streams run in rpc_test.
ORDERED_BY_GRPC = {"server_integration_test"}


class Results:
    """Counts and remembers."""

    def __init__(self):
        self.passed = 0
        self.failures = []

    def add(self, name, ok, output=""):
        if ok:
            self.passed += 1
        else:
            self.failures.append((name, output))
            print(f"FAILED {name}", flush=True)
            print("\n".join("    " + line for line in output.splitlines()[-60:]), flush=True)


def run(command, timeout, env=None, **options):
    """Runs a command; (exit status, output). 124 when it ran past `timeout` seconds: a Python program says where it was."""
    environment = {**(os.environ if env is None else env), "PYTHONUNBUFFERED": "1", "PYTHONFAULTHANDLER": "1"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", env=environment, **options) as process:
        try:
            output, _ = process.communicate(timeout=timeout)
            return process.returncode, output
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)
        try:
            output, _ = process.communicate(timeout=10)
        except subprocess.TimeoutExpired as expired:  # something else keeps its output open
            process.kill()
            output = (expired.stdout or b"").decode(errors="replace")
    return 124, output + "\n(timed out)"


def build(results, preset, targets, extra=()):
    """Configures and builds; False (and a failed result) where that does not work."""
    print(f"-- building {preset}: {' '.join(targets)}", flush=True)
    started = time.monotonic()
    status, output = run(["cmake", "--preset", preset, *extra], 300)
    if status == 0:
        status, output = run(["cmake", "--build", f"build/{preset}", "--target", *targets], 3600)
    if status != 0:
        results.add(f"build {preset}", False, output)
        return False
    print(f"   {time.monotonic() - started:.0f} s", flush=True)
    return True


def test_binaries(preset, part):
    """The test programs of a part, as CMake declares them (built or not): {target name: path}."""
    status, output = run(["ctest", "--test-dir", f"build/{preset}", "--show-only=json-v1"], 60)
    assert status == 0, output
    names = [test["name"] for test in json.loads(output[output.index("{"):])["tests"]]
    return {name.split("/", 1)[1]: str(BUILD / preset / "bin/tests" / name) for name in names
            if name.startswith(part + "/")}


def report_of(output):
    """A sanitizer's report from its beginning, where there is one: what matters stands in its first lines."""
    found = re.search(r"^.*(ERROR: \w+Sanitizer|WARNING: \w+Sanitizer|runtime error:|ERROR: libFuzzer)", output, re.M)
    return "\n".join(output[found.start():].splitlines()[:60]) if found else output


def run_gtest(results, name, binary, timeout=600, arguments=(), environment=None, wrapper=()):
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        status, output = run([*wrapper, binary, f"--gtest_output=json:{report}", "--gtest_brief=1", *arguments], timeout,
                             env={**os.environ, **(environment or {})})
        suites = json.loads(report.read_text())["testsuites"] if report.exists() else []
        failed_before = len(results.failures)
        ran = 0
        for suite in suites:
            for test in suite["testsuite"]:
                if test.get("result") == "SKIPPED":
                    print(f"skipped {name}: {suite['name']}.{test['name']}", flush=True)
                    continue
                ran += 1
                failure = "\n".join(f["failure"] for f in test.get("failures", []))
                results.add(f"{name}: {suite['name']}.{test['name']}", not failure, failure)
        if status != 0 and len(results.failures) == failed_before:
            results.add(f"{name} (exit status {status})", False, report_of(output))
        elif not suites or (ran == 0 and status != 0):
            results.add(f"{name} ran no test", False, output)


def gtest_part(results, part, preset="release", timeout=900, environment=None):
    if not build(results, preset, ["praksis_proto"], ["-DPRAKSIS_TESTS=ON"]):
        return
    binaries = test_binaries(preset, part)
    if not build(results, preset, sorted(binaries)):
        return
    for name, binary in sorted(binaries.items()):
        started = time.monotonic()
        run_gtest(results, name, binary, timeout, environment=environment)
        print(f"   {name}: {time.monotonic() - started:.1f} s", flush=True)


def counted_script(results, name, command, timeout):
    """A script that prints FAILED lines and ends with 'N passed, N failed'."""
    status, output = run(command, timeout)
    print("\n".join("   " + line for line in output.splitlines()[-40:]), flush=True)
    match = re.search(r"^(\d+) passed, (\d+) failed\s*\Z", output.strip().splitlines()[-1] if output.strip() else "")
    if not match or (status != 0) != (int(match[2]) > 0):
        results.add(f"{name} (exit status {status})", False, output)
        return
    results.passed += int(match[1])
    for line in [line for line in output.splitlines() if line.startswith("FAILED")][: int(match[2])]:
        results.failures.append((f"{name}: {line}", ""))
    missing = int(match[2]) - sum(1 for f in results.failures if f[0].startswith(f"{name}: FAILED"))
    for _ in range(max(0, missing)):
        results.failures.append((f"{name}: a failure it did not name", output))


def environment(folder, requirements):
    """A Python environment with the packages of a requirements file, made where it is not there; its interpreter."""
    python = folder / "bin" / "python"
    stamp = folder / "requirements.stamp"
    if not stamp.exists() or stamp.read_text() != requirements.read_text():
        print(f"-- preparing the Python environment of {requirements.relative_to(ROOT)}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r",
                        str(requirements)], check=True)
        stamp.write_text(requirements.read_text())
    return python


def venv():
    """A Python environment with the stock gRPC packages and classes generated from proto/; its interpreter."""
    python = environment(BUILD / "venv", ROOT / "tests/clients/requirements.txt")
    generated = BUILD / "python"
    generated.mkdir(parents=True, exist_ok=True)
    subprocess.run([str(python), "-m", "grpc_tools.protoc", "-Iproto", f"--python_out={generated}",
                    f"--grpc_python_out={generated}",
                    *sorted(str(p.relative_to(ROOT)) for p in (ROOT / "proto/praksis/v1").glob("*.proto"))],
                   cwd=ROOT, check=True)
    return str(python)


def programs():
    """All programs, by their targets' names."""
    return sorted({name for path in (ROOT / "services").glob("*/CMakeLists.txt")
                   for name in re.findall(r"praksis_binary\(([\w-]+)", path.read_text())})


def part_unit(results):
    gtest_part(results, "unit")


def part_figures(results):
    """The statistics against other people's implementations."""
    if build(results, "release", ["figures_json", "effects_json"], ["-DPRAKSIS_TESTS=ON"]):
        python = environment(BUILD / "figures/venv", ROOT / "tests/figures/requirements.txt")
        counted_script(results, "figures", [str(python), "tests/figures/figures_test.py",
                                            "build/release/bin/tests/figures/figures_json"], 300)
        counted_script(results, "effects", [str(python), "tests/figures/effects_test.py",
                                            "build/release/bin/tests/figures/effects_json"], 600)


def part_contract(results):
    gtest_part(results, "contract")


def part_integration(results):
    gtest_part(results, "integration")
    if build(results, "release", ["praksisd", "praksis"], ["-DPRAKSIS_TESTS=ON"]):
        counted_script(results, "cli", ["tests/cli/run", "build/release"], 600)
        counted_script(results, "streams", [sys.executable, "tests/cli/streams_test.py", "build/release/bin"], 300)
        counted_script(results, "transfer (A3)", [sys.executable, "tests/cli/transfer_test.py", "build/release/bin"], 300)
        counted_script(results, "coaching (A4)", [sys.executable, "tests/cli/coaching_test.py", "build/release/bin"], 300)
        counted_script(results, "experiments (A5)", [sys.executable, "tests/cli/experiments_test.py", "build/release/bin"], 300)
        counted_script(results, "stories", [sys.executable, "tests/cli/stories_test.py", "build/release/bin"], 300)
        counted_script(results, "measures", [sys.executable, "tests/cli/measures_test.py", "build/release/bin"], 300)
        counted_script(results, "cycles", [sys.executable, "tests/cli/cycles_test.py", "build/release/bin"], 300)
        counted_script(results, "readme", [sys.executable, "tests/cli/readme_test.py", "build/release/bin"], 300)


def part_simulation(results):
    if build(results, "release", ["simulation_test"], ["-DPRAKSIS_TESTS=ON"]):
        run_gtest(results, "simulation", str(BUILD / "release/bin/tests/simulation/simulation_test"), 600)


def part_clients(results):
    if build(results, "release", ["praksisd", "praksis"], ["-DPRAKSIS_TESTS=ON"]):
        counted_script(results, "python client",
                       [venv(), "tests/clients/python_client_test.py", "build/release/bin"], 300)
        counted_script(results, "connect clients",
                       [sys.executable, "tests/clients/connect_client_test.py", "build/release/bin"], 600)
        counted_script(results, "raw HTTP", [sys.executable, "tests/clients/http_raw_test.py", "build/release/bin"], 300)


def node_packages(folder):
    """Installs what a folder's package-lock.json names, where that has changed."""
    stamp = folder / "node_modules/.praksis-installed"
    lock = (folder / "package-lock.json").read_text()
    if not stamp.exists() or stamp.read_text() != lock:
        print(f"-- npm ci in {folder.relative_to(ROOT)}", flush=True)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
        stamp.write_text(lock)


def node_tests(results, name, command, timeout, **options):
    """Tests of Node's own runner, which prints TAP."""
    status, output = run(command, timeout, **options)
    ran = re.findall(r"^(not ok|ok) \d+ - (.*)$", output, re.M)
    for verdict, test in ran:
        detail = re.search(rf"^not ok \d+ - {re.escape(test)}\n(.*?)(?=^(?:not )?ok |\Z)", output, re.M | re.S)
        results.add(f"{name}: {test}", verdict == "ok", detail[1] if detail else "")
    if not ran or (status != 0 and all(verdict == "ok" for verdict, _ in ran)):
        results.add(f"{name} (exit status {status})", False, output)


def part_web(results):
    """The pages: their parts under Node and in the gateway's engine, then all of it in a headless Chromium, with screenshots."""
    if not build(results, "release", ["praksisd", "praksis", "web"], ["-DPRAKSIS_TESTS=ON"]):
        return
    pages, browser, web = ROOT / "services/gateway/web", ROOT / "tests/web", BUILD / "release/web"
    status, output = run([str(pages / "node_modules/.bin/tsc"), "--noEmit", "-p", str(pages)], 300)
    results.add("web: types", status == 0, output)
    node_tests(results, "web", ["node", "--test", "--test-reporter", "tap", *sorted(map(str, pages.glob("test/*.test.mjs")))], 300,
               env={**os.environ, "PRAKSIS_WEB": str(web)})
    node_packages(browser)
    counted_script(results, "web browser", ["node", str(browser / "web_test.mjs"), str(BUILD / "release/bin"), str(web),
                                            str(BUILD / "web-screenshots")], 600)


def part_reference(results):
    """Every figure against a slow computation from the raw events, on random histories."""
    asking_part(results, "reference", 1800)


def part_disclosure(results):
    """Tries to recover from an answer what it withholds."""
    asking_part(results, "disclosure", 1800)


def asking_part(results, part, timeout):
    """A part that asks a praksisd of its own, in Python."""
    if build(results, "release", ["praksisd", "praksis"], ["-DPRAKSIS_TESTS=ON"]):
        venv()  # generates the classes
        python = environment(BUILD / "reference/venv", ROOT / "tests/reference/requirements.txt")
        counted_script(results, part, [str(python), f"tests/{part}/{part}_test.py", "build/release/bin"], timeout)


def part_kafka(results):
    """deploy/kafka itself, then the test programs of this part, all on one broker: PRAKSIS_TEST_KAFKA names it."""
    counted_script(results, "kafka cluster", [sys.executable, "tests/kafka/cluster_test.py"], 1800)
    if not build(results, "release", programs(), ["-DPRAKSIS_TESTS=ON"]):
        return
    for name in ("recording", "sharing", "own_facts", "soak", "secured", "copy", "filling", "consumers", "brokers", "network", "disk", "operators"):
        counted_script(results, f"kafka {name}", [venv(), f"tests/kafka/{name}_test.py", "build/release/bin"], 900)
    with Cluster() as cluster:
        gtest_part(results, "kafka", environment={"PRAKSIS_TEST_KAFKA": cluster.bootstrap})


def part_deploy(results):
    """What deploy/ has for a real installation, by the standard tools and with the programs that there are."""
    if not build(results, "release", programs(), ["-DPRAKSIS_TESTS=ON"]):
        return
    tools.prepare()
    counted_script(results, "deploy", [tools.PYTHON, "tests/deploy/deploy_test.py", "build/release/bin"], 600)
    counted_script(results, "tls", [venv(), "tests/deploy/tls_test.py", "build/release/bin"], 300)


def part_operators(results):
    """What operators see, and the rules and the board that ask for it."""
    if build(results, "release", ["praksisd", "praksis"], ["-DPRAKSIS_TESTS=ON"]):
        tools.prepare()
        counted_script(results, "operators", [tools.PYTHON, "tests/operators/operators_test.py", "build/release/bin"], 600)


def part_fault(results):
    if not build(results, "release", ["praksisd", "praksis"], ["-DPRAKSIS_TESTS=ON"]):
        return
    binaries = test_binaries("release", "fault")
    if build(results, "release", sorted(binaries)) and binaries:
        for name, binary in sorted(binaries.items()):
            run_gtest(results, name, binary)
    counted_script(results, "kill -9", [venv(), "tests/fault/kill_test.py", "build/release/bin"], 1200)
    counted_script(results, "kill -9 in a rebuild", [venv(), "tests/fault/rebuild_test.py", "build/release/bin"], 600)
    counted_script(results, "kill -9 while filling", [venv(), "tests/fault/filling_test.py", "build/release/bin"], 600)
    counted_script(results, "full disk while filling", [venv(), "tests/fault/filling_full_disk_test.py", "build/release/bin"], 300)


def sanitize(results, preset, parts, skipped=()):
    """Runs the test programs of `parts` in a sanitized build, after seeing that it catches the planted faults."""
    if not build(results, preset, ["sanitize_planted"]):
        return
    # The address layout of newer kernels is too random for the sanitizers of older compilers.
    calm = ["setarch", "-R"]
    wrapper = calm if run([*calm, "true"], 10)[0] == 0 else []
    options = {**SANITIZED[preset], **FEW_TRIES}
    for fault, words in PLANTED[preset].items():
        status, output = run([*wrapper, str(BUILD / preset / "bin/tests/sanitize/sanitize_planted"), fault], 60,
                             env={**os.environ, **options})
        results.add(f"{preset} catches a planted {fault}", status != 0 and words in output, output)
    binaries = {name: path for part in parts for name, path in test_binaries(preset, part).items()
                if name not in skipped}
    if not build(results, preset, sorted(binaries)):
        return
    for name, binary in sorted(binaries.items()):
        started = time.monotonic()
        arguments = ["--seconds", "10"] if name == "simulation_test" else []
        run_gtest(results, f"{preset} {name}", binary, 900, arguments, options, wrapper)
        print(f"   {preset} {name}: {time.monotonic() - started:.1f} s", flush=True)


def part_sanitize(results):
    sanitize(results, "asan", ["unit", "contract", "integration", "simulation"])
    sanitize(results, "tsan", ["unit", "contract", "integration"], ONE_THREAD | ORDERED_BY_GRPC)


def part_fuzz(results):
    targets = sorted(set(re.findall(r"praksis_fuzz\((\w+)", (ROOT / "tests/fuzz/CMakeLists.txt").read_text())))
    if not build(results, "asan", targets):  # the tree that the preset fuzz names, too
        return
    for target in targets:
        kept = ROOT / "tests/fuzz/corpus" / target.removeprefix("fuzz_")
        with tempfile.TemporaryDirectory() as found:
            status, output = run([str(BUILD / "asan/bin/fuzz" / target), f"-max_total_time={FUZZ_SECONDS}",
                                  "-rss_limit_mb=2048", "-timeout=10", "-print_final_stats=1",
                                  f"-artifact_prefix={BUILD}/asan/{target}-", found, str(kept)], 300)
        executed = re.search(r"number_of_executed_units: (\d+)", output)
        print(f"   {target}: {executed[1] if executed else '?'} inputs", flush=True)
        results.add(target, status == 0 and executed is not None, report_of(output))


def part_bench(results):
    if not build(results, "release", ["praksis_proto"], ["-DPRAKSIS_TESTS=ON"]):
        return
    names = sorted(set(re.findall(r"praksis_bench\(([a-z]\w+)", (ROOT / "tests/bench/CMakeLists.txt").read_text())))
    if not build(results, "release", names):
        return
    for name in names:
        print(f"-- {name}", flush=True)
        status, output = run([str(BUILD / "release/bin/tests/bench" / name)], 600)
        print(output, flush=True)
        # A benchmark passes by running to its ratio; the figures are for people to judge.
        results.add(name, status == 0 and re.search(r"^ratio ", output, re.M) is not None, output)
    if build(results, "release", ["kafka_bench"]):
        status, output = run([venv(), "tests/bench/kafka/kafka_bench.py", "build/release/bin", "--short"], 600)
        print(output, flush=True)
        for name in ("import", "record_256", "visible_p99_ms", "rebuild"):
            results.add(f"kafka {name}", status == 0 and f"\nratio kafka_{name} " in output, output)


def part_tidy(results):
    counted_script(results, "tidy", [sys.executable, "tests/tidy/tidy.py"], 2400)


def main():
    parts = sys.argv[1:] or ALL_PARTS
    unknown = [part for part in parts if part not in ALL_PARTS]
    if unknown:
        print(f"tests/run: no such part: {', '.join(unknown)}; there are: {' '.join(ALL_PARTS)}", file=sys.stderr)
        return 2
    results = Results()
    lines = []
    for part in parts:
        print(f"\n== {part}", flush=True)
        started = time.monotonic()
        before = results.passed, len(results.failures)
        try:
            globals()[f"part_{part}"](results)
        except Exception as error:  # a part that breaks down is a failure, not the end of the others
            results.add(part, False, repr(error))
        lines.append(f"== {part}: {results.passed - before[0]} passed, {len(results.failures) - before[1]} failed, "
                     f"{time.monotonic() - started:.0f} s")
        print(lines[-1], flush=True)
    if len(parts) > 1:
        print("\n" + "\n".join(lines))
    if results.failures:
        print("\nFailed:")
        for name, _ in results.failures:
            print(f"  {name}")
    print(f"\n{results.passed} passed, {len(results.failures)} failed", flush=True)
    return 1 if results.failures else 0


if __name__ == "__main__":
    sys.exit(main())
