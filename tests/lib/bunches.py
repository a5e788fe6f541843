"""Which C++ files can be compiled as one: those that define no name for themselves that another has, too.

    bunches.py SIZE FOLDER < LINES      each line is a target and its files, by their paths from the project's folder;
                                        writes files that include up to SIZE of them into FOLDER, and prints the lines
                                        with these instead

Called by CMakeLists.txt for builds whose work would otherwise be parsing; tests/tidy asks it, too. It reads lines, it does
not parse: a bunch may not compile for a reason of another kind, and whoever compiles it must be ready for that.
"""

import functools
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
OWN = re.compile(r"^namespace \{\n(.*?)^\}  // namespace$", re.M | re.S)
TYPE = re.compile(r"^(?:[a-z]\w* )*(?:class|struct|enum class|using|namespace) (\w+)(?= [={:]|;| final)", re.M)
NAMED = re.compile(r"^(?:extern \"C\" )?(?:\w[\w:<>,&*\[\] ]*? [&*]?)(\w+)(?:\(.*| = .*|\{.*|\[.*|;)$", re.M)
TAKEN = re.compile(r"^using (?:::)?[\w:]+::(\w+);", re.M)
TESTS = re.compile(r"^(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\(\s*(\w+),\s*(\w+)", re.M)
WORDS = {"praksis", "return", "else", "if", "for", "while", "switch", "namespace", "using"}


def defined(text):
    return ({*TYPE.findall(text), *NAMED.findall(text), *re.findall(r"^#define (\w+)", text, re.M)} - WORDS)


@functools.cache
def types(header):
    """The names of a header's types; none where it is not ours."""
    path = ROOT / header
    return set(TYPE.findall(path.read_text())) - WORDS if path.exists() else set()


@functools.cache
def names(path):
    """(names that the file has for itself, those that it defines at all, those that it sees at namespace scope)."""
    text = (ROOT / path).read_text()
    own = {name for part in OWN.findall(text) for name in defined(part)} | {suite + test for suite, test in TESTS.findall(text)}
    own |= set(re.findall(r"^#define (\w+)", text, re.M)) | set(re.findall(r"^static .*?\b(\w+)\(", text, re.M))
    included = [types(header) for header in re.findall(r'^#include "([^"]+)"', text, re.M)]
    mine = own | defined(text)
    return frozenset(own), frozenset(mine), frozenset(mine.union(TAKEN.findall(text), *included))


def bunches(files, size, unrelated=False):
    """The files in bunches of `size` at most, each in the first that has none of its names. Those of one target do not define
    the same for others to use; unrelated ones may."""
    groups = []
    for path in files:
        own, mine, known = names(path)
        if unrelated:
            own = mine
        for members, owned, all_known in groups:
            if len(members) < size and not owned & known and not all_known & own:
                break
        else:
            groups.append((members := [], owned := set(), all_known := set()))
        members.append(path)
        owned |= own
        all_known |= known
    return [members for members, _, _ in groups]


def written(file, members):
    """The file that includes the members; what is there already is left, or all that includes it would be built anew."""
    text = "".join(f'#include "{path}"\n' for path in members)
    if not file.exists() or file.read_text() != text:
        file.write_text(text)
    return str(file)


def main():
    size, folder = int(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(exist_ok=True)
    for line in sys.stdin:
        target, *files = line.split()
        print(target, *(members[0] if len(members) == 1 else written(folder / f"{target}_{number}.cc", members)
                        for number, members in enumerate(bunches(files, size))))


if __name__ == "__main__":
    main()
