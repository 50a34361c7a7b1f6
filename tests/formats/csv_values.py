"""The rows of a run's CSV files as values, to compare with what other software read from another format of the same run."""
import csv
import json
import pathlib
import subprocess
from datetime import datetime, timezone
from decimal import Decimal


def schema(program):
    """The tables of the clinical dataset by name."""
    text = subprocess.run([program, "schema", "--format", "json"], capture_output=True, text=True, check=True).stdout
    return {table["name"]: table for table in json.loads(text)["tables"]}


def instant(text):
    """An instant as milliseconds since 1970, from ISO 8601 with T or a blank, with Z, an offset or nothing (UTC)."""
    text = text.strip().replace("Z", "+00:00")
    if text[-3] in "+-":  # PostgreSQL: +00
        text += ":00"
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        time = time.replace(tzinfo=timezone.utc)
    return round(time.timestamp() * 1000)


def value(kind, cell):
    """A cell as a value that compares equal however it was written; None stays None."""
    if cell is None:
        return None
    if kind == "timestamp":
        return instant(str(cell))
    if kind in ("integer", "number") or kind.startswith("decimal"):
        return Decimal(repr(cell) if isinstance(cell, float) else str(cell)).normalize()
    if kind == "boolean":
        return str(cell).lower() in ("true", "t", "1")
    return str(cell)


def rows_of(table, cells_of_rows):
    """Rows in the order of their primary keys, so that any two readings of a table can be compared."""
    columns = table["columns"]
    keys = [c for c, column in enumerate(columns) if column["primaryKey"]]
    rows = []
    for cells in cells_of_rows:
        if len(cells) != len(columns):
            raise ValueError(f"{table['name']}: {len(cells)} cells in a row of {len(columns)} columns")
        rows.append([value(column["type"], cell) for column, cell in zip(columns, cells)])
    rows.sort(key=lambda row: [row[c] for c in keys])
    return rows


def csv_rows(table, folder):
    """The rows of a table's CSV with default options; a null is an empty cell."""
    with open(pathlib.Path(folder) / f"{table['name']}.csv", encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        if header != [column["name"] for column in table["columns"]]:
            raise ValueError(f"{table['name']}: header {header}")
        return rows_of(table, [[None if cell == "" else cell for cell in cells] for cells in reader])


def difference(expected, found):
    """In words, the first difference between two readings of a table; empty when there is none."""
    if len(expected) != len(found):
        return f"{len(found)} rows instead of {len(expected)}"
    for number, (left, right) in enumerate(zip(expected, found)):
        if left != right:
            column = next(c for c, (a, b) in enumerate(zip(left, right)) if a != b)
            return f"row {number}, column {column}: {right[column]!r} instead of {left[column]!r}"
    return ""
