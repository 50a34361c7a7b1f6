#!/usr/bin/env python3
"""Derives library_mortality.csv, library_shifts.csv and library_modules.csv: what the engine's own disease modules do to a
population, which the life table and the survey of bodies must leave to them.

    cmake --preset native && cmake --build --preset native --target library_effects
    python3 engine/reference/data/derive/library_effects.py [PEOPLE]

It runs build/native/library_effects (tests/derive/library_effects.cpp) on PEOPLE lives, 300,000 unless told otherwise,
and writes the tables; then build again. Run it again after that and compare: rates hardly change, as people whom the
table leaves alive are those whom it left alive before. It needs Python 3.9 and nothing else.
"""
import pathlib
import subprocess
import sys

import tables

ROOT = pathlib.Path(__file__).resolve().parents[4]
PROGRAM = ROOT / "build/native/library_effects"
FEWEST_DEATHS = 3  # of a module, cause, sex and band that are told by themselves


def main(people):
    lines = subprocess.run([PROGRAM, str(people)], check=True, capture_output=True, text=True).stdout.splitlines()
    rows = [line.split("\t") for line in lines]
    years = {(sex, int(low)): float(value) for kind, sex, low, _, value, _ in (row for row in rows if row[0] == "years")}
    tables.write("library_modules.csv", ["module"], [[row[1]] for row in rows if row[0] == "module"])
    deaths = []
    for _, module, cause, sex, low, high, number in (row for row in rows if row[0] == "deaths"):
        if int(number) >= FEWEST_DEATHS and years[sex, int(low)] > 0:
            deaths.append([module, cause, sex, low, high, f"{1e5 * int(number) / years[sex, int(low)]:.4g}"])
    tables.write("library_mortality.csv", ["module", "cause", "sex", "age_from", "age_to", "deaths_per_100000"], deaths)
    shifts = [row[1:7] for row in rows if row[0] == "shift"]
    shifts.sort(key=lambda row: (row[0], row[1], int(row[2])))
    tables.write("library_shifts.csv", ["measure", "sex", "age_from", "age_to", "mean", "sd"], shifts)

    table = tables.rows("life_table.csv")
    print("sex  ages     deaths/100,000  by modules  life table  share")
    for _, sex, low, high, value, total in (row for row in rows if row[0] == "years"):
        low, high, value = int(low), int(high), float(value)
        if value == 0:
            continue
        of_modules = sum(float(row[5]) for row in deaths if row[2] == sex and int(row[3]) == low)
        column = "q_female" if sex == "F" else "q_male"
        ages = range(low, min(high, 99) + 1)
        expected = 1e5 * sum(float(table[age][column]) for age in ages) / len(ages)
        print(f"{sex}    {low:3}-{high:3}  {1e5 * int(total) / value:14.1f}  {of_modules:10.1f}  {expected:10.1f}  {of_modules / expected:5.2f}")
    print(f"{people} lives, {len(deaths)} rates, {len(shifts)} shifts")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
