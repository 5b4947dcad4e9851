"""Crops that the detector mistakes for faces in scenes without one: hard negatives for the landmark network.

    python3 face_mistakes.py [--work FOLDER]

Reads the detector's checkpoint from the work folder and leaves face-mistakes.npy, uint8 [n, 64, 64], beside it.
"""
import argparse
import tempfile
from pathlib import Path

import cv2
import numpy as np
import torch

from face_detect import Detector, decoded
from face_frames import HEIGHT, WIDTH
from face_landmarks import CROP, crop_matrix, cropped
from face_pictures import degrade
from scenes import scene

ZOOM = 2.5  # a 320x240 picture to the detector's frame
THRESHOLD = 0.15


@torch.no_grad()
def mistakes(rng, network, frame):
    """Crops of everything the detector finds in a 320x240 face-free frame."""
    small = cv2.resize(frame, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    x = torch.from_numpy((small[None, None].astype(np.float32) - 128) / 128)
    found = network(x)
    for _, box, points in decoded([grid[0][0].numpy() for grid in found], [grid[1][0].numpy() for grid in found], THRESHOLD):
        box, points = (box + 0.5) * ZOOM - 0.5, (points + 0.5) * ZOOM - 0.5
        roll = np.arctan2(points[1, 1] - points[0, 1], points[1, 0] - points[0, 0])
        side = CROP * max(box[2] - box[0], box[3] - box[1])
        yield cropped(rng, frame, crop_matrix((box[:2] + box[2:]) / 2, side, roll))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--work", default=str(Path(tempfile.gettempdir()) / "viseme-training"))
    arguments.add_argument("--frames", type=int, default=4000)
    arguments.add_argument("--seed", type=int, default=11)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    rng = np.random.default_rng(options.seed)
    network = Detector()
    network.load_state_dict(torch.load(Path(options.work) / "face-detect.ckpt")["average"])
    network.eval()
    crops = []
    for _ in range(options.frames):
        frame = scene(rng, round(HEIGHT * ZOOM), round(WIDTH * ZOOM))
        crops += mistakes(rng, network, degrade(rng, frame))
    np.save(Path(options.work) / "face-mistakes.npy", np.stack(crops))
    print(f"{len(crops)} crops in {options.frames} frames")


if __name__ == "__main__":
    main()
