"""libs/figures against other people's implementations, on thousands of random data sets.

  figures_test.py FIGURES_JSON [SEED]

Writes the questions to the program figures_json, and compares each number of its answers with references.py and
exact.py. Tolerances are in comparison.py. Ends with "N passed, N failed".
"""

import json
import random
import subprocess
import sys

import random_data
from compare_counts import compare_calibration, compare_kappa, compare_share, compare_share_difference
from compare_times import (LIFELINES_EVERY, compare_incidence, compare_incidence_difference, compare_survival,
                           compare_untied_incidence)
from comparison import Comparisons

SEED = 20260101
SHARES = [0.1, 0.25, 0.5, 0.75, 0.9]
ROUNDS = 220  # of each kind of observations


def with_numbers(pairs):
    """JSON has no infinity and no NaN; protobuf's writes their names."""
    return {name: float(value) if isinstance(value, str) else value for name, value in pairs}


def ask(program, asked):
    done = subprocess.run([program], input="\n".join(map(json.dumps, asked)) + "\n", text=True, check=True,
                          stdout=subprocess.PIPE)
    answers = [json.loads(line, object_pairs_hook=with_numbers) for line in done.stdout.splitlines()]
    assert len(answers) == len(asked)
    return answers


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
        observed = random_data.early_and_late(chance)
        yield {"figure": "survival", "observations": observed, "shares": SHARES,
               "days": random_data.days_to_ask(chance, observed)}, compare_survival, number
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
