"""Frames for the detector, composed on the fly: annotated faces placed in scenes at any scale, place, roll and light.

A frame is grey uint8 [rows, columns] with sides as 3 to 4; boxes and landmarks are in its pixels (pixel centres at
integer coordinates). Sizes below are for the detector's 128x96 and grow with the frame.

    python3 face_frames.py --data ../shared/data --out FOLDER [--split test]

writes 320x240 frames of a split as PPM, with frames.json beside them, for models/training/measure-face-detect.ts. Faces,
the heads drawn behind them and patches of photographs have their colours there: the same frame is composed of each; the
other scenes are grey.
"""
import argparse
import json
import tempfile
from pathlib import Path

import cv2
import numpy as np

from face_pictures import COLOURS, FacePictures, degrade, reduce_for
from scenes import ScenePool

HEIGHT, WIDTH = 96, 128
SMALLEST, LARGEST = 13, 88  # face widths, frame pixels: 32 to 220 pixels of a 320x240 picture
PADDING = 128               # grey of letterbox bars: real 0 at the network's input
MIRRORED = [1, 0, 2, 4, 3]


def visible_fraction(box, shape):
    """Part of the box area inside a frame of `shape` (rows, columns)."""
    w = min(box[2], shape[1] - 0.5) - max(box[0], -0.5)
    h = min(box[3], shape[0] - 0.5) - max(box[1], -0.5)
    return max(w, 0) * max(h, 0) / ((box[2] - box[0]) * (box[3] - box[1]))


def intersection_over_union(a, b):
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h)


class Placed:
    """One face in a frame: the `index` of its picture, `box` [4], `landmarks` [5, 2], the part of it that is `visible`."""

    def __init__(self, index, box, landmarks, shape):
        self.index, self.box, self.landmarks = index, box, landmarks
        self.visible = visible_fraction(box, shape)


def turned_box(box, matrix):
    """Axis-aligned hull of the ellipse inscribed in `box` after the similarity `matrix`: (cx, cy, w, h)."""
    centre = matrix[:, :2] @ np.float32([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]) + matrix[:, 2]
    half = np.float32([[box[2] - box[0], box[3] - box[1]]]) / 2
    w, h = 2 * np.sqrt(((matrix[:, :2] * half) ** 2).sum(axis=1))
    return np.float32([centre[0] - w / 2, centre[1] - h / 2, centre[0] + w / 2, centre[1] + h / 2])


