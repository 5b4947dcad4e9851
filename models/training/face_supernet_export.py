"""Exports the SuperNet of face_supernet.py: models/supernet/face.{json,bin}.

Every SubNet gets its own batch-norm statistics and activation ranges (least mean square error of int8), both from
augmented training pictures; other statistics with 4-bit weights, whose rounding moves the means. The embedding is whitened
within people, for all SubNets by one matrix, which is part of the last kernel: lower triangular, so that the first 64
numbers stay an embedding by themselves.
"""
import json

import numpy as np
import torch

from elastic import EPSILON
from face_data import plain_views
from face_subnet_use import calibrated, embeddings
from face_subnets import CUT, EMBEDDING, LARGEST, SUBNETS, SubNet, resized
from face_supernet_data import augmented
from face_views import real
from graph import mse_range
from supernet_emulation import Emulation
from supernet_file import SuperNetFile
from within_person import within_person_covariance

SAMPLES = 100_000       # values of an activation on which its range is chosen


def statistics_views(faces, errors, count=1536):
    """The augmented training views [n,3,64,64] on which statistics are measured. `errors`: face_data.alignment_errors."""
    return augmented(faces, np.random.default_rng(768).choice(faces.rows("train"), count, replace=False), 768, errors)


def whitening(net, faces, images, errors, shrink=0.5):
    """Statistics of the largest SubNet and the lower triangular matrix that whitens its embeddings within people.

    Over the LFW identities of the train split, every picture plain and as an augmented view (within_person.py).
    """
    rows = np.array([row for row in faces.rows("train") if faces.id[row]])
    statistics = calibrated(net, LARGEST, images)
    own = errors and [errors.get(row) for row in rows]
    views = [real(plain_views(faces.canvases()[rows], own)), augmented(faces, rows, 20, errors)]
    with torch.cpu.amp.autocast(dtype=torch.bfloat16):      # 16,000 views: thrice as fast, and only a covariance of them
        plain, other = (embeddings(net, LARGEST, statistics, x).double().numpy() for x in views)
    covariance = within_person_covariance(np.concatenate([plain, other]), np.tile(faces.id[rows], 2), shrink)
    return statistics, np.linalg.inv(np.linalg.cholesky(covariance))


def absorb(net, faces, images, errors):
    """Makes the last layer give whitened embeddings, which keep their mean: without it the tune EER was higher.

    Exact for the largest SubNet. The others' means are theirs, but their spread about them becomes the largest's.
    """
    layer = net.embedding
    statistics, matrix = whitening(net, faces, images, errors)
    with torch.no_grad():
        scale, _ = layer.folded_norm(LARGEST.width, *statistics[layer])
        matrix = torch.from_numpy(matrix).float()
        layer.weight.copy_(torch.einsum("oi,ihwk->ohwk", matrix, layer.kernel_of(LARGEST.width) * scale[:, None, None, None]))
        deviation = (calibrated(net, LARGEST, images)[layer][1] + EPSILON).sqrt()
        layer.gain[:] = deviation
        layer.shift.copy_(layer.shift @ matrix.T)


