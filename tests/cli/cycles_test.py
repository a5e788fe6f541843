#!/usr/bin/env python3
"""Acceptance story A2 at the command line: learning cases of two job centres are chosen, learnt from and looked into
again by the next cycle; the choice is made again byte for byte, whatever happened since.

    tests/cli/cycles_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from command_line import tell  # noqa: E402
from learning_facts import CASE, SITES, fact  # noqa: E402

FIRST = "cycle/sample-1-rfk-1"
SECOND = "cycle/sample-1-rfk-2"
# Of the sample (libs/sample/interruption_cohort.cc), all at Lolland.
RAN_A_MONTH = "case/sample-1-20"
A_DAY_SHORTER = "case/sample-1-21"
WITHOUT_CONSENT = "case/sample-1-25"
# Enough for the measure that works to be seen to.
CASES = "2000"


def record(cli, *facts):
    """Records them all, and waits until they are read; the reasons of those refused."""
    answers = cli.record(facts)
    for answer in answers:
        if "accepted" in answer:
            cli("cycle", "list", "--at-least", answer["accepted"]["position"])
    return [answer.get("refused", {}).get("reason") for answer in answers]


def board_of(cli, cycle):
    return cli.json("cycle", "show", cycle)["cycle"]


def standings(board):
    return [step["standing"].removeprefix("CYCLE_STANDING_") for step in board["summary"]["steps"]]


def lacks(board, step):
    return [(need["lack"].removeprefix("CYCLE_LACK_"), need.get("site"), need.get("about"))
            for need in board["summary"]["steps"][step - 1].get("needs", [])]


def check_choice(check, cli):
    board = board_of(cli, FIRST)
    selected = board["selection"]["selected"]
    picks = {pick["learningCase"]["caseStream"]: pick for pick in selected["picks"]}
    sites = sorted(pick["site"] for pick in picks.values())
    check("five cases were chosen from each of two job centres", [] if sites == ["DK-360"] * 5 + ["DK-376"] * 5 else [sites])
    check("one that ran exactly a calendar month is among them", [] if RAN_A_MONTH in picks else [picks])
    check("one that ran a day less is not", [] if A_DAY_SHORTER not in picks else [picks])
    check("one without consent is, to be interviewed anonymised only",
          [] if picks.get(WITHOUT_CONSENT, {}).get("onlyAnonymised") else [picks.get(WITHOUT_CONSENT)])
    certificate = selected["certificate"]
    gains = [int(pick["gainMicros"]) for pick in selected["picks"]]
    check("what each adds makes up the whole, those that add nothing last", [] if gains[0] > 0 and
          sum(gains) == int(certificate["objectiveMicros"]) and gains == sorted(gains, key=lambda gain: gain == 0) else [gains])
    check("the first says what it covers, whom it stands for and who was next", [
        name for name in ("newlyCovers", "standsFor", "runnerUp") if not selected["picks"][0].get(name)])
    check("the choice has its certificate", [] if certificate["exact"] and certificate["provenPermille"] == 1000 and
          int(certificate["objectiveMicros"]) == int(certificate["upperBoundMicros"]) > 0 else [certificate])
    kept = [name for name in ("position", "criteria", "configuration", "candidatesSha256", "algorithmRevision",
                              "codelistRevisions", "coverage") if not selected.get(name)]
    check("and all that it takes to make it again", kept)


def check_boards(check, cli):
    first, second = board_of(cli, FIRST), board_of(cli, SECOND)
    check("the first cycle has gone through its six steps", [] if standings(first) == ["DONE"] * 6 else [standings(first)])
    days = [step["days"] for step in first["summary"]["steps"]]
    check("each with its lead time", [] if days == [0, 7, 14, 6, 12, 14] else [days])
    interviews = {one["interviewId"]: one for one in first["interviews"]}
    named = [one for one in interviews.values() if "learningCase" in one]
    wrong = [one for one in interviews.values() if not one["quotable"] or ("learningCase" in one) == bool(one.get("anonymised"))]
    check("interviews are named with consent or anonymised", wrong if len(interviews) == 11 and len(named) == 9 else [interviews])
    check("each job centre had its development day", [] if len(first["developmentDays"]) == 2 and
          not first.get("sitesWithoutDay") else [first["developmentDays"]])
    check("what is left to do is said", [] if lacks(first, 6) == [
        ("IMPLEMENTATION", "DK-360", "measure/sample-1-meeting"), ("EVALUATION", None, "measure/sample-1-meeting")] else
          [lacks(first, 6)])
    check("the second cycle points at the first", [] if second["parent"]["stream"] == FIRST and
          first["summary"]["nextCycles"] == [SECOND] else [second["parent"]])
    sites = {measure["stream"]: [site.get("implementedOn") for site in measure["sites"]] for measure in second["parentMeasures"]}
    check("and has the first's measures at hand, site by site", [] if sites == {
        "measure/sample-1-call": ["2025-06-01", "2025-06-01"], "measure/sample-1-meeting": [None, "2025-07-06"],
        "measure/sample-1-number": ["2025-06-01", "2025-06-01"]} else [sites])
    verdicts = {measure["stream"].removeprefix("measure/sample-1-"): measure.get("evaluated", {}).get("verdict", "").removeprefix(
        "MEASURE_VERDICT_") for measure in second["parentMeasures"]}
    check("with what they have come to: one works, one shows nothing, one cannot be judged yet", [] if verdicts == {
        "call": "BETTER", "meeting": "NOT_ENOUGH_DATA", "number": "NO_DIFFERENCE_SHOWN"} else [verdicts])
    check("it is being interviewed for", [] if second["summary"]["currentStep"] == "CYCLE_STEP_INTERVIEW" else
          [second["summary"]])
    check("nothing of what was answered is on a board", [] if "call after the first week" not in
          json.dumps(first["interviews"]) else [first["interviews"]])
    listed = cli.json("cycle", "list")["cycles"]
    check("both are listed", [] if [one["stream"] for one in listed] == [FIRST, SECOND] else [listed])
    still_open = cli("cycle", "list", "--open").stdout
    check("in a pipe the list is tab-separated", [] if still_open.startswith(SECOND + "\t") and
          len(still_open.splitlines()) == 1 else [still_open])


def check_case(check, cli):
    """What a cycle did with a case is part of that case's history."""
    chosen = [one for one in board_of(cli, FIRST)["chosen"] if not one.get("onlyAnonymised")][0]["learningCase"]
    shown = cli.json("case", "show", chosen["caseStream"]).get("learntFrom", [])
    told = [(one["kind"], one["cycle"], one["placementId"]) for one in shown]
    check("a case says that it was chosen, and asked about", [] if told == [
        ("CHOSEN", FIRST, chosen["placementId"]), ("INTERVIEWED", FIRST, chosen["placementId"])] else [shown])
    text = " ".join(cli.on_terminal("case", "show", chosen["caseStream"]).split())
    check("so does a terminal", [] if "chosen to learn from" in text and FIRST in text else [text])


