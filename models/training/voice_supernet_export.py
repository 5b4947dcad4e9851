"""Exports the SuperNet of voice_supernet.py: models/supernet/voice.{json,bin}, every SubNet with the same int8 kernels.

    /usr/bin/python3 models/training/voice_supernet_export.py --data ../shared/data --out models/supernet/voice

Takes the newest checkpoint (exponential average of the weights). Every SubNet gets its own batch-norm statistics and
activation ranges (least mean square error of int8), from augmented training windows; other statistics with 4-bit weights,
whose rounding moves them. `--vectors` writes what PyTorch computes for a made-up window, for the
tests: with the weights before rounding, with those of 4 bits, and in whole numbers as the board. Prints first how the SubNet that
ships, rounded to int8, does on the development people: by that the share of --mixed-with is chosen.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch

from graph import mse_range
from supernet_emulation import Emulation
from supernet_file import SuperNetFile
from supernet_restart import mixed, require_files
from timed_run import load_weights
from voice_augment import augmented
from voice_features import BANDS, CLIP, WINDOW_FRAMES
from voice_super_data import DevelopmentSpeech, TrainingWindows
from voice_super_net import CHANNELS, DEPTHS, DIMENSIONS, SHIPPED, SUBNETS, VoiceSuperNet, moments
from voice_supernet import Student, calibrated, development_figures, from_files

STEP = CLIP / 127
SAMPLES = 100_000  # values of an activation on which its range is chosen
PAIRS = ("frame1", "frame2", "frame3", "context", "frame4", "frame5")


class Nodes:
    """The nodes of a SubNet of a width as supernet_file.py describes them, with ranges on the given inputs.

    `statistics` and `four_bit`, those with 4-bit weights: {layer: (mean, variance)}.
    """

    def __init__(self, file, width, statistics, four_bit):
        self.file, self.width, self.statistics, self.four_bit = file, width, statistics, four_bit
        self.list, self.pick = [], np.random.default_rng(0)

    def range(self, values, positive):
        flat = values.flatten().numpy()
        flat = flat if flat.size <= SAMPLES else flat[self.pick.integers(0, flat.size, SAMPLES)]
        return [float(f"{limit:.6g}") for limit in mse_range(flat, zero=positive)]

    def add(self, op, inputs, output, values, positive=False, **fields):
        self.list.append(dict(op=op, inputs=inputs, output=output, range=self.range(values, positive), **fields))
        return output, values

    def convolution(self, source, kernel, channels, values, norms, stride=(1, 1), relu=True):
        """`norms`: gain and bias, and both with 4-bit weights."""
        tables = zip(("gain", "bias", "gain4", "bias4"), map(self.file.table, norms))
        return self.add("conv_2d", [source], kernel, values, relu, kernel=kernel, channels=list(channels), **dict(tables),
                        stride=list(stride), padding="same", activation="relu" if relu else "none")

    def layer(self, source, x, name, layer):
        norms = [each for known in (self.statistics, self.four_bit) for each in layer.folded_norm(self.width, *known[layer])]
        return self.convolution(source, name, (layer.cin[self.width], layer.cout[self.width]), layer(x, self.width, self.statistics),
                                norms, layer.stride, layer.relu)


@torch.no_grad()
def embedding_norms(embedding, frames, width, mean, variance):
    """Gain and bias [DIMENSIONS] of the kernels of the mean and of the mean square, whose sum is to be normed by `mean` and
    `variance`: the first is centred by its mean over these frames, the second by the rest, and has the shift."""
    gain, bias = embedding.folded_norm(width, mean, variance)
    first = -gain * (moments(frames)[0] @ embedding.kernels_of(width)[0].T).mean(0)
    return (gain, first), (gain, bias - first)


@torch.no_grad()
def subnet_nodes(network, subnet, statistics, four_bit, x, file):
    """Nodes of a SubNet for inputs [n, BANDS, WINDOW_FRAMES, 1]. `statistics` and `four_bit` as in Nodes."""
    nodes, layers = Nodes(file, subnet.width, statistics, four_bit), dict(network.layers())
    network.quantise(4)
    norms4 = embedding_norms(network.embedding, network.frames(x, subnet, four_bit), subnet.width, *four_bit[network.embedding])
    network.quantise(8)
    at = "log_mel"
    for name in PAIRS:
        if name == "context" and subnet.depth < DEPTHS[-1]:
            continue
        narrow, y = nodes.layer(at, x, f"{name}.down", layers[f"{name}.down"])
        many, y = nodes.layer(narrow, y, f"{name}.up", layers[f"{name}.up"])
        if name == "context":
            many, y = nodes.add("add", [at, many], "frame3.context", torch.relu(x + y), True, activation="relu")
        at, x = many, y
    norms = embedding_norms(network.embedding, x, subnet.width, *statistics[network.embedding])
    axes = dict(axes=[1, 2], keep_dims=True)
    nodes.add("mul", [at, at], "squared", x * x, True, activation="none")
    values = moments(x)
    nodes.add("mean", [at], "mean", values[0], True, **axes)
    nodes.add("mean", ["squared"], "mean_square", values[1], True, **axes)
    halves = []
    for k, source in enumerate(("mean", "mean_square")):
        kernel = network.embedding.kernels_of(subnet.width)[k]
        halves.append(values[k] @ kernel.T * norms[k][0] + norms[k][1])
        nodes.convolution(source, f"from_{source}", reversed(kernel.shape), halves[-1], norms[k] + norms4[k], relu=False)
    at, _ = nodes.add("add", ["from_mean", "from_mean_square"], "embedding.sum", halves[0] + halves[1], activation="none")
    nodes.list.append(dict(op="reshape", inputs=[at], output="embedding", shape=[1, DIMENSIONS], range=nodes.list[-1]["range"]))
    return nodes.list


def export(network, data, seed, stem, batches=16, ranges_on=384):
    """Writes the SuperNet; returns, per SubNet, embeddings of `made_up_window()`: before rounding, and with 4-bit weights."""
    file = SuperNetFile("voice-embed", "voice embedding", "Speaker embedding of 2 s: 200 frames x 40 log-mel bands, mean-normalised, x 0.4, clipped to +-4.",
                        "log_mel", STEP, four_bit_steps=network.four_bit_steps)
    for name, (kernel, layer) in network.kernels().items():
        file.kernel(name, kernel.detach().reshape(*kernel.shape[:2], *(kernel.shape[2:] or (1, 1))).numpy(), layer.depthwise)
    drawn = [(data.batch(np.random.default_rng([seed, 5, n]), 128, WINDOW_FRAMES)[0], torch.Generator().manual_seed(50 + n)) for n in range(-(-ranges_on // 128))]
    x = torch.cat([augmented(power, data.noise, generator, masks=False) for power, generator in drawn])[:ranges_on]
    x = (x / STEP).round() * STEP
    embeddings = {}
    for subnet in SUBNETS:
        network.quantise(4)
        four_bit = calibrated(network, data, subnet, seed, batches)
        network.quantise(8)
        statistics = calibrated(network, data, subnet, seed, batches)
        nodes = subnet_nodes(network, subnet, statistics, four_bit, x, file)
        embeddings[subnet.name] = {}
        for name, bits, known in (("real", None, statistics), ("int4", 4, four_bit)):
            network.quantise(bits)
            embeddings[subnet.name][name] = network(made_up_window(), subnet, known)[0].tolist()
        width, depth = f"{CHANNELS[subnet.width]} channels", f"{subnet.depth} frame layers"
        file.subnet(subnet.name, [1, WINDOW_FRAMES, 1, BANDS], nodes, width=width, depth=depth)
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
    parser.add_argument("--mixed-with", nargs=2, metavar=("STEM", "SHARE"),
                        help="export this run's weights mixed with those of the exported SuperNet that it started from (that share of them)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.mixed_with:
        require_files(options.mixed_with[0], VoiceSuperNet())
    torch.set_num_threads(1)
    data = TrainingWindows(options.data / "voices", options.runs)
    student = Student(data.centres)
    checkpoint = options.runs / "voice-supernet.ckpt"
    load_weights(student, torch.load(checkpoint)["average"], checkpoint)
    network = student.network
    if options.mixed_with:
        stem, share = options.mixed_with
        before = VoiceSuperNet()
        from_files(before, stem, data, options.seed)
        network.load_state_dict(mixed([network.state_dict(), before.state_dict()], [1 - float(share), float(share)]))
    network.eval().quantise(8)
    figures = development_figures(network, data, DevelopmentSpeech(options.data / "voices"), SHIPPED, options.seed)
    print(f"{SHIPPED.name} on the development people:", " ".join(f"{key}={value:.4f}" for key, value in figures.items()), flush=True)
    embeddings = export(network, data, options.seed, options.out, *((2, 128) if options.quick else ()))
    if options.vectors:
        steps = (made_up_window()[0].permute(1, 2, 0) / STEP).round().numpy().astype(np.int8)
        emulation = Emulation(options.out)
        rows = {subnet: dict({name: [round(value, 6) for value in embedding] for name, embedding in found.items()},
                             int8=emulation.run(subnet, steps))
                for subnet, found in embeddings.items()}
        lines = ",\n".join(f' "{name}": {json.dumps(row)}' for name, row in rows.items())
        options.vectors.write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
