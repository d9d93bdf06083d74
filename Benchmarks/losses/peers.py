#!/usr/bin/env python3
"""Times this package's losses beside PyTorch's and JAX's, in turn in one process.

    peers.py LIBRARY RESULTS [--rounds 15] [--only NAME,…]

LIBRARY is liblosses.so; RESULTS a JSON file. Each case first compares both sides' numbers and stops where
they differ; then every contender runs once per round, in a fixed order, and the median of the rounds counts.
"""

import os

# Nobody gets kernels that were not chosen by their own library.
for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "MKL_ENABLE_INSTRUCTIONS", "ATEN_CPU_CAPABILITY"):
    os.environ.pop(name, None)

import argparse
import ctypes
import json
import platform
import statistics
import subprocess
import sys
import time

import numpy as np
import torch

try:
    import jax
    import optax
except ImportError:
    jax = None

P = ctypes.c_void_p
N = ctypes.c_ssize_t


def load(path):
    lib = ctypes.CDLL(path)
    lib.softmax_f32.argtypes = [P, P, N, N, P, N]
    lib.softmax_bf16.argtypes = [P, P, N, N, P, N]
    lib.softmax_weighted_f32.argtypes = [P, P, N, N, P, N, P, ctypes.c_double]
    lib.sigmoid_f32.argtypes = [P, P, N, P, N, ctypes.c_int32]
    lib.open_linear_f32.argtypes = [P, P, P, N, N, N]
    lib.open_linear_f32.restype = P
    lib.linear_f32.argtypes = [P, N]
    lib.linear_gradients_f32.argtypes = [P, P, P]
    lib.linear_gradients_f32.restype = None
    lib.close_linear.argtypes = [P]
    lib.close_linear.restype = None
    lib.copy_bytes.argtypes = [P, P, N, N]
    for name in ("softmax_f32", "softmax_bf16", "softmax_weighted_f32", "sigmoid_f32", "linear_f32"):
        getattr(lib, name).restype = ctypes.c_double
    lib.copy_bytes.restype = None
    return lib


def at(array):
    return array.ctypes.data


class Case:
    """Contenders by name, each a function to time and one to run before it, untimed."""

    def __init__(self, name, rounds):
        self.name, self.rounds, self.contenders, self.notes = name, rounds, [], {}

    def add(self, name, run, before=None, repeat=1):
        self.contenders.append((name, run, before, repeat))

    def time(self):
        seconds = {name: [] for name, *_ in self.contenders}
        for number in range(self.rounds + 2):
            for name, run, before, repeat in self.contenders:
                if before:
                    before()
                start = time.perf_counter()
                for _ in range(repeat):
                    run()
                end = time.perf_counter()
                if number >= 2:
                    seconds[name].append((end - start) / repeat)
        result = {
            name: dict(median=statistics.median(s), lowest=min(s), highest=max(s))
            for name, s in seconds.items()
        }
        print(self.name, {k: f"{1e3 * v['median']:.3f} ms" for k, v in result.items()}, file=sys.stderr)
        return dict(case=self.name, notes=self.notes, seconds=result)


def expect(what, ours, theirs, tolerance):
    worst = float(np.max(np.abs(np.asarray(ours, dtype=np.float64) - np.asarray(theirs, dtype=np.float64))))
    if not worst <= tolerance:
        sys.exit(f"{what}: the two sides differ by {worst}, more than {tolerance}")
    return worst


def peak(lib, who, rows, features, classes):
    """MB that a call adds to a process of its own at its highest, beside inputs and gradients."""
    command = [sys.executable, __file__, lib, "-", "--peak", f"{who},{rows},{features},{classes}"]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def print_peak(lib, who, rows, features, classes):
    def read(key):
        line = next(l for l in open("/proc/self/status") if l.startswith(key))
        return int(line.split()[1]) / 1024

    x = np.ones((rows, features), dtype=np.float32)
    w = np.ones((classes, features), dtype=np.float32)
    y = np.zeros(rows, dtype=np.int32)
    gradients = (x.nbytes + w.nbytes) / 2**20
    if who == "ours":
        layer = lib.open_linear_f32(at(x), at(w), at(y), rows, features, classes)
        before = read("VmRSS:")
        lib.linear_f32(layer, 2)
    else:
        before = read("VmRSS:")
        xt, wt = torch.from_numpy(x).requires_grad_(True), torch.from_numpy(w).requires_grad_(True)
        logits = xt @ wt.T
        torch.nn.functional.cross_entropy(logits, torch.from_numpy(y.astype(np.int64)), reduction="sum").backward()
    print(read("VmHWM:") - before - gradients)


