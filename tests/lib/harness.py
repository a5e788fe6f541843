"""How tests are built, run and counted: what the parts of the test suite (run.py) share."""

import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "praksis"
UNITED = ("release", "asan", "tsan")  # presets that compile several files as one
not_united = set()  # of them those where that can't be done
changing = threading.RLock()


class Results:
    """Counts and remembers, from several threads."""

    def __init__(self):
        self.passed = 0
        self.failures = []
        self.lock = threading.Lock()

    def add(self, name, ok, output=""):
        with self.lock:
            if ok:
                self.passed += 1
                return
            self.failures.append((name, output))
            print(f"FAILED {name}\n" + "\n".join("    " + line for line in output.splitlines()[-60:]), flush=True)


def together(jobs):
    """Does all of them, one on each core at a time, and returns what they do: what takes processor time and measures none."""
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [done.result() for done in [pool.submit(job) for job in jobs]]


def one_at_a_time(function):
    """What changes build/ or the cache: by one thread at a time."""
    @functools.wraps(function)
    def alone(*arguments, **options):
        with changing:
            return function(*arguments, **options)
    return alone


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


@one_at_a_time
def build(results, preset, targets, extra=()):
    """Configures and builds; False (and a failed result) where that does not work."""
    print(f"-- building {preset}: {' '.join(targets)}", flush=True)
    started = time.monotonic()
    status, output = configure_and_build(preset, targets, extra)
    if status != 0 and preset in UNITED and preset not in not_united:
        # Names of two files may collide that are not to be compiled as one: no fault of the code.
        print(f"   {preset} is built file by file, since it fails:\n{output[-2000:]}", flush=True)
        not_united.add(preset)
        status, output = configure_and_build(preset, targets, extra)
    if status != 0:
        results.add(f"build {preset}", False, output)
        return False
    print(f"   {time.monotonic() - started:.0f} s", flush=True)
    return True


def configure_and_build(preset, targets, extra=()):
    apart = ["-DPRAKSIS_UNITED="] if preset in not_united else []
    status, output = run(["cmake", "--preset", preset, *extra, *apart], 300)
    return (status, output) if status != 0 else run(["cmake", "--build", f"build/{preset}", "--target", *targets], 3600)


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
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = pathlib.Path(folder) / "report.json"
        status, output = run([*wrapper, binary, f"--gtest_output=json:{report}", "--gtest_brief=1", *arguments], timeout,
                             env={**os.environ, **(environment or {})})
        suites = json.loads(report.read_text())["testsuites"] if report.exists() else []
        ran = failed = 0
        for suite in suites:
            for test in suite["testsuite"]:
                if test.get("result") == "SKIPPED":
                    print(f"skipped {name}: {suite['name']}.{test['name']}", flush=True)
                    continue
                ran += 1
                failure = "\n".join(f["failure"] for f in test.get("failures", []))
                failed += bool(failure)
                results.add(f"{name}: {suite['name']}.{test['name']}", not failure, failure)
        if status != 0 and not failed:
            results.add(f"{name} (exit status {status})", False, report_of(output))
        elif not suites or (ran == 0 and status != 0):
            results.add(f"{name} ran no test", False, output)
    print(f"   {name}: {time.monotonic() - started:.1f} s", flush=True)


def gtest_part(results, part, preset="release", timeout=900, environment=None):
    if not build(results, preset, ["praksis_proto"], ["-DPRAKSIS_TESTS=ON"]):
        return
    binaries = test_binaries(preset, part)
    if not build(results, preset, sorted(binaries)):
        return
    together(functools.partial(run_gtest, results, name, binary, timeout, environment=environment)
             for name, binary in sorted(binaries.items()))


def counted_script(results, name, command, timeout):
    """A script that prints FAILED lines and ends with 'N passed, N failed'."""
    started = time.monotonic()
    status, output = run(command, timeout)
    print("\n".join(["   " + line for line in output.splitlines()[-40:]] +
                    [f"   {name}: {time.monotonic() - started:.1f} s"]), flush=True)
    match = re.search(r"^(\d+) passed, (\d+) failed\s*\Z", output.strip().splitlines()[-1] if output.strip() else "")
    if not match or (status != 0) != (int(match[2]) > 0):
        results.add(f"{name} (exit status {status})", False, output)
        return
    told = [f"{name}: {line}" for line in output.splitlines() if line.startswith("FAILED")][: int(match[2])]
    with results.lock:
        results.passed += int(match[1])
        results.failures += [(failure, "") for failure in told]
        results.failures += [(f"{name}: a failure it did not name", output)] * (int(match[2]) - len(told))


@one_at_a_time
def environment(requirements):
    """A Python environment with the packages of a requirements file, made where it is not there; its interpreter.
    In the user's cache: clones share it."""
    wanted = hashlib.sha256((sys.version + requirements.read_text()).encode()).hexdigest()[:16]
    folder = CACHE / f"python-{wanted}"
    python = folder / "bin" / "python"
    stamp = folder / "complete"
    if not stamp.exists():
        print(f"-- preparing the Python environment of {requirements.relative_to(ROOT)}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r",
                        str(requirements)], check=True)
        stamp.touch()
    return python


@one_at_a_time
@functools.cache  # generated once: others may be reading the classes
def venv():
    """A Python environment with the stock gRPC packages and classes generated from proto/; its interpreter."""
    python = environment(ROOT / "tests/clients/requirements.txt")
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
