#!/usr/bin/env python3
"""Acceptance story A5, through the public API: four experiments, one per question; belief before and after each, split
by unit only where five workers or more rated.

    tests/cli/experiments_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"
"""

import json
import pathlib
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from command_line import WAIT, tell  # noqa: E402
from learning_facts import fact, told, voided  # noqa: E402
from streams_test import recorded_as_expected  # noqa: E402

START = "2025-03-01"
SITES = {"COMPANY_VISITS": "DK-740", "RESOURCES_FOR_NEEDS": "DK-540", "POSITIVE_LANGUAGE": "DK-727", "SUCCESS_STORIES": "DK-147"}
# Scores before and after of the twelve cases of each unit: 2 of 12 high before were a small number, so none is.
BEFORE, AFTER = [2] * 6 + [3] * 6, [4] * 6 + [3] * 6


def at(site, stream, day, body, role="CASEWORKER"):
    return {**fact(stream, day, body, role), "municipality": site}


def workers(unit, number):
    return [f"{unit}-cw-{i}" for i in range(1, number + 1)]


def case(site, unit, number, worker, before, after):
    """A case opened, rated before and after by its worker."""
    stream = f"case/{unit}-{number}"
    facts = [at(site, stream, "2025-01-02", {"caseOpened": {
        "personRef": f"p-{unit}-{number}", "targetGroup": "ACTIVITY_READY", "openedOn": "2025-01-02"}}),
        at(site, stream, "2025-01-02", {"caseworkerAssigned": {"worker": worker, "role": "PRIMARY", "from": "2025-01-02"}})]
    for day, score in (("2025-02-28", before), (START, after)):
        facts.append(at(site, stream, day, {"beliefAssessed": {
            "rater": "CASEWORKER", "worker": worker, "horizonDays": 365, "score": score, "scale": "PRAKSIS_1_5"}}))
    return facts


def cases(site, unit, raters):
    team = workers(unit, raters)
    return [each for number, (before, after) in enumerate(zip(BEFORE, AFTER))
            for each in case(site, unit, number, team[number % raters], before, after)]


def experiment(question, units):
    return at(SITES[question], f"experiment/{question.lower()}", START, {"experimentStarted": {
        "question": f"EXPERIMENT_QUESTION_{question}", "hypothesis": "Belief rises.", "startedOn": START,
        "units": [{"unitId": unit, "site": SITES[question], "workers": workers(unit, raters)} for unit, raters in units]}},
        "FACILITATOR")


def visits(site, unit, raters):
    """Each of the first ten cases is visited for after the start; five visits find two placements."""
    return [at(site, f"case/{unit}-{number}", "2025-03-15", {"companyVisited": {
        "visitId": "v-1", "company": {"scheme": "SAMPLE", "number": "c-1"}, "worker": workers(unit, raters)[number % raters],
        "purpose": "FIND_PLACEMENT", "placementsFound": 2 if number < 5 else 0}}) for number in range(10)]


def referrals(site, unit):
    """Before, half of ten referrals have a worded resource; after, all have."""
    def made(number, day, text):
        return at(site, f"case/{unit}-{number}", day, {"referralMade": {
            "referralId": f"r-{day}", "fromOrganisation": "jc", "toOrganisation": "provider", "service": "MENTORING",
            "resources": [{"kind": "SKILL", **({"text": text} if text else {})}]}})
    return [made(number, "2025-02-10", "cooks" if number < 5 else "") for number in range(10)] + \
           [made(number, "2025-03-10", "cooks") for number in range(10)]


def observed(stream, site, day, positive, negative):
    return at(site, stream, day, {"languageObserved": {"unitId": "d", "setting": "TEAM_MEETING", "positive": positive,
                                                       "negative": negative}}, "FACILITATOR")


def course():
    facts = [experiment("COMPANY_VISITS", [("a", 6)]), *cases("DK-740", "a", 6), *visits("DK-740", "a", 6)]
    # Units of five, six and four raters, and one more of four: the last two are hidden, and hide each other.
    facts += [experiment("RESOURCES_FOR_NEEDS", [("b", 6), ("c", 5), ("e", 4), ("f", 4)])]
    for unit, raters in (("b", 6), ("c", 5), ("e", 4), ("f", 4)):
        facts += cases("DK-540", unit, raters)
    facts += referrals("DK-540", "b")
    facts += [experiment("POSITIVE_LANGUAGE", [("d", 5)]), *cases("DK-727", "d", 5)]
    language = "experiment/positive_language"
    facts += [observed(language, "DK-727", "2025-02-10", 4, 16), observed(language, "DK-727", START, 9, 1),
              observed(language, "DK-727", "2025-04-10", 6, 4)]
    # One unit of six, one of four: if the six were shown, the four would follow by subtraction.
    facts += [experiment("SUCCESS_STORIES", [("g", 6), ("h", 4)]), *cases("DK-147", "g", 6), *cases("DK-147", "h", 4)]
    facts += [fact("programme/p", "2025-01-10", {"programmeOpened": {
        "kind": "PROGRAMME_KIND_LEARNING_FROM_SUCCESS", "title": "Success", "stage": 1}}),
        fact("story/s", "2025-02-03", told("ANONYMISED"))]
    facts += [fact("story/s", day, {"storySharedAtMeeting": {"staffGroup": "g", "participants": 8,
                                                             "experiment": "experiment/success_stories"}})
              for day in ("2025-03-03", "2025-03-10")]
    facts += [at("DK-147", "experiment/success_stories", "2025-04-01", {"reflectionRecorded": {
        "unitId": "g", "learning": "Secret words of the team.", "influences": [
            {"influence": "SUCCESS_STORY", "direction": "BELIEF_INFLUENCE_DIRECTION_RAISED"}]}}, "FACILITATOR"),
        at("DK-147", "experiment/success_stories", "2025-06-30", {"experimentEnded": {
            "endedOn": "2025-06-30", "ending": "EXPERIMENT_ENDING_ADOPTED"}}, "FACILITATOR")]
    return facts


