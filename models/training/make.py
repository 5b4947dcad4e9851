"""Makes a network from data to .tflite: the stages of its recipe, one after the other.

    /usr/bin/python3 models/training/make.py voice-embed --data ../shared/data
    /usr/bin/python3 models/training/make.py face-detect --quick --out FOLDER

Training goes on where it was interrupted; a stage that fails ends the run. The committed networks were made by these scripts
too, most in several runs with other lengths and starts: their cards have those commands, and nobody has run one of the recipes
here at full length. `--quick` sees that a recipe runs: simulated people and half a minute a training; only the voice needs --data
then, for its teacher.
"""
import argparse
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def script(name, *options):
    return [sys.executable, HERE / f"{name}.py", *options]


def convert(graph, out, *options):
    return ["npm", "run", "-s", "viseme", "--", "convert", graph, out, *options]


def recipe(network, data, runs, out, quick):
    """Command lines of a network's stages; files go to `runs`, and to `out` as they lie in models/."""
    given = [*(["--data", data] if data else []), *(["--quick"] if quick else [])]
    graph, tflite = out / "float" / network, out / f"{network}.tflite"
    detector = script("face_detect", *given, "--out", out / "float", "--work", runs / "face")
    start = script("face_start", *given, "--cache", runs / "face")
    begin = ["--start", runs / "face/final.pt"]
    if network == "face-detect":
        return [detector, convert(graph, tflite)]
    if network == "face-landmarks":
        found = out / "float/face-detect"
        mistakes = [] if quick else [detector, convert(found, out / "face-detect.tflite"), script("face_mistakes", "--detector", found, "--work", runs / "face")]
        return [*mistakes, script("face_landmarks", *given, "--out", out / "float", "--work", runs / "face"), convert(graph, tflite)]
    if network == "face-binary":
        return [start, script("face_binary", *given, *begin, "--cache", runs / "face-binary", "--canvases", runs / "face",
                                *([] if quick else ["--blends", runs / "face"]), "--out", graph),
                convert(graph, tflite, "--precision", "binary")]
    stem = out / "supernet" / network.removesuffix("-embed")
    if network == "face-embed":
        landmarks = runs / "landmarks.csv"
        aligned = [] if quick or landmarks.is_file() else [["npx", "node", HERE / "own-landmarks.ts", *given, "--out", landmarks, "--splits", "train,tune"]]
        own = [] if quick else ["--own-landmarks", landmarks, "--teacher", "both", "--person-share", "0.5", "--clean", "0.5", "--blends", runs / "face"]
        return [start, *aligned, script("face_supernet", *given, *begin, "--cache", runs / "face-supernet", "--canvases", runs / "face", *own, "--out", stem),
                convert(stem, tflite, "--subnet", "w4-deep-64")]
    own = ["--runs", runs / "voice-super"]
    return [script("voice_supernet", *given, *own), script("voice_supernet_export", *given, *own, "--out", stem),
            convert(stem, tflite, "--subnet", "w192-d5")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("network", choices=("face-detect", "face-landmarks", "face-embed", "face-binary", "voice-embed"))
    parser.add_argument("--data", type=Path, help="the shared data folder")
    parser.add_argument("--runs", type=Path, help="caches, checkpoints and logs; default: runs/; with --quick they lie in --out")
    parser.add_argument("--out", type=Path, default=HERE.parent, help="folder that gets what models/ holds")
    parser.add_argument("--quick", action="store_true", help="half a minute a training, to see that the recipe runs; needs --out")
    options = parser.parse_args()
    out, data = options.out.resolve(), options.data and options.data.resolve()
    if not data and not (options.quick and options.network != "voice-embed"):
        parser.error("--data is needed; without it only --quick makes a face network")
    if data and not data.is_dir():
        parser.error(f"there is no folder {data}")
    if options.quick and out.is_relative_to(HERE.parent):
        parser.error("--quick needs an --out elsewhere: it would replace the networks that ship")
    if not shutil.which("npm"):
        parser.error("npm is missing: the converter is part of Viseme (Node 20 or newer)")
    runs = out if options.quick else (options.runs or HERE / "runs").resolve()
    for folder in ("float", "supernet"):
        (out / folder).mkdir(parents=True, exist_ok=True)
    for command in recipe(options.network, data, runs, out, options.quick):
        print("$", *command, flush=True)
        if subprocess.run(command, cwd=ROOT).returncode:
            raise SystemExit("This stage failed; what was made stays, and the same command goes on.")


if __name__ == "__main__":
    main()
