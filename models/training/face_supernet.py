"""Trains the face-embedding SuperNet by distillation; its SubNets share the int8 weights.

    /usr/bin/python3 models/training/face_supernet.py --data ../shared/data --stage train --minutes 120

Starts from a network of face_embed.py (--start), resumes from its own checkpoint, follows the clock: cosine of the
learning rate over --minutes, the forward pass with int8 weights in the last --quantised share of them. Every step
trains the largest SubNet and a smaller one, which also follows the largest (after the sandwich rule, Yu et al., ECCV 2020). Logs to CSV. Choices are made on the tune split (LFW folds 7-8).
"""
import argparse
import copy
import csv
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from face_data import Faces, eer, plain_views
from face_embed import augment_light, augment_view, real
from face_embed_blends import Blends
from face_subnets import CUT, EMBEDDING, LARGEST, SUBNETS, Calibration, FaceSuperNet, SubNet, resized
from face_supernet_start import start_from

TEMPERATURE = 0.07
BANK = 4096
MIDDLE, SMALL = SubNet(2, True, 64), SubNet(0, True, 64)        # those with an accuracy to reach
MIDDLES = [s for s in SUBNETS if s.width >= 2 and s not in (LARGEST, MIDDLE)]
SMALLS = [s for s in SUBNETS if s.width < 2 and s != SMALL]
WATCHED = (LARGEST, SubNet(3, True, 64), MIDDLE, SMALL)


class Targets:
    """Projects teacher embeddings [n,512] to the 128 directions that tell people apart best, most telling first.

    Linear discriminants over the LFW identities of the train split: within-person covariance (shrunk to a multiple
    of I) whitened, then the principal axes of all training faces. EER of the projected teacher on the tune pairs:
    1.1 % (128 values), 1.8 % (64), 0.8 % (all 512).
    """

    def __init__(self, faces, shrink=0.5):
        given, rows = faces.targets().astype(np.float64), faces.rows("train")
        known = np.array([row for row in rows if faces.id[row]])
        people, counts = np.unique(faces.id[known], return_inverse=True, return_counts=True)[1:]
        means = np.stack([np.bincount(people, column) / counts for column in given[known].T], 1)
        weight = np.minimum(1, 40 / counts)[people]
        rest = (given[known] - means[people]) * np.sqrt(weight)[:, None]
        within = rest.T @ rest / (weight.sum() - len(counts))
        within = (1 - shrink) * within + shrink * np.eye(len(within)) * np.trace(within) / len(within)
        values, vectors = np.linalg.eigh(within)
        whiten = vectors / np.sqrt(values) @ vectors.T
        axes = np.linalg.eigh(whiten.T @ np.cov(given[rows].T) @ whiten)[1][:, ::-1]
        self.mean, self.matrix = given[rows].mean(0), (whiten @ axes)[:, :EMBEDDING]

    def __call__(self, teacher):
        """Unit targets [n,128], float32 tensor."""
        teacher = teacher / np.linalg.norm(teacher, axis=1, keepdims=True)
        return F.normalize(torch.from_numpy(((teacher - self.mean) @ self.matrix).astype(np.float32)))


def distillation_loss(embedding, target, bank):
    """(1 - cosine), of the short embedding too; similarity matrices; KL over the similarity to targets and bank."""
    e, short, short_target = F.normalize(embedding), F.normalize(embedding[:, :CUT]), F.normalize(target[:, :CUT])
    cosine = (e * target).sum(1).mean()
    relation = F.mse_loss(e @ e.T, target @ target.T)
    others = torch.cat([target, bank])
    divergence = F.kl_div(F.log_softmax(e @ others.T / TEMPERATURE, 1), F.log_softmax(target @ others.T / TEMPERATURE, 1),
                          reduction="batchmean", log_target=True)
    return (1 - cosine) + 0.5 * (1 - (short * short_target).sum(1).mean()) + 3.2 * relation + 0.5 * divergence, cosine


def augmented(faces, rows, seed):
    """Augmented views of rows as real-valued images [n,3,64,64]: what statistics and ranges are measured on."""
    rng, generator = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
    canvases = faces.canvases()
    return augment_light(real(np.stack([augment_view(canvases[k], rng) for k in rows])), generator)


