"""One training run of the face SuperNet: resumable, scheduled by the clock, logged to CSV."""
import copy
import csv
import os
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

import processes
from face_data import alignment_errors, plain_views
from face_subnet_use import pair_eers, prepared
from face_subnets import CUT, LARGEST, SUBNETS, FaceSuperNet, SubNet
from face_supernet_data import Pictures, augmented, batches
from face_supernet_start import restart_from, start_from
from face_targets import made_targets
from face_views import real
from timed_run import load_weights

TEMPERATURE = 0.07
MIDDLE, SMALL = SubNet(2, True, 64), SubNet(0, True, 64)        # those with an accuracy to reach
OTHERS = [s for s in SUBNETS if s not in (LARGEST, MIDDLE, SMALL)]
SHARES = (1, 1, 1, 0.7)                                         # of the loss, in the order of a step's SubNets
WATCHED = (LARGEST, SubNet(3, True, 64), MIDDLE, SMALL)
COLUMNS = ["step", "minutes", "lr", "loss", "cosine_largest", "cosine_middle", "cosine_small", "cosine_other",
           *(f"tune_eer_{s.name}{cut}" for s in WATCHED for cut in ("", "-e64"))]


def distillation_loss(embedding, target, bank):
    """(1 - cosine), of the short embedding too; similarity matrices; KL over the similarity to targets and bank."""
    e, short, short_target = F.normalize(embedding), F.normalize(embedding[:, :CUT]), F.normalize(target[:, :CUT])
    cosine = (e * target).sum(1).mean()
    relation = F.mse_loss(e @ e.T, target @ target.T)
    others = torch.cat([target, bank])
    divergence = F.kl_div(F.log_softmax(e @ others.T / TEMPERATURE, 1), F.log_softmax(target @ others.T / TEMPERATURE, 1),
                          reduction="batchmean", log_target=True)
    return (1 - cosine) + 0.5 * (1 - (short * short_target).sum(1).mean()) + 3.2 * relation + 0.5 * divergence, cosine


def mean_of(figures):
    """What the log has of a column: the mean of those that are there."""
    known = [value for value in figures if value is not None]
    return f"{np.mean(known):.4f}" if known else ""


def sampled(step, rng):
    """The SubNets of a step: the largest, the two smaller ones with an accuracy to reach, every second time another."""
    return (LARGEST, MIDDLE, SMALL, *([OTHERS[rng.integers(len(OTHERS))]] if step % 2 else []))


