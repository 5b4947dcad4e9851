"""Annotated face pictures, grey or one of their colours, for the detector and the landmark network (`<data>/faces/annotations.csv`).

Decoded once into a memory-mapped cache outside the repository, shared by both trainings. Boxes and landmarks are
in pixels of the picture, pixel centres at integer coordinates.
"""
import csv
import os
from pathlib import Path

import cv2
import numpy as np
from numpy.lib.format import open_memmap

from face_data import in_memory

COLOURS = ("blue", "green", "red")  # in OpenCV's order
EDGE = 250  # the largest picture of the pack; smaller ones lie in the top left corner


class FacePictures:
    """Pictures of one split: `pixels(i)`, `boxes` [n, 4], `landmarks` [n, 5, 2], `people` (LFW's identities, else files),
    `is_crop` [n] (tight UTK crops)."""

    def __init__(self, data, split, cache, colour="grey"):
        """`colour`: grey, or one of COLOURS."""
        folder = Path(data) / "faces"
        with open(folder / "annotations.csv", newline="") as table:
            rows = [row for row in csv.DictReader(table) if row["split"] == split]
        self.colour, self.people = colour, [row["id"] or row["path"] for row in rows]
        self.paths = [folder / row["path"] for row in rows]
        numbers = np.array([[float(value) for value in list(row.values())[3:17]] for row in rows], np.float32)
        self.boxes, self.landmarks = numbers[:, :4], numbers[:, 4:].reshape(-1, 5, 2)
        self.is_crop = np.array([row["path"].startswith("utk/") for row in rows])
        self.sizes = np.where(self.is_crop, 200, EDGE)
        self._pixels = self._decoded(Path(cache) / f"faces-{split}-{colour}.npy")

    def _decoded(self, path):
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(f".{os.getpid()}.npy")
            pixels = open_memmap(partial, "w+", np.uint8, (len(self.paths), EDGE, EDGE))
            for index, file in enumerate(self.paths):
                if self.colour == "grey":
                    picture = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
                else:
                    picture = cv2.imread(str(file), cv2.IMREAD_COLOR)[..., COLOURS.index(self.colour)]
                pixels[index, : picture.shape[0], : picture.shape[1]] = picture
            pixels.flush()
            partial.rename(path)
        return in_memory(np.load(path, mmap_mode="r"))

    def __len__(self):
        return len(self.paths)

    def pixels(self, index):
        """Picture `index`, uint8 [height, width] (a view of the cache)."""
        size = self.sizes[index]
        return self._pixels[index, :size, :size]


def reduce_for(picture, matrix):
    """Halves `picture` (area average) as often as the 2x3 `matrix` shrinks it, so that bilinear warping does not alias.

    Returns the reduced picture and the matrix that applies to it.
    """
    matrix = np.array(matrix, np.float32)
    scale = float(np.hypot(matrix[0, 0], matrix[1, 0]))
    while scale < 0.7:
        rows, columns = picture.shape[0] // 2, picture.shape[1] // 2
        picture = cv2.resize(picture[:2 * rows, :2 * columns], (columns, rows), interpolation=cv2.INTER_AREA)
        # a reduced pixel x' has its centre at 2 x' + 0.5
        matrix[:, 2] += matrix[:, :2] @ np.float32([0.5, 0.5])
        matrix[:, :2] *= 2
        scale *= 2
    return picture, matrix


def degrade(rng, picture):
    """Light, contrast, blur, low resolution and noise of a cheap camera. uint8 in, uint8 out."""
    height, width = picture.shape
    x = picture.astype(np.float32)
    if rng.random() < 0.25:
        factor = rng.uniform(1.2, 2.5)
        small = cv2.resize(x, (int(width / factor), int(height / factor)), interpolation=cv2.INTER_AREA)
        x = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.3:
        x = cv2.GaussianBlur(x, (0, 0), rng.uniform(0.3, 1.5))
    if rng.random() < 0.4:
        x = 255 * (x / 255) ** np.exp(rng.normal(0, 0.35))
    if rng.random() < 0.4:
        angle, depth = rng.uniform(0, 2 * np.pi), rng.uniform(0, 0.6)
        across = np.cos(angle) * np.linspace(-1, 1, width)[None] + np.sin(angle) * np.linspace(-1, 1, height)[:, None]
        x = x * (1 + depth * across).astype(np.float32)
    x = (x - 128) * np.exp(rng.normal(0, 0.25)) + 128 + rng.normal(0, 20)
    if rng.random() < 0.5:
        x += rng.standard_normal(x.shape).astype(np.float32) * rng.uniform(0.5, 10)
    return np.clip(x, 0, 255).astype(np.uint8)
