"""Prints what mixes of face runs' weights are worth on the tune people, by which face_supernet.py --mixed-with is chosen.

    /usr/bin/python3 models/training/face_mixes.py --data ../shared/data --own-landmarks FILE.csv --runs BEFORE AFTER \\
        --shares 1,0 0.5,0.5 0,1

EER and FNMR at an FMR of 0.1 % over all pairs of the pictures of the tune split, nobody counting as more than three genuine
pairs (every_pair.py), as the device aligns them, weights of 8 bits (--bits 4: of 4), whitened within people as
face_supernet_export.py does; and the EER over the listed pairs. --trained-on: also of as many people of the train split, which
says how much is learnt by heart and never how good a network is.
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


class Judged:
    """People by whose pictures, at `rows`, networks are judged: views as the device aligns them, and all their pairs."""

    def __init__(self, faces, errors, rows):
        self.views = real(plain_views(faces.canvases()[rows], [errors.get(row) for row in rows]))
        self.a, self.b, self.same, self.weights = every_pair(faces.id[rows])

    def rates(self, net, subnet, statistics):
        """EER, FNMR at an FMR of 0.1 % and unit embeddings [rows,128] of a SubNet."""
        unit = F.normalize(embeddings(net, subnet, statistics, self.views)).numpy()
        return *error_rates((unit @ unit.T)[self.a, self.b], self.same, self.weights, 0.001), unit


def as_many_trained_on(faces):
    """Rows of LFW people of the train split, as many as the tune split has."""
    rows = np.array([row for row in faces.rows("train") if faces.id[row]])
    count = len(np.unique(faces.id[faces.rows("tune")]))
    return rows[np.isin(faces.id[rows], np.random.default_rng(1).permutation(np.unique(faces.id[rows]))[:count])]


def main():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of the data packs")
    parser.add_argument("--canvases", default=here / "runs" / "face", help="folder of the aligned canvases, which are made where it has none")
    parser.add_argument("--own-landmarks", required=True, help="CSV of own-landmarks.ts --splits train,tune")
    parser.add_argument("--runs", nargs="+", required=True, type=Path, help="folders of the checkpoints")
    parser.add_argument("--shares", nargs="+", required=True, help="mixes: a share of every run, for example 0.25,0.75")
    parser.add_argument("--bits", type=int, choices=(8, 4), default=8, help="of the weights; 4: of the 1x1 kernels")
    parser.add_argument("--trained-on", action="store_true", help="also judge by as many people of the train split")
    args = parser.parse_args()
    mixes = [[float(share) for share in mix.split(",")] for mix in args.shares]
    if any(len(mix) != len(args.runs) for mix in mixes):
        parser.error("--shares: every mix needs a share of every run")
    states = [averaged_weights(run / "checkpoint.pt", FaceSuperNet()) for run in args.runs]
    torch.set_num_threads(1)
    faces = Faces(args.data, args.canvases, "older")
    errors, tune = alignment_errors(faces, args.own_landmarks), faces.rows("tune")
    images = statistics_views(faces, errors)
    judged, trained_on = Judged(faces, errors, tune), args.trained_on and Judged(faces, errors, as_many_trained_on(faces))
    pictures = np.sort(np.unique(faces.id[tune], return_counts=True)[1])[::-1]
    genuine = pictures * (pictures - 1) / 2
    print(f"{judged.same.sum()} genuine pairs; counted alike, {100 * genuine[0] / judged.same.sum():.0f} % would be of one person with {pictures[0]} pictures, "
          f"{100 * genuine[:10].sum() / judged.same.sum():.0f} % of ten people", flush=True)
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
            statistics = calibrated(net, subnet, images)
            found, missed, unit = judged.rates(net, subnet, statistics)
            listed_eer = eer((unit[listed[0]] * unit[listed[1]]).sum(1), listed_same)
            print(f"{','.join(f'{share:g}' for share in mix):16} {subnet.name:14} EER {100 * found:.2f} %  FNMR {100 * missed:.1f} %  "
                  f"listed {100 * listed_eer:.2f} %", end="")
            if trained_on:
                found, missed, _ = trained_on.rates(net, subnet, statistics)
                print(f"  people trained on: EER {100 * found:.2f} %  FNMR {100 * missed:.1f} %", end="")
            print(flush=True)


if __name__ == "__main__":
    main()