def print_allocations(lib):
    """Allocations a call, of sizes from small to large: they depend on no machine."""
    counter = ctypes.CDLL(None).allocations
    counter.restype = ctypes.c_long
    result = {}
    for rows, classes, threads in ((32, 10, 1), (8192, 1000, 1), (8192, 1000, 2), (512, 50257, 2)):
        z, y = np.zeros((rows, classes), dtype=np.float32), np.zeros(rows, dtype=np.int32)
        place, labels = at(z), at(y)
        counts = []
        for _ in range(5):
            before = counter()
            lib.softmax_f32(place, place, rows, classes, labels, threads)
            counts.append(counter() - before)
        result[f"{rows}×{classes}, {threads} thread{'s' if threads > 1 else ''}"] = min(counts)
    print(json.dumps(result))


def torch_case(case, logits, run, threads, label):
    def go(k):
        torch.set_num_threads(k)
        return run()

    for k in threads:
        case.add(f"torch {label}{k}t", lambda k=k: go(k))


def softmax(lib, rows, classes, rounds, smoothing=0.0, repeat=1, compiled=True):
    name = f"softmax cross entropy {rows}×{classes}" + (", weights and smoothing" if smoothing else "")
    case = Case(name, rounds)
    random = np.random.default_rng(0)
    z = (3 * random.standard_normal((rows, classes))).astype(np.float32)
    y = random.integers(0, classes, rows).astype(np.int32)
    g, place = np.empty_like(z), z.copy()
    weights = 0.5 + random.random(classes)
    zt = torch.from_numpy(z).requires_grad_(True)
    yt = torch.from_numpy(y.astype(np.int64))
    wt = torch.from_numpy(weights.astype(np.float32)) if smoothing else None

    # Addresses once: asking NumPy for one takes as long as a small batch.
    places = {id(a): at(a) for a in (z, g, place)}
    labels, w = at(y), at(weights)

    def ours(source, to, threads):
        if smoothing:
            return lib.softmax_weighted_f32(
                places[id(source)], places[id(to)], rows, classes, labels, threads, w, smoothing)
        return lib.softmax_f32(places[id(source)], places[id(to)], rows, classes, labels, threads)

    def eager():
        zt.grad = None
        loss = torch.nn.functional.cross_entropy(zt, yt, weight=wt, label_smoothing=smoothing, reduction="sum")
        loss.backward()
        return loss

    total = ours(z, g, 1)
    loss = eager()
    case.notes["difference of the gradients"] = expect(name, g, zt.grad.numpy(), 2e-5)
    expect(name, total / rows, float(loss.detach()) / rows, 2e-5)
    if not smoothing:
        exact = z.astype(np.float64)[:256]
        exact -= exact.max(axis=1, keepdims=True)
        p = np.exp(exact)
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(p)), y[: len(p)]] -= 1
        # PyTorch errs by up to 1e-5 at large vocabularies; ours is held to the numbers in double precision.
        expect(name + ", in double precision", g[:256], p, 5e-7)
        case.notes["our greatest error"] = float(np.abs(g[:256] - p).max())
        case.notes["torch's greatest error"] = float(np.abs(zt.grad.numpy()[:256] - p).max())

    restore = lambda: np.copyto(place, z)
    for k in (1, 2):
        case.add(f"memcpy {k}t", lambda k=k: lib.copy_bytes(at(z), at(g), z.nbytes, k), repeat=repeat)
        case.add(f"ours {k}t", lambda k=k: ours(z, g, k), repeat=repeat)
        case.add(f"ours in place {k}t", lambda k=k: ours(place, place, k), restore)
    torch_case(case, zt, eager, (1, 2), "")
    if compiled and not smoothing:
        try:
            form = torch.compile(lambda a, b: torch.nn.functional.cross_entropy(a, b, reduction="sum"))

            def run():
                zt.grad = None
                form(zt, yt).backward()

            run()
            torch_case(case, zt, run, (2,), "compile ")
        except Exception as error:
            print(f"torch.compile: {type(error).__name__}", file=sys.stderr)
        if jax:
            f = jax.jit(jax.value_and_grad(
                lambda a, b: optax.softmax_cross_entropy_with_integer_labels(a, b).sum()))
            zj, yj = jax.numpy.asarray(z), jax.numpy.asarray(y)
            jax.block_until_ready(f(zj, yj))
            case.add("jax.jit", lambda: jax.block_until_ready(f(zj, yj)))
    return case.time()


