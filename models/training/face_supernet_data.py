"""What the face SuperNet is trained on: augmented views and their targets."""
import cv2
import numpy as np
import torch

from face_blends import Blends
from face_data import in_memory
from face_views import augment_light, augment_view, real

BANK = 4096             # targets of other training faces that a view is told apart from


def augmented(faces, rows, seed, errors=None):
    """Augmented views of rows as real-valued images [n,3,64,64]: what statistics and ranges are measured on."""
    rng, generator = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
    canvases, errors = faces.canvases(), errors or {}
    return augment_light(real(np.stack([augment_view(canvases[k], rng, errors.get(k)) for k in rows])), generator)


class Pictures:
    """Training views with their targets: pictures and blends.

    A share `clean` of them is as it was taken, but for jitter and mirroring; the others are a cheap camera's. Six in ten are
    aligned as the device aligns them, by `errors` (face_data.alignment_errors): a picture by its own error, a blend by that of
    any picture. `targets` [rows,128] are the pictures', `label` makes those of blends from what teacher-mbf
    answered to them (face_targets.py).
    """

    def __init__(self, faces, caches, targets, label, errors=None, clean=0.0):
        self.clean, self.canvases, self.rows = clean, in_memory(faces.canvases()), faces.rows("train")
        self.errors = errors or {}
        self.measured = np.array([row for row in self.rows if row in self.errors])
        self.targets, self.label, self.blends = targets, label, [Blends(cache, 0) for cache in caches]
        for blends in self.blends:
            in_memory(blends.canvases[:blends.ready()])

    def bank(self, rng):
        return self.targets[rng.choice(self.rows, BANK)]

    def error(self, rng, row=None, share=0.6):
        if not len(self.measured) or rng.random() > share:
            return None
        return self.errors.get(rng.choice(self.measured) if row is None else row)

    def batch(self, count, rng, generator, share=0.6):
        """Real-valued images [count,3,64,64] and unit targets [count,128]."""
        ready = np.array([blends.ready() for blends in self.blends])
        mixed = int(count * min(share, 1e-5 * ready.sum()))
        clean = rng.random(count) < self.clean
        own = rng.choice(self.rows, count - mixed)
        crops, labels = [augment_view(self.canvases[k], rng, self.error(rng, k), each) for k, each in zip(own, clean)], []
        for which in rng.choice(len(ready), mixed, p=ready / ready.sum()) if mixed else []:
            k = rng.integers(0, ready[which])
            crops.append(augment_view(self.blends[which].canvases[k], rng, self.error(rng), clean[len(crops)]))
            labels.append(self.blends[which].labels[k].astype(np.float64))
        target = torch.cat([self.targets[own], self.label(np.stack(labels))]) if mixed else self.targets[own]
        images, cheap = real(np.stack(crops)), torch.from_numpy(~clean)
        images[cheap] = augment_light(images[cheap], generator)
        return images, target


class Batches(torch.utils.data.IterableDataset):
    """Endless batches of `pictures`, other ones in every worker process."""

    def __init__(self, pictures, count, seed):
        self.pictures, self.count, self.seed = pictures, count, seed

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        number = worker.id if worker else 0
        torch.set_num_threads(1)
        cv2.setNumThreads(1)
        rng = np.random.default_rng([*self.seed, number])
        generator = torch.Generator().manual_seed(int(rng.integers(2 ** 62)))
        while True:
            yield self.pictures.batch(self.count, rng, generator)


def batches(pictures, count, seed, workers):
    """Iterator over (images, targets); made in `workers` processes beside this one, or in it where there are none."""
    return iter(torch.utils.data.DataLoader(Batches(pictures, count, seed), batch_size=None, num_workers=workers))
