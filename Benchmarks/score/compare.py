"""Files of predictions, and their scores by xent, by polars with scikit-learn, and by NumPy, in turn.

make FOLDER          two_million.csv, new.npy, old.npy, labels.npy, logits.npy, logits_labels.npy, and both eight times over
peers FOLDER         the scores of two_million.csv by polars and scikit-learn
copy FOLDER          the seconds that copies of logits.npy and logits_8.npy take from the page cache
run XENT FOLDER      all of it, three times in turn: seconds by the wall and of the processor, and megabytes

Needs numpy, polars and scikit-learn. All files are read once before, so that they are in memory.
"""

import os
import subprocess
import sys
import time

import numpy as np

what, *rest = sys.argv[1:]
folder = rest[-1]
classes = ["cat", "dog", "emu"]


def path(name):
    return os.path.join(folder, name)


if what == "make":
    os.makedirs(folder, exist_ok=True)
    draw = np.random.default_rng(1)
    n = 2_000_000
    z = draw.normal(size=(n, 3)) * 1.5

    def softmax(z):
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    p, q = softmax(z), softmax(0.7 * z)
    y = (draw.random(n)[:, None] > q.cumsum(axis=1)).sum(axis=1)
    first = p[:, :2].round(8)
    with open(path("two_million.csv"), "w") as file:
        file.write("label,p_cat,p_dog,p_emu\n")
        file.writelines(
            f"{classes[k]},{a:.8f},{b:.8f},{1 - a - b:.8f}\n" for k, (a, b) in zip(y, first))
    for name, values in [("new", p), ("old", q), ("labels", y)]:
        np.save(path(name + ".npy"), values[: n // 2])
    logits = (draw.normal(size=(512, 50_257)) * 2).astype(np.float32)
    labels = draw.integers(0, 50_257, 512)
    logits[np.arange(512), labels] += 8
    np.save(path("logits.npy"), logits)
    np.save(path("logits_labels.npy"), labels)
    np.save(path("logits_8.npy"), np.tile(logits, (8, 1)))
    np.save(path("logits_labels_8.npy"), np.tile(labels, 8))

if what == "peers":
    import polars
    from sklearn import metrics

    table = polars.read_csv(path("two_million.csv"))
    p = table.select([f"p_{c}" for c in classes]).to_numpy()
    y = table["label"].to_numpy()
    said = np.array(classes)[p.argmax(axis=1)]
    print(
        metrics.log_loss(y, p, labels=classes), metrics.accuracy_score(y, said),
        metrics.brier_score_loss(y, p, labels=classes),
        metrics.roc_auc_score(y, p / p.sum(axis=1, keepdims=True), multi_class="ovr"),
        metrics.confusion_matrix(y, said).sum())

if what == "copy":
    # What memcpy takes from the page cache, into memory that is there.
    for name in ("logits.npy", "logits_8.npy"):
        target = memoryview(bytearray(os.path.getsize(path(name))))
        with open(path(name), "rb", buffering=0) as file:
            for turn in range(2):
                file.seek(0)
                start, done = time.perf_counter(), 0
                while done < len(target):
                    done += file.readinto(target[done:])
                seconds = time.perf_counter() - start
        print(f"{name} {seconds:.4f}")

if what == "run":
    xent = rest[0]
    table, logits = path("two_million.csv"), path("logits.npy")
    five = "log_loss,accuracy,brier_score,roc_auc,confusion"
    commands = {
        "polars and scikit-learn": [sys.executable, __file__, "peers", folder],
        "xent, five scores": [xent, "score", table, "--metrics", five],
        "xent, everything": [xent, "score", table],
        "xent, sums": [xent, "score", table, "--metrics", "log_loss,accuracy"],
        "xent, a pair of 10^6 rows": [
            xent, "score", path("old.npy"), path("new.npy"), "--truth", path("labels.npy")],
        "xent, 512 x 50257 logits": [
            xent, "score", logits, "--truth", path("logits_labels.npy"), "--logits", "--metrics",
            "log_loss,accuracy"],
        "xent, 4096 x 50257 logits": [
            xent, "score", path("logits_8.npy"), "--truth", path("logits_labels_8.npy"), "--logits",
            "--metrics", "log_loss,accuracy"],
        "xent, its start": [xent, "--version"],
        "a copy of these": [sys.executable, __file__, "copy", folder],
    }
    for name in os.listdir(folder):
        with open(path(name), "rb") as file:
            while file.read(1 << 20):
                pass
    for turn in range(3):
        for name, command in commands.items():
            start = time.perf_counter()
            process = subprocess.Popen(command, stdout=subprocess.PIPE)
            output = process.stdout.read().decode()
            _, _, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            text = output.strip().replace("\n", ", ") if "copy" in command else ""
            print(
                f"{name}: {wall:.3f} s, processor {usage.ru_utime + usage.ru_stime:.3f} s, "
                f"{usage.ru_maxrss / 1024:.0f} MB {text}", flush=True)
