"""Writes a SuperNet: one image of int8 kernels that all its SubNets share, and a small table per SubNet.

`<stem>.json` (format "viseme-supernet/1", read by main/supernet/ and supernet_reader.py) and `<stem>.bin`, little endian, of three parts:

    image   int8 values of every kernel, one after the other, padded to 4 bytes
    tables  float32: one scale per output channel of every kernel; per SubNet and convolution a gain and a bias per channel,
            and others for 4-bit weights where they have statistics of their own
    master  float32 values the kernels were rounded from, in the order of the image

Kernels have TensorFlow Lite's layout: [out, kh, kw, in], depthwise [1, kh, kw, channels]. A SubNet's convolution uses the
first `channels` = [in, out] of its kernel; its real weights are value * scale[o] * gain[o], its bias is bias[o]. So SubNets
share bytes and differ in scales. At int4 gain4 and bias4 take their place where there are any, and 1x1 kernels are rounded
to 4 bits from the float32 values with steps of their own: `four_bit_steps` (elastic.rounded_weight) is "largest-weight", as
in files without it, or "least-error". Offsets count elements within a part. Input and activations are described as in
graph.py; `range` is the real range of a layer's output.
"""
import hashlib
import json
from pathlib import Path

import numpy as np

from elastic import DEAD, LIMITS

LIMIT = LIMITS[8]


class SuperNetFile:
    def __init__(self, name, task, description, input_name, scale, zero_point=0, *, four_bit_steps):
        self.header = dict(format="viseme-supernet/1", name=name, task=task, description=description,
                           input=dict(name=input_name, scale=scale, zero_point=zero_point), four_bit_steps=four_bit_steps)
        self.kernels, self.subnets = [], []
        self.image, self.master, self.tables = [], [], []
        self.image_at = self.tables_at = 0

    def table(self, values):
        """Stores float32 values, returns their offset."""
        values = np.asarray(values, np.float32).ravel()
        assert np.isfinite(values).all()
        at, self.tables_at = self.tables_at, self.tables_at + values.size
        self.tables.append(values)
        return at

    def kernel(self, name, weight, depthwise):
        """`weight` of the whole kernel as PyTorch keeps it: [out, in, kh, kw], depthwise [channels, 1, kh, kw]."""
        largest = np.abs(weight).max((1, 2, 3))
        scale = np.where(largest > DEAD, largest / LIMIT, 1 / LIMIT).astype(np.float32)
        quantised = np.clip(np.round(weight / scale[:, None, None, None]), -LIMIT, LIMIT).astype(np.int8)
        layout = (1, 2, 3, 0) if depthwise else (0, 2, 3, 1)
        shape = weight.transpose(layout).shape
        self.kernels.append(dict(name=name, op="depthwise_conv_2d" if depthwise else "conv_2d", shape=list(shape),
                                 offset=self.image_at, scales=self.table(scale)))
        self.image.append(np.ascontiguousarray(quantised.transpose(layout)).ravel())
        self.master.append(np.ascontiguousarray(weight.transpose(layout), np.float32).ravel())
        self.image_at += weight.size

    def subnet(self, name, input_shape, nodes, **choice):
        """`choice`: what tells the SubNet from the others (width, depth, ...), plain JSON values."""
        self.subnets.append(dict(name=name, choice=choice, input=list(input_shape), nodes=nodes))

    def save(self, stem):
        stem = Path(stem)
        stem.parent.mkdir(parents=True, exist_ok=True)
        image = np.concatenate([*self.image, np.zeros(-self.image_at % 4, np.int8)])
        content = image.tobytes() + b"".join(np.concatenate(part).astype("<f4").tobytes() for part in (self.tables, self.master))
        Path(f"{stem}.bin").write_bytes(content)
        document = dict(self.header, sha256=hashlib.sha256(content).hexdigest(), image_bytes=self.image_at,
                        table_values=self.tables_at, kernels=self.kernels, subnets=self.subnets)
        Path(f"{stem}.json").write_text(compact(document))


def compact(document):
    """JSON with one line per kernel and per node."""
    line = lambda value: json.dumps(value, separators=(",", ":"))
    parts = [f' {json.dumps(key)}: {json.dumps(value)}' for key, value in document.items() if key not in ("kernels", "subnets")]
    parts.append(' "kernels": [\n  ' + ",\n  ".join(map(line, document["kernels"])) + "\n ]")
    subnets = []
    for subnet in document["subnets"]:
        head = line({key: value for key, value in subnet.items() if key != "nodes"})[:-1]
        subnets.append(f'  {head},"nodes":[\n   ' + ",\n   ".join(map(line, subnet["nodes"])) + "\n  ]}")
    parts.append(' "subnets": [\n' + ",\n".join(subnets) + "\n ]")
    return "{\n" + ",\n".join(parts) + "\n}\n"
