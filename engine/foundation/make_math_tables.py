#!/usr/bin/env python3
"""Computes the constants of math.cpp with 60 digits and writes them as math_tables.h beside this file.

Only needed to change them: the result is committed. Needs mpmath (tried with 1.3.0). Every constant is computed here
from its definition; none is taken from another library.
"""
import pathlib
import textwrap

from mpmath import mp, mpf
import mpmath

mp.dps = 60

EXP_STEPS = 64          # table entries of 2^(j/64)
LOG_STEPS = 128         # table entries of ln
QUANTILE_OCTAVES = 12   # of the lower probability: 2^-13 up to 1/2
QUANTILE_SEGMENTS = 8   # pieces of an octave
QUANTILE_TERMS = 8      # coefficients of a piece


def text(value):
    """The nearest double, as hexadecimal."""
    return float(value).hex()


def rounded(value, bits):
    """The value to so many binary places."""
    scale = mpf(2) ** bits
    return mpmath.nint(value * scale) / scale


def leading(value, bits):
    """The value to so many significant bits."""
    exponent = int(mpmath.floor(mpmath.log(abs(value), 2))) + 1
    return rounded(value, bits - exponent)


def interpolate(function, terms):
    """Coefficients, constant first, of the polynomial that meets function at the Chebyshev points of [-1, 1]."""
    nodes = [mpmath.cos(mpmath.pi * (2 * k + 1) / (2 * terms)) for k in range(terms)]
    matrix = mpmath.matrix(terms, terms)
    values = mpmath.matrix(terms, 1)
    for row, node in enumerate(nodes):
        for column in range(terms):
            matrix[row, column] = node ** column
        values[row] = function(node)
    return list(mpmath.lu_solve(matrix, values))


def polynomial_on(function, low, high, terms):
    """Coefficients in x itself of the polynomial near function on [low, high]; function is called inside only."""
    middle, half = (mpf(low) + high) / 2, (mpf(high) - low) / 2
    local = interpolate(lambda t: function(middle + half * t), terms)
    # Substitute t = (x - middle) / half.
    result = [mpf(0)] * terms
    power = [mpf(1)] + [mpf(0)] * (terms - 1)
    for coefficient in local:
        for index in range(terms):
            result[index] += coefficient * power[index]
        power = [((power[index - 1] if index else mpf(0)) - middle * power[index]) / half for index in range(terms)]
    return result


def emit_comment(out, comment):
    out.extend("// " + line for line in textwrap.wrap(comment, 117))


def emit_list(out, name, comment, values):
    emit_comment(out, comment)
    out.append(f"inline constexpr double {name}[{len(values)}] = {{")
    for start in range(0, len(values), 4):
        out.append("    " + ", ".join(text(value) for value in values[start:start + 4]) + ",")
    out.append("};\n")


def emit_rows(out, declaration, comment, rows):
    emit_comment(out, comment)
    out.append(f"{declaration} = {{")
    for row in rows:
        out.append("    {" + ", ".join(text(value) for value in row) + "},")
    out.append("};\n")


def exp_tables(out):
    rows = []
    for step in range(EXP_STEPS):
        exact = mpf(2) ** (mpf(step) / EXP_STEPS)
        high = mpf(float(exact))
        rows.append((high, exact - high))
    emit_rows(out, f"inline constexpr TwoPart kPowersOfTwo[{EXP_STEPS}]", "2^(j/64)", rows)
    step = mpmath.log(2) / EXP_STEPS
    high = leading(step, 36)  # times a whole number below 2^17 it is exact
    out.append("// ln 2 / 64; the product of the high part with a whole number below 2^17 is exact.")
    out.append(f"inline constexpr TwoPart kExpStep = {{{text(high)}, {text(step - high)}}};")
    out.append(f"inline constexpr double kExpStepInverse = {text(1 / step)};\n")


def log_tables(out):
    # z runs over [0.6875, 1.375) in steps of 2^-8 below 1 and 2^-7 above, the upper seven bits of the significand.
    rows = []
    for step in range(LOG_STEPS):
        bits = 0x3FE6000000000000 + (step << 45)
        exponent = -1 if bits < 0x3FF0000000000000 else 0
        low = (1 + mpf(bits & ((1 << 52) - 1)) / 2 ** 52) * mpf(2) ** exponent
        high = low + mpf(2) ** (-7 + exponent)
        touches_one = low == 1 or high == 1
        inverse = mpf(1) if touches_one else rounded(2 / (low + high), 9)
        logarithm = -mpmath.log(inverse)
        head = rounded(logarithm, 42)
        rows.append((inverse, head, logarithm - head))
    emit_rows(out, f"inline constexpr LogStep kLogSteps[{LOG_STEPS}]",
              "For z in [0.6875, 1.375), by the upper seven bits of its significand.", rows)
    high = rounded(mpmath.log(2), 42)
    out.append("// ln 2; the high part has 42 binary places: its product with an exponent, plus a log_high, is exact.")
    out.append(f"inline constexpr TwoPart kLogOfTwo = {{{text(high)}, {text(mpmath.log(2) - high)}}};\n")


