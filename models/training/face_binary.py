"""Trains the face embedding with binary pointwise layers by distillation; writes models/float/face-binary.{json,bin}.

    /usr/bin/python3 models/training/face_binary.py --data ../shared/data --start RUN/final.pt --minutes 60
    /usr/bin/python3 models/training/face_binary.py --quick --out FOLDER/face-binary

Starts its 8-bit layers from a network of face_start.py (--start) or from nothing; the binary ones from random latent
weights, trained straight through (face_binary_net.py). Resumes from its own checkpoint and follows the clock: cosine of
the learning rate over --minutes. Views, blends and loss are those of the face SuperNet, targets those of its --teacher
mbf. Choices are made on the tune split (LFW folds 7-8). --quick does all of it in less than two minutes on simulated
people, without the data pack.
"""
import argparse
import base64
import copy
import json
from pathlib import Path

import cv2
import numpy as np
import torch

from face_binary_net import FaceBinary, export, start_from
from face_data import Faces, plain_views
from face_simulated import SIMULATED, SimulatedFaces
from face_start import pair_eer, raw_embeddings
from face_supernet_data import Pictures, augmented, batches
from face_supernet_train import distillation_loss
from face_targets import Targets
from face_views import augment_light, augment_view, real
from graph_emulation import GraphEmulation
from timed_run import TimedRun
from within_person import within_person_covariance

STATISTICS_ON = 1536        # augmented pictures behind the batch-norm statistics
RANGES_ON = 384             # and behind the activations' ranges


def recalibrated(network, images, batch=128):
    """A copy whose batch-norm statistics are those of `images` [n,3,64,64]: signs of averaged weights are other signs."""
    network = copy.deepcopy(network).train()
    norms = [module for module in network.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None                            # a plain mean over the batches
    with torch.no_grad():
        for part in images.split(batch):
            network(part.contiguous(memory_format=torch.channels_last))
    return network.eval()


def statistics_images(args, faces):
    rows = faces.rows("train")
    return augmented(faces, np.random.default_rng(768).choice(rows, min(args.statistics_on, len(rows)), replace=False), 768)


def train(args, faces):
    """Distils until --minutes are used; the checkpoint holds the averaged weights."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    targets = Targets(faces, whiten=True)
    pictures = Pictures(faces, args.blends, targets(faces.targets()), targets)
    network = FaceBinary()
    if args.start and not (Path(args.cache) / "face-binary.ckpt").exists():
        rows = np.sort(np.random.default_rng(8).choice(pictures.rows, min(2000, len(pictures.rows)), replace=False))
        start_from(network, torch.load(args.start, map_location="cpu")["averaged"],
                   real(plain_views(pictures.canvases[rows])), pictures.targets[rows])
    network.to(memory_format=torch.channels_last)
    run = TimedRun("face-binary", network, args.cache, args.minutes, args.lr)
    rng = np.random.default_rng([args.seed, run.step])
    source, bank, sums, saved = batches(pictures, args.batch, [args.seed, run.step], 0), None, [], run.minutes_done()
    watch = statistics_images(args, faces)
    while run.running():
        if bank is None or run.step % 25 == 0:
            bank = pictures.bank(rng)
        images, target = next(source)
        network.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            embedding = network(images.contiguous(memory_format=torch.channels_last))
        loss, cosine = distillation_loss(embedding.float(), target, bank)
        run.update(loss)
        sums.append([loss.item(), cosine.item()])
        if run.step % args.log_every == 0:
            measured = run.step % (10 * args.log_every) == 0
            tune = pair_eer(recalibrated(run.average, watch), faces, "tune") if measured else None
            mean, sums = np.mean(sums, 0), []
            run.record(loss=round(mean[0], 4), cosine=round(mean[1], 4), lr=f"{run.optimiser.param_groups[0]['lr']:.2e}",
                       tune_eer=round(tune, 4) if measured else "")
        if run.minutes_done() - saved > 2:
            saved = run.minutes_done()
            run.save()
    run.save()


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


def write(args, faces):
    """Exports the averaged weights, whitened within people."""
    torch.set_num_threads(1)
    state = torch.load(Path(args.cache) / "face-binary.ckpt", map_location="cpu")
    network, images = FaceBinary(), statistics_images(args, faces)
    network.load_state_dict(state["average"])
    network = recalibrated(network.to(memory_format=torch.channels_last), images)
    absorb(network.head[-1], *within_person_whitening(network, faces))
    with torch.no_grad():
        export(network, images[:args.ranges_on], args.out,
               f"Aligned 64x64 RGB face to 128 numbers, binary pointwise layers; {state['step']} steps of {args.batch}, "
               f"{state['elapsed']:.0f} minutes, seed {args.seed}.")


def write_reference(args):
    """Writes what PyTorch's integers answer for two simulated faces: what others compare theirs with."""
    crops = plain_views(SimulatedFaces(SIMULATED, people=2, pictures=1).canvases()).astype(np.int16) - 128
    emulation = GraphEmulation(args.out)
    cases = [dict(crop=base64.b64encode(crop.astype(np.int8).tobytes()).decode(), answer=emulation.run(crop)[0]) for crop in crops]
    Path(args.reference).write_text(json.dumps(cases) + "\n")


def main():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder of the data packs; not needed with --quick")
    parser.add_argument("--cache", default=here / "runs" / "face-binary", help="folder of checkpoint and log")
    parser.add_argument("--canvases", default=here / "runs" / "face", help="folder of the aligned canvases, which are made where it has none")
    parser.add_argument("--blends", nargs="*", default=[here / "runs" / "face"],
                        help="folders of blends (face_start.py --stage blends)")
    parser.add_argument("--start", help="checkpoint of face_start.py to start from")
    parser.add_argument("--stage", choices=("all", "train", "export"), default="all")
    parser.add_argument("--out", default=here.parent / "float" / "face-binary", help="common start of the exported files")
    parser.add_argument("--reference", help="file for the answers of the exported network to simulated faces")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, default=3e-3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log-every", type=int, default=100, help="steps per line of the log")
    parser.add_argument("--quick", action="store_true", help="two minutes on simulated people; needs --out")
    args = parser.parse_args()
    args.statistics_on, args.ranges_on = STATISTICS_ON, RANGES_ON
    if args.quick:
        args.cache, args.blends, args.minutes, args.batch, args.log_every = Path(args.out).parent, [], 0.25, 32, 5
        args.statistics_on, args.ranges_on = 128, 64
        faces = SimulatedFaces(SIMULATED, people=60, pictures=6, seed=args.seed)
    else:
        if not args.data:
            parser.error("--data is needed, or --quick")
        faces = Faces(args.data, args.canvases)
    Path(args.cache).mkdir(parents=True, exist_ok=True)
    if args.stage in ("all", "train"):
        train(args, faces)
    if args.stage in ("all", "export"):
        write(args, faces)
        if args.reference:
            write_reference(args)


if __name__ == "__main__":
    main()
