"""Blends: new faces made from pairs of training canvases and labelled by the teacher ahead of time.

The second face is matched to the first in colour (mean and deviation per channel) and mirrored half the time;
65 % are mixed evenly (weight 0.3-0.7), 35 % exchange a soft region. Both files grow while a training may read them.
"""
import importlib.util
from pathlib import Path

import cv2
import numpy as np
import torch

from face_data import CANVAS, FINE, MARGIN
from face_surroundings import matched

TEACHER_SIDE = 112


def load_teacher(faces):
    """The teacher-mbf of the face pack: uint8 [n,112,112,3] -> float32 [n,512].

    Runs channels-last in bfloat16: 5 times faster than float32 on one core, cosine to it 0.9999.
    """
    folder = faces.folder / "teacher-mbf"
    spec = importlib.util.spec_from_file_location("run_teacher", folder / "run_teacher.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    teacher = module.Teacher(str(folder / "weights.npz"))
    teacher.w = {name: w.contiguous(memory_format=torch.channels_last) if w.dim() == 4 else w
                 for name, w in teacher.w.items()}

    def embed(crops):
        x = torch.from_numpy(crops.transpose(0, 3, 1, 2).astype(np.float32))
        with torch.cpu.amp.autocast(dtype=torch.bfloat16):
            return teacher.forward(((x - 127.5) / 127.5).contiguous(memory_format=torch.channels_last)).float().numpy()

    return embed


def teacher_crop(canvas):
    """The teacher's 112x112 crop of a canvas."""
    inner = slice(MARGIN * FINE, CANVAS - MARGIN * FINE)
    return cv2.resize(np.ascontiguousarray(canvas[inner, inner]), (TEACHER_SIDE, TEACHER_SIDE),
                      interpolation=cv2.INTER_LINEAR)


def soft_region(rng):
    """A smooth random mask [144,144,1] in 0..1: a blurred half plane or ellipse through the face."""
    y, x = np.mgrid[0:CANVAS, 0:CANVAS].astype(np.float32) / CANVAS - 0.5
    cx, cy = rng.uniform(-0.15, 0.15, 2)
    angle = rng.uniform(0, 2 * np.pi)
    u = (x - cx) * np.cos(angle) + (y - cy) * np.sin(angle)
    v = -(x - cx) * np.sin(angle) + (y - cy) * np.cos(angle)
    distance = u if rng.random() < 0.5 else np.hypot(u / rng.uniform(0.15, 0.35), v / rng.uniform(0.15, 0.35)) * 0.25 - 0.25
    return (1 / (1 + np.exp(-distance / rng.uniform(0.01, 0.05))))[..., None]


def blend(first, second, rng):
    """One blended canvas, uint8."""
    a, b = first.astype(np.float32), matched(second[:, ::-1] if rng.random() < 0.5 else second, first)
    weight = rng.uniform(0.3, 0.7) if rng.random() < 0.65 else soft_region(rng)
    return (a * weight + b * (1 - weight)).clip(0, 255).astype(np.uint8)


class Blends:
    """Cached blends: canvases, teacher labels and how many are ready."""

    def __init__(self, cache, capacity):
        self.count_file = Path(cache) / "blends.count"
        files = Path(cache) / "blends.npy", Path(cache) / "blend-labels.npy"
        if not files[0].exists() or not self.count_file.exists():
            Path(cache).mkdir(parents=True, exist_ok=True)
            np.lib.format.open_memmap(files[0], "w+", np.uint8, (capacity, CANVAS, CANVAS, 3))
            np.lib.format.open_memmap(files[1], "w+", np.float16, (capacity, 512))
            self.count_file.write_text("0")
        self.canvases, self.labels = (np.load(f, mmap_mode="r+") for f in files)

    def ready(self):
        return int(self.count_file.read_text() or 0)

    def make(self, faces, seed, batch=32):
        """Fills the cache up to its capacity; resumes where it stopped."""
        torch.set_num_threads(1)
        teacher, source, rows = load_teacher(faces), faces.canvases(), faces.rows("train")
        for start in range(self.ready(), len(self.labels), batch):
            rng = np.random.default_rng([seed, start])
            made = [blend(source[a], source[b], rng)
                    for a, b in rng.choice(rows, (min(batch, len(self.labels) - start), 2))]
            labels = teacher(np.stack([teacher_crop(c) for c in made]))
            self.canvases[start:start + len(made)] = made
            self.labels[start:start + len(made)] = labels
            self.count_file.write_text(str(start + len(made)))
