"""The parts sanitize and fuzz: the test programs under the sanitizers, and libFuzzer's targets.

    sanitized.py      builds them all, as far as that works
"""

import functools
import os
import re
import subprocess
import sys
import tempfile

from harness import BUILD, ROOT, build, configure_and_build, report_of, run, run_gtest, test_binaries, together

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


# Whose test programs run: parts of the suite, and programs of theirs that don't.
RUN = {"asan": (["unit", "contract", "integration", "simulation"], set()),
       "tsan": (["unit", "contract", "integration"], ONE_THREAD | ORDERED_BY_GRPC)}


def programs(preset):
    """{name: path} of the test programs that run in a sanitized build, which is configured."""
    parts, skipped = RUN[preset]
    return {name: path for part in parts for name, path in test_binaries(preset, part).items() if name not in skipped}


def fuzz_targets():
    return sorted(set(re.findall(r"praksis_fuzz\((\w+)", (ROOT / "tests/fuzz/CMakeLists.txt").read_text())))


def build_ahead():
    """Begins to build all of it, out of everybody's way: what other parts wait for leaves time. Returns the process."""
    return subprocess.Popen(["nice", "-n", "19", sys.executable, __file__], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def sanitize(results, preset):
    """Runs the test programs in a sanitized build, after seeing that it catches the planted faults."""
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
    binaries = programs(preset)
    if not build(results, preset, sorted(binaries)):
        return
    together(functools.partial(run_gtest, results, f"{preset} {name}", binary, 900,
                               ["--seconds", "10"] if name == "simulation_test" else [], options, wrapper)
             for name, binary in sorted(binaries.items()))


def part_sanitize(results):
    for preset in RUN:
        sanitize(results, preset)


def part_fuzz(results):
    if not build(results, "asan", fuzz_targets()):  # the tree that the preset fuzz names, too
        return

    def fuzz(target):
        kept = ROOT / "tests/fuzz/corpus" / target.removeprefix("fuzz_")
        with tempfile.TemporaryDirectory() as found:
            status, output = run([str(BUILD / "asan/bin/fuzz" / target), f"-max_total_time={FUZZ_SECONDS}",
                                  "-rss_limit_mb=2048", "-timeout=10", "-print_final_stats=1",
                                  f"-artifact_prefix={BUILD}/asan/{target}-", found, str(kept)], 300)
        executed = re.search(r"number_of_executed_units: (\d+)", output)
        print(f"   {target}: {executed[1] if executed else '?'} inputs", flush=True)
        results.add(target, status == 0 and executed is not None, report_of(output))

    together(functools.partial(fuzz, target) for target in fuzz_targets())


def main():
    for preset in RUN:
        configure_and_build(preset, ["sanitize_planted"])  # and is configured, which programs() asks
        more = fuzz_targets() if preset == "asan" else []
        configure_and_build(preset, [*sorted(programs(preset)), *more])


if __name__ == "__main__":
    main()