def number(count):
    """Of a Count; None where it is withheld."""
    return None if count.get("suppressed") else int(count.get("value", 0))


def belief(part):
    """Cases before, high, cases after, high; None where withheld."""
    return tuple(number(part[window]["belief"][field]) for window in ("before", "after") for field in ("cases", "high"))


def differs(found, expected):
    return [] if found == expected else [found]


def check_list(check, cli):
    listed = cli.json("experiment", "list")["experiments"]
    check("four experiments, one per question, at four job centres",
          differs({each["question"].removeprefix("EXPERIMENT_QUESTION_"): each["units"][0]["site"] for each in listed}, SITES))
    there = cli.json("experiment", "list", "--municipality", "DK-727")["experiments"]
    check("they are listed by job centre", differs([each["experiment"] for each in there], ["experiment/positive_language"]))


def check_belief(check, answers):
    for question, units in (("COMPANY_VISITS", 1), ("RESOURCES_FOR_NEEDS", 4), ("POSITIVE_LANGUAGE", 1), ("SUCCESS_STORIES", 2)):
        answer = answers[question]
        check(f"{question}: belief before and after, over all units",
              differs(belief(answer["all"]), (12 * units, 0, 12 * units, 6 * units)))
        change = answer["all"]["beliefChange"]["highShare"]
        check(f"{question}: the change has its interval",
              [] if abs(change["value"] - 0.5) < 1e-9 and 0 < change["lower"] < 0.5 < change["upper"] < 1 else [change])
    mean = answers["COMPANY_VISITS"]["all"]["before"]["belief"]["mean"]
    check("the mean has one, too", [] if mean["value"] == 2.5 and mean["lower"] < 2.5 < mean["upper"] else [mean])


def check_split(check, answers):
    units = {part["unitId"]: belief(part) for part in answers["RESOURCES_FOR_NEEDS"]["byUnit"]}
    shown, withheld = (12, 0, 12, 6), (None,) * 4
    check("units of five raters or more are shown, units of four are not",
          differs(units, {"b": shown, "c": shown, "e": withheld, "f": withheld}))
    units = {part["unitId"]: belief(part) for part in answers["SUCCESS_STORIES"]["byUnit"]}
    check("nor is a unit from which the four would follow by subtraction", differs(units, {"g": withheld, "h": withheld}))
    one = answers["COMPANY_VISITS"]["byUnit"][0]
    check("a single unit is shown", differs(belief(one), shown))


def check_practice(check, answers):
    visited = answers["COMPANY_VISITS"]["all"]
    check("company visits and the placements they found",
          differs([number(visited[window]["visits"][field]) for window in ("before", "after")
                   for field in ("visits", "placementsFound")], [0, 0, 10, 10]))
    worded = answers["RESOURCES_FOR_NEEDS"]["all"]
    check("referrals with worded resources, before and after",
          differs([worded[window]["referrals"]["wordedShare"]["value"] for window in ("before", "after")], [0.5, 1]))
    language = answers["POSITIVE_LANGUAGE"]["all"]
    check("language before and after, and over time",
          differs([language["before"]["language"]["positiveShare"], language["after"]["language"]["positiveShare"],
                   [month["from"] for month in language["language"]]],
                  [0.2, 0.75, ["2025-02-01", "2025-03-01", "2025-04-01"]]))
    stories = answers["SUCCESS_STORIES"]
    check("stories shared and what influenced belief",
          differs([stories["storiesShared"], stories["stories"], stories["influences"]],
                  [2, 1, [{"influence": "SUCCESS_STORY", "raised": 1}]]))
    check("it has ended", differs([stories["experiment"]["endedOn"], stories["experiment"]["ending"]],
                                  ["2025-06-30", "EXPERIMENT_ENDING_ADOPTED"]))


