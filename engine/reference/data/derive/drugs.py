#!/usr/bin/env python3
"""Derives drugs.csv: code of the dispensed product, price and route of every clinical drug of a list.

    python3 drugs.py RXNORM_NDC.csv

The list has a row a clinical drug: rxcui, ingredients, dose_form, ndc11_example and the unit price in the national survey of
pharmacies' acquisition costs (NADAC, CMS) with its unit, where they are known. What the survey does not price takes
drug_prices.csv beside this file; further_drugs.csv adds drugs that the list lacks. Routes go by the dose form. It needs Python 3.9 and nothing else.
"""
import csv
import pathlib
import sys

import tables

HERE = pathlib.Path(__file__).resolve().parent

# SNOMED CT codes of routes, by a word of the dose form; the first that fits.
ROUTES = [("Sublingual", "37839007"), ("Film", "54471007"), ("Lozenge", "54471007"), ("Mucosal", "37839007"),
          ("Intrauterine", "58100008"), ("Nasal", "46713006"), ("Inhal", "447694001"), ("Ophthalmic", "54485002"),
          ("Topical", "6064005"), ("Patch", "45890007"), ("Transdermal", "45890007"), ("Rectal", "37161004"),
          ("Pen Injector", "34206005"), ("Auto-Injector", "34206005"), ("Prefilled Syringe", "34206005"),
          ("Inject", "47625008"), ("Chewable", "26643006"), ("Oral", "26643006"), ("Coated", "26643006")]
# Injections that are not given into a vein.
SUBCUTANEOUS = ("insulin", "enoxaparin", "tirzepatide", "leuprolide", "etanercept", "exenatide", "epoetin", "heparin sodium, porcine 5000")
INTRAMUSCULAR = ("medroxyprogesterone", "naltrexone", "ceftriaxone", "vitamin b12", "penicillin g", "fulvestrant", "ketorolac",
                 "naloxone", "haloperidol decanoate", "paliperidone", "aripiprazole")


def route(name, form):
    code = next((code for word, code in ROUTES if word in form), "")
    if code == "34206005" and "fulvestrant" in name:
        return "78421000"
    if code == "47625008":
        if any(word in name for word in INTRAMUSCULAR):
            return "78421000"
        if any(word in name for word in SUBCUTANEOUS):
            return "34206005"
    return code


def estimate(prices, name, form):
    """The price of the most telling row: ingredient and form, ingredient, form."""
    best = None
    for row in prices:
        if row["ingredient"] and row["ingredient"] not in name:
            continue
        if row["dose_form"] and row["dose_form"] != form:
            continue
        rank = (bool(row["ingredient"]), bool(row["dose_form"]))
        if best is None or rank > best[0]:
            best = (rank, row)
    return best[1] if best else None


def main(source):
    with open(HERE / "drug_prices.csv", newline="", encoding="utf-8") as file:
        prices = list(csv.DictReader(line for line in file if not line.startswith("#")))
    table = []
    with open(source, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            name, form = row["name"].lower(), row["dose_form"]
            code = row["ndc11_example"]
            # A code of ten digits has lost the zero that its labeler's part began with.
            if code and len(code) < 11:
                code = code.zfill(11)
            if code and (len(code) != 11 or not code.isdigit()):
                sys.exit(f"{row['rxcui']}: {code} is no NDC")
            price, unit, basis = row["nadac_unit_price_usd_2025_12"], row["nadac_unit"], "NADAC"
            if not price:
                known = estimate(prices, name, form)
                if known is None:
                    sys.exit(f"{row['rxcui']} {row['name']}: no price for the form {form!r}")
                price, unit, basis = known["price_usd"], known["unit"], "estimate"
            table.append([row["rxcui"], code, f"{float(price):g}", unit, route(name, form), basis])
    with open(HERE / "further_drugs.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            table.append([row["rxcui"], row["ndc_code"], row["price_usd"], row["unit"], route(row["name"].lower(), row["dose_form"]), "estimate"])
    table.sort(key=lambda row: int(row[0]))
    if len({row[0] for row in table}) != len(table):
        sys.exit("a drug has two rows")
    tables.write("drugs.csv", ["rxcui", "ndc_code", "price_usd", "unit", "route_code", "basis"], table)
    print(f"{len(table)} drugs, {sum(bool(row[1]) for row in table)} with a product, "
          f"{sum(row[5] == 'NADAC' for row in table)} priced by the survey, {sum(not row[4] for row in table)} without a route")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
