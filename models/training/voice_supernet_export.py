"""Exports the SuperNet of voice_supernet.py: models/supernet/voice.{json,bin}, every SubNet with the same int8 kernels.

    /usr/bin/python3 models/training/voice_supernet_export.py --data ../shared/data --out models/supernet/voice

Takes the newest checkpoint (exponential average of the weights). Every SubNet gets its own batch-norm statistics, mean
embedding and activation ranges (least mean square error of int8), from augmented training windows. `--vectors` writes what
PyTorch computes for a made-up window, for the tests: with the weights before rounding, and in whole numbers as the board.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch

from graph import mse_range
from supernet_emulation import Emulation
from supernet_file import SuperNetFile
from voice_augment import augmented
from voice_features import BANDS, CLIP, WINDOW_FRAMES
from voice_super_data import TrainingWindows
from voice_super_net import SUBNETS, WIDTHS
from voice_supernet import Student, calibrated

STEP = CLIP / 127
SAMPLES = 100_000  # values of an activation on which its range is chosen


def named_layers(network):
    """(name of the kernel and of its output, layer) in the order of execution."""
    yield "stem", network.stem
    yield "down.depthwise", network.down[0]
    yield "down.pointwise", network.down[1]
    for number, (depthwise, pointwise) in enumerate(network.blocks):
        yield f"block{number + 1}.depthwise", depthwise
        yield f"block{number + 1}.pointwise", pointwise
    yield "expand", network.expand


class Nodes:
    """The nodes of a SubNet of a width as supernet_file.py describes them, with ranges on the given inputs."""

    def __init__(self, file, width, statistics):
        self.file, self.width, self.statistics = file, width, statistics
        self.list, self.pick = [], np.random.default_rng(0)

    def range(self, values, positive):
        flat = values.flatten().numpy()
        flat = flat if flat.size <= SAMPLES else flat[self.pick.integers(0, flat.size, SAMPLES)]
        return [float(f"{limit:.6g}") for limit in mse_range(flat, zero=positive)]

    def add(self, op, inputs, output, values, positive=False, **fields):
        self.list.append(dict(op=op, inputs=inputs, output=output, range=self.range(values, positive), **fields))
        return output, values

    def convolution(self, source, kernel, channels, values, gain, bias, stride=(1, 1), depthwise=False, relu=True):
        return self.add("depthwise_conv_2d" if depthwise else "conv_2d", [source], kernel, values, relu, kernel=kernel,
                        channels=list(channels), gain=self.file.table(gain), bias=self.file.table(bias), stride=list(stride),
                        padding="same", activation="relu" if relu else "none")

    def layer(self, source, x, name, layer):
        gain, bias = layer.folded_norm(self.width, *self.statistics[layer])
        return self.convolution(source, name, (layer.cin[self.width], layer.cout[self.width]), layer(x, self.width, self.statistics),
                                gain, bias, layer.stride, layer.depthwise, layer.relu)


@torch.no_grad()
def subnet_nodes(network, subnet, statistics, x, file):
    """Nodes of a SubNet for inputs [n, BANDS, WINDOW_FRAMES, 1], and its mean embedding; the embedding's two halves are centred each."""
    nodes, layers = Nodes(file, subnet.width, statistics), dict(named_layers(network))
    at, x = nodes.layer("log_mel", (x / STEP).round() * STEP, "stem", layers["stem"])
    at, x = nodes.layer(at, x, "down.depthwise", layers["down.depthwise"])
    at, x = nodes.layer(at, x, "down.pointwise", layers["down.pointwise"])
    for number in range(1, subnet.depth + 1):
        deep, y = nodes.layer(at, x, f"block{number}.depthwise", layers[f"block{number}.depthwise"])
        point, y = nodes.layer(deep, y, f"block{number}.pointwise", layers[f"block{number}.pointwise"])
        at, x = nodes.add("add", [at, point], f"block{number}", torch.relu(x + y), True, activation="relu")
    at, x = nodes.layer(at, x, "expand", layers["expand"])
    axes = dict(axes=[1, 2], keep_dims=True)
    nodes.add("mul", [at, at], "squared", x * x, True, activation="none")
    mean, square = x.mean((2, 3)), (x * x).mean((2, 3))
    nodes.add("mean", [at], "mean", mean, True, **axes)
    nodes.add("mean", ["squared"], "mean_square", square, True, **axes)
    halves, centre = [], 0
    for source, kernel, values in (("mean", network.from_mean, mean), ("mean_square", network.from_square, square)):
        product = values @ kernel[:, :values.shape[1]].T
        bias = -product.mean(0)
        halves.append(product + bias)
        centre = centre - bias
        nodes.convolution(source, f"from_{source}", (values.shape[1], len(kernel)), halves[-1], torch.ones(len(kernel)), bias, relu=False)
    total = halves[0] + halves[1]
    at, _ = nodes.add("add", ["from_mean", "from_mean_square"], "sum", total, activation="none")
    nodes.list.append(dict(op="reshape", inputs=[at], output="embedding", shape=[1, len(network.from_mean)], range=nodes.list[-1]["range"]))
    return nodes.list, centre


