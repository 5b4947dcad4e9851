"""The weight-shared face embedding (SuperNet): aligned RGB face -> 128 numbers, ReLU only, and its SubNets.

A SubNet takes the first channels of every kernel (five widths), may leave out residual blocks (two depths), sees
64x64 or 48x48 pixels and gives 128 numbers or the first 64 of them. All SubNets share the weights (elastic.py); gain and
shift are per width. The closing depthwise kernel covers the whole last map, so the two input sizes have one each. At full
depth the widest has two more blocks on that map, which begin as nearly nothing.

Inverted residuals (MobileNetV2) closed by a depthwise convolution (MobileFaceNet), as in face_start_net.py, whose
network is width 3 at full depth. No SubNet needs more than 49,152 bytes for its int8 activations as TFLM's planner lays
them out: that is what the ESP-EYE's largest free block of internal RAM holds beside the chain's other buffers. So width 4
is like width 3 down to 8x8 maps, where 3 fills those bytes.
"""
from dataclasses import dataclass

import torch.nn as nn
import torch.nn.functional as F

from elastic import ElasticConv, SuperNet

EMBEDDING = 128
CUT = 64                # numbers of the short embedding: the first ones of the long
SIZES = (64, 48)        # input side in pixels
LAST_MAP = {64: 4, 48: 3}
WIDTHS = 5
# Channels of the widths 0 .. 4.
STEM = (8, 12, 16, 24, 24)
HEAD = (128, 160, 208, 256, 320)
INITIAL_GAIN = 0.1      # of the last convolution of blocks that only the widest has: they begin as nearly nothing
# Channels out, channels of the first block's inside and of the repeated blocks' inside, repeats; which are left out when shallow
# and which only the widest has, at full depth.
STAGES = (
    dict(out=(12, 16, 20, 32, 32), first=None, inside=(20, 32, 36, 64, 64), repeats=3, dropped=(2,), widest_only=()),
    dict(out=(28, 36, 52, 64, 80), first=(44, 64, 72, 128, 128), inside=(48, 72, 88, 128, 160), repeats=5, dropped=(3, 4),
         widest_only=()),
    dict(out=(52, 64, 84, 96, 120), first=(104, 128, 184, 256, 320), inside=(104, 128, 164, 192, 240), repeats=5, dropped=(2,),
         widest_only=(3, 4)),
)


@dataclass(frozen=True)
class SubNet:
    """Width 0 (narrowest) to 4, full or shallow depth, input side, numbers given."""
    width: int
    deep: bool
    size: int
    embedding: int = EMBEDDING

    @property
    def name(self):
        """For example w4-deep-64 or w0-shallow-48-e64."""
        return f"w{self.width}-{'deep' if self.deep else 'shallow'}-{self.size}" + (
            "" if self.embedding == EMBEDDING else f"-e{self.embedding}")


LARGEST, SMALLEST = SubNet(4, True, 64), SubNet(0, False, 48)
# Wider ones at 48 pixels are beaten by narrower ones at 64, which have fewer products (models/supernet/face.md).
SUBNETS = [SubNet(width, deep, size) for size in SIZES for width in reversed(range(WIDTHS)) for deep in (True, False)
           if size == 64 or width <= 1]


class ElasticBlock(nn.Module):
    """1x1 expand (where there is one), 3x3 depthwise, 1x1 project; added to its input where the shapes agree."""

    def __init__(self, cin, inside, cout, stride, expand=True):
        super().__init__()
        self.expand = ElasticConv(cin, inside) if expand else None
        self.depthwise = ElasticConv(inside, inside, (3, 3), (stride, stride), depthwise=True)
        self.project = ElasticConv(inside, cout, relu=False)
        self.residual = stride == 1 and expand

    def forward(self, x, width, statistics=None):
        y = self.expand(x, width, statistics) if self.expand else x
        y = self.project(self.depthwise(y, width, statistics), width, statistics)
        return x + y if self.residual else y


