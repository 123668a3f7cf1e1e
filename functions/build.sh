#!/usr/bin/env bash
# Builds functions from source: each <name>.wasm lies beside what it is made of.
#
#   functions/build.sh              all of them
#   functions/build.sh ping trap    only these
#   functions/build.sh --check …    says whether the built ones are what their sources give, and changes none
#
# The tools are Debian packages, installed here when they are missing (which needs root). Debian ships the source of Rust's
# standard library but no build of it for WebAssembly, so cargo compiles it along; RUSTC_BOOTSTRAP allows that with a stable
# compiler. Compiled here it also leaves out panic messages, which no node could show.
set -euo pipefail
shopt -s nullglob
functions=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$functions")
packages=(rustc-web cargo-web rust-web-src rust-web-llvm clang-22 lld-22 binaryen gcc libc6-dev)
target=wasm32-unknown-unknown
stack_bytes=65536
staged=$functions/target/staged
check=false
if [ "${1-}" = --check ]; then check=true; shift; fi
differing=()

install_tools() {
  if dpkg -s "${packages[@]}" >/dev/null 2>&1; then return; fi
  if [ "$(id -u)" != 0 ]; then
    echo "missing tools; as root: apt-get install ${packages[*]}" >&2
    exit 1
  fi
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
}

# Names in a module depend on where its crates lie, unless all of them are below the workspace: here they are, as copies.
stage_crates() {
  rm -rf "$staged"
  mkdir -p "$staged"
  (cd "$root" && cp -p --parents {sdk/rust/*,functions/*,functions/test/*}/{Cargo.toml,src/*} "$staged")
  sed 's|^    "|&functions/|' "$functions/Cargo.toml" > "$staged/Cargo.toml"
  cp "$functions/Cargo.lock" "$staged/"
}

build_rust() { # folder
  local name
  name=$(basename "$1")
  # An environment of its own: no other toolchain, no flags from outside. The paths of this machine are trimmed.
  (cd "$staged" && env -i HOME="$HOME" PATH=/usr/bin:/bin RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$functions/target" \
    CARGO_PROFILE_RELEASE_TRIM_PATHS=all \
    RUSTFLAGS="-Zunstable-options -Cpanic=immediate-abort -Clink-arg=-zstack-size=$stack_bytes" \
    cargo build --quiet --locked --release --target $target --package "$name" \
    -Ztrim-paths -Zbuild-std=std,panic_abort -Zbuild-std-features=optimize_for_size)
  finish "$functions/target/$target/release/$name.wasm" "$1/$name.wasm"
}

build_c() { # source file
  mkdir -p "$functions/target/c"
  local linked
  linked=$functions/target/c/$(basename "$1" .c).wasm
  env -i PATH=/usr/bin:/bin clang-22 --target=wasm32 -std=c11 -Oz -Wall -Wextra -Werror -nostdlib \
    -I "$root/sdk/c" "$1" -o "$linked" \
    -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=$stack_bytes -Wl,--strip-all
  finish "$linked" "${1%.c}.wasm"
}

# Shrinks what the linker made by about a tenth. Named features: those both compilers use.
finish() { # linked file, built file
  local built=$2
  if $check; then built=$functions/target/checked.wasm; fi
  /usr/bin/wasm-opt -Oz --enable-bulk-memory --enable-multivalue --enable-mutable-globals --enable-nontrapping-float-to-int \
    --enable-reference-types --enable-sign-ext --strip-producers --strip-target-features "$1" -o "$built"
  if ! $check; then
    echo "$(basename "$2"): $(stat -c %s "$2") bytes"
  elif cmp -s "$built" "$2"; then
    echo "$(basename "$2"): same"
  else
    echo "$(basename "$2"): differs"
    differing+=("$(basename "$2")")
  fi
}

# Prints every source, one a line: the folder of a Rust function, the file of a C function.
sources() {
  local manifest
  for manifest in "$functions"/*/Cargo.toml "$functions"/test/*/Cargo.toml; do dirname "$manifest"; done
  printf '%s\n' "$functions"/*/*.c
}

install_tools
stage_crates
wanted=" $* "
while read -r source; do
  name=$(basename "$source" .c)
  if [ $# -gt 0 ] && [[ $wanted != *" $name "* ]]; then continue; fi
  if [ -d "$source" ]; then build_rust "$source"; else build_c "$source"; fi
  wanted=${wanted/" $name "/ }
done < <(sources)
if [ -n "${wanted// /}" ]; then
  echo "no such function:$wanted" >&2
  exit 1
fi
if [ ${#differing[@]} -gt 0 ]; then
  echo "not what their sources give with the tools of this machine: ${differing[*]}" >&2
  exit 1
fi
