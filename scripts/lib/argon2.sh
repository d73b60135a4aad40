# The sources of the Argon2 reference library, for infra/argon2/CMakeLists.txt: from a registry
# package that ships them unchanged, pinned by SHA-256, never committed. Sourced after common.sh.
# shellcheck shell=bash disable=SC2154

argon2_name=argon2@0.45.1
argon2_package=argon2-0.45.1.tgz
argon2_sha256=4acffbd5e5a87fe8fad926afc9a9ac450d69b7082686dd2836be0d8309dbd8aa

# Unpacks into build/argon2. Without a network the copy of an earlier fetch serves; without that too
# the build goes on with Debian's library, at half the speed.
argon2_sources() {
  local cache=${AUTHLEDGER_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/authledger}
  local package=$cache/$argon2_package unpacked=$root/build/argon2
  [[ $(cat "$unpacked/sha256" 2>/dev/null) != "$argon2_sha256" ]] || return 0
  if ! argon2_is_pinned "$package"; then
    mkdir -p "$cache"
    argon2_fetch "$cache"
    if ! argon2_is_pinned "$package"; then
      rm -f "$package"
      say "no Argon2 sources: building with Debian's library, which is half as fast."
      say "  The npm package $argon2_name could not be fetched, or is not the pinned file."
      say "  Without a network: put it at $package"
      return 0
    fi
  fi
  local fresh
  mkdir -p "$root/build"
  fresh=$(mktemp -d "$root/build/argon2.XXXXXX")
  tar -xzf "$package" -C "$fresh" --strip-components=2 package/argon2
  echo "$argon2_sha256" >"$fresh/sha256"
  rm -rf "$unpacked"
  mv -T "$fresh" "$unpacked"
}

argon2_is_pinned() { echo "$argon2_sha256  $1" | sha256sum --check --status 2>/dev/null; }

argon2_fetch() { (cd "$1" && timeout 60 npm pack --silent "$argon2_name") >/dev/null 2>&1 || true; }
