# Looks for each tool that setup.sh cares about and writes down where it is; it installs nothing. Sourced by setup.sh.

distribution() { ( . /etc/os-release 2>/dev/null && printf '%s' "${ID:-unknown}" ); }
codename() { ( . /etc/os-release 2>/dev/null && printf '%s' "${VERSION_CODENAME:-unknown}" ); }

# First number such as 3.25.1 in what a program says about itself.
version_of() { "$@" 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1 || true; }

find_emscripten() {
  found_emscripten='' found_emscripten_kind='' found_emscripten_version=''
  local program root
  if program=$(command -v emcc) && program=$(readlink -f "$program"); then
    root=$(dirname "$program")
    # Homebrew and others put a starter elsewhere: only then ask the program itself, which takes half a second.
    if [ ! -s "$root/emscripten-version.txt" ]; then
      root=$(command -v em-config >/dev/null && em-config EMSCRIPTEN_ROOT 2>/dev/null || true)
    fi
    if [ -n "$root" ] && [ -s "$root/emscripten-version.txt" ]; then
      found_emscripten_version=$(tr -d '"[:space:]' <"$root/emscripten-version.txt")
      found_emscripten_version=${found_emscripten_version%%[-+]*}
      if at_least "$found_emscripten_version" "$minimum_emscripten"; then
        found_emscripten=$root found_emscripten_kind=foreign
        # Debian's own package works with the system's LLVM; an emsdk brings its own.
        [ "$root" != /usr/share/emscripten ] || found_emscripten_kind=package
        return
      fi
    fi
  fi
  root=$cache/emscripten/usr/share/emscripten
  if [ -f "$cache/emscripten/complete" ]; then
    found_emscripten=$root found_emscripten_kind=private
    found_emscripten_version=$(tr -d '"[:space:]' <"$root/emscripten-version.txt")
  fi
}

find_wasi() {
  found_wasi_sysroot='' found_wasi_resources=''
  if [ -f "$cache/wasi/complete" ]; then
    found_wasi_sysroot=$cache/wasi/usr found_wasi_resources=$cache/wasi/resources
  elif [ -f /usr/include/wasm32-wasi/wchar.h ] && [ -d /usr/include/wasm32-wasi/c++ ] &&
    have dpkg-query && dpkg --compare-versions "$(dpkg-query -W -f '${Version}' wasi-libc 2>/dev/null || echo 0)" ge "$minimum_wasi_libc"; then
    found_wasi_sysroot=/usr found_wasi_resources=/usr/lib/llvm-19/lib/clang/19
  fi
}

find_node() {
  found_node='' found_node_private=''
  local program
  for program in "$(command -v node || true)" "$cache/node/bin/node"; do
    [ -n "$program" ] && [ -x "$program" ] || continue
    if at_least "$(version_of "$program" --version)" "$minimum_node" && [ -x "$(dirname "$program")/npm" ]; then
      found_node=$program
      [ "$program" != "$cache/node/bin/node" ] || found_node_private=yes
      return
    fi
  done
}

# Chromium proper first: its headless mode is the whole browser.
find_chromium() {
  found_chromium=''
  local program
  for program in "${POLYCLINIC_CHROMIUM:-}" chromium google-chrome google-chrome-stable chromium-browser \
    "$cache"/browsers/chromium*/chrome-linux*/{chrome,headless_shell,chrome-headless-shell}; do
    program=$(command -v "$program" 2>/dev/null) || continue
    # Ubuntu's chromium-browser is a script that asks for a snap.
    if [ "$(basename "$program")" = chromium-browser ] && grep -qs snap "$program"; then continue; fi
    found_chromium=$program
    return
  done
}

# An npm folder is up to date when the lock file it was installed from is the present one.
npm_folder_is_current() { [ -d "$1/node_modules" ] && cmp -s "$2" "$1/node_modules/.polyclinic-lock"; }

