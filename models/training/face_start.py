"""Trains the network that face_supernet.py and face_binary.py start from, by distillation.

    /usr/bin/python3 models/training/face_start.py --data ../shared/data [--minutes 60]
    /usr/bin/python3 models/training/face_start.py --quick --cache FOLDER

Stages: aligned canvases with surroundings, blends labelled by teacher-mbf (--stage blends; may run beside the training), training
through a 512-wide head that is dropped. Everything is cached under --cache; a training resumes from its last checkpoint.
The learning rate follows the share of --minutes used. Choices are made on the tune split. --quick: 10 seconds on simulated
people, without data and blends.
"""
import argparse
import csv
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from face_blends import Blends
from face_data import Faces, eer, plain_views
from face_simulated import SIMULATED, SimulatedFaces
from face_start_net import FaceStart
from face_views import augment_light, augment_view, real

TEMPERATURE = 0.07
BANK = 4096


def raw_embeddings(model, images, batch=64):
    """Embeddings [n,128] of real-valued images, as the network gives them."""
    model.eval()
    with torch.no_grad(), torch.cpu.amp.autocast(dtype=torch.bfloat16):
        parts = [model(part.contiguous(memory_format=torch.channels_last)).float() for part in images.split(batch)]
    return torch.cat(parts)


def embed(model, crops):
    """Unit embeddings [n,128] of uint8 crops."""
    return F.normalize(raw_embeddings(model, real(crops))).numpy()


def pair_eer(model, faces, split):
    """EER on the LFW pairs of a split, annotated landmarks."""
    a, b, same = faces.pairs(split)
    rows = np.unique(np.r_[a, b])
    e = embed(model, plain_views(faces.canvases()[rows]))
    at = {row: k for k, row in enumerate(rows)}
    return eer((e[[at[r] for r in a]] * e[[at[r] for r in b]]).sum(1), same)


def distillation_loss(embedding, head, target, bank):
    """(1 - cosine) through the head of the teacher's width, similarity matrices of the 128-d embedding and of the head, and KL."""
    e, t = F.normalize(embedding), target
    h = F.normalize(head(embedding))
    cosine = (h * t).sum(1)
    wanted = t @ t.T
    relation = F.mse_loss(e @ e.T, wanted) + 0.5 * F.mse_loss(h @ h.T, wanted)
    bank = torch.cat([t, bank])
    divergence = F.kl_div(F.log_softmax(h @ bank.T / TEMPERATURE, 1), F.log_softmax(t @ bank.T / TEMPERATURE, 1),
                          reduction="batchmean", log_target=True)
    return (1 - cosine).mean() + 0.05 * len(e) * relation + 0.5 * divergence, cosine.mean(), relation, divergence


