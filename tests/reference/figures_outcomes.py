"""The reference of the figures about what came of it: return to work, coaching outcomes."""

import math

import estimators
from expected import Number, count, share
from figures_course import incidence_points, put_points

SUSTAINED_DAYS = 91
SUCCESS_DAYS = 84


def first_spell(case, today):
    """(first day, last day or None) of the work that begins with the earliest and has no day without work."""
    works = sorted((occupation for occupation in case.occupations.values() if occupation.work),
                   key=lambda occupation: occupation.start)
    first = works[0].start
    last = first - 1
    for occupation in works:
        if occupation.start > last + 1:
            break
        last = max(last, math.inf if occupation.end is None else occupation.end)
    return first, None if last > today else last


def ended_by(case, today):
    """(days from opening, how the time until work ended; None where it has not)."""
    works = [occupation for occupation in case.occupations.values() if occupation.work]
    if works:
        earliest = min(works, key=lambda occupation: occupation.start)  # of several, the one reported first
        return earliest.start - case.opened, earliest.by
    if not case.is_open:
        return case.periods[-1][1] - case.opened, "EXIT"
    return today - case.opened, None


def lasted(case, today):
    """(days that the first spell has lasted, whether it has ended)."""
    first, last = first_spell(case, today)
    return (today if last is None else last) - first + 1, last is not None


def fate(days, ended):
    if days >= SUSTAINED_DAYS:
        return "sustained"
    return "ended" if ended else "ongoing"


def return_to_work(cases, selection, today):
    chosen = [case for case in cases if selection.has_opened(case)]
    observations = [(case.person, *ended_by(case, today)) for case in chosen]
    causes = ["SELF", "JOB_CENTRE", "COMPANY"]
    returned = [case for case, one in zip(chosen, observations) if one[2] in causes]
    expected = {("opened",): count(observations), ("returned",): count([(case.person,) for case in returned]),
                ("exited",): count([one for one in observations if one[2] == "EXIT"]),
                ("waiting",): count([one for one in observations if one[2] is None])}
    days = (91, 182, 365)
    put_points(expected, ("overall",), incidence_points(observations, days, causes))
    for day, point in incidence_points(observations, sorted({one[1] for one in observations}), causes).items():
        expected[("curve", str(day), "incidence")] = point
    for cause in [*causes, "EXIT"]:
        expected[("causes", cause, "count")] = count([one for one in observations if one[2] == cause])
        put_points(expected, ("causes", cause, "points"), incidence_points(observations, days, [cause]))
    fared = [(case.person, *lasted(case, today)) for case in returned]
    for way in ("sustained", "ongoing", "ended"):
        expected[("lasting", way)] = count([one for one in fared if fate(*one[1:]) == way])
    estimate = (0.0, 0.0, 1.0) if not fared else estimators.survival([(days, "ended" if ended else None) for _, days, ended in fared], SUSTAINED_DAYS - 1)
    expected[("lasting", "sustained_share")] = Number(estimate[0], count(fared).persons, *estimate[1:])
    return expected | subjective(chosen, returned)


def subjective(chosen, returned):
    said = [(case.person, case in returned, case.satisfactions[-1][1] >= 4) for case in chosen if case.satisfactions]
    with_answer = [(case.person, bool(case.satisfactions)) for case in chosen]
    expected = {("subjective", "answered"): count(said),
                ("subjective", "answer_rate"): share(with_answer, lambda one: one[1]),
                ("subjective", "satisfied"): share(said, lambda one: one[2])}
    for work, name in ((True, "work"), (False, "no_work")):
        for satisfied, how in ((True, "satisfied"), (False, "not_satisfied")):
            expected[("objective_subjective", f"{name}_{how}")] = count(
                [one for one in said if one[1] == work and one[2] == satisfied])
    return expected


def outcome_known(case, coaching, today):
    """(known, whether an occupation that the person obtained began from day 0 to day 84)."""
    last = coaching.start + SUCCESS_DAYS
    begun = [occupation for occupation in case.occupations.values() if coaching.start <= occupation.start <= last]
    return today > last and (bool(begun) or case.open_on(last)), any(one.by == "SELF" for one in begun)


def coaching_group(expected, path, episodes):
    known = [one for one in episodes if one[2][0]]
    expected[(*path, "episodes")] = count(episodes)
    expected[(*path, "known")] = count(known)
    expected[(*path, "self_obtained")] = count([one for one in known if one[2][1]])
    expected[(*path, "success")] = share(known, lambda one: one[2][1])
    hours = sum(sum(one[1].minutes) for one in known) / 60 / len(known) if known else 0.0
    expected[(*path, "hours_per_episode")] = Number(hours, count(known).persons)


def coaching_outcomes(cases, selection, today):
    episodes = [(case.person, coaching, outcome_known(case, coaching, today)) for case in cases if selection.has(case)
                for coaching in case.coachings.values() if selection.in_period(coaching.start)]
    expected = {}
    coaching_group(expected, ("all",), episodes)
    for method in sorted({one[1].method for one in episodes}):
        coaching_group(expected, ("by_method", " ".join(method)), [one for one in episodes if one[1].method == method])
    return expected
