"""Trains the face-embedding SuperNet by distillation and exports it; its SubNets share the int8 weights.

    /usr/bin/python3 models/training/face_supernet.py --data ../shared/data --minutes 120 --processes 2
    /usr/bin/python3 models/training/face_supernet.py --quick --out FOLDER/face

Starts from a network of face_start.py, a checkpoint of another run, an exported SuperNet (--start) or nothing, resumes from
its own checkpoint, follows the clock: cosine of the learning rate over --minutes, the forward pass with int8 weights in the
last --quantised share of them (--four-bit: with 4-bit weights in some of these steps). Every step trains the largest SubNet
and two or three smaller ones, which also follow the largest (after the sandwich rule, Yu et al., ECCV 2020). Logs to CSV,
which --stage curves draws. Choices are made on the tune split (LFW folds 7-8). --device cuda trains on a GPU, --workers N
makes the views in N processes beside it; --processes N trains on N cores. --teacher mbf is the better judge of people, the
older one the better target for networks of this size, both is the sum of the latter and of what it would be by the former's
answers (face_targets.py, models/supernet/face.md). --quick does all of it in less than two minutes on simulated people,
without the data pack: what comes out is a network that works, not a good one.
"""
import argparse
from pathlib import Path

import torch

import processes
from face_data import Faces, alignment_errors
from face_simulated import SimulatedFaces
from face_subnets import FaceSuperNet
from face_supernet_export import export, write_reference
from face_supernet_train import Training, draw_curves
from face_targets import CHOICES
from supernet_restart import averaged_weights, mixed, require_files


def train(rank, args, faces):
    Training(args, faces, rank).run()


def main():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder of the data packs; not needed with --quick")
    parser.add_argument("--cache", default=here / "runs" / "face-supernet", help="folder of checkpoint and log")
    parser.add_argument("--canvases", default=here / "runs" / "face", help="folder of the aligned canvases, which are made where it has none")
    parser.add_argument("--teacher", choices=CHOICES, default="older", help="whose embeddings are the targets")
    parser.add_argument("--person-share", type=float, default=0, help="how far targets are moved to the mean of their person's, 0 to 1")
    parser.add_argument("--blends", nargs="*", default=[],
                        help="folders of blends (face_start.py --stage blends), which teacher-mbf has labelled; not with --teacher older")
    parser.add_argument("--own-landmarks", help="CSV of own-landmarks.ts: six in ten views are aligned by them")
    parser.add_argument("--start", help="checkpoint (.pt) of face_start.py or of another run, or an exported SuperNet (the common start "
                                        "of its files), where --cache has no checkpoint")
    parser.add_argument("--stage", choices=("all", "train", "export", "curves"), default="all")
    parser.add_argument("--out", default=here.parent / "supernet" / "face", help="common start of the exported files")
    parser.add_argument("--mixed-with", nargs=2, action="append", default=[], metavar=("CHECKPOINT", "SHARE"),
                        help="export this run's weights mixed with those of another (that share of them); may be given several times")
    parser.add_argument("--minutes", type=float, default=120)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, default=1e-2)
    parser.add_argument("--quantised", type=float, default=0.08, help="last share of the time with int8 weights")
    parser.add_argument("--four-bit", type=float, default=0, help="share of the steps of that time with 4-bit weights instead, 0 to 1")
    parser.add_argument("--clean", type=float, default=0, help="share of the views without blur, noise and bad light, 0 to 1")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1, help="train on so many cores, each with --batch views a step")
    parser.add_argument("--log-every", type=int, default=100, help="steps per line of the log")
    parser.add_argument("--quick", action="store_true", help="two minutes on simulated people; needs --out")
    args = parser.parse_args()
    for option in ("person_share", "quantised", "four_bit", "clean"):
        if not 0 <= getattr(args, option) <= 1:
            parser.error(f"--{option.replace('_', '-')} is between 0 and 1")
    try:
        shares = [float(share) for _, share in args.mixed_with]
    except ValueError as error:
        parser.error(f"--mixed-with: {error}")
    if not all(share >= 0 for share in shares) or sum(shares) > 1:
        parser.error("--mixed-with: shares are none below 0 and at most 1 together")
    for other, _ in args.mixed_with:
        if not Path(other).is_file():
            parser.error(f"--mixed-with: there is no file {other}")
    others = [averaged_weights(other, FaceSuperNet()) for other, _ in args.mixed_with]
    if args.start and args.start.endswith(".pt"):
        if not Path(args.start).is_file():
            parser.error(f"--start: there is no file {args.start}")
    elif args.start:
        require_files(args.start, FaceSuperNet())
    amounts = {}
    if args.quick:
        if args.teacher == "both":
            parser.error("--quick has one teacher: not with --teacher both")
        out = Path(args.out)
        args.cache, args.blends, args.minutes, args.batch, args.log_every = out.parent, [], 0.3, 32, 5
        args.quantised = 0.3
        amounts = dict(statistics_on=128, ranges_on=64)
        faces = SimulatedFaces(here.parent / "simulated-faces", people=60, pictures=6, seed=args.seed)
    else:
        if not args.data:
            parser.error("--data is needed, or --quick")
        if args.processes < 1:
            parser.error("--processes is at least 1")
        if args.blends and args.teacher == "older":
            parser.error("blends need --teacher mbf or both: teacher-mbf labelled them")
        faces = Faces(args.data, args.canvases, "mbf" if args.teacher == "mbf" else "older")
    Path(args.cache).mkdir(parents=True, exist_ok=True)
    if args.stage in ("all", "train"):
        faces.canvases()                                # made once, before several processes want them
        processes.start(train, args.processes, args, faces)
    if args.stage in ("all", "curves"):
        draw_curves(args.cache, Path(args.cache) / "curves.png")
    if args.stage in ("all", "export"):
        checkpoint = Path(args.cache) / "checkpoint.pt"
        state = torch.load(checkpoint, map_location="cpu")
        errors = alignment_errors(faces, args.own_landmarks) if args.own_landmarks else None
        net = FaceSuperNet()
        net.load_state_dict(mixed([averaged_weights(checkpoint, net), *others], [1 - sum(shares), *shares]))
        mix = f", mixed with {' and '.join(map(str, shares))} of other runs" if shares else ""
        found = export(net, faces, args.out, f"Aligned RGB face to 128 or 64 numbers; a run of {state['step']} steps in "
                                             f"{state['elapsed'] / 60:.0f} minutes, seed {state['seed']}{mix}.", errors, **amounts)
        if args.quick:
            write_reference(net, found, faces, args.out, Path(args.out).with_name("reference.json"))


if __name__ == "__main__":
    main()
