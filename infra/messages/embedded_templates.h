// The templates that the program brings along: the files of infra/messages/templates, made into
// source by infra/messages/CMakeLists.txt.
#pragma once

#include <span>
#include <string_view>

namespace authledger::infra {

struct EmbeddedFile {
  std::string_view path;  // en/email_verification.txt
  std::string_view text;
};

std::span<const EmbeddedFile> embedded_templates();

}  // namespace authledger::infra
