"""A SuperNet from its exported files, to train on or to mix with: what a run left behind may be gone, the files are in the repository.
And the weights of checkpoints where they are still there.

They hold the kernels before rounding and, for every SubNet, the factor and bias to which batch norm comes down
(supernet_file.py). Gains and shifts are found again by batches whose own batch norm is made to do the same.
"""
import torch

from elastic import EPSILON, Calibration
from supernet_reader import SuperNetReader
from timed_run import load_weights


class Restoring(Calibration):
    """In the place of a Calibration: gives every layer it sees the gain and shift by which batch norm of that very batch has the
    factor and bias given; those of `lacking` layers stay."""

    def __init__(self, width, norms, lacking):
        """`norms`: {layer: (factor [out], bias [out])} of a SubNet of this width."""
        super().__init__()
        self.width, self.norms, self.lacking = width, norms, lacking

    def see(self, layer, y):
        if layer in self.lacking:
            return
        factor, bias = self.norms[layer]
        layer.gain[self.width, :len(factor)] = factor * (y.var((0, 2, 3), unbiased=False) + EPSILON).sqrt()
        layer.shift[self.width, :len(bias)] = bias + factor * y.mean((0, 2, 3))


def require_files(stem, net):
    """Ends the program where `stem` is not the common start of the files of a SuperNet like `net`, of before it had its added
    kernels or since."""
    try:
        file = SuperNetReader(stem)
    except (OSError, ValueError, KeyError) as error:
        raise SystemExit(f"{stem}.json and .bin are not the files of a SuperNet ({error}).")
    own = {name: parameter.numel() for name, (parameter, _) in net.kernels().items()}
    found = {name: file.float_kernel(name).size for name in file.kernels}
    if found not in (own, {name: size for name, size in own.items() if name not in net.added_kernels}):
        raise SystemExit(f"{stem} is a SuperNet of other layers: {file.document['name']}.")


@torch.no_grad()
def restore(net, stem, subnets, inputs):
    """Fills `net` from the files of `stem`. `subnets`: those whose norms are taken, of two of the same width the later's;
    inputs(subnet): a batch, of some hundred, of what statistics are measured on. Layers that the files lack stay as they are."""
    file, kernels = SuperNetReader(stem), net.kernels()
    lacking = {layer for name, (_, layer) in kernels.items() if name not in file.kernels}
    net.quantise(None)
    for name in file.kernels:
        parameter, _ = kernels[name]
        parameter.copy_(torch.from_numpy(file.float_kernel(name)).reshape(parameter.shape))
    for subnet in subnets:
        norms = {}
        for node in file.nodes(subnet.name):
            if "kernel" in node:
                layer, count = kernels[node["kernel"]][1], node["channels"][1]
                factor, bias = (torch.from_numpy(file.tables[node[part]:node[part] + count].copy()) for part in ("gain", "bias"))
                norms[layer] = factor, bias + (norms[layer][1] if layer in norms else 0)    # of several kernels of a norm the sum
        net(inputs(subnet), subnet, Restoring(subnet.width, norms, lacking))


def averaged_weights(checkpoint, net):
    """The weights that a run of face_supernet.py exports, from its checkpoint. Fills `net` with them; ends the program where they
    are of another network."""
    weights = torch.load(checkpoint, map_location="cpu")["averaged"]
    load_weights(net, weights, checkpoint)
    return weights


def mixed(states, shares):
    """A weighted mean of the weights of several runs (model soups, Wortsman et al., ICML 2022); the shares add up to 1."""
    if abs(sum(shares) - 1) > 1e-6 or min(shares) < -1e-6:
        raise ValueError(f"shares of a mix are none below 0 and add up to 1: {shares}")
    return {name: sum(share * state[name] for state, share in zip(states, shares)) for name in states[0]}
