"""What lifelines, statsmodels, scipy and scikit-learn say, brought to the shape of figures_json's answers.

Which is the reference for what, and why:

statsmodels  Kaplan–Meier with Greenwood's standard error; Brookmeyer–Crowley limits on the log-log scale; cumulative
             incidence with ties between causes and the delta-method standard error (Dinse & Larson 1986, eq. 6);
             Wilson; Newcombe's hybrid score; kappa with Fleiss, Cohen & Everitt's standard error.
scipy        Kaplan–Meier with log-log limits (scipy.stats.ecdf); Wilson (binomtest).
lifelines    Kaplan–Meier with log-log limits and the quantile; the incidence's variance and log-log limits. Its
             AalenJohansenFitter shifts events of different causes on the same day by random amounts, which changes
             the estimate: it is a reference only for data in which each cause has days of its own. Events of one
             cause on the same day it takes as they are.
scikit-learn the Brier score, and with it Murphy's parts: what is lost by replacing each forecast by its observed
             share is the reliability, what is then gained over the overall share the resolution (Siegert 2017);
             Cohen's kappa.

scikit-survival would be another reference for ties, but its variances are others: Aalen's, and Dinse & Larson's under
the name Dinse_Approx, which statsmodels has.
"""

import math
import warnings

import numpy as np
import scipy.stats
import sklearn.metrics
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.utils import qth_survival_time
from statsmodels.duration.survfunc import CumIncidenceRight, SurvfuncRight
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

Z95 = scipy.stats.norm.ppf(0.975)


def subjects(observed):
    """(day, cause) of each subject, as two arrays."""
    table = np.array(observed, dtype=int).reshape(-1, 3)
    return np.repeat(table[:, 0], table[:, 2]), np.repeat(table[:, 1], table[:, 2])


def step(days, values, day, before):
    """The value of a step function at `day`; `before` the first step."""
    index = np.searchsorted(days, day, side="right") - 1
    return float(values[index]) if index >= 0 else before


def log_log_limits(value, variance):
    """None where the scale has no place for the value."""
    if not 1e-12 < value < 1 - 1e-12:
        return None
    spread = Z95 * math.sqrt(variance) / (value * -math.log(value))
    return value ** math.exp(spread), value ** math.exp(-spread)


def statsmodels_survival(observed):
    """None where nothing happened."""
    days, causes = subjects(observed)
    return SurvfuncRight(days, (causes > 0).astype(int)) if causes.any() else None


def statsmodels_quantile_limits(fit, share):
    """Brookmeyer–Crowley on the log-log scale; nan where all days are rejected, infinite where the last is not."""
    with np.errstate(all="ignore"):
        return fit.quantile_ci(share, method="cloglog")


def statsmodels_incidence(observed, together):
    """(days, incidence, variance) of the union; the variance is nan where nobody is left."""
    days, causes = subjects(observed)
    status = np.where(causes == 0, 0, np.where(np.isin(causes, together), 1, 2))
    if not (status == 1).any():
        return np.unique(days), np.zeros(len(np.unique(days))), np.zeros(len(np.unique(days)))
    with np.errstate(all="ignore"):
        fit = CumIncidenceRight(days, status)
    return fit.times, fit.cinc[0], fit.cinc_se[0] ** 2


def scipy_survival(observed):
    """(survival, lower, upper), each a function of the day."""
    days, causes = subjects(observed)
    fit = scipy.stats.ecdf(scipy.stats.CensoredData.right_censored(days.astype(float), causes == 0))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says that limits are undefined before the first event
        limits = fit.sf.confidence_interval(confidence_level=0.95, method="log-log")
    return fit.sf.evaluate, limits.low.evaluate, limits.high.evaluate


def lifelines_survival(observed):
    days, causes = subjects(observed)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return KaplanMeierFitter().fit(days, causes > 0)


def lifelines_quantile(fit, share):
    """None where it is not reached."""
    day = qth_survival_time(1 - share, fit.survival_function_.iloc[:, 0])
    return None if math.isinf(day) else int(day)


def lifelines_incidence(observed, cause):
    """(days, incidence, variance, lower, upper) for data without ties between causes."""
    days, causes = subjects(observed)
    fitter = AalenJohansenFitter(calculate_variance=True)
    assert not fitter._check_for_duplicates(days, causes), "it would shift the days"
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = fitter.fit(days, causes, event_of_interest=cause)
    limits = fit.confidence_interval_.to_numpy()
    return (fit.cumulative_density_.index.to_numpy(), fit.cumulative_density_.to_numpy()[:, 0],
            fit.variance_.to_numpy(), limits.min(axis=1), limits.max(axis=1))


def wilson(hits, trials):
    """By statsmodels and by scipy."""
    theirs = proportion_confint(hits, trials, alpha=0.05, method="wilson")
    interval = scipy.stats.binomtest(hits, trials).proportion_ci(confidence_level=0.95, method="wilson")
    return tuple(map(float, theirs)), (interval.low, interval.high)


def newcombe(first, second):
    return tuple(map(float, confint_proportions_2indep(*first, *second, method="newcomb", compare="diff", alpha=0.05)))


def brier_parts(counts):
    """value, reliability, resolution, uncertainty; the first two None where a score is no probability."""
    table = np.array([[score, came, weight] for score, hits, trials in counts
                      for came, weight in ((1, hits), (0, trials - hits))])
    scores, came, weights = table.T

    def loss(forecasts):
        return float(sklearn.metrics.brier_score_loss(came.astype(int), forecasts, sample_weight=weights,
                                                      pos_label=1))

    overall = np.full(len(came), np.average(came, weights=weights))
    recalibrated = np.array([np.average(came[scores == score], weights=weights[scores == score]) for score in scores])
    climate, best = loss(overall), loss(recalibrated)
    value = loss(scores) if scores.min() >= 0 and scores.max() <= 1 else None
    return value, None if value is None else value - best, climate - best, climate


def statsmodels_kappa(table):
    with np.errstate(all="ignore"):
        return cohens_kappa(np.array(table))


def sklearn_kappa(table):
    table = np.array(table)
    first, second = np.indices(table.shape)
    return float(sklearn.metrics.cohen_kappa_score(first.ravel(), second.ravel(), sample_weight=table.ravel()))
