"""A table of numbers, and its predictions by pandas and scikit-learn.

make ROWS COLUMNS FOLDER   train.csv (20 000 rows with the target) and new.csv (ROWS rows)
fit FOLDER                 model.pkl of train.csv
predict FOLDER             new.csv to peers.csv: read_csv, predict_proba, to_csv
"""

import pickle
import resource
import sys
import time

import numpy as np
import pandas as pd

what, *rest = sys.argv[1:]
folder = rest[-1]

if what == "make":
    rows, columns = int(rest[0]), int(rest[1])
    draw = np.random.default_rng(0)
    weights = draw.normal(size=columns) / np.sqrt(columns)
    names = [f"x{j}" for j in range(columns)]

    def table(count):
        return pd.DataFrame(draw.normal(size=(count, columns)) * 3 + 1, columns=names)

    train = table(20_000)
    score = (train.to_numpy() - 1) @ weights + draw.logistic(size=len(train))
    train["y"] = np.where(score > 0, "yes", "no")
    train.to_csv(f"{folder}/train.csv", index=False, float_format="%.6g")
    with open(f"{folder}/new.csv", "w") as file:
        for start in range(0, rows, 100_000):
            part = table(min(100_000, rows - start))
            part.insert(0, "id", np.arange(start, start + len(part)))
            part.to_csv(file, index=False, header=start == 0, float_format="%.6g")
elif what == "fit":
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    train = pd.read_csv(f"{folder}/train.csv")
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit(train.drop(columns="y"), train["y"])
    with open(f"{folder}/model.pkl", "wb") as file:
        pickle.dump(model, file)
else:
    start = time.perf_counter()
    with open(f"{folder}/model.pkl", "rb") as file:
        model = pickle.load(file)
    table = pd.read_csv(f"{folder}/new.csv")
    probabilities = model.predict_proba(table[list(model.feature_names_in_)])
    result = pd.DataFrame(probabilities, columns=[f"p_{name}" for name in model.classes_])
    result.insert(0, "id", table["id"])
    result.insert(1, "predicted", model.classes_[probabilities.argmax(axis=1)])
    result.to_csv(f"{folder}/peers.csv", index=False)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        f"{time.perf_counter() - start:.2f} s, {used.ru_utime + used.ru_stime:.2f} s of processor, "
        f"{used.ru_maxrss / 1024:.0f} MB"
    )
