#!/usr/bin/env python3
"""Writes Guides/JSON/score.schema.json: what is its own, and the parts that it shares with compare.schema.json.

Run it after a change of compare.schema.json: python3 Scripts/score_schema.py
"""

from schema_parts import closed, compare, count, nullable, number, optional_number, optional_text, ref, text, write

def finding(code, description, values):
    return closed(
        description,
        {
            "code": {"description": "Which it is.", "const": code},
            "values": closed("Its values.", values) if values else {
                "description": "It has none.", "type": "object", "additionalProperties": False},
        })


def measured(name, description, least, most):
    """A score that may be missing, and its interval."""
    return {
        name: optional_number(description + "; null where it cannot be told.", minimum=least, maximum=most),
        f"{name}_interval": nullable("interval", "Its 95 % interval for new rows; null where there are too few."),
    }


def infinite(description):
    return {"description": description, "oneOf": [{"type": ["number", "null"]}, {"const": "inf"}]}


definitions = {
    key: compare["$defs"][key] for key in ("table_reading", "note", "interval", "share", "difference", "finding", "reliability_bin")}
definitions["score_request"] = closed(
    "What is scored.",
    {
        "predictions": {
            "description": "The files of predictions, and how their text is read.",
            "type": "array",
            "items": ref("table_reading"),
            "minItems": 1,
        },
        "target": optional_text("The column of the truth; null: label."),
        "truth": optional_text("The table that holds the truth; null: the file of the predictions does."),
        "id": optional_text("The column by which rows are joined, named or called id in all files; null: they come in the same order."),
        "weight": optional_text("The column of row weights."),
        "group": optional_text("The column of groups."),
        "columns": {
            "description": "The columns of the classes, as they were named; empty: told by their names.",
            "type": "array",
            "items": {"type": "string"},
        },
        "tokens": optional_text("The column of log-probabilities of tokens; null: the files hold probabilities of classes."),
        "scale": {
            "description": "What the numbers are.",
            "enum": ["probabilities", "percent", "logits", "log_probabilities"],
        },
        "normalize": {"description": "Whether rows are divided by their sums.", "type": "boolean"},
        "merge": {"description": "Whether the files are partial results, which were merged.", "type": "boolean"},
        "partial": {"description": "Whether a partial result was written, too.", "type": "boolean"},
        "first_row": optional_number(
            "The number of the first row among those of all parts, from 1; null: 1.", minimum=1),
        "metrics": {
            "description": "What is formed; null: everything.",
            "type": ["array", "null"],
            "items": {
                "enum": [
                    "log_loss", "brier_score", "accuracy", "balanced_accuracy", "f1_macro", "matthews_corrcoef", "confusion",
                    "top_k_accuracy", "roc_auc", "average_precision", "skill", "ece", "calibration", "recalibration", "curves", "loss_places",
                    "divergence",
                ],
            },
        },
        "margin": compare["$defs"]["request"]["properties"]["margin"],
        "seed": count("The seed of simulations."),
        "rule": nullable("rule", "The rule of decisions that are judged; null for none."),
        "gates": {
            "description": "The conditions that the scores of every file must meet.",
            "type": "array",
            "items": closed(
                "A condition.",
                {
                    "text": text("The condition, as it was written."),
                    "by_value": {"description": "Whether the score alone decides.", "type": "boolean"},
                }),
        },
        "baseline": nullable("table_reading", "What every file is compared with in place of the first; null without."),
        "keep_rows": {"description": "Whether the loss of every row is kept.", "type": "boolean"},
        "worst": {
            "description": "How many of the costliest rows, and of the suspects, are named; null: ten.",
            "type": ["integer", "null"],
            "minimum": 0,
        },
        "slices": {
            "description": "The columns by which the loss is sliced, as they were named.",
            "type": "array",
            "items": {"type": "string"},
        },
        "ece": {
            "description": "What the expected calibration error is formed of.",
            "enum": ["equal_width", "equal_mass", "smooth"],
        },
    })
definitions["class"] = closed(
    "A class: how often it is true, and how well it is found. Weighted rows are counted by their weights.",
    {
        "name": text("Its name."),
        "rows": number("The rows whose truth it is.", minimum=0),
        "predicted": number("The rows of which it is the most probable class.", minimum=0),
        "true_positives": number("Those of both.", minimum=0),
        **measured("recall", "true_positives / rows", 0, 1),
        **measured("precision", "true_positives / predicted", 0, 1),
        **measured("f1", "2·true_positives / (rows + predicted)", 0, 1),
    })
