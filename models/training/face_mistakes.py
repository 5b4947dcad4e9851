"""Crops that the detector mistakes for faces in scenes without one: hard negatives for the landmark network.

    python3 face_mistakes.py [--detector models/float/face-detect] [--work FOLDER]

Runs an exported detector at int8 and leaves face-mistakes.npy, uint8 [n, 64, 64], in the work folder.
"""
import argparse
import tempfile
from pathlib import Path

import cv2
import numpy as np
import torch

from face_detect import decoded
from face_frames import HEIGHT, WIDTH
from face_landmarks import CROP, crop_matrix, cropped
from face_pictures import degrade
from graph_emulation import GraphEmulation
from scenes import scene

ZOOM = 2.5  # a 320x240 picture to the detector's frame
THRESHOLD = 0.15


def mistakes(rng, detector, frame):
    """Crops of everything the detector finds in a 320x240 face-free frame."""
    small = cv2.resize(frame, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    outputs = detector.real_outputs(small[:, :, None].astype(np.int16) - 128)
    for _, box, points in decoded([score[0] for score in outputs[0::2]], outputs[1::2], THRESHOLD):
        box, points = (box + 0.5) * ZOOM - 0.5, (points + 0.5) * ZOOM - 0.5
        roll = np.arctan2(points[1, 1] - points[0, 1], points[1, 0] - points[0, 0])
        side = CROP * max(box[2] - box[0], box[3] - box[1])
        yield cropped(rng, frame, crop_matrix((box[:2] + box[2:]) / 2, side, roll))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--detector", default=Path(__file__).resolve().parent.parent / "float" / "face-detect", help="common start of its files")
    arguments.add_argument("--work", default=str(Path(tempfile.gettempdir()) / "viseme-training"))
    arguments.add_argument("--frames", type=int, default=4000)
    arguments.add_argument("--seed", type=int, default=11)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    rng = np.random.default_rng(options.seed)
    detector = GraphEmulation(options.detector)
    crops = []
    for _ in range(options.frames):
        frame = scene(rng, round(HEIGHT * ZOOM), round(WIDTH * ZOOM))
        crops += mistakes(rng, detector, degrade(rng, frame))
    Path(options.work).mkdir(parents=True, exist_ok=True)
    np.save(Path(options.work) / "face-mistakes.npy", np.stack(crops))
    print(f"{len(crops)} crops in {options.frames} frames")


if __name__ == "__main__":
    main()
