"""The face-embedding network with binary pointwise layers: 64x64x3 -> 128; and its export.

The trunk is face_start_net.py's without its residual blocks (first, last, strided and depthwise layers keep 8 bits, as
in XNOR-Net, Rastegari et al., ECCV 2016, and after it). On the wide maps in between, 128 channels at 8x8 and 256 at 4x4
since bits are cheap, stand binary blocks without ReLU (Bi-Real Net, Liu et al., ECCV 2018):

    x + gain * (signs of weights . signs of depthwise(x)) + offset

The stream x stays real (int8 on the board, one scale per stage, so that the sum needs no rescaling); only what a
pointwise layer reads and its weights are one bit. Thresholds are learnt as the depthwise layer's offsets (the shifted
sign of ReActNet, Liu et al., ECCV 2020).
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from face_start_net import FaceStart
from graph import ConvBN, Graph, mse_range

# Binary blocks on the maps of 32 channels at 16x16, 128 at 8x8, 256 at 4x4.
BLOCKS = (2, 6, 4)
STAGES = (32, 128, 256)


class Sign(torch.autograd.Function):
    """-1 or +1 (for x >= 0); the gradient is that of Bi-Real Net's quadratic approximation, zero beyond +-1."""

    @staticmethod
    def forward(context, x):
        context.save_for_backward(x)
        return (x >= 0).to(x.dtype) * 2 - 1

    @staticmethod
    def backward(context, gradient):
        x, = context.saved_tensors
        return gradient * (2 - 2 * x.abs()).clamp(min=0)


class BinaryPointwise(nn.Module):
    """1x1 convolution of signs with the signs of latent weights, then batch norm, which holds the scale per channel."""

    def __init__(self, channels, gain=0.2):
        super().__init__()
        self.latent = nn.Parameter(torch.randn(channels, channels, 1, 1) * 0.05)
        self.bn = nn.BatchNorm2d(channels)
        nn.init.constant_(self.bn.weight, gain)

    def signs(self):
        """-1 and +1 [out,in,1,1]; the gradient passes to latent weights within +-1."""
        bounded = self.latent.clamp(-1, 1)
        return bounded + (torch.where(self.latent >= 0, 1.0, -1.0) - bounded).detach()

    def forward(self, x):
        return self.bn(F.conv2d(Sign.apply(x), self.signs()))

    def folded(self):
        """Signs [out,in,1,1], real value of a sum of 1, and offset, per channel out."""
        scale = self.bn.weight / torch.sqrt(self.bn.running_var + self.bn.eps)
        offset = self.bn.bias - self.bn.running_mean * scale
        return tuple(t.detach().float().numpy() for t in (self.signs(), scale, offset))


class BinaryBlock(nn.Module):
    """Depthwise 3x3, binary pointwise, added to the input."""

    def __init__(self, channels):
        super().__init__()
        self.depthwise = ConvBN(channels, channels, 3, depthwise=True, relu=False)
        with torch.no_grad():
            self.depthwise.conv.weight[:, 0, 1, 1] += 1
        self.pointwise = BinaryPointwise(channels)

    def forward(self, x):
        return x + self.pointwise(self.depthwise(x))


class FaceBinary(nn.Module):
    """Real input (pixel - 128) / 128 as [n,3,64,64] -> embedding [n,128], compared by cosine."""

    def __init__(self):
        super().__init__()
        stage = lambda k: nn.Sequential(*(BinaryBlock(STAGES[k]) for _ in range(BLOCKS[k])))
        self.enter = nn.Sequential(ConvBN(3, 24, 3, 2), ConvBN(24, 24, 3, depthwise=True),
                                   ConvBN(24, 24, 3, 2, depthwise=True), ConvBN(24, 32, relu=False))
        self.stages = nn.ModuleList([stage(0), stage(1), stage(2)])
        self.descents = nn.ModuleList([
            nn.Sequential(ConvBN(32, 128), ConvBN(128, 128, 3, 2, depthwise=True)),
            nn.Sequential(ConvBN(128, 64, relu=False), ConvBN(64, 256), ConvBN(256, 256, 3, 2, depthwise=True))])
        self.head = nn.Sequential(ConvBN(256, 96, relu=False), ConvBN(96, 256),
                                  ConvBN(256, 256, 4, depthwise=True, relu=False, padding="valid"), ConvBN(256, 128, relu=False))

    def forward(self, x):
        x = self.stages[0](self.enter(x))
        x = self.stages[1](self.descents[0](x))
        return self.head(self.stages[2](self.descents[1](x))).flatten(1)


