#!/usr/bin/env bash
# The ZIP archives, judged by other programs: unzip, zip -T, Python, 7z, bsdtar and Java; also over 4 GiB, and damaged.
# needs: native judges
# limit: 900
. "$(dirname "$0")/lib.sh"
export LC_ALL=C.UTF-8   # unzip and 7z write non-ASCII names as they are
build_preset native || finish

# Beside the repository's other build products: /tmp is memory on many systems, and this takes 9 GB.
large="$root/build/archive-large"
rm -rf "$large"
trap 'rm -rf "$scratch" "$large"' EXIT

samples="$scratch/archive_samples"
check "the sample writer compiles" "${CXX:-c++}" -std=c++23 -O2 -Wall -Wextra -Werror -I. -Iengine/include \
  tests/archive/archive_samples.cpp build/native/libpolyclinic_engine.a -pthread -o "$samples" || finish

have() { command -v "$1" >/dev/null 2>&1; }
refuses() { ! "$@"; }
from_a_pipe() { cat "$1" | bsdtar -xOf - >"$scratch/out"; }
java_works=no
# A program is run from its source: that takes a JDK.
if java --list-modules 2>/dev/null | grep -q '^jdk\.compiler'; then java_works=yes; fi
have bsdtar || skip "bsdtar reads every archive" "no bsdtar (package libarchive-tools)"
[ "$java_works" = yes ] || skip "Java reads every archive" "no JDK 11 or later"

# Every judge there is on one archive, side by side.
judge() {
  local name=$1 archive=$2
  shift 2
  check "$name: unzip" unzip -tq "$archive" &
  check "$name: zip -T" zip -T "$archive" &
  check "$name: 7z" 7z t "$archive" &
  check "$name: Python" python3 tests/archive/judge.py "$archive" "$@" &
  wait
  if have bsdtar; then
    check "$name: bsdtar" bsdtar -tf "$archive" &
    check "$name: bsdtar from a pipe" from_a_pipe "$archive" &
  fi
  [ "$java_works" = no ] || check "$name: Java" java tests/archive/StreamJudge.java "$archive" &
  wait
}

for level in 0 1 6 9; do
  mkdir -p "$scratch/$level"
  check "level $level: written" "$samples" small "$scratch/$level" "$level" 100000 by-block || continue
  judge "level $level" "$scratch/$level/sample.zip" "$scratch/$level/expected"
done

# What comes out on disk is what went in, names and bytes.
mkdir -p "$scratch/unzip" "$scratch/7z"
check "unzip unpacks" unzip -q "$scratch/6/sample.zip" -d "$scratch/unzip"
check "unzip unpacks the same files" diff -r "$scratch/6/expected" "$scratch/unzip"
check "7z unpacks" 7z x -o"$scratch/7z" "$scratch/6/sample.zip"
check "7z unpacks the same files" diff -r "$scratch/6/expected" "$scratch/7z"
check_equal "files are plain and readable" "-rw-r--r--" "$(cd "$scratch/unzip" && stat -c %A csv/patients.csv)"

# The bytes of an archive depend on neither budget nor order.
for order in forward backward by-block; do
  for budget in 0 1024 1000000000; do
    mkdir -p "$scratch/again"
    "$samples" small "$scratch/again" 6 "$budget" "$order"
    check "$order with a budget of $budget bytes: the same archive" cmp "$scratch/6/sample.zip" "$scratch/again/sample.zip"
    rm -rf "$scratch/again"
  done
done

check "70,000 entries: written" "$samples" many "$scratch/many.zip"
judge "70,000 entries" "$scratch/many.zip" --entries 70000

# Damage: each copy has one fault, and each judge must say so.
for level in 0 6; do
  while read -r kind; do
    copy="$scratch/damaged-$level/$kind.zip"
    check "level $level, $kind: unzip refuses" refuses unzip -tq "$copy"
    check "level $level, $kind: 7z refuses" refuses 7z t "$copy"
    check "level $level, $kind: Python refuses" refuses python3 tests/archive/judge.py "$copy"
  done < <(python3 tests/archive/damage.py "$scratch/$level/sample.zip" "$scratch/damaged-$level")
done

# A disk that fills up under the spool, by a limit on the size of files (in KiB).
mkdir -p "$scratch/full"
full() { (trap '' XFSZ; ulimit -f 65536; exec "$samples" large "$scratch/full/large.zip" "$scratch/full"); }
check_status 1 "a full disk ends the program" full
check "a full disk is named" grep -q "File too large.*the archive was not finished" "$(log_of "a full disk ends the program")"
check "what a full disk leaves: unzip refuses" refuses unzip -tq "$scratch/full/large.zip"
check "what a full disk leaves: 7z refuses" refuses 7z t "$scratch/full/large.zip"
check "what a full disk leaves: Python refuses" refuses python3 tests/archive/judge.py "$scratch/full/large.zip"
check_equal "a full disk leaves no temporary file" large.zip "$(ls -A "$scratch/full")"

# Over 4 GiB. The slow judge beside the quick ones.
mkdir -p "$large"
free=$(($(df --output=avail -k "$large" | tail -n 1) / 1024 / 1024))
if [ "$free" -lt 10 ]; then
  skip "over 4 GiB" "$free GiB of disk are free, 10 are needed"
  finish
fi
started=$SECONDS
if check "over 4 GiB: written in 64 MiB of memory" "$samples" large "$large/large.zip" "$large"; then
  note "  $(cat "$(log_of "over 4 GiB: written in 64 MiB of memory")")"
  check "over 4 GiB: unzip" unzip -tq "$large/large.zip" &
  check "over 4 GiB: 7z" 7z t "$large/large.zip"
  check "over 4 GiB: Python" python3 tests/archive/judge.py "$large/large.zip" --over-4-gib
  wait
fi
note "  over 4 GiB: $((SECONDS - started)) s"
finish
