#!/usr/bin/env python3
"""Makes the pages of Examples and README's pictures of them.

    python3 Scripts/gallery.py [compare] [score] [playground]

compare: runs README's first command, keeps of its JSON what the page shows, at six digits, as Tests/Fixtures/report-outcome.json,
and lets the tests write Examples/report.html from it. score: every third passenger of Examples/titanic.csv is kept for the test;
a linear model and a network learn from the others, and their probabilities for the rest are scored. playground: builds the live
page. Without a word all three. Chromium takes the pictures: two parts of a page side by side.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, list):
        return [rounded(each) for each in value]
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    return value


def compare():
    command = ["swift", "run", "-c", "release", "xent", "compare", "Examples/digits.csv", "--target", "digit", "--format", "json"]
    outcome = json.loads(subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout)
    outcome["command"] = "xent compare Examples/digits.csv --target digit --report report.html"
    for loss in outcome["losses"]:
        loss["seconds"] = 0
    for start in outcome["speed"]["starts"]:
        for loss in start["losses"]:
            loss["trials"] = []
            for curve in (loss["common"], loss["best"]):
                for key, values in curve.items():
                    if isinstance(values, list) and key not in ("training_accuracy", "recalibrated_log_loss"):
                        curve[key] = []
    fixture = root / "Tests/Fixtures/report-outcome.json"
    fixture.write_text(json.dumps(rounded(outcome), sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")
    subprocess.run(["swift", "test", "--filter", "ReportExampleTests"], cwd=root, check=True,
                   env={**os.environ, "XENT_RECORD": "1"})
    picture("report", "", "#differences")


def score():
    subprocess.run(["swift", "build", "-c", "release", "--product", "xent"], cwd=root, check=True)
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)

        def run(*arguments):
            subprocess.run([root / ".build/release/xent", *arguments], cwd=scratch, check=True, capture_output=True)

        header, *rows = (root / "Examples/titanic.csv").read_text().splitlines()
        (scratch / "train.csv").write_text("\n".join([header] + [row for i, row in enumerate(rows) if i % 3]) + "\n")
        (scratch / "test.csv").write_text("\n".join([header] + rows[::3]) + "\n")
        for name, model in (("linear", "linear"), ("network", "mlp:16")):
            run("train", "train.csv", "--target", "survived", "--model", model, "-o", f"{name}.safetensors", "-q")
            run("predict", f"{name}.safetensors", "test.csv", "--append", "-o", f"{name}.csv", "-q")
        run("score", "linear.csv", "network.csv", "--target", "survived", "--slice", "sex", "--slice", "age", "--report",
            "score.html", "-q")
        shutil.copy(scratch / "score.html", root / "Examples/score.html")
    picture("score", "", "#calibration")


def playground():
    subprocess.run([sys.executable, root / "Playground/build.py"], check=True)
    picture("playground", "#race&lang=en&model=layer&losses=cross_entropy,squared_error,focal&claim=T1", "#row&lang=ko&claim=G4", 1060)


def picture(name, left, right, height=1330):
    """A window on two places of a page, side by side."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    page = (root / f"Examples/{name}.html").as_uri()
    frame = '<iframe src="{}" style="border:0;width:1000px;height:{}px"></iframe>'
    with tempfile.TemporaryDirectory() as scratch:
        both = pathlib.Path(scratch) / "both.html"
        both.write_text('<!doctype html><body style="margin:0;display:flex;background:#fdfdfb">'
                        + frame.format(page + left, height) + frame.format(page + right, height))
        subprocess.run([browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                        f"--user-data-dir={scratch}/profile", "--blink-settings=preferredColorScheme=1",
                        "--virtual-time-budget=4000", "--force-device-scale-factor=0.7", f"--window-size=2000,{height}",
                        f"--screenshot={root / f'Examples/{name}.png'}", both.as_uri()], check=True, capture_output=True)


for asked in sys.argv[1:] or ["compare", "score", "playground"]:
    {"compare": compare, "score": score, "playground": playground}[asked]()