def export(student, data, seed, stem, batches=16, ranges_on=384):
    """Writes the SuperNet; returns, per SubNet, the embedding of `made_up_window()` with the weights before rounding."""
    network = student.network.eval()
    file = SuperNetFile("voice-embed", "voice embedding", "Speaker embedding of 2 s: 200 frames x 40 log-mel bands, mean-normalised, x 0.4, clipped to +-4.",
                        "log_mel", STEP)
    for name, layer in named_layers(network):
        file.kernel(name, layer.weight.detach().numpy(), layer.depthwise)
    for name, kernel in (("from_mean", network.from_mean), ("from_mean_square", network.from_square)):
        file.kernel(name, kernel.detach().numpy()[:, :, None, None], False)
    drawn = [(data.batch(np.random.default_rng([seed, 5, n]), 128, WINDOW_FRAMES)[0], torch.Generator().manual_seed(50 + n)) for n in range(-(-ranges_on // 128))]
    x = torch.cat([augmented(power, data.noise, generator, masks=False) for power, generator in drawn])[:ranges_on]
    embeddings = {}
    for subnet in SUBNETS:
        network.quantise(8)
        statistics, _ = calibrated(network, data, subnet, seed, batches)
        nodes, centre = subnet_nodes(network, subnet, statistics, x, file)
        network.quantise(None)
        embeddings[subnet.name] = network(made_up_window(), subnet, statistics, centre)[0].detach().numpy()
        width = f"{WIDTHS[subnet.width][1]} channels"
        file.subnet(subnet.name, [1, WINDOW_FRAMES, 1, BANDS], nodes, width=width, depth=f"{subnet.depth} blocks")
    file.save(stem)
    return embeddings


def made_up_window():
    """A window [1, BANDS, WINDOW_FRAMES, 1] of no voice: whole steps of the input's quantisation."""
    frame, band = torch.arange(WINDOW_FRAMES)[None, :], torch.arange(BANDS)[:, None]
    steps = (frame * (band + 3) * 7 + band * 11) % 97 - 48
    return (steps * STEP).float()[None, ..., None]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the shared data folder (holds voices/)")
    parser.add_argument("--runs", type=Path, default=Path(__file__).parent / "runs" / "voice-super")
    parser.add_argument("--out", type=Path, required=True, help="stem of the two files")
    parser.add_argument("--vectors", type=Path, help="JSON file of embeddings for the tests")
    parser.add_argument("--quick", action="store_true", help="fewer windows for statistics and ranges")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    data = TrainingWindows(options.data / "voices", options.runs)
    student = Student(data.classes)
    student.load_state_dict(torch.load(options.runs / "voice-supernet.ckpt")["average"])
    embeddings = export(student, data, options.seed, options.out, *((2, 128) if options.quick else ()))
    if options.vectors:
        steps = (made_up_window()[0].permute(1, 2, 0) / STEP).round().numpy().astype(np.int8)
        emulation = Emulation(options.out)
        rows = {name: dict(real=[round(float(value), 6) for value in embedding], int8=emulation.run(name, steps))
                for name, embedding in embeddings.items()}
        lines = ",\n".join(f' "{name}": {json.dumps(row)}' for name, row in rows.items())
        options.vectors.write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
