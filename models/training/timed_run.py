"""A training run that fits a given time on whatever machine: schedule by elapsed minutes, resumable, logged to CSV.

The weights that are evaluated and exported are an exponential moving average (EMA) of those being trained.
"""
import copy
import csv
import math
import time
from pathlib import Path

import torch

import processes


def load_weights(network, weights, path):
    """Fills a network, or its optimiser, from what `path` holds; ends the run where that is of another network."""
    try:
        network.load_state_dict(weights)
    except (RuntimeError, ValueError):
        raise SystemExit(f"{path} holds the weights of another network than today's recipe makes.") from None


class TimedRun:
    """Owns optimiser, learning-rate schedule, EMA, checkpoint and log of one network.

    `work` is a folder outside the repository for `<name>.ckpt` and `<name>.csv`; a checkpoint found there is resumed.
    """

    def __init__(self, name, network, work, minutes, rate, weight_decay=0.02):
        self.network, self.minutes, self.rate = network, minutes, rate
        self.folder = Path(work)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.checkpoint, self.log = self.folder / f"{name}.ckpt", self.folder / f"{name}.csv"
        of_norm = lambda name: name.endswith(("gain", "shift"))     # of elastic.py
        decayed = [p for name, p in network.named_parameters() if p.ndim > 1 and not of_norm(name)]
        rest = [p for name, p in network.named_parameters() if p.ndim <= 1 or of_norm(name)]
        self.optimiser = torch.optim.AdamW([dict(params=decayed, weight_decay=weight_decay),
                                            dict(params=rest, weight_decay=0)], lr=rate)
        self.average = copy.deepcopy(network).eval()
        self.step, self.elapsed, self.resumed_at = 0, 0.0, time.monotonic()
        if self.checkpoint.exists():
            state = torch.load(self.checkpoint)
            load_weights(network, state["network"], self.checkpoint)
            load_weights(self.average, state["average"], self.checkpoint)
            load_weights(self.optimiser, state["optimiser"], self.checkpoint)
            self.step, self.elapsed = state["step"], state["elapsed"]
        self.common = self.elapsed

    def minutes_done(self):
        return self.elapsed + (time.monotonic() - self.resumed_at) / 60

    def running(self):
        """By the clock of the last step, which is one for all processes."""
        return self.common < self.minutes

    def update(self, loss):
        """One optimiser step on a loss."""
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.update_gradients()

    def update_gradients(self):
        """One step on gathered gradients, which it clears, at the scheduled rate: 200 steps of warm-up, then a cosine."""
        self.common = processes.average(self.network, self.minutes_done())
        progress = min(self.common / self.minutes, 1)
        rate = self.rate * min(1, (self.step + 1) / 200) * (0.5 + 0.5 * math.cos(math.pi * progress)) + 1e-6
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 5.0)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        keep = min(0.998, self.step / (self.step + 20))
        with torch.no_grad():
            for kept, new in zip(self.average.state_dict().values(), self.network.state_dict().values()):
                if kept.dtype.is_floating_point:
                    kept.lerp_(new, 1 - keep)
                else:
                    kept.copy_(new)

    def save(self):
        state = dict(network=self.network.state_dict(), average=self.average.state_dict(),
                     optimiser=self.optimiser.state_dict(), step=self.step, elapsed=self.minutes_done())
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.rename(self.checkpoint)

    def record(self, **figures):
        """Appends one line to the CSV log and prints it."""
        figures = dict(step=self.step, minutes=round(self.minutes_done(), 2), **figures)
        new = not self.log.exists()
        if not new and next(csv.reader(open(self.log)), None) != list(figures):
            raise RuntimeError(f"{self.log} has other columns: it is of another recipe. Work in another folder than {self.folder}.")
        with open(self.log, "a", newline="") as file:
            writer = csv.DictWriter(file, figures)
            if new:
                writer.writeheader()
            writer.writerow(figures)
        print(" ".join(f"{key}={value}" for key, value in figures.items()), flush=True)
