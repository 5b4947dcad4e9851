"""A float network on its way to the TypeScript converter (main/inference/convert).

A Graph holds folded float32 layers and the calibrated range of every activation. `save(stem)` writes
`stem.json` (layers, shapes, ranges; format "viseme-float-graph/1") and `stem.bin` (float32 weights, little endian).
Layouts are TensorFlow Lite's: activations NHWC, convolution weights [out, kh, kw, in], depthwise
[1, kh, kw, channels], fully connected [out, in]. Padding "same" is TensorFlow's: the odd pixel goes after.
"""
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F


def same_padding(size, kernel, stride, dilation=1):
    """TensorFlow SAME padding (before, after) along one axis of `size` elements."""
    span = (kernel - 1) * dilation + 1
    total = max((-(-size // stride) - 1) * stride + span - size, 0)
    return total // 2, total - total // 2


class ConvBN(nn.Module):
    """Convolution with TensorFlow padding, batch norm and an optional ReLU: what one CONV_2D becomes."""

    def __init__(self, cin, cout, kernel=1, stride=1, depthwise=False, relu=True, padding="same", dilation=1):
        super().__init__()
        pair = lambda v: tuple(v) if isinstance(v, (tuple, list)) else (v, v)
        self.kernel, self.stride, self.dilation = pair(kernel), pair(stride), pair(dilation)
        self.depthwise, self.relu, self.padding = depthwise, relu, padding
        self.conv = nn.Conv2d(cin, cout, self.kernel, self.stride, 0, self.dilation,
                              groups=cin if depthwise else 1, bias=False)
        self.bn = nn.BatchNorm2d(cout)

    def forward(self, x):
        even = (0, 0)
        if self.padding == "same":
            top, bottom = same_padding(x.shape[2], self.kernel[0], self.stride[0], self.dilation[0])
            left, right = same_padding(x.shape[3], self.kernel[1], self.stride[1], self.dilation[1])
            if top == bottom and left == right:
                even = (top, left)
            else:
                x = F.pad(x, (left, right, top, bottom))
        x = self.bn(F.conv2d(x, self.conv.weight, None, self.stride, even, self.dilation, self.conv.groups))
        return F.relu(x) if self.relu else x

    def folded(self):
        """Weights [out, in/groups, kh, kw] and bias [out] with the batch norm folded in (inference statistics)."""
        scale = self.bn.weight / torch.sqrt(self.bn.running_var + self.bn.eps)
        weight = self.conv.weight * scale[:, None, None, None]
        return weight.detach().float().numpy(), (self.bn.bias - self.bn.running_mean * scale).detach().float().numpy()


def mse_range(samples, zero=False, steps=60, bits=8):
    """Range [low, high] whose affine quantisation of `samples` has the least mean square error.

    `zero` keeps low at 0 (after a ReLU). The range always contains 0, as TensorFlow Lite requires.
    """
    x = np.asarray(samples, np.float32).ravel()
    if x.size > 400_000:
        x = x[np.random.default_rng(0).choice(x.size, 400_000, replace=False)]
    low, high = (0.0 if zero else min(float(x.min()), 0.0)), max(float(x.max()), 1e-6)
    best = (np.inf, low, high)
    levels = 2 ** bits - 1
    for factor in np.linspace(0.3, 1.0, steps):
        lo, hi = low * factor, high * factor
        scale = (hi - lo) / levels
        q = np.clip(np.round((x - lo) / scale), 0, levels) * scale + lo
        error = float(np.mean((q - x) ** 2))
        if error < best[0]:
            best = (error, lo, hi)
    return best[1], best[2]


class Graph:
    """Layers in execution order. Names of tensors are chosen by the caller; the first is the input."""

    def __init__(self, name, input_name, input_shape, scale, zero_point, description=""):
        self.header = dict(format="viseme-float-graph/1", name=name, description=description,
                           input=dict(name=input_name, shape=list(input_shape), scale=scale, zero_point=zero_point))
        self.nodes, self.chunks, self.offset = [], [], 0

    def _store(self, array):
        array = np.ascontiguousarray(array, np.float32)
        self.chunks.append(array)
        at, self.offset = self.offset, self.offset + array.size
        return dict(offset=at, shape=list(array.shape))

    def _add(self, op, inputs, output, out_range, **fields):
        low, high = out_range
        self.nodes.append(dict(op=op, inputs=inputs, output=output, range=[float(low), float(high)], **fields))
        return output

    def conv(self, source, output, weight, bias, out_range, stride=(1, 1), padding="same", relu=True,
             depthwise=False, dilation=(1, 1)):
        """`weight` as PyTorch keeps it: [out, in, kh, kw], depthwise [channels, 1, kh, kw]."""
        weight = weight.transpose(1, 2, 3, 0) if depthwise else weight.transpose(0, 2, 3, 1)
        return self._add("depthwise_conv_2d" if depthwise else "conv_2d", [source], output, out_range,
                         weights=self._store(weight), bias=self._store(bias), stride=list(stride),
                         dilation=list(dilation), padding=padding, activation="relu" if relu else "none")

    def conv_bn(self, source, output, layer, out_range):
        """A trained ConvBN, folded."""
        weight, bias = layer.folded()
        return self.conv(source, output, weight, bias, out_range, layer.stride, layer.padding, layer.relu,
                         layer.depthwise, layer.dilation)

    def binary_pointwise(self, source, shortcut, output, signs, scale, offset, out_range):
        """shortcut + scale * (signs of weights . signs of source) + offset; `signs` [out, in, 1, 1] of -1 and +1, the
        others per channel out. A source of 0 counts as +1. `shortcut` None: without; else it has the output's range."""
        return self._add("binary_pointwise", [source] if shortcut is None else [source, shortcut], output, out_range,
                         weights=self._store(signs.transpose(0, 2, 3, 1)), scale=self._store(scale),
                         offset=self._store(offset))

    def fully_connected(self, source, output, weight, bias, out_range, relu=False):
        """`weight` [out, in]; the input is flattened in NHWC order."""
        return self._add("fully_connected", [source], output, out_range, weights=self._store(weight),
                         bias=self._store(bias), activation="relu" if relu else "none")

    def add(self, left, right, output, out_range, relu=False):
        return self._add("add", [left, right], output, out_range, activation="relu" if relu else "none")

    def reshape(self, source, output, out_range, shape):
        return self._add("reshape", [source], output, out_range, shape=list(shape))

    def save(self, stem, outputs):
        """Writes stem.json and stem.bin."""
        stem = Path(stem)
        stem.parent.mkdir(parents=True, exist_ok=True)
        document = dict(self.header, outputs=list(outputs), weights=self.offset, nodes=self.nodes)
        stem.with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n")
        data = np.concatenate([chunk.ravel() for chunk in self.chunks]) if self.chunks else np.zeros(0, np.float32)
        data.astype("<f4").tofile(stem.with_suffix(".bin"))