def calibrated(net, subnet, images, batch=128):
    """Batch-norm statistics {layer: (mean, variance)} of a SubNet over real-valued images [n,3,64,64]."""
    calibration = Calibration()
    with torch.no_grad():
        for part in images.split(batch):
            net(resized(part, subnet.size).contiguous(memory_format=torch.channels_last), subnet, calibration)
    return calibration.statistics()


def embeddings(net, subnet, statistics, images, batch=128):
    """Embeddings [n,128 or 64] of real-valued images, as the network gives them."""
    with torch.no_grad():
        return torch.cat([net(resized(part, subnet.size).contiguous(memory_format=torch.channels_last), subnet, statistics)
                          for part in images.split(batch)])


def pair_eers(net, subnets, faces, images, split="tune"):
    """EER on the LFW pairs of a split (annotated landmarks) by SubNet, of the long and the short embedding."""
    a, b, same = faces.pairs(split)
    rows = np.unique(np.r_[a, b])
    at = {row: k for k, row in enumerate(rows)}
    left, right = [at[r] for r in a], [at[r] for r in b]
    views, found = real(plain_views(faces.canvases()[rows])), {}
    for subnet in subnets:
        e = embeddings(net, subnet, calibrated(net, subnet, images), views)
        found[subnet.name] = [eer((u[left] * u[right]).sum(1).numpy(), same) for u in (F.normalize(e), F.normalize(e[:, :CUT]))]
    return found


class Pictures:
    """Training views with their targets: pictures and blends."""

    def __init__(self, faces, caches, targets):
        self.canvases, self.rows = faces.canvases(), faces.rows("train")
        self.targets = targets(faces.targets())
        self.project, self.blends = targets, [Blends(cache, 0) for cache in caches]

    def bank(self, rng):
        return self.targets[rng.choice(self.rows, BANK)]

    def batch(self, count, rng, generator, share=0.45):
        """Real-valued images [count,3,64,64] and unit targets [count,128]."""
        ready = np.array([blends.ready() for blends in self.blends])
        mixed = int(count * min(share, 1e-5 * ready.sum()))
        own = rng.choice(self.rows, count - mixed)
        crops, labels = [augment_view(self.canvases[k], rng) for k in own], []
        for which in rng.choice(len(ready), mixed, p=ready / ready.sum()) if mixed else []:
            k = rng.integers(0, ready[which])
            crops.append(augment_view(self.blends[which].canvases[k], rng))
            labels.append(self.blends[which].labels[k].astype(np.float64))
        target = torch.cat([self.targets[own], self.project(np.stack(labels))]) if mixed else self.targets[own]
        return augment_light(real(np.stack(crops)), generator).contiguous(memory_format=torch.channels_last), target


def sampled(rng):
    """The smaller SubNet of a step: a middle or a small one, those with an accuracy to reach most often."""
    chosen, others = (MIDDLE, MIDDLES) if rng.random() < 0.5 else (SMALL, SMALLS)
    return chosen if rng.random() < 0.45 else others[rng.integers(len(others))]


