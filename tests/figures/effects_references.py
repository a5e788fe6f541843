"""What statsmodels and scipy say of interrupted series and panels, brought to the shape of effects_json's answers.

statsmodels  The line under one assumption about the correlation (GLS with the whole covariance), and its standard
             errors; the panel's effect (WLS with a dummy for each site and month).
scipy        Student's t; the quantiles of the mixture (brentq); Welch's t, which the panel's CR2 is where sites have
             equal months and all begin at once.
numpy        The restricted likelihood, CR2 and Satterthwaite's degrees as their authors write them down, with whole
             matrices and nothing saved.
"""

import numpy as np
import scipy.linalg
import scipy.optimize
import scipy.stats
import statsmodels.api as sm

RHOS = [np.tanh((i + 0.5) / 16 * 3) for i in range(16)]
SHARES = [0.8, 1.0]
MONTH_COUNT = 20


def mixture(parts, degrees, confidence):
    """parts: [(centre, scale, share)]."""
    centres, scales, shares = (np.array(each) for each in zip(*parts))
    shares = shares / shares.sum()

    def below(at):
        return float(np.sum(shares * scipy.stats.t.cdf((at - centres) / scales, degrees)))

    def above(at):
        return float(np.sum(shares * scipy.stats.t.sf((at - centres) / scales, degrees)))

    tail = (1 - confidence) / 2
    reach = 1e3 * scales.max() * max(1.0, scipy.stats.t.isf(tail, degrees))
    low, high = centres.min() - reach, centres.max() + reach
    return {"value": float(np.sum(shares * centres)), "degrees": float(degrees),
            "lower": scipy.optimize.brentq(lambda at: below(at) - tail, low, high, xtol=1e-14, rtol=1e-14),
            "upper": scipy.optimize.brentq(lambda at: tail - above(at), low, high, xtol=1e-14, rtol=1e-14),
            "p": min(1.0, 2 * min(below(0), above(0)))}


def series(points, confidence):
    months, values, weights = np.array(sorted(points), dtype=float).T
    with_measure = (months >= 0).astype(float)
    design = np.column_stack([np.ones_like(months), months, with_measure, with_measure * months])
    degrees = len(months) - 4
    spread = np.diag(weights ** -0.5)
    fits = []
    for rho in RHOS:
        for share in SHARES:
            correlation = share * rho ** np.abs(np.subtract.outer(months, months))
            np.fill_diagonal(correlation, 1)
            covariance = spread @ correlation @ spread
            fit = sm.GLS(values, design, sigma=covariance).fit()
            inverse = np.linalg.inv(covariance)
            evidence = -0.5 * (np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(design.T @ inverse @ design)[1]
                               + degrees * np.log(fit.scale))
            fits.append((fit.params, fit.bse, evidence))
    most = max(evidence for _, _, evidence in fits)

    def effect(column):
        return mixture([(params[column], errors[column], np.exp(evidence - most))
                        for params, errors, evidence in fits], degrees, confidence)

    return {"step": effect(2), "slope": effect(3)}


def panel_design(cells):
    sites, months, values, counts, with_measure = np.array(sorted(cells), dtype=float).T
    columns = [sites == site for site in np.unique(sites)] + [months == month for month in np.unique(months)[1:]]
    return np.column_stack([with_measure, *columns]).astype(float), sites, months, values, counts


def panel(cells, confidence):
    design, sites, months, values, counts = panel_design(cells)
    weights = counts / (counts + MONTH_COUNT)
    fit = sm.WLS(values, design, weights=weights).fit()
    # Bell & McCaffrey (2002), as Pustejovsky & Tipton (2018) write it for weighted least squares.
    bread = np.linalg.pinv(design.T @ np.diag(weights) @ design)
    hat = design @ bread @ design.T @ np.diag(weights)
    left = np.eye(len(values)) - hat
    working = np.diag(1 / weights)
    forms = []
    for site in np.unique(sites):
        at = np.flatnonzero(sites == site)
        root = np.diag(weights[at] ** -0.5)
        inner = root @ (left @ working @ left.T)[np.ix_(at, at)] @ root
        size, vectors = np.linalg.eigh((inner + inner.T) / 2)
        inverse_root = vectors @ np.diag([s ** -0.5 if s > 1e-9 else 0 for s in size]) @ vectors.T
        adjust = root @ inverse_root @ root
        forms.append(bread[0] @ design[at].T @ np.diag(weights[at]) @ adjust @ left[at])
    forms = np.array(forms)
    variance = np.sum((forms @ values) ** 2)

    def degrees(covariance):
        gram = forms @ covariance @ forms.T
        return np.trace(gram) ** 2 / np.sum(gram ** 2)

    walk = np.array([[min(one, other) - months[sites == site].min() if site == third else 0
                      for other, third in zip(months, sites)] for one, site in zip(months, sites)])
    fewest = min(degrees(working), degrees(np.diag(1 / counts)), degrees(walk))
    return {"effect": mixture([(fit.params[0], np.sqrt(variance), 1.0)], fewest, confidence)}


def welch(cells):
    """t of the sites' changes from before to after, for a panel without gaps, of equal counts, that begins at once."""
    _, sites, months, values, _ = panel_design(cells)
    with_measure = np.array(sorted(cells), dtype=float)[:, 4] > 0
    begins = months[with_measure].min()
    change = {site: values[(sites == site) & (months >= begins)].mean() - values[(sites == site) & (months < begins)].mean()
              for site in np.unique(sites)}
    treated = set(sites[with_measure])
    return scipy.stats.ttest_ind([c for s, c in change.items() if s in treated],
                                 [c for s, c in change.items() if s not in treated], equal_var=False).statistic