def half(lib, rows, classes, rounds):
    name = f"softmax cross entropy {rows}×{classes}, BFloat16"
    case = Case(name, rounds)
    random = np.random.default_rng(0)
    zt = torch.from_numpy((3 * random.standard_normal((rows, classes))).astype(np.float32)).bfloat16()
    z = zt.view(torch.int16).numpy().view(np.uint16)
    y = random.integers(0, classes, rows).astype(np.int32)
    yt = torch.from_numpy(y.astype(np.int64))
    g = np.empty_like(z)
    zt = zt.clone().requires_grad_(True)
    exact = torch.nn.functional.cross_entropy(zt.detach().double(), yt, reduction="none")

    def eager():
        zt.grad = None
        loss = torch.nn.functional.cross_entropy(zt, yt, reduction="sum")
        loss.backward()
        return loss

    total = lib.softmax_bf16(at(z), at(g), rows, classes, at(y), 1)
    ours = torch.from_numpy(g.view(np.int16)).view(torch.bfloat16).float()
    zd = zt.detach().double().requires_grad_(True)
    torch.nn.functional.cross_entropy(zd, yt, reduction="sum").backward()
    eager()
    case.notes["our greatest error of a gradient"] = float((ours.double() - zd.grad).abs().max())
    case.notes["torch's"] = float((zt.grad.double() - zd.grad).abs().max())
    losses = torch.nn.functional.cross_entropy(zt.detach(), yt, reduction="none").double()
    case.notes["our error of the mean loss"] = abs(total / rows - float(exact.mean()))
    case.notes["torch's greatest error of a loss"] = float((losses - exact).abs().max())
    expect(name, total / rows, float(exact.mean()), 1e-5)
    for k in (1, 2):
        case.add(f"memcpy {k}t", lambda k=k: lib.copy_bytes(at(z), at(g), z.nbytes, k))
        case.add(f"ours {k}t", lambda k=k: lib.softmax_bf16(at(z), at(g), rows, classes, at(y), k))
    torch_case(case, zt, eager, (1, 2), "")
    return case.time()


def sigmoid(lib, count, rounds, squared):
    name = f"{'squared error of sigmoids' if squared else 'sigmoid cross entropy'}, {count} outputs"
    case = Case(name, rounds)
    random = np.random.default_rng(0)
    z = (3 * random.standard_normal(count)).astype(np.float32)
    y = random.integers(0, 2, count).astype(np.int32)
    g, place = np.empty_like(z), z.copy()
    zt = torch.from_numpy(z).requires_grad_(True)
    yt = torch.from_numpy(y.astype(np.float32))

    def eager():
        zt.grad = None
        if squared:
            loss = torch.nn.functional.mse_loss(torch.sigmoid(zt), yt, reduction="sum")
        else:
            loss = torch.nn.functional.binary_cross_entropy_with_logits(zt, yt, reduction="sum")
        loss.backward()
        return loss

    total = lib.sigmoid_f32(at(z), at(g), count, at(y), 1, squared)
    loss = eager()
    expect(name, g, zt.grad.numpy(), 2e-5)
    expect(name, total / count, float(loss.detach()) / count, 2e-5)
    restore = lambda: np.copyto(place, z)
    for k in (1, 2):
        case.add(f"memcpy {k}t", lambda k=k: lib.copy_bytes(at(z), at(g), z.nbytes, k))
        case.add(f"ours {k}t", lambda k=k: lib.sigmoid_f32(at(z), at(g), count, at(y), k, squared))
        case.add(f"ours in place {k}t", lambda k=k: lib.sigmoid_f32(at(place), at(place), count, at(y), k, squared), restore)
    torch_case(case, zt, eager, (1, 2), "")
    return case.time()