def check_evaluation(check, cli):
    """The second cycle evaluates what the first decided."""
    first, second = board_of(cli, FIRST), board_of(cli, SECOND)
    asked = {measure["evaluated"].get("cycle") for measure in second["parentMeasures"]}
    check("the second cycle had the measures of the first evaluated", [] if asked == {SECOND} else [asked])
    counted = first["summary"]["measures"]
    check("two of three count, as there is not enough data for the third", [] if counted.get("evaluated") == 2 else [counted])
    again = cli("measure", "evaluate", "--all", "--record", "--actor", "f-1", "--cycle", SECOND)
    check("evaluated again by all that is known, they say nothing new", [] if again.returncode == 0 and
          again.stderr.count("nothing recorded") == 3 else [again.stdout, again.stderr])


def check_terminal(check, cli):
    board = cli.on_terminal("cycle", "show", FIRST)
    expected = ["1 ✓ identify challenge", "6 ✓ implement measures", "praksis dashboard interruptions --municipality DK-360",
                "anonymised", "central theme first-week", "in use since 2025-06-01", "! Implement measure/sample-1-meeting"]
    check("a person sees a board", [text for text in expected if text not in board] and [board])
    piped = cli("cycle", "show", FIRST).stdout
    check("a program gets JSON", [] if json.loads(piped)["cycle"]["summary"]["stream"] == FIRST else [piped])


def replays(cli, cycle=FIRST):
    """[] where the same came out, else what did."""
    done = cli("select", "--replay", cycle, "--json")
    answer = json.loads(done.stdout) if done.stdout else {}
    return [] if done.returncode == 0 and answer.get("outcome") == "SAME" else [done.returncode, done.stdout, done.stderr]