def nodes_of(net, subnet, statistics, four_bit, images, file, names):
    """Nodes of a SubNet as supernet_file.py describes them, with ranges on `images`; the 64-number cut's last nodes too.

    `statistics` and `four_bit`, those with 4-bit weights: {layer: (mean, variance)}.
    """
    nodes, w = [], subnet.width
    pick = np.random.default_rng(0)

    def values(x):
        flat = x.flatten().numpy()
        return flat if flat.size <= SAMPLES else flat[pick.integers(0, flat.size, SAMPLES)]

    def convolution(source, x, layer):
        name, y = names[layer], layer(x, w, statistics)
        gain, bias, gain4, bias4 = (file.table(each) for known in (statistics, four_bit) for each in layer.folded_norm(w, *known[layer]))
        nodes.append(dict(op="depthwise_conv_2d" if layer.depthwise else "conv_2d", inputs=[source], output=name, kernel=name,
                          channels=[layer.cin[w], layer.cout[w]], gain=gain, bias=bias, gain4=gain4, bias4=bias4,
                          stride=list(layer.stride), padding=layer.padding, activation="relu" if layer.relu else "none",
                          range=rounded(mse_range(values(y), zero=layer.relu))))
        return name, y

    at, x = convolution("crop", resized(images, subnet.size), net.stem)
    at, x = convolution(at, x, net.stem_depthwise)
    for k in net.blocks_of(subnet):
        block, before, skip = net.blocks[k], at, x
        if block.expand:
            at, x = convolution(at, x, block.expand)
        at, x = convolution(at, x, block.depthwise)
        at, x = convolution(at, x, block.project)
        if block.residual:
            x = skip + x
            nodes.append(dict(op="add", inputs=[before, at], output=f"blocks.{k}.sum", activation="none",
                              range=rounded(mse_range(values(x)))))
            at = f"blocks.{k}.sum"
    at, x = convolution(at, x, net.head)
    at, x = convolution(at, x, net.close[str(subnet.size)])
    at, x = convolution(at, x, net.embedding)

    def closed(numbers):
        limits = rounded(mse_range(values(x[:, :numbers])))
        last = dict(nodes[-1], channels=[nodes[-1]["channels"][0], numbers], range=limits)
        flat = dict(op="reshape", inputs=[at], output="embedding", shape=[1, numbers], range=limits)
        return nodes[:-1] + [last, flat]

    return {numbers: closed(numbers) for numbers in (EMBEDDING, CUT)}


def rounded(limits):
    return [float(f"{value:.6g}") for value in limits]


def export(net, faces, stem, description, errors=None, statistics_on=1536, ranges_on=384):
    """Writes the SuperNet; `net` is changed. `errors`: face_data.alignment_errors.

    Returns {SubNet: (statistics, statistics with 4-bit weights)}, each {layer: (mean, variance)}.
    """
    torch.set_num_threads(1)
    images, found = statistics_views(faces, errors, statistics_on), {}
    net.quantise()
    absorb(net, faces, images, errors)
    file = SuperNetFile("face-embed", "face embedding", description, "crop", 1 / 128, four_bit_steps=net.four_bit_steps)
    names = {layer: name for name, (_, layer) in net.kernels().items()}
    for name, (weight, layer) in net.kernels().items():
        file.kernel(name, weight.detach().numpy(), layer.depthwise)
    with torch.no_grad():
        for subnet in SUBNETS:
            net.quantise(4)
            four_bit = calibrated(net, subnet, images)
            net.quantise(8)
            statistics = calibrated(net, subnet, images)
            found[subnet] = statistics, four_bit
            cuts = nodes_of(net, subnet, statistics, four_bit, images[:ranges_on], file, names)
            for numbers, nodes in cuts.items():
                name = subnet.name + ("" if numbers == EMBEDDING else f"-e{numbers}")
                file.subnet(name, [1, subnet.size, subnet.size, 3], nodes, width=subnet.width,
                            depth="deep" if subnet.deep else "shallow", size=subnet.size, embedding=numbers)
    file.save(stem)
    return found


def write_reference(net, statistics, faces, stem, path):
    """Writes what PyTorch gives for one crop at each input size, float32, with 4-bit weights and int8: what others compare with."""
    emulation = Emulation(stem)
    crop = plain_views(faces.canvases()[faces.rows("tune")[:1]])
    answers = []
    for subnet in (LARGEST, SubNet(0, False, 48)):
        small = resized(real(crop), subnet.size).mul(128).round().div(128).clamp(-1, 127 / 128)
        with torch.no_grad():
            net.quantise(None)
            embedding = net(small, subnet, statistics[subnet][0])[0]
            net.quantise(4)
            int4 = net(small, subnet, statistics[subnet][1])[0]
        pixels = (small[0].permute(1, 2, 0) * 128).to(torch.int8).numpy()
        answers.append(dict(subnet=subnet.name, crop=pixels.flatten().tolist(), embedding=embedding.tolist(), int4=int4.tolist(),
                            int8=emulation.run(subnet.name, pixels)))
    path.write_text(json.dumps(answers))
