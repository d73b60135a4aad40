# Files of npm packages that the build needs: pinned by SHA-256, never committed. Sourced after
# common.sh.
# shellcheck shell=bash disable=SC2154

# npm_package FOLDER NAME@VERSION SHA256 STRIP MEMBER...: unpacks the members of the package into
# build/FOLDER, without their first STRIP folders. Without a network the copy of an earlier fetch
# serves; false, with the reason printed, when there is none.
npm_package() {
  local folder=$1 name=$2 sha256=$3 strip=$4
  shift 4
  local cache=${AUTHLEDGER_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/authledger}
  local package=$cache/${name/@/-}.tgz unpacked=$root/build/$folder
  [[ $(cat "$unpacked/sha256" 2>/dev/null) != "$sha256" ]] || return 0
  if ! is_pinned "$package" "$sha256"; then
    mkdir -p "$cache"
    (cd "$cache" && timeout 60 npm pack --silent "$name") >/dev/null 2>&1 || true
    if ! is_pinned "$package" "$sha256"; then
      rm -f "$package"
      say "  The npm package $name could not be fetched, or is not the pinned file."
      say "  Without a network: put it at $package"
      return 1
    fi
  fi
  local fresh
  mkdir -p "$root/build"
  fresh=$(mktemp -d "$root/build/$folder.XXXXXX")
  tar -xzf "$package" -C "$fresh" --strip-components="$strip" "$@"
  echo "$sha256" >"$fresh/sha256"
  rm -rf "$unpacked"
  mv -T "$fresh" "$unpacked"
}

is_pinned() { echo "$2  $1" | sha256sum --check --status 2>/dev/null; }