def train(args, faces):
    """Distils until --minutes are used; writes final.pt, the averaged weights."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    canvases, targets, rows = faces.canvases(), faces.targets(), faces.rows("train")
    blends = Blends(args.cache, args.blends)
    model = FaceStart().to(memory_format=torch.channels_last)
    averaged = FaceStart().to(memory_format=torch.channels_last)
    averaged.load_state_dict(model.state_dict())
    head = torch.nn.Linear(128, targets.shape[1], bias=False)
    head.weight.data.copy_(torch.linalg.svd(torch.from_numpy(targets[rows]), full_matrices=False)[2][:128].T)
    decayed = [p for p in model.parameters() if p.dim() == 4] + [head.weight]
    plain = [p for p in model.parameters() if p.dim() != 4]
    optimiser = torch.optim.AdamW([dict(params=decayed, weight_decay=0.05), dict(params=plain, weight_decay=0)], lr=args.lr)
    step, elapsed = 0, 0.0
    checkpoint = Path(args.cache) / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint)
        for part, key in ((model, "model"), (averaged, "averaged"), (head, "head"), (optimiser, "optimiser")):
            part.load_state_dict(state[key])
        step, elapsed = state["step"], state["elapsed"]
    rng = np.random.default_rng([args.seed, step])
    generator = torch.Generator().manual_seed(args.seed + step)
    log_file = open(Path(args.cache) / "log.csv", "a", newline="")
    log = csv.writer(log_file)
    if step == 0:
        log.writerow("step seconds lr loss cosine relation kl blends tune_eer".split())
    began, saved, sums, bank, ready = time.monotonic() - elapsed, elapsed, [], None, 0
    while elapsed < args.minutes * 60:
        if bank is None or step % 50 == 0:
            bank, ready = torch.from_numpy(targets[rng.choice(rows, BANK)]), blends.ready()
        lr = max(args.lr * min((step + 1) / 100, 0.5 + 0.5 * np.cos(np.pi * elapsed / (args.minutes * 60))), 1e-6)
        for group in optimiser.param_groups:
            group["lr"] = lr
        mixed = int(args.batch * min(0.4, 2e-5 * ready))
        own, other = rng.choice(rows, args.batch - mixed), rng.integers(0, max(ready, 1), mixed)
        crops = np.stack([augment_view(canvases[k], rng) for k in own] + [augment_view(blends.canvases[k], rng) for k in other])
        known = [targets[own], blends.labels[other].astype(np.float32)] if mixed else [targets[own]]
        target = torch.from_numpy(np.concatenate(known))
        x = augment_light(real(crops), generator).contiguous(memory_format=torch.channels_last)
        model.train()
        with torch.cpu.amp.autocast(dtype=torch.bfloat16):
            embedding = model(x)
        loss, *parts = distillation_loss(embedding.float(), head, F.normalize(target), bank)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        keep = min(0.999, (1 + step) / (10 + step))
        with torch.no_grad():
            for mine, theirs in zip(averaged.state_dict().values(), model.state_dict().values()):
                mine.copy_(theirs) if not mine.is_floating_point() else mine.lerp_(theirs, 1 - keep)
        step, elapsed = step + 1, time.monotonic() - began
        sums.append([float(loss), *map(float, parts)])
        if step % 100 == 0:
            measured = pair_eer(averaged, faces, "tune") if step % 1000 == 0 else ""
            log.writerow([step, round(elapsed), f"{lr:.2e}", *(f"{v:.4f}" for v in np.mean(sums, 0)), ready, measured])
            log_file.flush()
            sums = []
        if elapsed - saved > 120:
            saved = elapsed
            part = checkpoint.with_suffix(".part")
            torch.save(dict(model=model.state_dict(), averaged=averaged.state_dict(), head=head.state_dict(),
                            optimiser=optimiser.state_dict(), step=step, elapsed=elapsed), part)
            part.rename(checkpoint)
    torch.save(dict(averaged=averaged.state_dict(), step=step, elapsed=elapsed), Path(args.cache) / "final.pt")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder of the data packs; not needed with --quick")
    parser.add_argument("--cache", help="folder of canvases, blends, checkpoint and log; default: runs/face")
    parser.add_argument("--stage", choices=("all", "blends", "train"), default="all")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, default=1e-2)
    parser.add_argument("--blends", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="10 seconds on simulated people; needs --cache")
    args = parser.parse_args()
    if args.quick and not args.cache:
        parser.error("--quick needs --cache: a folder of its own")
    args.cache = args.cache or Path(__file__).resolve().parent / "runs" / "face"
    if args.quick:
        args.stage, args.minutes, args.batch, args.blends = "train", 0.15, 32, 1
        faces = SimulatedFaces(SIMULATED, people=60, pictures=6, seed=args.seed)
    elif not args.data:
        parser.error("--data is needed, or --quick")
    else:
        faces = Faces(args.data, args.cache)
    if args.stage in ("all", "blends"):
        Blends(args.cache, args.blends).make(faces, args.seed)
    if args.stage in ("all", "train"):
        train(args, faces)


if __name__ == "__main__":
    main()
