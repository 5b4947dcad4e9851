"""Training on several cores: processes that make batches of their own and average their gradients (gloo)."""
import os
import tempfile
from pathlib import Path

import torch
import torch.distributed
import torch.multiprocessing

# Of glibc, read when a process starts (so one that trains alone is started, too): it would give every step's activations
# back to the kernel and fetch them again.
KEEP_MEMORY = dict(MALLOC_MMAP_THRESHOLD_=str(2 ** 25), MALLOC_TRIM_THRESHOLD_=str(2 ** 33), MALLOC_TOP_PAD_=str(2 ** 28))


def start(function, count, *given):
    """Calls function(rank, *given) in `count` processes and waits for them."""
    for name, value in KEEP_MEMORY.items():
        os.environ.setdefault(name, value)
    with tempfile.TemporaryDirectory() as folder:
        torch.multiprocessing.spawn(begin, (function, count, Path(folder) / "meeting", given), count)


def begin(rank, function, count, meeting, given):
    """One of the processes; they meet at the file `meeting`."""
    if count > 1:
        torch.distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=count)
    function(rank, *given)


def are_several():
    return torch.distributed.is_available() and torch.distributed.is_initialized()


def average(network, elapsed):
    """Averages the gradients over the processes; returns the average of the time each has used, one clock for all."""
    if not are_several():
        return elapsed
    gradients = [p.grad for p in network.parameters() if p.grad is not None]
    flat = torch.cat([*(gradient.flatten() for gradient in gradients), torch.tensor([elapsed], device=gradients[0].device)])
    torch.distributed.all_reduce(flat)
    *averaged, clock = (flat / torch.distributed.get_world_size()).split([*(gradient.numel() for gradient in gradients), 1])
    for gradient, mean in zip(gradients, averaged):
        gradient.copy_(mean.view_as(gradient))
    return clock.item()


def require_agreement(network):
    """Raises where the processes have come to different weights, or to none."""
    own = torch.stack([p.detach().double().sum() for p in network.parameters()])
    mean = own.clone()
    if are_several():
        torch.distributed.all_reduce(mean)
    if not torch.isfinite(mean).all():
        raise RuntimeError("The weights are no longer numbers: try a lower learning rate.")
    if not are_several():
        return
    if not torch.allclose(own, mean / torch.distributed.get_world_size(), rtol=1e-9):
        raise RuntimeError("The processes have come to different weights.")
