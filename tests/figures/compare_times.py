"""Compares figures of the time to an event: survival, its quantiles, incidence, and differences in it."""

import json
import math

import exact
import references

EXACT_EVERY = 4       # rounds: rational arithmetic is slow,
EXACT_OBSERVATIONS = 40
LIFELINES_EVERY = 6   # and so is lifelines


def by_day(question, answer):
    """{day: point}"""
    return dict(zip(question["days"], answer["points"]))


def by_share(question, answer):
    """{share: quantile}"""
    return dict(zip(question["shares"], answer["quantiles"]))


def do_exactly(observed, number):
    return number % EXACT_EVERY == 0 and len(observed) <= EXACT_OBSERVATIONS


def has_limits(value):
    """Whether the log-log scale has a place for it: where not, ours are 0 and 1, and others' undefined."""
    return 1e-12 < value < 1 - 1e-12


def compare_survival(compare, question, answer, number):
    observed = question["observations"]
    text = json.dumps(question)
    book = exact.Exact(observed)
    compare.check("counting", "survival", text, {
        f"at_risk {day}": (point["at_risk"], book.at_risk(day)) for day, point in by_day(question, answer).items()})
    if do_exactly(observed, number):
        compare.check("rational arithmetic", "survival", text, exact_survival_pairs(book, question, answer))
    fit = references.statsmodels_survival(observed)
    if fit is None:
        compare.check("no events", "survival", text, no_event_pairs(question, answer))
        return
    # At S = 1 - share exactly, statsmodels takes the next day and lifelines what rounding makes of it.
    shares = [share for share in question["shares"] if all(abs(s - (1 - share)) > 1e-9 for s in fit.surv_prob)]
    compare.check("statsmodels", "survival", text, statsmodels_survival_pairs(fit, shares, question, answer))
    compare.check("scipy", "survival", text, scipy_survival_pairs(observed, question, answer))
    if number % LIFELINES_EVERY == 0:
        compare.check("lifelines", "survival", text, lifelines_survival_pairs(observed, shares, question, answer))


def exact_survival_pairs(book, question, answer):
    pairs = {}
    for day, point in by_day(question, answer).items():
        pairs[f"value {day}"] = point["value"], float(book.survival(day))
        pairs[f"variance {day}"] = point["variance"], float(book.survival_variance(day))
    for share, quantile in by_share(question, answer).items():
        pairs[f"quantile {share}"] = quantile["day"], book.quantile(share)
    return pairs


def no_event_pairs(question, answer):
    pairs = {}
    for day, point in by_day(question, answer).items():
        pairs |= {f"value {day}": (point["value"], 1), f"variance {day}": (point["variance"], 0),
                  f"lower {day}": (point["lower"], 0), f"upper {day}": (point["upper"], 1)}
    for share, quantile in by_share(question, answer).items():
        pairs |= {f"quantile {share} {name}": (quantile[name], None) for name in ("day", "lower", "upper")}
    return pairs


def statsmodels_survival_pairs(fit, shares, question, answer):
    pairs = {}
    for day, point in by_day(question, answer).items():
        value = references.step(fit.surv_times, fit.surv_prob, day, 1.0)
        deviation = references.step(fit.surv_times, fit.surv_prob_se, day, 0.0)
        pairs[f"value {day}"] = point["value"], value
        pairs[f"variance {day}"] = point["variance"], 0.0 if value == 0 else deviation ** 2
    for share, quantile in by_share(question, answer).items():
        pairs |= quantile_limit_pairs(fit, share, quantile)
        if share in shares:
            theirs = fit.quantile(share)
            pairs[f"quantile {share}"] = quantile["day"], None if math.isnan(theirs) else int(theirs)
    return pairs


def quantile_limit_pairs(fit, share, quantile):
    """statsmodels' limits are those of the days that are not rejected; ours take in the day itself."""
    lower, upper = references.statsmodels_quantile_limits(fit, share)
    day = quantile["day"]
    nobody_left = fit.surv_prob[-1] == 0
    if math.isnan(lower):  # all days are rejected
        limits = day, None if nobody_left and day == fit.surv_times[-1] else day
    else:
        # A last day on which nobody is left has no variance and cannot bound the interval. statsmodels lets it.
        unbounded = math.isinf(upper) or (nobody_left and upper == fit.surv_times[-1])
        limits = int(lower) if day is None else min(int(lower), day), None if unbounded else int(upper)
    return {f"quantile_lower {share}": (quantile["lower"], limits[0]),
            f"quantile_upper {share}": (quantile["upper"], limits[1])}


