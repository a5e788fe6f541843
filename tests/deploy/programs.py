"""What the programs of praksis take, in their own words, to hold against what deploy/ says of them."""

import functools
import pathlib
import re
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Program, its port, and the gRPC services it serves: what deploy/ is about.
SERVERS = {
    "praksisd": (7400, {"Journal", "History", "Dashboards", "Learning", "Cycles", "Measures", "Stories", "Transfer",
                        "Experiments", "Feed"}),
    "praksis-recorder": (7401, {"Journal"}),
    "praksis-history": (7402, {"History"}),
    "praksis-dashboards": (7403, {"Dashboards"}),
    "praksis-learning": (7404, {"Learning", "Cycles", "Measures", "Stories", "Transfer", "Experiments"}),
    "praksis-feed": (7405, {"Feed"}),
}
# Served by each of them, about itself.
EVERYWHERE = {"Operations"}
# Programs that serve no gRPC.
OTHERS = {"praksis", "praksis-gateway"}
# The operators' pages are at a program's port and this.
METRICS = 2000


class Programs:
    """Those in a folder. One that has not been built is taken to have praksisd's options and --advertise."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.built = sorted(path.name for path in self.folder.glob("praksis*") if path.is_file())

    @functools.cache
    def help(self, *words):
        """--help of a program or of a subcommand of it, with that of the program itself; "" where there is none such."""
        program, *subcommands = words
        if program not in self.built:
            return self.help("praksisd", *subcommands) + "\n--advertise\n"
        text = "" if not subcommands else self.help(program)
        done = subprocess.run([str(self.folder / program), *subcommands, "--help"], capture_output=True, text=True, timeout=60)
        # Of a subcommand that is none, --help is the program's.
        return text + done.stdout if done.returncode == 0 and done.stdout != text else ""

    def options(self, *words):
        return set(re.findall(r"--[a-z][a-z-]*", self.help(*words)))

    def default(self, program, option):
        """What --help says an option is where it is not given ("=30", newer CLI11s "[30]"), "" where it says nothing."""
        found = re.search(rf"^ *{option} .*?[=\[]([^\s=\[\]]+)\]?$", self.help(program), re.M)
        return found[1] if found else ""

    def problems(self, place, words):
        """What of a command is not so: words of a command line, the program first."""
        program, *rest = words
        if program not in SERVERS and program not in OTHERS:
            return [f"{place}: there is no program {program}"]
        subcommands = []
        for word in rest:
            if word.startswith("-"):
                break
            subcommands.append(word)
        said = [word.split("=")[0] for word in rest if word.startswith("--")]
        known = self.options(program, *subcommands)
        if not known:
            return [f"{place}: there is no {' '.join([program, *subcommands])}"]
        return [f"{place}: {' '.join([program, *subcommands])} has no {option}" for option in said if option not in known]

    def settings_problems(self, place, program, settings):
        """What of a configuration file is not so."""
        known = self.options(program)
        return [f"{place}: {program} has no option {name}" for name in settings if f"--{name}" not in known]

    def environment_problems(self, place, environment):
        known = set(re.findall(r"Env:(PRAKSIS_\w+)", self.help("praksis") + self.help("praksis", "topics", "check") +
                               self.help("praksisd")))
        return [f"{place}: nothing reads {name}" for name in environment if name.startswith("PRAKSIS_") and name not in known]


def commands_in(words):
    """The commands of praksis that a command line runs, also those within `sh -c`, whose arguments stand for "$@"."""
    if words[:2] != ["sh", "-c"]:
        return [words] if words and words[0].startswith("praksis") else []
    given = words[4:]
    commands = []
    for part in re.split(r"\|\||&&|;", words[2]):
        command = [word for word in shlex.split(part) if word not in ("exec", "do")]
        command = [out for word in command for out in (given if word == "$@" else [word])]
        if command and command[0].startswith("praksis"):
            commands.append(command)
    return commands


def port_of(address):
    return int(address.rsplit(":", 1)[1])


def value_of(words, option):
    """What stands behind an option, or nothing."""
    return words[words.index(option) + 1] if option in words else None


def proto_services():
    return set(re.findall(r"^service (\w+)", "\n".join(
        path.read_text() for path in (ROOT / "proto/praksis/v1").glob("*.proto")), re.M))
