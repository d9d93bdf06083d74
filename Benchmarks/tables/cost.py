"""Runs `xent compare … --format json` and prints its wall time, processor time, peak memory and log loss."""

import json
import resource
import subprocess
import sys
import time

start = time.perf_counter()
run = subprocess.run([*sys.argv[1:], "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
wall = time.perf_counter() - start
if run.returncode:
    sys.exit(run.returncode)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
megabytes = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
loss = json.loads(run.stdout)["losses"][0]["log_loss"]
print(f"{wall:.2f} | {usage.ru_utime + usage.ru_stime:.2f} | {megabytes:.0f} | {loss:.4f}")
