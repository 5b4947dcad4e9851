"""Trains the voice SuperNet: 2 s of log-mel -> 128 numbers compared by cosine, at eight sizes that share their weights.

    /usr/bin/python3 models/training/voice_supernet.py --data ../shared/data --minutes 80

Starts as the teacher made small (voice_super_start.py), then distilled from it on speech as recorded, at six more speeds and with
six draws of other vocal tracts (voice_teacher.py): (1 - cosine) of the embedding + 3 x mean square difference of the batch's
similarity matrices + 0.3 x mean square difference of the last frame layer, whose channels are the teacher's (as FitNets, Romero
et al., arXiv 1412.6550), + 0.15 x AAM softmax (Deng et al., arXiv 1801.07698; scale 20, margin 0.15) over true and pseudo
speakers, whose prototypes stay where the teacher has them, but for noise: with learnt ones the cosine on the development people
no longer rose. The student hears the speech elsewhere, the teacher heard it as recorded.
After the sandwich rule (Yu and Huang, arXiv 1903.05134), but with the SubNet that ships in the place of the largest, each step
trains that and one more, which also follows it and weighs half as much. In the last part of the run the weights are rounded to int8 as the board holds them.
--start goes on from an exported SuperNet; its pooled channels are those of start.pt, which is fitted all the same.
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
from supernet_restart import require_files, restore
from timed_run import TimedRun, load_weights
from voice_augment import augmented, normalised
from voice_features import WINDOW_FRAMES, window_starts
from voice_super_data import DevelopmentSpeech, TrainingWindows
from voice_super_net import SHIPPED, SMALLEST, SUBNETS, VoiceSuperNet
from voice_super_start import pools, started

BATCH, RATE, WEIGHT_DECAY = 128, 3e-3, 0.03
RELATION_WEIGHT, FRAME_WEIGHT, AAM_WEIGHT, AAM_SCALE, AAM_MARGIN = 3.0, 0.3, 0.15, 20.0, 0.15
OTHER_WEIGHT = 0.5  # of the step's other SubNet
OTHERS = [subnet for subnet in SUBNETS if subnet != SHIPPED]
START, START_WINDOWS, CHECKPOINT = "start.pt", 2500, "voice-supernet.ckpt"
ROUNDED_FROM = 0.75  # share of the run after which weights are rounded to int8
CHECKED_EVERY = 200  # steps after which the processes compare their weights
LENGTHS, LENGTH_SHARES = (200, 152, 300), (0.7, 0.15, 0.15)


class Student(nn.Module):
    """The network and what only its training needs: prototypes stay where the teacher has the speakers."""

    def __init__(self, centres):
        """`centres`: mean target [classes, DIMENSIONS] of every (pseudo-)speaker with every voice."""
        super().__init__()
        self.network = VoiceSuperNet()
        self.register_buffer("prototypes", torch.from_numpy(centres) + 0.02 * torch.randn(centres.shape))  # none is 0


def aam_loss(unit, prototypes, label):
    """Additive angular margin softmax over the windows whose speaker is known."""
    known = label >= 0
    if not known.any():
        return unit.sum() * 0
    cosine = unit[known] @ F.normalize(prototypes).T
    own = cosine.gather(1, label[known, None]).clamp(-0.999, 0.999)
    harder = torch.cos(torch.acos(own) + AAM_MARGIN)
    return F.cross_entropy(AAM_SCALE * cosine.scatter(1, label[known, None], harder), label[known])


def distance(unit, target):
    """1 - cosine, and the mean square difference of the similarity matrices."""
    return 1 - (unit * target).sum(1).mean() + RELATION_WEIGHT * ((unit @ unit.T - target @ target.T) ** 2).mean()


def answered(network, x, subnet):
    """Embeddings of unit norm, last frame layer [n, positions, pooled]."""
    with torch.autocast("cpu", torch.bfloat16):
        frames = network.frames(x, subnet)
    return F.normalize(network.head(frames, subnet)), frames[..., 0].float().transpose(1, 2)


def frame_distance(frames, teacher_frames):
    """Mean square difference of the last frame layer; a SubNet has the first of the channels, whose gain stays 1."""
    return (frames - teacher_frames[..., :frames.shape[2]]).square().mean()


def train_step(student, x, target, teacher_frames, label, rng):
    """Gradients of one sandwich; returns the figures of the SubNet that ships."""
    unit, frames = answered(student.network, x, SHIPPED)
    apart, aam = frame_distance(frames, teacher_frames), aam_loss(unit, student.prototypes, label)
    (distance(unit, target) + FRAME_WEIGHT * apart + AAM_WEIGHT * aam).backward()
    taught = unit.detach()
    other, frames = answered(student.network, x, OTHERS[int(rng.integers(len(OTHERS)))])
    apart_too = 0.5 * distance(other, target) + 0.5 * distance(other, taught) + FRAME_WEIGHT * frame_distance(frames, teacher_frames)
    (OTHER_WEIGHT * apart_too).backward()
    return dict(cosine=float((unit * target).sum(1).mean()), other_cosine=float((other * target).sum(1).mean()),
                frame_loss=float(apart), aam=float(aam))


def training_inputs(data, seed, number, size=128):
    """Augmented training windows: what statistics are measured on."""
    rng, generator = np.random.default_rng([seed, 2, number]), torch.Generator().manual_seed(seed * 1000 + number)
    return augmented(data.batch(rng, size, WINDOW_FRAMES)[0], data.noise, generator, masks=False)


@torch.no_grad()
def calibrated(network, data, subnet, seed, batches=16):
    """Batch-norm statistics {layer: (mean, variance)} of one SubNet over augmented training windows."""
    calibration = Calibration()
    for number in range(batches):
        network(training_inputs(data, seed, number), subnet, calibration)
    return calibration.statistics()


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
def file_embeddings(network, windows, inputs, subnet, statistics):
    """Unit embedding of each file: mean of its windows' unit embeddings."""
    units = F.normalize(torch.cat([network(part, subnet, statistics) for part in inputs.split(128)]))
    ends = np.cumsum([len(part) for part in windows])
    return F.normalize(torch.stack([units[end - len(part):end].mean(0) for end, part in zip(ends, windows)])).numpy()