class Training:
    """Networks, optimiser and schedule; `args` are those of face_supernet.py, `faces` those of face_data or simulated.

    `rank`: which of the args.processes this is, in a group of torch.distributed where they are several. Each takes
    args.batch views of its own, their gradients are averaged; the first writes the log and the checkpoint.
    """

    def __init__(self, args, faces, rank=0):
        torch.manual_seed(args.seed)
        torch.set_num_threads(1)
        cv2.setNumThreads(1)
        self.args, self.faces, self.rank, self.device = args, faces, rank, torch.device(args.device)
        self.errors = alignment_errors(faces, args.own_landmarks) if args.own_landmarks else None
        targets, label = made_targets(faces, args.teacher, args.person_share, args.seed)
        self.pictures = Pictures(faces, args.blends, targets, label, self.errors, args.clean)
        rows = np.random.default_rng(7).choice(self.pictures.rows, min(512, len(self.pictures.rows)), replace=False)
        self.watch = augmented(faces, rows, 7, self.errors)
        self.checkpoint, self.log = Path(args.cache) / "checkpoint.pt", Path(args.cache) / "log.csv"
        if self.log.exists() and next(csv.reader(open(self.log)), COLUMNS) != COLUMNS:
            raise SystemExit(f"{self.log} has other columns: it is of another recipe. Work in another folder.")
        state = torch.load(self.checkpoint, map_location="cpu") if self.checkpoint.exists() else None
        self.towards = dict(teacher=args.teacher, person_share=args.person_share)
        if state and state.get("towards", self.towards) != self.towards:
            raise SystemExit(f"{self.checkpoint} was trained towards other targets: {state['towards']}.")
        net = FaceSuperNet()
        if state is None and args.start:
            self.begin(net, Path(args.start))
        self.net = net.to(self.device, memory_format=torch.channels_last)
        self.averaged = copy.deepcopy(self.net)
        decayed = [p for p in self.net.parameters() if p.dim() == 4]
        plain = [p for p in self.net.parameters() if p.dim() != 4]
        self.optimiser = torch.optim.AdamW([dict(params=decayed, weight_decay=0.05), dict(params=plain, weight_decay=0)],
                                           lr=args.lr)
        self.step, self.elapsed = 0, 0.0
        if state:
            for key in ("net", "averaged", "optimiser"):
                load_weights(getattr(self, key), state[key], self.checkpoint)
            self.step, self.elapsed = state["step"], state["elapsed"]

    def begin(self, net, start):
        """Fills `net` from a checkpoint of another run or of face_start.py, or from the exported files of a SuperNet."""
        rows = np.random.default_rng(8).choice(self.pictures.rows, min(4000, len(self.pictures.rows)), replace=False)
        targets = self.pictures.targets[rows]
        if start.suffix != ".pt":
            restart_from(net, start, augmented(self.faces, rows, 8, self.errors), targets)
            return
        weights = torch.load(start, map_location="cpu")["averaged"]
        if "stem.gain" in weights:
            load_weights(net, weights, start)
        else:
            start_from(net, weights, real(plain_views(self.pictures.canvases[rows])), targets)

    def save(self):
        """What all processes agree on; the first writes it."""
        processes.require_agreement(self.net)
        if self.rank > 0:
            return
        args, part = self.args, self.checkpoint.with_suffix(".part")
        torch.save(dict(net=self.net.state_dict(), averaged=self.averaged.state_dict(), optimiser=self.optimiser.state_dict(),
                        step=self.step, elapsed=self.elapsed, batch=args.batch, minutes=args.minutes, lr=args.lr,
                        seed=args.seed, towards=self.towards), part)
        part.rename(self.checkpoint)

    def measured(self):
        """EERs on the tune pairs of the averaged weights, in the order of COLUMNS."""
        found = pair_eers(self.averaged, WATCHED, self.faces, self.watch, errors=self.errors)
        return [f"{value:.4f}" for subnet in WATCHED for value in found[subnet.name]]

    def schedule(self):
        """Learning rate and the bits of the weights, by the share of the time that is used."""
        progress, args = self.elapsed / (self.args.minutes * 60), self.args
        bits = 8 if progress >= 1 - args.quantised else None
        self.averaged.quantise(bits)
        four = bits and self.step // 2 * args.four_bit % 1 < args.four_bit      # of two steps that differ in their SubNets both
        self.net.quantise(4 if four else bits)
        lr = max(args.lr * min((self.step + 1) / 200, 0.5 + 0.5 * np.cos(np.pi * progress)), 1e-6)
        for group in self.optimiser.param_groups:
            group["lr"] = lr
        return lr

    def update(self, images, target, bank, subnets):
        """One optimiser step; returns the loss of the first SubNet and the cosines of the first three and of any other to their targets,
        None where there is no other."""
        self.optimiser.zero_grad(set_to_none=True)
        figures, guide = [], None
        for subnet, share in zip(subnets, SHARES):
            with torch.autocast(self.device.type, dtype=torch.bfloat16):
                embedding = self.net(prepared(images, self.net, subnet), subnet)
            embedding = embedding.float()
            loss, cosine = distillation_loss(embedding, target, bank)
            if guide is None:
                guide, total = F.normalize(embedding.detach()), loss.item()
            else:
                loss = loss + 1 - (F.normalize(embedding) * guide).sum(1).mean()
            (share * loss).backward()
            figures.append(cosine.item())
        self.elapsed = processes.average(self.net, self.elapsed)
        self.optimiser.step()
        keep = min(0.999, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mine, theirs in zip(self.averaged.parameters(), self.net.parameters()):
                mine.lerp_(theirs, 1 - keep)
        return [total, *figures, *[None] * (len(SHARES) - len(subnets))]

    def run(self):
        """Trains until --minutes are used."""
        args, first = self.args, self.rank == 0
        rng, sums, bank = np.random.default_rng([args.seed, self.step]), [], None
        source = batches(self.pictures, args.batch, [args.seed, self.step, self.rank], args.workers)
        began, saved = time.monotonic() - self.elapsed, self.elapsed
        with open(self.log if first else os.devnull, "a", newline="") as log_file:
            log = csv.writer(log_file)
            if first and log_file.tell() == 0:
                log.writerow(COLUMNS)
            if first and self.step == 0:
                log.writerow([0, 0, *[""] * (COLUMNS.index("cosine_other") - 1), *self.measured()])
            while self.elapsed < args.minutes * 60:
                if bank is None or self.step % 25 == 0:
                    bank = self.pictures.bank(rng).to(self.device)
                lr = self.schedule()
                images, target = next(source)
                self.elapsed = time.monotonic() - began
                sums.append(self.update(images, target.to(self.device), bank, sampled(self.step, rng)))
                self.step += 1
                if self.step % args.log_every == 0:
                    measured = self.measured() if first and self.step % (15 * args.log_every) == 0 else []
                    log.writerow([self.step, f"{self.elapsed / 60:.2f}", f"{lr:.2e}",
                                  *(mean_of(column) for column in zip(*sums)), *measured])
                    log_file.flush()
                    sums = []
                if self.elapsed - saved > 150:
                    saved = self.elapsed
                    self.save()
        self.save()


def draw_curves(cache, out):
    """Draws the log of a run: cosines to the targets, learning rate and EERs on the tune pairs over the minutes."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    with open(Path(cache) / "log.csv", newline="") as file:
        rows = list(csv.DictReader(file))

    def series(column):
        found = [(float(row["minutes"]), float(row[column])) for row in rows if row.get(column)]
        return np.array(found).reshape(-1, 2).T

    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    for column, label in (("cosine_largest", LARGEST.name), ("cosine_middle", MIDDLE.name), ("cosine_small", SMALL.name),
                          ("cosine_other", "any other")):
        left.plot(*series(column), label=label)
    left.set(xlabel="minutes", ylabel="cosine to the targets (augmented training views)")
    left.legend()
    rate = left.twinx()
    rate.plot(*series("lr"), color="0.7", linewidth=1)
    rate.set_ylabel("learning rate (grey)")
    for subnet in WATCHED:
        right.plot(*series(f"tune_eer_{subnet.name}"), marker="o", label=subnet.name)
    right.set(xlabel="minutes", ylabel="EER on the tune pairs", ylim=(0, None))
    right.legend()
    figure.savefig(out, dpi=110)
