"""A trained SuperNet in use: statistics of a SubNet, its embeddings, and how well they verify pairs."""
import numpy as np
import torch
import torch.nn.functional as F

from elastic import Calibration
from face_data import eer, plain_views
from face_subnets import CUT, resized
from face_views import real


def prepared(images, net, subnet):
    """Images [n,3,64,64] where the network is, at the SubNet's size, channels last."""
    return resized(images.to(net.stem.weight.device), subnet.size).contiguous(memory_format=torch.channels_last)


def calibrated(net, subnet, images, batch=128):
    """Batch-norm statistics {layer: (mean, variance)} of a SubNet over real-valued images [n,3,64,64]."""
    calibration = Calibration()
    with torch.no_grad():
        for part in images.split(batch):
            net(prepared(part, net, subnet), subnet, calibration)
    return calibration.statistics()


def embeddings(net, subnet, statistics, images, batch=128):
    """Embeddings [n,128 or 64] of real-valued images, as the network gives them."""
    with torch.no_grad():
        return torch.cat([net(prepared(part, net, subnet), subnet, statistics).cpu() for part in images.split(batch)])


def pair_eers(net, subnets, faces, images, split="tune", errors=None):
    """EER on the LFW pairs of a split by SubNet, of the long and the short embedding.

    Aligned by the pack's landmarks, or as the device does (`errors`: face_data.alignment_errors).
    """
    a, b, same = faces.pairs(split)
    rows = np.unique(np.r_[a, b])
    at = {row: k for k, row in enumerate(rows)}
    left, right = [at[r] for r in a], [at[r] for r in b]
    own = errors and [errors.get(row) for row in rows]
    views, found = real(plain_views(faces.canvases()[rows], own)), {}
    for subnet in subnets:
        e = embeddings(net, subnet, calibrated(net, subnet, images), views)
        found[subnet.name] = [eer((u[left] * u[right]).sum(1).numpy(), same) for u in (F.normalize(e), F.normalize(e[:, :CUT]))]
    return found
