"""Draws a training log (CSV with a column `minutes`, `seconds` or `step`) as PNG: one panel per kind of figure.

    /usr/bin/python3 models/training/curves.py models/training/runs/voice-super/voice-supernet.csv --out curves.png

Columns of a kind share a panel; any other column of numbers has its own.
"""
import argparse
import csv
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

ALONG = ("minutes", "seconds", "step")
# title of the panel: what the name of its columns holds; the first that fits takes a column
KINDS = {"equal error rate, %": "eer", "cosine": "cosine", "loss": "loss", "AAM softmax": "aam", "recall": "recall",
         "false faces": "false"}


def numbers(rows, along, column):
    """Places and values of the lines that hold something in the column; none where that is no number."""
    try:
        return [(float(row[along]), float(row[column])) for row in rows if row[column]]
    except ValueError:
        return []


def panels(rows, along):
    """{title: {column: [(place, value)]}} of the columns with numbers."""
    found = {}
    for column in rows[0]:
        points = [] if column in ALONG else numbers(rows, along, column)
        title = next((title for title, part in KINDS.items() if part in column.lower()), column)
        if points:
            found.setdefault(title, {})[column] = [(at, 100 * value) for at, value in points] if title.endswith("%") else points
    return found


def draw(log, out):
    rows = list(csv.DictReader(open(log)))
    along = next((column for column in ALONG if rows and column in rows[0]), None)
    found = panels(rows, along) if along else {}
    if not found:
        raise SystemExit(f"{log} holds no figures yet, or none along {', '.join(ALONG)}.")
    figure, axes = plt.subplots(len(found), 1, figsize=(8, 2.6 * len(found)), sharex=True, squeeze=False)
    for axis, (title, columns) in zip(axes[:, 0], found.items()):
        for column, points in columns.items():
            axis.plot(*zip(*points), marker=".", label=column)
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
