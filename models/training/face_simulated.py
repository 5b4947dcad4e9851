"""Simulated people in the place of the face pack: faces drawn from models/simulated-faces.{json,bin} (face_model.py).

SimulatedFaces offers what face_supernet.py needs of face_data.Faces: rows, identities, aligned canvases and targets. A
face's target is the person's own coefficients mixed with the picture's, so that there is something to learn without a
teacher. SimulatedPictures offers what face_detect.py and face_landmarks.py need of face_pictures.FacePictures.
"""
import json
from pathlib import Path

import cv2
import numpy as np

from face_data import CANVAS, CROP, FINE, MARGIN, similarity, template
from face_model import FACE, planes
from face_pictures import EDGE
from scenes import scene

SIMULATED = Path(__file__).resolve().parent.parent / "simulated-faces"
SPREAD_BETWEEN, SPREAD_WITHIN = 1.2, 0.5        # as drawn in training-notes' experiment
OWN_SHARE = 0.8                                 # of the person's coefficients in a target
ZOOM = 1.4                                      # of a face in a picture: 98 pixels wide, as in LFW


class LinearFaces:
    """mean + basis x coefficients, as face_model.py wrote it."""

    def __init__(self, stem):
        stem = Path(stem)
        self.header = json.loads(stem.with_suffix(".json").read_text())
        content, count = stem.with_suffix(".bin").read_bytes(), self.header["components"]
        values = self.header["luma"] + 2 * self.header["chroma"]
        sizes = (values, count, count * count, count * count)
        ends = np.cumsum(sizes)
        floats = np.frombuffer(content, "<f4", ends[-1])
        self.mean, scale, between, within = np.split(floats, ends[:-1])
        basis = np.frombuffer(content, np.int8, offset=4 * ends[-1]).reshape(count, values)
        self.basis = basis * scale[:, None]
        self.between, self.within = between.reshape(count, count), within.reshape(count, count)
        self.luma, self.chroma, _ = planes()

    def picture(self, coefficients):
        """RGB picture [height,width,3] of the window, grey outside the ellipse."""
        y, cb, cr = np.split(self.mean + coefficients @ self.basis, np.cumsum([self.header["luma"], self.header["chroma"]]))
        shape = self.header["height"], self.header["width"]
        full = np.full((*shape, 3), 128, np.float32)
        full[..., 0][self.luma] = y
        for channel, values in ((1, cr), (2, cb)):
            small = np.full((shape[0] // 2, shape[1] // 2), 128, np.float32)
            small[self.chroma] = values
            full[..., channel] = cv2.resize(small, shape[::-1], interpolation=cv2.INTER_LINEAR)
        return cv2.cvtColor(full.clip(0, 255).round().astype(np.uint8), cv2.COLOR_YCrCb2RGB)


class SimulatedFaces:
    """`people` with `pictures` each; the last fifth of the people are the tune split."""

    def __init__(self, stem, people, pictures, seed=1):
        model, rng = LinearFaces(stem), np.random.default_rng(seed)
        count = model.header["components"]
        own = SPREAD_BETWEEN * rng.standard_normal((people, count)) @ model.between.T
        person = np.repeat(np.arange(people), pictures)
        drawn = own[person] + SPREAD_WITHIN * rng.standard_normal((people * pictures, count)) @ model.within.T
        aligned = similarity(np.array(model.header["landmarks"]), (template() + MARGIN + 0.5) * FINE - 0.5)
        self._canvases = np.stack([cv2.warpAffine(model.picture(c), aligned, (CANVAS, CANVAS), flags=cv2.INTER_LINEAR,
                                                  borderMode=cv2.BORDER_REPLICATE) for c in drawn])
        target = OWN_SHARE * own[person] + (1 - OWN_SHARE) * drawn
        self._targets = (target / np.linalg.norm(target, axis=1, keepdims=True)).astype(np.float32)
        self.id = np.array([f"simulated-{k}" for k in person])
        self.split = np.where(person < people * 4 // 5, "train", "tune")

    def rows(self, split):
        return np.flatnonzero(self.split == split)

    def canvases(self):
        return self._canvases

    def targets(self):
        return self._targets

    def pairs(self, split):
        """All pairs of a split's pictures: rows a, rows b, same (bool)."""
        rows = self.rows(split)
        a, b = np.triu_indices(len(rows), 1)
        return rows[a], rows[b], self.id[rows[a]] == self.id[rows[b]]


class SimulatedPictures:
    """Grey pictures of `people`, one of each: a face in the middle of a drawn scene, with its box and landmarks in pixels."""

    def __init__(self, stem, people, seed):
        model, rng = LinearFaces(stem), np.random.default_rng(seed)
        header, shape = model.header, (EDGE, EDGE)
        corner = (EDGE - 1 - ZOOM * (np.array([header["width"], header["height"]]) - 1)) / 2
        placed = np.column_stack([ZOOM * np.eye(2), corner])
        oval = cv2.warpAffine(model.luma.astype(np.float32), placed, shape, flags=cv2.INTER_LINEAR)
        self._pictures = []
        for between, within in rng.standard_normal((people, 2, header["components"])):
            drawn = model.picture(SPREAD_BETWEEN * model.between @ between + SPREAD_WITHIN * model.within @ within)
            face = cv2.warpAffine(cv2.cvtColor(drawn, cv2.COLOR_RGB2GRAY), placed, shape, flags=cv2.INTER_LINEAR)
            behind = scene(rng, *shape)
            self._pictures.append((behind + oval * (face.astype(np.float32) - behind)).astype(np.uint8))
        centre, half = np.array(FACE[:2]), np.array(FACE[2:])
        box = np.concatenate([ZOOM * (centre + side * half) + corner for side in (-1, 1)])
        self.boxes = np.tile(np.float32(box), (people, 1))
        self.landmarks = np.tile(np.float32(ZOOM * np.array(header["landmarks"]) + corner), (people, 1, 1))
        self.is_crop, self.sizes = np.zeros(people, bool), np.full(people, EDGE)

    def __len__(self):
        return len(self._pictures)

    def pixels(self, index):
        return self._pictures[index]
