"""All pairs of a set of pictures, weighted so that nobody's many pictures decide: how choices between networks are made.

Far more pairs than the 1,200 that the pack lists of a split. Unweighted, a third of the genuine ones of the tune split would be
of one person with 121 pictures.
"""
import numpy as np

MOST = 3        # genuine pairs that a person counts as: about as many as LFW lists of those with many pictures


def every_pair(people):
    """Indices a, b [pairs], whether they are the same person, and weights, of the pictures of `people` [n].

    A person with n pictures counts as min(n - 1, MOST) genuine pairs; two people count as one impostor pair.
    """
    index, counts = np.unique(people, return_inverse=True, return_counts=True)[1:]
    a, b = np.triu_indices(len(people), 1)
    n, m = counts[index[a]], counts[index[b]]
    same = index[a] == index[b]
    return a, b, same, np.where(same, np.minimum(n - 1, MOST) / np.maximum(n * (n - 1) / 2, 1), 1 / (n * m))


def error_rates(scores, same, weights, fmr):
    """EER of similarity scores, and FNMR at an FMR below 1, of weighted pairs."""
    order = np.argsort(-scores, kind="stable")
    hit, weight = same[order], weights[order]
    miss = 1 - np.cumsum(weight * hit) / weight[hit].sum()
    false = np.cumsum(weight * ~hit) / weight[~hit].sum()
    k = int(np.argmax(false >= miss - 1e-12))
    return float((false[k] + miss[k]) / 2), float(miss[max(int(np.argmax(false > fmr)) - 1, 0)])
