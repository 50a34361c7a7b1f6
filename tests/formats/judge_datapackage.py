"""Validates datapackage.json and the CSV files that it describes with Frictionless, and damaged copies of them.

  python judge_datapackage.py CSV-FOLDER... --results FILE

Every folder must be valid; of the first, each damage must be found, as what it is.
"""
import argparse
import json
import pathlib
import shutil
import tempfile

from frictionless import Package, system


def errors(folder):
    """The types of the errors that Frictionless finds, the metadata's own among them."""
    package = Package.from_descriptor(json.loads((folder / "datapackage.json").read_text(encoding="utf-8")), basepath=str(folder))
    report = package.validate()
    return [error for (error,) in report.flatten(["type"])], report


def edit(path, change):
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")


def second_line(change):
    def edited(text):
        head, row, rest = text.split("\n", 2)
        return "\n".join([head, change(row), rest])
    return edited


# What is done to which file, and what Frictionless calls it.
DAMAGES = {
    "a cell too many": ("payers.csv", second_line(lambda row: row + ",more"), "extra-cell"),
    "a cell missing": ("payers.csv", second_line(lambda row: row.rsplit(",", 1)[0]), "missing-cell"),
    "a word for a number": ("patients.csv", second_line(lambda row: row.replace(",1,", ",one,", 1)), "type-error"),
    "a row twice": ("payers.csv", second_line(lambda row: row + "\n" + row), "primary-key"),
    "an orphan": ("payers.csv", second_line(lambda row: "00000000-0000-4000-8000-000000000000" + row[36:]), "foreign-key"),
    "another header": ("payers.csv", lambda text: text.replace("payer_id", "payer", 1), "incorrect-label"),
    "nothing where something is required": ("payers.csv", second_line(lambda row: row.rsplit(",", 1)[0] + ","), "constraint-error"),
}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folders", nargs="+", type=pathlib.Path)
    arguments.add_argument("--results", required=True)
    given = arguments.parse_args()
    system.trusted = True
    with open(given.results, "w", encoding="utf-8") as results:
        def add(name, why=""):
            results.write(f"{'fail' if why else 'pass'}\t{name}\t{' '.join(why.split())[:300]}\n")

        for folder in given.folders:
            found, report = errors(folder)
            rows = sum(task.stats.get("rows", 0) for task in report.tasks)
            why = str(report.flatten(["type", "note", "rowNumber"])[:3]) if found or report.errors else ""
            add(f"Frictionless finds datapackage.json and the files valid ({folder.parent.name})", why if why else "" if rows else "no rows")
            print(f"  Frictionless: {folder.parent.name}, {len(report.tasks)} tables, {rows:,} rows")
        for name, (file, change, expected) in DAMAGES.items():
            with tempfile.TemporaryDirectory() as work:
                copy = pathlib.Path(work) / "csv"
                shutil.copytree(given.folders[0], copy)
                edit(copy / file, change)
                found, _ = errors(copy)
                add(f"Frictionless finds {name}", "" if expected in found else f"found {sorted(set(found))}")


if __name__ == "__main__":
    main()
