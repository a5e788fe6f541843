"""The reference of the figures about the work with a case: belief, continuity."""

import datetime

from expected import Number, count, share

RATERS = {"CASEWORKER": 1, "CITIZEN": 2}
NOT_OLDER_DAYS = 100
FOLLOWED_DAYS = 365
DAYS_PER_YEAR = 365.25
QUARTERS = 40
# Of a case closed for these reasons without work it is known that the person is not in work.
NOT_IN_WORK = ("JOB", "EDUCATION", "PENSION", "DECEASED")


def quarter(day):
    date = datetime.date.fromordinal(day)
    return date.replace(month=(date.month - 1) // 3 * 3 + 1, day=1).isoformat()


def assessments(case, rater, horizon=None):
    """(day, score), in the order of days; of several on one day the one recorded last."""
    return sorted({day: score for day, by, score, days in case.beliefs
                   if by == rater and horizon in (None, days)}.items())


def in_work(case, day):
    return any(occupation.work and occupation.start <= day and (occupation.end is None or occupation.end >= day)
               for occupation in case.occupations.values())


def followed(case, rater, today):
    """(person, score of the first assessment for a year, whether in work a year after it), or None."""
    first = next(iter(assessments(case, rater, FOLLOWED_DAYS)), None)
    if first is None or first[0] + FOLLOWED_DAYS >= today:
        return None
    day = first[0] + FOLLOWED_DAYS
    working = in_work(case, day)
    if not working and not case.open_on(day) and closed_because(case, day) not in NOT_IN_WORK:
        return None
    return case.person, first[1], working


def closed_because(case, day):
    """Why the case was closed that is not open on that day."""
    return case.closings[max(last for _, last in case.periods if last is not None and last < day)]


def belief(cases, selection, today):
    chosen = [(case, assessments(case, RATERS[selection.rater])) for case in cases if selection.has_opened(case)]
    open_now = [(case.person, said) for case, said in chosen if case.is_open]
    latest = [(person, said[-1][1]) for person, said in open_now if said and today - said[-1][0] <= NOT_OLDER_DAYS]
    expected = {("open",): count(open_now), ("assessed",): count(latest),
                ("high",): share(latest, lambda one: one[1] >= 4)}
    by_quarter = {}
    for case, said in chosen:
        for first, score in {quarter(day): score for day, score in said}.items():
            by_quarter.setdefault(first, []).append((case.person, score))
    for first in sorted(by_quarter)[-QUARTERS:]:
        expected[("quarters", first, "cases")] = count(by_quarter[first])
        expected[("quarters", first, "high")] = share(by_quarter[first], lambda one: one[1] >= 4)
    a_year_on = [one for one in (followed(case, RATERS[selection.rater], today) for case, _ in chosen) if one]
    for score in range(1, 6):
        expected[("scores", str(score), "cases")] = count([one for one in latest if one[1] == score])
        there = [one for one in a_year_on if one[1] == score]
        expected[("calibration", str(score), "cases")] = count(there)
        expected[("calibration", str(score), "in_work")] = share(there, lambda one: one[2])
    return expected


def primary_now(case, today):
    """The one whose assignment has begun and not ended before today; on a day of handing over the new one."""
    there = [worker for worker, first, last in case.primary if first <= today and (last is None or last >= today)]
    return there[-1] if there else None


def days_open(case, today):
    return len({day for first, last in case.periods for day in range(first, (today if last is None else last) + 1)})


def last_contact(case, today):
    return max(day for day in case.contacts if day <= today)


def continuity(cases, selection, today):
    chosen = [case for case in cases if selection.has_opened(case)]
    still_open = [case for case in chosen if case.is_open]
    with_worker = [(case.person, primary_now(case, today)) for case in still_open if primary_now(case, today)]
    years = sum(days_open(case, today) for case in chosen) / DAYS_PER_YEAR
    workers = sum(len({worker for worker, _, _ in case.primary}) for case in chosen)
    now = {worker for _, worker in with_worker}
    expected = {
        ("open",): count([(case.person,) for case in still_open]),
        ("workers_per_case_year",): Number(workers / years if years else 0.0, tuple(case.person for case in chosen)),
        ("open_cases_per_worker",): Number(len(with_worker) / len(now) if now else 0.0, count(with_worker).persons),
        ("without_worker",): count([(case.person,) for case in still_open if not primary_now(case, today)]),
        ("overdue_answers",): count([
            (case.person,) for case in still_open for referral in case.referrals.values()
            if referral.accepted is None and referral.declined is None and referral.cancelled is None
            and referral.respond_by is not None and referral.respond_by < today]),
        ("overdue_flags",): count([
            (case.person,) for case in still_open for flag in case.flags.values()
            if flag.cleared is None and flag.due is not None and flag.due < today]),
    }
    for days in (14, 30):
        expected[(f"no_contact_{days}_days",)] = count(
            [(case.person,) for case in still_open if today - last_contact(case, today) > days])
    return expected
