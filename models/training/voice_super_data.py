"""Batches of training windows for the voice SuperNet, and the development speech that choices are made on."""
import numpy as np
import torch

from voice_augment import Surroundings
from voice_features import BANDS, mel_power
from voice_teacher import SPEEDS, Teacher, read_manifest, read_samples, window_starts

# How often a corpus is drawn, per teacher window (clear read speech of many people first).
CORPUS_WEIGHT = {"librispeech-train-clean-100": 2.0, "dspspeech-20": 0.7, "urdu-dataset": 1.0,
                 "picovoice-speech-to-intent": 1.2, "picovoice-wake-word": 1.2, "mycroft-precise": 1.0}


class TrainingWindows:
    """Every teacher window at every speed in the cache, with its target and its (pseudo-)speaker at that speed."""

    def __init__(self, root, cache):
        rows = [row for row in read_manifest(root) if row["split"] == "train"]
        self.logmel = []
        who = [row["pseudo_speaker"] or (row["speaker"] if row["speaker"] != "unknown" else "") for row in rows]
        people = {name: number for number, name in enumerate(sorted(set(who) - {""}))}
        self.classes = len(people) * len(SPEEDS)
        places, labels, weights, targets = [], [], [], []
        for order, speed in enumerate(SPEEDS):
            if not (cache / f"{speed}-firsts.npy").exists():
                continue
            load = lambda name: np.load(cache / f"{speed}-{name}.npy", mmap_mode="r")
            number, windows, firsts = len(self.logmel), load("windows"), load("firsts")
            self.logmel.append(load("logmel"))
            targets.append(np.array(load("targets")))
            for file, at, frames in windows:
                labels.append(order * len(people) + people[who[file]] if who[file] else -1)
                weights.append(CORPUS_WEIGHT.get(rows[file]["corpus"], 1.0))
                places.append((number, firsts[file], firsts[file + 1], firsts[file] + at, frames))
        self.places, self.label = np.array(places, np.int64), np.array(labels)
        self.weight = np.cumsum(weights) / np.sum(weights)
        self.centres, self.target = blended_targets(np.concatenate(targets), self.label, self.classes)
        noise = next(row for row in read_manifest(root) if row["split"] == "noise")
        self.noise = Surroundings(torch.from_numpy(mel_power(read_samples(root / noise["path"]))))

    def batch(self, rng, size, frames):
        """Mel power [size, frames, BANDS], targets, labels (-1 unknown).

        A crop lies in the teacher's window with a second of play on each side inside its file; short files repeat.
        """
        items = np.searchsorted(self.weight, rng.random(size))
        power = np.empty((size, frames, BANDS), np.float32)
        for slot, item in enumerate(items):
            speed, first, last, at, length = self.places[item]
            low, high = max(first, at - 100), min(last, at + length + 100) - frames
            begin = int(rng.integers(low, high + 1)) if high > low else max(first, min(at, last - frames))
            part = self.logmel[speed][begin:min(begin + frames, last)]
            power[slot] = part if len(part) == frames else np.resize(part, (frames, BANDS))
        return torch.from_numpy(power).exp(), torch.from_numpy(self.target[items]), torch.from_numpy(self.label[items])


def blended_targets(target, label, classes):
    """Unit mean embedding of every (pseudo-)speaker [classes, n] (0: none at this speed), and the targets: half the window's
    own embedding, half its speaker's; unit norm."""
    blended, known = target.copy(), label >= 0
    centres = np.zeros((classes, target.shape[1]), np.float32)
    np.add.at(centres, label[known], target[known])
    centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-6)
    blended[known] += centres[label[known]]
    return centres, blended / np.maximum(np.linalg.norm(blended, axis=1, keepdims=True), 1e-6)


class DevelopmentSpeech:
    """Files of the development people: mel power, speaker, corpus, and the teacher's answer to the whole file."""

    def __init__(self, root):
        teacher = Teacher(root)
        rows = [row for row in read_manifest(root) if row["split"] == "dev"]
        self.speaker = np.array([row["speaker"] for row in rows])
        self.corpus = np.array([row["corpus"] for row in rows])
        self.power, targets = [], []
        for row in rows:
            samples = read_samples(root / row["path"])
            self.power.append(torch.from_numpy(mel_power(samples)))
            frames = teacher.frames(samples)
            mean = teacher.embeddings([frames[at:at + 300] for at in window_starts(len(frames))]).mean(0)
            targets.append(mean / np.linalg.norm(mean))
        self.target = np.array(targets)
