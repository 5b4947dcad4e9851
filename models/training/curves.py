"""Draws a training log (CSV with a column `step` or `minutes`) as PNG: one panel per kind of figure.

    /usr/bin/python3 models/training/curves.py models/training/runs/voice-super/voice-supernet.csv --out curves.png
"""
import argparse
import csv
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# title of the panel: what the name of its columns holds; the first that fits takes a column
KINDS = {"equal error rate, %": "eer", "cosine": "cosine", "loss": "loss", "AAM softmax": "aam"}


def panels(rows):
    """{title: {column: values}} of the columns with numbers."""
    found = {}
    for column in rows[0]:
        title = next((title for title, part in KINDS.items() if part in column.lower()), None)
        if title:
            values = [float(row[column]) if row[column] else float("nan") for row in rows]
            found.setdefault(title, {})[column] = [100 * value for value in values] if title.endswith("%") else values
    return found


def draw(log, out):
    rows = list(csv.DictReader(open(log)))
    along = "minutes" if "minutes" in rows[0] else "step"
    found = panels(rows)
    figure, axes = plt.subplots(len(found), 1, figsize=(8, 2.6 * len(found)), sharex=True, squeeze=False)
    for axis, (title, columns) in zip(axes[:, 0], found.items()):
        for column, values in columns.items():
            axis.plot([float(row[along]) for row in rows], values, marker=".", label=column)
        axis.set_ylabel(title)
        axis.grid(alpha=0.3)
        axis.legend(fontsize=7, ncol=2)
    axes[-1, 0].set_xlabel(along)
    figure.tight_layout()
    figure.savefig(out, dpi=90)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("log", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    draw(options.log, options.out)


if __name__ == "__main__":
    main()
