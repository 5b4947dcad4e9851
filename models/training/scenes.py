"""Procedural grey scenes without a face: what the detector sees behind, beside and instead of faces.

Everything is drawn from a numpy generator and returned as uint8 [height, width]: noise at several scales, gradients,
textures, furniture-like shapes, text-like strokes and distractors (smooth skin-like ovals, dark spots in pairs).
"""
import cv2
import numpy as np


def noise(rng, height, width):
    """Sum of octaves of smooth noise with a random spectral slope."""
    scene = np.zeros((height, width), np.float32)
    slope = rng.uniform(0.3, 1.0)
    amplitude, cells = 1.0, int(rng.integers(2, 5))
    while cells < width:
        rows = max(2, cells * height // width)
        grid = rng.standard_normal((rows, cells)).astype(np.float32)
        scene += amplitude * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        amplitude, cells = amplitude * slope, cells * 2
    return 127 + scene * rng.uniform(10, 60)


def gradient(rng, height, width):
    """A plain wall: linear light plus a soft lamp."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    ramp = (x * np.cos(angle) + y * np.sin(angle)) / width
    lamp = np.exp(-((x - rng.uniform(0, width)) ** 2 + (y - rng.uniform(0, height)) ** 2)
                  / (2 * (rng.uniform(0.1, 0.6) * width) ** 2))
    return rng.uniform(30, 220) + rng.uniform(-120, 120) * ramp + rng.uniform(-80, 80) * lamp


def grating(rng, height, width):
    """Stripes, checks, bricks and blinds: products of (squared) sine waves."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    wave = np.ones((height, width), np.float32)
    for _ in range(int(rng.integers(1, 3))):
        angle, period = rng.uniform(0, np.pi), np.exp(rng.uniform(np.log(3), np.log(50)))
        part = np.sin((x * np.cos(angle) + y * np.sin(angle)) * 2 * np.pi / period + rng.uniform(0, 6))
        wave *= np.clip(part * np.exp(rng.uniform(0, 3)), -1, 1)
    return rng.uniform(50, 200) + rng.uniform(10, 70) * wave


PLAIN = (noise, gradient, grating)


def draw_shapes(rng, scene):
    """Rectangles, ellipses, lines and polygons: furniture, windows, shelves, cables."""
    height, width = scene.shape
    for _ in range(int(rng.integers(1, 12))):
        x, y = int(rng.integers(-width // 4, width)), int(rng.integers(-height // 4, height))
        w, h = (int(size) for size in np.exp(rng.uniform(np.log(4), np.log(width * 0.8), 2)))
        shade, thick = float(rng.uniform(0, 255)), -1 if rng.random() < 0.6 else int(rng.integers(1, 5))
        kind = rng.integers(4)
        if kind == 0:
            cv2.rectangle(scene, (x, y), (x + w, y + h), shade, thick)
        elif kind == 1:
            cv2.ellipse(scene, (x, y), (w // 2 + 1, h // 2 + 1), rng.uniform(0, 180), 0, 360, shade, thick)
        elif kind == 2:
            cv2.line(scene, (x, y), (x + w, y + int(rng.integers(-h, h + 1))), shade, int(rng.integers(1, 6)))
        else:
            corners = np.int32(rng.uniform(0, 1, (int(rng.integers(3, 7)), 2)) * [w, h] + [x, y])
            cv2.fillPoly(scene, [corners], shade)


def draw_text(rng, scene):
    """Lines of letters and digits in random size and face."""
    height, width = scene.shape
    scale, y = float(np.exp(rng.uniform(np.log(0.25), np.log(1.5)))), int(rng.integers(5, height))
    font, shade = int(rng.integers(0, 8)), float(rng.uniform(0, 255))
    for _ in range(int(rng.integers(1, 6))):
        letters = "".join(chr(code) for code in rng.integers(33, 123, int(rng.integers(2, 16))))
        cv2.putText(scene, letters, (int(rng.integers(-10, width // 2)), y), font, scale, shade,
                    int(rng.integers(1, 3)))
        y += int(30 * scale)


def draw_oval(rng, scene):
    """A shaded, soft-edged oval like a cheek, a hand, a balloon or a head from behind, perhaps with spots.

    Spots come singly, in pairs or scattered, so that neither an oval nor two dark dots suffice for a face.
    """
    height, width = scene.shape
    size = np.exp(rng.uniform(np.log(8), np.log(60)))
    cx, cy = rng.uniform(0, width), rng.uniform(0, height)
    angle, aspect = rng.normal(0, 0.4), rng.uniform(0.6, 1.7)
    y, x = np.mgrid[:height, :width].astype(np.float32)
    u = ((x - cx) * np.cos(angle) + (y - cy) * np.sin(angle)) / size
    v = ((y - cy) * np.cos(angle) - (x - cx) * np.sin(angle)) / (size * aspect)
    mask = np.clip((1 - (u * u + v * v)) * rng.uniform(2, 12), 0, 1)
    tone = rng.uniform(60, 230) + rng.uniform(-40, 40) * u + rng.uniform(-40, 40) * v - 25 * (u * u + v * v)
    for _ in range(int(rng.choice([0, 0, 1, 2, 4]))):
        px, py, radius = rng.uniform(-0.7, 0.7), rng.uniform(-0.7, 0.7), rng.uniform(0.05, 0.25)
        spot = np.exp(-((u - px) ** 2 + ((v - py) * aspect) ** 2) / (2 * radius * radius))
        if rng.random() < 0.3:
            spot = spot + np.exp(-((u + px) ** 2 + ((v - py) * aspect) ** 2) / (2 * radius * radius))
        tone = tone - rng.uniform(-40, 110) * spot
    scene += mask * (tone - scene)


def scene(rng, height, width):
    """One procedural scene, uint8 [height, width]."""
    canvas = PLAIN[rng.integers(3)](rng, height, width).astype(np.float32)
    if rng.random() < 0.4:
        other = PLAIN[rng.integers(3)](rng, height, width)
        cut = rng.uniform(0.2, 0.8)
        if rng.random() < 0.5:
            canvas[int(height * cut):] = other[int(height * cut):]
        else:
            canvas[:, int(width * cut):] = other[:, int(width * cut):]
    canvas = np.ascontiguousarray(canvas, np.float32)
    if rng.random() < 0.6:
        draw_shapes(rng, canvas)
    if rng.random() < 0.2:
        draw_text(rng, canvas)
    for _ in range(int(rng.choice([0, 0, 1, 2, 4]))):
        draw_oval(rng, canvas)
    if rng.random() < 0.4:
        canvas = cv2.GaussianBlur(canvas, (0, 0), rng.uniform(0.4, 3))
    if rng.random() < 0.5:
        canvas += rng.standard_normal(canvas.shape).astype(np.float32) * rng.uniform(1, 12)
    return np.clip(canvas, 0, 255).astype(np.uint8)


def photo_region(rng, picture, box, height, width):
    """A patch of a photograph clear of its face box (grown by a fifth), resized; None where nothing is left.

    `picture` grey uint8, `box` (x1, y1, x2, y2) in its pixels.
    """
    rows, columns = picture.shape
    grow = 0.2 * (box[2] - box[0])
    x1, y1, x2, y2 = box[0] - grow, box[1] - 1.5 * grow, box[2] + grow, box[3] + grow / 2
    strips = [(0, 0, x1, rows), (x2, 0, columns, rows), (0, 0, columns, y1), (0, y2, columns, rows)]
    strips = [strip for strip in strips if strip[2] - strip[0] >= 24 and strip[3] - strip[1] >= 24]
    if not strips:
        return None
    left, top, right, bottom = strips[rng.integers(len(strips))]
    w = rng.uniform(24, right - left)
    h = np.clip(w * rng.uniform(0.6, 1.3), 24, bottom - top)
    x, y = int(rng.uniform(left, right - w)), int(rng.uniform(top, bottom - h))
    return cv2.resize(picture[y:y + int(h), x:x + int(w)], (width, height), interpolation=cv2.INTER_AREA)


class ScenePool:
    """Scenes drawn in advance and renewed a few at a time, so that training does not wait for drawing.

    A quarter are patches of photographs (`pictures`: FacePictures), the rest procedural.
    """

    def __init__(self, rng, pictures, height, width, size=1500):
        self.rng, self.pictures, self.shape = rng, pictures, (height, width)
        self.scenes = [self._new() for _ in range(size)]

    def _new(self):
        if self.rng.random() < 0.25:
            index = int(self.rng.choice(np.flatnonzero(~self.pictures.is_crop)))
            patch = photo_region(self.rng, self.pictures.pixels(index), self.pictures.boxes[index], *self.shape)
            if patch is not None:
                return patch
        return scene(self.rng, *self.shape)

    def renew(self, count):
        for index in self.rng.integers(len(self.scenes), size=count):
            self.scenes[index] = self._new()

    def draw(self, height, width):
        """A random window of a random scene, mirrored half the time, uint8 [height, width] (a copy)."""
        source = self.scenes[self.rng.integers(len(self.scenes))]
        y = int(self.rng.integers(source.shape[0] - height + 1))
        x = int(self.rng.integers(source.shape[1] - width + 1))
        window = source[y:y + height, x:x + width]
        return np.ascontiguousarray(window[:, ::-1] if self.rng.random() < 0.5 else window)
