"""Training and development speech of the voice network: features computed once, teacher targets, augmentation.

Source: data/voices (its README.md gives corpora, licences and the teacher). Features are cached outside the
repository's tracked files; nothing of a person is ever committed.
"""
import csv
from pathlib import Path

import numpy as np
import soundfile
import torch
from scipy.signal import resample_poly

from voice_features import BANDS, CLIP, FLOOR, GAIN, WINDOW_FRAMES, mel_power

# Played at this speed: (file of teacher embeddings, resampling up, down). Another speed is another voice.
SPEEDS = {"1.0": ("teacher-embeddings.npy", 1, 1),
          "0.9": ("teacher-embeddings-speed090.npy", 10, 9),
          "1.1": ("teacher-embeddings-speed110.npy", 10, 11)}
DIMENSIONS = 128
# How often a corpus is drawn, per teacher window (clear read speech of many people first).
CORPUS_WEIGHT = {"librispeech-train-clean-100": 2.0, "dspspeech-20": 0.8, "urdu-dataset": 1.0,
                 "picovoice-speech-to-intent": 1.2, "picovoice-wake-word": 1.2, "mycroft-precise": 1.0}


def read_manifest(root):
    return list(csv.DictReader(open(root / "manifest.csv")))


def read_samples(path):
    samples, rate = soundfile.read(path, dtype="float32")
    assert rate == 16_000 and samples.ndim == 1, path
    return samples


def cached_features(root, cache):
    """Mel power of every file at every speed: {speed: (float16 log power [frames, BANDS], {path: (first, count)})}."""
    result = {}
    for speed, (_, up, down) in SPEEDS.items():
        store = Path(cache) / f"voice-logmel-{speed}.npz"
        if not store.exists():
            parts, names, counts = [], [], []
            for row in read_manifest(root):
                samples = read_samples(root / row["path"])
                power = mel_power(samples if up == down else resample_poly(samples, up, down).astype(np.float32))
                parts.append(np.log(power + 1e-7).astype(np.float16))
                names.append(row["path"])
                counts.append(len(power))
            store.parent.mkdir(parents=True, exist_ok=True)
            np.savez(store, features=np.concatenate(parts), names=np.array(names), counts=np.array(counts))
        data = np.load(store)
        firsts = np.concatenate([[0], np.cumsum(data["counts"])[:-1]])
        index = {name: (int(at), int(count)) for name, at, count in zip(data["names"], firsts, data["counts"])}
        result[speed] = (data["features"], index)
    return result


def targets(root, name):
    """Teacher embeddings [rows, DIMENSIONS]: centred, cut to the strongest directions, unit norm."""
    rows = np.load(root / name).astype(np.float32)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    rows = (rows - np.load(root / "teacher/mean-192.npy").astype(np.float32).ravel())[:, :DIMENSIONS]
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)


class TrainingWindows:
    """Every teacher window of the training split at every speed, with its target and its (pseudo-)speaker."""

    def __init__(self, root, cache):
        self.features = cached_features(root, cache)
        manifest = {row["path"]: row for row in read_manifest(root)}
        windows = list(csv.DictReader(open(root / "windows.csv")))
        speeds, firsts, counts, labels, weights, target = [], [], [], [], [], []
        classes = {}
        for number, (speed, (file, up, down)) in enumerate(SPEEDS.items()):
            teacher, index = targets(root, file), self.features[speed][1]
            for window in windows:
                row = manifest[window["path"]]
                if row["split"] != "train":
                    continue
                at, length = index[window["path"]]
                begin = min(int(float(window["start_s"]) * 100 * up / down), max(length - 40, 0))
                speeds.append(number)
                firsts.append(at + begin)
                counts.append(min(int(300 * up / down), length - begin))
                who = row["pseudo_speaker"] or (row["speaker"] if row["speaker"] != "unknown" else "")
                labels.append(classes.setdefault((who, speed), len(classes)) if who else -1)
                weights.append(CORPUS_WEIGHT[row["corpus"]])
                target.append(teacher[int(window["row"])])
        self.speed, self.first, self.count = np.array(speeds), np.array(firsts), np.array(counts)
        self.label, self.classes = np.array(labels), len(classes)
        self.weight = np.array(weights) / np.sum(weights)
        self.target = blended_targets(np.array(target, np.float32), self.label)
        self.arrays = [self.features[speed][0] for speed in SPEEDS]
        noise_at, noise_count = next(self.features["1.0"][1][path] for path, row in manifest.items()
                                     if row["split"] == "noise")
        self.noise = np.exp(self.features["1.0"][0][noise_at:noise_at + noise_count].astype(np.float32))

    def batch(self, rng, size):
        """Mel power [size, WINDOW_FRAMES, BANDS], targets [size, DIMENSIONS], class labels [size] (-1 unknown)."""
        chosen = rng.choice(len(self.first), size, p=self.weight)
        power = np.empty((size, WINDOW_FRAMES, BANDS), np.float32)
        for slot, item in enumerate(chosen):
            spare = self.count[item] - WINDOW_FRAMES
            begin = self.first[item] + (rng.integers(spare + 1) if spare > 0 else 0)
            part = self.arrays[self.speed[item]][begin:begin + min(WINDOW_FRAMES, self.count[item])]
            power[slot] = part if len(part) == WINDOW_FRAMES else np.resize(part, (WINDOW_FRAMES, BANDS))
        return np.exp(power), self.target[chosen], self.label[chosen]


