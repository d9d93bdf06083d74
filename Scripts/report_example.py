#!/usr/bin/env python3
"""Makes what shows the report: a small outcome for the tests, the example page, and README's picture.

    python3 Scripts/report_example.py

Runs README's first command, keeps of its JSON what the page shows, at six digits, and lets the tests write
Examples/report.html from it. The picture is taken by Chromium: the top of the page, and beside it what follows the scores.
"""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
command = ["swift", "run", "-c", "release", "xent", "compare", "Examples/digits.csv", "--target", "digit",
           "--format", "json"]
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


def rounded(value):
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, list):
        return [rounded(each) for each in value]
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    return value


fixture = root / "Tests/Fixtures/report-outcome.json"
fixture.write_text(json.dumps(rounded(outcome), sort_keys=True, separators=(",", ":"), ensure_ascii=False) + "\n")
subprocess.run(["swift", "test", "--filter", "ReportExampleTests"], cwd=root, check=True,
               env={**os.environ, "XENT_RECORD": "1"})
browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
page = (root / "Examples/report.html").as_uri()
frame = '<iframe src="{}" style="border:0;width:1000px;height:1330px"></iframe>'
with tempfile.TemporaryDirectory() as scratch:
    both = pathlib.Path(scratch) / "both.html"
    both.write_text('<!doctype html><body style="margin:0;display:flex;background:#fdfdfb">'
                    + frame.format(page) + frame.format(page + "#differences"))
    subprocess.run([browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                    f"--user-data-dir={scratch}/profile", "--blink-settings=preferredColorScheme=1",
                    "--virtual-time-budget=4000", "--force-device-scale-factor=0.7", "--window-size=2000,1330",
                    f"--screenshot={root / 'Examples/report.png'}", both.as_uri()], check=True, capture_output=True)