class FaceSuperNet(SuperNet):
    """Real input (pixel - 128) / 128 as [n,3,side,side] -> embedding [n,128 or 64], compared by cosine."""
    four_bit_steps = "least-error"      # chosen on the tune people (models/supernet/face.md)

    def __init__(self):
        super().__init__()
        self.stem = ElasticConv((3,) * WIDTHS, STEM, (3, 3), (2, 2))
        self.stem_depthwise = ElasticConv(STEM, STEM, (3, 3), depthwise=True)
        self.blocks, self.dropped, self.widest_only, cin = nn.ModuleList(), set(), set(), STEM
        for stage in STAGES:
            for k in range(stage["repeats"]):
                if k in stage["widest_only"]:
                    self.widest_only.add(len(self.blocks))
                if k in stage["dropped"] or k in stage["widest_only"]:
                    self.dropped.add(len(self.blocks))
                inside = stage["inside"] if k else stage["first"] or cin
                self.blocks.append(ElasticBlock(cin, inside, stage["out"], 1 if k else 2, bool(k or stage["first"])))
                cin = stage["out"]
        self.head = ElasticConv(cin, HEAD)
        self.close = nn.ModuleDict({str(size): ElasticConv(HEAD, HEAD, (LAST_MAP[size],) * 2, depthwise=True, relu=False,
                                                           padding="valid") for size in SIZES})
        self.embedding = ElasticConv(HEAD, (EMBEDDING,) * WIDTHS, relu=False)
        for k in self.widest_only:
            nn.init.constant_(self.blocks[k].project.gain, INITIAL_GAIN)
        self.added_kernels = {f"blocks.{k}.{part}" for k in self.widest_only for part in ("expand", "depthwise", "project")}

    def kernels(self):
        """As SuperNet has them; the last node's output is called `embedding`."""
        found = super().kernels()
        return {"embedding.kernel" if name == "embedding" else name: kernel for name, kernel in found.items()}

    def blocks_of(self, subnet):
        """Numbers of the blocks that a SubNet runs."""
        return [k for k in range(len(self.blocks)) if (subnet.deep or k not in self.dropped)
                and (subnet.width == WIDTHS - 1 or k not in self.widest_only)]

    def forward(self, x, subnet, statistics=None):
        w = subnet.width
        x = self.stem_depthwise(self.stem(x, w, statistics), w, statistics)
        for k in self.blocks_of(subnet):
            x = self.blocks[k](x, w, statistics)
        x = self.close[str(subnet.size)](self.head(x, w, statistics), w, statistics)
        return self.embedding(x, w, statistics).flatten(1)[:, :subnet.embedding]


def costs(subnet):
    """Multiply-accumulates (every product of the kernel counted, padding too) and weights (with biases) of a SubNet."""
    side, macs, weights, net = subnet.size, 0, 0, FaceSuperNet()

    def add(layer, cout=None):
        nonlocal side, macs, weights
        cout = cout or layer.cout[subnet.width]
        (kernel, _), (stride, _) = layer.kernel, layer.stride
        side = (side - kernel) + 1 if layer.padding == "valid" else -(-side // stride)
        products = cout * kernel ** 2 * (1 if layer.depthwise else layer.cin[subnet.width])
        macs, weights = macs + products * side * side, weights + products + 4 * cout

    add(net.stem)
    add(net.stem_depthwise)
    for k in net.blocks_of(subnet):
        block = net.blocks[k]
        for layer in (block.expand, block.depthwise, block.project):
            if layer:
                add(layer)
    add(net.head)
    add(net.close[str(subnet.size)])
    add(net.embedding, subnet.embedding)
    return macs, weights


def resized(x, size):
    """Images [n,3,64,64] at the SubNet's input size."""
    return x if x.shape[-1] == size else F.interpolate(x, size=(size, size), mode="bilinear", antialias=True)


if __name__ == "__main__":
    for each in SUBNETS:
        macs, weights = costs(each)
        print(f"{each.name:16} {macs / 1e6:6.2f} MMAC {weights / 1e3:6.1f} KB")
