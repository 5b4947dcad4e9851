"""Trains the face detector: 128x96 grey letterboxed frame -> scores, boxes and coarse landmarks on two grids.

    python3 face_detect.py --data ../shared/data --out models/float [--minutes 50]
    python3 face_detect.py --quick --out FOLDER

Anchor-free, one cell per face as in CenterNet (Zhou et al., "Objects as Points", 2019), on a grid of stride 8 for
small faces and one of stride 16 for large ones. Outputs per grid: `score` logit and `geometry`, 14 numbers from the
cell's centre in units of BASE: dx, dy of the box centre, ln(width), ln(height), then (x, y) of the five landmarks.
--quick does all of it in half a minute on simulated people, without the data pack.
"""
import argparse
import tempfile
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from face_frames import HEIGHT, WIDTH, frame_of_faces, intersection_over_union
from face_landmarks import Block
from face_pictures import FacePictures
from face_simulated import SIMULATED, SimulatedPictures
from graph import ConvBN, Graph, mse_range
from graph_emulation import write_reference
from scenes import ScenePool
from timed_run import TimedRun


class Grid:
    """One output grid. Faces of sqrt(w h) within `taught` are its positives, within `tolerated` no negatives."""

    def __init__(self, name, stride, taught, tolerated):
        self.name, self.stride, self.base = name, stride, 3.0 * stride
        self.taught, self.tolerated = taught, tolerated
        self.rows, self.columns = HEIGHT // stride, WIDTH // stride
        y, x = np.mgrid[:self.rows, :self.columns].astype(np.float32)
        self.x, self.y = x * stride + (stride - 1) / 2, y * stride + (stride - 1) / 2


GRIDS = (Grid("small", 8, (0, 36), (36, 50)), Grid("large", 16, (29, 1e9), (21, 29)))


class ConvBlock(Block):
    """Block with a depthwise kernel of any size."""

    def __init__(self, cin, cout, stride=1, kernel=3):
        super().__init__(cin, cout, stride)
        self.dw = ConvBN(cin, cin, kernel, stride, depthwise=True)


class Detector(nn.Module):
    """About 3.1 MMAC at 128x96."""

    def __init__(self):
        super().__init__()
        self.stem = ConvBN(1, 8, 3, 2)
        self.small = nn.ModuleList([
            ConvBlock(8, 16, 2), ConvBlock(16, 16), ConvBlock(16, 40, 2), ConvBlock(40, 40), ConvBlock(40, 40, kernel=5)])
        self.large = nn.ModuleList([ConvBlock(40, 96, 2), ConvBlock(96, 96), ConvBlock(96, 96, kernel=5)])
        self.heads = nn.ModuleDict()
        for grid, channels in zip(GRIDS, (40, 96)):
            score, geometry = nn.Conv2d(channels, 1, 1), nn.Conv2d(channels, 14, 1)
            nn.init.normal_(score.weight, 0, 0.01)
            nn.init.normal_(geometry.weight, 0, 0.01)
            nn.init.constant_(score.bias, -4)
            self.heads[f"{grid.name}_score"], self.heads[f"{grid.name}_geometry"] = score, geometry

    def forward(self, x):
        x, found = self.stem(x), []
        for grid, blocks in zip(GRIDS, (self.small, self.large)):
            for block in blocks:
                x = block(x)
            found.append((self.heads[f"{grid.name}_score"](x)[:, 0].float(), self.heads[f"{grid.name}_geometry"](x).float()))
        return found


def targets(grid, faces, doubt):
    """heat, weight of negatives, doubt [rows, columns]; geometry [14, ...] with its weight for one frame."""
    heat = np.zeros((grid.rows, grid.columns), np.float32)
    negative, weight = np.ones_like(heat), np.zeros_like(heat)
    geometry = np.zeros((14, grid.rows, grid.columns), np.float32)
    for face in faces:
        x1, y1, x2, y2 = face.box
        w, h, cx, cy = x2 - x1, y2 - y1, (x1 + x2) / 2, (y1 + y2) / 2
        size = float(np.sqrt(w * h))
        within = lambda span: span[0] <= size < span[1]
        if face.visible < 0.5 or within(grid.tolerated):
            negative[(grid.x > x1) & (grid.x < x2) & (grid.y > y1) & (grid.y < y2)] = 0
        if face.visible < 0.5 or not within(grid.taught):
            continue
        sigma = max(0.5 * grid.stride, 0.1 * size)
        near = np.exp(-((grid.x - cx) ** 2 + (grid.y - cy) ** 2) / (2 * sigma * sigma))
        near[np.unravel_index(near.argmax(), near.shape)] = 1
        better = near > np.maximum(heat, 0.3)
        codes = [(cx - grid.x) / grid.base, (cy - grid.y) / grid.base,
                 np.full_like(heat, np.log(w / grid.base)), np.full_like(heat, np.log(h / grid.base))]
        for x, y in face.landmarks:
            codes += [(x - grid.x) / grid.base, (y - grid.y) / grid.base]
        geometry[:, better] = np.stack(codes)[:, better]
        weight[better] = near[better]
        heat = np.maximum(heat, near)
    middle = grid.stride // 2
    return heat, negative, doubt[middle::grid.stride, middle::grid.stride].astype(np.float32), geometry, weight