definitions["top_accuracy"] = closed(
    "How often the truth is among the most probable classes.",
    {
        "k": count("Among so many.", 2),
        "accuracy": ref("share", "How often."),
        "accuracy_interval": nullable("interval", "Its 95 % interval for new rows; null where there are too few."),
    })
definitions["rule"] = closed(
    "How it is decided; one of the three.",
    {
        "threshold": optional_number("The least probability of the positive class; else null.", minimum=0, maximum=1),
        "costs": {
            "description": "The costs of a false alarm and of a miss; else null.",
            "type": ["array", "null"], "items": {"type": "number", "minimum": 0}, "minItems": 2, "maxItems": 2},
        "cost_table": optional_text("The file of a table of costs; else null."),
    })


def finite_or(*names):
    return {"oneOf": [{"type": "number"}, {"enum": list(names)}]}


best_interval = nullable("interval", "Its 95 % interval for new rows; null where there are too few.")
definitions["best_threshold"] = closed(
    "The threshold that costs least on these rows, and what thresholds found in that way cost on others.",
    {
        "threshold": {"description": "The threshold; inf where no row is best taken for positive, -inf where every row is.",
                      **finite_or("inf", "-inf")},
        "mean": number("What a row costs on average by a threshold found on other rows."),
        "mean_interval": best_interval,
        "difference": number("What it then costs more than by the rule."),
        "difference_interval": best_interval,
    })
definitions["costs"] = closed(
    "What the decisions cost per row.",
    {
        "mean": number("The mean."),
        "mean_interval": best_interval,
        "constant": text("The class that costs least where it is decided for whatever the row."),
        "constant_mean": number("What that costs."),
        "saved": number("What a row costs less than that."),
        "saved_interval": best_interval,
        "best": nullable(
            "best_threshold", "The cheapest threshold; null unless there are two classes, each with five rows and groups."),
    })
definitions["decisions"] = closed(
    "How good the decisions by a rule are.",
    {
        "threshold": optional_number("The least probability of the positive class; null where a table of costs decides."),
        "accuracy": ref("share", "The share of rows whose decision is the truth."),
        "accuracy_interval": best_interval,
        **measured("precision", "Of two classes the share that is positive of the rows decided to be", 0, 1),
        **measured("recall", "Of two classes the share of the positive rows that are decided to be", 0, 1),
        **measured("specificity", "Of two classes the share of the other rows that are decided to be none", 0, 1),
        **measured("f1", "Of two classes the harmonic mean of precision and recall", 0, 1),
        "costs": nullable("costs", "What the decisions cost; null without costs."),
    })


def points(description, **items):
    return {"description": description, "type": "array", "items": items, "maxItems": 200}


definitions["operating_curve"] = closed(
    "What is found and raised from each threshold on: the points of the ROC and the precision–recall curve.",
    {
        "thresholds": points("The thresholds, falling; the first is inf.", **finite_or("inf")),
        "recall": points("The share of the positive rows that are found.", type="number", minimum=0, maximum=1),
        "false_positive_rate": points("The share of the other rows that are taken for positive.", type="number", minimum=0, maximum=1),
        "precision": points("The share of the rows taken for positive that are; 1 of none.", type="number", minimum=0, maximum=1),
    })
definitions["decision_curve"] = closed(
    "What decisions cost at every ratio of costs: a threshold θ is right where a false alarm costs θ and a miss 1 − θ.",
    {
        "thresholds": points("The thresholds θ, rising.", type="number", minimum=0, maximum=1),
        "elementary_scores": points("θ·FP + (1 − θ)·FN, shares of all rows: Murphy's curve.", type="number", minimum=0, maximum=1),
        "elementary_scores_of_constant": points("That of the better constant decision.", type="number", minimum=0, maximum=1),
        "net_benefit": points("TP − FP·θ/(1 − θ), shares of all rows; null at 1.", type=["number", "null"]),
        "net_benefit_of_all": points("That of taking every row for positive; null at 1.", type=["number", "null"]),
    })
