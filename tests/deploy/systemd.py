"""Units of deploy/systemd, held against systemd's own checks and the programs."""

import configparser
import pathlib
import re
import subprocess
import tempfile

# Of systemd-analyze security: 0 is best, 100 worst; the units have 15 or so.
MOST_EXPOSED = 20


def unit_problems(unit, program, programs):
    """What of a unit, or of a template as the unit of `program`, is not right."""
    with tempfile.TemporaryDirectory(prefix="praksis-unit-") as temporary:
        folder = pathlib.Path(temporary)
        text = pathlib.Path(unit).read_text()
        # systemd looks for the program: here it is.
        binary = programs.folder / program if program in programs.built else pathlib.Path("/bin/true")
        (folder / program).symlink_to(binary)
        installed = folder / pathlib.Path(unit).name.replace("@", f"@{program.removeprefix('praksis-')}")
        installed.write_text(text.replace("/usr/local/bin", str(folder)).replace("file:///usr/local", f"file://{folder}"))
        verified = subprocess.run(["systemd-analyze", "verify", "--man=no", str(installed)], capture_output=True, text=True,
                                  timeout=60)
        found = [line for line in verified.stderr.splitlines() if installed.name in line or str(installed) in line]
        if verified.returncode != 0 and not found:
            found = verified.stderr.splitlines() or [f"systemd-analyze: exit status {verified.returncode}"]
        exposed = subprocess.run(["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}",
                                  "--no-pager", str(installed)], capture_output=True, text=True, timeout=60)
        if exposed.returncode != 0:
            found += [line for line in exposed.stdout.splitlines() if "exposure level" in line] or exposed.stderr.splitlines()
    instance = text.replace("%i", program.removeprefix("praksis-"))
    parser = configparser.RawConfigParser(strict=False, allow_no_value=True)
    parser.optionxform = str
    parser.read_string(instance)
    service = parser["Service"]
    words = service["ExecStart"].split()
    found += programs.problems(pathlib.Path(unit).name, [words[0].removeprefix("/usr/local/bin/"), *words[1:]])
    limit = int(programs.default("praksisd", "--stop-limit"))
    if int(re.fullmatch(r"(\d+)s?", service["TimeoutStopSec"])[1]) <= limit:
        found.append(f"killed after {service['TimeoutStopSec']} s, before its {limit} s are over")
    return found
