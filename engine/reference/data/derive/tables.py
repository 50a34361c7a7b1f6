"""Reads the tables beside this folder that the derivations start from, and writes what they derive."""
import csv
import pathlib

DATA = pathlib.Path(__file__).resolve().parent.parent
SEXES = ("F", "M")
OPEN_END = 120
PERCENTILES = {"p1": -2.32635, "p2_5": -1.95996, "p5": -1.64485, "p10": -1.28155, "p25": -0.67449, "p50": 0.0,
               "p75": 0.67449, "p90": 1.28155, "p95": 1.64485, "p97_5": 1.95996, "p99": 2.32635}


def rows(name):
    with open(DATA / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def write(name, header, table):
    with open(DATA / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(table)


def bounds():
    """Lowest and highest value of each measure."""
    return {row["key"]: (float(row["min"]), float(row["max"])) for row in rows("observation_kinds.csv") if row["min"]}


def survey():
    """(measure, sex) -> list of bands: from, to (exclusive), mean, sd, percentiles as (score, value)."""
    result = {}
    for row in rows("nhanes_measures.csv"):
        points = [(PERCENTILES[p], float(row[p])) for p in PERCENTILES if p in row]
        end = OPEN_END if int(row["age_to"]) == OPEN_END else int(row["age_to"]) + 1
        result.setdefault((row["measure"], row["sex"]), []).append(
            {"from": int(row["age_from"]), "to": end, "mean": float(row["mean"]), "sd": float(row["sd"]),
             "points": points})
    return result


def age_weights(sex):
    """People of each single year of age (0 to 100 and over)."""
    column = {"F": "female", "M": "male"}[sex]
    return {int(row["age"]): float(row[column]) for row in rows("population.csv")}


def growth(measure, sex):
    """Age in months -> (L, M, S)."""
    return {int(row["age_months"]): (float(row["l"]), float(row["m"]), float(row["s"]))
            for row in rows("growth_lms.csv") if row["measure"] == measure and row["sex"] == sex}


def lms_value(lms, z):
    power, median, spread = lms
    return median * (1 + power * spread * z) ** (1 / power)
