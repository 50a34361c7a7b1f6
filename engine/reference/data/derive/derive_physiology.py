#!/usr/bin/env python3
"""Derives physiology_quantiles.csv: the quantile function of every drawn measure by sex and age.

Run it without arguments after a change of one of the tables it starts from (see README.md beside the tables, section
physiology_quantiles.csv). It needs Python 3.9 and nothing else, takes about two minutes, and prints how far each
survey band is missed. Its result is committed; the engine only reads that.
"""
import math
import sys

import body
import quantile_shape as shape
import tables
from age_curves import Curve
from panels import reconcile

INFANCY = [0, 0.01, 0.02, 0.04, 1 / 12, 2 / 12, 0.25, 4.5 / 12, 0.5, 0.75, 1, 1.25, 1.5, 2]
CHILDHOOD = [2.5, 3, 3.5, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]
ADULTHOOD = [20, 22.5, 25, 27.5] + [30 + 2.5 * i for i in range(25)]
DERIVED = {"body_height", "body_weight", "egfr", "ldl_cholesterol", "erythrocytes", "hematocrit", "mch"}
THINNING = 0.03             # SD: a node goes when the neighbours' straight line is that near
LIGHT_TAIL = 0.25           # share of the variance below which a tail is kept as a part of the body
RESOLUTION = 0.03           # SD: values are written with as many digits as give this


def lognormal(mean, sd):
    """Deviations from the mean on the grid."""
    s = math.sqrt(math.log(1 + (sd / mean) ** 2))
    return [mean * math.exp(s * z - s * s / 2) - mean for z in shape.GRID]


def anchors_of(measure, sex):
    """(age, mean, deviations or None) from the hand-compiled tables, ascending."""
    result = []
    for row in tables.rows("early_laboratory.csv"):
        if row["measure"] == measure and row["sex"] in (sex, "B"):
            mean = float(row["mean"])
            deviations = lognormal(mean, float(row["sd"])) if row["sd"] else None
            result.append((float(row["age_months"]) / 12, mean, deviations))
    for row in tables.rows("vital_signs_by_age.csv"):
        if row["measure"] == measure and row["sex"] in (sex, "B"):
            age = float(row["age_months"]) / 12
            if row["mean"]:
                mean, sd = float(row["mean"]), float(row["sd"])
                result.append((age, mean, [sd * z for z in shape.GRID]))
            else:
                points = [(tables.PERCENTILES[p], float(row[p])) for p in ("p1", "p10", "p25", "p50", "p75", "p90", "p99")]
                values = shape.smooth_through(points)
                mean = shape.mean(values)
                result.append((age, mean, [v - mean for v in values]))
    return sorted(result, key=lambda anchor: anchor[0])


def curve_of(measure, sex, bands, low, high, trend=None):
    anchors = anchors_of(measure, sex)
    if not bands:
        return Curve.through(sorted({age for age, _, _ in anchors}), anchors, low, high)
    for band in bands:
        body, tail = shape.fit(band["points"], band["mean"], band["sd"], low, high)
        whole = [b + t for b, t in zip(body, tail)]
        anchored = any(d and band["from"] <= age < band["to"] for age, _, d in anchors)
        if anchored or shape.standard_deviation(body) ** 2 > (1 - LIGHT_TAIL) * shape.standard_deviation(whole) ** 2:
            body, tail = whole, [0.0] * len(tail)
        band["body"], band["tail"] = body, tail
        if measure == "body_mass_index":
            band["tolerance"] = 0.01  # weight is computed from it
    first = min([bands[0]["from"]] + [age for age, _, deviations in anchors if deviations])
    nodes = [age for age in INFANCY + CHILDHOOD + ADULTHOOD if age >= first]
    curve = Curve(nodes, bands, anchors, low, high, tables.age_weights(sex), trend)
    mean_miss, sd_miss = curve.correct()
    if mean_miss > 0.002 or sd_miss > 0.005:
        print(f"{measure} {sex}: mean missed by {mean_miss:.2%}, SD by {sd_miss:.2%}; body factors "
              f"{min(curve.body_factors):.2f} to {max(curve.body_factors):.2f}, tail factors "
              f"{min(curve.tail_factors):.2f} to {max(curve.tail_factors):.2f}")
    return curve


def trimmed(value, digits):
    text = f"{value:.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def main():
    bounds, survey = tables.bounds(), tables.survey()
    shares = [row["measure"] for row in tables.rows("biological_variation.csv")]
    curves = {}
    for sex in tables.SEXES:
        for measure in shares:
            low, high = bounds[measure]
            if measure in ("body_height", "head_circumference"):
                continue
            trend = body.mass_index_trend(sex) if measure == "body_mass_index" else None
            bands = survey.get((measure, sex), [])
            curves[measure, sex] = curve_of(measure, sex, bands, low, high, trend)
        curves["body_height", sex] = body.height(sex, survey["body_height", sex])
        curves["body_weight", sex] = body.infant_weight(sex)
        curves["head_circumference", sex] = body.head(sex)
    for curve in curves.values():
        curve.thin(THINNING)
    tables.write("age_dependent_correlation.csv", ["measure", "with", "sex", "age", "correlation"],
                 reconcile(curves, survey))
    order = [row["key"] for row in tables.rows("observation_kinds.csv")]
    table = []
    for (measure, sex), curve in sorted(curves.items(), key=lambda item: (order.index(item[0][0]), item[0][1])):
        least = min(shape.at(values, 0.5) - shape.at(values, -0.5) for values in curve.values)
        digits = max(0, math.ceil(-math.log10(max(least, 1e-3) * RESOLUTION)))
        for age, values in zip(curve.nodes, curve.values):
            table.append([measure, sex, f"{age:.5g}"] + [trimmed(v, digits) for v in values])
    tables.write("physiology_quantiles.csv", ["measure", "sex", "age"] + [f"z{z:+.1f}" for z in shape.GRID], table)
    print(len(table), "rows", file=sys.stderr)


if __name__ == "__main__":
    main()
