"""Covariance of embeddings within people: what two pictures of the same person differ in."""
import numpy as np


def within_person_covariance(embeddings, people, shrink):
    """[d,d] from embeddings [n,d] and who they are [n]; a person counts as at most 40 pictures.

    For within-class covariance normalisation (Hatch, Kajarekar and Stolcke, Interspeech 2006), shrunk towards a
    multiple of I by `shrink` in 0..1.
    """
    embeddings = np.asarray(embeddings, np.float64)
    index, counts = np.unique(people, return_inverse=True, return_counts=True)[1:]
    means = np.stack([np.bincount(index, column) / counts for column in embeddings.T], 1)
    weight = np.minimum(1, 40 / counts)[index]
    rest = (embeddings - means[index]) * np.sqrt(weight)[:, None]
    covariance = rest.T @ rest / (weight.sum() - len(counts))
    size = len(covariance)
    return (1 - shrink) * covariance + shrink * np.eye(size) * np.trace(covariance) / size