def train(args, faces):
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    targets = Targets(faces)
    pictures = Pictures(faces, args.blends, targets)
    watch = augmented(faces, np.random.default_rng(7).choice(pictures.rows, 512, replace=False), 7)
    net = FaceSuperNet()
    cache = Path(args.cache)
    checkpoint = cache / "checkpoint.pt"
    state = torch.load(checkpoint) if checkpoint.exists() else None
    if state is None and args.start:
        rows = np.sort(np.random.default_rng(8).choice(pictures.rows, 4000, replace=False))
        start_from(net, torch.load(args.start)["averaged"], real(plain_views(pictures.canvases[rows])), pictures.targets[rows])
    net.to(memory_format=torch.channels_last)
    averaged = copy.deepcopy(net)
    decayed = [p for p in net.parameters() if p.dim() == 4]
    plain = [p for p in net.parameters() if p.dim() != 4]
    optimiser = torch.optim.AdamW([dict(params=decayed, weight_decay=0.05), dict(params=plain, weight_decay=0)], lr=args.lr)
    step, elapsed = 0, 0.0
    if state:
        for part, key in ((net, "net"), (averaged, "averaged"), (optimiser, "optimiser")):
            part.load_state_dict(state[key])
        step, elapsed = state["step"], state["elapsed"]
    rng, generator = np.random.default_rng([args.seed, step]), torch.Generator().manual_seed(args.seed + step)
    began, saved, sums, bank = time.monotonic() - elapsed, elapsed, [], None
    columns = "step minutes lr loss cosine_largest cosine_other".split()
    columns += [f"tune_eer_{s.name}{cut}" for s in WATCHED for cut in ("", "-e64")]
    log_file = open(cache / "log.csv", "a", newline="")
    log = csv.writer(log_file)
    if step == 0:
        log.writerow(columns)
    measured = ""

    def save():
        part = checkpoint.with_suffix(".part")
        torch.save(dict(net=net.state_dict(), averaged=averaged.state_dict(), optimiser=optimiser.state_dict(), step=step,
                        elapsed=elapsed, minutes=args.minutes, lr=args.lr, seed=args.seed), part)
        part.rename(checkpoint)

    def measure():
        found = pair_eers(averaged, WATCHED, faces, watch)
        return [f"{value:.4f}" for s in WATCHED for value in found[s.name]]

    if step == 0:
        log.writerow([0, 0, "", "", "", "", *measure()])
        log_file.flush()
    while elapsed < args.minutes * 60:
        progress = elapsed / (args.minutes * 60)
        if bank is None or step % 25 == 0:
            bank = pictures.bank(rng)
            net.quantise(progress >= 1 - args.quantised)
            averaged.quantise(progress >= 1 - args.quantised)
        lr = max(args.lr * min((step + 1) / 200, 0.5 + 0.5 * np.cos(np.pi * progress)), 1e-6)
        for group in optimiser.param_groups:
            group["lr"] = lr
        x, target = pictures.batch(args.batch, rng, generator)
        optimiser.zero_grad(set_to_none=True)
        figures, guide = [], None
        for subnet, share in zip((LARGEST, sampled(rng)), (1, 0.7)):
            with torch.cpu.amp.autocast(dtype=torch.bfloat16):
                embedding = net(resized(x, subnet.size).contiguous(memory_format=torch.channels_last), subnet)
            embedding = embedding.float()
            loss, cosine = distillation_loss(embedding, target, bank)
            if guide is None:
                guide, total = F.normalize(embedding.detach()), loss.item()
            else:
                loss = loss + 1 - (F.normalize(embedding) * guide).sum(1).mean()
            (share * loss).backward()
            figures.append(cosine.item())
        optimiser.step()
        keep = min(0.999, (1 + step) / (10 + step))
        with torch.no_grad():
            for mine, theirs in zip(averaged.parameters(), net.parameters()):
                mine.lerp_(theirs, 1 - keep)
        step, elapsed = step + 1, time.monotonic() - began
        sums.append([total, *figures])
        if step % 100 == 0:
            measured = measure() if step % 1500 == 0 else []
            log.writerow([step, f"{elapsed / 60:.2f}", f"{lr:.2e}", *(f"{v:.4f}" for v in np.mean(sums, 0)), *measured])
            log_file.flush()
            sums = []
        if elapsed - saved > 150:
            saved = elapsed
            save()
    save()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).resolve().parent
    parser.add_argument("--data", required=True)
    parser.add_argument("--cache", default=here / "runs" / "face-supernet", help="folder of checkpoint and log")
    parser.add_argument("--canvases", default=here / "runs" / "face", help="folder of the aligned canvases")
    parser.add_argument("--blends", nargs="*", default=[here / "runs" / "face"], help="folders of blends (face_embed.py --stage blends)")
    parser.add_argument("--start", help="checkpoint of face_embed.py to start from")
    parser.add_argument("--stage", choices=("all", "train", "export"), default="all")
    parser.add_argument("--out", default=here.parent / "supernet" / "face", help="common start of the exported files")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, default=4e-3)
    parser.add_argument("--quantised", type=float, default=0.3, help="last share of the time with int8 weights")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    Path(args.cache).mkdir(parents=True, exist_ok=True)
    faces = Faces(args.data, args.canvases)
    if args.stage in ("all", "train"):
        train(args, faces)
    if args.stage in ("all", "export"):
        from face_supernet_export import export
        state = torch.load(Path(args.cache) / "checkpoint.pt")
        net = FaceSuperNet()
        net.load_state_dict(state["averaged"])
        export(net, faces, args.out, f"Aligned RGB face to 128 or 64 numbers; {state['step']} steps of {args.batch} views in "
                                     f"{state['elapsed'] / 60:.0f} minutes, seed {state['seed']}.")


if __name__ == "__main__":
    main()
