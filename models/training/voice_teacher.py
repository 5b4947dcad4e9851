"""Features and teacher answers of every training window of the voice network, computed once for each of the VOICES that people get.

The teacher (sv_tdnn_tiny of espressif/esp-dl, MIT; weights and definition in data/voices/teacher) runs in float on the
files themselves, so that anything can be labelled. Played at another speed a person is another voice, with another vocal
tract as well (the frequencies warped before both front ends, as vocal tract length perturbation does, Jaitly and Hinton 2013,
but unevenly, as formants differ). Kept in the runs folder, never committed, one set of .npy files per voice:

  logmel   float16 [frames, BANDS]        natural log of the mel power + 1e-7 (voice_features.py)
  windows  int32   [windows, 3]           file number, first frame, frames (3 s every 1.5 s, the last flush with the end)
  targets  float32 [windows, DIMENSIONS]  teacher embedding, centred, strongest directions, unit norm
  firsts   int64   [files + 1]            first frame of each file
  frames   uint8   [positions, pooled]    the teacher's channels that the student pools, after the ReLU, at every STRIDE-th frame
                                          of each file from its second, divided by their size, in STEPS
  pooled   float64 [2, pooled]            which of the teacher's channels these are, and their size (voice_super_start.py)
"""
import csv
import zlib
from pathlib import Path

import numpy as np
import soundfile
import torch
import torch.nn.functional as F
from scipy.signal import resample_poly

from voice_features import BIN_HZ, mel_filters, mel_power, triangles
from voice_super_net import STRIDE

# playing speed: resampling up, down
SPEEDS = {"1.00": (1, 1), "0.90": (10, 9), "1.10": (10, 11), "0.95": (20, 19), "1.05": (20, 21), "0.85": (20, 17), "1.15": (20, 23)}
WARPED = tuple(f"warped{number}" for number in range(1, 7))  # each person at a speed and with a warp drawn for it
VOICES = (*SPEEDS, *WARPED)
KNOTS_HZ, LARGEST_WARP = (0, 500, 1200, 2300, 4000, 8000), 0.12  # where a warp is drawn, and the largest as a share of the frequency
DIMENSIONS = 128
WINDOW, HOP = 300, 150
FRAME, STEP, FFT, FBANK = 400, 160, 512, 80
EDGE = 7  # frames that the teacher's frame layers need on each side
STEPS = 32  # to a unit of a cached channel, of which 255 are kept


class Teacher:
    """fbank -> frame features -> embedding, as data/voices/teacher/run_teacher.py defines them."""

    def __init__(self, root):
        stored = np.load(root / "teacher/sv-tdnn-tiny-weights.npz")

        def layer(name):
            weight = stored[name + "_w"] * 2.0 ** stored[name + "_wexp"].astype(np.float64)[:, None, None]
            bias = stored[name + "_b"] * 2.0 ** stored[name + "_bexp"].astype(np.float64)
            return torch.tensor(weight.astype(np.float32)), torch.tensor(bias.astype(np.float32))

        self.frame_layers = [(*layer(f"frame{i + 1}"), dilation) for i, dilation in enumerate((1, 2, 3, 1, 1))]
        self.segment_layers = [(weight[:, :, 0], bias) for weight, bias in (layer("seg1"), layer("seg2"))]
        self.basis = torch.from_numpy(np.load(root / "teacher/basis-512to192.npy").astype(np.float32))
        self.mean = torch.from_numpy(np.load(root / "teacher/mean-192.npy").astype(np.float32).ravel())
        self.window = (0.54 - 0.46 * np.cos(2 * np.pi * np.arange(FRAME) / (FRAME - 1))).astype(np.float32)

    def fbank(self, samples, hz=BIN_HZ):
        """[frames, FBANK], minus the file's mean, of bins taken to be at these frequencies."""
        mel = lambda frequency: 1127 * np.log(1 + frequency / 700)
        filters = triangles(np.linspace(mel(20), mel(8000), FBANK + 2), mel(hz))
        filters[:, 0] = 0
        frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::STEP].astype(np.float32)
        frames = frames - frames.mean(1, keepdims=True)
        emphasised = frames.copy()
        emphasised[:, 1:] -= 0.97 * frames[:, :-1]
        emphasised[:, 0] -= 0.97 * frames[:, 0]
        power = (np.abs(np.fft.rfft(emphasised * self.window, FFT)) ** 2).astype(np.float32)
        log_mel = np.log(np.maximum(power @ filters.T, 1.1920929e-07))
        return log_mel - log_mel.mean(0)

    @torch.no_grad()
    def layers(self, samples, hz=BIN_HZ):
        """The frame layers before their ReLU, five of [frames, channels], one row per frame: the edges are repeated. `hz` as
        fbank has it."""
        x = torch.from_numpy(np.pad(self.fbank(samples, hz), ((EDGE, EDGE), (0, 0)), mode="edge"))
        answers, edge = [], EDGE
        for weight, bias, dilation in self.frame_layers:
            count = len(x) - (weight.shape[2] - 1) * dilation
            stacked = torch.cat([x[at * dilation:at * dilation + count] for at in range(weight.shape[2])], 1)
            # bfloat16 products: three times as fast, and the embedding's cosine to float32 stays above 0.999
            y = (stacked.bfloat16() @ weight.permute(2, 1, 0).reshape(-1, weight.shape[0]).bfloat16()).float() + bias
            edge -= (len(x) - len(y)) // 2
            answers.append(y[edge:len(y) - edge])
            x = F.relu(y)
        return answers

    def frames(self, samples, hz=BIN_HZ):
        """Last frame layer [frames, 800]; `hz` as fbank has it."""
        return F.relu(self.layers(samples, hz)[-1])

    @torch.no_grad()
    def embeddings(self, parts):
        """Target of each part [frames, 800]: centred, first DIMENSIONS directions, unit norm."""
        pooled = torch.stack([torch.cat([part.mean(0), part.std(0, unbiased=True)]) for part in parts])
        first, second = self.segment_layers
        embedding = F.normalize(F.linear(F.relu(F.linear(pooled, *first)), *second))
        basis = self.basis if self.basis.shape[0] == embedding.shape[1] else self.basis.T
        return F.normalize((embedding @ basis - self.mean)[:, :DIMENSIONS]).numpy()


