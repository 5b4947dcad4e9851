"""Trains and exports the voice embedding network: 2 s of log-mel [200, 40] -> 128 numbers compared by cosine.

    /usr/bin/python3 models/training/voice_embed.py --data ../shared/data --out models/float

Distilled from the teacher embeddings of data/voices: (1 - cosine) + 3 * mean square difference of the batch's similarity
matrices + 0.15 * AAM softmax (Deng et al., arXiv 1801.07698; scale 20, margin 0.15) over true and pseudo speakers at
three speeds. AdamW, warm-up then cosine, exponential average of the weights. Resumes from --runs; one CSV line per
evaluation on the development speakers (dsp20, urdu). `--export-only` writes the float graph of the last checkpoint, `--report` only measures it.
"""
import argparse
import copy
import csv
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from graph import ConvBN, Graph, mse_range
from voice_data import DIMENSIONS, TrainingWindows, augment, read_manifest
from voice_features import BANDS, CLIP, WINDOW_FRAMES, utterance_windows

BATCH, PEAK_RATE, WEIGHT_DECAY, WARM_UP, AVERAGE = 64, 4e-3, 0.03, 300, 0.999
RELATION_WEIGHT, AAM_WEIGHT, AAM_SCALE, AAM_MARGIN = 3.0, 0.15, 20.0, 0.15
CHANNELS = 256


class Separable(nn.Module):
    """Depthwise then pointwise convolution, with its input added where `residual`."""

    def __init__(self, cin, cout, kernel=(3, 3), stride=(1, 1), residual=False):
        super().__init__()
        self.residual = residual
        self.depthwise = ConvBN(cin, cin, kernel, stride, depthwise=True)
        self.pointwise = ConvBN(cin, cout, relu=not self.residual)

    def forward(self, x):
        y = self.pointwise(self.depthwise(x))
        return F.relu(x + y) if self.residual else y