definitions["risk_coverage"] = closed(
    "How often the surest rows are wrong.",
    {
        "confidences": points("The least probability of the most probable class, falling.", type="number", minimum=0),
        "coverage": points("The share of rows that have it or more.", type="number", minimum=0, maximum=1),
        "risk": points("The share of these that are wrong.", type="number", minimum=0, maximum=1),
        "area": number("The area below the curve: the mean risk over all coverages.", minimum=0, maximum=1),
    })
definitions["curves"] = closed(
    "Curves of at most 200 points.",
    {
        "operating": nullable("operating_curve", "Null unless there are two classes, both true of some row."),
        "decision": nullable("decision_curve", "Null as the other is."),
        "risk_coverage": ref("risk_coverage", "How often the surest rows are wrong."),
    })
definitions["impossible"] = closed(
    "Rows whose truth was given probability 0.",
    {
        "rows": count("How many there are.", 1),
        "first": {
            "description": "The lines, or of arrays and merged parts the rows, of the first of them.",
            "type": "array",
            "items": {"type": "integer", "minimum": 1},
        },
        "clipped_log_loss": number("The log loss with at most −log 1e-15 for a row."),
        "clipped_share": ref("share", "The share of it that these rows cost."),
        "log_loss_of_others": optional_number("The log loss of the others; null where there are none."),
    })
definitions["lint"] = {
    "description": "Something about predictions that makes their numbers mean less.",
    "oneOf": [
        finding("rounded", "No number has more decimals.", {"decimals": count("So many.", 1)}),
        finding(
            "off_sums", "Rows sum to 1 only as far as the precision of their numbers explains.",
            {
                "rows": count("So many.", 1),
                "most": number("How far from 1 a sum is at most.", minimum=0),
                "rounded_to": count("What the numbers are rounded to.", 1),
                "of": {"description": "Of what they have so many.", "enum": ["decimals", "digits", "bits"]},
            }),
        finding(
            "looks_like",
            "What was said to be logits or logarithms are probabilities or per cent, as every row sums to 1 or to 100.",
            {
                "scale": {"description": "What they are by their look.", "enum": ["probabilities", "percent"]},
                "said_to_be": {"description": "What they were said to be.", "enum": ["logits", "log_probabilities"]},
            }),
        finding("decisions", "Every number is 0 or 1.", {}),
        finding(
            "backwards", "The scores rank the rows backwards.",
            {"roc_auc": number("The area under the ROC curve.", minimum=0, maximum=0.5)}),
        finding(
            "permuted", "Under other names of their columns the rows would cost much less.",
            {
                "classes": {
                    "description": "Classes that probably stand under the name of another one.",
                    "type": "array",
                    "items": {"type": "string"},
                },
                "under": {
                    "description": "Those names.",
                    "type": "array",
                    "items": {"type": "string"},
                },
                "log_loss": number("The log loss under these, a row costing at most −log 1e-15.", minimum=0),
            }),
        finding(
            "by_order", "No class is called as these columns are, so that they are taken for these in this order.",
            {
                "columns": {"description": "The columns.", "type": "array", "items": {"type": "string"}},
                "classes": {"description": "The classes.", "type": "array", "items": {"type": "string"}},
            }),
        finding(
            "temperature_at_bound", "Every row is right, so that the temperature is at the bound of what is tried.",
            {"temperature": number("The temperature.", minimum=0)}),
        finding(
            "joined_by_id", "No column of IDs is named, and rows are joined by the one that is called so.",
            {
                "column": text("It."),
                "truth_alone": {
                    "description": "Whether only the truths are, and the rows of the files by their order.",
                    "type": "boolean"},
            }),
        finding(
            "joined_in_order", "No column of IDs is named, and rows are joined in their order.",
            {"repeated_ids": {
                "description": "Whether all have a column called id, whose IDs stand twice; else not all have one.",
                "type": "boolean"}}),
        finding(
            "other_labels", "The column of labels says otherwise than the file of the truth, which counts.",
            {
                "column": text("It."), "rows": count("In so many rows.", 1),
                "first": count("The line of the first, or of arrays the row.", 1),
            }),
        finding(
            "repeated_ids", "Rows have an ID that another has.",
            {
                "rows": count("How many.", 2), "column": text("The column of IDs."),
                "lines": {
                    "description": "The first two lines of such an ID, of an array the rows; none in merged results.",
                    "type": "array",
                    "items": {"type": "integer", "minimum": 1},
                },
                "have_one_truth": {
                    "description": "Whether the truth is joined by the ID, so that all rows of an ID have the same.",
                    "type": "boolean",
                },
            }),
        finding(
            "unseen", "Classes are the truth of no row.",
            {"classes": {"description": "They.", "type": "array", "items": {"type": "string"}, "minItems": 1}}),
        finding(
            "not_merged", "These are not formed, since the parts were made without.",
            {"metrics": {"description": "They.", "type": "array", "items": {"type": "string"}, "minItems": 1}}),
        finding("few_groups", "There are so few groups that an interval may be too narrow.", {"groups": count("So many.")}),
        finding(
            "narrow_intervals",
            "Fewer than 20 rows are of some class, or wrong: intervals are too narrow.",
            {}),
        finding(
            "missing_rows", "No part has these rows of all.",
            {
                "first": count("The first that is missing, from 1.", 1),
                "last": count("The last of those that follow it.", 1),
                "rows": count("How many are missing in all.", 1),
            }),
        finding(
            "few_rows_cost_most", "The worst 1 % of rows carry so much of the loss that its interval is too narrow.",
            {"share": ref("share", "So much.")}),
        finding(
            "unmatched", "Rows of one file have no partner in the other.",
            {"predictions": count("Of the predictions."), "truths": count("Of the truths.")}),
        finding(
            "sampled", "These are formed of a sample, since memory does not hold all rows.",
            {
                "metrics": {"description": "They.", "type": "array", "items": {"type": "string"}},
                "rows": count("The rows of the sample.", 1),
            }),
        finding("tokens_as_units", "The intervals take tokens for independent, which those of one text are not.", {}),
    ],
}
split = {
    "miscalibration": infinite("score − recalibrated."),
    "discrimination": number("uncertainty − recalibrated."),
    "uncertainty": number("The score of the rows' own class shares.", minimum=0),
    "noise": optional_number("The miscalibration that right probabilities show on average; null with groups, and where it would take long."),
    "noise_95": optional_number("What they do not exceed in 95 of 100 cases; null as noise is."),
    "rows": count("The rows that it is of.", 1),
}
definitions["split"] = closed(
    "A mean score as miscalibration − discrimination + uncertainty.",
    {"score": infinite("The mean score."), "recalibrated": number("The mean score after recalibration on these rows."), **split})