def read_manifest(root):
    return list(csv.DictReader(open(root / "manifest.csv")))


def read_samples(path):
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == 16_000 and samples.ndim == 1, path
    return samples


def window_starts(frames):
    if frames <= WINDOW:
        return [0]
    starts = list(range(0, frames - WINDOW + 1, HOP))
    return starts if starts[-1] == frames - WINDOW else starts + [frames - WINDOW]


def person_of(row):
    """Who speaks in a row of the manifest, as far as it is known or was guessed; else empty."""
    return row["pseudo_speaker"] or (row["speaker"] if row["speaker"] != "unknown" else "")


def voice_of(name, row):
    """How a row's person sounds in one of the VOICES: resampling up, down; frequencies that the FFT's bins are taken to be at."""
    if name in SPEEDS:
        return *SPEEDS[name], BIN_HZ
    rng = np.random.default_rng([WARPED.index(name), zlib.crc32((person_of(row) or row["path"]).encode())])
    speed = SPEEDS[rng.choice(list(SPEEDS))]
    return *speed, BIN_HZ * (1 + np.interp(BIN_HZ, KNOTS_HZ, rng.uniform(-LARGEST_WARP, LARGEST_WARP, len(KNOTS_HZ))))


def build(root, cache, voices, pooled):
    """Makes what is missing in `cache` for the training files; `pooled` [2, n]: channels of the teacher and their size."""
    rows = [row for row in read_manifest(root) if row["split"] == "train"]
    teacher, channels, size = Teacher(root), pooled[0].astype(int), torch.from_numpy(pooled[1])
    for voice in voices:
        made = cache / f"{voice}-pooled.npy"
        if made.exists() and np.array_equal(np.load(made), pooled):
            continue
        logmel, windows, targets, kept, firsts = [], [], [], [], [0]
        for number, row in enumerate(rows):
            samples = read_samples(root / row["path"])
            up, down, hz = voice_of(voice, row)
            if up != down:
                samples = resample_poly(samples, up, down).astype(np.float32)
            frames = teacher.frames(samples, hz)
            logmel.append(np.log(mel_power(samples, mel_filters(hz)) + 1e-7).astype(np.float16))
            starts = window_starts(len(frames))
            windows += [(number, at, min(WINDOW, len(frames) - at)) for at in starts]
            targets.append(teacher.embeddings([frames[at:at + WINDOW] for at in starts]))
            kept.append((frames[1::STRIDE, channels] / size * STEPS).round().clamp(max=255).to(torch.uint8).numpy())
            firsts.append(firsts[-1] + len(logmel[-1]))
        for name, array in dict(logmel=np.concatenate(logmel), windows=np.array(windows, np.int32), targets=np.concatenate(targets),
                                firsts=np.array(firsts, np.int64), frames=np.concatenate(kept), pooled=pooled).items():
            np.save(cache / f"{voice}-part.npy", array)
            (cache / f"{voice}-part.npy").rename(cache / f"{voice}-{name}.npy")  # what is complete has `pooled`, the last
