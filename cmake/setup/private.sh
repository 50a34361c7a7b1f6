# Puts into private folders of the cache what this release has not, or too old; the system's packages, apt sources and apt
# lists are not touched. Sourced by setup.sh.
#
#   emscripten, wasi   Debian 13's packages, fetched with an apt configuration of their own and unpacked
#   node               npm's packages node-linux-*, with the npm that the system has
#   chromium           by playwright-core, where the system's package is only a starter of a snap
#
# A private set is a folder $cache/NAME with an empty file `complete` in it, made beside and then renamed, so that an
# interrupted run leaves nothing that looks finished.

readonly debian_keyring=/usr/share/keyrings/debian-archive-keyring.gpg
readonly debian_suite=trixie

# The mirror that the machine's own Debian source names; elsewhere (Ubuntu, say) Debian's general address.
debian_mirror() {
  local mirror=${POLYCLINIC_DEBIAN_MIRROR:-}
  if [ -z "$mirror" ] && [ "$(distribution)" = debian ]; then
    mirror=$(apt-get indextargets 'Created-By: Packages' --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 2>/dev/null |
      awk -v release="$(codename)" '$2 == release && $3 == "main" && $1 ~ /^https?:/ { print $1; exit }' || true)
  fi
  mirror=${mirror:-http://deb.debian.org/debian}
  printf '%s' "${mirror%/}"
}

describe_private_set() {
  case $1 in
    emscripten) echo "Emscripten and Binaryen of Debian 13 (150 MB to fetch, 1.2 GB on disk)" ;;
    wasi) echo "wasi-libc, libc++ 19 and Clang's runtime for wasm32 of Debian 13 (10 MB to fetch)" ;;
    node) echo "Node.js 20 and npm 10 (npm packages, 45 MB to fetch)" ;;
    chromium) echo "Chromium's headless shell by playwright-core, with its libraries by apt" ;;
  esac
}

# apt-get for Debian 13 with a configuration, lists and a status file of its own.
private_apt() {
  apt-get -q -o Dir::Etc::sourcelist="$cache/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o Dir::State::lists="$cache/apt/lists" -o Dir::State::status="$cache/apt/status" -o Dir::Cache="$cache/apt/cache" \
    -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
    -o Acquire::Retries=3 -o Acquire::http::Timeout=30 -o APT::Sandbox::User=root "$@"
}

prepare_private_apt() {
  [ -z "${private_apt_is_ready:-}" ] || return 0
  [ -s "$debian_keyring" ] || die "$debian_keyring is missing: install the package debian-archive-keyring"
  mkdir -p "$cache/apt/lists/partial" "$cache/apt/cache/archives/partial"
  : >"$cache/apt/status"
  printf 'deb [signed-by=%s] %s %s main\n' "$debian_keyring" "$(debian_mirror)" "$debian_suite" >"$cache/apt/sources.list"
  private_apt update >>"$log" 2>&1 || private_apt update >>"$log" 2>&1 ||
    { tail -n 5 "$log" >&2; die "cannot read Debian 13's lists from $(debian_mirror); POLYCLINIC_DEBIAN_MIRROR may name another mirror"; }
  private_apt_is_ready=yes
}

# Fetches the packages $2... and unpacks them into the folder $1, without what no build here uses.
unpack_debian13() {
  local folder=$1 package
  shift
  rm -rf "$folder" "$folder.packages"
  mkdir -p "$folder" "$folder.packages"
  (cd "$folder.packages" && run_logged retry private_apt download "$@")
  for package in "$folder.packages"/*.deb; do
    dpkg-deb --fsys-tarfile "$package" |
      tar -x -C "$folder" --exclude='*/wasm32-emscripten/pic' --exclude='*/wasm32-emscripten/lto-pic' \
        --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/emscripten/docs' \
        --exclude='./usr/share/emscripten/test' || die "cannot unpack $package"
  done
  rm -rf "$folder.packages"
}

# A starter for a program that needs Debian 13's C library: its own loader is run with its own libraries.
write_loader_starter() {
  local starter=$1 prefix=$2 program=$3 loader
  loader=$(find "$prefix/usr/lib" -name 'ld-linux-*.so.*' | head -n 1)
  [ -n "$loader" ] || die "no dynamic loader in $prefix"
  printf '#!/bin/sh\nexec %s --library-path %s %s "$@"\n' "$loader" "$(dirname "$loader")" "$program" >"$starter"
  chmod +x "$starter"
}

