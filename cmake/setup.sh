#!/usr/bin/env bash
# Installs what building and testing Polyclinic needs; it does not configure or build anything.
#
#   cmake/setup.sh [PART...]     parts: native clang wasm wasi js browser judges tables mumps; without one: all
#
#   native   CMake, Ninja, ccache, a C++23 compiler            clang    Clang 19 with sanitizers and libFuzzer
#   wasm     Emscripten >= 3.1.69, Node, tsc                    wasi     Clang 19 and a WASI sysroot, Node
#   js       Node >= 20 and the packages of tests/package.json  browser  Chromium (with js's playwright-core)
#   judges   programs that judge our output: zip, unzip, 7z, sqlite3, python3, wabt
#   tables   what loads our tables: MariaDB, PostgreSQL, SQLite, protoc; Frictionless, pyarrow and Apache Avro (a Python
#            environment of its own)
#   mumps    GT.M, the database that VistA's globals are loaded into
#
# Running it twice is free: with nothing missing it looks and leaves. Before it installs it says what. Without root, or
# on a system without apt, it names what is missing and how to get it, changes nothing and exits 1.
#
# What no package of this release offers new enough (Emscripten, a WASI sysroot, Node) goes into private folders of the
# cache (cmake/setup/private.sh); the system's own packages, lists and sources stay as they are.
# The result stands in two files of the cache, env.sh for scripts and toolchain.cmake for CMake.
#
#   POLYCLINIC_CACHE            the cache; default ${XDG_CACHE_HOME:-~/.cache}/polyclinic
#   POLYCLINIC_ASSUME_NO_ROOT   set: behave as an ordinary user would (for the tests)
#   POLYCLINIC_DEBIAN_MIRROR    a Debian mirror to use instead of the one that the machine's own sources name
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${POLYCLINIC_CACHE:-${XDG_CACHE_HOME:-${HOME:?HOME is not set}/.cache}/polyclinic}
export DEBIAN_FRONTEND=noninteractive

readonly minimum_cmake=3.25 minimum_gcc=12 minimum_node=20 minimum_emscripten=3.1.69
readonly minimum_wasi_libc=0.0~git20241209   # the first that was seen to work with LLVM 19's own runtime

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: error: %s\n' "$*" >&2; exit 1; }

# True if version $1 is at least $2, both being numbers joined by points.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }
have() { command -v "$1" >/dev/null 2>&1; }

. "$repository/cmake/setup/find.sh"
. "$repository/cmake/setup/private.sh"

parts=()
for part in "${@:-all}"; do
  case $part in
    native | clang | wasm | wasi | js | browser | judges | tables | mumps) parts+=("$part") ;;
    all) parts+=(native clang wasm wasi js browser judges tables mumps) ;;
    -h | --help) sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) printf 'setup: unknown part "%s"; parts: native clang wasm wasi js browser judges tables mumps all\n' "$part" >&2; exit 2 ;;
  esac
done
wants() { local p; for p in "${parts[@]}"; do [ "$p" != "$1" ] || return 0; done; return 1; }

# --- What is missing -------------------------------------------------------------------------------------------------
# Each line of `missing` is "need|how to get it where this script cannot"; packages are chosen later, when apt's lists
# are known to be there.
missing=()
need() { missing+=("$1|$2"); }

