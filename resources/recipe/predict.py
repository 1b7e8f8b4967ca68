"""Asks an ONNX file that NN Studio exported about pictures, rows of a CSV table or arrays (NPY).

    python predict.py picture.png table.csv samples.npy [--model MODEL.onnx]

Needs onnxruntime, numpy and Pillow alone; prints the answers as JSON. Written by NN Studio; change it as you like.
"""

import argparse
import csv
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

MODEL = Path(__file__).with_name("model.onnx")


def picture(path, channels):
    """A picture as float32 (C, H, W) from 0 to 1, upright, transparent places white."""
    with Image.open(path) as file:
        image = ImageOps.exif_transpose(file)
        if image.mode == "F" or image.mode.startswith("I"):
            top = 1 if image.mode == "F" else 65535
            grey = np.asarray(image).astype(np.float32) / np.float32(top)
            return np.broadcast_to(grey, (channels, *grey.shape))
        if image.has_transparency_data:
            seen = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", seen.size, (255, 255, 255, 255)), seen)
        pixels = np.asarray(image.convert("L" if channels == 1 else "RGB"), np.uint8)
    pixels = pixels.reshape(*pixels.shape[:2], channels)
    return pixels.transpose(2, 0, 1).astype(np.float32) / np.float32(255)


def rows(path, names, categories):
    """The rows of a table with a header, as numbers; categories are places in their lists, gaps are NaN."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        for cells in csv.DictReader(file):
            yield [cell(cells[name], categories.get(name)) for name in names]


def cell(text, categories):
    """One cell as a number."""
    if categories:
        return categories.index(text)
    return float(text) if text.strip() else float("nan")


def samples_of(name, meta):
    """Pairs of a name and a raw sample, one for a picture, several for a table or an array."""
    path, preparation = Path(name), meta["preparation"]
    wanted = len(preparation["source"])
    kind = np.int64 if preparation.get("vocabulary") else np.float32
    if path.suffix == ".npy":
        found = np.load(path, allow_pickle=False)
        found = found.astype(np.float32) / 255 if found.dtype == np.uint8 else found.astype(kind)
        yield from (
            [(name, found)] if found.ndim == wanted else ((f"{name}:{at}", each) for at, each in enumerate(found))
        )
    elif preparation["sample"] == "picture":
        yield name, picture(path, preparation["source"][0])
    elif path.suffix == ".csv" and wanted == 1:
        count = preparation["source"][0]
        names = meta.get("features") or (["x", "y"] if preparation["sample"] == "point" and count == 2 else [])
        names = names or [f"x{at}" for at in range(1, count + 1)]
        for at, row in enumerate(rows(path, names, meta.get("categories", {})), 2):
            yield f"{name}:{at}", np.array(row, kind)
    else:
        raise SystemExit(f"{name}: give a picture, a table (CSV) or an array (NPY), as the network takes it.")


def probabilities(scores, activation):
    """What the outputs (K, ...) of one sample say of each class."""
    if activation == "softmax":
        shares = np.exp(scores - scores.max(axis=0))
        found = shares / shares.sum(axis=0)
    else:
        found = 1 / (1 + np.exp(-scores)) if activation == "sigmoid" else scores.clip(0, 1)
    return found


def answer(outputs, meta):
    """What the outputs of one sample mean."""
    task, names, activation = meta["task"], meta["classes"], meta["activation"]
    if task == "input":
        return {"values": outputs.tolist()}
    if task == "numbers":
        numbers = outputs.reshape(-1).tolist()
        single = numbers[0] if len(numbers) == 1 else numbers
        return {"prediction": single, "values": dict(zip(names, numbers, strict=True))}
    found = probabilities(outputs.astype(np.float32), activation)
    if task == "labels":
        above = 0 if activation == "sigmoid" else 0.5
        held = [name for name, score in zip(names, outputs.reshape(-1), strict=True) if score > above]
        return {"prediction": held, "probabilities": dict(zip(names, found.reshape(-1).tolist(), strict=True))}
    if len(found) == 1 and len(names) == 2:
        found = np.concatenate([1 - found, found])
    if task == "classes":
        shares = dict(zip(names, found.tolist(), strict=True))
        return {"prediction": names[int(found.argmax())], "probabilities": shares}
    return {"prediction": found.argmax(axis=0).tolist(), "classes": names}


def metadata(session):
    """What the file says of itself: lists and the preparation are JSON."""
    told = session.get_modelmeta().custom_metadata_map
    plain = ("task", "activation", "run", "checkpoint", "epoch", "head")
    return {name: value if name in plain else json.loads(value) for name, value in told.items()}


def main():
    """Print an answer for each sample."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--model", type=Path, default=MODEL)
    given = parser.parse_args()
    session = onnxruntime.InferenceSession(given.model, providers=["CPUExecutionProvider"])
    meta = metadata(session)
    answers = []
    for name in given.inputs:
        for own, sample in samples_of(name, meta):
            fed = {port.name: sample[None] for port in session.get_inputs()}
            answers.append({"input": own, **answer(session.run(None, fed)[0][0], meta)})
    json.dump(answers, sys.stdout, indent=2, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
