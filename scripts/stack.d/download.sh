# Server jars from Maven Central, kept in a cache that all clones share. Part of scripts/stack.
# shellcheck shell=bash disable=SC2154

# fetch NAME VERSION [maven option...]: fills $cache/NAME-VERSION and prints that path. The files
# are checked against NAME.sha256 and appear under the final name in one rename, so that an
# interrupted download is never taken for a complete one.
fetch() {
  local name=$1 version=$2 cache=$cache part target
  shift 2
  # The shared cache may be another user's: read it, or else fill our own.
  [[ -d $cache/$name-$version || -w $cache || ${AUTHLEDGER_STACK_CACHE:-} ]] ||
    cache=${XDG_CACHE_HOME:-$HOME/.cache}/authledger
  target=$cache/$name-$version
  if [[ ! -d $target ]]; then
    mkdir -p "$cache"
    (
      flock 8
      [[ -d $target ]] && exit
      command -v mvn >/dev/null || die "Maven is missing: scripts/setup stack"
      say "$name $version: downloading"
      rm -rf "$cache/.part-$name".*
      part=$(mktemp -d "$cache/.part-$name.XXXXXX")
      trap 'rm -rf "$part"' EXIT
      mvn -B -q -C -f "$here/stack.d/$name-pom.xml" \
        org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
        -DoutputDirectory="$part" -DincludeScope=runtime "$@" </dev/null 2>&1 |
        sed 's/\x1b\[[0-9;]*m//g; /^$/d' >&2 ||
        die "$name $version: download failed"
      (cd "$part" && sha256sum --quiet --strict -c "$here/stack.d/$name.sha256") >&2 ||
        die "$name $version: the download is not what $name.sha256 says"
      unpack "$part"
      chmod -R a+rX "$part"
      mv -T "$part" "$target"
    ) 8>"$cache/.lock-$name"
  fi
  echo "$target"
}

# A distribution comes as one zip with one folder: lift its content.
unpack() {
  local part=$1 zip
  for zip in "$part"/*.zip; do
    [[ -e $zip ]] || return 0
    unzip -q "$zip" -d "$part/unzipped"
    rm "$zip"
    mv "$part"/unzipped/*/* "$part"/
    rm -r "$part/unzipped"
  done
}
