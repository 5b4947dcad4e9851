"""Surroundings for training pictures that are cut close to the face.

Aligned with the margin of a canvas, such a picture (all of UTKFace in the pack, more than half of the train split) has black
borders, which no camera shows; of the other splits next to none has. They get what surrounds another face: hair, forehead and
background of a training picture that is whole, which the template puts in place, in the colours of the face. Targets stay
those of the picture as the pack has it; blends are labelled after this.
"""
import cv2
import numpy as np

EDGE, SOFT = 7, 2.0         # of the mask of what a picture shows, pixels: side of the square that erodes it, sigma of its blur


def matched(picture, other):
    """`picture` in the colours of `other`, float32: mean and deviation per channel of the middle become the other's.

    The deviation at most doubles or halves. Black in the middle of a picture cut close counts as if it were its own.
    """
    a, b = picture.astype(np.float32), other.astype(np.float32)
    inner = (slice(len(b) // 4, -len(b) // 4),) * 2
    mean_a, mean_b = a[inner].mean((0, 1)), b[inner].mean((0, 1))
    return (a - mean_a) * ((b[inner].std((0, 1)) + 1) / (a[inner].std((0, 1)) + 1)).clip(0.5, 2) + mean_b


def surrounded(canvas, inside, other):
    """The canvas where `inside` [side,side] is 255, `other` around it. uint8 [side,side,3]."""
    soft = cv2.GaussianBlur(cv2.erode(inside, np.ones((EDGE, EDGE), np.uint8)), (0, 0), SOFT).astype(np.float32)[..., None] / 255
    return (canvas * soft + matched(other, canvas) * (1 - soft)).clip(0, 255).astype(np.uint8)


def surround(canvases, rows, insides, margin, seed=77):
    """Surrounds in place those of the `rows` of `canvases` [n,side,side,3] that have an inside, mirroring the others half the time.

    `insides` {row: uint8 [side,side]} are of canvases that are not all picture, 255 where they are. Who surrounds is drawn once and
    for all from those that are picture but for `margin` pixels at their edges.
    """
    rng, inner = np.random.default_rng(seed), slice(margin, -margin)
    whole = np.array([row for row in rows if row not in insides or (insides[row][inner, inner] == 255).all()])
    before = {row: canvases[row].copy() for row in whole if row in insides}
    for row, inside in insides.items():
        chosen = rng.choice(whole)
        other = before.get(chosen, canvases[chosen])
        canvases[row] = surrounded(canvases[row], inside, other[:, ::-1] if rng.random() < 0.5 else other)
