"""Compares figures of plain counts: shares and their differences, calibration, agreement."""

import json
import math

import exact
import references


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
