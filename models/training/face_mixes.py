"""Prints what mixes of two face runs' weights are worth on the tune people, by which face_supernet.py --mixed-with is chosen.

    /usr/bin/python3 models/training/face_mixes.py --data ../shared/data --own-landmarks FILE.csv --runs BEFORE AFTER

EER over all pairs of the pictures of the tune split, as the device aligns them, weights of 8 bits, whitened within people
(each SubNet by its own embeddings of training pictures); and the mean cosine to the older teacher's targets.
"""
import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from face_data import Faces, alignment_errors, eer, plain_views
from face_subnet_use import calibrated, embeddings
from face_subnets import FaceSuperNet, SubNet
from face_supernet_data import Targets, augmented
from face_views import real
from supernet_restart import mixed
from within_person import within_person_covariance

SUBNETS = [SubNet(4, True, 64), SubNet(2, True, 64), SubNet(0, True, 64), SubNet(1, True, 48), SubNet(0, False, 48)]
SHARES = (0, 0.5, 0.75, 1)
STATISTICS_ON, WHITENED_ON, SHRINK = 1024, 2000, 0.5


def main():
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of the data packs")
    parser.add_argument("--canvases", default=here / "runs" / "face", help="folder of the aligned canvases")
    parser.add_argument("--own-landmarks", required=True, help="CSV of own-landmarks.ts --splits train,tune")
    parser.add_argument("--runs", nargs=2, required=True, type=Path, metavar=("BEFORE", "AFTER"), help="folders of the checkpoints")
    args = parser.parse_args()
    torch.set_num_threads(1)
    faces = Faces(args.data, args.canvases, "older")
    errors, canvases, tune = alignment_errors(faces, args.own_landmarks), faces.canvases(), faces.rows("tune")
    views = lambda rows: real(plain_views(canvases[rows], [errors.get(row) for row in rows]))
    rng = np.random.default_rng(3)
    statistics_on = augmented(faces, rng.choice(faces.rows("train"), STATISTICS_ON, replace=False), 7, errors)
    named = np.array([row for row in faces.rows("train") if faces.id[row]])
    several = [row for row in named if (faces.id[named] == faces.id[row]).sum() > 1]
    whitened_on = np.sort(rng.choice(several, WHITENED_ON, replace=False))
    training, tuned = views(whitened_on), views(tune)
    targets = Targets(faces, False)(faces.targets()).numpy()[tune]
    upper = np.triu_indices(len(tune), 1)
    same = (faces.id[tune][:, None] == faces.id[tune][None])[upper]
    states = [torch.load(run / "checkpoint.pt", map_location="cpu")["averaged"] for run in args.runs]
    for share in SHARES:
        net = FaceSuperNet()
        net.load_state_dict(mixed(states[1], states[0], 1 - share))
        net.quantise(8)
        for subnet in SUBNETS:
            known = calibrated(net, subnet, statistics_on)
            unit = lambda given: F.normalize(embeddings(net, subnet, known, given)).double().numpy()
            covariance = within_person_covariance(unit(training), faces.id[whitened_on], SHRINK)
            found = unit(tuned)
            white = found @ np.linalg.inv(np.linalg.cholesky(covariance)).T
            white /= np.linalg.norm(white, axis=1, keepdims=True)
            print(f"{share:.2f} of {args.runs[1].name}  {subnet.name:15} EER {100 * eer((white @ white.T)[upper], same):.2f} %  "
                  f"cosine {(found * targets).sum(1).mean():.3f}", flush=True)


if __name__ == "__main__":
    main()
