"""Writes the tables of this benchmark, from fixed seeds, into a folder: python3 make_tables.py FOLDER"""

import sys
from pathlib import Path

import numpy as np


def zipf(rng, rows, levels, power=1.0):
    """Levels of which the i-th is as frequent as 1/i^power."""
    share = 1 / np.arange(1, levels + 1) ** power
    return rng.choice(levels, size=rows, p=share / share.sum())


def happens(rng, logits):
    return rng.random(len(logits)) < 1 / (1 + np.exp(-logits))


def named(prefix, codes):
    return [f"{prefix}{code}" for code in codes]


def numbers(x, digits=3):
    return [f"{value:.{digits}f}" for value in x]


def stops(rng):
    """43 699 rows of two categories, 87 and 12 levels, and nine numbers; two classes."""
    rows = 43_699
    hood, kind = zipf(rng, rows, 87), zipf(rng, rows, 12)
    x = rng.normal(size=(rows, 8))
    age = rng.integers(16, 80, rows)
    logits = -1 + 0.5 * x[:, 0] - 0.3 * x[:, 3] + 0.02 * (age - 40) + 0.4 * x[:, 4] * x[:, 5]
    logits = logits + rng.normal(size=87)[hood] + 0.7 * rng.normal(size=12)[kind]
    yes = happens(rng, logits)
    columns = {"hood": named("H", hood), "kind": named("K", kind), "age": [str(a) for a in age]}
    columns |= {f"x{i}": numbers(x[:, i]) for i in range(8)}
    return columns | {"searched": ["yes" if y else "no" for y in yes]}


def flights(rng):
    """336 776 rows of three categories with 100 levels in all, and thirteen numbers; two classes."""
    rows = 336_776
    carrier, origin = zipf(rng, rows, 16), rng.integers(0, 3, rows)
    dest, hour = zipf(rng, rows, 81, 0.8), rng.integers(5, 24, rows)
    x = rng.normal(size=(rows, 11))
    logits = -0.8 + 0.08 * (hour - 13) + 0.5 * x[:, 0] - 0.2 * x[:, 1] + 0.2 * origin
    logits = logits + 0.4 * rng.normal(size=16)[carrier] + 0.3 * rng.normal(size=81)[dest]
    late = happens(rng, logits)
    columns = {"carrier": named("C", carrier), "origin": named("O", origin), "dest": named("D", dest)}
    columns |= {"hour": [str(h) for h in hour]}
    columns |= {"distance": numbers(np.abs(rng.normal(1000, 700, rows)), 0)}
    columns |= {f"x{i}": numbers(x[:, i], 2) for i in range(11)}
    return columns | {"late": ["late" if y else "on time" for y in late]}


def kinds(rng):
    """1 907 rows of 57 numbers that hang together; 32 classes."""
    rows, classes, width = 1_907, 32, 57
    kind = rng.permutation(np.arange(rows) % classes)
    mixed = np.eye(width) + 0.3 * rng.normal(size=(width, width)) / np.sqrt(width)
    x = 0.55 * rng.normal(size=(classes, width))[kind] + rng.normal(size=(rows, width)) @ mixed
    x = x * np.exp(rng.normal(size=width))
    return {f"x{i}": numbers(x[:, i]) for i in range(width)} | {"kind": named("k", kind)}


def names(rng):
    """2 000 rows of 20 numbers; 200 classes of ten rows each."""
    rows, classes, width = 2_000, 200, 20
    name = rng.permutation(np.repeat(np.arange(classes), rows // classes))
    x = rng.normal(size=(classes, width))[name] + 0.6 * rng.normal(size=(rows, width))
    return {f"x{i}": numbers(x[:, i]) for i in range(width)} | {"name": named("n", name)}


def levels(rng):
    """20 000 rows of one category with 5 000 levels, and a number; two classes."""
    rows, count = 20_000, 5_000
    level, a = rng.integers(0, count, rows), rng.normal(size=rows)
    yes = happens(rng, 0.8 * a + 1.5 * rng.normal(size=count)[level])
    return {"level": named("L", level), "a": numbers(a), "yes": ["1" if y else "0" for y in yes]}


TABLES = {"stops": stops, "flights": flights, "kinds": kinds, "names": names, "levels": levels}


def write(path, columns):
    with open(path, "w") as file:
        file.write(",".join(columns) + "\n")
        file.writelines(",".join(row) + "\n" for row in zip(*columns.values()))


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (name, make) in enumerate(TABLES.items(), start=1):
        if not (folder / f"{name}.csv").exists():
            write(folder / f"{name}.csv", make(np.random.default_rng(seed)))
