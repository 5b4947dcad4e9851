"""What the older face teacher would answer, from what teacher-mbf answers: labels for faces that only the latter can see.

The older teacher came as embeddings of the pack's pictures, without its network. A ridge regression of its targets on teacher-mbf's
embeddings of the training pictures, and a hidden layer for what that leaves over.
"""
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

HIDDEN, STEPS, BATCH, RATE, WEIGHT_DECAY = 2048, 3000, 256, 1e-3, 0.05
DROPPED, NOISE, RIDGE = (0.2, 0.3), 0.05, 0.01


class TeacherMap(nn.Module):
    """Unit embeddings [n,512] of teacher-mbf -> unit targets [n,128]; `known` and `targets` are those of training pictures."""

    def __init__(self, known, targets):
        super().__init__()
        self.mean, self.scale = known.mean(0), known.std()
        x, self.offset = (known - self.mean) / self.scale, targets.mean(0)
        ridge = RIDGE * len(x) * x.square().mean() * torch.eye(x.shape[1])
        self.matrix = torch.linalg.solve(x.T @ x + ridge, x.T @ (targets - self.offset))
        self.rest = nn.Sequential(nn.Dropout(DROPPED[0]), nn.Linear(x.shape[1], HIDDEN), nn.ReLU(), nn.Dropout(DROPPED[1]),
                                  nn.Linear(HIDDEN, targets.shape[1]))
        nn.init.zeros_(self.rest[4].weight)

    def forward(self, embeddings):
        x = (embeddings - self.mean) / self.scale
        if self.training:
            x = x + NOISE * torch.randn(x.shape)
        return F.normalize(x @ self.matrix + self.offset + self.rest(x))

    def label(self, answers):
        """Unit targets [n,128] of what teacher-mbf answered, an array [n,512]."""
        return self(unit(answers))


def unit(embeddings):
    return F.normalize(torch.from_numpy(np.asarray(embeddings, np.float32)))


def fitted_map(faces, targets, seed, steps=STEPS):
    """TeacherMap fitted on the train split, and its mean cosine to the targets on the tune split.

    `faces` has the older teacher (face_data.Faces), `targets` turns its embeddings to targets (face_targets.Targets).
    """
    torch.manual_seed(seed)
    wanted, views = targets(faces.targets()), [unit(view) for view in faces.embeddings("mbf")]
    rows, judged = faces.rows("train"), faces.rows("tune")
    known = torch.cat([view[rows] for view in [*views, F.normalize(sum(views))]])
    labels = wanted[rows].repeat(3, 1)
    found = TeacherMap(known, labels)
    optimiser = torch.optim.AdamW(found.rest.parameters(), lr=RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for _ in range(steps):
        batch = torch.randint(len(known), (BATCH,))
        optimiser.zero_grad()
        (1 - (found(known[batch]) * labels[batch]).sum(1).mean()).backward()
        optimiser.step()
        schedule.step()
    found.eval().requires_grad_(False)
    return found, float((found(views[0][judged]) * wanted[judged]).sum(1).mean())