definitions["reliability_curve"] = closed(
    "How often an event happened, by isotonic regression on its probability.",
    {
        "event": {
            "description": "The event: that the positive one of two classes is the truth, or the most probable one of more.",
            "enum": ["positive_class", "most_probable_class"],
        },
        "rows": count("The rows that it is of: all, or of many those drawn by the seed.", 1),
        "blocks": {
            "description": "Its steps from the lowest probabilities up, at most 200: neighbours are merged where there are more.",
            "type": "array",
            "minItems": 1,
            "items": closed(
                "A step.",
                {
                    "lower": number("The lowest probability.", minimum=0),
                    "upper": number("The highest.", minimum=0),
                    "weight": number("The rows, by weight."),
                    "mean": ref("share", "How often the event happened."),
                }),
        },
        "band": {
            "description": "Where 95 of 100 curves of right probabilities lie; empty with groups.",
            "type": "array",
            "items": closed(
                "At a probability.",
                {
                    "probability": number("The probability.", minimum=0),
                    "low": ref("share", "The lower end."),
                    "high": ref("share", "The upper end."),
                }),
        },
        "log_loss_split": nullable("split", "The split of the log loss by the curve; null with more classes than two."),
    })
interval = nullable("interval", "Its 95 % interval for new rows; null where there are too few, and of an infinite mean.")
definitions["predictions"] = closed(
    "What the predictions of a file score.",
    {
        "path": text("The file."),
        "label": optional_text("The label whose probabilities they are; null unless there are several."),
        "rows": count("The rows that were scored.", 1),
        "sampled_rows": {
            "description": "The rows of the sample of which is formed what sums do not give; null: all.",
            "type": ["integer", "null"],
            "minimum": 1,
        },
        "unlabelled_rows": count("Rows that were left out because their truth is missing."),
        "units": count("The rows, or groups, that intervals are over."),
        "classes": {
            "description": "The classes, in the order of their columns; of two the last is the positive one.",
            "type": "array",
            "items": ref("class"),
            "minItems": 2,
        },
        "log_loss": infinite("The mean −log p of the truth, in nats; null, as are others, where it is not asked for."),
        "log_loss_interval": interval,
        "recalibrated_log_loss": optional_number(
            "The mean log loss after a map that is fitted to other rows; null where a truth was given probability 0, and with fewer than five rows or groups.",
            minimum=0),
        "recalibrated_log_loss_interval": interval,
        "recalibration_gain": optional_number("log_loss − recalibrated_log_loss, what recalibration would win; null as that is."),
        "recalibration_gain_interval": nullable("interval", "Its 95 % interval, by pairs of a row before and after."),
        "calibration_map": {
            "description": "The map: scale_and_bias, or the temperature alone with more than a tenth as many classes as rows; null, as all of recalibration, where it is not asked for.",
            "enum": ["scale_and_bias", "temperature", None],
        },
        "log_loss_split": nullable("split", "The split of the log loss by that map, fitted to these rows; null where every truth was given probability 0."),
        "brier_split": nullable(
            "split", "The split of the Brier score by isotonic regression, of three classes or more the sum over them; null with more than a tenth as many classes as rows."),
        "log_loss_bits": infinite("The same in bits."),
        "perplexity": infinite("exp of the log loss."),
        "perplexity_interval": interval,
        "brier_score": optional_number("The mean Brier score.", minimum=0, maximum=2),
        "brier_score_interval": interval,
        "brier_scale": {"description": "The most that it can be: 1 of two classes, 2 of more.", "enum": [1, 2]},
        "accuracy": nullable("share", "The share of rows whose most probable class is the truth."),
        "accuracy_interval": interval,
        **measured("balanced_accuracy", "The mean recall over the classes that occur", 0, 1),
        **measured("f1_macro", "The mean F1 over the classes", 0, 1),
        **measured("matthews_corrcoef", "Matthews' correlation of truth and most probable class", -1, 1),
        **measured("roc_auc", "The area under the ROC curve; of more than two classes the mean of each against the others", 0, 1),
        **measured("roc_auc_weighted", "The mean of the areas by the classes' shares; of two classes the same area", 0, 1),
        **measured("average_precision", "The average precision of the positive class; of more than two classes their mean", 0, 1),
        "top_k_accuracy": {
            "description": "How often the truth is among the 2, 3 and 5 most probable classes, where there are more.",
            "type": ["array", "null"],
            "items": ref("top_accuracy"),
        },
        "confusion": {
            "description": "Rows by weight, confusion[truth][predicted]; null with more than 100 classes.",
            "type": ["array", "null"],
            "items": {"type": "array", "items": {"type": "number", "minimum": 0}},
        },
        "mistakes": {
            "description": "The 100 most frequent mistakes, classes by their places; null where there is a confusion.",
            "type": ["array", "null"],
            "items": closed("Rows of one class that were predicted to be of another.", {
                "truth": count("The place of their class."),
                "said": count("The place of the class that was predicted."),
                "rows": number("How many they are, by weight.", minimum=0),
            }),
        },
        "base_rate_log_loss": optional_number(
            "The mean log loss of the class shares of the other rows; null with fewer than ten rows per class."),
        "skill": {
            "description": "1 less the log loss over that of the base rate; null without one.",
            "oneOf": [{"type": ["number", "null"]}, {"const": "-inf"}],
        },
        "skill_interval": interval,
        "ece": optional_number("The expected calibration error.", minimum=0, maximum=1),
        "ece_kind": {
            "description": "What it is formed of: 15 bins of equal width or of equal weight, or a Gaussian kernel whose bandwidth it is; null where it is.",
            "enum": ["equal_width", "equal_mass", "smooth", None],
        },
        "ece_noise": optional_number("What right probabilities would show on average."),
        "ece_noise_95": optional_number("What they do not exceed in 95 of 100 cases."),
        "ece_excess": optional_number("ece − ece_noise; null where that is."),
        "reliability": {
            "description": "The bins of the ECE, of the smooth one 15 of equal width; null where that is.",
            "type": ["array", "null"],
            "items": ref("reliability_bin"),
        },
        "reliability_curve": nullable("reliability_curve", "The reliability diagram without bins."),
        "ece_classwise": nullable(
            "share", "The calibration error of every class's own probability, the mean over three classes or more; null with two, whose errors are one."),
        "ece_classwise_noise": nullable("share", "What right probabilities would show on average; null with groups, and of many rows with more than 30 classes."),
        "ece_classwise_noise_95": nullable("share", "What they do not exceed in 95 of 100 cases; null as the noise is."),
        "ece_classwise_excess": optional_number("ece_classwise − ece_classwise_noise; null where either is."),
        "calibration_gain": {
            "description": "What one step of recalibration would win, in nats; null of rows in groups, and where a truth was given probability 0.",
            "oneOf": [{"type": ["number", "null"]}, {"const": "inf"}],
        },
        "calibration_p_value": nullable("share", "How often right probabilities would show as much; null as the gain is."),
        "decisions": nullable("decisions", "How good the decisions by a rule are; null without one."),
        "curves": nullable("curves", "Curves of thresholds and of coverage."),
        "impossible": nullable("impossible", "Rows whose truth was given probability 0; null where there are none."),
        "worst_share": nullable(
            "share", "The share of the loss that the worst 1 % of rows carry; null where it is 0 or infinite."),
        "worst_rows": {
            "description": "The costliest rows; null where they were not asked for, as are the next.",
            "type": ["array", "null"],
            "items": ref("worst_row"),
        },
        "suspect_count": {
            "description": "How many rows have a label that may be wrong.",
            "type": ["integer", "null"],
            "minimum": 0,
        },
        "suspect_noise": optional_number("How many would be with labels drawn from the probabilities, on average."),
        "suspect_noise_95": optional_number("What these do not exceed in 95 of 100 draws."),
        "suspects": {
            "description": "The most suspect of them.",
            "type": ["array", "null"],
            "items": ref("suspect"),
        },
        "slices": {
            "description": "The loss by class, and then by each column that was named.",
            "type": ["array", "null"],
            "items": ref("sliced_column"),
            "minItems": 1,
        },
        "lint": {"description": "What makes the numbers mean less.", "type": "array", "items": ref("lint")},
        "notes": {"description": "How the file was read.", "type": "array", "items": ref("note")},
    })

