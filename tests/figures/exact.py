"""The estimators written down as they stand in the books, in rational arithmetic: slow, and without rounding.

The reference at the edges that the libraries leave undefined: when the last ones at risk leave, Greenwood's and the
incidence's sums have a term 0/0, which is 0 (F(t) = F(i) there, S(t) = 0).
"""

from fractions import Fraction


class Exact:
    def __init__(self, observed):
        self.observed = observed
        self.event_days = sorted({day for day, cause, count in observed if cause and count})

    def at_risk(self, day):
        return sum(count for left, _, count in self.observed if left >= day)

    def events(self, day, causes=None):
        return sum(count for left, cause, count in self.observed
                   if left == day and cause and (causes is None or cause in causes))

    def survival(self, day):
        """After `day`; Kaplan & Meier (1958)."""
        product = Fraction(1)
        for i in self.event_days:
            if i <= day:
                product *= 1 - Fraction(self.events(i), self.at_risk(i))
        return product

    def survival_variance(self, day):
        """Greenwood (1926)."""
        total = Fraction(0)
        for i in self.event_days:
            n, d = self.at_risk(i), self.events(i)
            if i <= day and d < n:
                total += Fraction(d, n * (n - d))
        return self.survival(day) ** 2 * total

    def incidence(self, day, causes):
        """Aalen & Johansen (1978)."""
        return sum((self.survival(i - 1) * Fraction(self.events(i, causes), self.at_risk(i))
                    for i in self.event_days if i <= day), Fraction(0))

    def incidence_variance(self, day, causes):
        """Dinse & Larson (1986), eq. 6."""
        total = Fraction(0)
        here = self.incidence(day, causes)
        for i in self.event_days:
            if i > day:
                break
            n, d, e = self.at_risk(i), self.events(i), self.events(i, causes)
            later, before = here - self.incidence(i, causes), self.survival(i - 1)
            if d < n:
                total += later ** 2 * Fraction(d, n * (n - d))
            total += before ** 2 * Fraction(n - e, n) * Fraction(e, n * n)
            total -= 2 * later * before * Fraction(e, n * n)
        return total

    def quantile(self, share):
        """The first day by whose end `share` have left, or None; `share` is taken for the decimal that it prints as."""
        for day in self.event_days:
            if self.survival(day) <= 1 - Fraction(str(share)):
                return day
        return None


def kappa(table):
    """(kappa, its variance): Cohen (1960); Fleiss, Cohen & Everitt (1969), term by term as printed."""
    n = sum(map(sum, table))
    p = [[Fraction(count, n) for count in row] for row in table]
    rows = [sum(row) for row in p]
    columns = [sum(column) for column in zip(*p)]
    index = range(len(table))
    chance = sum(rows[i] * columns[i] for i in index)
    value = (sum(p[i][i] for i in index) - chance) / (1 - chance)
    total = sum(p[i][i] * (1 - (rows[i] + columns[i]) * (1 - value)) ** 2 for i in index)
    total += (1 - value) ** 2 * sum(p[i][j] * (columns[i] + rows[j]) ** 2 for i in index for j in index if i != j)
    total -= (value - chance * (1 - value)) ** 2
    return value, total / (n * (1 - chance) ** 2)
