#!/usr/bin/env python3
"""Makes Examples/score.html and README's picture of it.

    python3 Scripts/score_example.py

Every third passenger of Examples/titanic.csv is kept for the test; a linear model and a network learn from the others, and
their probabilities for the rest are scored. The picture is taken by Chromium: the top of the page, and beside it the curves of
reliability.
"""
import pathlib
import shutil
import subprocess
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
subprocess.run(["swift", "build", "-c", "release", "--product", "xent"], cwd=root, check=True)
xent = root / ".build/release/xent"
with tempfile.TemporaryDirectory() as scratch:
    scratch = pathlib.Path(scratch)

    def run(*arguments):
        subprocess.run([xent, *arguments], cwd=scratch, check=True, capture_output=True)

    header, *rows = (root / "Examples/titanic.csv").read_text().splitlines()
    (scratch / "train.csv").write_text("\n".join([header] + [row for i, row in enumerate(rows) if i % 3]) + "\n")
    (scratch / "test.csv").write_text("\n".join([header] + rows[::3]) + "\n")
    for name, model in (("linear", "linear"), ("network", "mlp:16")):
        run("train", "train.csv", "--target", "survived", "--model", model, "-o", f"{name}.safetensors", "-q")
        run("predict", f"{name}.safetensors", "test.csv", "--append", "-o", f"{name}.csv", "-q")
    run("score", "linear.csv", "network.csv", "--target", "survived", "--slice", "sex", "--slice", "age", "--report",
        "score.html", "-q")
    shutil.copy(scratch / "score.html", root / "Examples/score.html")
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    page = (root / "Examples/score.html").as_uri()
    frame = '<iframe src="{}" style="border:0;width:1000px;height:1330px"></iframe>'
    both = scratch / "both.html"
    both.write_text('<!doctype html><body style="margin:0;display:flex;background:#fdfdfb">'
                    + frame.format(page) + frame.format(page + "#calibration"))
    subprocess.run([browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                    f"--user-data-dir={scratch}/profile", "--blink-settings=preferredColorScheme=1",
                    "--virtual-time-budget=4000", "--force-device-scale-factor=0.7", "--window-size=2000,1330",
                    f"--screenshot={root / 'Examples/score.png'}", both.as_uri()], check=True, capture_output=True)