def scipy_survival_pairs(observed, question, answer):
    survival, lower, upper = references.scipy_survival(observed)
    pairs = {}
    for day, point in by_day(question, answer).items():
        value = float(survival(day))
        limits = (float(lower(day)), float(upper(day))) if has_limits(value) else (0.0, 1.0)
        pairs |= {f"value {day}": (point["value"], value), f"lower {day}": (point["lower"], limits[0]),
                  f"upper {day}": (point["upper"], limits[1])}
    return pairs


def lifelines_survival_pairs(observed, shares, question, answer):
    fit = references.lifelines_survival(observed)
    days = fit.survival_function_.index.to_numpy()
    values = fit.survival_function_.to_numpy()[:, 0]
    limits = fit.confidence_interval_.to_numpy()
    pairs = {}
    for day, point in by_day(question, answer).items():
        value = references.step(days, values, day, 1.0)
        pairs[f"value {day}"] = point["value"], value
        if has_limits(value):
            pairs[f"lower {day}"] = point["lower"], references.step(days, limits.min(axis=1), day, 1.0)
            pairs[f"upper {day}"] = point["upper"], references.step(days, limits.max(axis=1), day, 1.0)
    for share, quantile in by_share(question, answer).items():
        if share in shares:
            pairs[f"quantile {share}"] = quantile["day"], references.lifelines_quantile(fit, share)
    return pairs


def incidence_pairs(day, point, value, variance):
    """Value, variance and limits of one day; nan says that the reference has no variance."""
    pairs = {f"value {day}": (point["value"], value)}
    if math.isnan(variance):
        return pairs
    pairs[f"variance {day}"] = point["variance"], variance
    limits = references.log_log_limits(value, max(variance, 0.0)) or (0.0, 1.0)
    pairs[f"lower {day}"] = point["lower"], limits[0]
    pairs[f"upper {day}"] = point["upper"], limits[1]
    return pairs


def compare_incidence(compare, question, answer, number):
    observed, together = question["observations"], question["together"]
    text = json.dumps(question)
    points = by_day(question, answer)
    book = exact.Exact(observed)
    compare.check("counting", "incidence", text, {
        f"at_risk {day}": (point["at_risk"], book.at_risk(day)) for day, point in points.items()})
    if do_exactly(observed, number):
        compare.check("rational arithmetic", "incidence", text, {
            name: pair for day, point in points.items() for name, pair in incidence_pairs(
                day, point, float(book.incidence(day, together)),
                float(book.incidence_variance(day, together))).items()})
    days, values, variances = references.statsmodels_incidence(observed, together)
    compare.check("statsmodels", "incidence", text, {
        name: pair for day, point in points.items() for name, pair in incidence_pairs(
            day, point, references.step(days, values, day, 0.0),
            references.step(days, variances, day, 0.0)).items()})


def compare_untied_incidence(compare, question, answer, number):
    text = json.dumps(question)
    fit = references.lifelines_incidence(question["observations"], question["together"][0])
    pairs = {}
    for day, point in zip(question["days"], answer["points"]):
        value, variance, lower, upper = (references.step(fit[0], column, day, float("nan")) for column in fit[1:])
        pairs[f"value {day}"] = point["value"], 0.0 if math.isnan(value) else value
        # It has no variance once nobody is left.
        if not math.isnan(variance):
            pairs[f"variance {day}"] = point["variance"], variance
            if has_limits(value):
                pairs[f"lower {day}"] = point["lower"], lower
                pairs[f"upper {day}"] = point["upper"], upper
    compare.check("lifelines", "incidence", text, pairs)


def compare_incidence_difference(compare, question, answer, number):
    """Each side's limits from statsmodels' value and variance, put together as Newcombe's are."""
    sides = []
    for observed in (question["observations"], question["others"]):
        days, values, variances = references.statsmodels_incidence(observed, question["together"])
        value = references.step(days, values, question["day"], 0.0)
        variance = references.step(days, variances, question["day"], 0.0)
        if math.isnan(variance):
            return
        sides.append((value, *(references.log_log_limits(value, max(variance, 0.0)) or (0.0, 1.0))))
    (first, first_lower, first_upper), (second, second_lower, second_upper) = sides
    compare.check("statsmodels", "incidence difference", json.dumps(question), {
        "value": (answer["value"], first - second),
        "lower": (answer["lower"], first - second - math.sqrt((first - first_lower) ** 2 + (second_upper - second) ** 2)),
        "upper": (answer["upper"], first - second + math.sqrt((first_upper - first) ** 2 + (second - second_lower) ** 2))})
