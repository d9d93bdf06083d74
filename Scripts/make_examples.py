#!/usr/bin/env python3
"""Writes the tables in Examples/.

    python3 Scripts/make_examples.py [FOLDER]

digits, iris and wine are the copies of the UCI data that scikit-learn carries; titanic is expanded
from the four-way table of counts below. The output does not depend on anything random: rows stand
in the order of their source, and titanic is sorted by cell. Examples/README.md has sources and
licences.

Needs scikit-learn (any recent version; 1.9.1 was used).
"""

import csv
import sys
from collections import Counter
from pathlib import Path

from sklearn.datasets import load_digits, load_iris, load_wine

# (class, sex, age): (not survived, survived). Dawson, "The 'Unusual Episode' Data Revisited",
# Journal of Statistics Education 3(3), 1995. Crew has no children: those two cells are empty.
TITANIC = {
    ("first", "male", "child"): (0, 5),
    ("first", "male", "adult"): (118, 57),
    ("first", "female", "child"): (0, 1),
    ("first", "female", "adult"): (4, 140),
    ("second", "male", "child"): (0, 11),
    ("second", "male", "adult"): (154, 14),
    ("second", "female", "child"): (0, 13),
    ("second", "female", "adult"): (13, 80),
    ("third", "male", "child"): (35, 13),
    ("third", "male", "adult"): (387, 75),
    ("third", "female", "child"): (17, 14),
    ("third", "female", "adult"): (89, 76),
    ("crew", "male", "child"): (0, 0),
    ("crew", "male", "adult"): (670, 192),
    ("crew", "female", "child"): (0, 0),
    ("crew", "female", "adult"): (3, 20),
}


def number(value):
    """The shortest text that reads back the same; whole numbers without a decimal point."""
    value = float(value)
    return str(int(value)) if value.is_integer() else repr(value)


def write(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{path}: {len(rows)} rows, {len(header)} columns")


def bundled(data, columns, target, names):
    assert data.data.shape[1] == len(columns)
    rows = [
        [number(value) for value in features] + [names[label]]
        for features, label in zip(data.data, data.target)
    ]
    return columns + [target], rows


def titanic():
    rows = []
    for cell in sorted(TITANIC):
        for survived, count in zip(("no", "yes"), TITANIC[cell]):
            rows += [list(cell) + [survived]] * count

    def counts(column):
        return dict(Counter(row[column] for row in rows))

    assert len(rows) == 2201
    assert counts(0) == {"first": 325, "second": 285, "third": 706, "crew": 885}
    assert counts(1) == {"male": 1731, "female": 470}
    assert counts(2) == {"adult": 2092, "child": 109}
    assert counts(3) == {"no": 1490, "yes": 711}
    survivors = Counter(row[0] for row in rows if row[3] == "yes")
    assert survivors == {"first": 203, "second": 118, "third": 178, "crew": 212}
    return ["class", "sex", "age", "survived"], rows


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "Examples"
    folder.mkdir(parents=True, exist_ok=True)

    digits = bundled(
        load_digits(),
        [f"pixel_{row}_{column}" for row in range(8) for column in range(8)],
        "digit",
        [str(digit) for digit in range(10)],
    )
    assert len(digits[1]) == 1797
    write(folder / "digits.csv", *digits)

    iris = bundled(
        load_iris(),
        ["sepal_length", "sepal_width", "petal_length", "petal_width"],
        "species",
        ["setosa", "versicolor", "virginica"],
    )
    assert len(iris[1]) == 150
    # Fisher's paper, not the UCI file (which has 4.9,3.1,1.5,0.1 and 4.9,3.1,1.5,0.1 here).
    assert iris[1][34][:4] == ["4.9", "3.1", "1.5", "0.2"]
    assert iris[1][37][:4] == ["4.9", "3.6", "1.4", "0.1"]
    write(folder / "iris.csv", *iris)

    wine_data = load_wine()
    wine = bundled(
        wine_data,
        [name.replace("/", "_") for name in wine_data.feature_names],
        "cultivar",
        ["cultivar_1", "cultivar_2", "cultivar_3"],
    )
    assert len(wine[1]) == 178
    write(folder / "wine.csv", *wine)

    write(folder / "titanic.csv", *titanic())


if __name__ == "__main__":
    main()
