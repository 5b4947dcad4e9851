"""The plain network of a face that others start from: 64x64x3 -> 128, 12.7 M multiply-accumulates, ReLU only.

Inverted residuals (MobileNetV2 shape) closed by a 4x4 depthwise convolution over the last map (MobileFaceNet). No map
is wider than 24 channels at 32x32: face_subnets.py tells why.
"""
import torch.nn as nn

from graph import ConvBN

# expansion (0: no 1x1 convolution before the depthwise one), channels out, repeats, stride of the first
BLOCKS = ((0, 32, 1, 2), (2, 32, 2, 1), (4, 64, 1, 2), (2, 64, 4, 1), (4, 96, 1, 2), (2, 96, 2, 1))


class Block(nn.Module):
    """1x1 expand, 3x3 depthwise, 1x1 project; added to its input where the shapes agree."""

    def __init__(self, cin, cout, expansion, stride):
        super().__init__()
        hidden = cin * max(expansion, 1)
        self.expand = ConvBN(cin, hidden) if expansion else None
        self.depthwise = ConvBN(hidden, hidden, 3, stride, depthwise=True)
        self.project = ConvBN(hidden, cout, relu=False)
        self.residual = stride == 1 and cin == cout

    def forward(self, x):
        y = self.project(self.depthwise(self.expand(x) if self.expand else x))
        return x + y if self.residual else y


class FaceStart(nn.Module):
    """Real input (pixel - 128) / 128 as [n,3,64,64] -> embedding [n,128], compared by cosine."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(ConvBN(3, 24, 3, 2), ConvBN(24, 24, 3, depthwise=True))
        blocks, width = [], 24
        for expansion, out, repeats, stride in BLOCKS:
            for k in range(repeats):
                blocks.append(Block(width, out, expansion, stride if k == 0 else 1))
                width = out
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Sequential(ConvBN(width, 256), ConvBN(256, 256, 4, depthwise=True, relu=False, padding="valid"),
                                  ConvBN(256, 128, relu=False))

    def forward(self, x):
        return self.head(self.blocks(self.stem(x))).flatten(1)
