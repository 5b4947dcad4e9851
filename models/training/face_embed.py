"""Trains the face embedding by distillation and writes models/float/face-embed.{json,bin}.

    /usr/bin/python3 models/training/face_embed.py --data ../shared/data --out models/float [--minutes 60]

Stages: aligned canvases, blends labelled by the teacher (--stage blends; may run beside the training), training,
export (with a whitening within people folded into the last layer). Everything is cached under --cache; a training
resumes from its last checkpoint. The learning rate follows the share of --minutes used. Choices are made on the tune
split; the test split is printed by --stage report only.
"""
import argparse
import csv
import time
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from face_data import Faces, eer, plain_views, view, view_matrix
from face_embed_blends import Blends
from face_embed_net import FaceEmbed, export
from within_person import within_person_covariance

TEMPERATURE = 0.07
BANK = 4096


def augment_view(canvas, rng, error=None):
    """A jittered 64x64 view: the errors of a detector's landmarks, low resolution or blur.

    `error` is a measured error of the alignment (face_data.alignment_errors); the jitter is smaller with it.
    """
    size = 1 if error is None else 0.4
    matrix = view_matrix(rng.normal(0, 0.06 * size), np.exp(rng.normal(0, 0.05 * size)), rng.normal(0, 1.1 * size, 2),
                         np.exp(rng.normal(0, 0.02)), rng.random() < 0.5)
    crop = view(canvas, matrix if error is None else error @ np.vstack([matrix, [0, 0, 1]]))
    chance = rng.random()
    if chance < 0.15:
        side = int(rng.integers(24, 56))
        crop = cv2.resize(cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA), (64, 64))
    elif chance < 0.25:
        crop = cv2.GaussianBlur(crop, (0, 0), rng.uniform(0.4, 1.2))
    return crop


def augment_light(x, generator):
    """Contrast, brightness, channel gain, lighting gradient, grey and noise on real-valued images [n,3,64,64]."""
    n = len(x)
    normal = lambda *shape: torch.randn(*shape, generator=generator)
    uniform = lambda *shape: torch.rand(*shape, generator=generator)
    mean = x.mean((2, 3), keepdim=True)
    x = (x - mean) * torch.exp(0.15 * normal(n, 1, 1, 1)) + mean
    x = (x + 1) * torch.exp(0.05 * normal(n, 3, 1, 1)) - 1 + 0.10 * normal(n, 1, 1, 1)
    axis = torch.linspace(-1, 1, x.shape[-1])
    strong = (uniform(n, 1, 1, 1) < 0.3).float()
    x = x + strong * 0.25 * (normal(n, 1, 1, 1) * axis[None, None, :, None] + normal(n, 1, 1, 1) * axis)
    grey = (uniform(n, 1, 1, 1) < 0.08).float()
    x = x + grey * (x.mean(1, keepdim=True) - x)
    x = x + (0.04 * uniform(n, 1, 1, 1)) * normal(*x.shape)
    return x.clamp(-1, 1)


def real(crops):
    """uint8 [n,64,64,3] -> the network's input (pixel - 128) / 128, [n,3,64,64]."""
    return (torch.from_numpy(np.ascontiguousarray(crops.transpose(0, 3, 1, 2))).float() - 128) / 128


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
    """(1 - cosine) through the 512-wide head, similarity matrices of the 128-d embedding and of the head, and KL."""
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
    """Distils until --minutes are used; returns the averaged weights."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    canvases, targets, rows = faces.canvases(), faces.targets(), faces.rows("train")
    blends = Blends(args.cache, args.blends)
    model = FaceEmbed().to(memory_format=torch.channels_last)
    averaged = FaceEmbed().to(memory_format=torch.channels_last)
    averaged.load_state_dict(model.state_dict())
    head = torch.nn.Linear(128, 512, bias=False)
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
        target = torch.from_numpy(np.concatenate([targets[own], blends.labels[other].astype(np.float32)]))
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


def within_person_whitening(model, faces, shrink=0.2):
    """Mean of the embeddings and the matrix that makes their within-person covariance a unit one.

    Over the LFW identities of the train split, every picture plain and as an augmented view (within_person.py).
    """
    rng, generator = np.random.default_rng(20), torch.Generator().manual_seed(20)
    rows = np.array([row for row in faces.rows("train") if faces.id[row]])
    canvases = faces.canvases()
    views = augment_light(real(np.stack([augment_view(canvases[k], rng) for k in rows])), generator)
    plain = raw_embeddings(model, real(plain_views(canvases[rows])))
    embeddings = torch.cat([plain, raw_embeddings(model, views)]).double().numpy()
    values, vectors = np.linalg.eigh(within_person_covariance(embeddings, np.tile(faces.id[rows], 2), shrink))
    return plain.double().numpy().mean(0), (vectors / np.sqrt(values)) @ vectors.T


def absorb(layer, mean, matrix):
    """Makes a linear ConvBN give matrix @ (what it gave - mean)."""
    weight, bias = layer.folded()
    with torch.no_grad():
        layer.conv.weight.copy_(torch.from_numpy(np.einsum("oi,ihwk->ohwk", matrix, weight)))
        layer.bn.running_mean.zero_()
        layer.bn.running_var.fill_(1 - layer.bn.eps)
        layer.bn.weight.fill_(1)
        layer.bn.bias.copy_(torch.from_numpy(matrix @ (bias - mean)))


def trained(args, faces):
    """The averaged weights of the finished training, or of the last checkpoint, whitened within people."""
    file = Path(args.cache) / "final.pt"
    state = torch.load(file if file.exists() else file.with_name("checkpoint.pt"))
    model = FaceEmbed()
    model.load_state_dict(state["averaged"])
    model.to(memory_format=torch.channels_last).eval()
    absorb(model.head[2], *within_person_whitening(model, faces))
    return model, state


def write(args, faces):
    """Exports the float graph with ranges from 768 augmented training images."""
    model, state = trained(args, faces)
    rng, generator = np.random.default_rng(768), torch.Generator().manual_seed(768)
    crops = np.stack([augment_view(faces.canvases()[k], rng) for k in rng.choice(faces.rows("train"), 768, replace=False)])
    with torch.no_grad():
        export(model, augment_light(real(crops), generator), Path(args.out) / "face-embed",
               f"Aligned 64x64 RGB face to 128-d embedding; {state['step']} steps of {args.batch}, "
               f"{state['elapsed'] / 60:.0f} minutes, seed {args.seed}.")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = Path(__file__).resolve().parent
    parser.add_argument("--data", required=True)
    parser.add_argument("--out", default=here.parent / "float")
    parser.add_argument("--cache", default=here / "runs" / "face")
    parser.add_argument("--stage", choices=("all", "blends", "train", "export", "report"), default="all")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, default=1e-2)
    parser.add_argument("--blends", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    faces = Faces(args.data, args.cache)
    if args.stage in ("all", "blends"):
        Blends(args.cache, args.blends).make(faces, args.seed)
    if args.stage in ("all", "train"):
        train(args, faces)
    if args.stage in ("all", "export"):
        write(args, faces)
    if args.stage == "report":
        model, state = trained(args, faces)
        print(dict(step=state["step"], tune=pair_eer(model, faces, "tune"), test=pair_eer(model, faces, "test")))


if __name__ == "__main__":
    main()
