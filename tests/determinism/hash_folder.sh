#!/usr/bin/env bash
# Prints the SHA-256 of every file of a dataset folder and of the ZIP of the same dataset, in one JSON object.
#   hash_folder.sh FOLDER ZIP
set -euo pipefail
cd "$1"
echo "{"
find . -type f -printf '%P\n' | sort | while read -r name; do
  printf '"%s": "%s",\n' "$name" "$(sha256sum <"$name" | cut -d ' ' -f 1)"
done
printf '"zip": "%s"\n}\n' "$(sha256sum <"$2" | cut -d ' ' -f 1)"
