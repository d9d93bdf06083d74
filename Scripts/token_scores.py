#!/usr/bin/env python3
"""Prints what NumPy and SciPy say of log-probabilities of tokens, for TokenScoresTests: python3 Scripts/token_scores.py

The numbers are made by the formula that the test uses, so that there is no file. NumPy 2 and SciPy 1.16 were used.
"""

import numpy
from scipy import stats

TOKENS, DOCUMENTS = 600, 24


def log_probabilities(shift):
    token = numpy.arange(TOKENS)
    return -((token * 7919 + shift * 104729) % 1000 + 1) / 250 * (1 + token % DOCUMENTS / 20)


def clustered(values, weights, groups):
    """The mean, and its t interval over groups."""
    mean = (weights * values).sum() / weights.sum()
    names = numpy.unique(groups)
    sums = numpy.array([(weights * (values - mean))[groups == name].sum() for name in names])
    error = numpy.sqrt(len(names) / (len(names) - 1) * (sums**2).sum()) / weights.sum()
    reach = stats.t.ppf(0.975, len(names) - 1) * error
    return mean, mean - reach, mean + reach


token = numpy.arange(TOKENS)
losses, others = -log_probabilities(0), -log_probabilities(1)
for name, weights, groups in [
    ("tokens", numpy.ones(TOKENS), token),
    ("documents", numpy.ones(TOKENS), token % DOCUMENTS),
    ("weighted", 1.0 + token % 3, token % DOCUMENTS),
]:
    mean, low, high = clustered(losses, weights, groups)
    print(name, *(repr(float(x)) for x in (mean, low, high, *numpy.exp([mean, low, high]), (weights * losses).sum() / numpy.log(2))))
    print("  pair", *(repr(float(x)) for x in clustered(others - losses, weights, groups)),
          repr(float((weights * (others < losses)).sum() / weights.sum())))
worst = numpy.sort(losses)[::-1][:6]
print("worst", repr(float(worst.sum() / losses.sum())), list(numpy.argsort(-losses, kind="stable")[:3] + 2))