def placement(rng, box, width, mirrored, size, shape):
    """Similarity that gives the face the wanted width at a random place, mostly visible, lightly rolled."""
    scale = width / (box[2] - box[0])
    roll = rng.normal(0, 0.15) if rng.random() < 0.85 else rng.uniform(-0.6, 0.6)
    turn = scale * np.float32([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    half_w, half_h = width / 2, (box[3] - box[1]) * scale / 2
    outside = 0.45 if rng.random() < 0.25 else 0.0  # part of the face that may leave the frame
    place = [np.clip(rng.uniform(0, extent), *sorted((margin, extent - margin)))
             for extent, margin in ((shape[1], half_w * (1 - 2 * outside)), (shape[0], half_h * (1 - 2 * outside)))]
    centre = np.float32([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2])
    matrix = np.column_stack([turn, np.float32(place) - 0.5 - turn @ centre]).astype(np.float32)
    if mirrored:  # mirror the picture first: x -> size - 1 - x
        flip = np.float32([[-1, 0, size - 1], [0, 1, 0]])
        matrix = np.column_stack([matrix[:, :2] @ flip[:, :2], matrix[:, :2] @ flip[:, 2] + matrix[:, 2]])
    return np.float32(matrix)


def polygon(shape, matrix, x1, y1, x2, y2):
    """Mask of a rectangle of the picture, placed by `matrix`."""
    corners = np.float32([[x1, y1], [x2, y1], [x2, y2], [x1, y2]]) @ matrix[:, :2].T + matrix[:, 2]
    mask = np.zeros(shape, np.float32)
    cv2.fillConvexPoly(mask, np.int32(np.round(corners * 16)), 1.0, cv2.LINE_8, 4)
    return mask


def ellipse(shape, box, grow, lift=0.0):
    """Mask of the ellipse in a frame box, grown by `grow`, shifted up by `lift` heights."""
    cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2 - lift * (box[3] - box[1])
    y, x = np.mgrid[:shape[0], :shape[1]].astype(np.float32)
    u, v = (x - cx) / (grow * (box[2] - box[0]) / 2), (y - cy) / (grow * (box[3] - box[1]) / 2)
    return (u * u + v * v < 1).astype(np.float32)


def draw_head(rng, frame, box, tone):
    """A plain head and hair behind a face that is then pasted as a soft oval."""
    shape, soft = frame.shape, 0.8 * frame.shape[1] / WIDTH
    hair = cv2.GaussianBlur(ellipse(shape, box, rng.uniform(1.2, 1.6), rng.uniform(0.05, 0.2)), (0, 0), soft)
    frame += hair * (rng.uniform(0, 200) - frame)
    if rng.random() < 0.5:  # shoulders
        w, h = box[2] - box[0], box[3] - box[1]
        below = [box[0] - w * rng.uniform(0.3, 0.9), box[3] - 0.1 * h, box[2] + w * rng.uniform(0.3, 0.9), box[3] + 2 * h]
        frame += cv2.GaussianBlur(ellipse(shape, np.float32(below), 1), (0, 0), soft) * (rng.uniform(0, 255) - frame)
    head = cv2.GaussianBlur(ellipse(shape, box, rng.uniform(1.02, 1.25)), (0, 0), soft)
    frame += head * (tone + rng.normal(0, 12) - frame)


def paste(rng, frame, doubt, pictures, index, matrix, mirrored, box, style):
    """Draws face `index` into `frame` (float) and marks in `doubt` where its photograph may show more people."""
    size, shape = int(pictures.sizes[index]), frame.shape
    source, reduced = reduce_for(pictures.pixels(index), matrix)
    picture = cv2.warpAffine(source, reduced, shape[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    bounds = polygon(shape, matrix, -0.5, -0.5, size - 0.5, size - 0.5)
    if style == "photo":
        mask = bounds
    elif style == "patch":
        b = pictures.boxes[index]
        grow = rng.uniform(0.02, 0.7, 4) * (b[2] - b[0])
        mask = np.minimum(bounds, polygon(shape, matrix, b[0] - grow[0], b[1] - grow[1], b[2] + grow[2], b[3] + grow[3]))
    else:
        mask = np.minimum(bounds, ellipse(shape, box, rng.uniform(0.85, 1.3)))
        if style == "head":
            inside = mask > 0.5
            draw_head(rng, frame, box, float(picture[inside].mean()) if inside.any() else 128.0)
    if rng.random() < 0.5 or style in ("oval", "head"):
        mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.4, max(0.6, 0.05 * (box[2] - box[0]))))
    frame += mask * (picture.astype(np.float32) - frame)
    doubt[mask > 0.5] = style in ("photo", "patch")


def frame_of_faces(rng, pictures, scenes, count=None, shape=(HEIGHT, WIDTH)):
    """(frame uint8, faces: list of Placed, doubt: bool like frame, photograph outside its annotated face)."""
    frame, zoom = scenes.draw(*shape).astype(np.float32), shape[1] / WIDTH
    doubt, faces = np.zeros(shape, bool), []
    count = int(rng.choice(5, p=[0.2, 0.5, 0.17, 0.08, 0.05])) if count is None else count
    for number in range(count):
        index, mirrored = int(rng.integers(len(pictures))), bool(rng.random() < 0.5)
        largest = LARGEST if number == 0 and count == 1 else 45
        width = zoom * np.exp(rng.uniform(np.log(SMALLEST), np.log(largest)))
        size, source = int(pictures.sizes[index]), pictures.boxes[index]
        matrix = placement(rng, source, width, mirrored, size, shape)
        box = turned_box(source, matrix)
        if any(intersection_over_union(box, face.box) > 0.02 for face in faces):
            continue
        if pictures.is_crop[index]:
            style = str(rng.choice(["photo", "oval", "head"], p=[0.4, 0.2, 0.4]))
        else:
            style = str(rng.choice(["photo", "patch", "oval", "head"], p=[0.4, 0.3, 0.1, 0.2]))
        if number > 0 and style == "photo":
            style = "oval" if pictures.is_crop[index] else "patch"
        before = frame.copy()
        paste(rng, frame, doubt, pictures, index, matrix, mirrored, box, style)
        for face in faces:  # earlier faces stay on top
            x1, y1 = np.maximum(np.int32(face.box[:2]) - 1, 0)
            x2, y2 = np.int32(face.box[2:]) + 2
            if x2 > 0 and y2 > 0:
                frame[y1:y2, x1:x2] = before[y1:y2, x1:x2]
        points = pictures.landmarks[index] @ matrix[:, :2].T + matrix[:, 2]
        faces.append(Placed(index, box, points[MIRRORED] if mirrored else points, shape))
    for face in faces:
        x1, y1 = np.maximum(np.int32(face.box[:2]), 0)
        x2, y2 = np.maximum(np.int32(face.box[2:]) + 1, 0)
        doubt[y1:y2, x1:x2] = False
    frame = degrade(rng, np.clip(frame, 0, 255).astype(np.uint8))
    if rng.random() < 0.12:  # letterbox bars
        x = int(rng.integers(1, 20) * zoom)
        keep = np.s_[:, x:shape[1] - x] if rng.random() < 0.6 else np.s_[x:shape[0] - x, :]
        bars = np.full_like(frame, PADDING)
        bars[keep] = frame[keep]
        frame = bars
        top, left = (0, x) if keep[0] == slice(None) else (x, 0)
        for face in faces:
            inner = np.clip(face.box, [left, top] * 2, [shape[1] - left, shape[0] - top] * 2)
            area = (face.box[2] - face.box[0]) * (face.box[3] - face.box[1])
            face.visible = min(face.visible, (inner[2] - inner[0]) * (inner[3] - inner[1]) / area)
    return frame, faces, doubt


def composed(pictures, count, seed, shape=(240, 320)):
    """`count` frames and their faces, every second without one; what is drawn by chance does not depend on the pixels."""
    rng = np.random.default_rng(seed)
    scenes = ScenePool(rng, pictures, shape[0] + 40, shape[1] + 40, count)
    for number in range(count):
        faces_wanted = 0 if number % 2 else int(rng.choice([1, 1, 1, 2, 3]))
        scenes.renew(1)
        yield frame_of_faces(rng, pictures, scenes, faces_wanted, shape)[:2]


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", required=True)
    arguments.add_argument("--out", required=True)
    arguments.add_argument("--work", default=str(Path(tempfile.gettempdir()) / "viseme-training"))
    arguments.add_argument("--split", default="test")
    arguments.add_argument("--frames", type=int, default=1000)
    arguments.add_argument("--seed", type=int, default=7)
    options = arguments.parse_args()
    folder, listed = Path(options.out), []
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [FacePictures(options.data, options.split, options.work, colour) for colour in COLOURS]
    for number, colours in enumerate(zip(*(composed(each, options.frames, options.seed) for each in pictures))):
        name, faces = f"{number:04d}.ppm", colours[0][1]
        placed = {tuple((face.index, *face.box) for face in others) for _, others in colours}
        assert len(placed) == 1, "what is drawn by chance depends on the pixels"
        cv2.imwrite(str(folder / name), np.dstack([frame for frame, _ in colours]))
        listed.append(dict(file=name, faces=[
            dict(person=pictures[0].people[face.index], box=[float(v) for v in face.box],
                 landmarks=[[float(v) for v in point] for point in face.landmarks], visible=float(face.visible)) for face in faces]))
    (folder / "frames.json").write_text(json.dumps(listed) + "\n")


if __name__ == "__main__":
    main()
