"""The voice SuperNet: 1-D convolutions over time, as the teacher has them, on frames reduced to every fourth.

Input [n, BANDS, frames, 1]: the bands are channels. Stem (5 frames, every second) -> separable layer (every second)
-> residual separable blocks over 5 frames -> 1x1 -> mean and mean square over time -> linear. Every kernel of the
widest network but the first fits the ESP32's 32-KiB cache, so that none is streamed from flash for each position.
"""
from typing import NamedTuple

import torch
import torch.nn as nn
import torch.nn.functional as F

from elastic import ElasticConv, rounded_weight
from voice_features import BANDS

DIMENSIONS = 128
# stem, body and pooled channels by width
WIDTHS = ((32, 40, 56), (64, 80, 96), (96, 120, 136), (128, 160, 176))
DEPTHS = (4, 7)
FRAMES_PER_STEP = 4


class SubNet(NamedTuple):
    width: int  # index into WIDTHS
    depth: int  # blocks

    @property
    def name(self):
        return f"w{WIDTHS[self.width][1]}-d{self.depth}"


LARGEST, SMALLEST = SubNet(len(WIDTHS) - 1, DEPTHS[-1]), SubNet(0, DEPTHS[0])
SUBNETS = [SubNet(width, depth) for width in range(len(WIDTHS)) for depth in DEPTHS]


class VoiceSuperNet(nn.Module):
    def __init__(self):
        super().__init__()
        stem, body, pooled = WIDTHS[-1]
        self.stem = ElasticConv(BANDS, stem, (5, 1), (2, 1))
        self.down = nn.ModuleList([ElasticConv(stem, stem, (5, 1), (2, 1), depthwise=True), ElasticConv(stem, body)])
        self.blocks = nn.ModuleList([
            nn.ModuleList([ElasticConv(body, body, (5, 1), depthwise=True), ElasticConv(body, body, relu=False)])
            for _ in range(DEPTHS[-1])])
        self.expand = ElasticConv(body, pooled, gain=False)  # no gain: pooled channels of like size quantise well together
        self.from_mean = nn.Parameter(torch.randn(DIMENSIONS, pooled) * 0.05)
        self.from_square = nn.Parameter(torch.randn(DIMENSIONS, pooled) * 0.02)
        self.centre = None  # mean embedding of the SubNet in use; None: of the batch
        self.quantised_weights = False

    def frames(self, x, subnet=LARGEST):
        """Last frame layer [n, pooled, frames / 4, 1]."""
        stem, body, pooled = WIDTHS[subnet.width]
        x = self.stem(x, stem)
        x = self.down[1](self.down[0](x, stem), body)
        for depthwise, pointwise in self.blocks[:subnet.depth]:
            x = F.relu(x + pointwise(depthwise(x, body), body))
        return self.expand(x, pooled)

    def pooled(self, frames):
        """[n, pooled, t, 1] -> embedding [n, DIMENSIONS] before centring."""
        frames = frames.float()
        channels = frames.shape[1]
        mean, square = self.from_mean, self.from_square
        if self.quantised_weights:
            mean, square = rounded_weight(mean), rounded_weight(square)
        return frames.mean((2, 3)) @ mean[:, :channels].T + (frames * frames).mean((2, 3)) @ square[:, :channels].T

    def forward(self, x, subnet=LARGEST):
        y = self.pooled(self.frames(x, subnet))
        return y - (y.mean(0) if self.centre is None else self.centre)