install_private_set() {
  local set=$1 building="$cache/$1.building" final="$cache/$1" program
  if [ "$set" = chromium ]; then
    run_logged env PLAYWRIGHT_BROWSERS_PATH="$cache/browsers" "$repository/tests/node_modules/.bin/playwright-core" install --with-deps chromium
    return
  fi
  case $set in
    emscripten)
      prepare_private_apt
      unpack_debian13 "$building" emscripten binaryen libc6 libstdc++6 libgcc-s1
      mkdir -p "$building/binaryen/bin"
      for program in "$building"/usr/bin/wasm-* "$building"/usr/bin/wasm2js; do
        write_loader_starter "$building/binaryen/bin/$(basename "$program")" "$building" "$program"
      done
      sed -i "s|$building|$final|g" "$building"/binaryen/bin/*
      [ -d "$building/binaryen/lib" ] || ln -s ../usr/lib "$building/binaryen/lib"
      # Beside emcc, so that no environment variable is needed. FROZEN_CACHE: the system libraries come prebuilt.
      cat >"$building/usr/share/emscripten/.emscripten" <<CONFIG
LLVM_ROOT = '/usr/bin'
LLVM_ADD_VERSION = '19'
CLANG_ADD_VERSION = '19'
BINARYEN_ROOT = '$final/binaryen'
NODE_JS = '$found_node'
FROZEN_CACHE = True
CONFIG
      # Emscripten looks for acorn in its own folder.
      ln -s "$cache/node-tools/node_modules" "$building/usr/share/emscripten/node_modules"
      ;;
    wasi)
      prepare_private_apt
      unpack_debian13 "$building" wasi-libc libc++-19-dev-wasm32 libc++abi-19-dev-wasm32 libclang-rt-19-dev-wasm32
      mkdir -p "$building/resources/lib"
      ln -s /usr/lib/llvm-19/lib/clang/19/include "$building/resources/include"
      ln -s "$final/usr/lib/llvm-19/lib/clang/19/lib/wasi" "$building/resources/lib/wasi"
      ;;
    node)
      rm -rf "$building"
      mkdir -p "$building/bin"
      # Exact versions and no lock file: npm brings its own modules along, which would fill 2,500 lines of one.
      cp "$repository/cmake/node-runtime/package.json" "$building/"
      run_logged retry npm install --prefix "$building" --no-save --no-package-lock --no-audit --no-fund
      for program in "$building"/node_modules/node-linux-*/bin/node; do
        [ ! -x "$program" ] || ln -s "..${program#"$building"}" "$building/bin/node"
      done
      [ -e "$building/bin/node" ] || die "npm has no Node.js 20 for this processor; install one from nodejs.org"
      ln -s ../node_modules/npm/bin/npm-cli.js "$building/bin/npm"
      ln -s ../node_modules/npm/bin/npx-cli.js "$building/bin/npx"
      ;;
  esac
  touch "$building/complete"
  rm -rf "$final"
  mv "$building" "$final"
}

# Installs one of the repository's folders by its lock file; the tools of the wasm build live in the cache, so that every
# clone shares them. Not `npm ci`: that refuses a lock file that does not list other systems' variants of a native
# package, which not every registry carries. --no-save leaves the lock file as it is.
install_npm_folder() {
  local source="$repository/$1" target="$repository/$1"
  if [ "$1" = cmake/node-tools ]; then
    target=$cache/node-tools
    mkdir -p "$target"
    cp "$source/package.json" "$source/package-lock.json" "$target/"
  fi
  rm -rf "$target/node_modules"
  run_logged retry npm install --prefix "$target" --no-save --no-audit --no-fund --prefer-offline
  cp "$source/package-lock.json" "$target/node_modules/.polyclinic-lock"
}

# A Python environment of its own; the list it was installed from lies in it once it is complete.
install_python_environment() {
  rm -rf "$cache/table-judges"
  run_logged python3 -m venv "$cache/table-judges"
  run_logged retry "$cache/table-judges/bin/pip" install --quiet --disable-pip-version-check -r "$repository/tests/formats/requirements.txt"
  cp "$repository/tests/formats/requirements.txt" "$cache/table-judges/"
}
