"""The voice SuperNet: the teacher's frame layers (a TDNN x-vector), each through a narrow layer, at every third frame.

Input [n, BANDS, frames, 1]: the bands are channels. Every frame layer is a pair: `down` (3 positions, the first 5 frames,
the last two 1) to a few channels without ReLU, `up` to many with it. Their weights are then a product of low rank, which
voice_super_start.py fits to the teacher's; the block `context`, which shallow SubNets leave out, is added to its input.
Then mean and mean square over time -> linear. Every kernel of a frame layer fits the ESP32's 32-KiB cache, so that none is
streamed from flash for each position.
"""
from typing import NamedTuple

import torch
import torch.nn as nn
import torch.nn.functional as F

from elastic import ElasticConv, Normed, SuperNet, first_channels
from voice_features import BANDS

DIMENSIONS = 128
STRIDE = 3  # frames between positions
# by width: channels of a frame layer; of the narrow layers of the first frame layer, of those over 3 positions, of the
# last two; of what is pooled
WIDTHS = ((48, 20, 16, 20, 80), (96, 32, 28, 36, 160), (144, 48, 40, 52, 256), (192, 64, 52, 72, 384))
CHANNELS, FIRST, MIDDLE, LAST, POOLED = zip(*WIDTHS)
DEPTHS = (5, 6)
TIMED = 3  # positions that a frame layer looks at


class SubNet(NamedTuple):
    width: int  # index into WIDTHS
    depth: int  # frame layers

    @property
    def name(self):
        return f"w{CHANNELS[self.width]}-d{self.depth}"


LARGEST, SMALLEST = SubNet(len(WIDTHS) - 1, DEPTHS[-1]), SubNet(0, DEPTHS[0])
SHIPPED = SubNet(len(WIDTHS) - 1, DEPTHS[0])  # what the application ships as voice-embed
SUBNETS = [SubNet(width, depth) for width in range(len(WIDTHS)) for depth in DEPTHS]


class FrameLayer(nn.Module):
    """A pair of convolutions of low rank."""

    def __init__(self, cin, narrow, cout, frames=1, stride=1, relu=True):
        super().__init__()
        self.down = ElasticConv(cin, narrow, (frames, 1), (stride, 1), relu=False)
        self.up = ElasticConv(narrow, cout, relu=relu)

    def forward(self, x, *given):
        return self.up(self.down(x, *given), *given)


class Embedding(Normed):
    """Mean and mean square over time of frames [n, pooled, t, 1] -> embedding [n, DIMENSIONS]."""

    def __init__(self):
        super().__init__()
        self.from_mean = nn.Parameter(torch.randn(DIMENSIONS, POOLED[-1]) * 0.05)
        self.from_square = nn.Parameter(torch.randn(DIMENSIONS, POOLED[-1]) * 0.02)
        self.add_norm((DIMENSIONS,) * len(WIDTHS), relu=False)

    def kernels_of(self, width):
        """The SubNet's parts [DIMENSIONS, pooled] of the two kernels."""
        return [first_channels(kernel, DIMENSIONS, POOLED[width], self.bits, self.four_bit_steps) for kernel in (self.from_mean, self.from_square)]

    def forward(self, frames, width, statistics=None):
        y = sum(values @ kernel.T for values, kernel in zip(moments(frames), self.kernels_of(width)))
        return self.normalised(y[..., None, None], width, statistics)[:, :, 0, 0]


def moments(frames):
    """Mean and mean square over time [n, channels] of frames [n, channels, t, 1]."""
    return frames.mean((2, 3)), (frames * frames).mean((2, 3))


class VoiceSuperNet(SuperNet):
    """Log-mel [n, BANDS, frames, 1] -> embedding [n, DIMENSIONS], compared by cosine."""

    def __init__(self):
        super().__init__()
        self.frame1 = FrameLayer((BANDS,) * len(WIDTHS), FIRST, CHANNELS, 5, STRIDE)
        self.frame2 = FrameLayer(CHANNELS, MIDDLE, CHANNELS, TIMED)
        self.frame3 = FrameLayer(CHANNELS, MIDDLE, CHANNELS, TIMED)
        self.context = FrameLayer(CHANNELS, MIDDLE, CHANNELS, TIMED, relu=False)
        self.frame4 = FrameLayer(CHANNELS, LAST, CHANNELS)
        self.frame5 = FrameLayer(CHANNELS, LAST, POOLED)
        self.frame5.up.gain.requires_grad_(False)  # not trained: pooled channels of like size quantise well together
        self.embedding = Embedding()

    def kernels(self):
        last = self.embedding
        return {**super().kernels(), "from_mean": (last.from_mean, last), "from_mean_square": (last.from_square, last)}

    def frames(self, x, subnet=LARGEST, statistics=None):
        """Last frame layer [n, pooled, positions, 1]; `statistics` as elastic.py has them."""
        given = subnet.width, statistics
        x = self.frame3(self.frame2(self.frame1(x, *given), *given), *given)
        if subnet.depth == DEPTHS[-1]:
            x = F.relu(x + self.context(x, *given))
        return self.frame5(self.frame4(x, *given), *given)

    def head(self, frames, subnet=LARGEST, statistics=None):
        """Last frame layer -> embedding; a mean and a mean square need float32."""
        return self.embedding(frames.float(), subnet.width, statistics)

    def forward(self, x, subnet=LARGEST, statistics=None):
        return self.head(self.frames(x, subnet, statistics), subnet, statistics)
