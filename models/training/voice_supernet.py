"""Trains the voice SuperNet: 2 s of log-mel -> 128 numbers compared by cosine, at eight sizes that share their weights.

    /usr/bin/python3 models/training/voice_supernet.py --data ../shared/data --minutes 80

Distilled from the teacher frame by frame and as a whole: (1 - cosine) + 3 x mean square difference of the batch's
similarity matrices + 0.15 x AAM softmax (Deng et al., arXiv 1801.07698; scale 20, margin 0.15) over true and pseudo
speakers at seven speeds + (1 - cosine) of each frame to the teacher's last frame layer. After the sandwich rule (Yu and
Huang, arXiv 1903.05134) each step trains the largest SubNet, every other step one more, the smallest most often, which
also follows the largest. In the last part of the run the weights are rounded to int8 as the board holds them.
Resumes from --runs; one CSV line per evaluation on the development speakers (dsp20, urdu).
"""
import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import processes
import voice_teacher
from elastic import Calibration
from timed_run import TimedRun
from voice_augment import augmented, normalised
from voice_features import WINDOW_FRAMES, window_starts
from voice_super_data import DevelopmentSpeech, TrainingWindows, cached_speeds
from voice_super_net import DIMENSIONS, LARGEST, SMALLEST, SUBNETS, SubNet, VoiceSuperNet

BATCH, RATE, WEIGHT_DECAY = 128, 5e-3, 0.03
RELATION_WEIGHT, AAM_WEIGHT, AAM_SCALE, AAM_MARGIN, HINT_WEIGHT = 3.0, 0.15, 20.0, 0.15, 1.0
OTHERS = 0.5  # share of the steps that also train a smaller SubNet
ROUNDED_FROM = 0.75  # share of the run after which weights are rounded to int8
CHECKED_EVERY = 200  # steps after which the processes compare their weights and look for further speeds in the cache
LENGTHS, LENGTH_SHARES = (200, 152, 300), (0.7, 0.15, 0.15)


class Student(nn.Module):
    """The network and what only its training needs."""

    def __init__(self, classes):
        super().__init__()
        self.network = VoiceSuperNet()
        pooled = self.network.from_mean.shape[1]
        self.hint = nn.Parameter(torch.randn(voice_teacher.HINTS, pooled) * 0.05)
        self.hint_offset = nn.Parameter(torch.zeros(voice_teacher.HINTS))
        self.prototypes = nn.Parameter(torch.randn(max(classes, 1), DIMENSIONS) * 0.1)


def aam_loss(embedding, prototypes, label):
    """Additive angular margin softmax over the windows whose speaker is known."""
    known = label >= 0
    if not known.any():
        return (embedding.sum() + prototypes.sum()) * 0
    cosine = F.normalize(embedding[known]) @ F.normalize(prototypes).T
    own = cosine.gather(1, label[known, None]).clamp(-0.999, 0.999)
    harder = torch.cos(torch.acos(own) + AAM_MARGIN)
    return F.cross_entropy(AAM_SCALE * cosine.scatter(1, label[known, None], harder), label[known])


def distance(unit, target):
    """1 - cosine, and the mean square difference of the similarity matrices."""
    return 1 - (unit * target).sum(1).mean() + RELATION_WEIGHT * ((unit @ unit.T - target @ target.T) ** 2).mean()


def embedded(student, x, subnet):
    with torch.autocast("cpu", torch.bfloat16):
        frames = student.network.frames(x, subnet)
    output = student.network.pooled(frames)
    return frames, output - output.mean(0)


