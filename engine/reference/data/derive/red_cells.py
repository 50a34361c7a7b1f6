"""The correlations that change with age and sex: of the red cell measures, and of body mass index with height.

Hematocrit, erythrocytes and MCH are computed from hemoglobin, MCV and MCHC. In women of childbearing age iron deficiency
lowers all three together, in old men little does: with one correlation for everybody the computed measures would scatter
up to twice as much as the survey's. So each sex and band has those correlations with which the computed measures have
the survey's SD; the survey's pooled values stay their average.
"""
import math

import quantile_shape as shape
from linear_algebra import cholesky
from age_curves import hat
from simulation import ages_of_points, moments, scores

ROUNDS = 16
TOLERANCES = (0.015, 0.055, 0.055)  # of the SD of each computed measure; the survey's correlation is kept where it serves
STEP = 0.6
START = (0.15, 0.40, 0.30)  # hemoglobin with MCV, hemoglobin with MCHC, MCV with MCHC, where the survey asks for no more
LIMITS = ((-0.05, 0.85), (0.05, 0.8), (0.0, 0.75))
COMPUTED = ("hematocrit", "erythrocytes", "mch")


def printed(hemoglobin, mcv, mchc):
    """Hematocrit, erythrocytes, MCH as an analyser prints them."""
    hemoglobin, mcv = round(hemoglobin, 1), round(mcv, 1)
    cells = round(hemoglobin / mchc / mcv * 1000, 2)
    return cells * mcv / 10, cells, hemoglobin / cells * 10


def triples(curves, sex, band, weights, correlation_at):
    """Printed hematocrit, erythrocytes, MCH of people of a band; correlation_at(age) -> the three correlations."""
    cache, factors = {}, {}
    for (u, z), age in zip(scores(3), ages_of_points(band, weights)):
        if age not in cache:
            cache[age] = [curves[m, sex].at(age) for m in ("hemoglobin", "mcv", "mchc")]
            a, b, c = correlation_at(age)
            factors[age] = cholesky([[1, a, b], [a, 1, c], [b, c, 1]])
            assert factors[age] is not None, (sex, age, a, b, c)
        lower = factors[age]
        tied = [sum(lower[i][k] * z[k] for k in range(i + 1)) for i in range(3)]
        yield printed(*(shape.at(values, score) for values, score in zip(cache[age], tied)))


def fit(curves, survey, sex, weights):
    """(age, three correlations) at the middle of each band; between the middles they change straight."""
    of = {m: {b["from"]: b for b in survey[m, sex]} for m in ("hemoglobin", "mcv", "mchc") + COMPUTED}
    bands = list(of["hematocrit"].values())
    middles = [sum(ages_of_points(band, weights)) / len(ages_of_points(band, weights)) for band in bands]
    ties = [list(START) for _ in bands]

    def at(age):
        return [sum(share * ties[i][k] for i, share in hat(middles, age)) for k in range(3)]

    for _ in range(ROUNDS):
        moved = []
        for index, band in enumerate(bands):
            start = band["from"]
            relative = {m: of[m][start]["sd"] / of[m][start]["mean"] for m in of}
            h, m, c = relative["hemoglobin"], relative["mcv"], relative["mchc"]
            got = list(triples(curves, sex, band, weights, at))
            off = [moments(t[i] for t in got)[1] / of[x][start]["sd"] - 1 for i, x in enumerate(COMPUTED)]
            beyond = [o - max(min(o, near), -near) for o, near in zip(off, TOLERANCES)]
            tie = [ties[index][0] + STEP * beyond[1] * relative["erythrocytes"] ** 2 / (h * m),
                   ties[index][1] + STEP * beyond[0] * relative["hematocrit"] ** 2 / (h * c),
                   ties[index][2] - STEP * beyond[2] * relative["mch"] ** 2 / (m * c)]
            tie = [min(max(v, low), high) for v, (low, high) in zip(tie, LIMITS)]
            while cholesky([[1, tie[0], tie[1]], [tie[0], 1, tie[2]], [tie[1], tie[2], 1]]) is None:
                tie = [v * 0.95 for v in tie]
            moved.append(tie)
        ties = moved
    return list(zip(middles, ties))


def fit_height_and_mass(curves, survey, sex, weights):
    """(age, correlation of height and body mass index scores) for children; adults keep the survey's."""
    result = []
    for band in survey["body_weight", sex]:
        if band["to"] > 20:
            break
        tie = 0.0
        for step in range(10):
            tie = step * 0.05
            values = list(weights_of(curves, sex, band, weights, lambda age: tie))
            if moments(values)[1] > band["sd"] * 0.96:
                break
        result.append(((band["from"] + band["to"]) / 2, tie))
    return result


def weights_of(curves, sex, band, weights, correlation_at):
    cache = {}
    for (u, z), age in zip(scores(2), ages_of_points(band, weights)):
        if age not in cache:
            cache[age] = (curves["body_height", sex].at(age), curves["body_mass_index", sex].at(age), correlation_at(age))
        heights, indexes, tie = cache[age]
        height = shape.at(heights, z[0])
        yield shape.at(indexes, tie * z[0] + math.sqrt(1 - tie * tie) * z[1]) * (height / 100) ** 2
