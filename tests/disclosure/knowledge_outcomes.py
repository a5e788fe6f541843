"""What an attacker knows from one answer about agreement, outcomes, belief and continuity; as knowledge.py."""

from attack import behind_incidence, plus, sum_of, times
from knowledge import Answer, Durations

PAIRS = {"CITIZEN COMPANY": "12", "CITIZEN JOB_CENTRE": "13", "COMPANY JOB_CENTRE": "23"}
# Where all three gave a reason: which two of them, if any, have the same code.
THREE = ["123 all same", "123 same 12", "123 same 13", "123 same 23", "123 all differ"]
EVER = 10 ** 6  # days


def disagreement(shown, *_):
    answer = Answer(shown)
    alone = plus(*(answer.facts.unknown(f"only {voice}") for voice in "123"))
    two = {pair: (answer.facts.unknown(f"{pair} same"), answer.facts.unknown(f"{pair} differ"))
           for pair in PAIRS.values()}
    three = {name: answer.facts.unknown(name) for name in THREE}
    several = plus(*(term for terms in two.values() for term in terms), *three.values())
    agreed = plus(*(same for same, _ in two.values()), three["123 all same"])
    differ = plus(several, times(-1, agreed))
    answer.count(("interrupted",), plus(several, alone))
    answer.count(("several_voices",), several)
    answer.share(("differ",), differ, several)
    answer.facts.want(("agreed",), agreed)
    answer.facts.want(("one voice",), alone)
    for name, pair in PAIRS.items():
        both = plus(*two[pair], *three.values())
        same = plus(two[pair][0], three["123 all same"], three[f"123 same {pair}"])
        answer.count(("pairs", name, "both"), both)
        answer.share(("pairs", name, "differ"), plus(both, times(-1, same)), both)
        answer.facts.want(("pairs", name, "same"), same)
    return answer.facts


def return_to_work(shown, followed_days):
    answer = Answer(shown)
    if shown[("waiting",)].value == 0 and not shown[("waiting",)].suppressed:
        followed_days = EVER
    causes = ["SELF", "JOB_CENTRE", "COMPANY"]
    durations = Durations(answer, (91, 182, 365), [*causes, "EXIT"], "WAITING", followed_days)
    returned, exited, waiting = (durations.cells(of) for of in (causes, ["EXIT"], ["WAITING"]))
    opened = durations.everybody()
    for name, expression in (("opened", opened), ("returned", returned), ("exited", exited), ("waiting", waiting)):
        answer.count((name,), expression)
    durations.points(("overall",), causes)
    durations.curve(causes)
    for cause in [*causes, "EXIT"]:
        answer.count(("causes", cause, "count"), durations.cells([cause]))
        durations.points(("causes", cause, "points"), [cause])
    lasting(answer, returned)
    satisfaction(answer, opened, returned)
    return answer.facts


def lasting(answer, returned):
    ways = {way: answer.facts.unknown(way) for way in ("sustained", "ongoing", "ended")}
    answer.facts.equal(plus(returned, times(-1, plus(*ways.values()))), 0)
    for way, expression in ways.items():
        answer.count(("lasting", way), expression)
    ongoing, share = answer.shown[("lasting", "ongoing")], answer.shown[("lasting", "sustained_share")]
    if not share.suppressed and 1e-12 < share.value < 1 - 1e-12 and ongoing.value == 0 and not ongoing.suppressed:
        sustained, everybody = behind_incidence(share.value, share.lower)
        answer.facts.equal(ways["sustained"], sustained)
        answer.facts.equal(returned, everybody)


def satisfaction(answer, opened, returned):
    cells = {name: answer.facts.unknown(name) for name in (
        "work_satisfied", "work_not_satisfied", "no_work_satisfied", "no_work_not_satisfied")}
    answered = plus(*cells.values())
    satisfied = plus(cells["work_satisfied"], cells["no_work_satisfied"])
    with_work = plus(cells["work_satisfied"], cells["work_not_satisfied"])
    rest = {"work, no answer": plus(returned, times(-1, with_work)),
            "no work, no answer": plus(opened, times(-1, plus(returned, answered)), with_work)}
    for name, expression in rest.items():
        answer.facts.at_least(expression, 0)
        answer.facts.want((name,), expression)
    answer.facts.want(("not satisfied",), plus(answered, times(-1, satisfied)))
    answer.facts.want(("no answer",), plus(opened, times(-1, answered)))
    for name, expression in cells.items():
        answer.count(("objective_subjective", name), expression)
    answer.count(("subjective", "answered"), answered)
    answer.share(("subjective", "answer_rate"), answered, opened)
    answer.share(("subjective", "satisfied"), satisfied, answered)


