#!/usr/bin/env python3
"""Writes the table that the tests hold engine/foundation/math.h against: arguments and exact results.

    make_math_table.py [--points N] [--output FILE]

Only needed to change the table: the result (tests/unit/data/math_table.csv) is committed. Needs mpmath (tried with
1.3.0). Each result is computed with 50 digits or more and written as the nearest double and what is left over, so
that errors far below one unit in the last place can be measured. Doubles are written in hexadecimal, exactly.
"""
import argparse
import pathlib
import random

import mpmath
from mpmath import mp, mpf

mp.dps = 50


def uniform(low, high):
    return lambda source: source.uniform(low, high)


def log_uniform(low, high, signs=(1,)):
    """Magnitudes 2^low to 2^high, all binary exponents alike."""
    return lambda source: source.choice(signs) * 2.0 ** source.uniform(low, high)


def near(centre, spread):
    """Doubles around a point, some of them very close."""
    return lambda source: centre + spread * source.uniform(-1, 1) * 2.0 ** -source.randrange(0, 40)


def normal_cdf(x):
    return mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def normal_quantile(p):
    """The root of the distribution function, by Newton's method from a double's worth of digits."""
    if p > mpf(1) / 2:
        return -normal_quantile(1 - p)
    if p == mpf(1) / 2:
        return mpf(0)
    guess = mpmath.sqrt(-2 * mpmath.log(2 * p))  # always beyond the root, where the method converges steadily
    x = -guess
    for _ in range(200):
        value = normal_cdf(x)
        # On the logarithm, which is nearly a parabola: quick however small p is.
        step = (mpmath.log(value) - mpmath.log(p)) * value / (mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mpmath.pi))
        x -= step
        if abs(step) < abs(x) * mpf(10) ** -40:
            return x
    raise ArithmeticError(f"no quantile of {p}")


# name: (function, [(share of the points, source of arguments), ...])
ONE_ARGUMENT = {
    "exp": (mpmath.exp, [(4, uniform(-1, 1)), (4, uniform(-700, 700)), (1, log_uniform(-60, 0, (1, -1))),
                         (1, uniform(-708.3, -707.9)), (1, uniform(709, 709.78))]),
    "expm1": (mpmath.expm1, [(3, uniform(-1, 1)), (2, uniform(-40, 100)), (3, log_uniform(-60, 0, (1, -1))),
                             (2, near(0, 0.03))]),
    "log": (mpmath.log, [(3, uniform(0.5, 2)), (3, log_uniform(-1070, 1023)), (3, near(1, 0.06)), (1, near(0.6875, 0.01)),
                         (1, near(1.375, 0.01))]),
    "log1p": (mpmath.log1p, [(3, uniform(-0.999, 3)), (3, log_uniform(-60, 60)), (3, near(0, 0.1)),
                             (1, log_uniform(-50, -1, (-1,)))]),
    "sin": (mpmath.sin, [(3, uniform(-4, 4)), (3, uniform(-1e5, 1e5)), (1, log_uniform(-40, 0, (1, -1))),
                         (1, lambda s: s.randrange(-60000, 60000) * float(mpmath.pi / 2))]),
    "cos": (mpmath.cos, [(3, uniform(-4, 4)), (3, uniform(-1e5, 1e5)), (1, log_uniform(-40, 0, (1, -1))),
                         (1, lambda s: s.randrange(-60000, 60000) * float(mpmath.pi / 2))]),
    "erf": (mpmath.erf, [(3, uniform(-1.1, 1.1)), (2, uniform(-6, 6)), (1, log_uniform(-60, 0, (1, -1)))]),
    "erfc": (mpmath.erfc, [(2, uniform(-6, 1)), (4, uniform(0.4, 6)), (3, uniform(6, 26))]),
    "normal_cdf": (normal_cdf, [(2, uniform(-1, 1)), (4, uniform(-8, 8)), (3, uniform(-37, -8))]),
    "normal_quantile": (normal_quantile, [(4, uniform(0, 1)), (2, near(0.5, 0.01)), (2, log_uniform(-13, -1)),
                                          (2, log_uniform(-54, -13)), (1, log_uniform(-1000, -54)),
                                          (1, lambda s: 1 - 2.0 ** -s.uniform(13, 53))]),
}

POW = [(4, uniform(0.2, 5), uniform(-20, 20)), (2, log_uniform(-300, 300), uniform(-2, 2)),
       (3, near(1, 0.05), log_uniform(0, 12, (1, -1))), (1, near(1, 1e-6), log_uniform(10, 28, (1, -1))),
       (1, uniform(-9, -0.5), lambda s: float(s.randrange(-30, 31))), (1, uniform(1.01, 3), uniform(500, 640))]


def draw_shares(source, shares, points):
    """Arguments (tuples) from each source by its share of the points."""
    total = sum(share[0] for share in shares)
    for share, *sources in shares:
        for _ in range(max(1, round(points * share / total))):
            yield tuple(float(draw(source)) for draw in sources)


def row(name, arguments, exact):
    nearest = float(exact)
    left_over = float(exact - mpf(nearest))
    second = arguments[1].hex() if len(arguments) > 1 else ""
    return f"{name},{arguments[0].hex()},{second},{nearest.hex()},{left_over.hex()}"


def is_usable(exact):
    # Below the normal range the unit in the last place stops shrinking: tested by special cases, not here.
    return exact == 0 or mpf(2) ** -1021 < abs(exact) < mpf(2) ** 1023.99


def table(points):
    yield "function,argument,second_argument,result,result_left_over"
    for name, (function, shares) in ONE_ARGUMENT.items():
        source = random.Random(f"polyclinic {name}")
        for arguments in draw_shares(source, shares, points):
            exact = function(mpf(arguments[0]))
            if is_usable(exact):
                yield row(name, arguments, exact)
    source = random.Random("polyclinic pow")
    for arguments in draw_shares(source, POW, points):
        exact = mpmath.power(mpf(arguments[0]), mpf(arguments[1])) if arguments[0] > 0 else (
            mpf(arguments[0]) ** int(arguments[1]))
        if is_usable(exact):
            yield row("pow", arguments, exact)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=300, help="arguments for each function")
    parser.add_argument("--output", type=pathlib.Path,
                        default=pathlib.Path(__file__).parent.parent / "unit" / "data" / "math_table.csv")
    options = parser.parse_args()
    lines = list(table(options.points))
    options.output.write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{options.output}: {len(lines) - 1} results")


if __name__ == "__main__":
    main()
