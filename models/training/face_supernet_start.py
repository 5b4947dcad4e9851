"""Starts the SuperNet from a trained face_start.py network, which becomes its width 3 at full depth, exactly; or from its own
exported files (supernet_restart.py).

Channels are sorted by importance (deviation of the channel times the norm of the weights that read it), so that the
narrower SubNets keep the useful ones; the channels that the widest adds are random and not read yet, its own blocks add next to nothing. The last layer is
turned so that the embedding regresses the projected teacher embedding, most telling numbers first.
"""
import numpy as np
import torch
import torch.nn.functional as F

from face_start_net import FaceStart
from face_subnet_use import calibrated, embeddings
from face_subnets import LARGEST, SUBNETS, resized
from supernet_restart import restore

BASE = 3                # the width that the given network becomes


def input_deviations(network, images):
    """Deviation per channel of what each convolution reads: {ConvBN: array}."""
    found, hooks = {}, []
    for layer in [m for m in network.modules() if hasattr(m, "conv") and hasattr(m, "bn")]:
        hooks.append(layer.register_forward_pre_hook(
            lambda module, given: found.__setitem__(module, given[0].std((0, 2, 3)).numpy())))
    with torch.no_grad():
        network(images)
    for hook in hooks:
        hook.remove()
    return found


def orders(network, images):
    """Permutations of channels, most important first: stem, inside of every block, stream of every stage, head."""
    deviation = input_deviations(network, images)
    importance = lambda layer: deviation[layer] * np.linalg.norm(layer.folded()[0][:, :, 0, 0], axis=0)
    sort = lambda values: torch.from_numpy(np.argsort(-values).copy())
    blocks = list(network.blocks)
    streams, start = [], 0
    for k, block in enumerate(blocks):
        if k + 1 == len(blocks) or not blocks[k + 1].residual:
            readers = [b.expand for b in blocks[start + 1:k + 1]] + [blocks[k + 1].expand if k + 1 < len(blocks) else network.head[0]]
            streams += [sort(sum(importance(layer) for layer in readers))] * (k + 1 - start)
            start = k + 1
    return dict(stem=sort(importance(blocks[0].project)), inside=[sort(importance(b.project)) for b in blocks],
                stream=streams, head=sort(importance(network.head[2])))


def positive(source, order):
    """Kernel, gain and shift of a trained ConvBN in the order given, the gain made positive."""
    gain = source.bn.weight.detach()
    weight = source.conv.weight.detach() * torch.where(gain < 0, -1.0, 1.0)[:, None, None, None]
    return weight[order], gain.abs()[order], source.bn.bias.detach()[order]


def place(layer, source, out_order, in_order=None):
    """Copies a trained ConvBN into the first channels of an ElasticConv; a larger depthwise kernel is reduced to fit."""
    weight, gain, shift = positive(source, out_order)
    if layer.depthwise and weight.shape[2:] != layer.kernel:
        weight = F.interpolate(weight, size=layer.kernel, mode="bilinear", align_corners=True)
    if in_order is not None and not layer.depthwise:
        weight = weight[:, in_order]
    rows, columns = weight.shape[:2]
    with torch.no_grad():
        if not layer.depthwise:
            layer.weight[:rows, columns:] = 0
        layer.weight[:rows, :columns] = weight
        layer.gain[:, :rows], layer.shift[:, :rows] = gain, shift


def start_from(net, state, images, targets):
    """Fills `net` from a FaceStart state; `images` [n,3,64,64] with unit targets [n,128] fit the last layer."""
    network = FaceStart()
    network.load_state_dict(state)
    network.eval()
    order = orders(network, images[:512])
    with torch.no_grad():
        given = torch.cat([network(part) for part in images.split(256)])
    place(net.stem, network.stem[0], order["stem"])
    place(net.stem_depthwise, network.stem[1], order["stem"])
    stream = order["stem"]
    for k, (block, source) in enumerate(zip(net.blocks, network.blocks)):
        inside = order["stem"] if k == 0 else order["inside"][k]
        if block.expand:
            place(block.expand, source.expand, inside, stream)
        place(block.depthwise, source.depthwise, inside)
        stream = order["stream"][k]
        place(block.project, source.project, stream, inside)
    place(net.head, network.head[0], order["head"], stream)
    place(net.close["64"], network.head[1], order["head"])
    place(net.close["48"], network.head[1], order["head"])
    fit_embedding(net.embedding, torch.from_numpy(network.head[2].folded()[0])[:, order["head"], 0, 0], given, targets)


def restart_from(net, stem, images, targets):
    """Fills `net` from the exported files of `stem`, whose embedding is whitened; the last layer is fitted as in start_from."""
    few = images[:512]
    restore(net, stem, [subnet for subnet in reversed(SUBNETS) if subnet.deep], lambda subnet: resized(few, subnet.size))
    statistics = calibrated(net, LARGEST, images)
    with torch.no_grad():
        factor, _ = net.embedding.folded_norm(LARGEST.width, *statistics[net.embedding])
        last = net.embedding.weight[:, :, 0, 0] * factor[:, None]
    fit_embedding(net.embedding, last, embeddings(net, LARGEST, statistics, images), targets)


def fit_embedding(layer, last, given, targets):
    """Makes the last layer regress `targets` [n,128] from the embeddings `given` that a kernel `last` [128,in] makes."""
    scale = given.norm(dim=1).mean()
    known = torch.cat([given / scale, torch.ones(len(given), 1)], 1).double()
    fitted = torch.linalg.lstsq(known, targets.double()).solution.float()
    with torch.no_grad():
        matrix = fitted[:-1].T @ last * 10
        layer.weight[:, :matrix.shape[1], 0, 0] = matrix
        layer.weight[:, matrix.shape[1]:] = 0
        answer = (known.float() @ fitted) * 10
        layer.gain[:], layer.shift[:] = answer.std(0), answer.mean(0)