definitions["unclipped"] = closed(
    "A difference of log loss where some truth was given probability 0.",
    {
        "difference": {
            "description": "Infinite where one of both files has such rows; null, there being none, where both have.",
            "enum": ["inf", "-inf", None],
        },
        "rows": count("The rows of this file that cost an infinite loss."),
        "baseline_rows": count("Those of the first file."),
        "rows_of_either": count("The rows of which either costs one.", 1),
        "first": {
            "description": "The lines of this file, or of arrays the rows, that stand for the first of these.",
            "type": "array",
            "items": {"type": "integer", "minimum": 1},
        },
        "difference_of_others": nullable("difference", "The difference of all other rows; null where there are none."),
    })
row = {
    "id": optional_text("Its ID; null without IDs."),
    "line": count("Its line, or of arrays its number.", 1),
}
definitions["worst_row"] = closed(
    "A row that cost much.",
    {
        **row,
        "truth": text("Its truth."),
        "predicted": text("Its most probable class."),
        "probability": ref("share", "The probability of its truth."),
        "log_loss": infinite("Its loss in nats."),
    })
definitions["suspect"] = closed(
    "A row whose label may be wrong: its label is less probable than it is on average where it is the label, and another class at least as probable as that is where it is the label.",
    {
        **row,
        "truth": text("Its label."),
        "probability": ref("share", "The probability of the label."),
        "suspected": text("The class that it may be of."),
        "suspected_probability": ref("share", "The probability of that."),
    })
