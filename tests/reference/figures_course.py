"""The reference of the figures about courses: funnel, referrals, interruptions, disagreement of voices.

Each function takes the cases, a selection and today, and returns {path of the answer: what should be there}.
"""

import estimators
from expected import Incidence, Number, count, share

STAGES = ["OPENED", "REFERRED", "ACCEPTED", "PLACED", "STARTED", "COMPLETED", "IN_WORK"]
VOICES = {"CITIZEN": 1, "COMPANY": 2, "JOB_CENTRE": 3}


def furthest_stage(case):
    referrals, placements = case.referrals.values(), case.placements.values()
    reached = ["OPENED"]
    if referrals:
        reached.append("REFERRED")
    if any(referral.accepted is not None for referral in referrals):
        reached.append("ACCEPTED")
    if any(placement.agreed and not placement.called_off for placement in placements):
        reached.append("PLACED")
    if any(placement.start is not None for placement in placements):
        reached.append("STARTED")
    if any(placement.completed for placement in placements):
        reached.append("COMPLETED")
    if any(occupation.work and occupation.start >= case.opened for occupation in case.occupations.values()):
        reached.append("IN_WORK")
    return STAGES.index(reached[-1])


def funnel(cases, selection, _today):
    chosen = [(case.person, furthest_stage(case)) for case in cases if selection.has_opened(case)]
    expected = {}
    for number, stage in enumerate(STAGES):
        step = ("steps", stage)
        expected[(*step, "reached")] = count([one for one in chosen if one[1] >= number])
        expected[(*step, "furthest")] = count([one for one in chosen if one[1] == number])
        expected[(*step, "share")] = share(chosen, lambda one, number=number: one[1] >= number)
    return expected


def referrals(cases, selection, today):
    made = [(case.person, referral) for case in cases if selection.has(case)
            for referral in case.referrals.values() if selection.in_period(referral.made)]
    answered = [one for one in made if one[1].accepted is not None or one[1].declined is not None]
    waiting = []
    for person, referral in made:
        on = referral.accepted if referral.accepted is not None else referral.declined
        if on is not None:
            waiting.append((on - referral.made, "answered"))
        elif referral.cancelled is None:
            waiting.append((today - referral.made, None))
    expected = {
        ("made",): count(made), ("answered",): count(answered),
        ("accepted",): count([one for one in answered if one[1].accepted is not None]),
        ("acceptance",): share(answered, lambda one: one[1].accepted is not None),
        ("median_days_to_answer",): Number(
            estimators.median_days(waiting), count(answered).persons, *(
                -1 if bound is None else bound for bound in estimators.median_interval(waiting))),
        ("resources_worded",): share(made, lambda one: all(resource.text for resource in one[1].resources)),
    }
    for side, reason in {one[1].refusal for one in answered if one[1].refusal}:
        expected[("refusals", f"{side} {reason}", "count")] = count(
            [one for one in answered if one[1].refusal == (side, reason)])
    return expected


def started(cases, selection):
    """(person, placement) of each placement that began in the period."""
    return [(case.person, placement) for case in cases if selection.has(case)
            for placement in case.placements.values()
            if placement.start is not None and selection.in_period(placement.start)
            and selection.has_section(placement.section)]


def incidence_points(observations, days, causes):
    """{day: Incidence}; `observations` are (person, days followed, cause or None)."""
    curve = estimators.Competing([one[1:] for one in observations])
    return {day: Incidence(*curve.estimate(day, causes), count([one for one in observations if one[1] >= day]),
                           count([one for one in observations if one[2] in causes and one[1] <= day]))
            for day in days}


def put_points(expected, path, points):
    for day, point in points.items():
        expected[(*path, str(day), "incidence")] = point
        expected[(*path, str(day), "at_risk")] = point.at_risk


def interruptions(cases, selection, today):
    observations = []
    for person, placement in started(cases, selection):
        if placement.end is None:
            observations.append((person, today - placement.start, None))
            continue
        cause = "COMPLETED"
        if placement.reasons:
            by_voice = placement.reasons.get(VOICES[selection.voice], "NOT_STATED")
            cause = "GOT_JOB" if "GOT_JOB" in placement.reasons.values() else by_voice
        observations.append((person, placement.end - placement.start, cause))
    found = {one[2] for one in observations if one[2]}
    reasons = sorted(found - {"COMPLETED", "GOT_JOB"})
    expected = {("started",): count(observations),
                ("interrupted",): count([one for one in observations if one[2] in reasons]),
                ("running",): count([one for one in observations if one[2] is None])}
    put_points(expected, ("overall",), incidence_points(observations, (28, 91, 182), reasons))
    for day, point in incidence_points(observations, sorted({one[1] for one in observations}), reasons).items():
        expected[("curve", str(day), "incidence")] = point
    for cause in sorted(found | {"COMPLETED", "GOT_JOB"}):
        expected[("causes", cause, "count")] = count([one for one in observations if one[2] == cause])
        put_points(expected, ("causes", cause, "points"), incidence_points(observations, (28, 91, 182), [cause]))
    return expected


def disagreement(cases, selection, _today):
    voiced = [(person, placement.reasons) for person, placement in started(cases, selection) if placement.reasons]
    several = [one for one in voiced if len(one[1]) >= 2]
    expected = {("interrupted",): count(voiced), ("several_voices",): count(several),
                ("differ",): share(several, lambda one: len(set(one[1].values())) > 1)}
    for first, second in (("CITIZEN", "COMPANY"), ("CITIZEN", "JOB_CENTRE"), ("COMPANY", "JOB_CENTRE")):
        both = [(person, reasons[VOICES[first]], reasons[VOICES[second]]) for person, reasons in voiced
                if VOICES[first] in reasons and VOICES[second] in reasons]
        pair = ("pairs", f"{first} {second}")
        expected[(*pair, "both")] = count(both)
        expected[(*pair, "differ")] = share(both, lambda one: one[1] != one[2])
        agreement = estimators.kappa([one[1:] for one in both]) if both else None
        limits = (max(-1.0, agreement[0] - estimators.Z * agreement[1]),
                  min(1.0, agreement[0] + estimators.Z * agreement[1])) if agreement and agreement[1] else (None, None)
        expected[(*pair, "kappa")] = Number(agreement[0] if agreement else None, count(both).persons, *limits)
    return expected
