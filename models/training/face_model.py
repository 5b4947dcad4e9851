"""Learns the linear model of simulated faces and writes models/simulated-faces.{json,bin}.

    /usr/bin/python3 models/training/face_model.py --data ../shared/data --out models

Train-split LFW faces, aligned in a window that shows the whole head, as a luma plane and half-size chroma planes
inside an ellipse. Mean and principal components (weighted towards the face) of all pictures, at most --per-person of
each person; then, over people with at least 4 pictures, the covariance of the components within a person and between
person means (less within / n). The file holds the mean, the components, and the two square roots of covariance in
units of one standard deviation per component: sums over thousands of pictures, no picture and no person.
A face is mean + basis * (spread_b * between * N(0, I) + spread_w * within * N(0, I)).
"""
import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from face_data import Faces, similarity, template, sample

SIDE = 80                       # the ArcFace template at 80x80: eyes 25 pixels apart
LEFT, TOP = 10, 26              # window's corner lies this far left of and above the template's
WIDTH, HEIGHT = 100, 124        # window, pixels (even)
ELLIPSE = (49.5, 61.5, 44.0, 58.0)      # centre x, y, half axes of what is kept
FACE = (49.5, 65.5, 35.0, 47.0)         # full weight inside, falling to FRINGE at the ellipse
FRINGE = 0.15


def radius(ellipse, width, height, step):
    """Distance from the ellipse's centre in half axes, at pixel centres of a plane with `step` pixels a sample."""
    y, x = np.mgrid[0:height:step, 0:width:step] + (step - 1) / 2
    return np.hypot((x - ellipse[0]) / ellipse[2], (y - ellipse[1]) / ellipse[3])


def planes():
    """Boolean masks of the luma and chroma samples kept, and the weight of each value kept (luma, Cb, Cr)."""
    keep, weights = [], []
    for step in (1, 2):
        keep.append(radius(ELLIPSE, WIDTH, HEIGHT, step) <= 1)
        outside = (radius(FACE, WIDTH, HEIGHT, step) - 1).clip(0)
        weights.append(np.maximum(1 - 3 * outside, FRINGE)[keep[-1]] * (1 if step == 1 else 2))
    return keep[0], keep[1], np.concatenate([weights[0], weights[1], weights[1]]).astype(np.float32)


def values(image, landmarks, luma, chroma):
    """One face as a vector: luma, Cb, Cr inside the ellipse, 0..255."""
    matrix = similarity(landmarks, template(SIDE) + [LEFT, TOP])
    window = sample(image, matrix, WIDTH, HEIGHT)
    y, cr, cb = cv2.split(cv2.cvtColor(window, cv2.COLOR_RGB2YCrCb))
    small = [cv2.resize(plane, (WIDTH // 2, HEIGHT // 2), interpolation=cv2.INTER_AREA)[chroma] for plane in (cb, cr)]
    return np.concatenate([y[luma], *small]).astype(np.float32)


def components(data, count, rng):
    """The `count` leading right singular vectors of `data` (randomised, Halko et al. 2011, two power iterations)."""
    basis = data @ rng.standard_normal((data.shape[1], count + 20)).astype(np.float32)
    for _ in range(2):
        basis = data @ (data.T @ np.linalg.qr(basis)[0])
    basis = np.linalg.qr(basis)[0]
    return np.linalg.svd(basis.T @ data, full_matrices=False)[2][:count]


def root(covariance):
    """Symmetric square root, negative eigenvalues set to 0."""
    values_, vectors = np.linalg.eigh(covariance)
    return (vectors * np.sqrt(values_.clip(0))) @ vectors.T


def within_between(coefficients, people, least=4):
    """Covariance within people and between their means, over people with at least `least` rows."""
    names, index, counts = np.unique(people, return_inverse=True, return_counts=True)
    chosen = np.flatnonzero(counts >= least)
    means = np.stack([coefficients[index == k].mean(0) for k in chosen])
    rest = np.concatenate([coefficients[index == k] - means[j] for j, k in enumerate(chosen)])
    within = rest.T @ rest / (len(rest) - len(chosen))
    between = np.cov(means.T) - within * (1 / counts[chosen]).mean()
    return within, between, len(chosen), len(rest)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).resolve().parent
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", default=here.parent)
    parser.add_argument("--components", type=int, default=144)
    parser.add_argument("--per-person", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    faces = Faces(args.data, here / "runs" / "face")
    rng = np.random.default_rng(args.seed)
    rows = np.array([row for row in rng.permutation(faces.rows("train")) if faces.id[row]])
    taken = {}
    rows = np.array([r for r in rows if taken.setdefault(faces.id[r], []).append(r) is None
                     and len(taken[faces.id[r]]) <= args.per_person])
    luma, chroma, weight = planes()
    data = np.stack([values(faces.image(r), faces.landmarks[r], luma, chroma) for r in rows])
    mean = data.mean(0)
    data -= mean
    data *= weight
    vectors = components(data, args.components, rng)
    coefficients = data @ vectors.T
    deviation = coefficients.std(0)
    within, between, people, pictures = within_between(coefficients / deviation, faces.id[rows])
    basis = vectors * deviation[:, None] / weight
    scale = np.abs(basis).max(1) / 127
    quantised = np.round(basis / scale[:, None]).astype(np.int8)
    explained = deviation.astype(np.float64) ** 2
    print(dict(pictures=len(rows), identities=len(taken), values=len(mean), people=people, person_pictures=pictures,
               share=float(explained.sum() / (data.astype(np.float64) ** 2).mean(0).sum()),
               between_share=float(np.trace(between) / (np.trace(between) + np.trace(within)))))
    stem = Path(args.out) / "simulated-faces"
    with open(stem.with_suffix(".bin"), "wb") as file:
        for part in (mean, scale, root(between), root(within)):
            file.write(np.ascontiguousarray(part, "<f4").tobytes())
        file.write(quantised.tobytes())
    stem.with_suffix(".json").write_text(json.dumps(dict(
        format="viseme-linear-faces/1", width=WIDTH, height=HEIGHT, ellipse=ELLIPSE, luma=int(luma.sum()),
        chroma=int(chroma.sum()), components=args.components,
        landmarks=(template(SIDE) + [LEFT, TOP]).round(4).tolist(),
        sections=["mean f32[values]", "scale f32[components]", "between f32[components,components]",
                  "within f32[components,components]", "basis i8[components,values]"],
        values="luma inside the ellipse row by row, then Cb, then Cr at half size; 0..255 (JFIF)",
        learned_from=dict(pictures=len(rows), identities=len(taken), people_for_covariance=people)), indent=1) + "\n")


if __name__ == "__main__":
    main()
