#!/usr/bin/env python3
"""Writes RESULTS.md and results.svg from what the benchmarks left in WORKFOLDER.

    results.py WORKFOLDER FOLDER
"""

import datetime
import json
import re
import sys
from pathlib import Path


def ms(value):
    return f"{1e3 * value:.3g}" if value < 1 else f"{1e3 * value:.0f}"


class Case:
    def __init__(self, record):
        self.name, self.notes, self.seconds = record["case"], record["notes"], record["seconds"]

    def median(self, who):
        return self.seconds[who]["median"]

    def ratio(self, peer, ours):
        return self.median(peer) / self.median(ours) if peer in self.seconds else None


# (case, what, the peer, ours, the goal)
GOALS = [
    (size, what, peer, ours, goal if isinstance(goal, float) else goal[index])
    for index, size in enumerate(("8192×1000", "512×50257", "64×256000"))
    for what, peer, ours, goal in (
        ("out of place, of memcpy", "memcpy 2t", "ours 2t", 0.9),
        ("in place, of memcpy", "memcpy 2t", "ours in place 2t", 1.2),
        ("one thread in place, of memcpy", "memcpy 1t", "ours in place 1t", 0.7),
        ("PyTorch, eager", "torch 2t", "ours 2t", (4.0, 3.5, 3.5)),
        ("torch.compile", "torch compile 2t", "ours 2t", 2.8),
        ("jax.jit", "jax.jit", "ours 2t", 2.5),
    )
] + [
    ("65536×10", "PyTorch, eager", "torch 2t", "ours 2t", 30.0),
    ("65536×10", "jax.jit", "jax.jit", "ours 2t", 4.0),
    ("sigmoid cross entropy", "of memcpy", "memcpy 2t", "ours 2t", 0.9),
    ("sigmoid cross entropy", "PyTorch, eager", "torch 2t", "ours 2t", 4.0),
    ("squared error", "of memcpy", "memcpy 2t", "ours 2t", 0.9),
    ("squared error", "PyTorch, eager", "torch 2t", "ours 2t", 4.0),
    ("BFloat16", "of memcpy", "memcpy 2t", "ours 2t", 0.8),
    ("BFloat16", "PyTorch, eager", "torch 2t", "ours 2t", 4.0),
    ("linear cross entropy 2048", "PyTorch, eager", "torch 2t", "ours 2t", 2.5),
    ("linear cross entropy 2048", "PyTorch's linear_cross_entropy", "torch linear_cross_entropy 2t", "ours 2t", 2.5),
    ("linear cross entropy 1024", "PyTorch, eager", "torch 2t", "ours 2t", 2.5),
    ("linear cross entropy 1024", "PyTorch's linear_cross_entropy", "torch linear_cross_entropy 2t", "ours 2t", 2.5),
    ("32×10", "PyTorch, eager", "torch 2t", "ours 2t", 10.0),
    ("128×1000", "PyTorch, eager", "torch 2t", "ours 2t", 4.0),
]


def find(cases, name):
    for case in cases:
        if name in case.name and "weights" not in case.name and ("BFloat16" in case.name) == ("BFloat16" in name):
            return case
    return None


def goals(cases):
    rows = []
    for name, what, peer, ours, goal in GOALS:
        case = find(cases, name)
        ratio = case and case.ratio(peer, ours)
        if ratio:
            rows.append((case.name, what, ratio, goal))
    for size in ("65536×10", "8192×1000", "512×50257"):
        plain, options = find(cases, size), next((c for c in cases if size in c.name and "weights" in c.name), None)
        if plain and options:
            cost = options.median("ours in place 1t") / plain.median("ours in place 1t")
            rows.append((options.name, "of the plain time, one thread, at most", cost, -1.15))
    ten = find(cases, "65536×10")
    if ten:
        rows.append((ten.name, "ns per row in place, one thread, at most", ten.median("ours in place 1t") / 65536e-9, -4))
    for case in cases:
        products = case.ratio("NumPy's products", "ours 2t")
        if products:
            # NumPy forms three products, ours are four.
            rows.append((case.name, "of NumPy's speed for its four products", products * 4 / 3, 0.8))
            rows.append((case.name, "MB beyond inputs and gradients, at most", case.notes["MB beyond inputs and gradients at the peak, ours"], -32))
    return rows


def program_goals(work):
    """Those of the programs of their own, from what they print."""
    rows = []
    linear, network = (work / "linear.txt", work / "mlp.txt")
    if linear.exists():
        for peer, what in (("lbfgs", "scikit-learn as it comes"), ("lbfgs:blas=1", "scikit-learn, its best setting")):
            found = re.search(rf"^{peer} / xent, median seconds: ([\d.]+)", linear.read_text(), re.M)
            if found:
                rows.append(("linear training, 200 000×50×10", what, float(found[1]), 5.0))
    if network.exists():
        for block in network.read_text().split("\n\n"):
            found = re.search(r"torch / xent: median seconds ([\d.]+)", block)
            if found and "threads 2" in block:
                rows.append(("an epoch of a network, " + block.strip().split(",")[0], "PyTorch, eager", float(found[1]), 2.0))
    return rows


