"""Digits for DistributionsTests: quantiles and tails of the normal and of Student's t.

Computed with mpmath at 60 digits from the regularised incomplete beta function, and checked against
scipy where it is at hand. Prints the rows of the tables in DistributionsTests.swift.

The probabilities are the doubles that Swift reads, so 1 - 1e-6 is what 1 - 1e-6 rounds to.
"""

from mpmath import betainc, erfinv, erfc, findroot, log, mp, mpf, sqrt

mp.dps = 60


def student_tail(t, df):
    """P(T > t) for t >= 0."""
    t, df = mpf(t), mpf(df)
    return betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2


def student_quantile(p, df):
    p = mpf(p)
    if p < 0.5:
        return -student_quantile_upper(p, df)
    return student_quantile_upper(1 - p, df)


def student_quantile_upper(tail, df):
    try:
        from scipy.stats import t as student

        start = float(student.isf(float(tail), float(df)))
    except ImportError:
        start = float(sqrt(2) * erfinv(1 - 2 * tail)) * (1 + 2 / float(df))
    target = log(tail)
    return findroot(lambda t: log(student_tail(t, df)) - target, (start, start * (1 + 1e-6)))


def normal_quantile(p):
    p = mpf(p)
    if p == mpf(1) / 2:
        return mpf(0)
    if p > 0.5:
        return -normal_quantile(1 - p)
    start = -sqrt(-2 * log(p)) if p < mpf("1e-9") else -sqrt(2) * erfinv(1 - 2 * p)
    target = log(p)
    return findroot(lambda x: log(erfc(-x / sqrt(2)) / 2) - target, (start, start * (1 + mpf("1e-6"))))


def digits(x):
    return mp.nstr(x, 20, min_fixed=-2, max_fixed=8).replace("e+", "e")


if __name__ == "__main__":
    print("// p, normal quantile")
    for p in ["0x1p-1000", "1e-300", "1e-20", "1e-6", "0.001", "0.025", "0.1", "0.2", "0.25", "0.3",
              "0.49", "0.499999", "0.500001", "0.51", "0.75", "0.8", "0.975", "0.9875", "0.999",
              "0.999999"]:
        value = float.fromhex(p) if p.startswith("0x") else float(p)
        print(f"  ({p}, {digits(normal_quantile(value))}),")

    frees = [1, 1.5, 2, 4, 9, 24.5, 49, 199, 1999, 100000]
    print("// df, p, t quantile")
    for df in frees:
        for p in [0.500001, 0.6, 0.8, 0.95, 0.975, 0.9875, 0.999, 1 - 1e-6]:
            print(f"  ({df}, {p!r}, {digits(student_quantile(p, df))}),")

    print("// df, t, P(T > t)")
    for df in frees:
        for t in [0.001, 0.5, 1.5, 1.75, 3, 10, 100]:
            if df * float(log(1 + mpf(t) ** 2 / df)) < 1200:  # else the tail is below 1e-260
                print(f"  ({df}, {t!r}, {digits(student_tail(t, df))}),")