definitions["slice"] = closed(
    "Rows that have something in common.",
    {
        "part": {
            "description": "What it is: a level or a class, a range of numbers, the rarest levels, or missing cells.",
            "enum": ["level", "range", "others", "missing"],
        },
        "name": optional_text("The level; null of other parts."),
        "low": optional_number("The least number of a range, of dates in days since the beginning of 1970."),
        "high": optional_number("The greatest number of a range."),
        "levels": {
            "description": "How many levels the others are; null of other parts.",
            "type": ["integer", "null"],
            "minimum": 1,
        },
        "rows": count("How many they are.", 1),
        "log_loss": infinite("Their mean loss."),
        "difference": nullable(
            "difference",
            "It less that of all other rows, its interval one of all slices of all columns; null where it is not finite."),
        "bias": number(
            "The mean probability of what is forecast less how often it happened: of the positive of two classes, of more of the most probable one; of a slice by class of this class over all rows.",
            minimum=-1, maximum=1),
    })
definitions["sliced_column"] = closed(
    "The slices by one column.",
    {
        "column": text("The column."),
        "kind": {"description": "What the slices are.", "enum": ["classes", "levels", "numbers", "dates"]},
        "levels": {
            "description": "How many levels the column has; null of numbers.",
            "type": ["integer", "null"],
            "minimum": 0,
        },
        "slices": {"description": "The slices.", "type": "array", "items": ref("slice")},
    })

