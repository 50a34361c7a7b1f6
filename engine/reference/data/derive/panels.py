"""Measures that are computed from others: how far they miss the survey, and the small tilts that bring them nearer.

LDL comes from total cholesterol, HDL and triglycerides, and the survey measured the two sets in different subsamples,
so their means disagree by up to 6 % in a band. The four share the difference within TILTS. The
survey's eGFR of the open last band was computed as if everybody in it were 80; creatinine there is tilted to make up
for a part of it.
"""
import correlation
import quantile_shape as shape
import red_cells
import tables
from age_curves import hat
from simulation import ages_of_points, moments, scores

# Largest relative shift of a band's mean, in the order in which they are used; what is left is LDL's own miss.
TILTS = (("total_cholesterol", 1.0, 0.0175), ("hdl_cholesterol", -1.0, 0.0165), ("triglycerides", -0.2, 0.01))
LDL_TOLERANCE = 0.009  # relative miss of LDL's mean that calls for no shift
LDL_SD = 1.06          # LDL may scatter so much more than in the survey
LEAST_SD = 0.915       # and total cholesterol so much less
LAST_BAND_CREATININE = {"F": (0.987, 1.04), "M": (0.989, 1.02)}  # factors of mean and SD at 80 and over
YOUNGER_WOMEN = 0.955  # of the SD, at 20 to 59, of hemoglobin and MCV: their long lower tails would spread the erythrocytes too far
LIPIDS = ("total_cholesterol", "hdl_cholesterol", "triglycerides")


def draws(curves, measures, sex, band, weights, table, least_age=0):
    """(age, values) of the people of a band."""
    lower = correlation.factor(measures, table)
    size = len(measures)
    cache = {}
    for (_, z), age in zip(scores(size), ages_of_points(band, weights, least_age, size)):
        if age not in cache:
            cache[age] = [curves[m, sex].at(age) for m in measures]
        tied = [sum(lower[i][k] * z[k] for k in range(i + 1)) for i in range(size)]
        yield age, [shape.at(values, score) for values, score in zip(cache[age], tied)]


def ldl(values):
    for _, (total, hdl, triglycerides) in values:
        total, hdl, triglycerides = round(total), round(hdl), round(triglycerides)
        if triglycerides < 400:
            yield max(total - hdl - triglycerides / 5, 5)


def egfr(values, female):
    """CKD-EPI 2021."""
    for age, (creatinine,) in values:
        ratio = round(creatinine, 2) / (0.7 if female else 0.9)
        power = (-0.241 if female else -0.302) if ratio <= 1 else -1.2
        yield 142 * ratio ** power * 0.9938 ** int(age) * (1.012 if female else 1)


def report(measure, sex, band, got):
    mean, sd = got[0] / band["mean"] - 1, got[1] / band["sd"] - 1
    flag = " <---" if abs(mean) > 0.017 or abs(sd) > 0.08 else ""
    print(f"{measure} {sex} {band['from']}: mean {mean:+.2%}, SD {sd:+.2%}{flag}")


def own_band(curves, measure, sex, start):
    return next(b for b in curves[measure, sex].bands if b["from"] == start)


def reconcile_lipids(curves, survey, sex, weights, table):
    for _ in range(4):
        for band in survey["ldl_cholesterol", sex]:
            mean, sd = moments(ldl(draws(curves, LIPIDS, sex, band, weights, table)))
            excess = mean - band["mean"]
            allowed = LDL_TOLERANCE * band["mean"]
            excess -= max(min(excess, allowed), -allowed)
            for measure, effect, tilt in TILTS:
                own = own_band(curves, measure, sex, band["from"])
                surveyed = own.setdefault("survey_mean", own["mean"])
                target = max(min(own["mean"] - excess / effect, surveyed * (1 + tilt)), surveyed * (1 - tilt))
                excess -= (own["mean"] - target) * effect
                own["mean"] = target
            total = own_band(curves, "total_cholesterol", sex, band["from"])
            surveyed = total.setdefault("survey_sd", total["sd"])
            if sd > LDL_SD * band["sd"]:
                total["sd"] = max(total["sd"] * (LDL_SD * band["sd"] / sd), surveyed * LEAST_SD)
                total["tolerance"] = 0.005
        for measure in LIPIDS:
            curves[measure, sex].correct()


def reconcile(curves, survey):
    """Tilts the curves, reports every computed measure, and returns the rows of age_dependent_correlation.csv."""
    table = correlation.complete()
    rows = []
    for sex in tables.SEXES:
        weights = tables.age_weights(sex)
        reconcile_lipids(curves, survey, sex, weights, table)
        for band in survey["ldl_cholesterol", sex]:
            report("ldl_cholesterol", sex, band, moments(ldl(draws(curves, LIPIDS, sex, band, weights, table))))
        last = own_band(curves, "creatinine", sex, 80)
        last["mean"] *= LAST_BAND_CREATININE[sex][0]
        last["sd"] *= LAST_BAND_CREATININE[sex][1]
        last["tolerance"] = 0.005
        curves["creatinine", sex].correct()
        for band in survey["egfr", sex]:
            values = draws(curves, ["creatinine"], sex, band, weights, table, least_age=18)
            report("egfr", sex, band, moments(egfr(values, sex == "F")))
        if sex == "F":
            for measure in ("hemoglobin", "mcv"):
                for start in (20, 30, 40, 50):
                    own = own_band(curves, measure, sex, start)
                    own["sd"] *= YOUNGER_WOMEN
                    own["tolerance"] = 0.005
                curves[measure, sex].correct()
        ties = red_cells.fit(curves, survey, sex, weights)
        ages = [age for age, _ in ties]

        def at(age):
            return [sum(share * ties[i][1][k] for i, share in hat(ages, age)) for k in range(3)]

        for band in survey["hematocrit", sex]:
            got = list(red_cells.triples(curves, sex, band, weights, at))
            for index, measure in enumerate(("hematocrit", "erythrocytes", "mch")):
                own = next(b for b in survey[measure, sex] if b["from"] == band["from"])
                report(measure, sex, own, moments(t[index] for t in got))
        for age, values in ties:
            for (a, b), value in zip((("mcv", "hemoglobin"), ("mchc", "hemoglobin"), ("mchc", "mcv")), values):
                rows.append([a, b, sex, f"{age:.4g}", f"{value:.3f}"])
        grown = red_cells.fit_height_and_mass(curves, survey, sex, weights)
        grown.append((20.0, table["body_mass_index", "body_height"]))
        for band in survey["body_weight", sex]:
            values = red_cells.weights_of(curves, sex, band, weights, lambda age: sum(
                share * grown[i][1] for i, share in hat([g[0] for g in grown], age)))
            report("body_weight", sex, band, moments(values))
        rows += [["body_mass_index", "body_height", sex, f"{age:.4g}", f"{value:.3f}"] for age, value in grown]
    return sorted(rows, key=lambda row: (row[0], row[1], row[2], float(row[3])))
