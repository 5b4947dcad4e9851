"""Prints what mixes of face runs' weights are worth on the tune people, by which face_supernet.py --mixed-with is chosen.

    /usr/bin/python3 models/training/face_mixes.py --data ../shared/data --own-landmarks FILE.csv --runs BEFORE AFTER \\
        --shares 1,0 0.5,0.5 0,1

EER and FNMR at an FMR of 0.1 % over all pairs of the pictures of the tune split, nobody counting as more than three genuine
pairs (every_pair.py), as the device aligns them, weights of 8 bits (--bits 4: of 4), whitened within people as
face_supernet_export.py does; and the EER over the listed pairs.
"""
import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from every_pair import error_rates, every_pair
from face_data import Faces, alignment_errors, eer, plain_views
from face_subnet_use import calibrated, embeddings
from face_subnets import FaceSuperNet, SubNet
from face_supernet_data import augmented
from face_supernet_export import absorb, statistics_views
from face_views import real
from supernet_restart import averaged_weights, mixed

SUBNETS = [SubNet(4, True, 64), SubNet(2, True, 64), SubNet(0, True, 64), SubNet(1, True, 48), SubNet(0, False, 48)]


def main():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of the data packs")
    parser.add_argument("--canvases", default=here / "runs" / "face", help="folder of the aligned canvases")
    parser.add_argument("--own-landmarks", required=True, help="CSV of own-landmarks.ts --splits train,tune")
    parser.add_argument("--runs", nargs="+", required=True, type=Path, help="folders of the checkpoints")
    parser.add_argument("--shares", nargs="+", required=True, help="mixes: a share of every run, for example 0.25,0.75")
    parser.add_argument("--bits", type=int, choices=(8, 4), default=8, help="of the weights; 4: of the 1x1 kernels")
    args = parser.parse_args()
    mixes = [[float(share) for share in mix.split(",")] for mix in args.shares]
    if any(len(mix) != len(args.runs) for mix in mixes):
        parser.error("--shares: every mix needs a share of every run")
    states = [averaged_weights(run / "checkpoint.pt", FaceSuperNet()) for run in args.runs]
    torch.set_num_threads(1)
    faces = Faces(args.data, args.canvases, "older")
    errors, tune = alignment_errors(faces, args.own_landmarks), faces.rows("tune")
    images = statistics_views(faces, errors)
    tuned = real(plain_views(faces.canvases()[tune], [errors.get(row) for row in tune]))
    a, b, same, weights = every_pair(faces.id[tune])
    pictures = np.sort(np.unique(faces.id[tune], return_counts=True)[1])[::-1]
    genuine = pictures * (pictures - 1) / 2
    print(f"{same.sum()} genuine pairs; counted alike, {100 * genuine[0] / same.sum():.0f} % would be of one person with {pictures[0]} pictures, "
          f"{100 * genuine[:10].sum() / same.sum():.0f} % of ten people", flush=True)
    at = {row: k for k, row in enumerate(tune)}
    listed_a, listed_b, listed_same = faces.pairs("tune")
    listed = [at[row] for row in listed_a], [at[row] for row in listed_b]
    for mix in mixes:
        net = FaceSuperNet()
        net.load_state_dict(mixed(states, mix))
        net.quantise(8)
        absorb(net, faces, images, errors)
        net.quantise(args.bits)
        for subnet in SUBNETS:
            white = F.normalize(embeddings(net, subnet, calibrated(net, subnet, images), tuned)).numpy()
            found, missed = error_rates((white @ white.T)[a, b], same, weights, 0.001)
            print(f"{','.join(f'{share:g}' for share in mix):16} {subnet.name:14} EER {100 * found:.2f} %  FNMR {100 * missed:.1f} %  listed "
                  f"{100 * eer((white[listed[0]] * white[listed[1]]).sum(1), listed_same):.2f} %", flush=True)


if __name__ == "__main__":
    main()
