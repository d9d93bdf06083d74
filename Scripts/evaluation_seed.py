"""Digits for SeedTests: the draws of RandomSeed, written from its definition in plain integers."""

MASK = 2**64 - 1
INCREMENT = 0x9E3779B97F4A7C15
MULTIPLIER = 0xD1342543DE82EF95


def mixed(value):
    value &= MASK
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & MASK
    return value ^ (value >> 31)


def key(seed, *streams):
    result = mixed(seed + INCREMENT)
    for stream in streams:
        result = mixed(mixed(result + MULTIPLIER) + stream * INCREMENT)
    return result


def bits(key, counter):
    return mixed(mixed(counter * INCREMENT + key) + key)


if __name__ == "__main__":
    print("RandomSeed(0).bits(0)", bits(key(0), 0))
    print("RandomSeed(42).bits(1_000_000)", bits(key(42), 1_000_000))
    print("RandomSeed(42).derived(1, 2).bits(3)", bits(key(42, 1, 2), 3))