def trigonometry_tables(out):
    half_pi = mpmath.pi / 2
    first = leading(half_pi, 33)
    second = leading(half_pi - first, 33)
    third = half_pi - first - second
    out.append("// pi / 2 in three parts; the products of the first two with a whole number below 2^20 are exact.")
    out.append(f"inline constexpr double kHalfPi[3] = {{{text(first)}, {text(second)}, {text(third)}}};")
    out.append(f"inline constexpr double kHalfPiInverse = {text(1 / half_pi)};\n")
    limit = (mpmath.pi / 4 + mpf(1) / 1024) ** 2

    def sine(square):
        x = mpmath.sqrt(square)
        return (mpmath.sin(x) / x - 1) / square

    def cosine(square):
        return (mpmath.cos(mpmath.sqrt(square)) - 1 + square / 2) / square ** 2

    emit_list(out, "kSine", "sin x = x + x^3 P(x^2) for |x| <= pi/4.", polynomial_on(sine, 0, limit, 7))
    emit_list(out, "kCosine", "cos x = 1 - x^2/2 + x^4 P(x^2) for |x| <= pi/4.", polynomial_on(cosine, 0, limit, 7))


def error_function_tables(out):
    emit_list(out, "kErrorFunction", "erf x = x + x P(x^2) for |x| <= 1.",
              polynomial_on(lambda s: mpmath.erf(mpmath.sqrt(s)) / mpmath.sqrt(s) - 1, 0, 1, 14))

    def tail(t):
        # t = (z - 3.75) / (z + 3.75) maps [0, infinity) to [-1, 1).
        z = mpf(15) / 4 * (1 + t) / (1 - t)
        if z > 1000:  # the asymptotic series; mpmath's own product of a huge and a tiny number needs more digits
            series = sum((-1) ** k * mpmath.fac2(2 * k - 1) / (2 * z * z) ** k for k in range(8))
            scaled = series / (z * mpmath.sqrt(mpmath.pi))
        else:
            scaled = mpmath.exp(z * z) * mpmath.erfc(z)
        return scaled * (1 + 2 * z)

    emit_list(out, "kErrorFunctionTail",
              "(1 + 2 z) exp(z^2) erfc(z) = P(t) with t = (z - 3.75) / (z + 3.75), for z >= 0.5 "
              "(the variable of Shepherd and Laframboise, 1981).",
              polynomial_tail(tail, 24))


def polynomial_tail(tail, terms):
    # Only z >= 0.5 is needed: t from -0.7647 to 1.
    return polynomial_on(tail, (mpf(1) / 2 - mpf(15) / 4) / (mpf(1) / 2 + mpf(15) / 4), 1, terms)


def quantile_tables(out):
    rows = []
    for octave in range(QUANTILE_OCTAVES, 0, -1):
        for segment in range(QUANTILE_SEGMENTS):
            low = mpf(2) ** (-octave - 1) * (1 + mpf(segment) / QUANTILE_SEGMENTS)
            high = mpf(2) ** (-octave - 1) * (1 + mpf(segment + 1) / QUANTILE_SEGMENTS)

            def slope(t, low=low, high=high):
                p = (low + high) / 2 + (high - low) / 2 * t
                return mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1) / (p - mpf(1) / 2)

            coefficients = interpolate(slope, QUANTILE_TERMS)
            # The program's variable runs from -1/2 to 1/2.
            rows.append([coefficient * 2 ** power for power, coefficient in enumerate(coefficients)])
    rows.append([mpmath.sqrt(2 * mpmath.pi)] + [mpf(0)] * (QUANTILE_TERMS - 1))  # p = 1/2 itself
    emit_rows(out, f"alignas(64) inline constexpr double kQuantile[{len(rows)}][{QUANTILE_TERMS}]",
              "The normal quantile divided by p - 1/2, for p from 2^-13: eight pieces for each octave of p, each a "
              "polynomial in the place within the piece, -1/2 to 1/2; one cache line a piece; last, p = 1/2.", rows)


def main():
    out = [
        "// Constants of math.cpp, made by make_math_tables.py: change that, not this.",
        "#pragma once\n",
        "namespace polyclinic::math::tables {\n",
        "// A number as the sum of two doubles.",
        "struct TwoPart {",
        "  double high;",
        "  double low;",
        "};\n",
        "// A number of nine binary places near 1/z, and minus its logarithm: 42 binary places and the rest.",
        "struct LogStep {",
        "  double inverse;",
        "  double log_high;",
        "  double log_low;",
        "};\n",
    ]
    exp_tables(out)
    log_tables(out)
    trigonometry_tables(out)
    error_function_tables(out)
    quantile_tables(out)
    out.append("}  // namespace polyclinic::math::tables")
    path = pathlib.Path(__file__).with_name("math_tables.h")
    path.write_text("\n".join(out) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(out)} pieces")


if __name__ == "__main__":
    main()