def check_nobody(check, cli, url, answers):
    said = {question: {**answer, "metadata": None} for question, answer in answers.items()}
    everything = json.dumps(said) + cli("experiment", "show", "experiment/success_stories").stdout
    check("no answer names a worker, a person, or what a team wrote down",
          [word for word in ("cw-", "p-a", "Secret") if word in everything])
    request = urllib.request.Request(f"{url}/praksis.v1.Experiments/GetExperiment", headers={"Content-Type": "application/json"},
                                     data=b'{"experiment": "experiment/company_visits", "worker": "a-cw-1"}')
    try:
        status = urllib.request.urlopen(request, timeout=WAIT).status
    except urllib.error.HTTPError as error:
        status = error.code
    check("nor can one worker be asked about", differs(status, 400))
    unknown = cli("experiment", "show", "experiment/none")
    check("an experiment that is not there is named as such",
          [] if unknown.returncode == 1 and "EXPERIMENT_NOT_FOUND" in unknown.stderr else [unknown])


def check_window(check, cli):
    narrow = cli.json("experiment", "show", "experiment/company_visits", "--window", "1")
    check("a window of one day has the last day before and the first",
          differs([belief(narrow["all"]), narrow["windowDays"]], [(12, 0, 12, 6), 1]))
    # All of unit a's assessments of the first day are taken back: nothing is left after.
    wrong, answers = recorded_as_expected(cli, [({**voided(f"case/a-{i}", 4), "municipality": "DK-740"}, None) for i in range(12)])
    after = cli.json("experiment", "show", "experiment/company_visits", "--at-least", answers[-1]["position"])
    deadline = time.monotonic() + WAIT
    while number(after["all"]["after"]["belief"]["cases"]) != 0 and time.monotonic() < deadline:
        after = cli.json("experiment", "show", "experiment/company_visits")
    check("assessments taken back no longer count", wrong + differs(belief(after["all"])[2], 0))


def check_sample(check, cli):
    done = cli("sample", "--cases", "2000", "--record")
    check("the sample is recorded as intended", [] if done.returncode == 0 and "not as intended" not in done.stdout else [done])
    deadline = time.monotonic() + WAIT
    listed = []
    while len(listed) != 4 and time.monotonic() < deadline:
        listed = [each for each in cli.json("experiment", "list")["experiments"] if "sample" in each["experiment"]]
    check("it has four experiments at the source's four job centres",
          differs(sorted(each["units"][0]["site"] for each in listed), sorted(SITES.values())))
    lacking = []
    for each in listed:
        shown = cli.json("experiment", "show", each["experiment"])
        while None in belief(shown["all"]) and time.monotonic() < deadline:
            shown = cli.json("experiment", "show", each["experiment"])
        lacking += [shown["all"]] if None in belief(shown["all"]) else []
    check("each with belief before and after", lacking)
    names = [each["experiment"] for each in listed]
    while True:  # until all of the casework is read
        shown = {name.rsplit("-", 1)[1]: cli.json("experiment", "show", name) for name in names}
        problems = changes_of_sample(shown)
        if not any(problems.values()) or time.monotonic() > deadline:
            break
    for sentence, problem in problems.items():
        check(sentence, problem)


def changes_of_sample(shown):
    """Belief rises with two of the four, and what is too little to be seen is not shown."""
    means = {name: each["all"].get("beliefChange", {}).get("mean", {}) for name, each in shown.items()}
    rises = {name for name, mean in means.items() if mean.get("lower", 0) > 0}
    falls = {name for name, mean in means.items() if mean.get("upper", 0) < 0}
    told = {name: (each.get("storiesShared", 0), each.get("stories", 0)) for name, each in shown.items()}
    four = next(each for each in shown["resources"]["byUnit"] if each["unitId"] == "team-2")
    return {
        "belief rises where companies are visited and where stories are told": differs((rises, falls), ({"visits", "stories"}, set())),
        "at the other two its change is nothing to be told from chance": differs("upper" in means["resources"], True),
        "stories of the programme were told there, some twice": differs(
            told, {"visits": (0, 0), "resources": (0, 0), "language": (0, 0), "stories": (12, 7)}),
        "a unit of four workers is not shown by itself": differs(belief(four)[0], None)}


def acceptance(check, cli, server):
    facts = course()
    wrong, _ = recorded_as_expected(cli, [(each, None) for each in facts])
    check(f"{len(facts)} facts are recorded", wrong)
    wait_for_all(cli, len(facts))
    check_list(check, cli)
    shown = {question: cli.json("experiment", "show", f"experiment/{question.lower()}") for question in SITES}
    check_belief(check, shown)
    check_split(check, shown)
    check_practice(check, shown)
    check_nobody(check, cli, server.url, shown)
    check_window(check, cli)
    check_sample(check, cli)


def wait_for_all(cli, number):
    """Facts of one import are in several partitions: until the read models have come to all of them."""
    deadline = time.monotonic() + WAIT
    while cli("events", "list", "--limit", "0").stdout.count("\n") < number and time.monotonic() < deadline:
        time.sleep(0.05)


if __name__ == "__main__":
    tell(acceptance, __doc__, http="127.0.0.1:0")
