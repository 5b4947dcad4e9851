"""Training views of aligned faces: what a cheap camera and a detector's landmarks make of them."""
import cv2
import numpy as np
import torch

from face_data import view, view_matrix


def augment_view(canvas, rng, error=None, clean=False):
    """A jittered 64x64 view: the errors of a detector's landmarks, low resolution or blur (never where `clean`).

    `error` is a measured error of the alignment (face_data.alignment_errors); the jitter is smaller with it.
    """
    size = 1 if error is None else 0.4
    matrix = view_matrix(rng.normal(0, 0.06 * size), np.exp(rng.normal(0, 0.05 * size)), rng.normal(0, 1.1 * size, 2),
                         np.exp(rng.normal(0, 0.02)), rng.random() < 0.5)
    crop = view(canvas, matrix if error is None else error @ np.vstack([matrix, [0, 0, 1]]))
    chance = 1 if clean else rng.random()
    if chance < 0.15:
        side = int(rng.integers(24, 56))
        crop = cv2.resize(cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA), (64, 64))
    elif chance < 0.25:
        crop = cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.4, 1.2))
    return crop


def augment_light(x, generator):
    """Contrast, brightness, channel gain, lighting gradient, grey and noise on real-valued images [n,3,64,64]."""
    n = len(x)
    normal = lambda *shape: torch.randn(*shape, generator=generator)
    uniform = lambda *shape: torch.rand(*shape, generator=generator)
    mean = x.mean((2, 3), keepdim=True)
    x = (x - mean) * torch.exp(0.15 * normal(n, 1, 1, 1)) + mean
    x = (x + 1) * torch.exp(0.05 * normal(n, 3, 1, 1)) - 1 + 0.10 * normal(n, 1, 1, 1)
    axis = torch.linspace(-1, 1, x.shape[-1])
    strong = (uniform(n, 1, 1, 1) < 0.3).float()
    x = x + strong * 0.25 * (normal(n, 1, 1, 1) * axis[None, None, :, None] + normal(n, 1, 1, 1) * axis)
    grey = (uniform(n, 1, 1, 1) < 0.08).float()
    x = x + grey * (x.mean(1, keepdim=True) - x)
    x = x + (0.04 * uniform(n, 1, 1, 1)) * normal(*x.shape)
    return x.clamp(-1, 1)


def real(crops):
    """uint8 [n,64,64,3] -> the network's input (pixel - 128) / 128, [n,3,64,64]."""
    return (torch.from_numpy(np.ascontiguousarray(crops.transpose(0, 3, 1, 2))).float() - 128) / 128
