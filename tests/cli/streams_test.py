#!/usr/bin/env python3
"""Learning from practice at the command line: facts of every kind of stream recorded, refused, corrected, shown.

    tests/cli/streams_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"
"""

import collections
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from command_line import check_sound, tell  # noqa: E402
from learning_facts import course, told  # noqa: E402
from learning_facts import corrected as correction  # noqa: E402



def body_of(fact):
    return next(name for name in fact if name not in ("eventId", "stream", "occurredAt", "municipality", "actor"))


def underscored(name):
    return "".join("_" + c.lower() if c.isupper() else c for c in name)


def recorded_as_expected(cli, facts):
    """Records them; what was not answered as it should be."""
    done = cli("record", "--json", stdin="".join(json.dumps(fact) + "\n" for fact, _ in facts))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    wrong = [] if len(answers) == len(facts) else [f"{len(answers)} answers: {done.stderr}"]
    for (fact, refused), answer in zip(facts, answers):
        reason = answer.get("refused", {}).get("reason")
        if reason != refused:
            wrong.append(f"{fact['stream']} {body_of(fact)}: {reason} instead of {refused}: {answer}")
    return wrong, answers


def accepted_by_stream(facts):
    streams = collections.defaultdict(list)
    for fact, refused in facts:
        if refused is None:
            streams[fact["stream"]].append(body_of(fact))
    return streams


def check_shown(check, cli, facts, position):
    """Everything accepted is read back, by stream, in lists and by following."""
    streams = accepted_by_stream(facts)
    for stream, bodies in sorted(streams.items()):
        if stream.startswith("case/"):
            continue
        timeline = cli.json("stream", "show", stream, "--at-least", position)["timeline"]
        check(f"{stream} is shown as it was recorded",
              [] if [body_of_event(entry["event"]) for entry in timeline] == bodies else [timeline])
    kinds = sorted({stream.split("/")[0] for stream in streams})
    check("facts were recorded of every kind", [] if kinds == [
        "case", "cycle", "experiment", "measure", "principle", "programme", "staff", "story", "workshop"] else kinds)
    expected = sum(map(len, streams.values()))
    listed = cli("events", "list").stdout.splitlines()
    check("events list has them all", [] if len(listed) == expected else [len(listed), expected])
    followed = cli("events", "follow", "--from", "beginning", "--until-caught-up").stdout.splitlines()
    check("events follow, too", [] if len(followed) == expected else [len(followed), expected])
    only = cli("events", "list", "--stream", "story/").stdout.splitlines()
    stories = sum(len(bodies) for stream, bodies in streams.items() if stream.startswith("story/"))
    check("events list of one kind has those of that kind", [] if len(only) == stories else [only])
    spoken = {line.split("\t")[4] for line in listed}
    check("every fact has a sentence, not its type's name alone",
          [s for s in spoken if s in {underscored(b).replace("_", " ") for bs in streams.values() for b in bs}])


def body_of_event(event):
    return next(name for name in event if name[0].islower() and isinstance(event[name], dict) and name not in (
        "occurredAt", "actor", "schema", "recordedAt"))


def check_rewriting(check, cli):
    timeline = cli.json("stream", "show", "story/s")["timeline"]
    standing = [entry["standing"] for entry in timeline]
    check("what was corrected and taken back is marked, and stays",
          [] if standing == ["STANDS", "VOIDED", "CORRECTED", "STANDS", "STANDS", "STANDS"] else standing)
    unknown = cli("stream", "show", "story/no-such")
    check("a stream that is not there is named as such",
          [] if unknown.returncode == 1 and "STREAM_NOT_FOUND" in unknown.stderr else [unknown])
    wrong = cli("stream", "show", "nonsense")
    check("what is no stream is refused", [] if wrong.returncode == 1 and "REQUEST_INVALID" in wrong.stderr else [wrong])


def check_case_history(check, cli):
    """A story about a case is part of that case's history, as far as it was known then."""
    related = cli.json("case", "show", "case/learning-1")["related"]
    check("a case shows the story told about it, with what became of it",
          [] if [entry["event"]["stream"] for entry in related] == ["story/s"] * 6 else related)
    rows = [line.split("\t") for line in cli("case", "show", "case/learning-1").stdout.splitlines()]
    check("in words, it says which story", [] if any("story/s" in row[4] for row in rows[1:]) else rows)
    by_february = cli.json("case", "show", "case/learning-1", "--happened-by", "2025-02-09")["related"]
    check("--happened-by leaves out what happened to it later",
          [] if [body_of_event(entry["event"]) for entry in by_february] == ["storyTold"] else by_february)
    moved = correction("story/s", 1, told("PSEUDONYMISED", caseStream="case/other"))
    wrong, answers = recorded_as_expected(cli, [(moved, None)])
    check("the story turns out to be about another case", wrong)
    after = cli.json("case", "show", "case/learning-1", "--at-least", answers[0]["position"])
    check("then it is no part of the first case's history", after.get("related", []))


def check_dry_run(check, cli, facts):
    """Journal.Check refuses, too. (A story that has been told since may be verified now.)"""
    refused = [fact for fact, reason in facts if reason not in (None, "STORY_NOT_TOLD")]
    done = cli("check", stdin="".join(json.dumps(fact) + "\n" for fact in refused))
    check("check refuses what record refused", [] if done.returncode == 1 and f"{len(refused)} refused" in done.stdout
          else [done])


def acceptance(check, cli, server):
    facts = course()
    wrong, answers = recorded_as_expected(cli, facts)
    check(f"{len(facts)} facts are accepted and refused as they should be", wrong)
    position = next(answer["position"] for answer in reversed(answers) if "position" in answer)
    check_shown(check, cli, facts, position)
    check_rewriting(check, cli)
    check_dry_run(check, cli, facts)
    check_case_history(check, cli)
    check_sound(check, server)


if __name__ == "__main__":
    tell(acceptance, __doc__)