def train_step(student, x, target, label, hints, rng, with_other=True):
    """Gradients of one sandwich; returns the largest SubNet's figures."""
    frames, output = embedded(student, x, LARGEST)
    unit = F.normalize(output)
    with torch.autocast("cpu", torch.bfloat16):
        projected = F.linear(frames[..., 0].transpose(1, 2), student.hint).float() + student.hint_offset
    hint = 1 - F.cosine_similarity(projected, hints, dim=2).mean()
    aam = aam_loss(output, student.prototypes, label)
    whole = distance(unit, target)
    loss = whole + AAM_WEIGHT * aam + HINT_WEIGHT * hint
    loss.backward()
    figures = dict(cosine=float((unit * target).sum(1).mean()), hint=float(1 - hint), aam=float(aam))
    taught = unit.detach()
    subnet = SMALLEST if rng.random() < 0.4 else SUBNETS[int(rng.integers(len(SUBNETS)))]
    if with_other and subnet != LARGEST:
        smaller = F.normalize(embedded(student, x, subnet)[1])
        (0.5 * distance(smaller, target) + 0.5 * distance(smaller, taught)).backward()
    return figures


@torch.no_grad()
def calibrated(network, data, subnet, seed, batches=16):
    """Batch-norm statistics {layer: (mean, variance)} and mean embedding of one SubNet over augmented training windows."""
    def inputs(number):
        rng, generator = np.random.default_rng([seed, 2, number]), torch.Generator().manual_seed(seed * 1000 + number)
        return augmented(data.batch(rng, 128, WINDOW_FRAMES)[0], data.noise, generator, masks=False)
    xs = [inputs(number) for number in range(batches)]
    calibration = Calibration()
    for x in xs:
        network.frames(x, subnet, calibration)
    statistics = calibration.statistics()
    return statistics, torch.cat([network.pooled(network.frames(x, subnet, statistics)) for x in xs]).mean(0)


def equal_error_rate(genuine, impostor):
    thresholds = np.sort(np.concatenate([genuine, impostor]))
    miss = np.searchsorted(np.sort(genuine), thresholds, "left") / len(genuine)
    false = 1 - np.searchsorted(np.sort(impostor), thresholds, "left") / len(impostor)
    at = np.argmin(np.abs(miss - false))
    return float((miss[at] + false[at]) / 2)


def pairs_eer(embeddings, speaker):
    cosine, same = embeddings @ embeddings.T, speaker[:, None] == speaker[None]
    upper = np.triu(np.ones_like(same), 1).astype(bool)
    return equal_error_rate(cosine[upper & same], cosine[upper & ~same])


