"""The voice SuperNet: 1-D convolutions over time, as the teacher has them, on frames reduced to every fourth.

Input [n, BANDS, frames, 1]: the bands are channels. Stem (5 frames, every second) -> separable layer (every second)
-> residual separable blocks over 5 frames -> 1x1 -> mean and mean square over time -> linear. Every kernel of the
widest network but the first fits the ESP32's 32-KiB cache, so that none is streamed from flash for each position.
"""
from typing import NamedTuple

import torch
import torch.nn as nn
import torch.nn.functional as F

from elastic import ElasticConv, SuperNet, first_channels
from voice_features import BANDS

DIMENSIONS = 128
# stem, body and pooled channels by width
WIDTHS = ((32, 40, 56), (64, 80, 96), (96, 120, 136), (128, 160, 176))
STEM, BODY, POOLED = zip(*WIDTHS)
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


class VoiceSuperNet(SuperNet):
    """Log-mel [n, BANDS, frames, 1] -> embedding [n, DIMENSIONS], compared by cosine."""

    def __init__(self):
        super().__init__()
        layer = lambda *given, **options: ElasticConv(*given, common_norm=True, **options)
        self.stem = layer((BANDS,) * len(WIDTHS), STEM, (5, 1), (2, 1))
        self.down = nn.ModuleList([layer(STEM, STEM, (5, 1), (2, 1), depthwise=True), layer(STEM, BODY)])
        self.blocks = nn.ModuleList([
            nn.ModuleList([layer(BODY, BODY, (5, 1), depthwise=True), layer(BODY, BODY, relu=False)])
            for _ in range(DEPTHS[-1])])
        self.expand = layer(BODY, POOLED)
        self.expand.gain.requires_grad_(False)  # stays 1: pooled channels of like size quantise well together
        self.from_mean = nn.Parameter(torch.randn(DIMENSIONS, POOLED[-1]) * 0.05)
        self.from_square = nn.Parameter(torch.randn(DIMENSIONS, POOLED[-1]) * 0.02)

    def frames(self, x, subnet=LARGEST, statistics=None):
        """Last frame layer [n, pooled, frames / 4, 1]; `statistics` as elastic.py has them."""
        given = subnet.width, statistics
        x = self.stem(x, *given)
        x = self.down[1](self.down[0](x, *given), *given)
        for depthwise, pointwise in self.blocks[:subnet.depth]:
            x = F.relu(x + pointwise(depthwise(x, *given), *given))
        return self.expand(x, *given)

    def pooled(self, frames):
        """[n, pooled, t, 1] -> embedding [n, DIMENSIONS] before centring."""
        frames = frames.float()
        mean, square = (first_channels(kernel, DIMENSIONS, frames.shape[1], self.bits) for kernel in (self.from_mean, self.from_square))
        return frames.mean((2, 3)) @ mean.T + (frames * frames).mean((2, 3)) @ square.T

    def forward(self, x, subnet=LARGEST, statistics=None, centre=None):
        """`centre`: mean embedding of the SubNet in use; without, that of the batch."""
        y = self.pooled(self.frames(x, subnet, statistics))
        return y - (y.mean(0) if centre is None else centre)
