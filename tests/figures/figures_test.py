"""libs/figures against other people's implementations, on thousands of random data sets.

  figures_test.py FIGURES_JSON [SEED]

Writes the questions to the program figures_json, and compares each number of its answers with references.py and
exact.py. Tolerances are in comparison.py. Ends with "N passed, N failed".
"""

import json
import math
import random
import subprocess
import sys

import exact
import random_data
import references
from comparison import Comparisons

SEED = 20260101
SHARES = [0.1, 0.25, 0.5, 0.75, 0.9]
ROUNDS = 220          # of each kind of observations
EXACT_EVERY = 4       # rational arithmetic is slow,
EXACT_OBSERVATIONS = 40
LIFELINES_EVERY = 6   # and so is lifelines


def ask(program, questions):
    done = subprocess.run([program], input="\n".join(map(json.dumps, questions)) + "\n", text=True, check=True,
                          stdout=subprocess.PIPE)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(questions)
    return answers


def near_a_quantile(survival):
    """Whether rounding decides if a share has been reached; the libraries differ there, exact.py doesn't."""
    return any(abs(survival - (1 - share)) < 1e-9 for share in SHARES)


def compare_survival(compare, question, answer, number):
    observed = question["observations"]
    text = json.dumps(question)
    points = dict(zip(question["days"], answer["points"]))
    quantiles = dict(zip(question["shares"], answer["quantiles"]))

    book = exact.Exact(observed)
    compare.check("counting", "survival", text, {
        f"at_risk {day}": (point["at_risk"], book.at_risk(day)) for day, point in points.items()})
    if number % EXACT_EVERY == 0 and len(observed) <= EXACT_OBSERVATIONS:
        compare.check("rational arithmetic", "survival", text, {
            **{f"value {day}": (point["value"], float(book.survival(day))) for day, point in points.items()},
            **{f"variance {day}": (point["variance"], float(book.survival_variance(day)))
               for day, point in points.items()},
            **{f"quantile {share}": (quantile["day"], book.quantile(share))
               for share, quantile in quantiles.items()}})

    fit = references.statsmodels_survival(observed)
    if fit is None:
        compare.check("no events", "survival", text, {
            **{f"value {day}": (point["value"], 1) for day, point in points.items()},
            **{f"lower {day}": (point["lower"], 0) for day, point in points.items()},
            **{f"upper {day}": (point["upper"], 1) for day, point in points.items()},
            **{f"quantile {share} {bound}": (quantile[bound], None) for share, quantile in quantiles.items()
               for bound in ("day", "lower", "upper")}})
        return
    pairs = {}
    for day, point in points.items():
        theirs = references.step(fit.surv_times, fit.surv_prob, day, 1.0)
        pairs[f"value {day}"] = point["value"], theirs
        deviation = references.step(fit.surv_times, fit.surv_prob_se, day, 0.0)
        pairs[f"variance {day}"] = point["variance"], 0.0 if theirs == 0 else deviation ** 2
    rounding_decides = any(near_a_quantile(s) for s in fit.surv_prob)
    for share, quantile in quantiles.items():
        if not rounding_decides:
            # At S = 1 - share exactly it takes the next day; that is left to rational arithmetic.
            theirs = fit.quantile(share)
            pairs[f"quantile {share}"] = quantile["day"], None if math.isnan(theirs) else int(theirs)
        pairs |= quantile_limits(fit, share, quantile)
    compare.check("statsmodels", "survival", text, pairs)

    survival, lower, upper = references.scipy_survival(observed)
    compare.check("scipy", "survival", text, {
        name: pair for day, point in points.items() for name, pair in {
            f"value {day}": (point["value"], float(survival(day))),
            # It leaves the limits undefined before the first event and at S = 0; there ours say nothing.
            f"lower {day}": (point["lower"], float(lower(day)) if 1e-12 < point["value"] < 1 - 1e-12 else 0.0),
            f"upper {day}": (point["upper"], float(upper(day)) if 1e-12 < point["value"] < 1 - 1e-12 else 1.0),
        }.items()})

    if number % LIFELINES_EVERY == 0:
        fit = references.lifelines_survival(observed)
        days = fit.survival_function_.index.to_numpy()
        limits = fit.confidence_interval_.to_numpy()
        pairs = {}
        for day, point in points.items():
            pairs[f"value {day}"] = point["value"], references.step(days, fit.survival_function_.to_numpy()[:, 0], day, 1.0)
            if 1e-12 < point["value"] < 1 - 1e-12:
                pairs[f"lower {day}"] = point["lower"], references.step(days, limits.min(axis=1), day, 1.0)
                pairs[f"upper {day}"] = point["upper"], references.step(days, limits.max(axis=1), day, 1.0)
        if not rounding_decides:
            for share, quantile in quantiles.items():
                pairs[f"quantile {share}"] = quantile["day"], references.lifelines_quantile(fit, share)
        compare.check("lifelines", "survival", text, pairs)


