"""A distribution as a quantile function on a grid of normal scores, and its fit to a survey band's figures.

The engine reads a quantile function as straight lines between the grid points and goes on straight beyond the last
ones, so the moments computed here are exactly those of what it draws.
"""
import math

from linear_algebra import cholesky, solve_lower

STEP = 0.5
GRID = [-4 + STEP * i for i in range(17)]
STIFFNESS = 0.01         # of the curve against bends, beside the squared misses of the percentiles
LEAST_RISE = 0.004       # from one grid point to the next, in units of the middle spread
TAIL_STARTS = [1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.25]  # scores from which a heavy tail may bend away


def _hat_moments():
    """Weights w with E[Q] = w Q and a matrix M with E[Q^2] = Q' M Q, for a standard normal score."""
    size = len(GRID)
    weights = [0.0] * size
    products = [[0.0] * size for _ in range(size)]
    fine = 1 / 256
    total = 0.0
    for i in range(int(18 / fine)):
        z = -9 + (i + 0.5) * fine
        mass = math.exp(-z * z / 2)
        total += mass
        cell = min(max(int((z - GRID[0]) // STEP), 0), size - 2)
        right = (z - GRID[cell]) / STEP
        left = 1 - right
        weights[cell] += mass * left
        weights[cell + 1] += mass * right
        products[cell][cell] += mass * left * left
        products[cell + 1][cell + 1] += mass * right * right
        products[cell][cell + 1] += mass * left * right
        products[cell + 1][cell] += mass * left * right
    return [w / total for w in weights], [[p / total for p in row] for row in products]


WEIGHTS, PRODUCTS = _hat_moments()
FINE_SCORES = [-5 + i / 16 for i in range(161)]
FINE_MASS = sum(math.exp(-z * z / 2) for z in FINE_SCORES)


def mean(values):
    return sum(w * v for w, v in zip(WEIGHTS, values))


def second_moment(values):
    total = 0.0
    for i, v in enumerate(values):
        total += v * v * PRODUCTS[i][i]
        if i + 1 < len(values):
            total += 2 * v * values[i + 1] * PRODUCTS[i][i + 1]
    return total


def standard_deviation(values):
    return math.sqrt(max(second_moment(values) - mean(values) ** 2, 0))


def at(values, z):
    cell = min(max(int((z - GRID[0]) // STEP), 0), len(GRID) - 2)
    return values[cell] + (values[cell + 1] - values[cell]) * (z - GRID[cell]) / STEP


def clamped(values, low, high):
    return [min(max(v, low), high) for v in values]


def through_points(points):
    """Quantile function straight through (z, value) points, straight on beyond the outer two."""
    result = []
    for z in GRID:
        i = 0
        while i < len(points) - 2 and z > points[i + 1][0]:
            i += 1
        (z0, v0), (z1, v1) = points[i], points[i + 1]
        result.append(v0 + (v1 - v0) * (z - z0) / (z1 - z0))
    return result


def smooth_through(points):
    """The smooth rising function near the (z, value) points: least squares of misses and bends.

    Percentiles of a survey are rounded and noisy; between them the function is as straight as they allow. Beyond the
    outer ones weak guides keep it near a normal tail above and a lognormal one below.
    """
    size = len(GRID)
    (z_low, v_low), (z_high, v_high) = points[0], points[-1]
    near = lambda score: min(points, key=lambda p: abs(p[0] - score))
    (z_quarter, v_quarter), (z_three, v_three) = near(-0.674), near(0.674)
    scale = max(v_three - v_quarter, (v_high - v_low) / 4) / 1.349 or 1.0
    centre = near(0)[1]
    stretch = (z_low + 3.4) / (z_quarter - z_low)
    if v_low > 0 and v_quarter > v_low:
        low_guide = v_low * (v_low / v_quarter) ** stretch
    else:
        low_guide = v_low - (v_quarter - v_low) * stretch
    high_guide = v_high + (v_high - v_three) * (3.4 - z_high) / (z_high - z_three)
    hessian = [[0.0] * size for _ in range(size)]
    gradient = [0.0] * size

    def add(row, value, weight):
        for i, a in row:
            gradient[i] += weight * a * value
            for j, b in row:
                hessian[i][j] += weight * a * b

    guided = [(-3.4, low_guide, 0.1)] + [(z, v, 1.0) for z, v in points] + [(3.4, high_guide, 0.1)]
    for z, v, weight in guided:
        cell = min(max(int((z - GRID[0]) // STEP), 0), size - 2)
        right = (z - GRID[cell]) / STEP
        add([(cell, 1 - right), (cell + 1, right)], (v - centre) / scale, weight)
    for i in range(1, size - 1):
        add([(i - 1, 1.0), (i, -2.0), (i + 1, 1.0)], 0.0, STIFFNESS)
    for _ in range(40):
        values = solve_lower(cholesky(hessian), gradient)
        flat = [i for i in range(size - 1) if values[i + 1] - values[i] < LEAST_RISE / 2]
        if not flat:
            break
        for i in flat:
            add([(i, -1.0), (i + 1, 1.0)], LEAST_RISE, 10.0)
    return [centre + scale * v for v in values]


def scatter_of_sd(values):
    """Relative standard error of the SD of 2,500 people with that distribution."""
    centre = mean(values)
    second = fourth = 0.0
    for z in FINE_SCORES:
        square = (at(values, z) - centre) ** 2
        mass = math.exp(-z * z / 2)
        second += mass * square
        fourth += mass * square * square
    second /= FINE_MASS
    fourth /= FINE_MASS
    return math.sqrt(max(fourth / second ** 2 - 1, 0) / 10000)


def _growing(x):
    return max(0.0, x) ** 2


def _levelling(x):
    return min(max(x, 0.0) / STEP, 1.0) * (1 + 0.25 * max(x - STEP, 0.0))


def fit(points, target_mean, target_sd, low, high):
    """A rising quantile function near the percentiles `points` (z, value) with exactly that mean and SD.

    The function through the percentiles gets a tail that bends away quadratically from some score on, on the side that
    the percentiles lean to, or steps up to a level, until the SD is right. Where it starts and its form are chosen so
    that the mean and the outer percentile need the least shift and samples agree best: a mean near the median with a
    large SD comes from few and extreme people.
    Where the percentiles already spread too far, the function is pressed together instead. Returned are the body and
    the tail that is added to it (zeros where there is none).
    """
    none = [0.0] * len(GRID)
    body = clamped(smooth_through(sorted(points)), low, high)
    if standard_deviation(body) >= target_sd:
        factor = target_sd / standard_deviation(body)
        pressed = [target_mean + factor * (v - mean(body)) for v in body]
        return clamped(pressed, low, high), none
    above, below = at(body, 1.96) - at(body, 0), at(body, 0) - at(body, -1.96)
    upper = target_mean >= mean(body) if 0.8 < above / below < 1.25 else above > below
    spread = (above + below) / 3.92
    outer = 1.96 if upper else -1.96
    factor = target_sd / standard_deviation(body)
    stretched = [target_mean + factor * (v - mean(body)) for v in body]
    best = (8 * (factor - 1) + 12 * scatter_of_sd(stretched), stretched, none)
    if min(stretched) < low or max(stretched) > high:
        best = None
    for start in TAIL_STARTS:
        for form in (_growing, _levelling):
            bend = [form((z if upper else -z) - start) * (1 if upper else -1) for z in GRID]

            def tailed(strength):
                return clamped([v + strength * b for v, b in zip(body, bend)], low, high)

            weak, strong = 0.0, 1.0
            while standard_deviation(tailed(strong)) < target_sd and strong < 1e6:
                strong *= 2
            for _ in range(60):
                middle = (weak + strong) / 2
                if standard_deviation(tailed(middle)) < target_sd:
                    weak = middle
                else:
                    strong = middle
            values = tailed(strong)
            if abs(standard_deviation(values) / target_sd - 1) > 0.001:
                continue  # the physiological bounds are in the way
            shift = target_mean - mean(values)
            miss = abs(at(values, outer) - at(body, outer)) / spread
            cost = abs(shift) / (0.05 * spread) + miss + 12 * scatter_of_sd(values) + 0.1 * (form is _levelling)
            if best is None or cost < best[0]:
                best = (cost, [v + shift for v in body], [v - b for v, b in zip(values, body)])
    if best is None:
        raise ArithmeticError("no tail reaches the standard deviation")
    return best[1], best[2]
