# The sources of the Argon2 reference library, for infra/argon2/CMakeLists.txt: from a registry
# package that ships them unchanged. Sourced after npm_package.sh.
# shellcheck shell=bash

# Into build/argon2. Without them the build goes on with Debian's library, at half the speed.
argon2_sources() {
  npm_package argon2 argon2@0.45.1 4acffbd5e5a87fe8fad926afc9a9ac450d69b7082686dd2836be0d8309dbd8aa \
    2 package/argon2 ||
    say "no Argon2 sources: building with Debian's library, which is half as fast."
}
