"""Made-up casework around measures: placements of which a known share is interrupted within 91 days, before and with a
measure, at several job centres."""

import datetime
import random

from praksisd import new_event_id

DAY = datetime.timedelta(days=1)


def fact(stream, site, day, body, role="CASEWORKER"):
    return {"eventId": new_event_id(), "stream": stream, "occurredAt": {"date": {"date": str(day)}},
            "municipality": site, "actor": {"id": "made-1", "role": role}, **body}


def months(first, count):
    """The first days of `count` months from that of `first` on."""
    year, month = first.year, first.month
    for _ in range(count):
        yield datetime.date(year, month, 1)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def placement(site, number, start, interrupted_after):
    """Three facts of a case: running on where `interrupted_after` is None."""
    stream = f"case/{site}-{number}"
    yield fact(stream, site, start, {"caseOpened": {"personRef": f"p-{site}-{number}", "targetGroup": "ACTIVITY_READY",
                                                    "openedOn": str(start)}})
    terms = {"company": {"scheme": "SAMPLE", "number": "1"}, "industry": "47.11", "type": "TRAINEESHIP",
             "plannedStart": str(start), "plannedEnd": str(start + 180 * DAY), "minutesPerWeek": 1200}
    yield fact(stream, site, start, {"placementStarted": {"placementId": "pl", "start": str(start), "takenOver": True,
                                                          "terms": terms}})
    last_day = start + interrupted_after * DAY if interrupted_after is not None else start + 150 * DAY
    body = ({"placementCompleted": {"placementId": "pl", "lastDay": str(last_day), "goal": "ACHIEVED"}}
            if interrupted_after is None else
            {"placementInterrupted": {"placementId": "pl", "lastDay": str(last_day),
                                      "reasons": [{"voice": "JOB_CENTRE", "code": "TRANSPORT"}]}})
    yield fact(stream, site, last_day, body)


def casework(seed, site, first, count, a_month, chance):
    """`chance(month)`: of a placement started in it to be interrupted within 91 days."""
    rng = random.Random(f"{seed} {site}")
    number = 0
    for month in months(first, count):
        for _ in range(a_month):
            number += 1
            interrupted = rng.random() < chance(month)
            yield from placement(site, number, month + rng.randrange(28) * DAY,
                                 rng.randrange(5, 91) if interrupted else None)


def decided(measure, sites, design="BEFORE_AFTER", comparison=(), day="2024-01-15", better="LOWER", **more):
    return fact(measure, sites[0], day, {"measureDecided": {
        "cycle": "cycle/c", "wording": "Call after a week.", "owner": "m-1", "sites": [{"site": s} for s in sites],
        "metric": {"figure": "MEASURE_FIGURE_INTERRUPTION", "horizonDays": 91, "better": f"MEASURE_DIRECTION_{better}"},
        "design": f"MEASURE_DESIGN_{design}", "comparisonSites": list(comparison), "beforeDays": 366, "afterDays": 365,
        **more}}, "MANAGER")


def implemented(measure, site, day):
    return fact(measure, site, day, {"measureImplemented": {"site": site, "implementedOn": str(day)}}, "MANAGER")


def corrected(measure, version, replacement):
    body = {key: value for key, value in replacement.items() if key.startswith("measure")}
    return fact(measure, replacement["municipality"], "2026-01-10",
                {"eventCorrected": {"targetVersion": version, "reason": "we would rather", "replacement": body}}, "MANAGER")