def cut(power):
    """Windows [n, WINDOW_FRAMES, BANDS] of one file; shorter speech is repeated."""
    if len(power) < WINDOW_FRAMES:
        power = power.repeat(-(-WINDOW_FRAMES // len(power)), 1)[:WINDOW_FRAMES]
    return torch.stack([power[at:at + WINDOW_FRAMES] for at in window_starts(len(power))])


@torch.no_grad()
def file_embeddings(network, windows, inputs, subnet, statistics, centre):
    """Unit embedding of each file: mean of its windows' unit embeddings."""
    units = F.normalize(torch.cat([network(part, subnet, statistics, centre) for part in inputs.split(128)]))
    ends = np.cumsum([len(part) for part in windows])
    return F.normalize(torch.stack([units[end - len(part):end].mean(0) for end, part in zip(ends, windows)])).numpy()


def development_figures(network, data, development, subnet, seed):
    """EER by corpus and over all, cosine to the teacher, as recorded and heard elsewhere (fixed draw)."""
    known = calibrated(network, data, subnet, seed)
    windows = [cut(power) for power in development.power]
    power = torch.cat(windows)
    embeddings = file_embeddings(network, windows, normalised(power), subnet, *known)
    worse = torch.cat([augmented(part, data.noise, torch.Generator().manual_seed(7), masks=False) for part in power.split(128)])
    elsewhere = file_embeddings(network, windows, worse, subnet, *known)
    figures = {f"{corpus.split('-')[0][:5]}_eer": pairs_eer(embeddings[development.corpus == corpus], development.speaker[development.corpus == corpus])
               for corpus in np.unique(development.corpus)}
    return dict(figures, all_eer=pairs_eer(embeddings, development.speaker), teacher_cosine=float((embeddings * development.target).sum(1).mean()),
                elsewhere_eer=pairs_eer(elsewhere, development.speaker), elsewhere_cosine=float((elsewhere * development.target).sum(1).mean()))


def train(rank, options):
    """One of the processes that train: the first measures, writes the log and the checkpoint."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    data = TrainingWindows(options.data / "voices", options.runs)
    development = DevelopmentSpeech(options.data / "voices") if rank == 0 else None
    student = Student(data.classes)
    run = TimedRun("voice-supernet", student, options.runs, options.minutes, options.rate, WEIGHT_DECAY)
    sums, count, evaluated, saved = {}, 0, run.minutes_done(), run.minutes_done()
    while True:
        running = run.running() and (not options.steps or run.step < options.steps)
        if running:
            student.network.quantise(8 if run.common > ROUNDED_FROM * run.minutes else None)
            common, rng = np.random.default_rng([options.seed, run.step]), np.random.default_rng([options.seed, run.step, rank])
            generator = torch.Generator().manual_seed((options.seed * 10 ** 7 + run.step) * 64 + rank)
            frames, one_corpus = int(common.choice(LENGTHS, p=LENGTH_SHARES)), common.random() < options.one_corpus
            power, target, label, hints = data.batch(rng, options.batch, frames, one_corpus)
            figures = train_step(student, augmented(power, data.noise, generator), target, label, hints, common, common.random() < OTHERS)
            run.update_gradients()
            count += 1
            if run.step % CHECKED_EVERY == 0:
                processes.require_agreement(student)
                if cached_speeds(options.runs) > data.speeds:  # computed meanwhile
                    data = TrainingWindows(options.data / "voices", options.runs)
            for key, value in figures.items():
                sums[key] = sums.get(key, 0.0) + value
        if rank > 0:
            if not running:
                return
        elif not running or run.minutes_done() - evaluated > options.every:
            means = {key: round(value / max(count, 1), 4) for key, value in sums.items()}
            run.average.network.quantise(student.network.bits)
            for name, subnet in (("largest", LARGEST), ("smallest", SMALLEST)):
                scores = development_figures(run.average.network, data, development, subnet, options.seed)
                means.update({f"{name}_{key}": round(value, 4) for key, value in scores.items()})
            run.save()
            run.record(**means)
            sums, count, evaluated, saved = {}, 0, run.minutes_done(), run.minutes_done()
        elif run.minutes_done() - saved > 3:
            run.save()
            saved = run.minutes_done()
        if not running:
            return


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the shared data folder (holds voices/)")
    parser.add_argument("--runs", type=Path, default=Path(__file__).parent / "runs" / "voice-super", help="cache, checkpoint and log")
    parser.add_argument("--minutes", type=float, default=80, help="length of the run; the learning rate falls to 0 over it")
    parser.add_argument("--every", type=float, default=5, help="minutes between evaluations")
    parser.add_argument("--rate", type=float, default=RATE, help="learning rate at the start of the cosine")
    parser.add_argument("--one-corpus", type=float, default=0.0, help="share of the batches that come from one corpus")
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--steps", type=int, default=0, help="stop earlier, after this many steps")
    parser.add_argument("--quick", action="store_true", help="half a minute at one speed, to see that the recipe runs")
    parser.add_argument("--as-cached", action="store_true", help="train on the speeds that the cache already holds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1, help="train on so many cores, each with --batch windows a step")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    root = options.data / "voices"
    if options.quick:
        options.minutes, options.every, options.batch = 0.5, 0.2, 32
    if not options.as_cached:
        speeds = {"1.00": voice_teacher.SPEEDS["1.00"]} if options.quick else voice_teacher.SPEEDS
        voice_teacher.build(root, options.runs, speeds)
    processes.start(train, options.processes, options)


if __name__ == "__main__":
    main()
