"""Layers of a SuperNet: convolutions that run with their first channels only, one set of weights for every SubNet.

A SubNet's layer takes the first inputs and makes the first outputs of the full kernel. Quantised, all SubNets share the
very bytes: a kernel is rounded before batch norm, one scale per output channel of the full kernel. Batch norm only changes
multipliers and biases on the board: its gains count as positive, and its statistics are not part of the network but of a
SubNet in use, {layer: (mean, variance)}, which a Calibration collects after training and every forward pass is given.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from graph import same_padding

EPSILON = 1e-5              # added to variances
SMALLEST_GAIN = 1e-4        # of a folded norm: it is part of a scale on the board, which cannot be 0
LIMITS = {8: 127, 4: 7}     # largest whole number of a weight, by its bits
CUT_OFFS = [1 - step / 20 for step in range(11)]     # of a channel's largest weight, above which least-error steps may cut off
DEAD = 1e-5                 # a channel whose weights are all smaller is one of zeros


def rounded_weight(weight, bits, steps="largest-weight"):
    """The values of a kernel [out, ...] as `bits` and a scale per output channel would represent them; the gradient passes unchanged.

    `steps`: "largest-weight" makes a channel's largest weight the largest whole number, "least-error" that of CUT_OFFS of it by
    which the squares of all errors add up to the least."""
    kernel = weight.detach().flatten(1)
    largest = kernel.abs().amax(1, keepdim=True)
    largest = torch.where(largest > DEAD, largest, torch.ones_like(largest))

    def represented(share):
        scale = share * largest / LIMITS[bits]
        return (kernel / scale).round().clamp(-LIMITS[bits], LIMITS[bits]) * scale

    shares = torch.ones_like(largest)
    if steps == "least-error":
        errors = torch.stack([(represented(share) - kernel).square().sum(1) for share in CUT_OFFS])
        shares = torch.tensor(CUT_OFFS).to(kernel)[errors.argmin(0)].unsqueeze(1)
    return weight + (represented(shares).reshape(weight.shape) - weight).detach()


def first_channels(weight, cout, cin, bits, four_bit_steps):
    """A SubNet's part of a kernel [out, in/groups, ...], rounded to `bits` (None: not at all). At 8 bits its steps are those
    of the full kernel, which all SubNets share; at 4, which only 1x1 kernels have (the others keep 8), its own."""
    if bits == 4 and weight[0, 0].numel() == 1:
        return rounded_weight(weight[:cout, :cin], 4, four_bit_steps)
    return (weight if bits is None else rounded_weight(weight, 8))[:cout, :cin]


def over_time(x, weight, stride, padding):
    """Convolution of [n, channels, frames, 1] with [out, channels, k, 1] as one matrix product (the library's is slow)."""
    kernel = weight.shape[2]
    x = F.pad(x[..., 0].transpose(1, 2), (0, 0, *padding))
    count = (x.shape[1] - kernel) // stride + 1
    stacked = torch.cat([x[:, at:at + (count - 1) * stride + 1:stride] for at in range(kernel)], 2)
    return F.linear(stacked, weight[..., 0].permute(0, 2, 1).reshape(len(weight), -1)).transpose(1, 2)[..., None]


class Normed(nn.Module):
    """What ends in batch norm and an optional ReLU."""
    depthwise = False

    def add_norm(self, cout, relu=True):
        """Gain and shift, one set per width of `cout` channels, the last the most. After the kernels, in whose order
        checkpoints keep an optimiser's state."""
        self.cout, self.relu = cout, relu
        self.gain, self.shift = nn.Parameter(torch.ones(len(cout), cout[-1])), nn.Parameter(torch.zeros(len(cout), cout[-1]))
        self.bits, self.four_bit_steps = None, SuperNet.four_bit_steps      # see SuperNet

    def norm_of(self, width):
        """Gain (positive) and shift of a SubNet, [out] each."""
        gain, shift = (each[width, :self.cout[width]] for each in (self.gain, self.shift))
        return gain.abs(), shift

    def folded_norm(self, width, mean, variance):
        """Factor and bias [out] to which batch norm by `mean` and `variance` comes down."""
        gain, shift = self.norm_of(width)
        gain = gain.clamp(min=SMALLEST_GAIN) / (variance + EPSILON).sqrt()
        return gain, shift - mean * gain

    def normalised(self, y, width, statistics):
        """Batch norm by `statistics` {layer: (mean, variance)}; by the batch's own without. A Calibration collects them."""
        if isinstance(statistics, Calibration):
            statistics.see(self, y)
        fixed = isinstance(statistics, dict)
        mean, variance = statistics[self] if fixed else (None, None)
        y = F.batch_norm(y, mean, variance, *self.norm_of(width), training=not fixed, eps=EPSILON)
        return F.relu(y) if self.relu else y


class ElasticConv(Normed):
    """Convolution (TensorFlow padding), of which a SubNet uses the first channels, and its batch norm.

    `cin` and `cout` are channels by width, the last the most; `kernel` and `stride` (height, width).
    """

    def __init__(self, cin, cout, kernel=(1, 1), stride=(1, 1), depthwise=False, relu=True, padding="same"):
        super().__init__()
        self.cin, self.kernel, self.stride, self.depthwise, self.padding = cin, kernel, stride, depthwise, padding
        self.weight = nn.Parameter(torch.empty(cout[-1], 1 if depthwise else cin[-1], *kernel))
        nn.init.kaiming_normal_(self.weight, mode="fan_in", nonlinearity="relu")
        self.add_norm(cout, relu)

    def kernel_of(self, width):
        """The SubNet's part of the kernel, [out, in/groups, kh, kw]."""
        return first_channels(self.weight, self.cout[width], self.cin[width], self.bits, self.four_bit_steps)

    def convolve(self, x, width):
        weight = self.kernel_of(width)
        pads = [same_padding(*each) if self.padding == "same" else (0, 0) for each in zip(x.shape[2:], self.kernel, self.stride)]
        if self.kernel[1] == 1 < self.kernel[0] and not self.depthwise:
            return over_time(x, weight, self.stride[0], pads[0])
        (top, bottom), (left, right) = pads
        if self.depthwise and self.padding == "valid" and x.shape[2:] == self.kernel:  # the library's gradient of it is slow
            return (x * weight[:, 0]).sum((2, 3), keepdim=True)
        if (top, left) != (bottom, right):
            x, top, left = F.pad(x, (left, right, top, bottom)), 0, 0
        return F.conv2d(x, weight, None, self.stride, (top, left), 1, len(weight) if self.depthwise else 1)

    def forward(self, x, width, statistics=None):
        return self.normalised(self.convolve(x, width), width, statistics)


class Calibration:
    """Collects the statistics of a SubNet's convolutions over batches of equal size."""

    def __init__(self):
        self.sums = {}

    def see(self, layer, y):
        y = y.float()
        sums = self.sums.setdefault(layer, [0, 0, 0])
        for k, value in enumerate((1, y.mean((0, 2, 3)), y.square().mean((0, 2, 3)))):
            sums[k] = sums[k] + value

    def statistics(self):
        """{layer: (mean, variance)}"""
        return {layer: (mean / n, (square / n - (mean / n) ** 2).clamp(min=0)) for layer, (n, mean, square) in self.sums.items()}


class SuperNet(nn.Module):
    """A network of ElasticConvs and what is Normed; `bits` to which its forward pass rounds the weights, None: not at all.
    `four_bit_steps`: how rounded_weight chooses them at 4 bits. `added_kernels`: names of those that it did not always have, files
    from before lack them."""
    bits, four_bit_steps, added_kernels = None, "largest-weight", frozenset()

    def layers(self):
        """(name, ElasticConv) of every kernel."""
        return [(name, module) for name, module in self.named_modules() if isinstance(module, ElasticConv)]

    def kernels(self):
        """{name in the exported files: (parameter, layer whose norm follows)}"""
        return {name: (layer.weight, layer) for name, layer in self.layers()}

    def quantise(self, bits=8):
        """Sets `bits` here and in the layers."""
        self.bits = bits
        for module in self.modules():
            if isinstance(module, Normed):
                module.bits, module.four_bit_steps = bits, self.four_bit_steps