def check_replay(check, cli, server):
    check("the choice is made again, byte for byte", replays(cli))
    server.kill()
    server.start()
    cli.environment["PRAKSIS_SERVER"] = server.address
    check("after a crash, too", replays(cli))
    chosen = board_of(cli, FIRST)["chosen"]
    case = next(one["learningCase"]["caseStream"] for one in chosen if not one.get("onlyAnonymised"))
    timeline = cli.json("case", "show", case)["timeline"]
    consent = next(entry["event"]["consentGiven"]["consentId"] for entry in timeline if "consentGiven" in entry["event"])
    refused = record(cli, fact(case, "2025-12-15", {"consentWithdrawn": {"consentId": consent}}))
    check("a consent is withdrawn", [] if refused == [None] else [refused])
    check("and whatever was recorded in between", replays(cli))
    check("of the second cycle, too", replays(cli, SECOND))
    board = board_of(cli, FIRST)
    lost = [one for one in board["interviews"] if one.get("learningCase", {}).get("caseStream") == case]
    check("an interview that rested on it may not be quoted any more", [] if len(lost) == 1 and
          not lost[0].get("quotable") and lost[0]["consent"] == "CYCLE_CONSENT_WITHDRAWN" else [lost])
    quoted = [theme for theme in board["themes"] if lost[0]["interviewId"] in theme.get("quotable", [])]
    check("by no theme", quoted)
    kept = [one["name"] for one in cli.json("projections", "list")["projections"]]
    check("no projection is left over", [] if len(kept) == 1 else [kept])


def criteria(**more):
    return {"criteriaSet": {"informants": ["INFORMANT_KIND_COMPANY"], "criteria": {
        "endings": ["PLACEMENT_ENDING_INTERRUPTED"], "periodStart": "2025-01-01", "periodEnd": "2025-03-31",
        "admitAnonymised": True, "quotas": [{"site": site, "cases": 2} for site in SITES], **more}}}


def record_choice(cli, *more):
    done = cli("select", "--record", "cycle/own", "--actor", "f-1", *more)
    return done.returncode, done.stderr


def check_override(check, cli):
    """praksis cycle override, after a change that was reported."""
    def override(*arguments):
        done = cli("cycle", "override", "own", "--reason", "the caseworker has left", "--actor", "f-2", "--on", "2025-04-12", *arguments)
        return done.returncode, done.stdout + done.stderr

    def chosen():
        return {f"{one['learningCase']['caseStream']}#{one['learningCase']['placementId']}": one for one in board["chosen"]}

    board = board_of(cli, "cycle/own")
    goes = next(name for name, one in chosen().items() if not one.get("byHand"))
    site = chosen()[goes]["site"]
    # Two of the sample's with one placement that are not chosen.
    comes, other = [name for name in (f"sample-1-{number}" for number in range(20, 30))
                    if f"case/{name}" not in {one.split("#")[0] for one in chosen()}][:2]
    code, said = override("--out", goes.split("#")[0], "--in", comes, "--only-anonymised")
    board = board_of(cli, "cycle/own")
    last = board["overrides"][-1]
    by_hand = [name.split("#")[0] for name, one in chosen().items() if one.get("byHand")]
    check("by command a case goes and another comes, with the reason and the day", [] if code == 0 and
          "recorded: cycle/own version 6" in said and goes not in chosen() and f"case/{comes}" in by_hand and
          last["overridden"]["reason"] == "the caseworker has left" and last["overriddenOn"] == "2025-04-12" and
          last["overridden"]["onlyAnonymised"] else [code, said, board["chosen"], last])
    event = cli.json("stream", "show", "cycle/own")["timeline"][-1]["event"]
    check("it says who, and at which site", [] if event["actor"]["id"] == "f-2" and event["actor"]["role"] == "FACILITATOR" and
          event["municipality"] == site and last["overridden"]["selectionId"] == "first" else [event])
    for name, arguments, status, words in (
            ("nothing to change", (), 2, ("--out", "--in")),
            ("anonymised, and nobody comes", ("--out", comes, "--only-anonymised"), 2, ("--only-anonymised", "--in")),
            ("a case that is not chosen goes", ("--out", goes), 1, ("--out", goes, f"case/{comes}#")),
            ("one that is chosen comes", ("--in", comes), 1, ("CASE_CHOSEN",)),
            ("one that is not there", ("--in", "case/none"), 1, ("CASE_NOT_FOUND",)),
            ("another placement of it", ("--in", f"{other}#none"), 1, ("--in", f"case/{other}#")),
            ("a role that is none", ("--in", other, "--role", "KING"), 2, ("--role",))):
        code, said = override(*arguments)
        check(f"refused, with what to do: {name}", [] if code == status and all(word in said for word in words) else [code, said])
    done = cli("cycle", "override", "own", "--out", comes, "--actor", "f-2")
    check("and without a reason", [] if done.returncode == 2 and "--reason" in done.stderr else [done])
    done = cli("cycle", "override", SECOND.replace("rfk-2", "none"), "--out", "a", "--reason", "r", "--actor", "f-2")
    check("and of a cycle that is not there", [] if done.returncode == 1 and "CYCLE_NOT_FOUND" in done.stderr else [done])
    code, said = override("--out", comes, "--json")
    board = board_of(cli, "cycle/own")
    check("a case may go alone; in JSON there is the position", [] if code == 0 and json.loads(said)["position"] and
          f"case/{comes}" not in str(chosen()) else [code, said])


