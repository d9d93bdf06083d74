#!/usr/bin/env python3
"""Writes Tests/Fixtures/records: tables as NumPy, scikit-learn and Python's json write them, each beside what it
holds, as JSON: the columns by name, null for a missing cell, and of a sparse column its rows of [place, number].

numpy 2.4 and scikit-learn 1.9 were used: python3 Scripts/record_vectors.py
"""

import io
import json
import math
import pathlib

import numpy
from sklearn.datasets import dump_svmlight_file

folder = pathlib.Path(__file__).resolve().parent.parent / "Tests" / "Fixtures" / "records"
folder.mkdir(exist_ok=True)
random = numpy.random.default_rng(29)


def cells(array):
    def cell(value):
        if isinstance(value, bytes):
            value = value.decode()
        if isinstance(value, str):
            return value.strip(" \t") or None
        return None if isinstance(value, float) and math.isnan(value) else value

    return [cell(value) for value in array.tolist()]


def write(name, data, columns):
    (folder / name).write_bytes(data)
    (folder / f"{name}.json").write_text(json.dumps(columns, ensure_ascii=False) + "\n")


def npy(array):
    file = io.BytesIO()
    numpy.save(file, array, allow_pickle=False)
    return file.getvalue()


def matrix_columns(array):
    array = array.reshape(len(array), -1)
    # A Boolean is a number in a table of numbers.
    if array.dtype == bool:
        array = array.astype(int)
    return {f"x{column}": cells(array[:, column]) for column in range(array.shape[1])}


plain = random.normal(size=(7, 3)) * 10.0 ** random.integers(-6, 7, size=(7, 3))
whole = random.integers(-100, 100, size=(6, 2))
for order in "CF":
    for mark in "<>":
        for size in (2, 4, 8):
            floats = numpy.array(plain if size > 2 else plain / 1e4, dtype=f"{mark}f{size}", order=order)
            floats[2, 1] = math.nan
            write(f"{order}-{'little' if mark == '<' else 'big'}-f{size}.npy", npy(floats), matrix_columns(floats))
        for kind in "iu":
            for size in (1, 2, 4, 8):
                numbers = numpy.array(
                    whole if kind == "i" else abs(whole), dtype=f"{mark}{kind}{size}", order=order)
                write(
                    f"{order}-{'little' if mark == '<' else 'big'}-{kind}{size}.npy", npy(numbers),
                    matrix_columns(numbers))
write("b1.npy", npy(plain > 0), matrix_columns(plain > 0))
write("one-dimension.npy", npy(plain[:, 0]), matrix_columns(plain[:, 0]))
texts = numpy.array(["곳", "", "Zürich", "😀 a", "곳", "b "])
write("U.npy", npy(texts), matrix_columns(texts))
write("U-big.npy", npy(texts.astype(">U9")), matrix_columns(texts))
octets = numpy.array([text.encode() for text in texts])
write("S.npy", npy(octets), matrix_columns(octets))
for version in (1, 2, 3):
    file = io.BytesIO()
    numpy.lib.format.write_array(file, plain, version=(version, 0))
    write(f"version-{version}.npy", file.getvalue(), matrix_columns(plain))

labels = numpy.array(["a", "b", "a", "c", "b", "a", "c"])
for name, save in (("stored", numpy.savez), ("deflated", numpy.savez_compressed)):
    file = io.BytesIO()
    save(file, X=plain, y=labels, weight=numpy.arange(7), classes=numpy.array(["a", "b", "c"]))
    columns = {**matrix_columns(plain), "y": cells(labels), "weight": list(range(7))}
    write(f"{name}.npz", file.getvalue(), columns)

sparse = random.normal(size=(12, 9)) * (random.random((12, 9)) < 0.3)
classes = random.integers(0, 3, size=12)
# scikit-learn writes sixteen digits.
rows = [
    [[int(place), float(f"{value:.16g}")] for place, value in enumerate(row) if value] for row in sparse]
queries = numpy.repeat([3, 5, 8], 4)
for name, first, query, comment in (
    ("one", False, None, None), ("zero", True, None, None), ("query", False, queries, "made\nof numbers")):
    file = io.BytesIO()
    dump_svmlight_file(sparse, classes, file, zero_based=first, query_id=query, comment=comment)
    columns = {"label": classes.tolist(), "features": rows}
    if query is not None:
        columns["qid"] = query.tolist()
    write(f"{name}.svm", file.getvalue(), columns)

objects = [
    {"n": 1, "x": 0.1, "t": "가 \"나\"\n다, \\", "b": True, "날": "2024-02-29"},
    {"n": -12, "x": 1e-320, "t": "\u2028😀", "b": None, "날": "2024-03-01"},
    {"x": 12345678901234567890, "t": " padded ", "b": False, "new": "late"},
    {"new": "\ttab", "n": 7, "x": -0.0, "t": "", "날": "1999-12-31"},
]
days = [19782, 19783, None, 10956]
for escapes in (True, False):
    text = "\n".join(json.dumps(item, ensure_ascii=escapes) for item in objects) + "\n"
    columns = {
        "n": [1, -12, None, 7], "x": [item["x"] for item in objects],
        "t": [item["t"].strip(" \t") or None for item in objects],
        "b": ["true", None, "false", None], "날": days, "new": [None, None, "late", "tab"],
    }
    write(f"{'escaped' if escapes else 'plain'}.jsonl", text.encode(), columns)
