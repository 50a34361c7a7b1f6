"""Loads a run's SQL scripts into a real MariaDB, PostgreSQL and SQLite and compares every value with the CSV of the run.

  python3 judge_databases.py PROGRAM WORK-FOLDER --results FILE

Starts the servers itself, in the work folder, on sockets of their own. Damaged copies of the scripts must be refused.
"""
import argparse
import glob
import json
import os
import pathlib
import pwd
import shutil
import sqlite3
import subprocess
import sys
import time

import csv_values


class Results:
    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8")

    def add(self, name, why=""):
        self.file.write(f"{'fail' if why else 'pass'}\t{name}\t{' '.join(why.split())[:300]}\n")
        self.file.flush()


def run(command, folder, script=None, user=None):
    """Exit code and what was said. The script comes on standard input."""
    with open(script, "rb") if script else open(os.devnull, "rb") as stdin:
        done = subprocess.run(as_user(user, command), cwd=folder, stdin=stdin, capture_output=True, timeout=300)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def as_user(user, command):
    return ["runuser", "-u", user, "--", *command] if user and os.getuid() == 0 else command


class Sqlite:
    name = "sqlite"

    def __init__(self, folder):
        self.path = folder / "clinic.db"

    def start(self):
        pass

    def stop(self):
        pass

    def empty(self):
        self.path.unlink(missing_ok=True)

    def load(self, folder):
        return run(["sqlite3", "-bail", str(self.path), ".read load.sql"], folder)

    def rows(self, table):
        columns = ", ".join(f'"{column["name"]}"' for column in table["columns"])
        with sqlite3.connect(self.path) as database:
            return database.execute(f'SELECT {columns} FROM "{table["name"]}"').fetchall()

    def foreign_keys(self):
        with sqlite3.connect(self.path) as database:
            names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            return sum(len(database.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()) for name in names)

    def indexes(self):
        with sqlite3.connect(self.path) as database:
            return database.execute("SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL").fetchone()[0]

    def comments(self):
        return None


