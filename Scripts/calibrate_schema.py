#!/usr/bin/env python3
"""Writes Guides/JSON/calibrate.schema.json and calibrator.schema.json: what is their own, and what they share with score's.

Run it after a change of score.schema.json: python3 Scripts/calibrate_schema.py
"""

import json
import re

from schema_parts import closed, compare, count, folder, nullable, number, optional_number, ref, text

score = json.loads((folder / "score.schema.json").read_text())
interval = nullable("interval", "Its 95 % interval; null where there are too few rows or groups, and of an infinite mean.")


def numbers(description, **more):
    return {"description": description, "type": "array", "items": {"type": "number"}, **more}


def names(description):
    return {"description": description, "type": "array", "items": {"type": "string"}, "minItems": 1}


def refusal(code, description, values):
    return closed(
        description,
        {
            "code": {"description": "Which it is.", "const": code},
            "values": closed("Its values.", values) if values else {
                "description": "It has none.", "type": "object", "additionalProperties": False},
        })


methods = ["temperature", "prior_shift", "scale_and_bias", "beta", "vector", "isotonic"]
linear = {
    "scale": number("a, the power of the probabilities.", minimum=0),
    "offsets": numbers("b, an offset per class.", minItems=2),
}
calibrator = {
    "format": {"description": "What the file is.", "const": "xent-calibrator"},
    "file_version": {"description": "The version of the file.", "const": 1},
    "classes": names("The classes, in the order of their columns; of two the last is the positive one."),
    "columns": names("The columns of the classes, or the one of the positive class."),
    "scale": score["$defs"]["score_request"]["properties"]["scale"],
    "normalize": {"description": "Whether rows are divided by their sums.", "type": "boolean"},
    "method": {"description": "The map, from the fewest parameters up.", "enum": ["none"] + methods},
    "parameters": {
        "description": "Its numbers; it acts on log p.",
        "oneOf": [
            closed("None.", {}),
            closed("softmax(a·log p + b): of a temperature all b are 0, of a prior shift a is 1.", linear),
            closed(
                "σ(a·log p − b·log(1 − p) + c).",
                {"a": number("a.", minimum=0), "b": number("b.", minimum=0), "c": number("c.")}),
            closed(
                "softmax(w∘log p + b).",
                {
                    "scales": numbers("w, a power per class.", minItems=2),
                    "offsets": numbers("b, an offset per class.", minItems=2),
                }),
            closed(
                "Rising steps.",
                {
                    "curves": {
                        "description": "Of two classes one, of the logit of the positive one; of more one for the log p of each.",
                        "type": "array",
                        "minItems": 1,
                        "items": closed(
                            "The steps of a class.",
                            {
                                "blocks": {
                                    "description": "From the lowest up; the step of a number is the last that begins at it or below.",
                                    "type": "array",
                                    "minItems": 1,
                                    "items": closed(
                                        "A step.",
                                        {
                                            "lower": ref("end", "The lowest logit or log p."),
                                            "upper": ref("end", "The highest."),
                                            "weight": number("The rows, by weight."),
                                            "mean": number("The probability.", minimum=0, maximum=1),
                                        }),
                                }
                            }),
                    }
                }),
        ],
    },
    "fitted_on": closed(
        "What it was fitted to.", {"path": text("The file."), "rows": count("Its rows.", 1)}),
    "gain": nullable("gain", "What it wins on rows that it is not fitted to, in nats; null where nothing was fitted, and of infinite losses."),
}
shared = {
    "end": {"description": "A number, or an infinite one.", "oneOf": [{"type": "number"}, {"enum": ["inf", "-inf"]}]},
    "gain": closed(
        "What a calibrator wins.",
        {
            "estimate": number("The mean."),
            "low": optional_number("The lower end of its 95 % interval; null where there are too few rows or groups."),
            "high": optional_number("The upper end."),
            "selected": {"description": "Whether it was selected among several, and so is a little too good.", "type": "boolean"},
        }),
}
sealed = closed(
    "A calibrator as xent calibrate -o writes it. It is read byte by byte: an edited file is refused.",
    {**calibrator, "sha256": text("The digest of the same text with an empty one.")})
(folder / "calibrator.schema.json").write_text(
    json.dumps(
        {"$schema": compare["$schema"], "$id": "calibrator.schema.json", "title": "A calibrator of xent", **sealed, "$defs": shared},
        indent=2, ensure_ascii=False) + "\n")

common = {key: compare["properties"][key] for key in ("schema_version", "command", "version")}
definitions = {}


def take(name):
    """A part of score's schema, and the parts that it names."""
    if name in definitions:
        return
    definitions[name] = score["$defs"][name]
    for other in re.findall(r'"#/\$defs/(\w+)"', json.dumps(definitions[name])):
        take(other)


