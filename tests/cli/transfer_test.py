#!/usr/bin/env python3
"""Acceptance story A3, through the public API: a carrier of learning leaves; the organisation stays reached, its
stickiness is recalculated, and a learning down to its last carrier raises the alarm.

    tests/cli/transfer_test.py BIN_DIRECTORY      prints a line per check and "N passed, N failed"
"""

import json
import pathlib
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "lib"))
from command_line import WAIT, tell  # noqa: E402
from learning_facts import fact, voided  # noqa: E402
from streams_test import recorded_as_expected  # noqa: E402

WORKSHOP = "workshop/w"
THEME = "Learning that sticks"
SAMPLE_LEFT = 4  # five leave, one of them comes back
SAMPLE_WORKSHOPS = [("2013-06-01", ["Avilés"]), ("2013-10-01", ["Kaiserslautern"]), ("2014-02-01", ["Rennes"]),
                    ("2014-06-01", ["Enfield", "Thurrock"]), ("2014-10-01", ["Aveiro"])]


def transfer(identifier, partner, carriers, **more):
    return {"knowledgeTransferHeld": {"transferId": identifier, "partner": partner, "carriers": carriers,
                                      "participants": 20, **more}}


def course():
    """Flen's learning is carried by two, Odder's by one; Lolland sent nobody."""
    return [
        fact(WORKSHOP, "2024-01-10", {"workshopHeld": {"theme": THEME, "places": [{"name": "Flen"}], "partners": [
            {"partner": "flen", "name": "Flen", "carriers": ["staff/a", "staff/b"]},
            {"partner": "odder", "name": "Odder", "carriers": ["staff/c"]},
            {"partner": "lolland", "name": "Lolland"}]}}),
        fact(WORKSHOP, "2024-01-20", {"toolkitPublished": {"toolkitId": "k", "title": "Toolkit"}}),
        fact(WORKSHOP, "2024-01-20", {"videoPublished": {"videoId": "v", "title": "Video", "seconds": 250}}),
        fact(WORKSHOP, "2024-02-09", transfer("t-1", "flen", ["staff/a"], toolkits=["k"], videos=["v"])),
        fact(WORKSHOP, "2024-03-10", transfer("t-2", "odder", ["staff/c"], newCarriers=["staff/d"])),
        # Day 364 after Odder's transfer is too early to show anything; 2024 has a 29 February.
        fact(WORKSHOP, "2025-03-09", {"learningUsed": {"partner": "odder", "setting": "CASEWORK"}}),
        fact(WORKSHOP, "2025-02-08", {"learningUsed": {"partner": "flen", "setting": "CASEWORK", "usedBy": "staff/b"}}),
    ]


def left(staff, day, organisation):
    return fact(staff, day, {"staffLeft": {"leftOn": day, "organisation": organisation}})


def record(cli, *facts):
    """Records them all; the position of the last."""
    wrong, answers = recorded_as_expected(cli, [(each, None) for each in facts])
    assert not wrong, wrong
    return answers[-1]["position"]


def figure(cli, position, *arguments):
    return cli.json("transfer", "--at-least", position, *arguments)


def learning_of(response, organisation):
    return next(each for each in response["learnings"] if each["organisation"] == organisation)


def sticky(response):
    """Learnings, used, used since the departure; by which carriers left."""
    return {group.get("carriers", "ALL"): (group.get("learnings", 0), group.get("used", 0), group.get("usedSinceDeparture", 0))
            for group in response["stickiness"]}


def differs(found, expected):
    return [] if found == expected else [found]


def check_before(check, response):
    check("two of three partners are reached, as two have passed it on",
          differs((response["partners"], response["partnersReached"]), (3, 2)))
    check("whoever has not passed it on counts as waiting in the median",
          differs(response["medianDaysToTransfer"], 60))
    check("the learning was used at Flen on day 365, at Odder on day 364",
          differs(sticky(response), {"ALL": (2, 1, 0), "NONE_LEFT": (2, 1, 0), "SOME_LEFT": (0, 0, 0), "ALL_LEFT": (0, 0, 0)}))
    check("two carry it in each: no alarm", differs(
        [response.get("lastCarrierAlarms", 0), learning_of(response, "flen")["standing"],
         learning_of(response, "odder")["standing"], learning_of(response, "lolland")["standing"]],
        [0, "CARRIED", "CARRIED", "NOT_ARRIVED"]))
    check("toolkit, video and who carries what are there",
          differs([response["workshops"][0]["videos"][0]["seconds"], learning_of(response, "flen")["toolkits"],
                   [each["staff"] for each in learning_of(response, "odder")["carriers"]]],
                  [250, ["k"], ["staff/c", "staff/d"]]))


