"""Quantile functions at ages, smooth from one survey band to the next, that give back each band's mean and SD.

A band's figures are those of a mixture over its ages. The curve of means is the one with the least bends whose averages
over the bands are the survey's; the deviations from it go straight from one band's middle to the next one's. Both are
then corrected until the mixture over each band has the survey's mean and SD.
"""
import itertools
import math

import quantile_shape as shape
from linear_algebra import solve

FINE = 12  # ages a year in the averages
BEND_WEIGHT = 30.0    # of squared bends (SD per year per year, times the years)
ANCHOR_WEIGHT = 30.0  # of squared misses of an anchor (SD)
SD_TOLERANCE = 0.04    # of a band's SD: what is nearer is left as the survey's percentiles have it
TAIL_RAMP = 1.0        # years inside a border in which a band's heavy tail comes and goes
BAND_WEIGHT = 1e5     # of squared misses of a band's average (SD): as good as exact


def stretched(age):
    """Age as the smoothness sees it: a year of childhood counts as several of an adult's, a month of infancy as more."""
    return age if age >= 20 else 20 + 20 * math.log((age + 0.05) / 20.05)


def band_ages(band, weights):
    """(age, weight) over a band, weights summing to 1: the population's within the open last band, else even."""
    result = []
    if band["to"] > 100:
        for year in range(band["from"], 101):
            for part in range(2):
                result.append((year + 0.25 + part / 2, weights[year] / 2))
    else:
        count = (band["to"] - band["from"]) * FINE
        result = [(band["from"] + (i + 0.5) / FINE, 1.0) for i in range(count)]
    total = sum(w for _, w in result)
    return [(age, w / total) for age, w in result]


def hat(nodes, age):
    """Straight interpolation between nodes: (index, share) pairs; constant beyond the ends."""
    if age <= nodes[0]:
        return ((0, 1.0),)
    if age >= nodes[-1]:
        return ((len(nodes) - 1, 1.0),)
    low = 0
    while nodes[low + 1] < age:
        low += 1
    share = (age - nodes[low]) / (nodes[low + 1] - nodes[low])
    return ((low, 1 - share), (low + 1, share))


def smooth_means(nodes, ages_of_bands, targets, anchors, trend, scale):
    """Means at the nodes: trend plus the smoothest residue with the bands' averages and near the anchors.

    Everything is counted in units of scale, about one SD.
    """
    size = len(nodes)
    hessian = [[0.0] * size for _ in range(size)]
    right = [0.0] * size
    place = [stretched(age) for age in nodes]

    def add(row, value, weight):
        for p, x in row:
            right[p] += weight * x * value
            for q, y in row:
                hessian[p][q] += weight * x * y

    for j in range(1, size - 1):
        a, b = place[j] - place[j - 1], place[j + 1] - place[j]
        add([(j - 1, 1 / a), (j, -1 / a - 1 / b), (j + 1, 1 / b)], 0.0, BEND_WEIGHT / ((a + b) / 2))
    for age, value in anchors:
        add(hat(nodes, age), (value - trend(age)) / scale, ANCHOR_WEIGHT)
    for ages, target in zip(ages_of_bands, targets):
        row = [0.0] * size
        rest = target
        for age, w in ages:
            for p, x in hat(nodes, age):
                row[p] += w * x
                rest -= w * x * trend(nodes[p])
        add([(p, x) for p, x in enumerate(row) if x], rest / scale, BAND_WEIGHT)
    return [scale * value + trend(age) for value, age in zip(solve(hessian, right), nodes)]


