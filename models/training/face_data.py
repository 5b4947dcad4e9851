"""Aligned faces for training: the data pack's rows, least-squares alignment, and a cache of aligned canvases.

The alignment is the one of main/face/align.ts: the least-squares similarity from five landmarks to the ArcFace
template scaled to 64x64, sampled bilinearly n x n times per output pixel, n = the reduction rounded (at least 1).
A canvas holds the crop and a margin at 2 x 2 pixels per crop pixel, so that a training view (jittered warp of the
canvas, then a 2 x 2 mean) is sampled as the device samples a face of the usual size. Where a training picture ends within it,
it is filled (face_surroundings.py).
"""
import csv
from pathlib import Path

import cv2
import numpy as np

from every_pair import error_rates
from face_surroundings import surround

CROP = 64            # side of the network's input, pixels
MARGIN = 4           # crop pixels around it in a canvas
FINE = 2             # canvas pixels per crop pixel
CANVAS = (CROP + 2 * MARGIN) * FINE
TEACHERS = {"mbf": "teacher-mbf-embeddings", "older": "teacher-embeddings"}     # files of the pack: 512 and 128 numbers

TEMPLATE_112 = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366],
                         [41.5493, 92.3655], [70.7299, 92.2041]])


def template(size=CROP):
    """The five landmarks of the ArcFace template in a crop of `size` pixels (pixel centres at integers)."""
    return (TEMPLATE_112 + 0.5) * size / 112 - 0.5


def similarity(source, target):
    """2x3 matrix of the least-squares similarity source -> target (Umeyama 1991, without reflection)."""
    p, q = source @ [1, 1j], target @ [1, 1j]
    pc, qc = p - p.mean(), q - q.mean()
    a = (pc.conj() @ qc) / (pc.conj() @ pc).real
    b = q.mean() - a * p.mean()
    return np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag]])


def sample(image, matrix, width, height):
    """`image` warped by `matrix` (image -> output), with n x n bilinear samples per output pixel when it shrinks."""
    scale = np.hypot(matrix[0, 0], matrix[1, 0])
    n = max(1, round(1 / scale))
    fine = np.array([[n, 0, (n - 1) / 2], [0, n, (n - 1) / 2]]) @ np.vstack([matrix, [0, 0, 1]])
    crop = cv2.warpAffine(image, fine, (width * n, height * n), flags=cv2.INTER_LINEAR)
    return crop if n == 1 else cv2.resize(crop, (width, height), interpolation=cv2.INTER_AREA)


def align(image, landmarks):
    """The 64x64 crop of one face, as the device makes it."""
    return sample(image, similarity(landmarks, template()), CROP, CROP)


def canvas_of(image, landmarks):
    """The aligned canvas [144,144,3] of one face, or [144,144] of one channel; black beyond the image."""
    return sample(image, similarity(landmarks, (template() + MARGIN + 0.5) * FINE - 0.5), CANVAS, CANVAS)


def view_matrix(rotation=0.0, scale=1.0, shift=(0.0, 0.0), aspect=1.0, mirror=False):
    """Matrix fine view (128x128) -> canvas of a jittered view. Angles in radians, shift in crop pixels."""
    centre_view, centre = (CROP * FINE - 1) / 2, (CANVAS - 1) / 2
    c, s = np.cos(rotation) * scale, np.sin(rotation) * scale
    linear = np.array([[c, -s], [s, c]]) @ np.diag([-aspect if mirror else aspect, 1 / aspect])
    offset = np.full(2, centre) + np.asarray(shift) * FINE - linear @ np.full(2, centre_view)
    return np.hstack([linear, offset[:, None]])


def alignment_errors(faces, file):
    """{row: 2x3 matrix} canvas as the landmarks of `file` (own-landmarks.ts) align it -> canvas of the pack's landmarks."""
    aligned, found = (template() + MARGIN + 0.5) * FINE - 0.5, {}
    square = lambda landmarks: np.vstack([similarity(landmarks, aligned), [0, 0, 1]])
    with open(file) as lines:
        for path, *numbers in list(csv.reader(lines))[1:]:
            own, row = np.array(numbers, float).reshape(5, 2), faces.row[path]
            found[row] = (square(faces.landmarks[row]) @ np.linalg.inv(square(own)))[:2]
    return found


