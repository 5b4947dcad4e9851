"""Reads the two files of a SuperNet, which supernet_file.py describes."""
import json
from pathlib import Path

import numpy as np


class SuperNetReader:
    """`document` (the JSON) and the parts of the .bin: `image`, `tables` and `master`; `kernels` by name."""

    def __init__(self, stem):
        self.document = json.loads(Path(f"{stem}.json").read_text())
        content, size, values = Path(f"{stem}.bin").read_bytes(), self.document["image_bytes"], self.document["table_values"]
        tables_at = -(-size // 4) * 4
        self.image = np.frombuffer(content, np.int8, size)
        self.tables = np.frombuffer(content, "<f4", values, tables_at)
        self.master = np.frombuffer(content, "<f4", size, tables_at + 4 * values)
        self.kernels = {kernel["name"]: kernel for kernel in self.document["kernels"]}

    def nodes(self, name):
        """Nodes of a SubNet."""
        found = {subnet["name"]: subnet["nodes"] for subnet in self.document["subnets"]}
        return found[name]

    def float_kernel(self, name):
        """Values before rounding, as PyTorch keeps them: [out, in, kh, kw], depthwise [channels, 1, kh, kw]."""
        kernel = self.kernels[name]
        values = self.master[kernel["offset"]:kernel["offset"] + int(np.prod(kernel["shape"]))].reshape(kernel["shape"])
        return values.transpose((3, 0, 1, 2) if kernel["op"] == "depthwise_conv_2d" else (0, 3, 1, 2)).copy()