definitions["divergence"] = closed(
    "How far the predictions are from those of the first file, whatever the truth: KL(first || these), in nats.",
    {
        "mean": infinite("Its mean."),
        "mean_interval": nullable("interval", "The 95 % interval of the mean; null where there are too few rows."),
        "median": infinite("What it is at most in half of the rows."),
        "percentile_90": infinite("In 90 of 100."),
        "percentile_99": infinite("In 99 of 100."),
        "same_class_rate": ref("share", "The share of rows whose most probable class is the same."),
    })
definitions["pair"] = closed(
    "The predictions of a file beside those of the first, row by row.",
    {
        "path": text("The file."),
        "label": optional_text("The label whose probabilities they are; null unless there are several."),
        "baseline": text("The first file."),
        "rows": count("The rows that both have.", 1),
        "unpaired": count("The rows of this file without a partner in the first."),
        "baseline_unpaired": count("The rows of the first file without a partner in this."),
        "difference": ref(
            "difference", "The difference of log loss: negative where these predictions are better."),
        "finding": ref("finding", "What its interval says."),
        "margin": number("The difference that matters, in nats.", minimum=0),
        "smallest_detectable": optional_number(
            "A true difference of this size would probably have been seen; null with too few rows or groups."),
        "clipped": {
            "description": "Whether a row costs at most −log 1e-15 in the difference, since a truth was given probability 0.",
            "type": "boolean",
        },
        "unclipped": nullable("unclipped", "The difference without that; null where clipped is false."),
        "win_rate": ref("share", "The share of rows whose log loss is lower than the baseline's."),
        "tie_rate": ref("share", "The share of rows whose log loss is the baseline's."),
        "brier_score_difference": ref("difference", "The difference of the Brier score, its interval by itself."),
        "accuracy_difference": ref("difference", "The difference of the accuracy, its interval by itself."),
        "divergence": nullable(
            "divergence",
            "How far the predictions are from the first's; null where the classes are others, or it was not asked for."),
    })

either = {"oneOf": [{"type": ["number", "null"]}, {"enum": ["inf", "-inf"]}]}
definitions["gate"] = closed(
    "Whether the predictions of a file meet a condition.",
    {
        "text": text("The condition."),
        "path": text("The file of the predictions."),
        "baseline": optional_text("The file that they are compared with; null of a condition on their own score."),
        "paired": {
            "description": "Whether that is row by row; null without a baseline.",
            "type": ["boolean", "null"],
        },
        "metric": text("The score by its key, or log_loss_difference."),
        "relation": {"description": "How it must stand to the bound.", "enum": ["<", "<=", ">", ">="]},
        "bound": number("What it is held against."),
        "rows": count("The rows that it is of.", 1),
        "value": {"description": "The score; null where it cannot be told.", **either},
        "low": optional_number("The lower end of the interval that decides; null where there is none."),
        "high": optional_number("The upper end."),
        "alpha": optional_number("How often the interval misses; null where the value alone decides."),
        "outcome": {"description": "Whether it is met.", "enum": ["pass", "fail", "inconclusive"]},
    })
definitions["kept_rows"] = closed(
    "The log loss of every row, in an array of NumPy's records beside this file.",
    {
        "rows": count("The rows.", 1),
        "id_bytes": count("The bytes that an ID takes.", 1),
        "sha256": text("The SHA-256 digest of the file."),
    })
