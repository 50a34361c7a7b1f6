"""Makes damaged copies of a ZIP archive, one for each kind of damage, that every reader must refuse.

Not a fuzzer: each copy has exactly one fault, in a place found from the archive's own directory.
Usage: damage.py ARCHIVE FOLDER    prints the name of each copy
"""
import pathlib
import struct
import sys
import zipfile

archive = pathlib.Path(sys.argv[1]).read_bytes()
folder = pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)

with zipfile.ZipFile(sys.argv[1]) as opened:
    entries = opened.infolist()
    directory = opened.start_dir
end = len(archive) - 22
assert archive[end : end + 4] == b"PK\x05\x06"


def data_start(entry):
    name_size, extra_size = struct.unpack_from("<HH", archive, entry.header_offset + 26)
    return entry.header_offset + 30 + name_size + extra_size


def flipped(position, mask=0x10):
    copy = bytearray(archive)
    copy[position] ^= mask
    return bytes(copy)


def directory_entry(number):
    position = directory
    for _ in range(number):
        name_size, extra_size, comment_size = struct.unpack_from("<HHH", archive, position + 28)
        position += 46 + name_size + extra_size + comment_size
    return position


largest = max(range(len(entries)), key=lambda i: entries[i].compress_size)
middle = data_start(entries[largest]) + entries[largest].compress_size // 2
last = data_start(entries[-1]) + 3

copies = {
    "bit flipped in the largest entry": flipped(middle),
    "bit flipped in the first entry": flipped(data_start(entries[0]) + entries[0].compress_size // 3),
    "bit flipped in the last entry": flipped(last),
    "a byte of data missing": archive[:middle] + archive[middle + 1 :],
    "a byte of data too many": archive[:middle] + b"\0" + archive[middle:],
    "a block of other bytes in the data": archive[:middle] + b"\xa5" * 512 + archive[middle + 512 :],
    "cut in half": archive[: len(archive) // 2],
    "cut before the directory": archive[:directory],
    "cut in the directory": archive[: directory + 60],
    "cut before the end record": archive[:end],
    "last byte missing": archive[:-1],
    "local header damaged": flipped(entries[largest].header_offset),
    "directory entry damaged": flipped(directory_entry(largest)),
    "first directory entry damaged": flipped(directory),
    "CRC in the directory damaged": flipped(directory_entry(largest) + 16),
    "offset in the directory damaged": flipped(directory_entry(largest) + 42),
    "directory's offset damaged": flipped(end + 17),
    "empty file": b"",
}
for name, copy in copies.items():
    (folder / f"{name}.zip").write_bytes(copy)
    print(name)