look() {
  missing=()
  find_everything
  if wants native || wants clang || wants wasm || wants wasi; then
    [ -n "$found_cmake" ] || need cmake "CMake >= $minimum_cmake (cmake.org/download)"
    have ninja || need ninja "Ninja (package ninja-build)"
    have ccache || need ccache "ccache (package ccache)"
    [ -s /etc/ssl/certs/ca-certificates.crt ] || [ -d /etc/pki ] || need certificates "CA certificates (package ca-certificates)"
  fi
  if wants native || wants clang; then
    [ -n "$found_gcc" ] || need g++ "GCC >= $minimum_gcc (package g++)"
  fi
  if wants clang || wants wasi || { wants wasm && [ "$found_emscripten_kind" != foreign ]; }; then
    have clang++-19 || need clang-19 "Clang 19 (apt.llvm.org has it for every release)"
    have wasm-ld-19 || need lld-19 "LLD 19 (apt.llvm.org)"
    have llvm-ar-19 || need llvm-19 "LLVM 19's tools (apt.llvm.org)"
  fi
  if wants clang; then
    [ -n "$found_sanitizers" ] || need sanitizers "Clang 19's runtimes (package libclang-rt-19-dev)"
  fi
  if wants wasm; then
    have python3 || need python3 "Python 3 (Emscripten is written in it)"
    [ -n "$found_emscripten" ] || need emscripten "Emscripten >= $minimum_emscripten (emscripten.org; put emcc on the PATH)"
    [ -n "$found_node_tools" ] || need node-tools "npm packages typescript and acorn (npm ci in cmake/node-tools)"
  fi
  if wants wasi; then
    [ -n "$found_wasi_sysroot" ] || need wasi-sysroot "wasi-libc and libc++ 19 for wasm32 (Debian 13's packages)"
  fi
  if wants wasm || wants wasi || wants js || wants browser; then
    [ -n "$found_node" ] || need node "Node.js >= $minimum_node with npm (nodejs.org)"
  fi
  if { wants js || wants browser; } && [ -f "$repository/tests/package.json" ]; then
    [ -n "$found_test_packages" ] || need test-packages "npm packages of tests/package.json (npm ci in tests)"
  fi
  if wants browser; then
    [ -n "$found_chromium" ] || need chromium "Chromium (POLYCLINIC_CHROMIUM may name the program)"
  fi
  if wants judges; then
    have zip || need zip "zip"
    have unzip || need unzip "unzip"
    have 7z || need 7z "7-Zip (package p7zip-full or 7zip)"
    have sqlite3 || need sqlite3 "sqlite3"
    have python3 || need python3 "Python 3"
    have wasm-objdump || need wabt "wabt (github.com/WebAssembly/wabt)"
  fi
  if wants tables; then
    [ -n "$found_mariadb" ] && have mariadb-install-db || need mariadb-server-core "MariaDB's server"
    have mariadb || need mariadb-client "MariaDB's client"
    { [ -n "$found_initdb" ] && have psql; } || need postgresql "PostgreSQL with its client"
    have sqlite3 || need sqlite3 "sqlite3"
    have protoc || need protobuf-compiler "protoc, the compiler of Protocol Buffers"
    protoc --descriptor_set_out=/dev/null google/protobuf/timestamp.proto 2>/dev/null ||
      need libprotobuf-dev "the declarations that come with protoc"
    have python3 || need python3 "Python 3"
    [ -n "$found_table_judges" ] || need table-judges "Python packages of tests/formats/requirements.txt"
  fi
  if wants mumps; then
    [ -n "$found_gtm" ] || need fis-gtm "GT.M (package fis-gtm)"
  fi
}

look
if [ ${#missing[@]} -eq 0 ]; then
  write_environment
  exit 0
fi

# --- May we install? -------------------------------------------------------------------------------------------------
if [ -n "${POLYCLINIC_ASSUME_NO_ROOT:-}" ] || [ "$(id -u)" -ne 0 ] || ! have apt-get; then
  if have apt-get; then reason="installing needs root: run \"sudo bash cmake/setup.sh ${parts[*]}\", or get them yourself"
  else reason="this system has no apt: get them yourself"; fi
  {
    say "missing, and nothing was changed ($reason):"
    for line in "${missing[@]}"; do printf '  %-14s %s\n' "${line%%|*}" "${line#*|}"; done
  } >&2
  exit 1
fi

# --- Choose packages -------------------------------------------------------------------------------------------------
mkdir -p "$cache"
exec 9>"$cache/setup.lock"
flock 9                        # two scripts that start at once install once
look

candidate() { apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p' | grep -v '^(none)$' || true; }
candidate_at_least() { local c; c=$(candidate "$1"); [ -n "$c" ] && dpkg --compare-versions "$c" ge "$2"; }

packages=() private=() npm_folders=() python_environment=
choose() {
  packages=() private=() npm_folders=() python_environment=
  local line
  for line in "${missing[@]}"; do
    case ${line%%|*} in
      cmake) packages+=(cmake) ;;
      ninja) packages+=(ninja-build) ;;
      certificates) packages+=(ca-certificates) ;;
      sanitizers) packages+=(libclang-rt-19-dev) ;;
      7z) if [ -n "$(candidate p7zip-full)" ]; then packages+=(p7zip-full); else packages+=(7zip); fi ;;
      emscripten)
        if candidate_at_least emscripten "$minimum_emscripten"; then packages+=(emscripten); else private+=(emscripten); fi ;;
      wasi-sysroot)
        if candidate_at_least wasi-libc "$minimum_wasi_libc" && [ -n "$(candidate libc++-19-dev-wasm32)" ]; then
          packages+=(wasi-libc libc++-19-dev-wasm32 libc++abi-19-dev-wasm32 libclang-rt-19-dev-wasm32)
        else private+=(wasi); fi ;;
      node)
        if candidate_at_least nodejs "$minimum_node"; then
          packages+=(nodejs)
          # Node's own packages bring npm along; the distributions' do not.
          case $(candidate nodejs) in *nodesource*) ;; *) packages+=(npm) ;; esac
        else
          private+=(node)
          have npm || packages+=(nodejs npm)   # old ones, which fetch the new
        fi ;;
      chromium) packages+=(chromium) ;;
      node-tools) npm_folders+=(cmake/node-tools) ;;
      test-packages) npm_folders+=(tests) ;;
      table-judges)
        python_environment=yes
        python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv) ;;
      *) packages+=("${line%%|*}") ;;
    esac
  done
  # Ubuntu's chromium package only fetches a snap, which a container cannot run: playwright brings its own there.
  if [ "$(distribution)" = ubuntu ] && [[ " ${packages[*]} " == *" chromium "* ]]; then
    packages=("${packages[@]/#chromium/}") private+=(chromium)
  fi
  if [[ " ${private[*]} " == *" emscripten "* || " ${private[*]} " == *" wasi "* ]]; then
    [ -s "$debian_keyring" ] || packages+=(debian-archive-keyring)
  fi
  local all=("${packages[@]}") p
  packages=()
  for p in "${all[@]}"; do
    [ -z "$p" ] || [[ " ${packages[*]} " == *" $p "* ]] || packages+=("$p")
  done
}