def batch(rng, pictures, scenes, size):
    """Input [size, 1, 96, 128] in [-1, 1) and, per grid, the stacked targets."""
    drawn = [frame_of_faces(rng, pictures, scenes) for _ in range(size)]
    x = np.stack([frame for frame, _, _ in drawn])[:, None].astype(np.float32)
    wanted = [[torch.from_numpy(np.stack(part)) for part in zip(*(targets(grid, faces, doubt) for _, faces, doubt in drawn))]
              for grid in GRIDS]
    return torch.from_numpy((x - 128) / 128), wanted


def grid_loss(logit, found, wanted, forgiving):
    """Focal loss of the heat map and smooth L1 of the geometry, per face.

    A photograph has one annotated face but may show more: when `forgiving`, confident cells elsewhere in a
    photograph are left out rather than taught as background.
    """
    heat, negative, doubt, geometry, weight = wanted
    p = torch.sigmoid(logit)
    if forgiving:
        negative = negative * (1 - doubt * (p.detach() > 0.7))
    peak = (heat == 1).float()
    focal = -(peak * (1 - p) ** 2 * F.logsigmoid(logit)
              + (1 - peak) * negative * (1 - heat) ** 4 * p ** 2 * F.logsigmoid(-logit)).sum()
    error = F.smooth_l1_loss(found, geometry, beta=0.05, reduction="none")
    box, points = error[:, :4].sum(1), error[:, 4:].sum(1) / 2.5
    faces = peak.sum().clamp(1)
    return focal / faces, ((box + points) * weight).sum() / weight.sum().clamp(1)


def decoded(logits, geometries, threshold, overlap=0.4):
    """Faces of one frame after non-maximum suppression: list of (score, box [4], landmarks [5, 2])."""
    candidates = []
    for grid, logit, code in zip(GRIDS, logits, geometries):
        score = 1 / (1 + np.exp(-logit))
        for row, column in zip(*np.nonzero(score > threshold)):
            x, y, c = grid.x[row, column], grid.y[row, column], code[:, row, column]
            cx, cy, w, h = x + c[0] * grid.base, y + c[1] * grid.base, grid.base * np.exp(c[2]), grid.base * np.exp(c[3])
            points = np.stack([x + c[4::2] * grid.base, y + c[5::2] * grid.base], 1)
            candidates.append((float(score[row, column]), np.array([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2]), points))
    kept = []
    for face in sorted(candidates, key=lambda face: -face[0]):
        if all(intersection_over_union(face[1], other[1]) < overlap for other in kept):
            kept.append(face)
    return kept


