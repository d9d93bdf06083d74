"""Checks ONNX models and runs them: python3 Scripts/onnx_check.py < RUNS.json > OUTPUTS.json

RUNS.json is a list of {"model": path, "cells": {input: [number, text or null, ...]}}; null is a missing cell. The tests of
CrossEntropyONNX call it with the Python of .build/python, which CONTRIBUTING.md says how to make.
"""

import json
import sys

import numpy
import onnx
import onnxruntime


def run(model, cells):
    onnx.checker.check_model(model, full_check=True)
    parsed = onnx.load(model)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    feeds = {}
    for given in session.get_inputs():
        column = cells[given.name]
        if given.type == "tensor(double)":
            column = numpy.array([numpy.nan if x is None else x for x in column], dtype=numpy.float64)
        else:
            column = numpy.array(["" if x is None else x for x in column], dtype=object)
        feeds[given.name] = column.reshape(-1, 1)
    label, probabilities = session.run(["label", "probabilities"], feeds)
    return {
        "label": label.tolist(),
        "probabilities": probabilities.tolist(),
        "types": {x.name: x.type for x in session.get_inputs() + session.get_outputs()},
        "about": {x.name: x.doc_string for x in list(parsed.graph.input) + list(parsed.graph.output)},
        "metadata": {x.key: x.value for x in parsed.metadata_props},
        "producer": parsed.producer_version,
    }


json.dump([run(**one) for one in json.load(sys.stdin)], sys.stdout)