def blended_targets(target, label):
    """Half the window's own embedding, half the mean of its (pseudo-)speaker; unit norm."""
    blended = target.copy()
    for who in np.unique(label[label >= 0]):
        member = label == who
        centre = target[member].mean(0)
        blended[member] += centre / max(np.linalg.norm(centre), 1e-6)
    return blended / np.maximum(np.linalg.norm(blended, axis=1, keepdims=True), 1e-6)


def smear(power, rng):
    """Exponential decay over time as reverberation: RT60 of 0.15 to 0.8 s, direct sound 0 to 10 dB above the tail."""
    size = len(power)
    lag = np.arange(WINDOW_FRAMES)[:, None] - np.arange(WINDOW_FRAMES)[None, :]
    decay = 6 * np.log(10) / (100 * rng.uniform(0.15, 0.8, size))[:, None, None]
    tail = np.where(lag > 0, np.exp(-decay * np.maximum(lag, 0)), 0).astype(np.float32)
    share = 10 ** (-rng.uniform(0, 1.0, size)) / tail[:, -1].sum(-1)
    return power + share[:, None, None].astype(np.float32) * (tail @ power)


def augment(power, noise, rng):
    """Mel power -> network inputs [size, 1, WINDOW_FRAMES, BANDS] after noise, babble, reverberation, gain and tilt."""
    size = len(power)
    power = power.copy()
    wet = rng.random(size) < 0.3
    if wet.any():
        power[wet] = smear(power[wet], rng)
    band = np.linspace(-1, 1, BANDS, dtype=np.float32)
    # the channel: gain, tilt, and a smooth random response
    tilt = rng.normal(0, 2.5, (size, 1)) * band + rng.normal(0, 1.5, (size, 1)) * np.cos(np.pi * band * 1.5)
    tilt += rng.normal(0, 1.0, (size, 1)) * np.sin(np.pi * band * 2.5 + rng.uniform(0, 6.3, (size, 1)))
    channel = 10 ** ((tilt + rng.uniform(-18, 8, (size, 1))) / 10)
    power *= channel[:, None, :].astype(np.float32)
    level = power.mean((1, 2), keepdims=True)
    kind = rng.choice(4, size, p=[0.35, 0.2, 0.25, 0.2])
    for item in np.flatnonzero(kind):
        if kind[item] == 1:  # recorded noise, from a random place and with its own tilt
            begin = rng.integers(len(noise) - WINDOW_FRAMES)
            other = noise[begin:begin + WINDOW_FRAMES] * 10 ** (rng.normal(0, 3) * band / 10)
            snr = rng.uniform(3, 25)
        elif kind[item] == 2:  # coloured noise: exponential spread of a mean over few bins per band
            shape = 10 ** ((rng.normal(0, 6) * band + rng.normal(0, 3) * band ** 2) / 10)
            other = rng.standard_gamma(np.linspace(1.5, 8, BANDS, dtype=np.float32), (WINDOW_FRAMES, BANDS)) * shape
            snr = rng.uniform(5, 28)
        else:  # babble of other people in the batch
            others = rng.choice(size, rng.integers(1, 5))
            other = sum(np.roll(power[o] / level[o], rng.integers(WINDOW_FRAMES), 0) for o in others)
            snr = rng.uniform(8, 25)
        other = other.astype(np.float32)
        power[item] += other * (level[item] / (other.mean() * 10 ** (snr / 10) + 1e-12))
    log_mel = np.log(power + FLOOR)
    features = np.clip(GAIN * (log_mel - log_mel.mean(1, keepdims=True)), -CLIP, CLIP)
    for item in np.flatnonzero(rng.random(size) < 0.4):
        width = rng.integers(1, 6)
        begin = rng.integers(BANDS - width)
        features[item, :, begin:begin + width] = 0
        width = rng.integers(1, 30)
        begin = rng.integers(WINDOW_FRAMES - width)
        features[item, begin:begin + width] = 0
    return torch.from_numpy(features[:, None].astype(np.float32))