apt() { apt-get -q -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o DPkg::Lock::Timeout=300 "$@"; }
lists_are_fresh() {
  local p
  for p in "${packages[@]}"; do [ -n "$(candidate "$p")" ] || return 1; done
  # With no lists at all even a missing newer candidate proves nothing.
  [ -n "$(candidate g++)" ]
}
choose
if ! lists_are_fresh; then
  say "refreshing apt's package lists"
  apt update >"$cache/apt-update.log" 2>&1 || { tail -n 5 "$cache/apt-update.log" >&2; die "apt-get update failed"; }
  choose
fi
for package in "${packages[@]}"; do
  [ -n "$(candidate "$package")" ] || die "no apt source of this system has the package $package; add one that does (universe on Ubuntu; apt.llvm.org for LLVM 19)"
done

# --- Say, then install -----------------------------------------------------------------------------------------------
[ ${#packages[@]} -eq 0 ] || say "installing with apt: ${packages[*]}"
for set in "${private[@]}"; do say "unpacking into $cache: $(describe_private_set "$set")"; done
for folder in "${npm_folders[@]}"; do say "installing the npm packages of $folder"; done
[ -z "$python_environment" ] || say "installing the Python packages of tests/formats/requirements.txt into $cache/table-judges"

log=$cache/setup.log
: >"$log"
run_logged() { "$@" >>"$log" 2>&1 || { tail -n 15 "$log" >&2; die "failed: $* (log: $log)"; }; }
retry() { local i; for i in 1 2 3; do "$@" && return 0; sleep $((i * 2)); done; return 1; }

if [ ${#packages[@]} -gt 0 ]; then
  # Lists may be older than the mirror; a package that is gone there calls for one refresh.
  if ! apt install -y --no-install-recommends "${packages[@]}" >>"$log" 2>&1; then
    run_logged retry apt update
    run_logged apt install -y --no-install-recommends "${packages[@]}"
  fi
fi
hash -r
for set in "${private[@]}"; do [ "$set" != node ] || install_private_set node; done
find_everything
export PATH="$found_path:$PATH"
for folder in "${npm_folders[@]}"; do install_npm_folder "$folder"; done
[ -z "$python_environment" ] || install_python_environment
for set in "${private[@]}"; do [ "$set" = node ] || install_private_set "$set"; done

look
if [ ${#missing[@]} -gt 0 ]; then
  for line in "${missing[@]}"; do printf 'setup: still missing: %s: %s\n' "${line%%|*}" "${line#*|}" >&2; done
  die "installing did not bring everything (log: $log)"
fi
write_environment
say "ready"
