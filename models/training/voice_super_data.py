"""Batches of training windows for the voice SuperNet, and the development speech that choices are made on."""
import numpy as np
import torch

from graph import same_padding
from voice_augment import Surroundings
from voice_features import BANDS, mel_power
from voice_super_net import STRIDE
from voice_teacher import STEPS, VOICES, Teacher, person_of, read_manifest, read_samples, window_starts

# How often a corpus is drawn, per teacher window (clear read speech of many people first).
CORPUS_WEIGHT = {"librispeech-train-clean-100": 2.0, "dspspeech-20": 0.7, "urdu-dataset": 1.0,
                 "picovoice-speech-to-intent": 1.2, "picovoice-wake-word": 1.2, "mycroft-precise": 1.0}


class TrainingWindows:
    """Every teacher window in every voice of the cache, with what the teacher makes of it and its (pseudo-)speaker with that voice."""

    def __init__(self, root, cache):
        rows = [row for row in read_manifest(root) if row["split"] == "train"]
        who = [person_of(row) for row in rows]
        people = {name: number for number, name in enumerate(sorted(set(who) - {""}))}
        self.logmel, self.frames = [], []
        places, labels, weights, targets = [], [], [], []
        voices = [voice for voice in VOICES if (cache / f"{voice}-pooled.npy").exists()]
        if not voices:
            raise SystemExit(f"{cache} holds no complete cache: run voice_supernet.py first.")
        load = lambda name: np.load(cache / f"{voice}-{name}.npy", mmap_mode="r")
        pooled = np.load(cache / f"{voices[0]}-pooled.npy")
        for order, voice in enumerate(VOICES):
            if voice not in voices:
                continue
            if not np.array_equal(load("pooled"), pooled):
                raise SystemExit(f"The caches {voices[0]} and {voice} of {cache} are of different starts: remove one.")
            number, windows, firsts = len(self.logmel), load("windows"), load("firsts")
            positions = np.concatenate([[0], np.cumsum((np.diff(firsts) + 1) // STRIDE)])
            self.logmel.append(load("logmel"))
            self.frames.append(load("frames"))
            targets.append(load("targets"))
            for file, at, frames in windows:
                labels.append(order * len(people) + people[who[file]] if who[file] else -1)
                weights.append(CORPUS_WEIGHT.get(rows[file]["corpus"], 1.0))
                places.append((number, firsts[file], firsts[file + 1], positions[file], firsts[file] + at, frames))
        self.places, self.target, self.label = np.array(places, np.int64), np.concatenate(targets), np.array(labels)
        self.centres = centres_of(self.target, self.label, len(people) * len(VOICES))
        self.weight = np.cumsum(weights) / np.sum(weights)
        noise = next(row for row in read_manifest(root) if row["split"] == "noise")
        self.noise = Surroundings(torch.from_numpy(mel_power(read_samples(root / noise["path"]))))

    def batch(self, rng, size, frames):
        """Mel power [size, frames, BANDS], the teacher's embeddings, its pooled channels at the student's positions
        [size, positions, pooled], labels (-1 unknown).

        A crop begins at a multiple of STRIDE, in the teacher's window with a second of play on each side inside its file; short
        files repeat.
        """
        assert same_padding(frames, 5, STRIDE)[0] == 1, "the student's first position must be the crop's second frame"
        items = np.searchsorted(self.weight, rng.random(size))
        count = -(-frames // STRIDE)
        power = np.empty((size, frames, BANDS), np.float32)
        answers = np.empty((size, count, self.frames[0].shape[1]), np.uint8)
        for slot, item in enumerate(items):
            voice, first, last, position, at, length = self.places[item]
            low, high = max(first, at - 100), min(last, at + length + 100) - frames
            begin = int(rng.integers(low, high + 1)) if high > low else max(first, min(at, last - frames))
            begin -= (begin - first) % STRIDE
            part = self.logmel[voice][begin:min(begin + frames, last)]
            if len(part) < frames:
                part = part[:len(part) - len(part) % STRIDE]
            position += (begin - first) // STRIDE
            known = self.frames[voice][position:position + -(-len(part) // STRIDE)]
            power[slot] = part if len(part) == frames else np.resize(part, (frames, BANDS))
            answers[slot] = known if len(known) == count else np.resize(known, answers[slot].shape)
        target, label = torch.from_numpy(self.target[items]), torch.from_numpy(self.label[items])
        return torch.from_numpy(power).exp(), target, torch.from_numpy(answers).float() / STEPS, label


def centres_of(target, label, classes):
    """Unit mean embedding of every (pseudo-)speaker [classes, n]; 0 for those of a voice that is not in the cache."""
    centres, known = np.zeros((classes, target.shape[1]), np.float32), label >= 0
    np.add.at(centres, label[known], target[known])
    return centres / np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-6)


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
