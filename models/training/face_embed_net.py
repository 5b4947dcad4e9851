"""The face-embedding network: 64x64x3 -> 128, 12.8 M multiply-accumulates, ReLU only; and its export.

Inverted residuals (MobileNetV2 shape) closed by a 4x4 depthwise convolution over the last map (MobileFaceNet). No map
is wider than 24 channels at 32x32, so that int8 activations need 49,152 bytes: with the persistent buffers of the
three networks of the face (63 KB) that is what the ESP-EYE's largest free block of internal RAM holds.
"""
import torch.nn as nn

from graph import ConvBN, Graph, mse_range

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


class FaceEmbed(nn.Module):
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


def export(model, images, stem, description):
    """Folds `model`, takes every activation's range on real-valued `images` [n,3,64,64] and writes the float graph."""
    graph = Graph("face-embed", "crop", [1, 64, 64, 3], 1 / 128, 0, description)

    def conv(source, x, layer, name):
        y = layer(x)
        return graph.conv_bn(source, name, layer, mse_range(y.numpy(), zero=layer.relu)), y

    at, x = "crop", images
    at, x = conv(at, x, model.stem[0], "stem")
    at, x = conv(at, x, model.stem[1], "stem/depthwise")
    for k, block in enumerate(model.blocks):
        before, skip = at, x
        if block.expand:
            at, x = conv(at, x, block.expand, f"block{k}/expand")
        at, x = conv(at, x, block.depthwise, f"block{k}/depthwise")
        at, x = conv(at, x, block.project, f"block{k}/project")
        if block.residual:
            x = skip + x
            at = graph.add(before, at, f"block{k}/sum", mse_range(x.numpy()))
    at, x = conv(at, x, model.head[0], "head/expand")
    at, x = conv(at, x, model.head[1], "head/depthwise")
    at, x = conv(at, x, model.head[2], "head/embedding")
    at = graph.reshape(at, "embedding", mse_range(x.numpy()), [1, 128])
    graph.save(stem, [at])