definitions["token_scores"] = closed(
    "What the log-probabilities of the tokens of a file add up to.",
    {
        "path": text("The file."),
        "tokens": count("The tokens that have a weight.", 1),
        "documents": {
            "description": "The documents that they are of; null where they are not told apart.",
            "type": ["integer", "null"],
            "minimum": 1,
        },
        "log_loss": infinite("The mean −log p of a token, in nats."),
        "log_loss_interval": nullable(
            "interval", "Its 95 % interval, over documents where they are told apart, else over tokens; null where there are too few, and of an infinite mean."),
        "log_loss_bits": infinite("The same in bits per token."),
        "perplexity": infinite("exp of the log loss."),
        "perplexity_interval": nullable("interval", "exp of the ends of its interval; null as that is."),
        "total_bits": infinite("−log₂ p of all tokens together, by their weights."),
        "impossible": nullable("impossible", "Tokens that were given probability 0; null where there are none."),
        "worst_share": nullable(
            "share", "The share of the loss that the worst 1 % of tokens carry; null where it is 0 or infinite."),
        "worst_tokens": {
            "description": "The ten costliest tokens.",
            "type": "array",
            "items": closed(
                "A token.",
                {
                    "line": count("Its line, or of arrays and merged parts its number.", 1),
                    "log_loss": infinite("Its loss in nats."),
                }),
        },
        "lint": {
            "description": "What makes the numbers mean less.",
            "type": "array",
            "items": ref("lint"),
        },
        "notes": {
            "description": "How the file was read.",
            "type": "array",
            "items": ref("note"),
        },
    })
definitions["token_pair"] = closed(
    "The tokens of a file beside the same tokens in the first.",
    {
        "path": text("The file."),
        "baseline": text("The first file."),
        "tokens": count("The tokens.", 1),
        **{key: definitions["pair"]["properties"][key] for key in (
            "difference", "finding", "margin", "smallest_detectable", "clipped", "unclipped", "win_rate", "tie_rate")},
    })
definitions["tokens"] = closed(
    "What the tokens cost that came.",
    {
        "files": {"description": "File by file.", "type": "array", "items": ref("token_scores"), "minItems": 1},
        "pairs": {
            "description": "Each file but the first beside the first; empty where there is none.",
            "type": "array",
            "items": ref("token_pair"),
        },
    })
definitions["label_means"] = closed(
    "The means over the labels of what a file scores.",
    {
        "path": text("The file."),
        "labels": {"description": "The labels.", "type": "array", "items": {"type": "string"}, "minItems": 2},
        "log_loss": infinite("The mean of the log losses."),
        "brier_score": number("The mean of the Brier scores.", minimum=0, maximum=1),
        "accuracy": ref("share", "The mean of the accuracies."),
        "f1_macro": optional_number("The mean F1 of the positive classes; null where one has none.", minimum=0, maximum=1),
        "roc_auc": optional_number("The mean area under the ROC curve; null where one has none.", minimum=0, maximum=1),
        "average_precision": optional_number("The mean average precision; null where one has none.", minimum=0, maximum=1),
    })

schema = {
    "$schema": compare["$schema"],
    "$id": "score.schema.json",
    "title": "xent score",
    "description": "The JSON of xent score: how good predictions are.",
    "type": "object",
    "properties": {
        "schema_version": compare["properties"]["schema_version"],
        "command": compare["properties"]["command"],
        "version": compare["properties"]["version"],
        "request": ref("score_request", "What was asked."),
        "predictions": {
            "description": "The scores, file by file; empty where tokens are scored.",
            "type": "array",
            "items": ref("predictions"),
        },
        "pairs": {
            "description": "Each file but the first beside the first, or each beside the baseline; empty where there is none.",
            "type": "array",
            "items": ref("pair"),
        },
        "gates": {
            "description": "Whether the conditions are met, file by file; empty without any.",
            "type": "array",
            "items": ref("gate"),
        },
        "kept_rows": nullable("kept_rows", "The log loss of every row; null if it was not to be kept."),
        "label_means": {
            "description": "The means over several labels, file by file; empty unless there are several.",
            "type": "array",
            "items": ref("label_means"),
        },
        "tokens": nullable("tokens", "What the tokens cost that came; null unless they are scored."),
    },
    "additionalProperties": False,
    "$defs": definitions,
}
write("score.schema.json", schema)