def check_own_cycle(check, cli):
    """A cycle from its beginning, step by step."""
    code, said = record_choice(cli)
    check("without a cycle nothing is chosen for it", [] if code == 1 and "CYCLE_NOT_FOUND" in said else [code, said])
    record(cli, fact("cycle/own", "2025-04-01", {"challengeIdentified": {
        "challenge": "PLACEMENTS_INTERRUPTED", "sites": SITES, "wording": "They end early.", "parentCycle": FIRST}}))
    code, said = record_choice(cli)
    check("nor without criteria", [] if code == 1 and "CRITERIA_MISSING" in said else [code, said])
    record(cli, fact("cycle/own", "2025-04-02", criteria(
        mode="SELECTION_MODE_DISCONFIRMING", endings=["PLACEMENT_ENDING_INTERRUPTED", "PLACEMENT_ENDING_COMPLETED"])))
    code, said = record_choice(cli)
    check("criteria that cannot be served are refused, not ignored", [] if code == 1 and "CRITERION_NOT_SERVED" in said and
          "criteria.endings" in said else [code, said])
    record(cli, fact("cycle/own", "2025-04-03", criteria()))
    done = cli("cycle", "override", "own", "--out", "1", "--reason", "r", "--actor", "f-2")
    check("before a choice there is none to change, and it says how to make one", [] if done.returncode == 1 and
          "praksis select --record cycle/own" in done.stderr else [done])
    code, said = record_choice(cli, "--as-of", "2025-04-10", "--seed", "spring", "--selection", "first")
    check("by criteria that are served the choice is recorded", [] if code == 0 and "first, version 4" in said else
          [code, said])
    board = board_of(cli, "cycle/own")
    check("and is on the board", [] if standings(board)[1] == "DONE" and board["selection"]["selectedOn"] == "2025-04-10" and
          len(board["chosen"]) == 4 else [board])
    check("it is made again", replays(cli, "cycle/own"))
    chosen = board["chosen"][0]["learningCase"]
    refused = record(cli, fact("cycle/own", "2025-04-11", {"selectionOverridden": {
        "selectionId": "first", "removed": chosen, "added": CASE, "onlyAnonymised": True, "reason": "the team asks for it"}}))
    board = board_of(cli, "cycle/own")
    by_hand = [one["learningCase"] for one in board["chosen"] if one.get("byHand")]
    check("what is changed by hand is marked, with its reason", [] if refused == [None] and by_hand == [CASE] and
          board["overrides"][0]["overridden"]["reason"] == "the team asks for it" else [refused, board["chosen"]])
    check_override(check, cli)
    code, said = record_choice(cli, "--as-of", "2025-04-12")
    board = board_of(cli, "cycle/own")
    check("chosen anew, the new choice holds", [] if code == 0 and board["selection"]["selected"]["selectionId"] == "selection-2"
          and "overrides" not in board else [code, said, board])
    done = cli("select", "--replay", "cycle/own", "--selection", "first")
    check("and the old can still be made again", [] if done.returncode == 0 and "byte for byte" in done.stdout else
          [done.stdout, done.stderr])
    done = cli("select", "--record", SECOND, "--actor", "f-1")
    check("once there are interviews no choice is recorded any more", [] if done.returncode == 1 and
          "SELECTION_FIXED" in done.stderr else [done.stdout, done.stderr])
    done = cli("select", "--record", "cycle/own", "--quota", "DK-360=5")
    check("criteria are the cycle's, not the command's", [] if done.returncode == 2 else [done.returncode, done.stderr])
    refused = record(cli, fact("cycle/own", "2025-04-13", {"casesSelected": {"selectionId": "s"}}))
    check("a client reports no choice by itself", [] if refused == ["SERVER_WRITTEN"] else [refused])


def acceptance(check, cli, server):
    done = cli("sample", "--cases", CASES, "--record")
    check("the sample year is recorded with its learning cycles", [] if done.returncode == 0 and
          "of 2 learning cycles" in done.stdout else [done.stdout, done.stderr])
    again = cli("sample", "--cases", CASES, "--record")
    check("again, it changes nothing", [] if again.returncode == 0 and "of 2 learning cycles" not in again.stdout else
          [again.stdout, again.stderr])
    check_choice(check, cli)
    check_boards(check, cli)
    check_case(check, cli)
    check_evaluation(check, cli)
    check_terminal(check, cli)
    check_replay(check, cli, server)
    check_own_cycle(check, cli)
    check("the server stops gracefully", [] if server.stop() == 0 else [server.process.returncode])


if __name__ == "__main__":
    tell(acceptance, __doc__)