class VoiceEmbedding(nn.Module):
    """[n, 1, frames, bands] -> [n, 128], not normalised. About 12 MMAC and 135 thousand weights.

    Widths and the places of the additions keep the planned arena at 72,000 bytes of activations (TFLM's greedy planner
    needs a third more when two blocks with additions follow each other).
    """

    def __init__(self):
        super().__init__()
        self.stem = ConvBN(1, 16, 3, 2)
        self.blocks = nn.ModuleList([
            Separable(16, 16), Separable(16, 48, stride=(2, 2)), Separable(48, 48, residual=True), Separable(48, 48),
            Separable(48, 96, stride=(1, 2)), Separable(96, 96, residual=True), Separable(96, 96)])
        self.over_bands = ConvBN(96, 96, (1, 5), depthwise=True, padding="valid")
        self.over_time = Separable(96, 96, kernel=(7, 1), residual=True)
        self.expand = ConvBN(96, CHANNELS)
        self.statistics = nn.BatchNorm1d(2 * CHANNELS)
        self.head = nn.Linear(2 * CHANNELS, DIMENSIONS)

    def features(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.expand(self.over_time(self.over_bands(x)))

    def forward(self, x):
        x = self.features(x).float()
        return self.head(self.statistics(torch.cat([x.mean((2, 3)), (x * x).mean((2, 3))], 1)))


def aam_loss(embedding, prototypes, label):
    """Additive angular margin softmax over the windows whose speaker is known."""
    known = label >= 0
    cosine = F.normalize(embedding[known]) @ F.normalize(prototypes).T
    own = cosine.gather(1, label[known, None]).clamp(-0.999, 0.999)
    harder = torch.cos(torch.acos(own) + AAM_MARGIN)
    return F.cross_entropy(AAM_SCALE * cosine.scatter(1, label[known, None], harder), label[known])


def equal_error_rate(genuine, impostor):
    thresholds = np.sort(np.concatenate([genuine, impostor]))
    miss = np.searchsorted(np.sort(genuine), thresholds, "left") / len(genuine)
    false = 1 - np.searchsorted(np.sort(impostor), thresholds, "left") / len(impostor)
    at = np.argmin(np.abs(miss - false))
    return (miss[at] + false[at]) / 2


@torch.no_grad()
def utterance_embedding(net, power):
    windows = torch.from_numpy(utterance_windows(power))[:, None].contiguous(memory_format=torch.channels_last)
    return F.normalize(F.normalize(net(windows)).mean(0), dim=0).numpy()


def evaluate(net, root, features, corpus, split="dev"):
    """EER over all pairs of files of the corpus's people; cosine of the mean window embeddings."""
    net.eval()
    array, index = features["1.0"]
    rows = [row for row in read_manifest(root) if row["split"] == split and row["corpus"] == corpus]
    embedded = []
    for row in rows:
        at, count = index[row["path"]]
        embedded.append(utterance_embedding(net, np.exp(array[at:at + count].astype(np.float32))))
    who = np.array([row["speaker"] for row in rows])
    cosine, same = np.array(embedded) @ np.array(embedded).T, who[:, None] == who[None]
    upper = np.triu(np.ones_like(same), 1).astype(bool)
    return float(equal_error_rate(cosine[upper & same], cosine[upper & ~same]))


def average_into(averaged, net, step):
    keep = min(AVERAGE, (1 + step) / (10 + step))
    for old, new in zip(averaged.state_dict().values(), net.state_dict().values()):
        if old.dtype.is_floating_point:
            old.lerp_(new, 1 - keep)
        else:
            old.copy_(new)


def train(options, root, data):
    torch.manual_seed(options.seed)
    net = VoiceEmbedding().to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(net)
    prototypes = nn.Parameter(torch.randn(data.classes, DIMENSIONS) * 0.1)
    decayed = [p for p in net.parameters() if p.dim() > 1]
    plain = [p for p in net.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW([dict(params=decayed, weight_decay=WEIGHT_DECAY), dict(params=plain, weight_decay=0.0),
                                   dict(params=[prototypes], weight_decay=0.0)], lr=PEAK_RATE)
    checkpoint, log = options.runs / "voice-embed.pt", options.runs / "voice-embed.csv"
    first = 0
    if checkpoint.exists():
        state = torch.load(checkpoint)
        net.load_state_dict(state["net"])
        averaged.load_state_dict(state["averaged"])
        optimiser.load_state_dict(state["optimiser"])
        prototypes.data.copy_(state["prototypes"])
        first = state["step"]
    elif not log.exists():
        log.write_text("step,seconds,loss,cosine,relation,aam,dsp20_eer,urdu_eer\n")
    began, sums = time.time(), np.zeros(4)
    for step in range(first, options.steps):
        rng = np.random.default_rng([options.seed, step])
        progress = step / options.steps
        rate = PEAK_RATE * min((step + 1) / WARM_UP, 0.5 * (1 + math.cos(math.pi * progress)) + 1e-4)
        for group in optimiser.param_groups:
            group["lr"] = rate
        power, target, label = data.batch(rng, BATCH)
        x = augment(power, data.noise, rng).contiguous(memory_format=torch.channels_last)
        target, label = torch.from_numpy(target), torch.from_numpy(label)
        net.train()
        with torch.autocast("cpu", torch.bfloat16):
            features = net.features(x)
        features = features.float()
        output = net.head(net.statistics(torch.cat([features.mean((2, 3)), (features * features).mean((2, 3))], 1)))
        unit = F.normalize(output)
        cosine = (unit * target).sum(1).mean()
        relation = ((unit @ unit.T - target @ target.T) ** 2).mean()
        aam = aam_loss(output, prototypes, label)
        loss = (1 - cosine) + RELATION_WEIGHT * relation + AAM_WEIGHT * aam
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimiser.step()
        average_into(averaged, net, step)
        sums += [loss.item(), cosine.item(), relation.item(), aam.item()]
        done = step + 1
        if done % options.every == 0 or done == options.steps:
            scores = [evaluate(averaged, root, data.features, corpus) for corpus in ("dspspeech-20", "urdu-dataset")]
            means = sums / (options.every if done % options.every == 0 else done % options.every)
            with open(log, "a", newline="") as file:
                csv.writer(file).writerow([done, round(time.time() - began)] + [round(float(v), 4) for v in (*means, *scores)])
            torch.save(dict(net=net.state_dict(), averaged=averaged.state_dict(), optimiser=optimiser.state_dict(),
                            prototypes=prototypes.data, step=done), str(checkpoint) + ".part")
            Path(str(checkpoint) + ".part").replace(checkpoint)
            sums = np.zeros(4)
    return averaged


@torch.no_grad()
def export(net, data, seed, stem):
    """Writes the folded float graph with activation ranges from 512 augmented training windows.

    The channels before the pooling are scaled to unit mean square (a ReLU lets a positive factor pass), undone in the
    head, so that one int8 range fits them all.
    """
    net.eval()
    x = torch.cat([augment(power, data.noise, np.random.default_rng([seed, 1, i]))
                   for i, (power, _, _) in ((i, data.batch(np.random.default_rng([seed, 2, i]), 64)) for i in range(8))])
    relu = lambda values: mse_range(values.numpy(), zero=True)
    both = lambda values: mse_range(values.numpy())
    step = CLIP / 127
    graph = Graph("voice-embed", "log_mel", [1, WINDOW_FRAMES, BANDS, 1], step, 0,
                  "Speaker embedding of 2 s: 200 frames x 40 log-mel bands, mean-normalised, x 0.4, clipped to +-4.")
    x = torch.clamp(torch.round(x / step), -128, 127) * step

    def add_conv(source, name, layer, x):
        y = layer(x)
        graph.conv_bn(source, name, layer, relu(y) if layer.relu else both(y))
        return name, y

    def add_separable(source, name, block, x):
        deep, y = add_conv(source, f"{name}_depthwise", block.depthwise, x)
        point, y = add_conv(deep, f"{name}_pointwise", block.pointwise, y)
        if not block.residual:
            return point, y
        y = F.relu(x + y)
        return graph.add(source, point, f"{name}_sum", relu(y), relu=True), y

    name, x = add_conv("log_mel", "stem", net.stem, x)
    for number, block in enumerate(net.blocks):
        name, x = add_separable(name, f"block{number + 1}", block, x)
    name, x = add_conv(name, "over_bands", net.over_bands, x)
    name, x = add_separable(name, "over_time", net.over_time, x)
    weight, bias = net.expand.folded()
    y = net.expand(x)
    factor = 1 / torch.sqrt((y * y).mean((0, 2, 3)) + 1e-4)
    y = y * factor[None, :, None, None]
    graph.conv(name, "expand", weight * factor.numpy()[:, None, None, None], bias * factor.numpy(), relu(y))
    squared, mean, square = y * y, y.mean((2, 3)), (y * y).mean((2, 3))
    graph.mul("expand", "expand", "squared", relu(squared))
    graph.mean("expand", "mean", relu(mean))
    graph.mean("squared", "mean_square", relu(square))
    scale = net.statistics.weight / torch.sqrt(net.statistics.running_var + net.statistics.eps)
    head = net.head.weight * scale
    offset = net.head.bias + net.head.weight @ (net.statistics.bias - net.statistics.running_mean * scale)
    first, second = head[:, :CHANNELS] / factor, head[:, CHANNELS:] / factor ** 2
    # the constant of the sum is shared so that both halves are centred and their ranges stay small
    second_bias = -(square @ second.T).mean(0)
    left, right = mean @ first.T + offset - second_bias, square @ second.T + second_bias
    graph.fully_connected("mean", "from_mean", first.numpy(), (offset - second_bias).numpy(), both(left))
    graph.fully_connected("mean_square", "from_mean_square", second.numpy(), second_bias.numpy(), both(right))
    graph.add("from_mean", "from_mean_square", "embedding", both(left + right))
    graph.save(stem, ["embedding"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the shared data folder (holds voices/)")
    parser.add_argument("--out", type=Path, required=True, help="folder of the exported float graph")
    parser.add_argument("--runs", type=Path, default=Path(__file__).parent / "runs", help="checkpoints, log and cache")
    parser.add_argument("--steps", type=int, default=5_500)
    parser.add_argument("--every", type=int, default=500, help="steps between evaluations and checkpoints")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="600 steps, to see that the recipe runs")
    parser.add_argument("--export-only", action="store_true")
    parser.add_argument("--report", action="store_true", help="print the last checkpoint's float EER on libri-other (never for choices) and write nothing")
    options = parser.parse_args()
    cache = options.runs / "voice-cache"
    if options.quick:
        options.steps, options.every, options.runs = 600, 200, options.runs / "quick"
    torch.set_num_threads(options.threads)
    root = options.data / "voices"
    options.runs.mkdir(parents=True, exist_ok=True)
    data = TrainingWindows(root, cache)
    if options.export_only or options.report:
        net = VoiceEmbedding().to(memory_format=torch.channels_last)
        net.load_state_dict(torch.load(options.runs / "voice-embed.pt")["averaged"])
    else:
        net = train(options, root, data)
    if options.report:
        print(f"float EER on libri-other: {evaluate(net, root, data.features, 'librispeech-test-other', 'test'):.4f}")
        return
    export(net, data, options.seed, options.out / "voice-embed")


if __name__ == "__main__":
    main()