def check_departure(check, cli, before):
    position = record(cli, left("staff/a", "2025-03-31", "flen"))
    after = figure(cli, position)
    flen = learning_of(after, "flen")
    check("a carrier has left: the organisation stays reached",
          differs([flen["reached"], after["partnersReached"]], [True, before["partnersReached"]]))
    check("the alarm: one carrier is left",
          differs([after.get("lastCarrierAlarms"), flen["standing"]], [1, "LAST_CARRIER"]))
    check("its stickiness is recalculated: used, but not since the departure",
          differs(sticky(after), {"ALL": (2, 1, 0), "NONE_LEFT": (1, 0, 0), "SOME_LEFT": (1, 1, 0), "ALL_LEFT": (0, 0, 0)}))
    people = cli("transfer", "--organisation", "flen").stdout
    check("praksis transfer says so", [] if "last carrier" in people and "staff/a" in people else [people])
    used = figure(cli, record(cli, fact(WORKSHOP, "2025-04-01", {
        "learningUsed": {"partner": "flen", "setting": "CASEWORK"}})))
    check("used on the day after, it outlives its carrier", differs(sticky(used)["SOME_LEFT"], (1, 1, 1)))
    return position


def check_last_one_leaves(check, cli):
    position = record(cli, left("staff/b", "2025-05-31", "flen"))
    response = figure(cli, position)
    check("all have left: no carrier, and still reached",
          differs([learning_of(response, "flen")["standing"], learning_of(response, "flen")["reached"],
                   response.get("lastCarrierAlarms", 0)], ["NO_CARRIER", True, 0]))
    check("and stickiness moves on", differs(sticky(response)["ALL_LEFT"], (1, 1, 0)))
    taken_back = figure(cli, record(cli, voided("staff/b", 1)))
    check("the departure taken back, all is as before", differs(
        [learning_of(taken_back, "flen")["standing"], sticky(taken_back)["SOME_LEFT"]], ["LAST_CARRIER", (1, 1, 1)]))


def check_known_at(check, cli, position):
    built = cli("projections", "rebuild", "--until", position)
    known = cli("transfer", "--known-at", position, "--json")
    response = json.loads(known.stdout or "{}")
    check("as known earlier: the departure, and not the use that came after it",
          [] if built.returncode == 0 and known.returncode == 0 and sticky(response)["SOME_LEFT"] == (1, 1, 0)
          else [built, known])


def check_questions(check, cli, url):
    request = urllib.request.Request(f"{url}/praksis.v1.Transfer/GetTransfer", headers={"Content-Type": "application/json"},
                                     data=json.dumps({"themes": [THEME], "organisations": ["odder"]}).encode())
    with urllib.request.urlopen(request, timeout=60) as answer:
        response = json.load(answer)
    check("over HTTP it answers by theme and organisation",
          differs([len(response["learnings"]), response["partners"], response["metadata"]["definitionRevision"]], [1, 1, 1]))
    check("another theme, another period: nothing",
          differs([cli.json("transfer", "--theme", "Other").get("partners", 0),
                   cli.json("transfer", "--to", "2024-01-09").get("partners", 0)], [0, 0]))
    wrong = cli("transfer", "--from", "soon", "--organisation", "no such")
    check("all that is wrong with a question is said at once",
          [] if wrong.returncode == 1 and "from" in wrong.stderr and "organisations[0]" in wrong.stderr else [wrong])


def projected(cli):
    """The sample's workshops, once all of its departures are projected, too: loading it tells no position."""
    deadline = time.monotonic() + WAIT
    while True:
        response = cli.json("transfer", "--to", "2014-12-31", "--from", "2013-01-01")
        done = len(response.get("workshops", [])) == len(SAMPLE_WORKSHOPS) and len(departed(response)) == SAMPLE_LEFT
        if done or time.monotonic() > deadline:
            return response
        time.sleep(0.02)


def departed(response):
    return {carrier["staff"] for learning in response["learnings"] for carrier in learning.get("carriers", [])
            if carrier.get("left")}


def check_sample(check, cli):
    done = cli("sample", "--cases", "60", "--record")
    check("the sample is recorded as intended", [] if done.returncode == 0 and "not as intended" not in done.stdout else [done])
    response = projected(cli)
    workshops = response["workshops"]
    check("five workshops, where and in which month the source says, each with toolkit and video",
          differs([(each["heldOn"], each["places"]) for each in workshops], SAMPLE_WORKSHOPS) +
          [each for each in workshops if len(each["toolkits"]) != 1 or len(each["videos"]) != 1 or
           each["datePrecision"] != "WORKSHOP_DATE_PRECISION_MONTH"])
    check("which organisation never received it",
          differs([each["organisation"] for each in response["organisations"] if not each.get("reached")], ["sample-seventh"]))
    used = {name: group[1] for name, group in sticky(response).items()}
    check("some learnings are still used after those who brought them left, some are not",
          [] if 0 < used["ALL_LEFT"] < sticky(response)["ALL_LEFT"][0] else [sticky(response)])


def acceptance(check, cli, server):
    before = figure(cli, record(cli, *course()))
    check_before(check, before)
    position = check_departure(check, cli, before)
    check_last_one_leaves(check, cli)
    check_known_at(check, cli, position)
    check_questions(check, cli, server.url)
    check_sample(check, cli)


if __name__ == "__main__":
    tell(acceptance, __doc__, http="127.0.0.1:0")