class Postgresql:
    name = "postgresql"

    def __init__(self, folder):
        self.data = folder / "data"
        # The path of a socket may have 107 bytes.
        self.socket = pathlib.Path("/tmp") / f"polyclinic-pg-{os.getpid()}"
        # The server refuses to be root.
        self.user = "postgres" if os.getuid() == 0 else None
        self.programs = pathlib.Path(sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))[-1]).parent

    def start(self):
        for folder in (self.data, self.socket):
            folder.mkdir(parents=True)
            if self.user:
                account = pwd.getpwnam(self.user)
                os.chown(folder, account.pw_uid, account.pw_gid)
        self.control("initdb", "-D", self.data, "-A", "trust", "-U", "judge", "-E", "UTF8", "--no-locale", "--no-sync")
        self.control("pg_ctl", "-D", self.data, "-w", "-l", self.data / "log", "-o",
                     f"-c listen_addresses='' -k {self.socket} -c fsync=off", "start")

    def control(self, program, *arguments):
        # The server it starts keeps what is given as its output open.
        command = as_user(self.user, [str(self.programs / program), *map(str, arguments)])
        subprocess.run(command, cwd="/", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self):
        self.control("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.socket)

    def psql(self, *arguments, database="clinic", folder="."):
        return run(["psql", "--no-psqlrc", f"--host={self.socket}", "--username=judge", f"--dbname={database}", *arguments], folder)

    def empty(self):
        for command in ("DROP DATABASE IF EXISTS clinic", "CREATE DATABASE clinic"):
            code, said = self.psql("-qc", command, database="postgres")
            if code:
                raise RuntimeError(said)

    def load(self, folder):
        return self.psql("--file=load.sql", folder=folder)

    def query(self, text):
        code, said = self.psql("-Atqc", text)
        if code:
            raise RuntimeError(said)
        return said

    def rows(self, table):
        columns = ", ".join(f'"{column["name"]}"::text' for column in table["columns"])
        text = self.query(f'SELECT json_build_array({columns}) FROM "{table["name"]}"')
        return [json.loads(line) for line in text.splitlines()]

    def foreign_keys(self):
        return int(self.query("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"))

    def indexes(self):
        return int(self.query("SELECT count(*) FROM pg_index JOIN pg_class ON oid = indrelid WHERE NOT indisprimary "
                              "AND relnamespace = 'public'::regnamespace"))

    def comments(self):
        return int(self.query("SELECT count(*) FROM pg_description JOIN pg_class ON pg_class.oid = objoid "
                              "WHERE relnamespace = 'public'::regnamespace"))


class Mariadb:
    name = "mysql"

    def __init__(self, folder):
        self.folder = folder
        self.socket = f"/tmp/polyclinic-my-{os.getpid()}.sock"
        self.server = None

    def start(self):
        self.folder.mkdir(parents=True)
        root = ["--user=root"] if os.getuid() == 0 else []
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={self.folder}/data",
                        "--auth-root-authentication-method=normal", "--skip-test-db", *root],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        program = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
        log = open(self.folder / "log", "wb")
        self.server = subprocess.Popen([program, "--no-defaults", f"--datadir={self.folder}/data", f"--socket={self.socket}",
                                        "--skip-networking", "--innodb-flush-log-at-trx-commit=0",
                                        f"--pid-file={self.folder}/pid", *root], stdout=log, stderr=log)
        for _ in range(300):
            if self.client("-e", "SELECT 1", database="mysql")[0] == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("MariaDB does not start")

    def stop(self):
        self.server.terminate()
        self.server.wait(60)

    def client(self, *arguments, database="clinic", folder=".", script=None):
        return run(["mariadb", "--no-defaults", "--user=root", f"--socket={self.socket}", "--default-character-set=utf8mb4",
                    *arguments, database], folder, script)

    def empty(self):
        code, said = self.client("-e", "DROP DATABASE IF EXISTS clinic; CREATE DATABASE clinic", database="mysql")
        if code:
            raise RuntimeError(said)

    def load(self, folder):
        whole = self.folder / "whole.sql"
        # What the shell does with: cat schema.sql data/*.sql, or cat schema.sql load.sql
        parts = [folder / "schema.sql", *sorted(folder.glob("data/*.sql")), *folder.glob("load.sql")]
        whole.write_bytes(b"".join(part.read_bytes() for part in parts))
        return self.client("--local-infile=1", folder=folder, script=whole)

    def query(self, text):
        code, said = self.client("--batch", "--raw", "--skip-column-names", "-e", text)
        if code:
            raise RuntimeError(said)
        return said

    def rows(self, table):
        columns = ", ".join(f'CAST(`{column["name"]}` AS CHAR)' for column in table["columns"])
        text = self.query(f'SELECT JSON_ARRAY({columns}) FROM `{table["name"]}`')
        return [json.loads(line) for line in text.split("\n") if line]

    def foreign_keys(self):
        return int(self.query("SELECT count(*) FROM information_schema.referential_constraints WHERE constraint_schema = 'clinic'"))

    def indexes(self):
        return int(self.query("SELECT count(DISTINCT table_name, index_name) FROM information_schema.statistics "
                              "WHERE table_schema = 'clinic' AND index_name <> 'PRIMARY'"))

    def comments(self):
        return int(self.query("SELECT (SELECT count(*) FROM information_schema.columns WHERE table_schema = 'clinic' AND column_comment <> '')"
                              " + (SELECT count(*) FROM information_schema.tables WHERE table_schema = 'clinic' AND table_comment <> '')"))


# Each makes one thing wrong in a folder of scripts; `rows` gives the file with a table's rows.
def an_orphan(rows):
    # The first encounter gets another id: what was done at it is then done at none.
    path = rows("encounters")
    text = path.read_text(encoding="utf-8")
    at = text.index("-", text.index("\n"))
    other = "-0000-4000-8000-000000000000"
    path.write_text(text[:at] + other + text[at + len(other):], encoding="utf-8")


