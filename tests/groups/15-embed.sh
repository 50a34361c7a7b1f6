#!/usr/bin/env bash
# cmake/embed.cmake: data files reach the program byte for byte, and again when they change.
# limit: 300
. "$(dirname "$0")/lib.sh"
cp -r tests/embed "$scratch/project"
mkdir "$scratch/project/data"
cd "$scratch/project" || exit 1
# What list handling, variable references, escapes, raw strings and encodings would each break.
printf 'a;b;;\\;\\n\\\\"[x]]==]${y}@z@$<1:no>\t\nR"(q)" )" ]]>\n\303\251 \342\202\254 \360\237\217\245 \377\376\n??= ??/\n  \n\n' >data/odd.csv
: >data/empty.csv
printf 'no newline at the end' >data/last.csv
head -c 3000000 /dev/urandom | base64 -w 0 >data/long.csv
check "configures" cmake -S . -B build -G Ninja -DREPOSITORY="$root"
check "builds" cmake --build build
for file in odd empty last long; do
  ./build/show "$file.csv" >out 2>/dev/null
  check "$file.csv is byte for byte the same" cmp out "data/$file.csv"
done
check_equal "the files are listed in order" "empty.csv last.csv long.csv odd.csv" "$(./build/show)"
check_equal "an unknown name has no bytes" "" "$(./build/show absent.csv)"
printf 'changed\n' >data/last.csv
check "builds again" cmake --build build
check_equal "a changed file is embedded anew" "changed" "$(./build/show last.csv)"
printf 'new\n' >data/new.csv
check "builds with a new file" cmake --build build
check_equal "a new file is embedded" "new" "$(./build/show new.csv)"
printf 'a\r\n' >data/new.csv
check_status 1 "a carriage return is refused" cmake --build build
finish
