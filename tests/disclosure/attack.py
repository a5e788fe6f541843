"""What follows from linear facts about unknown counts: for each count its smallest and largest possible value."""

import math

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.stats import norm

Z = float(norm.ppf(0.975))
MOST = 1_000_000  # no count is larger


def plus(*terms):
    """The sum of expressions; an expression is {unknown: factor}, 1 the constant."""
    total = {}
    for term in terms:
        for unknown, factor in term.items():
            total[unknown] = total.get(unknown, 0) + factor
    return total


def times(factor, term):
    return {unknown: factor * value for unknown, value in term.items()}


def sum_of(names):
    return {name: 1 for name in names}


class Facts:
    """Unknown non-negative whole numbers, and what is known of sums of them."""

    def __init__(self):
        self.unknowns = {}
        self.rows = []       # (expression, at least, at most)
        self.wanted = {}     # {what an answer withholds: its expression}

    def unknown(self, name):
        self.unknowns.setdefault(name, len(self.unknowns))
        return {name: 1}

    def between(self, expression, low, high):
        self.rows.append((expression, low, high))

    def equal(self, expression, value):
        self.between(expression, value, value)

    def at_least(self, expression, value):
        self.between(expression, value, np.inf)

    def want(self, name, expression):
        self.wanted[name] = expression


class Attack:
    """Solves for the smallest and the largest value; remembers the solutions, most questions need no new one."""

    def __init__(self, facts):
        self.facts = facts
        self.size = len(facts.unknowns)
        self.solutions = []
        self.solved = 0
        data, rows, columns, low, high = [], [], [], [], []
        for number, (expression, least, most) in enumerate(facts.rows):
            for name, factor in expression.items():
                data.append(factor)
                rows.append(number)
                columns.append(facts.unknowns[name])
            # Numbers come as binary fractions.
            slack = 0 if float(least).is_integer() and least == most else 1e-7
            low.append(least - slack)
            high.append(most + slack)
        matrix = csr_array((data, (rows, columns)), shape=(len(facts.rows), self.size))
        self.constraints = [LinearConstraint(matrix, low, high)] if facts.rows else []

    def vector(self, expression):
        vector = np.zeros(self.size)
        for name, factor in expression.items():
            vector[self.facts.unknowns[name]] += factor
        return vector

    def extreme(self, vector):
        """The smallest value of the expression, over all whole numbers that fit the facts."""
        self.solved += 1
        result = milp(vector, integrality=np.ones(self.size), bounds=Bounds(0, MOST), constraints=self.constraints)
        if result.x is None:
            raise ValueError(f"no counts fit the answer: {result.message}")
        self.solutions.append(np.round(result.x))
        return round(float(vector @ self.solutions[-1]))

    def interval(self, expression):
        vector = self.vector(expression)
        return self.extreme(vector), -self.extreme(-vector)

    def recovered(self):
        """{what is withheld: its value}, of that which can have only one."""
        found = {}
        for name, expression in self.facts.wanted.items():
            vector = self.vector(expression)
            if len({round(float(vector @ solution)) for solution in self.solutions}) > 1:
                continue
            low, high = self.interval(expression)
            if low == high:
                found[name] = low
        return found


def behind_share(value, lower, upper):
    """(hits, all) behind a share with Wilson's interval: its width gives the denominator away."""
    low, high = 1.0, float(MOST)
    for _ in range(200):
        middle = (low + high) / 2
        width = 2 * Z / (1 + Z * Z / middle) * math.sqrt(value * (1 - value) / middle + Z * Z / (4 * middle ** 2))
        low, high = (middle, high) if width > upper - lower else (low, middle)
    return round(value * round(low)), round(low)


def behind_incidence(value, lower):
    """(hits, all) behind a cumulative incidence by a day before which nobody was censored."""
    # lower = value ** exp(spread), spread = Z * sd / (value * -log(value)), sd ** 2 = value * (1 - value) / all.
    spread = math.log(math.log(lower) / math.log(value))
    deviation = spread * value * -math.log(value) / Z
    everybody = round(value * (1 - value) / deviation ** 2)
    return round(value * everybody), everybody