def quantile_limits(fit, share, quantile):
    """The limits by statsmodels, where both define them alike."""
    lower, upper = references.statsmodels_quantile_limits(fit, share)
    if math.isnan(lower):
        # All days are rejected: the interval is the day itself, if any, which it does not say.
        day = quantile["day"]
        left = 0 if day is None else references.step(fit.surv_times, fit.surv_prob, day, 1.0)
        return {f"quantile_lower {share}": (quantile["lower"], day),
                f"quantile_upper {share}": (quantile["upper"], day if left > 0 else None)}
    pairs = {f"quantile_lower {share}": (quantile["lower"], int(lower))}
    if fit.surv_prob[-1] == 0 and upper == fit.surv_times[-1]:
        # On the last day nobody is left: without a variance it cannot bound the interval. statsmodels lets it.
        pairs[f"quantile_upper {share}"] = quantile["upper"], None
    else:
        pairs[f"quantile_upper {share}"] = quantile["upper"], None if math.isinf(upper) else int(upper)
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
    points = dict(zip(question["days"], answer["points"]))
    book = exact.Exact(observed)
    compare.check("counting", "incidence", text, {
        f"at_risk {day}": (point["at_risk"], book.at_risk(day)) for day, point in points.items()})
    if number % EXACT_EVERY == 0 and len(observed) <= EXACT_OBSERVATIONS:
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
            if 1e-12 < value < 1 - 1e-12:
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


def compare_share(compare, question, answer, number):
    hits, trials = question["hits"], question["trials"]
    for reference, limits in zip(("statsmodels", "scipy"), references.wilson(hits, trials)):
        compare.check(reference, "share", json.dumps(question), {
            "value": (answer["value"], hits / trials), "lower": (answer["lower"], limits[0]),
            "upper": (answer["upper"], limits[1])})


def compare_share_difference(compare, question, answer, number):
    first, second = question["shares"]
    limits = references.newcombe(first, second)
    compare.check("statsmodels", "share difference", json.dumps(question), {
        "value": (answer["value"], first[0] / first[1] - second[0] / second[1]),
        "lower": (answer["lower"], limits[0]), "upper": (answer["upper"], limits[1])})


def compare_calibration(compare, question, answer, number):
    counts = question["counts"]
    value, reliability, resolution, uncertainty = references.brier_parts(counts)
    pairs = {"resolution": (answer["resolution"], resolution), "uncertainty": (answer["uncertainty"], uncertainty),
             "scores": (len(answer["scores"]), len({score for score, _, _ in counts}))}
    brier = answer["brier"] or {}
    pairs["brier"] = brier.get("value"), value
    pairs["reliability"] = brier.get("reliability"), reliability
    compare.check("scikit-learn", "calibration", json.dumps(question), pairs)
    pairs = {}
    for score in answer["scores"]:
        hits = sum(hits for s, hits, _ in counts if s == score["score"])
        trials = sum(trials for s, _, trials in counts if s == score["score"])
        limits, _ = references.wilson(hits, trials)
        pairs |= {f"value {score['score']}": (score["value"], hits / trials),
                  f"lower {score['score']}": (score["lower"], limits[0]),
                  f"upper {score['score']}": (score["upper"], limits[1])}
    compare.check("statsmodels", "calibration", json.dumps(question), pairs)


