// What libmagic takes bytes for: a second opinion, by other people's eyes.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "shared/result.h"

struct magic_set;

namespace authledger::infra {

// Thread-safe; one caller at a time looks.
class TypeSniffer {
 public:
  // Errors: settings.invalid when libmagic's database is not there.
  static Result<std::unique_ptr<TypeSniffer>> open();
  ~TypeSniffer();
  TypeSniffer(const TypeSniffer&) = delete;
  TypeSniffer& operator=(const TypeSniffer&) = delete;

  std::string mime_type(std::string_view bytes);  // application/octet-stream: nobody knows

 private:
  explicit TypeSniffer(magic_set* magic) : magic_(magic) {}
  std::mutex mutex_;
  magic_set* const magic_;
};

}  // namespace authledger::infra