def a_row_twice(rows):
    path = rows("payers")
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.count("-") >= 4 and not line.startswith("INSERT"))
    row = lines[at].rstrip(";,")
    lines.insert(at, row + ("," if row.startswith("(") else ""))
    path.write_text("\n".join(lines), encoding="utf-8")


def a_bad_date(rows):
    path = rows("coverages")
    text = path.read_text(encoding="utf-8")
    at = text.index("-01-01", text.index("\n"))
    path.write_text(text[:at] + "-13-01" + text[at + 6:], encoding="utf-8")


def a_table_missing(rows):
    rows("providers").unlink()


DAMAGES = [an_orphan, a_row_twice, a_bad_date, a_table_missing]


def judge(database, work, program, tables, results):
    database.start()
    try:
        for data in ("inserts", "files"):
            title = f"{database.name}, {data}"
            folder = work / "made" / data / "sql" / database.name
            database.empty()
            started = time.monotonic()
            code, said = database.load(folder)
            results.add(f"{title}: loads without a complaint", "" if code == 0 and not said.strip() else f"exit {code}: {said}")
            seconds = time.monotonic() - started
            wrong, count = "", 0
            for table in tables.values():
                found = csv_values.rows_of(table, database.rows(table))
                count += len(found)
                why = csv_values.difference(csv_values.csv_rows(table, work / "made" / data / "csv"), found)
                wrong = wrong or (why and f"{table['name']}: {why}")
            results.add(f"{title}: every value is the CSV's", wrong)
            print(f"  {title}: {count:,} rows in {seconds:.1f} s")
            references = sum(bool(column["references"]) for table in tables.values() for column in table["columns"])
            columns = sum(len(table["columns"]) for table in tables.values())
            results.add(f"{title}: every foreign key is there", "" if database.foreign_keys() == references else f"{database.foreign_keys()} of {references}")
            # deaths.patient_id and family_history.patient_id are found by the primary key.
            results.add(f"{title}: foreign keys have indexes", "" if database.indexes() == references - 2 else f"{database.indexes()} of {references - 2}")
            if database.comments() is not None:
                results.add(f"{title}: comments on every table and column", "" if database.comments() == columns + len(tables) else f"{database.comments()}")
            for damage in DAMAGES:
                copy = work / "damaged"
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(work / "made" / data / "sql", copy)
                place = copy / database.name / "data" if data == "inserts" else copy / "data"
                damage(lambda table: next(place.glob(f"*_{table}.sql" if data == "inserts" else f"{table}.csv")))
                database.empty()
                code, said = database.load(copy / database.name)
                results.add(f"{title}: refuses {damage.__name__.replace('_', ' ')}", "" if code != 0 else "it was loaded")
    finally:
        database.stop()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program")
    arguments.add_argument("work", type=pathlib.Path)
    arguments.add_argument("--results", required=True)
    given = arguments.parse_args()
    results = Results(given.results)
    work = given.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    # PostgreSQL's user must come through.
    os.chmod(work, 0o755)
    tables = csv_values.schema(given.program)
    module = pathlib.Path(__file__).with_name("awkward_names.json")
    for data in ("inserts", "files"):
        subprocess.run([given.program, "generate", "--patients", "200", "--modules", str(module), "--formats", "csv,sql", "--seed", "11",
                        "--set", f"/format_options/sql/data={data}", "--set", "/format_options/sql/rows_per_insert=100",
                        "--output", str(work / "made" / data), "--quiet"], check=True)
    for kind, folder in ((Sqlite, work), (Postgresql, work / "postgresql"), (Mariadb, work / "mariadb")):
        judge(kind(folder), work, given.program, tables, results)


if __name__ == "__main__":
    sys.exit(main())