for name in ("table_reading", "score_request", "note", "interval", "lint"):
    take(name)
definitions |= shared
definitions["calibrator"] = closed("A map, and what it is for.", calibrator)
definitions["refusal"] = {
    "description": "Why a calibrator is not fitted.",
    "oneOf": [
        refusal("too_few_rows", "There are fewer rows than it needs.", {"rows": count("The rows."), "least": count("What it needs.")}),
        refusal(
            "too_few_rows_of_class", "A class has fewer rows than it needs.",
            {"class": text("The class."), "rows": count("Its rows."), "least": count("What it needs.")}),
        refusal(
            "too_many_classes", "There are more classes than it is for.",
            {"classes": count("The classes."), "most": count("What it is for.")}),
        refusal("points_away", "The scores do not point at the truth.", {}),
        refusal(
            "impossible_truth", "Truths were given probability 0.",
            {
                "first": {"description": "The lines, or of arrays the rows, of the first of them.", "type": "array", "items": {"type": "integer", "minimum": 1}},
                "rows": count("How many there are.", 1),
            }),
    ],
}
infinite = {"oneOf": [{"type": ["number", "null"]}, {"enum": ["inf", "-inf"]}]}
definitions["candidate"] = closed(
    "A calibrator that was tried, on rows that it was not fitted to.",
    {
        "method": {"description": "Which it is.", "enum": methods},
        "log_loss": {"description": "The mean log loss after it; null where it was refused.", **infinite},
        "log_loss_interval": interval,
        "gain": {"description": "What it wins, by pairs of a row before and after; null where it was refused.", **infinite},
        "gain_interval": interval,
        "eligible": {"description": "Whether it wins beyond doubt and more than 1 % of the loss.", "type": "boolean"},
        "beyond_doubt": {
            "description": "Whether it wins beyond doubt, be it too little; false where it was refused.",
            "type": "boolean",
        },
        "refusal": nullable("refusal", "Why it was refused; null where it was not."),
    })
definitions["fit"] = closed(
    "What was tried, and what was fitted.",
    {
        **common,
        "request": closed(
            "What was asked.",
            {
                "predictions": ref("score_request", "The predictions, and how they are read."),
                "method": {"description": "The map that was asked for; null: the one that is worth its parameters.", "enum": methods + [None]},
                "train_prior": {**numbers("The shares of the classes where the model was trained; null: prior shift is fitted."), "type": ["array", "null"]},
                "new_prior": {**numbers("Their shares where it is used."), "type": ["array", "null"]},
            }),
        "path": text("The file."),
        "rows": count("The rows that were used.", 1),
        "unlabelled_rows": count("Rows that were left out because their truth is missing."),
        "classes": names("The classes, in the order of their columns."),
        "log_loss": {"description": "The mean log loss as it is.", "oneOf": [{"type": "number"}, {"const": "inf"}]},
        "log_loss_interval": interval,
        "candidates": {
            "description": "What was tried, from the fewest parameters up; empty where the shares were given.",
            "type": "array",
            "items": ref("candidate"),
        },
        "calibrator": ref("calibrator", "The calibrator, as its file has it but for the digest."),
        "lint": {"description": "What makes the numbers mean less.", "type": "array", "items": ref("lint")},
        "notes": {"description": "How the file was read.", "type": "array", "items": ref("note")},
    })
definitions["application"] = closed(
    "What a calibrator made of a table.",
    {
        **common,
        "request": closed(
            "What was asked.",
            {
                "calibrator": text("The file of the calibrator."),
                "predictions": ref("table_reading", "The table, and how its text is read."),
                "columns": {"description": "The columns of the classes, as they were named; empty: those that it was fitted to.", "type": "array", "items": {"type": "string"}},
                "format": {"description": "How the table is written.", "enum": ["csv", "tsv", "jsonl", "npy"]},
                "log_probabilities": {"description": "Whether natural logarithms are written.", "type": "boolean"},
            }),
        "rows": count("The rows."),
        "calibrator": ref("calibrator", "The calibrator, as its file has it but for the digest."),
        "raised": count("Probabilities that would have been 0 in double precision, and are the smallest normal number."),
        "lowered": count("Probabilities that would have been 1, and are the largest number below."),
        "lint": {"description": "What makes the numbers mean less.", "type": "array", "items": ref("lint")},
        "notes": {"description": "How the table was read.", "type": "array", "items": ref("note")},
    })
(folder / "calibrate.schema.json").write_text(
    json.dumps(
        {
            "$schema": compare["$schema"],
            "$id": "calibrate.schema.json",
            "title": "xent calibrate",
            "description": "The JSON of xent calibrate: of a fit, or with --apply of what was mapped.",
            "oneOf": [ref("fit"), ref("application")],
            "$defs": definitions,
        },
        indent=2, ensure_ascii=False) + "\n")
