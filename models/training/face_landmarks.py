"""Trains the landmark network: 64x64 grey crop around a face box -> five landmarks and "is this a face".

    python3 face_mistakes.py --work RUN
    python3 face_landmarks.py --data ../shared/data --out models/float --work RUN --minutes 50
    python3 face_landmarks.py --quick --out FOLDER

What the detector mistakes for faces (face-mistakes.npy in RUN, where it is there) joins the crops without one.

The crop is a square of CROP times the larger side of the box, centred on it. Output `landmarks`: (x, y) of left eye,
right eye, nose tip, left and right mouth corner as seen, from the crop's centre, in units of its side; `face`: logit.
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

from face_data import CROP as ALIGNED, template
from face_pictures import FacePictures, degrade, reduce_for
from face_simulated import SIMULATED, SimulatedPictures
from graph import ConvBN, Graph, mse_range
from graph_emulation import write_reference
from scenes import ScenePool

EDGE = 64
CROP = 1.1
TEMPLATE = torch.tensor(template(), dtype=torch.float32)
CORNERS = torch.tensor([[x, y] for y in (-0.5, ALIGNED - 0.5) for x in (-0.5, ALIGNED - 0.5)])
LARGEST_LOGIT = 12.0  # log-odds; beyond it the int8 range of the face output need not reach
MIRRORED = [1, 0, 2, 4, 3]


class Block(nn.Module):
    """Depthwise 3x3, pointwise, and a shortcut where the shape stays."""

    def __init__(self, cin, cout, stride=1):
        super().__init__()
        self.dw, self.pw = ConvBN(cin, cin, 3, stride, depthwise=True), ConvBN(cin, cout, 1)
        self.short = stride == 1 and cin == cout

    def forward(self, x):
        y = self.pw(self.dw(x))
        return x + y if self.short else y


class LandmarkNetwork(nn.Module):
    """3.9 MMAC as trained (the export leaves dead blocks out); the last feature map, 4x4x128, is flattened (NHWC) into two linear heads."""

    def __init__(self):
        super().__init__()
        self.stem = ConvBN(1, 16, 3, 2)
        self.blocks = nn.ModuleList([
            Block(16, 32, 2), Block(32, 32), Block(32, 32),
            Block(32, 96, 2), Block(96, 96), Block(96, 96), Block(96, 96),
            Block(96, 128, 2), Block(128, 128), Block(128, 128)])
        self.landmarks, self.face = nn.Linear(16 * 128, 10), nn.Linear(16 * 128, 1)
        nn.init.normal_(self.landmarks.weight, 0, 0.005)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        x = x.permute(0, 2, 3, 1).flatten(1).float()
        with torch.autocast("cpu", enabled=False):
            return self.landmarks(x), self.face(x)[:, 0]


def crop_matrix(centre, side, roll):
    """2x3 matrix from picture to crop pixels (pixel centres at integers); `roll` turns the crop, radians."""
    scale = EDGE / side
    c, s = np.cos(roll) * scale, np.sin(roll) * scale
    turn = np.float32([[c, s], [-s, c]])
    return np.column_stack([turn, (EDGE - 1) / 2 - turn @ np.float32(centre)]).astype(np.float32)


def cropped(rng, picture, matrix, scenes=None):
    """Warped crop; what lies outside the picture repeats its edge or, half the time, is a scene."""
    source, reduced = reduce_for(picture, matrix)
    crop = cv2.warpAffine(source, reduced, (EDGE, EDGE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    if scenes is not None and rng.random() < 0.5:
        inside = cv2.warpAffine(np.full(source.shape, 255, np.uint8), reduced, (EDGE, EDGE))
        if inside.min() < 255:
            crop = np.where(inside > 127, crop, scenes.draw(EDGE, EDGE))
    return crop


def drawn_face(rng, pictures, index, scenes):
    """An augmented crop and its landmarks [5, 2] in crop units."""
    box, points = pictures.boxes[index], pictures.landmarks[index]
    extent = max(box[2] - box[0], box[3] - box[1])
    side = CROP * extent * np.exp(rng.normal(0, 0.09))
    centre = (box[:2] + box[2:]) / 2 + rng.normal(0, 0.05, 2) * extent
    roll = rng.normal(0, 0.12) if rng.random() < 0.75 else rng.uniform(-0.65, 0.65)
    matrix = crop_matrix(centre, side, roll)
    crop = cropped(rng, pictures.pixels(index), matrix, scenes)
    points = (points @ matrix[:, :2].T + matrix[:, 2] - (EDGE - 1) / 2) / EDGE
    if rng.random() < 0.5:
        crop, points = crop[:, ::-1], (points * [-1, 1])[MIRRORED]
    crop = np.ascontiguousarray(crop)
    if rng.random() < 0.12:  # the frame ends inside the crop: its edge pixels repeat
        cut = int(rng.integers(1, EDGE // 3))
        turns = int(rng.integers(4))
        turned = np.rot90(crop, turns)
        turned[:, :cut] = turned[:, cut:cut + 1]
    if rng.random() < 0.12:  # something in front
        x, y, w, h = rng.integers(0, EDGE), rng.integers(0, EDGE), rng.integers(4, 28), rng.integers(4, 28)
        crop[y:y + h, x:x + w] = rng.integers(0, 256)
    return crop, points


def drawn_other(rng, pictures, scenes, mistakes):
    """A crop that holds no face, or one far from where a box would put it. `mistakes`: [n, EDGE, EDGE], may be empty."""
    if len(mistakes) and rng.random() < 0.5:
        crop = mistakes[rng.integers(len(mistakes))]
        return np.ascontiguousarray(crop[:, ::-1] if rng.random() < 0.5 else crop)
    if rng.random() < 0.6:
        return scenes.draw(EDGE, EDGE)
    index = int(rng.integers(len(pictures)))
    box = pictures.boxes[index]
    extent = max(box[2] - box[0], box[3] - box[1])
    kind, centre, side = rng.integers(3), (box[:2] + box[2:]) / 2, CROP * extent
    if kind == 0:
        angle = rng.uniform(0, 2 * np.pi)
        centre = centre + rng.uniform(0.6, 0.9) * extent * np.array([np.cos(angle), np.sin(angle)])
    elif kind == 1:
        side *= rng.uniform(2.2, 3.5)
    else:
        side *= rng.uniform(0.2, 0.4)
        centre = centre + rng.uniform(-0.3, 0.3, 2) * extent
    return cropped(rng, pictures.pixels(index), crop_matrix(centre, side, rng.normal(0, 0.3)), scenes)


def batch(rng, pictures, scenes, mistakes, faces, others):
    """(input [n, 1, EDGE, EDGE] in [-1, 1), landmarks [faces, 10]); the faces come first."""
    drawn = [drawn_face(rng, pictures, int(i), scenes) for i in rng.integers(len(pictures), size=faces)]
    crops = [crop for crop, _ in drawn] + [drawn_other(rng, pictures, scenes, mistakes) for _ in range(others)]
    crops = np.stack([degrade(rng, crop) for crop in crops]).astype(np.float32)
    points = np.array([points for _, points in drawn], np.float32).reshape(faces, 10)
    return torch.from_numpy((crops[:, None] - 128) / 128), torch.from_numpy(points)


def aligned_corners(points):
    """Where the corners of the aligned face lie by the similarity that least squares fits from template to `points`.

    points [n, 10] -> [n, 8], in the same units: linear in the points, so that its error is that of the alignment.
    """
    template = torch.view_as_complex((TEMPLATE - TEMPLATE.mean(0)).contiguous())
    corners = torch.view_as_complex((CORNERS - TEMPLATE.mean(0)).contiguous())
    given = torch.view_as_complex(points.reshape(-1, 5, 2).contiguous())
    turn = (given * template.conj()).sum(1, keepdim=True) / template.abs().square().sum()
    return torch.view_as_real(given.mean(1, keepdim=True) + turn * corners).flatten(1)


def losses(network, x, points):
    """Landmark loss (smooth L1 per inter-eye distance, of the points and of the corners that they align) and face loss."""
    found, logit = network(x)
    faces = len(points)
    eyes = (points[:, 0:2] - points[:, 2:4]).norm(dim=1).clamp(0.12)[:, None]
    found = found[:faces]
    landmark = F.smooth_l1_loss(found / eyes, points / eyes, beta=0.05)
    alignment = F.smooth_l1_loss(aligned_corners(found) / eyes, aligned_corners(points) / eyes, beta=0.05)
    truth = torch.zeros(len(x))
    truth[:faces] = 1
    return landmark + 0.5 * alignment, F.binary_cross_entropy_with_logits(logit, truth)


@torch.no_grad()
def evaluate(network, pictures, seed=1):
    """Landmark error per inter-eye distance (median, 95 %) with boxes jittered as detectors do; face recall, false."""
    rng, errors, right, wrong = np.random.default_rng(seed), [], 0, 0
    for start in range(0, len(pictures), 100):
        indices = np.arange(start, min(start + 100, len(pictures)))
        crops, truths = [], []
        for index in indices:
            box, points = pictures.boxes[index], pictures.landmarks[index]
            extent = max(box[2] - box[0], box[3] - box[1])
            matrix = crop_matrix((box[:2] + box[2:]) / 2 + rng.normal(0, 0.03, 2) * extent,
                                 CROP * extent * np.exp(rng.normal(0, 0.05)), 0)
            crops.append(cropped(rng, pictures.pixels(index), matrix))
            truths.append((points @ matrix[:, :2].T + matrix[:, 2] - (EDGE - 1) / 2) / EDGE)
        x = torch.from_numpy((np.stack(crops)[:, None].astype(np.float32) - 128) / 128)
        found, logit = network(x)
        truths = np.stack(truths)
        eyes = np.linalg.norm(truths[:, 0] - truths[:, 1], axis=1)
        offsets = np.linalg.norm(found.numpy().reshape(-1, 5, 2) - truths, axis=2)
        errors.append(offsets.mean(axis=1) / eyes)
        right += int((logit > 0).sum())
    errors = np.concatenate(errors)
    scenes = ScenePool(rng, pictures, EDGE, EDGE, 400)
    x = torch.from_numpy((np.stack(scenes.scenes)[:, None].astype(np.float32) - 128) / 128)
    wrong = int((network(x)[1] > 0).sum())
    return dict(median=round(float(np.median(errors)), 4), p95=round(float(np.percentile(errors, 95)), 4),
                face_recall=round(right / len(pictures), 4), face_false=round(wrong / 400, 4))


@torch.no_grad()
def export(network, x, others, stem):
    """Folded float graph with the ranges that `x`, augmented crops of faces, produces.

    `others`, crops without a face, only widen the range of the logit: their activations are much larger and may saturate.
    """
    graph = Graph("face-landmarks", "image", [1, EDGE, EDGE, 1], 1 / 128, 0,
                  "grey face crop -> five landmarks in crop units from its centre; face logit")
    tensor, value = "image", x

    def conv(name, layer):
        nonlocal tensor, value
        value = layer(value)
        tensor = graph.conv_bn(tensor, name, layer, mse_range(value, zero=True))

    conv("stem", network.stem)
    for number, block in enumerate(network.blocks, 1):
        if block.short and float(block.pw(block.dw(value)).max()) < mse_range(value, zero=True)[1] / 255 / 2:
            print(f"block{number} is left out: its ReLUs have died, it adds less than half a step of int8", flush=True)
            continue
        before = tensor, value
        conv(f"block{number}.dw", block.dw)
        conv(f"block{number}.pw", block.pw)
        if block.short:
            value = value + before[1]
            tensor = graph.add(before[0], tensor, f"block{number}.sum", mse_range(value, zero=True))
    flat = value.permute(0, 2, 3, 1).flatten(1)
    tensor = graph.reshape(tensor, "flat", mse_range(flat, zero=True), [1, flat.shape[1]])
    points, logit = network.landmarks(flat), torch.cat([network.face(flat)[:, 0], network(others)[1]])
    for name, head, limits in (("landmarks", network.landmarks, (float(points.min()), float(points.max()))),
                               ("face", network.face, mse_range(logit.clamp(-LARGEST_LOGIT, LARGEST_LOGIT)))):
        graph.fully_connected(tensor, name, head.weight.numpy(), head.bias.numpy(), limits)
    graph.save(stem, ["landmarks", "face"])


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", help="folder of the data packs; not needed with --quick")
    arguments.add_argument("--out", required=True)
    arguments.add_argument("--work", default=str(Path(tempfile.gettempdir()) / "viseme-training"))
    arguments.add_argument("--minutes", type=float, default=40)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--faces", type=int, default=64)
    arguments.add_argument("--others", type=int, default=24)
    arguments.add_argument("--reference", help="file for the answers of the network to a face and another crop")
    arguments.add_argument("--quick", action="store_true", help="half a minute on simulated people; works in --out")
    options = arguments.parse_args()
    report_every, calibrated_on, scenes_kept = 4, 8, 1500                   # minutes, batches, scenes
    if options.quick:
        options.work, options.minutes, options.faces, options.others = options.out, 0.3, 16, 8
        report_every, calibrated_on, scenes_kept = 0.1, 1, 200
    elif not options.data:
        arguments.error("--data is needed, or --quick")

    from timed_run import TimedRun
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    torch.manual_seed(options.seed)
    network = LandmarkNetwork().to(memory_format=torch.channels_last)
    run = TimedRun("face-landmarks", network, options.work, options.minutes, 5e-3)
    rng = np.random.default_rng([options.seed, run.step])
    if options.quick:
        train, tune = (SimulatedPictures(SIMULATED, people, seed) for people, seed in ((60, 1), (20, 2)))
    else:
        train, tune = (FacePictures(options.data, split, options.work) for split in ("train", "tune"))
    scenes = ScenePool(rng, train, EDGE + 16, EDGE + 16, scenes_kept)
    mined = Path(options.work) / "face-mistakes.npy"
    mistakes = np.load(mined) if mined.exists() else np.zeros((0, EDGE, EDGE), np.uint8)
    sums, count, next_report = np.zeros(2), 0, run.minutes_done() + report_every
    stem = Path(options.out) / "face-landmarks"

    def report():
        faces, others = (torch.cat([batch(rng, train, scenes, mistakes, *kind)[0] for _ in range(calibrated_on)])
                         for kind in ((64, 0), (0, 16)))
        export(run.average, faces, others, stem)
        run.save()
        landmark, face = sums / max(count, 1)
        run.record(landmark_loss=round(landmark, 5), face_loss=round(face, 5), **evaluate(run.average, tune))

    while run.running():
        x, points = batch(rng, train, scenes, mistakes, options.faces, options.others)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            landmark, face = losses(network, x.contiguous(memory_format=torch.channels_last), points)
        run.update(landmark + 0.05 * face)
        scenes.renew(4)
        sums, count = sums + [float(landmark), float(face)], count + 1
        if run.minutes_done() > next_report:
            report()
            sums, count, next_report = np.zeros(2), 0, run.minutes_done() + report_every
    report()
    if options.reference:
        images, _ = batch(rng, train, scenes, mistakes, 1, 1)
        with torch.no_grad():
            write_reference(stem, images, run.average(images), options.reference)


if __name__ == "__main__":
    main()