def linear(lib, rows, features, classes, rounds):
    name = f"linear cross entropy {rows}×{features}×{classes}"
    case = Case(name, rounds)
    random = np.random.default_rng(0)
    x = random.standard_normal((rows, features)).astype(np.float32)
    w = (0.1 * random.standard_normal((classes, features))).astype(np.float32)
    y = random.integers(0, classes, rows).astype(np.int32)
    dx, dw = np.empty_like(x), np.empty_like(w)
    xt = torch.from_numpy(x).requires_grad_(True)
    wt = torch.from_numpy(w).requires_grad_(True)
    yt = torch.from_numpy(y.astype(np.int64))

    def eager():
        xt.grad = wt.grad = None
        loss = torch.nn.functional.cross_entropy(xt @ wt.T, yt, reduction="sum")
        loss.backward()
        return loss

    case.notes["MB beyond inputs and gradients at the peak, ours"] = peak(lib._name, "ours", rows, features, classes)
    case.notes["the same of torch"] = peak(lib._name, "torch", rows, features, classes)
    layer = lib.open_linear_f32(at(x), at(w), at(y), rows, features, classes)
    total = lib.linear_f32(layer, 2)
    lib.linear_gradients_f32(layer, at(dx), at(dw))
    loss = eager()
    case.notes["difference of the gradients"] = max(
        expect(name, dx, xt.grad.numpy(), 1e-3), expect(name, dw, wt.grad.numpy(), 1e-3))
    expect(name, total / rows, float(loss.detach()) / rows, 1e-4)
    case.add("ours 2t", lambda: lib.linear_f32(layer, 2))
    torch_case(case, xt, eager, (2,), "")
    fused = getattr(torch.nn.functional, "linear_cross_entropy", None)
    if fused:
        def run():
            xt.grad = wt.grad = None
            fused(xt, wt, yt, reduction="sum").backward()
        torch_case(case, xt, run, (2,), "linear_cross_entropy ")

    # What the library of our products takes for the three products of the definition, one after another.
    z = np.empty((rows, classes), dtype=np.float32)

    def products():
        np.matmul(x, w.T, out=z)
        np.matmul(z, w, out=dx)
        np.matmul(z.T, x, out=dw)

    case.add("NumPy's products", products)
    times = case.time()
    lib.close_linear(layer)
    return times


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("library")
    parser.add_argument("results")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--only", default="")
    parser.add_argument("--peak", help=argparse.SUPPRESS)
    parser.add_argument("--allocations", action="store_true", help="count allocations; needs mallocs.so preloaded")
    options = parser.parse_args()
    lib = load(options.library)
    if options.allocations:
        print_allocations(lib)
        return
    if options.peak:
        who, *sizes = options.peak.split(",")
        print_peak(lib, who, *map(int, sizes))
        return
    buffer = ctypes.create_string_buffer(200)
    lib.products_name.argtypes = [ctypes.c_char_p, N]
    lib.products_name(buffer, 200)
    k = options.rounds
    cases = {
        "wide": lambda: softmax(lib, 8192, 1000, k),
        "vocabulary": lambda: softmax(lib, 512, 50257, k),
        "huge": lambda: softmax(lib, 64, 256000, k),
        "few": lambda: softmax(lib, 65536, 10, k),
        "few-options": lambda: softmax(lib, 65536, 10, k, smoothing=0.1),
        "wide-options": lambda: softmax(lib, 8192, 1000, k, smoothing=0.1),
        "vocabulary-options": lambda: softmax(lib, 512, 50257, k, smoothing=0.1),
        "small": lambda: softmax(lib, 32, 10, k, repeat=50),
        "middle": lambda: softmax(lib, 128, 1000, k, repeat=10),
        "sigmoid": lambda: sigmoid(lib, 10_000_000, k, 0),
        "squared": lambda: sigmoid(lib, 10_000_000, k, 1),
        "half": lambda: half(lib, 512, 50257, k),
        "linear": lambda: linear(lib, 2048, 512, 50257, max(3, k // 4)),
        "linear-large": lambda: linear(lib, 1024, 768, 128256, max(3, k // 4)),
    }
    chosen = [n for n in options.only.split(",") if n] or list(cases)
    results = dict(
        machine=dict(
            processor=next((l.split(":", 1)[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), platform.machine()),
            cores=os.cpu_count(), system=platform.platform(), products=buffer.value.decode(),
            torch=torch.__version__, numpy=np.__version__,
            jax=jax.__version__ if jax else None, optax=optax.__version__ if jax else None,
            rounds=k),
        cases=[cases[n]() for n in chosen])
    with open(options.results, "w") as file:
        json.dump(results, file, indent=1)


main()
