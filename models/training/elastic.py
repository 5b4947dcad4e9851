"""Layers of a SuperNet: convolutions that run with their first channels only, one set of weights for every SubNet.

A SubNet's layer takes the first `cin` inputs and makes the first `cout` outputs. Weights, batch-norm gains (kept
positive) and offsets are shared; batch-norm statistics are not: training normalises by the batch, and `recalibrated`
collects the statistics of one SubNet afterwards. With `quantised_weights` the weights are rounded as the board holds
them: int8, one scale per output channel taken from the full kernel, before any batch-norm gain, so that all SubNets
share the bytes (straight-through gradient).
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from graph import same_padding

LEAST_GAIN = 0.02
EPSILON = 1e-5


LIMITS = {8: 127, 4: 7}     # largest whole number of a weight, by its bits


def rounded_weight(weight, bits=8):
    """The values of a kernel [out, ...] as `bits` and a scale per output channel would represent them; the gradient passes unchanged."""
    scale = weight.detach().abs().flatten(1).amax(1).clamp_min(1e-8) / LIMITS[bits]
    scale = scale.reshape(-1, *[1] * (weight.ndim - 1))
    return weight + ((weight / scale).round() * scale - weight).detach()


def over_time(x, weight, stride):
    """Convolution of [n, channels, frames, 1] with [out, channels, k, 1] as one matrix product (the library's is slow)."""
    kernel = weight.shape[2]
    x = F.pad(x[..., 0].transpose(1, 2), (0, 0, *same_padding(x.shape[2], kernel, stride)))
    count = (x.shape[1] - kernel) // stride + 1
    stacked = torch.cat([x[:, at:at + (count - 1) * stride + 1:stride] for at in range(kernel)], 2)
    return F.linear(stacked, weight[..., 0].permute(0, 2, 1).reshape(len(weight), -1)).transpose(1, 2)[..., None]


class ElasticConv(nn.Module):
    """Convolution (TensorFlow "same" padding), batch norm, optional ReLU, of the first channels."""

    def __init__(self, cin, cout, kernel=(1, 1), stride=(1, 1), depthwise=False, relu=True, gain=True):
        super().__init__()
        self.kernel, self.stride, self.depthwise, self.relu = tuple(kernel), tuple(stride), depthwise, relu
        self.weight = nn.Parameter(torch.empty(cout, 1 if depthwise else cin, *kernel))
        nn.init.kaiming_normal_(self.weight, nonlinearity="relu")
        self.gain = nn.Parameter(torch.ones(cout), requires_grad=gain)
        self.offset = nn.Parameter(torch.zeros(cout))
        self.quantised_weights = False
        self.statistics = None  # (mean, variance) of the SubNet in use, or None: by the batch
        self.collecting = None  # list of (mean, mean square) while statistics are collected

    def kernel_of(self, cin, cout):
        weight = rounded_weight(self.weight) if self.quantised_weights else self.weight
        return weight[:cout] if self.depthwise else weight[:cout, :cin]

    def convolved(self, x, cout):
        weight = self.kernel_of(x.shape[1], cout)
        groups = x.shape[1] if self.depthwise else 1
        if self.kernel == (1, 1) and self.stride == (1, 1):
            return F.conv2d(x, weight, groups=groups)
        if self.kernel[1] == 1 and not self.depthwise:
            return over_time(x, weight, self.stride[0])
        top, bottom = same_padding(x.shape[2], self.kernel[0], self.stride[0])
        left, right = same_padding(x.shape[3], self.kernel[1], self.stride[1])
        if (top, left) != (bottom, right):
            x, top, left = F.pad(x, (left, right, top, bottom)), 0, 0
        return F.conv2d(x, weight, None, self.stride, (top, left), 1, groups)

    def forward(self, x, cout=None):
        cout = self.weight.shape[0] if cout is None else cout
        x = self.convolved(x, cout)
        gain, offset = self.gain[:cout], self.offset[:cout]
        if self.collecting is not None:
            self.collecting.append((x.float().mean((0, 2, 3)), (x.float() ** 2).mean((0, 2, 3))))
        if self.statistics is None:
            x = F.batch_norm(x, None, None, gain, offset, True, 0.0, EPSILON)
        else:
            x = F.batch_norm(x, *self.statistics, gain, offset, False, 0.0, EPSILON)
        return F.relu(x) if self.relu else x


def elastic_layers(network):
    return [module for module in network.modules() if isinstance(module, ElasticConv)]


@torch.no_grad()
def keep_gains_positive(network):
    """A gain is part of a scale on the board; called after each optimiser step."""
    for layer in elastic_layers(network):
        layer.gain.clamp_(min=LEAST_GAIN)


@torch.no_grad()
def recalibrated(network, batches, run):
    """Collects the batch-norm statistics of one SubNet: `run(batch)` runs it. Leaves them in the layers.

    One layer at a time would be exact; all at once is, because every layer normalises by the same batch meanwhile.
    """
    layers = elastic_layers(network)
    for layer in layers:
        layer.statistics, layer.collecting = None, []
    for batch in batches:
        run(batch)
    for layer in layers:
        if layer.collecting:
            mean = torch.stack([m for m, _ in layer.collecting]).mean(0)
            square = torch.stack([s for _, s in layer.collecting]).mean(0)
            layer.statistics = (mean, (square - mean ** 2).clamp_min(1e-8))
        layer.collecting = None


def by_batch(network):
    """Back to normalising by the batch, for training."""
    for layer in elastic_layers(network):
        layer.statistics = None