def coaching_outcomes(shown, *_):
    answer = Answer(shown)
    methods = answer.names("by_method")
    groups = [coaching_group(answer, ("by_method", method), 1) for method in methods]
    whole = coaching_group(answer, ("all",), 0)
    if methods:
        for part, name in enumerate(("unknown", "failed", "succeeded")):
            answer.facts.equal(plus({f"all {name}": 1}, times(-1, sum_of(f"by_method {method} {name}"
                                                                         for method in methods))), 0)
        hours = [answer.shown[("by_method", method, "hours_per_episode")] for method in methods]
        together = answer.shown[("all", "hours_per_episode")]
        if not together.suppressed and not any(one.suppressed for one in hours):
            spent = plus(*(times(one.value, known) for one, known in zip(hours, groups)))
            answer.facts.between(plus(spent, times(-together.value, whole)), -1e-6, 1e-6)
    return answer.facts


def coaching_group(answer, path, least):
    """Its facts; the expression of the episodes known."""
    unknown, failed, succeeded = (answer.facts.unknown(" ".join((*path, name)))
                                  for name in ("unknown", "failed", "succeeded"))
    known = plus(failed, succeeded)
    answer.count((*path, "episodes"), plus(unknown, known), least)
    answer.count((*path, "known"), known)
    answer.count((*path, "self_obtained"), succeeded)
    answer.share((*path, "success"), succeeded, known)
    answer.facts.want((*path, "unknown"), unknown)
    answer.facts.want((*path, "failed"), failed)
    return known


def belief(shown, *_):
    answer = Answer(shown)
    scores = [answer.facts.unknown(f"score {score}") for score in range(1, 6)]
    assessed, other = plus(*scores), answer.facts.unknown("not assessed")
    answer.count(("open",), plus(assessed, other))
    answer.count(("assessed",), assessed)
    answer.facts.want(("not assessed",), other)
    answer.share(("high",), plus(*scores[3:]), assessed)
    answer.facts.want(("low",), plus(*scores[:3]))
    for score, cell in enumerate(scores, 1):
        answer.count(("scores", str(score), "cases"), cell)
    for group, name, least in (("quarters", "high", 1), ("calibration", "in_work", 0)):
        for element in answer.names(group):
            hits, others = (answer.facts.unknown(f"{group} {element} {which}") for which in ("hits", "others"))
            answer.count((group, element, "cases"), plus(hits, others), least)
            answer.share((group, element, name), hits, plus(hits, others))
            answer.facts.want((group, element, "others"), others)
    return answer.facts


def continuity(shown, *_):
    answer = Answer(shown)
    unknown = answer.facts.unknown
    without, of_workers = unknown("without worker"), unknown("with worker")
    still_open = plus(without, of_workers)
    long_ago, some_time_ago, lately = unknown("over 30 days"), unknown("15 to 30 days"), unknown("within 14 days")
    answer.facts.equal(plus(still_open, times(-1, plus(long_ago, some_time_ago, lately))), 0)
    answer.count(("open",), still_open)
    answer.count(("without_worker",), without)
    answer.count(("no_contact_14_days",), plus(long_ago, some_time_ago))
    answer.count(("no_contact_30_days",), long_ago)
    for name in ("overdue_answers", "overdue_flags"):
        answer.count((name,), unknown(name))
    for name, expression in (("with worker", of_workers), ("15 to 30 days", some_time_ago), ("lately", lately)):
        answer.facts.want((name,), expression)
    mean = shown[("open_cases_per_worker",)]
    if not mean.suppressed:
        # A mean is a fraction of two whole numbers, which its digits give away up to a common factor.
        answer.facts.between(plus(of_workers, times(-mean.value, unknown("workers"))), -1e-7, 1e-7)
    return answer.facts


FIGURES = {"disagreement": disagreement, "return-to-work": return_to_work, "coaching-outcomes": coaching_outcomes,
           "belief": belief, "continuity": continuity}
