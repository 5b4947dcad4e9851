"""What the face SuperNet is to answer: unit targets of 128 numbers, made from what the teachers answered."""
import numpy as np
import torch
import torch.nn.functional as F

from every_pair import error_rates, every_pair
from face_data import TEACHERS
from face_subnets import EMBEDDING
from teacher_map import fitted_map
from within_person import within_person_covariance

CHOICES = (*TEACHERS, "both")


class Targets:
    """Turns teacher embeddings [n,512 or 128] to the 128 directions that tell people apart best, most telling first.

    The principal axes of all training faces less the covariance within people, over the LFW identities of the train
    split, which is shrunk by half towards a multiple of I. `whiten` divides by the latter first: linear discriminants.
    """

    def __init__(self, faces, whiten, shrink=0.5):
        given, rows = faces.targets().astype(np.float64), faces.rows("train")
        known = np.array([row for row in rows if faces.id[row]])
        within = within_person_covariance(given[known], faces.id[known], shrink)
        values, vectors = np.linalg.eigh(within)
        basis = vectors / np.sqrt(values) @ vectors.T if whiten else np.eye(len(within))
        axes = np.linalg.eigh(basis.T @ (np.cov(given[rows].T) - within) @ basis)[1][:, ::-1]
        self.mean, self.matrix = given[rows].mean(0), (basis @ axes)[:, :EMBEDDING]

    def __call__(self, teacher):
        """Unit targets [n,128], float32 tensor."""
        teacher = teacher / np.linalg.norm(teacher, axis=1, keepdims=True)
        return F.normalize(torch.from_numpy(((teacher - self.mean) @ self.matrix).astype(np.float32)))


def towards_people(targets, people, share):
    """Unit targets [n,128], each moved by `share` to the mean of those of its person; '' in `people` is nobody known."""
    known = np.flatnonzero(np.asarray(people) != "")
    if share == 0 or not len(known):
        return targets
    index = torch.from_numpy(np.unique(np.asarray(people)[known], return_inverse=True)[1])
    sums = torch.zeros(int(index.max()) + 1, targets.shape[1]).index_add(0, index, targets[known])
    moved = targets.clone()
    moved[known] = (1 - share) * targets[known] + share * F.normalize(sums)[index]
    return F.normalize(moved)


def tune_eer(faces, targets):
    """EER of targets [rows,128] over all pairs of the tune people (every_pair.py), for comparison."""
    rows = faces.rows("tune")
    a, b, same, weights = every_pair(faces.id[rows])
    return error_rates((targets[rows] @ targets[rows].T).numpy()[a, b], same, weights, 0.001)[0]


def made_targets(faces, teacher, person_share, seed):
    """Targets [rows,128] of the pictures, and the function that makes those of faces that only teacher-mbf has seen.

    `both`: the sum of the older teacher's target and what it would be by the stronger one's answers; of other faces the latter.
    Only training people are moved towards their mean.
    """
    targets = Targets(faces, whiten=teacher == "mbf")
    wanted, label = targets(faces.targets()), targets
    if teacher == "both":
        teacher_map, near = fitted_map(faces, targets, seed)
        label, older = teacher_map.label, wanted
        wanted = F.normalize(older + label(sum(faces.embeddings("mbf"))))
        rates = [100 * tune_eer(faces, each) for each in (older, wanted)]
        print(f"what teacher-mbf answers, mapped to the older teacher's targets: cosine {near:.3f} on the tune people; "
              f"EER over all their pairs by the older's targets {rates[0]:.2f} %, by both {rates[1]:.2f} %", flush=True)
    return towards_people(wanted, np.where(faces.split == "train", faces.id, ""), person_share), label