# The programs of servers stand where no PATH of a user leads.
find_databases() {
  found_mariadb='' found_initdb=''
  local program
  for program in "$(command -v mariadbd || true)" /usr/sbin/mariadbd; do [ ! -x "$program" ] || found_mariadb=$program; done
  for program in /usr/lib/postgresql/*/bin/initdb; do [ ! -x "$program" ] || found_initdb=$program; done
}

find_everything() {
  found_cmake='' found_gcc='' found_sanitizers='' found_node_tools='' found_test_packages=''
  local version file
  ! have cmake || { version=$(version_of cmake --version); ! at_least "$version" "$minimum_cmake" || found_cmake=$version; }
  ! have g++ || { version=$(g++ -dumpfullversion 2>/dev/null || echo 0); ! at_least "$version" "$minimum_gcc" || found_gcc=$version; }
  for file in /usr/lib/llvm-19/lib/clang/19/lib/linux/libclang_rt.fuzzer-*.a; do [ ! -f "$file" ] || found_sanitizers=$file; done
  find_emscripten
  find_wasi
  find_node
  find_chromium
  ! npm_folder_is_current "$cache/node-tools" "$repository/cmake/node-tools/package-lock.json" || found_node_tools=$cache/node-tools
  ! npm_folder_is_current "$repository/tests" "$repository/tests/package-lock.json" || found_test_packages=yes
  find_databases
  found_gtm=''
  for file in /usr/lib/*/fis-gtm/*/mupip; do [ ! -x "$file" ] || found_gtm=$(dirname "$file"); done
  found_table_judges=''
  ! cmp -s "$repository/tests/formats/requirements.txt" "$cache/table-judges/requirements.txt" || found_table_judges=$cache/table-judges/bin/python
  found_path=$cache/node-tools/node_modules/.bin
  [ -z "$found_node_private" ] || found_path=$cache/node/bin:$found_path
}

# Writes $1 from standard input, only when that changes it: build trees watch these files.
write_if_changed() {
  local text; text=$(cat; printf x)
  [ -f "$1" ] && [ "$(cat "$1"; printf x)" = "$text" ] || printf '%s' "${text%x}" >"$1"
}

write_environment() {
  mkdir -p "$cache"
  local toolchain_file=
  [ -z "$found_emscripten" ] || toolchain_file=$found_emscripten/cmake/Modules/Platform/Emscripten.cmake
  local pairs=(
    "POLYCLINIC_NODE=$found_node"
    "POLYCLINIC_CHROMIUM=$found_chromium"
    "POLYCLINIC_EMSCRIPTEN_ROOT=$found_emscripten"
    "POLYCLINIC_EMSCRIPTEN_VERSION=$found_emscripten_version"
    "POLYCLINIC_EMSCRIPTEN_TOOLCHAIN_FILE=$toolchain_file"
    "POLYCLINIC_NODE_TOOLS_BIN=$cache/node-tools/node_modules/.bin"
    "POLYCLINIC_WASI_CLANG=$(command -v clang++-19 || true)"
    "POLYCLINIC_WASI_SYSROOT=$found_wasi_sysroot"
    "POLYCLINIC_WASI_RESOURCE_DIR=$found_wasi_resources"
    "POLYCLINIC_TABLE_JUDGES=$found_table_judges"
    "POLYCLINIC_DEBIAN_MIRROR=$(debian_mirror)"
  )
  local pair
  {
    echo "# Where cmake/setup.sh found each tool; written by it, read by scripts."
    printf 'export POLYCLINIC_CACHE=%q\n' "$cache"
    for pair in "${pairs[@]}"; do printf 'export %s=%q\n' "${pair%%=*}" "${pair#*=}"; done
    printf 'case ":$PATH:" in *:%s:*) ;; *) export PATH=%q:"$PATH" ;; esac\n' "$found_path" "$found_path"
  } | write_if_changed "$cache/env.sh"
  {
    echo "# Where cmake/setup.sh found each tool; written by it, read by the toolchain files."
    for pair in "${pairs[@]}"; do printf 'set(%s [==[%s]==])\n' "${pair%%=*}" "${pair#*=}"; done
  } | write_if_changed "$cache/toolchain.cmake"
}