def development_figures(network, data, development, subnet, seed):
    """EER by corpus and over all, cosine to the teacher, as recorded and heard elsewhere (fixed draw)."""
    known = calibrated(network, data, subnet, seed)
    windows = [cut(power) for power in development.power]
    power = torch.cat(windows)
    embeddings = file_embeddings(network, windows, normalised(power), subnet, known)
    worse = torch.cat([augmented(part, data.noise, torch.Generator().manual_seed(7), masks=False) for part in power.split(128)])
    elsewhere = file_embeddings(network, windows, worse, subnet, known)
    figures = {f"{corpus.split('-')[0][:5]}_eer": pairs_eer(embeddings[development.corpus == corpus], development.speaker[development.corpus == corpus])
               for corpus in np.unique(development.corpus)}
    return dict(figures, all_eer=pairs_eer(embeddings, development.speaker), teacher_cosine=float((embeddings * development.target).sum(1).mean()),
                elsewhere_eer=pairs_eer(elsewhere, development.speaker), elsewhere_cosine=float((elsewhere * development.target).sum(1).mean()))


def from_files(network, stem, data, seed):
    """Fills the network from an exported SuperNet, which must pool the channels of the caches."""
    inputs = training_inputs(data, seed, 0, 512)
    restore(network, stem, SUBNETS, lambda subnet: inputs)
    power, _, teacher_frames, _ = data.batch(np.random.default_rng([seed, 3]), 64, WINDOW_FRAMES)
    if not pools(network, normalised(power), teacher_frames):
        raise SystemExit(f"{stem} pools other channels of the teacher than {START}: another --seed made it.")


def begin(network, data, options):
    """Fills the network: from --start, or as the teacher made small."""
    if options.start:
        from_files(network, options.start, data, options.seed)
    else:
        load_weights(network, torch.load(options.runs / START)["network"], options.runs / START)


