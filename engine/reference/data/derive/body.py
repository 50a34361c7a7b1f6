"""Growth: height, infants' weight, head circumference and the childhood trend of the body mass index.

From the CDC 2000 charts (LMS), moved to the people measured in the survey, and joined to adult height so that nobody
shrinks before middle age.
"""
import quantile_shape as shape
import tables
from age_curves import Curve, band_ages, hat

# Adult mean height (cm) at ages: level to 45, then the survey's decades; it never rises.
LEVEL_UNTIL = 45
# Spread beside the charts at 4, 9 and 20 years: today's people differ more, girls most.
WIDER = {"F": (1.06, 1.22, 1.03), "M": (1.06, 1.08, 1.02)}
SHRINKING = 0.94      # of the spread of heights at 85, beside that at 20
HEIGHT_MONTHS = list(range(0, 13)) + [15, 18, 21, 24, 27, 30, 33, 36] + list(range(42, 241, 6))


def mass_index_trend(sex):
    """Median BMI of the charts by age in years, level after 20."""
    chart = tables.growth("body_mass_index", sex)

    def trend(age):
        month = min(max(age * 12, 24), 240)
        low = min(int(month), 239)
        return chart[low][1] + (chart[low + 1][1] - chart[low][1]) * (month - low)

    return trend


def adult_means(bands):
    level = sum(band["mean"] for band in bands[:3]) / 3
    points = [(20.0, level), (float(LEVEL_UNTIL), level)]
    for band in bands[3:]:
        middle = 86.0 if band["to"] > 100 else (band["from"] + band["to"]) / 2
        points.append((middle, min(band["mean"], points[-1][1])))
    return points


def height(sex, bands):
    """Height from birth to old age. The shift from the charts is small, smooth, and ends in the adults' mean."""
    weights = tables.age_weights(sex)
    wanted = {2: 0.0, 6: 0.0, 12: 0.0}
    for _ in range(6):
        curve = _shifted_height(sex, bands, wanted)
        for band in bands:
            if band["from"] in wanted:
                wanted[band["from"]] += band["mean"] - band_moments(curve, band, weights)[0]
        # Adolescents are ahead of the charts and adults are not: what would let somebody shrink at 17 is left out.
        wanted[12] = max(min(wanted[12], 1.6), 0.0)
    return curve


def _shifted_height(sex, bands, wanted):
    chart = tables.growth("body_height", sex)
    adults = adult_means([band for band in bands if band["from"] >= 20])
    last = adults[0][1] - shape.mean([tables.lms_value(chart[240], z) for z in shape.GRID])
    lead = wanted[12]
    shifts = [(0.0, 0.0), (2.0, wanted[2] * 0.7), (4.0, wanted[2]), (9.0, wanted[6]), (12.0, (wanted[6] + lead) / 2),
              (14.0, lead), (15.5, lead * 0.6), (17.0, 0.2 * last), (18.0, 0.55 * last), (19.0, 0.85 * last), (20.0, last)]
    child, pupil, grown_up = WIDER[sex]
    widths = [(0.0, 1.0), (2.0, 1.0), (4.0, child), (9.0, pupil), (12.5, 1.0), (16.0, 1.0), (20.0, grown_up)]
    nodes, values = [], []
    for month in HEIGHT_MONTHS:
        age = month / 12
        shift = sum(share * shifts[i][1] for i, share in hat([s[0] for s in shifts], age))
        width = sum(share * widths[i][1] for i, share in hat([w[0] for w in widths], age))
        lms = chart[_near(chart, month)]
        grown = [lms[1] + shift + width * (tables.lms_value(lms, z) - lms[1]) for z in shape.GRID]
        values.append([max(pair) for pair in zip(grown, values[-1])] if values else grown)
        nodes.append(age)
    adult = values[-1]
    centre = shape.mean(adult)
    for age in [30, 45, 50, 55, 60, 65, 70, 75, 80, 86]:
        mean = sum(share * adults[i][1] for i, share in hat([p[0] for p in adults], age))
        spread = 1 - (1 - SHRINKING) * max(age - LEVEL_UNTIL, 0) / (86 - LEVEL_UNTIL)
        nodes.append(float(age))
        values.append([mean + spread * (v - centre) for v in adult])
    return Curve.fixed(nodes, values)


def _near(chart, month):
    return month if month in chart else min(chart, key=lambda m: abs(m - month))


def infant_weight(sex):
    chart = tables.growth("body_weight", sex)
    months = list(range(0, 13)) + [14, 16, 18, 21, 24, 27, 30, 33, 36]
    return Curve.fixed([m / 12 for m in months], [[tables.lms_value(chart[m], z) for z in shape.GRID] for m in months])


def head(sex):
    chart = tables.growth("head_circumference", sex)
    months = list(range(0, 13)) + [15, 18, 21, 24, 30, 36]
    return Curve.fixed([m / 12 for m in months], [[tables.lms_value(chart[m], z) for z in shape.GRID] for m in months])


def band_moments(curve, band, weights):
    first = second = 0.0
    for age, w in band_ages(band, weights):
        values = curve.at(age)
        first += w * shape.mean(values)
        second += w * shape.second_moment(values)
    return first, (second - first * first) ** 0.5
