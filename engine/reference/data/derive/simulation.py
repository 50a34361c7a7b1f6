"""People of a survey band as points of a low-discrepancy sequence: a few thousand give moments to a tenth of a per cent."""
import functools
import statistics

from age_curves import band_ages

POINTS = 6000
NORMAL = statistics.NormalDist()


@functools.lru_cache(maxsize=None)
def scores(size):
    """(uniform, independent normal scores) of each point."""
    root = 2.0
    for _ in range(60):
        root = (1 + root) ** (1 / (size + 2))
    steps = [root ** -(k + 1) for k in range(size + 1)]
    place = [0.5] * (size + 1)
    result = []
    for _ in range(POINTS):
        place = [(p + s) % 1.0 for p, s in zip(place, steps)]
        result.append((place[0], [NORMAL.inv_cdf(min(max(p, 1e-7), 1 - 1e-7)) for p in place[1:]]))
    return result


def ages_of_points(band, weights, least_age=0, size=3):
    """An age for each point, spread over the band as its people are."""
    edges, total = [], 0.0
    for age, w in band_ages(band, weights):
        if age >= least_age:
            total += w
            edges.append((total, age))
    result = []
    for u, _ in scores(size):
        low, high = 0, len(edges) - 1
        while low < high:
            middle = (low + high) // 2
            if edges[middle][0] < u * total:
                low = middle + 1
            else:
                high = middle
        result.append(edges[low][1])
    return result


def moments(values):
    values = list(values)
    mean = sum(values) / len(values)
    return mean, (sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5
