"""Runs a SubNet of an exported SuperNet (supernet_file.py) at int8 in PyTorch, from the two files alone.

In whole numbers as TensorFlow Lite's reference kernels compute (quantization_util.cc, common.cc, conv.h, add.h, mul.h, reduce.h), so that
the answer is the board's to the bit: sums scaled by a 31-bit multiplier and a shift, with a rounding each.

    /usr/bin/python3 models/training/supernet_emulation.py models/supernet/face --out tests/supernet/face-vectors.json

writes the embeddings that every SubNet computes of a made-up input, with which a test compares the board's.
"""
import argparse
import base64
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from graph import same_padding
from supernet_reader import SuperNetReader


def rounded(x):
    """Halves away from zero."""
    return np.sign(x) * np.floor(np.abs(x) + 0.5)


def multipliers(factor):
    """31-bit multiplier and shift of real factors (a number, or one per channel [n])."""
    fraction, shift = np.frexp(np.atleast_1d(np.asarray(factor, np.float64)))
    multiplier = rounded(fraction * 2.0 ** 31).astype(np.int64)
    over = multiplier == 2 ** 31
    return np.where(over, multiplier // 2, multiplier), (shift + over).astype(np.int64)


def rescaled(x, factor):
    """int64 tensor x times real factors (a number, or one per channel [n]), with the two roundings of the kernels."""
    return multiplied(x, *multipliers(factor))


def multiplied(x, multiplier, shift):
    per_channel = lambda values: torch.from_numpy(np.asarray(values, np.int64)).reshape(-1, 1, 1)
    left, right = per_channel(np.maximum(shift, 0)), per_channel(np.maximum(-shift, 0))
    high = ((x << left) * per_channel(multiplier) + 2 ** 30) >> 31
    mask = (1 << right) - 1
    return (high >> right) + ((high & mask) > (mask >> 1) + (high < 0).long()).long()


class Emulation:
    KERNELS = dict(conv_2d="convolved", depthwise_conv_2d="convolved", add="added", mul="product", mean="mean", reshape="reshaped")

    def __init__(self, stem):
        self.file = SuperNetReader(stem)

    def weights(self, node):
        """int8 values [out, in/groups, kh, kw] as float64, and the real value of their steps per channel out."""
        kernel, (cin, cout) = self.file.kernels[node["kernel"]], node["channels"]
        values = self.file.image[kernel["offset"]:kernel["offset"] + int(np.prod(kernel["shape"]))].reshape(kernel["shape"])
        if node["op"] == "conv_2d":
            values = values[:cout, :, :, :cin].transpose(0, 3, 1, 2)
        else:
            values = values[:, :, :, :cout].transpose(3, 0, 1, 2)
        scales = self.file.tables[kernel["scales"]:kernel["scales"] + cout]
        steps = scales * self.file.tables[node["gain"]:node["gain"] + cout]      # float32, as the reader of the file has it
        return torch.from_numpy(values.astype(np.float64)), steps.astype(np.float64)

    def bias(self, node):
        """Real bias per channel out."""
        return self.file.tables[node["bias"]:node["bias"] + node["channels"][1]].astype(np.float64)

    @staticmethod
    def quantisation(node):
        """Scale and zero point of a node's output."""
        low, high = min(node["range"][0], 0), max(node["range"][1], 0)
        scale = float(np.float32(max((high - low) / 255, 1e-9)))
        return scale, int(np.clip(rounded(-128 - low / scale), -128, 127))

    @staticmethod
    def limited(values, node, zero):
        return (values + zero).clamp(zero if node.get("activation") == "relu" else -128, 127)

    def convolved(self, node, given):
        values, scale, zero = given
        weights, steps = self.weights(node)
        x = (values - zero).double()
        if node["padding"] == "same":
            pads = [same_padding(x.shape[2 + axis], weights.shape[2 + axis], node["stride"][axis]) for axis in (0, 1)]
            x = F.pad(x, (*pads[1], *pads[0]))
        groups = len(weights) if node["op"] == "depthwise_conv_2d" else 1
        total = F.conv2d(x, weights, None, tuple(node["stride"]), groups=groups).round().long()
        room = 2 ** 31 - 1 - 255 * weights.abs().sum((1, 2, 3)).numpy()     # no sum leaves 32 bits
        bias = rounded(self.bias(node) / (scale * steps)).clip(-room, room)
        own, own_zero = self.quantisation(node)
        total = total + torch.from_numpy(bias.astype(np.int64))[:, None, None]
        return self.limited(rescaled(total, scale * steps / own), node, own_zero), own, own_zero

    def added(self, node, first, second):
        shared = 2 * max(first[1], second[1])
        own, own_zero = self.quantisation(node)
        total = sum(rescaled((values - zero) << 20, scale / shared) for values, scale, zero in (first, second))
        return self.limited(rescaled(total, shared / (2 ** 20 * own)), node, own_zero), own, own_zero

    def product(self, node, first, second):
        own, own_zero = self.quantisation(node)
        total = (first[0] - first[2]) * (second[0] - second[2])
        return self.limited(rescaled(total, first[1] * second[1] / own), node, own_zero), own, own_zero

    def mean(self, node, given):
        """Over height and width; the division joins the multiplier (reduce.h)."""
        values, scale, zero = given
        own, own_zero = self.quantisation(node)
        size = values.shape[2] * values.shape[3]
        multiplier, shift = multipliers(scale / own)
        headroom = min(size.bit_length() - 1, 31 + int(shift[0]))
        total = (values - zero).sum((2, 3), keepdim=True)
        return self.limited(multiplied(total, (multiplier << headroom) // size, shift - headroom), node, own_zero), own, own_zero

    def answer(self, node, inputs):
        """What a node makes of its inputs: values, scale, zero point."""
        if node["op"] not in self.KERNELS:
            raise ValueError(f"{node['op']} has no emulation")
        return getattr(self, self.KERNELS[node["op"]])(node, *inputs)

    def reshaped(self, node, given):
        return given

    def run(self, name, crop):
        """int8 embedding of an int8 input [height, width, channels]: a crop, or frames x 1 x bands."""
        given = self.file.document["input"]
        known = {given["name"]: (torch.from_numpy(crop.astype(np.int64)).permute(2, 0, 1)[None], given["scale"], given["zero_point"])}
        for node in self.file.nodes(name):
            known[node["output"]] = self.answer(node, [known[each] for each in node["inputs"]])
        return known[node["output"]][0].flatten().tolist()


def made_up(shape):
    """int8 input [height, width, channels] of nobody: stripes from coarse to fine, others in every channel."""
    y, x, channel = np.mgrid[:shape[0], :shape[1], :shape[2]]
    return ((x * y // 4 + 80 * channel) % 256 - 128).astype(np.int8)


def encoded(values):
    """int8 values in base64."""
    return base64.b64encode(np.array(values, np.int8).tobytes()).decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stem", help="common start of the two files")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    emulation = Emulation(options.stem)
    embeddings = {subnet["name"]: encoded(emulation.run(subnet["name"], made_up(subnet["input"][1:])))
                  for subnet in emulation.file.document["subnets"]}
    options.out.write_text(json.dumps(embeddings, indent=2) + "\n")


if __name__ == "__main__":
    main()