def pretrained_layers(network, source):
    """(layer of a FaceBinary, layer of the FaceStart it starts from), the closing convolution last."""
    blocks = source.blocks
    enter, first, second, head = network.enter, *network.descents, network.head
    return [(enter[0], source.stem[0]), (enter[1], source.stem[1]), (enter[2], blocks[0].depthwise),
            (enter[3], blocks[0].project), (first[0], blocks[3].expand), (first[1], blocks[3].depthwise),
            (second[0], blocks[3].project), (second[1], blocks[8].expand), (second[2], blocks[8].depthwise),
            (head[0], blocks[8].project), (head[1], source.head[0]), (head[2], source.head[1]), (head[3], source.head[2])]


def start_from(network, state, images, targets):
    """Takes the 8-bit layers from a FaceStart state; `images` [n,3,64,64] with unit targets [n,128] turn the last one."""
    source = FaceStart()
    source.load_state_dict(state)
    source.eval()
    for own, given in pretrained_layers(network, source):
        own.load_state_dict(given.state_dict())
    with torch.no_grad():
        given = torch.cat([source(part) for part in images.split(256)])
        scale = given.norm(dim=1).mean()
        known = torch.cat([given / scale, torch.ones(len(given), 1)], 1).double()
        fitted = torch.linalg.lstsq(known, targets.double()).solution.float()
        weight, _ = source.head[2].folded()
        last, answer = network.head[3], known.float() @ fitted
        last.conv.weight.copy_(torch.einsum("io,ihwk->ohwk", fitted[:-1], torch.from_numpy(weight)))
        last.bn.weight.copy_(answer.std(0))
        last.bn.bias.copy_(answer.mean(0))


def export(network, images, stem, description):
    """Takes every activation's range on real-valued `images` [n,3,64,64] and writes the float graph.

    All sums of a stage and what enters it have one range, as the board's kernel asks.
    """
    graph = Graph("face-binary", "crop", [1, 64, 64, 3], 1 / 128, 0, description)

    def convolve(at, x, layers, name):
        for k, layer in enumerate(layers):
            x = layer(x)
            at = graph.conv_bn(at, f"{name}{k}", layer, mse_range(x.numpy(), zero=layer.relu))
        return at, x

    def stage(at, x, blocks, name):
        streams, maps = [x], []
        for block in blocks:
            maps.append(block.depthwise(streams[-1]))
            streams.append(streams[-1] + block.pointwise(maps[-1]))
        shared = mse_range(torch.cat(streams).numpy())
        graph.nodes[-1]["range"] = list(map(float, shared))
        for k, (block, seen) in enumerate(zip(blocks, maps)):
            signs = graph.conv_bn(at, f"{name}/block{k}/depthwise", block.depthwise, mse_range(seen.numpy()))
            at = graph.binary_pointwise(signs, at, f"{name}/block{k}/sum", *block.pointwise.folded(), shared)
        return at, streams[-1]

    at, x = convolve("crop", images, network.enter, "enter/")
    at, x = stage(at, x, network.stages[0], "stage0")
    for k, descent in enumerate(network.descents):
        at, x = convolve(at, x, descent, f"descent{k}/")
        at, x = stage(at, x, network.stages[k + 1], f"stage{k + 1}")
    at, x = convolve(at, x, network.head, "head/")
    at = graph.reshape(at, "embedding", mse_range(x.numpy()), [1, 128])
    graph.save(stem, [at])
