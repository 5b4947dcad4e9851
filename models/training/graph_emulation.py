"""Runs an exported float graph (graph.py) as the converter quantises it, int8 with binary layers, in PyTorch.

In whole numbers, so that the answer is the board's to the bit: the kernels of TensorFlow Lite as supernet_emulation.py has
them, and the binary pointwise operator as main/inference/operators/binary-pointwise.ts defines it. Quantisation of weights
and activations is that of main/inference/convert.

    /usr/bin/python3 models/training/graph_emulation.py models/float/face-detect --out tests/training/face-detect-reference.json

writes the answers of an exported network to a made-up input, with which a test compares the converted one's.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from supernet_emulation import Emulation, encoded, made_up, rescaled, rounded

LARGEST_SUM = 2 ** 30
LARGEST_SHIFT = 30


class GraphEmulation(Emulation):
    KERNELS = dict(Emulation.KERNELS, binary_pointwise="binary", fully_connected="connected")

    def __init__(self, stem):
        stem = Path(stem)
        self.document = json.loads(stem.with_suffix(".json").read_text())
        self.values = np.fromfile(stem.with_suffix(".bin"), "<f4")

    def stored(self, array):
        return self.values[array["offset"]:array["offset"] + int(np.prod(array["shape"]))].reshape(array["shape"])

    def weights(self, node):
        weights = self.stored(node["weights"]).astype(np.float64)
        weights = weights.transpose((3, 0, 1, 2) if node["op"] == "depthwise_conv_2d" else (0, 3, 1, 2))
        steps = np.maximum(np.abs(weights).max((1, 2, 3)) / 127, 1e-12).astype(np.float32).astype(np.float64)
        return torch.from_numpy(np.clip(rounded(weights / steps[:, None, None, None]), -127, 127)), steps

    def bias(self, node):
        return self.stored(node["bias"]).astype(np.float64)

    def binary(self, node, given, shortcut=None):
        """limited((multiplier * differing + offset) >> shift + shortcut); all of it integers."""
        values, _, zero = given
        signs = np.where(self.stored(node["weights"])[:, 0, 0] >= 0, 1, -1)
        scale, offset = (self.stored(node[key]).astype(np.float64) for key in ("scale", "offset"))
        count, (step, own_zero) = signs.shape[1], self.quantisation(node)
        start = 0 if shortcut else own_zero
        for shift in range(LARGEST_SHIFT, -1, -1):
            multipliers = np.floor(-2 * scale * 2.0 ** shift / step + 0.5)
            offsets = np.floor(((count * scale + offset) / step + start + 0.5) * 2.0 ** shift + 0.5)
            if max(np.abs(offsets).max(), np.abs(offsets + multipliers * count).max()) < LARGEST_SUM:
                break
        seen = torch.where(values >= zero, 1, -1).double()
        total = torch.einsum("oi,nihw->nohw", torch.from_numpy(signs).double(), seen).round().long()
        per_channel = lambda whole: torch.from_numpy(whole.astype(np.int64))[:, None, None]
        sum_ = (per_channel(multipliers) * ((count - total) // 2) + per_channel(offsets)) >> shift
        return (sum_ + (shortcut[0] if shortcut else 0)).clamp(-128, 127), step, own_zero

    def connected(self, node, given):
        """One scale for all weights, whose product with the input's has single precision (kernel_util.cc)."""
        values, scale, zero = given
        weights = self.stored(node["weights"]).astype(np.float64)
        step = np.float32(max(np.abs(weights).max() / 127, 1e-12))
        weights = rounded(weights / float(step))
        room = 2 ** 31 - 1 - 255 * np.abs(weights).sum(1)
        bias = rounded(self.bias(node) / (scale * float(step))).clip(-room, room)
        own, own_zero = self.quantisation(node)
        x = (values - zero).permute(0, 2, 3, 1).flatten(1).double()
        total = F.linear(x, torch.from_numpy(weights), torch.from_numpy(bias)).round().long()[..., None, None]
        return self.limited(rescaled(total, float(np.float32(scale) * step) / own), node, own_zero), own, own_zero

    def answers(self, crop):
        """Every tensor by name, as (values, scale, zero point), of an int8 input [height, width, channels]."""
        given = self.document["input"]
        known = {given["name"]: (torch.from_numpy(crop.astype(np.int64)).permute(2, 0, 1)[None], given["scale"], given["zero_point"])}
        for node in self.document["nodes"]:
            known[node["output"]] = self.answer(node, [known[each] for each in node["inputs"]])
        return known

    def run(self, crop):
        """int8 values of every output, channels last."""
        known = self.answers(crop)
        return [known[name][0].permute(0, 2, 3, 1).flatten().tolist() for name in self.document["outputs"]]

    def real_outputs(self, crop):
        """The outputs as real numbers, each [channels, height, width]."""
        known = self.answers(crop)
        outputs = (known[name] for name in self.document["outputs"])
        return [((values - zero) * scale)[0].float().numpy() for values, scale, zero in outputs]


def write_reference(stem, images, outputs, path):
    """Writes what PyTorch gives for real `images` [n, channels, height, width], whole steps of 1/128: JSON, per image the
    input, the network's own `outputs`, each [n, ...] with its channels last, and the int8 ones of the graph `stem`."""
    steps, emulation = (images * 128).to(torch.int8).permute(0, 2, 3, 1).numpy(), GraphEmulation(stem)
    cases = [dict(input=encoded(image), int8=emulation.run(image),
                  real=[output[number].flatten().tolist() for output in outputs]) for number, image in enumerate(steps)]
    Path(path).write_text(json.dumps(cases) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stem", help="common start of the exported files")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    emulation = GraphEmulation(options.stem)
    answers = emulation.run(made_up(emulation.document["input"]["shape"][1:]))
    named = dict(zip(emulation.document["outputs"], map(encoded, answers)))
    options.out.write_text(json.dumps(named, indent=2) + "\n")


if __name__ == "__main__":
    main()
