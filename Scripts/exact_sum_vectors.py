#!/usr/bin/env python3
"""Prints math.fsum of the numbers in ExactSumTests: the digits that stand there."""

import math
import struct

MASK = (1 << 64) - 1


def draw(kind, count):
    """Numbers of a kind, by SplitMix64 from 0, as ExactSumTests draws them."""
    state, out = 0, []
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        z ^= z >> 31
        sign, fraction = z >> 63, z & ((1 << 52) - 1)
        exponent = (z >> 52) & 0x7FF
        if kind == "near one":
            sign, exponent = 0, 1016 + exponent % 8
        elif kind == "cancelling":
            exponent = 900 + exponent % 200
        elif kind == "subnormal":
            exponent = exponent % 3
        elif kind == "all":
            exponent = min(exponent, 2000)
        out.append(struct.unpack("<d", struct.pack("<Q", sign << 63 | exponent << 52 | fraction))[0])
    return out


for kind in ("near one", "cancelling", "subnormal", "all"):
    for count in (1, 2, 3, 1000, 5000):
        bits = struct.unpack("<Q", struct.pack("<d", math.fsum(draw(kind, count))))[0]
        print(f'("{kind}", {count}, 0x{bits:016x}),')