class Curve:
    """The quantile functions of one measure and sex at a list of ages: a body and, where bands need one, a heavy tail.

    The body goes straight from one band's middle to the next one's; a tail belongs to its band alone and comes and goes
    within TAIL_RAMP years inside of its borders, so that one band's few extreme people do not spoil its neighbours.
    """

    def __init__(self, nodes, bands, anchors, low, high, weights, trend=None):
        """bands: the survey's, with fitted `body` and `tail`; anchors: (age, mean, deviations) where there is no survey,
        or where it says too little of the ages within a band; deviations None: only the mean is anchored.
        """
        self.low, self.high = low, high
        self.bands = bands
        self.trend = trend or (lambda age: 0.0)
        self.ages = [band_ages(band, weights) for band in bands]
        self.anchors = anchors
        self.means = [shape.mean(band["body"]) for band in bands]
        self.body_factors = [1.0] * len(bands)
        self.tail_factors = [1.0] * len(bands)
        tailed = [any(band["tail"]) for band in bands]
        borders = {bands[i]["from"] + side * TAIL_RAMP
                   for i in range(1, len(bands)) if tailed[i - 1] or tailed[i] for side in (-1, 0, 1)}
        self.nodes = sorted(set(nodes) | borders)
        self.tail_shares = []
        for band in bands:
            whole = [v + t for v, t in zip(band["body"], band["tail"])]
            share = 1 - (shape.standard_deviation(band["body"]) / shape.standard_deviation(whole)) ** 2
            self.tail_shares.append(share if any(band["tail"]) else 0.0)
        self.build()

    def body(self, age):
        """Deviations of the body from its mean."""
        points = []
        inside = {}  # anchors within a band stand for the band's own deviations
        for a, _, d in self.anchors:
            if d is None:
                continue
            factor = 1.0
            for index, band in enumerate(self.bands):
                if band["from"] <= a < band["to"]:
                    factor = self.body_factors[index]
                    inside[index] = True
            points.append((a, [factor * v for v in d]))
        for index, (band, ages) in enumerate(zip(self.bands, self.ages)):
            if index not in inside:
                centre = shape.mean(band["body"])
                points.append((sum(a * w for a, w in ages), [self.body_factors[index] * (v - centre) for v in band["body"]]))
        points.sort(key=lambda p: p[0])
        row = hat([p[0] for p in points], age)
        return [sum(share * points[i][1][k] for i, share in row) for k in range(len(shape.GRID))]

    def tail(self, age):
        """A band's tail, which at a border is no larger than the neighbour's."""
        index = max((i for i, band in enumerate(self.bands) if band["from"] <= age), default=0)
        own = [self.tail_factors[index] * v for v in self.bands[index]["tail"]]
        sides = []
        if index > 0:
            sides.append((index - 1, age - self.bands[index]["from"]))
        if index + 1 < len(self.bands):
            sides.append((index + 1, self.bands[index]["to"] - age))
        for other, distance in sides:
            if distance < TAIL_RAMP:
                share = max(distance, 0.0) / TAIL_RAMP
                next_one = [self.tail_factors[other] * v for v in self.bands[other]["tail"]]
                border = [min(a, b, key=abs) if a * b > 0 else 0.0 for a, b in zip(own, next_one)]
                own = [e + share * (o - e) for o, e in zip(own, border)]
        return own

    def build(self):
        spread = sorted(shape.standard_deviation(band["body"]) for band in self.bands)
        anchors = [(age, mean) for age, mean, _ in self.anchors]
        means = smooth_means(self.nodes, self.ages, self.means, anchors, self.trend, spread[len(spread) // 2])
        self.values = []
        for age, mean in zip(self.nodes, means):
            values = [mean + d + t for d, t in zip(self.body(age), self.tail(age))]
            rising = itertools.accumulate(values, max)  # where two different tails meet, they could cross
            self.values.append(shape.clamped(rising, self.low, self.high))

    def at(self, age):
        row = hat(self.nodes, age)
        return [sum(share * self.values[i][k] for i, share in row) for k in range(len(shape.GRID))]

    def moments(self, index):
        """Mean and SD of the mixture over a band."""
        first = second = 0.0
        for age, w in self.ages[index]:
            values = self.at(age)
            first += w * shape.mean(values)
            second += w * shape.second_moment(values)
        return first, max(second - first * first, 0) ** 0.5

    def tolerance(self, index):
        """How near the SD of a band must come: nearer where a heavy tail will make samples scatter by itself."""
        return self.bands[index].get("tolerance", 0.01 if self.tail_shares[index] > 0.25 else SD_TOLERANCE)

    def correct(self, rounds=40):
        """Moves the targets until the mixtures have the survey's moments; returns the largest relative misses."""
        for turn in range(rounds):
            moments = [self.moments(i) for i in range(len(self.bands))]
            worst_mean = max(abs(mean / band["mean"] - 1) for band, (mean, _) in zip(self.bands, moments))
            worst_sd = max(abs(sd / band["sd"] - 1) for band, (_, sd) in zip(self.bands, moments))
            left = [abs(sd / band["sd"] - 1) - self.tolerance(i) for i, (band, (_, sd)) in enumerate(zip(self.bands, moments))]
            if worst_mean < 0.0005 and max(left) < 0.001 or turn == rounds - 1:
                break
            for i, (band, (mean, sd)) in enumerate(zip(self.bands, moments)):
                self.means[i] += band["mean"] - mean
                ratio = band["sd"] / max(sd, 1e-9)
                ratio /= min(max(ratio, 1 - self.tolerance(i)), 1 + self.tolerance(i))
                share = self.tail_shares[i]
                if share > 0.1 and (ratio > 1 or self.tail_factors[i] > 0.2):
                    step = max(min(ratio ** (1 / share), 1.4), 0.7)
                    self.tail_factors[i] = min(self.tail_factors[i] * step, 4.0)
                else:
                    self.body_factors[i] = max(min(self.body_factors[i] * max(min(ratio, 1.4), 0.7), 2.0), 0.3)
            self.build()
        return worst_mean, worst_sd

    @classmethod
    def fixed(cls, nodes, values):
        """A curve that is given, not fitted."""
        curve = cls.__new__(cls)
        curve.nodes, curve.values = list(nodes), [list(v) for v in values]
        curve.bands = []
        return curve

    @classmethod
    def through(cls, ages, anchors, low, high):
        """Straight from anchor to anchor, for measures that no survey band covers."""
        return cls.fixed(ages, [shape.clamped([mean + d for d in deviations], low, high)
                                for _, mean, deviations in anchors])

    def thin(self, tolerance):
        """Drops nodes that the straight line between their neighbours gives within tolerance SD; fits the rest anew."""
        kept = [0]
        while kept[-1] < len(self.nodes) - 1:
            first = kept[-1]
            last = first + 1
            while last + 1 < len(self.nodes) and self._straight(first, last + 1, tolerance):
                last += 1
            kept.append(last)
        self.nodes = [self.nodes[i] for i in kept]
        self.values = [self.values[i] for i in kept]
        if self.bands:
            self.build()
            self.correct()

    def _straight(self, first, last, tolerance):
        span = self.nodes[last] - self.nodes[first]
        for i in range(first + 1, last):
            share = (self.nodes[i] - self.nodes[first]) / span
            allowed = tolerance * shape.standard_deviation(self.values[i])
            for k, z in enumerate(shape.GRID):
                line = self.values[first][k] + share * (self.values[last][k] - self.values[first][k])
                if abs(line - self.values[i][k]) > allowed * max(1.0, (abs(z) - 1.5) * 2):
                    return False
        return True
