"""Builds and runs the parts of the test suite, counts what passed, and prints what failed.

Called by tests/run. Each part is a function that yields results; each result is one test.
"""

import functools
import os
import pathlib
import re
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests/kafka"), str(ROOT / "tests/deploy")]
import tools  # noqa: E402
from cluster import Cluster  # noqa: E402
from harness import (BUILD, Results, build, counted_script, environment, gtest_part, node_packages, node_tests, programs,
                     run, run_gtest, test_binaries, together, venv)  # noqa: E402
from sanitized import build_ahead, part_fuzz, part_sanitize  # noqa: E402, F401 (found by name)

ALL_PARTS = ["tidy", "unit", "figures", "contract", "integration", "simulation", "clients", "web", "reference", "disclosure",
             "kafka", "deploy", "operators", "fault", "sanitize", "fuzz", "bench"]
BESIDE_EACH_OTHER = ("reference", "disclosure")  # each computes on one core
WAITING = ("kafka", "deploy", "operators", "fault")  # for brokers and servers, more than they compute


def part_unit(results):
    gtest_part(results, "unit")


def part_figures(results):
    """The statistics against other people's implementations."""
    if build(results, "release", ["figures_json", "effects_json"], ["-DPRAKSIS_TESTS=ON"]):
        python = environment(ROOT / "tests/figures/requirements.txt")
        counted_script(results, "figures", [str(python), "tests/figures/figures_test.py",
                                            "build/release/bin/tests/figures/figures_json"], 300)
        counted_script(results, "effects", [str(python), "tests/figures/effects_test.py",
                                            "build/release/bin/tests/figures/effects_json"], 600)


def part_contract(results):
    gtest_part(results, "contract")


def part_integration(results):
    gtest_part(results, "integration")
    if build(results, "release", ["praksisd", "praksis"], ["-DPRAKSIS_TESTS=ON"]):
        jobs = [functools.partial(counted_script, results, "cli", ["tests/cli/run", "build/release"], 600)]
        for script in ("streams", "transfer", "coaching", "experiments", "stories", "measures", "evaluations", "cycles", "selection", "readme",
                       "years"):
            jobs.append(functools.partial(counted_script, results, script,
                                          [sys.executable, f"tests/cli/{script}_test.py", "build/release/bin"], 300))
        together(jobs)


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
        python = environment(ROOT / "tests/reference/requirements.txt")
        counted_script(results, part, [str(python), f"tests/{part}/{part}_test.py", "build/release/bin"], timeout)


def part_kafka(results):
    """deploy/kafka itself, then the test programs of this part, all on one broker: PRAKSIS_TEST_KAFKA names it."""
    counted_script(results, "kafka cluster", [sys.executable, "tests/kafka/cluster_test.py"], 1800)
    if not build(results, "release", programs(), ["-DPRAKSIS_TESTS=ON"]):
        return

    def job(name):
        return functools.partial(counted_script, results, f"kafka {name}",
                                 [venv(), f"tests/kafka/{name}_test.py", "build/release/bin"], 900)

    # Who is gone is missed after a time, which others would lengthen.
    for name in ("recording", "sharing", "reading", "soak", "brokers", "network", "disk"):
        job(name)()
    together(map(job, ("copy", "up", "identities", "topic", "operators", "filling", "secured", "own_facts", "evaluations", "consumers")))
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


def run_part(part):
    """Its Results, and how they are told."""
    print(f"\n== {part}", flush=True)
    started = time.monotonic()
    results = Results()
    try:
        globals()[f"part_{part}"](results)
    except Exception as error:  # a part that breaks down is a failure, not the end of the others
        results.add(part, False, repr(error))
    line = f"== {part}: {results.passed} passed, {len(results.failures)} failed, {time.monotonic() - started:.0f} s"
    print(line, flush=True)
    return results, line


def main():
    parts = sys.argv[1:] or ALL_PARTS
    unknown = [part for part in parts if part not in ALL_PARTS]
    if unknown:
        print(f"tests/run: no such part: {', '.join(unknown)}; there are: {' '.join(ALL_PARTS)}", file=sys.stderr)
        return 2
    done, ahead = {}, None
    for part in parts:
        if part in WAITING and "sanitize" in parts and not ahead:
            ahead = build_ahead()
        if part in ("sanitize", "fuzz") and ahead:
            ahead.wait()  # the rest of it is quicker now
        beside = [other for other in BESIDE_EACH_OTHER if other in parts] if part in BESIDE_EACH_OTHER else [part]
        if part not in done:
            done.update(zip(beside, together(functools.partial(run_part, other) for other in beside)))
    failures = [name for results, _ in done.values() for name, _ in results.failures]
    if len(parts) > 1:
        print("\n" + "\n".join(line for _, line in done.values()))
    if failures:
        print("\nFailed:\n" + "\n".join(f"  {name}" for name in failures))
    print(f"\n{sum(results.passed for results, _ in done.values())} passed, {len(failures)} failed", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
