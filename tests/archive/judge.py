"""Judges a ZIP archive with Python's zipfile: every entry is read and its CRC compared.

Not for repairing anything, and not our reader: zipfile's own code decides.
Usage: judge.py ARCHIVE                 readable, and in the form that all our archives have
       judge.py ARCHIVE FOLDER          and holding exactly the folder's files
       judge.py ARCHIVE --entries N     and having that many entries
       judge.py ARCHIVE --over-4-gib    and having an entry, and an offset, that 32 bits cannot say
Exit status 1 and one line when it is not so.
"""
import pathlib
import sys
import zipfile

FOUR_GIB = 1 << 32


def stop(why):
    sys.exit(f"{sys.argv[1]}: {why}")


try:
    archive = zipfile.ZipFile(sys.argv[1])
    damaged = archive.testzip()
except Exception as error:  # zipfile lets zlib's, struct's and others through
    stop(f"{type(error).__name__}: {error}")
if damaged is not None:
    stop(f"{damaged} is damaged")

entries = archive.infolist()
for entry in entries:
    form = (entry.compress_type, entry.flag_bits, entry.date_time, entry.create_system, entry.external_attr)
    if form != (zipfile.ZIP_DEFLATED, 1 << 3 | 1 << 11, (1980, 1, 1, 0, 0, 0), 3, 0o100644 << 16):
        stop(f"{entry.filename} has another form: {form}")
names = [entry.filename for entry in entries]
if len(set(names)) != len(names):
    stop("a name stands twice")

rest = sys.argv[2:]
if rest[:1] == ["--entries"]:
    if len(entries) != int(rest[1]):
        stop(f"{len(entries)} entries")
elif rest[:1] == ["--over-4-gib"]:
    for what, largest in (
        ("compressed size", max(entry.compress_size for entry in entries)),
        ("size of an entry that is small compressed", max(e.file_size for e in entries if e.compress_size < FOUR_GIB)),
        ("offset", max(entry.header_offset for entry in entries)),
    ):
        if largest <= FOUR_GIB:
            stop(f"the largest {what} is {largest}")
elif rest:
    folder = pathlib.Path(rest[0])
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    if files != set(names):
        stop(f"other files: {sorted(files ^ set(names))}")
    for name in names:
        if archive.read(name) != (folder / name).read_bytes():
            stop(f"{name} has another content")