@torch.no_grad()
def evaluate(network, pictures, seed=1, frames=500):
    """Composed frames of held-out people: recall at IoU 0.5, false faces per face-free frame, landmark error.

    The score threshold is the one that leaves at most 1 false face per 100 face-free frames.
    """
    rng = np.random.default_rng(seed)
    scenes = ScenePool(rng, pictures, HEIGHT + 16, WIDTH + 16, 400)

    def detect(count):
        drawn = [frame_of_faces(rng, pictures, scenes, count) for _ in range(50)]
        x = torch.from_numpy((np.stack([frame for frame, _, _ in drawn])[:, None].astype(np.float32) - 128) / 128)
        found = network(x)
        for number, (_, faces, _) in enumerate(drawn):
            yield faces, decoded([grid[0][number].numpy() for grid in found], [grid[1][number].numpy() for grid in found], 0.1)

    false = sorted((face[0] for _ in range(frames // 50) for _, faces in detect(0) for face in faces), reverse=True)
    allowed = frames // 100
    threshold = max(false[allowed] if len(false) > allowed else 0.0, 0.1)
    truths, hits, hits_half, errors = 0, 0, 0, []
    for _ in range(frames // 50):
        for faces, found in detect(1):
            for face in faces:
                if face.visible < 0.6:
                    continue
                truths += 1
                best = max(found, key=lambda other: intersection_over_union(face.box, other[1]), default=None)
                if best is None or intersection_over_union(face.box, best[1]) < 0.5:
                    continue
                hits += best[0] > threshold
                hits_half += best[0] > 0.5
                eyes = np.linalg.norm(face.landmarks[0] - face.landmarks[1])
                errors.append(np.linalg.norm(best[2] - face.landmarks, axis=1).mean() / eyes)
    return dict(threshold=round(threshold, 3), recall=round(hits / truths, 4), recall_at_half=round(hits_half / truths, 4),
                false_at_half=round(sum(score > 0.5 for score in false) / frames, 4),
                landmarks=round(float(np.median(errors)), 4) if errors else 1.0)


def channels_last(found):
    """The outputs in the order of the graph, each [n, rows, columns, channels]."""
    return [part for score, geometry in found for part in (score[..., None], geometry.permute(0, 2, 3, 1))]


@torch.no_grad()
def export(network, x, stem):
    """Folded float graph with the ranges that `x`, training frames, produces."""
    graph = Graph("face-detect", "image", [1, HEIGHT, WIDTH, 1], 1 / 128, 0,
                  "grey frame -> per grid (stride 8, 16): score logit; box and landmarks in cell units")
    tensor, value, outputs = "image", x, []

    def conv(name, layer):
        nonlocal tensor, value
        value = layer(value)
        tensor = graph.conv_bn(tensor, name, layer, mse_range(value, zero=True))

    conv("stem", network.stem)
    for grid, blocks in zip(GRIDS, (network.small, network.large)):
        for number, block in enumerate(blocks, 1):
            before = tensor, value
            conv(f"{grid.name}{number}.dw", block.dw)
            conv(f"{grid.name}{number}.pw", block.pw)
            if block.short:
                value = value + before[1]
                tensor = graph.add(before[0], tensor, f"{grid.name}{number}.sum", mse_range(value, zero=True))
        for part in ("score", "geometry"):
            head = network.heads[f"{grid.name}_{part}"]
            out = head(value)
            if part == "geometry":  # only cells on a face are ever decoded
                seen = out.permute(0, 2, 3, 1)[network.heads[f"{grid.name}_score"](value)[:, 0] > -1]
                span = (float(seen.min()), float(seen.max())) if len(seen) else (-1.0, 1.0)
            else:
                span = (float(out.min()), float(out.max()))
            outputs.append(graph.conv(tensor, f"{grid.name}.{part}", head.weight.numpy(), head.bias.numpy(), span, relu=False))
    graph.save(stem, outputs)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", help="folder of the data packs; not needed with --quick")
    arguments.add_argument("--out", required=True)
    arguments.add_argument("--work", default=str(Path(tempfile.gettempdir()) / "viseme-training"))
    arguments.add_argument("--minutes", type=float, default=50)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--batch", type=int, default=48)
    arguments.add_argument("--reference", help="file for the answers of the network to two training frames")
    arguments.add_argument("--quick", action="store_true", help="half a minute on simulated people; works in --out")
    options = arguments.parse_args()
    report_every, calibrated_on, scenes_kept, frames = 5, 8, 1500, 500      # minutes, batches of 48, scenes, frames
    if options.quick:
        options.work, options.minutes, options.batch = options.out, 0.3, 8
        report_every, calibrated_on, scenes_kept, frames = 0.1, 1, 200, 100
    elif not options.data:
        arguments.error("--data is needed, or --quick")

    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(options.seed)
    network = Detector().to(memory_format=torch.channels_last)
    run = TimedRun("face-detect", network, options.work, options.minutes, 5e-3)
    rng = np.random.default_rng([options.seed, run.step])
    if options.quick:
        train, tune = (SimulatedPictures(SIMULATED, people, seed) for people, seed in ((60, 1), (20, 2)))
    else:
        train, tune = (FacePictures(options.data, split, options.work) for split in ("train", "tune"))
    scenes = ScenePool(rng, train, HEIGHT + 16, WIDTH + 16, scenes_kept)
    sums, count, next_report = np.zeros(2), 0, run.minutes_done() + report_every
    stem = Path(options.out) / "face-detect"

    def report():
        calibration = torch.cat([batch(rng, train, scenes, 48)[0] for _ in range(calibrated_on)])
        export(run.average, calibration, stem)
        run.save()
        focal, geometry = sums / max(count, 1)
        run.record(focal=round(focal, 4), geometry=round(geometry, 4), **evaluate(run.average, tune, frames=frames))

    while run.running():
        x, wanted = batch(rng, train, scenes, options.batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = network(x.contiguous(memory_format=torch.channels_last))
        forgiving = run.minutes_done() > options.minutes / 3
        parts = [grid_loss(logit, code, target, forgiving) for (logit, code), target in zip(found, wanted)]
        focal, geometry = (sum(column) for column in zip(*parts))
        run.update(focal + geometry)
        scenes.renew(4)
        sums, count = sums + [float(focal), float(geometry)], count + 1
        if run.minutes_done() > next_report:
            report()
            sums, count, next_report = np.zeros(2), 0, run.minutes_done() + report_every
    report()
    if options.reference:
        images, _ = batch(rng, train, scenes, 2)
        with torch.no_grad():
            write_reference(stem, images, channels_last(run.average(images)), options.reference)


if __name__ == "__main__":
    main()