def compare_kappa(compare, question, answer, number):
    table = question["table"]
    text = json.dumps(question)
    total = sum(map(sum, table))
    if total == 0 or any(table[i][i] == total for i in range(len(table))):
        compare.check("undefined", "kappa", text, {
            "value": (answer["value"], None), "lower": (answer["lower"], -1), "upper": (answer["upper"], 1)})
        return
    value, variance = exact.kappa(table)
    compare.check("rational arithmetic", "kappa", text, {
        "value": (answer["value"], float(value)), "standard_error": (answer["standard_error"], math.sqrt(variance))})
    if variance == 0:
        # Theirs are the value itself, give or take what rounding leaves of the variance.
        compare.check("undefined", "kappa", text, {"lower": (answer["lower"], -1), "upper": (answer["upper"], 1)})
    else:
        fit = references.statsmodels_kappa(table)
        compare.check("statsmodels", "kappa", text, {
            "value": (answer["value"], fit.kappa), "standard_error": (answer["standard_error"], fit.std_kappa),
            "lower": (answer["lower"], max(-1.0, fit.kappa_low)), "upper": (answer["upper"], min(1.0, fit.kappa_upp))})
    compare.check("scikit-learn", "kappa", text, {"value": (answer["value"], references.sklearn_kappa(table))})


def questions(chance):
    """Yields (question, what compares its answer, the round)."""
    for number in range(ROUNDS):
        for kind in random_data.KINDS:
            causes, observed = random_data.observations(chance, kind)
            if sum(count for _, _, count in observed) == 0:
                continue
            asked = {"observations": observed, "days": random_data.days_to_ask(chance, observed)}
            together = random_data.some_causes(chance, causes)
            yield {"figure": "survival", **asked, "shares": SHARES}, compare_survival, number
            yield {"figure": "incidence", **asked, "causes": causes, "together": together}, compare_incidence, number
            if number % LIFELINES_EVERY == 0:
                untied = random_data.without_ties_between_causes(causes, observed)
                yield {"figure": "incidence", "observations": untied, "causes": causes, "together": together[:1],
                       "days": random_data.days_to_ask(chance, untied)}, compare_untied_incidence, number
            others = [[day, min(cause, causes), count] for day, cause, count
                      in random_data.observations(chance, chance.choice(random_data.KINDS[2:7]))[1]]
            yield {"figure": "incidence_difference", "observations": observed, "others": others, "causes": causes,
                   "together": together, "day": chance.choice(asked["days"])}, compare_incidence_difference, number
    for number in range(2000):
        hits, trials = random_data.share(chance, 1_000_000)
        yield {"figure": "share", "hits": hits, "trials": trials}, compare_share, number
        yield {"figure": "share_difference", "shares": [random_data.share(chance, 5000) for _ in range(2)]}, \
            compare_share_difference, number
        yield {"figure": "kappa", "table": random_data.rater_table(chance)}, compare_kappa, number
    for number in range(600):
        scores = chance.choice([[0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0], [1, 2, 3, 4, 5], [0.5]])
        yield {"figure": "calibration", "counts": random_data.score_counts(chance, scores)}, compare_calibration, number


def main():
    program = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else SEED
    asked = list(questions(random.Random(seed)))
    compare = Comparisons()
    answers = ask(program, [question for question, _, _ in asked])
    for (question, check, number), answer in zip(asked, answers):
        check(compare, question, answer, number)
    return 0 if compare.print_report(f"{len(asked)} data sets of seed {seed}") else 1


if __name__ == "__main__":
    sys.exit(main())
