"""The full correlation matrix of the drawn measures: the survey's, completed with the supplement.

A supplementary measure is tied to others only through those it names: its correlation with the rest follows from its
regression on them, so the completed matrix is positive definite whenever the pieces are. The engine does the same.
"""
import tables
from linear_algebra import cholesky, solve


def complete():
    """(measure, measure) -> correlation, for all drawn measures."""
    known, table = [], {}
    for row in tables.rows("nhanes_correlation.csv"):
        a, b = row["measure"], row["with"]
        table[a, b] = table[b, a] = float(row["correlation"])
        known += [m for m in (b, a) if m not in known]
    for measure in known:
        table[measure, measure] = 1.0
    named = {}
    for row in tables.rows("correlation_supplement.csv"):
        named.setdefault(row["measure"], []).append((row["with"], float(row["correlation"])))
    for measure, ties in named.items():
        others = [other for other, _ in ties]
        factors = solve([[table[a, b] for b in others] for a in others], [r for _, r in ties])
        for other in known:
            table[measure, other] = table[other, measure] = sum(f * table[o, other] for f, o in zip(factors, others))
        table[measure, measure] = 1.0
        known.append(measure)
    return table


def factor(measures, table):
    lower = cholesky([[table[a, b] for b in measures] for a in measures])
    assert lower is not None, measures
    return lower
