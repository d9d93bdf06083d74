#!/usr/bin/env python3
"""Writes Guides/JSON/train.schema.json: what is its own, and the parts that it shares with compare.schema.json.

Run it after a change of compare.schema.json: python3 Scripts/train_schema.py
"""

from schema_parts import closed, compare, count, nullable, number, optional_number, ref, write

comparison = {
    key: value
    for key, value in compare["properties"].items()
    if key not in ("command", "version", "verdict")
}
definitions = dict(compare["$defs"])
definitions["comparison"] = closed(
    "What xent compare says of the loss, beside cross entropy on the same held-out rows.", comparison)
definitions["train_request"] = closed(
    "What is trained on what.",
    {
        "comparison": ref("request", "The table, the columns' parts, the one loss, the model, and how rows are held out."),
        "as_trained": {"description": "Whether the probabilities are left as the loss gives them.", "type": "boolean"},
    })
definitions["recalibration"] = closed(
    "softmax(a·log p + b).",
    {
        "scale": number("a, the power of the probabilities.", minimum=0),
        "offsets": {"description": "b, one offset per class.", "type": "array", "items": {"type": "number"}},
    })
definitions["expected"] = closed(
        "The scores of rows that the models had not seen.",
        {
            "hold_out": {"description": "How they were held out.", "enum": ["folds", "order", "table", "share"]},
            "rows": count("The rows that were scored.", 1),
            "log_loss": number("The mean −log p of the truth, in nats."),
            "log_loss_interval": nullable("interval", "Its 95 % interval for new rows; null where there are too few."),
            "constant_log_loss": number("The log loss of the training rows' class shares."),
            "brier_score": number("The mean Brier score.", minimum=0),
            "accuracy": ref("share", "The share of rows whose most probable class is the truth."),
            "roc_auc": nullable("share", "The area under the ROC curve; null where it is not told."),
        })
definitions["level"] = closed(
    "A level of a category.",
    {
        "name": {"description": "Its name.", "type": "string"},
        "rows": count("How many rows have it.", 1),
    })
definitions["column_profile"] = closed(
        "What a column held in the rows that were learnt from.",
        {
            "name": {"description": "Its name.", "type": "string"},
            "missing": count("Its missing cells."),
            "low": optional_number("The least number; null of a category, as the next three are."),
            "high": optional_number("The greatest number."),
            "mean": optional_number("Their mean."),
            "deviation": optional_number("Their standard deviation, over n."),
            "levels": {
                "description": "The levels of a category; null of numbers.",
                "type": ["array", "null"],
                "items": ref("level"),
            },
        })
definitions["origin"] = closed(
    "Where the model comes from.",
    {
        "table": {"description": "The table's name.", "type": "string"},
        "sha256": {"description": "The SHA-256 digest of its file.", "type": "string"},
        "program": {"description": "What trained it, with its version.", "type": "string"},
        "request": {"description": "The request, as JSON in a text.", "type": "string"},
    })
definitions["tried"] = closed(
    "A value that was tried on the inner folds.",
    {
        "value": number("The penalty λ.", minimum=0),
        "log_loss": number("The mean −log p of held-out rows, in nats, as trained."),
        "nonzero_weights": {
            "description": "By inner fold, the weights and biases that are not 0.",
            "type": "array",
            "items": count("How many."),
        },
    })
definitions["stored"] = closed(
    "What became of the rows of a table that is larger than memory: a network learnt from them as they were read from a disk.",
    {
        "table_rows": count("The rows of the table.", 1),
        "rows": count("Those that were learnt from, or by which the training knew when to stop.", 1),
        "stopping_rows": count("Of these the ones by which it knew when to stop."),
        "stopping_log_loss": optional_number(
            "The mean −log p of these in the epoch that was kept, in nats; null where there are none."),
        "unlabelled_rows": count("Rows that were left out because a target's cell is missing."),
        "zero_weight_rows": count("Rows that were left out because they weigh nothing."),
        "new_cells": count("Cells of categories that held no level of the sampled rows."),
        "odd_cells": count("Cells of numbers that are no numbers, and were taken to be missing."),
        "bytes": count("The bytes that the encoded rows took on the disk."),
    })
definitions["record"] = closed(
        "How the model was made; it stands in the model's file, too.",
        {
            "loss": ref("loss", "What was minimised; a searched parameter as it was chosen."),
            "model": ref("model", "What it trained."),
            "reading": {
                "description": "Whether the probabilities go through a map that was learnt on the inner folds.",
                "enum": ["as_trained", "recalibrated"],
            },
            "chosen": number("The penalty λ of a linear model, or the step size of a network.", minimum=0),
            "at_edge": {"description": "Whether that is the least or the greatest that was tried.", "type": "boolean"},
            "path": {
                "description": "The path of an absolute penalty, from large to small; null of other models, and where nothing was chosen.",
                "type": ["array", "null"],
                "items": ref("tried"),
            },
            "finished": {"description": "Whether the last fit came to its end within the limit of steps.", "type": "boolean"},
            "iterations": count("Its steps over all starts; for a network its epochs."),
            "best_epoch": {
                "description": "The epoch whose weights a network has; null of a linear model, and where an older file does not say.",
                "type": ["integer", "null"],
                "minimum": 1,
            },
            "inner_folds": {
                "description": "The folds that chose; null where there was nothing to choose.",
                "type": ["integer", "null"],
                "minimum": 2,
            },
            "rows": count("The rows that were learnt from.", 1),
            "columns": {"description": "The columns that are read.", "type": "array", "items": ref("column_profile")},
            "class_rows": {
                "description": "The rows of every class, target by target.",
                "type": "array",
                "items": {"type": "array", "items": {"type": "integer", "minimum": 0}},
            },
            "expected": nullable("expected", "What to expect of other rows; null where nobody has looked."),
            "origin": nullable("origin", "Where it comes from; null where nobody has said."),
            "stored": nullable(
                "stored",
                "What a network learnt from beyond these rows, where the table is larger than memory; null where nothing."),
        })

schema = {
    "$schema": compare["$schema"],
    "$id": "train.schema.json",
    "title": "xent train",
    "description": "The JSON of xent train: a model, and what to expect of it.",
    "type": "object",
    "properties": {
        "schema_version": compare["properties"]["schema_version"],
        "command": compare["properties"]["command"],
        "version": compare["properties"]["version"],
        "model": {"description": "The file of the model.", "type": "string"},
        "request": ref("train_request", "The question."),
        "comparison": ref("comparison", "The loss on held-out rows, beside cross entropy."),
        "record": ref("record", "How the model was made."),
        "maps": {
            "description": "For each target the maps that its log-probabilities go through, in order.",
            "type": "array",
            "items": {"type": "array", "items": ref("recalibration")},
        },
        "features": count("The features of an encoded row.", 1),
        "weights": count("The weights and biases of the model.", 1),
        "nonzero_weights": count("Those that are not 0."),
    },
    "additionalProperties": False,
    "$defs": definitions,
}
write("train.schema.json", schema)