def view(canvas, matrix):
    """A 64x64 view of a canvas: bilinear at 128x128, then the mean of 2x2."""
    fine = cv2.warpAffine(canvas, matrix, (CROP * FINE, CROP * FINE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                          borderMode=cv2.BORDER_REPLICATE)
    return cv2.resize(fine, (CROP, CROP), interpolation=cv2.INTER_AREA)


def plain_views(canvases, errors=None):
    """Unjittered crops [n,64,64,3] of canvases; with `errors` (matrix or None, by canvas) as the device aligns them."""
    if errors is not None:
        upright = np.vstack([view_matrix(), [0, 0, 1]])
        return np.stack([view(c, view_matrix() if e is None else e @ upright) for c, e in zip(canvases, errors)])
    inner = slice(MARGIN * FINE, CANVAS - MARGIN * FINE)
    return np.stack([cv2.resize(np.ascontiguousarray(c[inner, inner]), (CROP, CROP), interpolation=cv2.INTER_AREA)
                     for c in canvases])


def in_memory(array):
    """The mapped array with its file read once: views at random are made 5 times faster than from a disk."""
    for start in range(0, len(array), 1024):
        array[start:start + 1024].max()
    return array


class Faces:
    """The face pack: rows of annotations.csv, embeddings of its teachers, of which `teacher` makes the targets, LFW pairs and cached canvases."""

    def __init__(self, data, cache, teacher="mbf"):
        self.folder, self.cache, self.teacher = Path(data) / "faces", Path(cache), teacher
        with open(self.folder / "annotations.csv") as file:
            rows = list(csv.DictReader(file))
        self.path = [row["path"] for row in rows]
        self.id = np.array([row["id"] for row in rows])
        self.split = np.array([row["split"] for row in rows])
        self.landmarks = np.array([[[float(row[f"x{k}"]), float(row[f"y{k}"])] for k in range(1, 6)] for row in rows])
        self.row = {path: k for k, path in enumerate(self.path)}

    def rows(self, split):
        return np.flatnonzero(self.split == split)

    def image(self, row):
        """RGB image of one row."""
        return cv2.cvtColor(cv2.imread(str(self.folder / self.path[row])), cv2.COLOR_BGR2RGB)

    def embeddings(self, teacher):
        """What one of TEACHERS answers: [rows, 512 or 128] of the images, and of their mirror images."""
        return [np.load(self.folder / f"{TEACHERS[teacher]}{side}.npy").astype(np.float32) for side in ("", "-mirror")]

    def targets(self):
        """Unit teacher embeddings [rows, 512 or 128] of image plus mirror image."""
        both = sum(self.embeddings(self.teacher))
        return both / np.linalg.norm(both, axis=1, keepdims=True)

    def canvases(self):
        """Canvases of every row, uint8 [rows,144,144,3], made once and kept in the cache.

        Those of the train split have surroundings where the picture has none (face_surroundings.py), others are black there.
        """
        file = self.cache / "surrounded.npy"
        if not file.exists():
            self.cache.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(".part")
            out = np.lib.format.open_memmap(part, "w+", np.uint8, (len(self.path), CANVAS, CANVAS, 3))
            insides = {}
            for row in range(len(self.path)):
                image = self.image(row)
                out[row] = canvas_of(image, self.landmarks[row])
                inside = canvas_of(np.full(image.shape[:2], 255, np.uint8), self.landmarks[row])
                if self.split[row] == "train" and (inside != 255).any():
                    insides[row] = inside
            surround(out, self.rows("train"), insides, MARGIN * FINE)
            out.flush()
            part.rename(file)
        return np.load(file, mmap_mode="r")

    def pairs(self, split):
        """LFW pairs of a split: rows a, rows b, same (bool)."""
        folds = {"tune": (7, 8), "test": (9, 10)}[split]
        with open(self.folder / "pairs.csv") as file:
            pairs = [row for row in csv.DictReader(file) if int(row["fold"]) in folds]
        return (np.array([self.row[p["path_a"]] for p in pairs]), np.array([self.row[p["path_b"]] for p in pairs]),
                np.array([p["same"] in ("1", "true", "True") for p in pairs]))


def eer(scores, same):
    """Equal error rate of similarity scores, each pair counting alike."""
    return error_rates(scores, np.asarray(same, bool), np.ones(len(scores)), 0.001)[0]
