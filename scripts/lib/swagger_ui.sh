# The files of Swagger UI, for infra/web/CMakeLists.txt. Sourced after npm_package.sh.
# shellcheck shell=bash

# Into build/swagger-ui. Without them the build goes on, and /swagger says that it has none.
swagger_ui_files() {
  npm_package swagger-ui swagger-ui-dist@5.35.0 \
    1b8e891893404ea4c3558b6a87e2a3e494e7eedba41168c2ece5800a391a6ea6 1 \
    package/swagger-ui-bundle.js package/swagger-ui.css package/LICENSE package/NOTICE ||
    say "no Swagger UI: building without it."
}