def figure(cases, folder):
    """How many times as fast as each peer, on a logarithmic scale."""
    peers = (("torch 2t", "PyTorch", "#4269d0"), ("torch compile 2t", "torch.compile", "#ff725c"), ("jax.jit", "jax.jit", "#3ca951"))
    shown = [c for c in cases if "torch 2t" in c.seconds]
    width, left, row = 860, 330, 46
    height = 60 + row * len(shown)
    import math

    low, high = 0.5, 64

    def x(ratio):
        return left + (width - left - 60) * (math.log(ratio / low) / math.log(high / low))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif" font-size="13" role="img">',
        "<title>How many times as fast as the peers, two threads</title>",
        "<style>text{fill:#1f2328}.axis{stroke:#8c959f}.one{stroke:#57606a;stroke-dasharray:3 3}"
        "@media (prefers-color-scheme:dark){text{fill:#e6edf3}.axis{stroke:#6e7681}.one{stroke:#8b949e}}</style>",
    ]
    for tick in (0.5, 1, 2, 4, 8, 16, 32, 64):
        parts.append(f'<line class="{"one" if tick == 1 else "axis"}" x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="30" y2="{height - 20}" stroke-opacity="{1 if tick == 1 else 0.3}"/>')
        parts.append(f'<text x="{x(tick):.1f}" y="{height - 5}" text-anchor="middle">{tick:g}×</text>')
    at = left
    for _, label, colour in peers:
        parts.append(f'<rect x="{at}" y="8" width="12" height="12" fill="{colour}"/><text x="{at + 17}" y="19">{label}</text>')
        at += 130
    for index, case in enumerate(shown):
        y = 40 + row * index
        parts.append(f'<text x="{left - 12}" y="{y + 21}" text-anchor="end">{case.name.replace("softmax cross entropy ", "softmax ").replace("linear cross entropy ", "linear ")}</text>')
        there = [p for p in peers if p[0] in case.seconds]
        y += 5.5 * (3 - len(there))
        for k, (peer, _, colour) in enumerate(there):
            ratio = case.ratio(peer, "ours 2t")
            a, b = sorted((x(1), x(min(ratio, high))))
            parts.append(f'<rect x="{a:.1f}" y="{y + 4 + 11 * k}" width="{max(1, b - a):.1f}" height="9" fill="{colour}"/>')
            parts.append(f'<text x="{b + 4:.1f}" y="{y + 12.5 + 11 * k}" font-size="10">{ratio:.1f}</text>')
    parts.append("</svg>")
    (folder / "results.svg").write_text("\n".join(parts) + "\n")


def main():
    work, folder = Path(sys.argv[1]), Path(sys.argv[2])
    data = json.loads((work / "losses.json").read_text())
    machine, cases = data["machine"], [Case(c) for c in data["cases"]]
    figure(cases, folder)
    lines = [
        "# Results",
        "",
        f"Written by `Benchmarks/run.sh` on {datetime.date.today().isoformat()}: {machine['cores']} cores of "
        f"{machine['processor']}, {machine['system']}; torch {machine['torch']}, jax {machine['jax']}, optax "
        f"{machine['optax']}, numpy {machine['numpy']}; products: {machine['products']}. Times are medians of "
        f"{machine['rounds']} rounds in turn in one process (lowest … highest), after both sides' numbers were "
        "compared; compare them within a row. The peers keep their memory between rounds.",
        "",
        "![How many times as fast as the peers](results.svg)",
        "",
        "## Losses: value and gradient",
        "",
    ]
    for case in cases:
        lines += [f"### {case.name}", "", "| who | ms | lowest … highest | ours on two threads is |", "|---|---|---|---|"]
        for who, s in case.seconds.items():
            ratio = s["median"] / case.median("ours 2t")
            lines.append(f"| {who} | {ms(s['median'])} | {ms(s['lowest'])} … {ms(s['highest'])} | {'' if who == 'ours 2t' else f'{ratio:.2f}× as fast'} |")
        lines.append("")
        for what, value in case.notes.items():
            lines.append(f"- {what}: {value:.3g}")
        if case.notes:
            lines.append("")
    counts = work / "allocations.json"
    if counts.exists():
        lines += ["## Allocations", "", "Calls of the allocator in a call of softmax cross entropy in place (`losses/mallocs.c` counts them):", ""]
        lines += [f"- {what}: {number}" for what, number in json.loads(counts.read_text()).items()] + [""]
    lines += ["## Goals", "", "| case | ratio | measured | goal | |", "|---|---|---|---|---|"]
    for name, what, value, goal in goals(cases) + program_goals(work):
        met = value <= -goal if goal < 0 else value >= goal
        lines.append(f"| {name} | {what} | {value:.3g} | {abs(goal):g} | {'met' if met else 'missed'} |")
    lines.append("")
    bounds = folder / "bounds.md"
    if bounds.exists():
        lines += [bounds.read_text().rstrip(), ""]
    for title, name in (("A linear model, 200 000 × 50, 10 classes", "linear"), ("A network of 50-128-64-10, an epoch of 200 000 rows", "mlp")):
        text = work / f"{name}.txt"
        if text.exists():
            lines += [f"## {title}", "", f"`Benchmarks/{name}/run.sh`:", "", "```text", text.read_text().rstrip(), "```", ""]
    (folder / "RESULTS.md").write_text("\n".join(lines))


main()
