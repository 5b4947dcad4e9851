"""Runs Espressif's two-stage face detector (data/faces/detector-msrmnp, 10 MMAC) on pictures named on standard input.

    python3 yardstick_detector.py --data ../shared/data < paths      (one path a line)

Prints one line of JSON per picture: [[score, [x1, y1, x2, y2], [[x, y] x 5]], ...], best first, in the picture's pixels.
Each picture is centred on a black canvas of 4:3, as the README beside the detector has it; its default thresholds.
"""
import argparse
import importlib.util
import json
import sys
from pathlib import Path

import cv2
import numpy as np
import torch


def load_detector(data):
    """The pack's run_det.py as a module."""
    spec = importlib.util.spec_from_file_location("run_det", Path(data) / "faces" / "detector-msrmnp" / "run_det.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def on_canvas(picture):
    """The picture in the middle of a black 4:3 canvas, and the place of its first pixel."""
    height, width = picture.shape[:2]
    full_width, full_height = max(width, -(-height * 4 // 3)), max(height, -(-width * 3 // 4))
    left, top = (full_width - width) // 2, (full_height - height) // 2
    canvas = np.zeros((full_height, full_width, 3), np.uint8)
    canvas[top:top + height, left:left + width] = picture
    return canvas, left, top


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    detector = load_detector(args.data)
    for path in sys.stdin.read().splitlines():
        canvas, left, top = on_canvas(cv2.imread(path, cv2.IMREAD_COLOR))
        shift = np.array([left, top])
        print(json.dumps([[score, (np.array(box).reshape(2, 2) - shift).ravel().tolist(), (points - shift).tolist()]
                          for score, box, points in detector.detect(canvas)], default=float), flush=True)


if __name__ == "__main__":
    main()