def train(rank, options):
    """One of the processes that train: the first measures, writes the log and the checkpoint."""
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    data = TrainingWindows(options.data / "voices", options.runs)
    development = DevelopmentSpeech(options.data / "voices") if rank == 0 else None
    student = Student(data.centres)
    if not (options.runs / CHECKPOINT).exists():
        begin(student.network, data, options)
    run = TimedRun("voice-supernet", student, options.runs, options.minutes, options.rate, WEIGHT_DECAY)
    sums, count, evaluated, saved = {}, 0, run.minutes_done(), run.minutes_done()
    while True:
        running = run.running()
        if running:
            student.network.quantise(8 if run.common > ROUNDED_FROM * run.minutes else None)
            common, rng = np.random.default_rng([options.seed, run.step]), np.random.default_rng([options.seed, run.step, rank])
            generator = torch.Generator().manual_seed((options.seed * 10 ** 7 + run.step) * 64 + rank)
            power, target, teacher_frames, label = data.batch(rng, options.batch, int(common.choice(LENGTHS, p=LENGTH_SHARES)))
            figures = train_step(student, augmented(power, data.noise, generator), target, teacher_frames, label, common)
            run.update_gradients()
            count += 1
            if run.step % CHECKED_EVERY == 0:
                processes.require_agreement(student)
            for key, value in figures.items():
                sums[key] = sums.get(key, 0.0) + value
        if rank > 0:
            if not running:
                return
        elif run.minutes_done() - evaluated > options.every or not running and (count or not run.step):
            means = {key: round(value / max(count, 1), 4) for key, value in sums.items()}
            run.average.network.quantise(student.network.bits)
            for name, subnet in (("shipped", SHIPPED), ("smallest", SMALLEST)):
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
    parser.add_argument("--runs", type=Path, help="cache, checkpoint and log; default: runs/voice-super, with --quick runs/voice-quick")
    parser.add_argument("--minutes", type=float, default=80, help="length of the run; the learning rate falls to 0 over it")
    parser.add_argument("--every", type=float, default=5, help="minutes between evaluations")
    parser.add_argument("--rate", type=float, default=RATE, help="learning rate at the start of the cosine")
    parser.add_argument("--batch", type=int, default=BATCH)
    parser.add_argument("--quick", action="store_true", help="half a minute with two voices, to see that the recipe runs")
    parser.add_argument("--start", type=Path,
                        help="exported SuperNet (the common start of its files) to go on from where --runs has no checkpoint; "
                             "default: the teacher made small")
    parser.add_argument("--voices", nargs="+", choices=voice_teacher.VOICES, default=list(voice_teacher.VOICES),
                        help="voices that people get, made where the cache lacks them; what the cache holds beside is trained on as well")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1, help="train on so many cores, each with --batch windows a step")
    options = parser.parse_args()
    if options.start and options.quick:
        parser.error("--quick starts as the teacher made small: it takes no --start")
    if options.start:
        require_files(options.start, VoiceSuperNet())
    torch.set_num_threads(options.threads)
    root = options.data / "voices"
    options.runs = options.runs or Path(__file__).parent / "runs" / ("voice-quick" if options.quick else "voice-super")
    if options.quick:
        options.minutes, options.every, options.batch, options.voices = 0.5, 0.2, 32, ["1.00", "warped1"]
    options.runs.mkdir(parents=True, exist_ok=True)
    if not (options.runs / START).exists():
        if (options.runs / CHECKPOINT).exists():
            raise SystemExit(f"{options.runs} holds a run whose {START} is gone: name another folder with --runs.")
        network, pooled = started(root, 100 if options.quick else START_WINDOWS, options.seed)
        part = (options.runs / START).with_suffix(".part")
        torch.save(dict(network=network.state_dict(), pooled=pooled), part)
        part.rename(options.runs / START)
    voice_teacher.build(root, options.runs, options.voices, torch.load(options.runs / START)["pooled"])
    processes.start(train, options.processes, options)


if __name__ == "__main__":
    main()
