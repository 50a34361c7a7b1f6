"""Reads the Parquet files of runs with pyarrow and their Avro files with Apache's own reader: every value must equal the CSV
of the same run; damaged copies must be refused or read otherwise.

    judge_columns.py FOLDER... --results FILE      FOLDER: a run's, with csv and any of parquet, avro
"""
import argparse
import csv
import datetime
import decimal
import json
import pathlib
import sys
import uuid

import avro.datafile
import avro.io
import avro.schema
import pyarrow.parquet

parser = argparse.ArgumentParser()
parser.add_argument("folders", type=pathlib.Path, nargs="+")
parser.add_argument("--results", type=pathlib.Path)
arguments = parser.parse_args()
results = []


def add(name, why=""):
    results.append(f"{'fail' if why else 'pass'}\t{name}\t{' '.join(str(why).split())[:300]}\n")


def csv_rows(folder, table):
    with open(folder.parent / "csv" / f"{table}.csv", encoding="utf-8", newline="") as file:
        rows = csv.reader(file, strict=True)
        names = next(rows)
        return names, list(rows)


def as_text(value):
    """A value as CSV writes it; numbers of no fixed scale stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        value = value.astimezone(datetime.timezone.utc)
        fraction = f".{value.microsecond // 1000:03}" if value.microsecond else ""
        return f"{value:%Y-%m-%dT%H:%M:%S}{fraction}Z"
    if isinstance(value, bytes):  # a UUID's sixteen
        return str(uuid.UUID(bytes=value))
    if isinstance(value, float):
        return value
    if isinstance(value, decimal.Decimal):
        return f"{value:f}"
    return str(value)


def difference(table, names, rows, columns):
    """The first cell that is not the CSV's; `columns` gives values by name."""
    for index, name in enumerate(names):
        values = columns[name]
        if len(values) != len(rows):
            return f"{table}: {len(values)} rows, not {len(rows)}"
        for row, value in enumerate(values):
            text, cell = as_text(value), rows[row][index]
            if (float(cell) != text if isinstance(text, float) and cell else text != cell):
                return f"{table}, row {row}, {name}: {text!r}, not {cell!r}"
    return ""


def refuses(read):
    try:
        read()
    except Exception:  # whatever a reader has for it
        return True
    return False


def judge_parquet(folder, compression):
    wrong, flipped, cut, values, codecs = "", "", "", 0, set()
    for path in sorted(folder.glob("*.parquet")):
        table = path.stem
        names, rows = csv_rows(folder, table)
        read = pyarrow.parquet.read_table(path, page_checksum_verification=True)
        if read.schema.names != names:
            wrong = wrong or f"{table}: columns {read.schema.names}"
            continue
        values += len(rows) * len(names)
        wrong = wrong or difference(table, names, rows, {name: read.column(name).to_pylist() for name in names})
        data = path.read_bytes()
        copy = folder.parent / "damaged.parquet"
        if rows:
            metadata = pyarrow.parquet.read_metadata(path)
            for column in range(metadata.num_columns):
                chunk = metadata.row_group(0).column(column)
                codecs.add(chunk.compression)
                # The last byte of a chunk is the last of a page's body.
                start = chunk.dictionary_page_offset or chunk.data_page_offset
                damaged = bytearray(data)
                damaged[start + chunk.total_compressed_size - 1] ^= 4
                copy.write_bytes(damaged)
                if not refuses(lambda: pyarrow.parquet.read_table(copy, page_checksum_verification=True)):
                    flipped = flipped or f"{table}.{names[column]}"
        for missing in (1, 5, 9, len(data) // 2):
            copy.write_bytes(data[:-missing])
            if not refuses(lambda: pyarrow.parquet.read_table(copy)):
                cut = cut or f"{table} without its last {missing} bytes"
    add(f"pyarrow reads the {values} values of Parquet files ({compression}) as the CSV has them", wrong)
    # Pages of random identifiers are never compressed.
    expected = {"UNCOMPRESSED"} if compression == "none" else {"UNCOMPRESSED", compression.upper()}
    add(f"columns are compressed as the config says ({compression})", "" if codecs == expected else f"{codecs}")
    add(f"pyarrow finds a flipped bit in every column by its page's checksum ({compression})", flipped)
    add(f"pyarrow refuses Parquet files whose end is missing ({compression})", cut)


def read_avro(path):
    with open(path, "rb") as file, avro.datafile.DataFileReader(file, avro.io.DatumReader()) as reader:
        return list(reader)


def judge_avro(folder, compression):
    wrong, schemas, damaged, values = "", "", "", 0
    for path in sorted(folder.glob("*.avro")):
        table = path.stem
        names, rows = csv_rows(folder, table)
        records = read_avro(path)
        values += len(rows) * len(names)
        wrong = wrong or difference(table, names, rows, {name: [record[name] for record in records] for name in names})
        with open(path, "rb") as file, avro.datafile.DataFileReader(file, avro.io.DatumReader()) as reader:
            inside = json.loads(reader.get_meta("avro.schema"))
            if reader.get_meta("avro.codec").decode() != compression:
                schemas = schemas or f"{table}: the codec is {reader.get_meta('avro.codec')}"
        beside = (folder / f"{table}.avsc").read_text()
        declared = avro.schema.parse(beside)
        if json.loads(beside) != inside:
            schemas = schemas or f"{table}: another schema in the file"
        if not all(field.doc for field in declared.fields) or not declared.doc:
            schemas = schemas or f"{table}: something has no doc"
        data = path.read_bytes()
        copy = folder.parent / "damaged.avro"
        if 0 < len(rows) < 1000:  # it reads 20,000 rows a second
            # The marker behind the last block; the middle of a block, whose rows then differ or cannot be read; the end.
            changes = [(len(data) - 3, "its last marker"), (len(data) // 2, "its middle")]
            for at, what in changes:
                other = bytearray(data)
                other[at] ^= 0x10
                copy.write_bytes(other)
                try:
                    unnoticed = read_avro(copy) == records
                except Exception:
                    unnoticed = False
                if unnoticed:
                    damaged = damaged or f"{table} with a flipped bit in {what}"
            for missing in (1, 10, 17):
                copy.write_bytes(data[:-missing])
                if not refuses(lambda: read_avro(copy)):
                    damaged = damaged or f"{table} without its last {missing} bytes"
    add(f"Apache's reader reads the {values} values of Avro files ({compression}) as the CSV has them", wrong)
    add(f"schemas beside Avro files ({compression}) are those inside, with a doc for everything", schemas)
    add(f"damaged Avro files ({compression}) are refused or read otherwise", damaged)


csv.field_size_limit(1 << 24)
for run in arguments.folders:
    options = json.loads((run / "manifest.json").read_text())["config"].get("format_options", {})
    if (run / "parquet").exists():
        judge_parquet(run / "parquet", options.get("parquet", {}).get("compression", "zstd"))
    if (run / "avro").exists():
        compression = options.get("avro", {}).get("compression", "deflate")
        judge_avro(run / "avro", "null" if compression == "none" else compression)
text = "".join(results)
if arguments.results:
    arguments.results.write_text(text)
else:
    sys.stdout.write(text)
