// SHA-256, HMAC and HKDF over it, comparison in constant time, and wiping. Thread-safe. A failure
// of OpenSSL itself (no memory, no provider) ends the process: no caller could go on without its
// keys.
#pragma once

#include <string>
#include <string_view>

namespace authledger::infra {

std::string sha256(std::string_view data);      // 32 bytes
std::string sha256_hex(std::string_view data);  // 64 characters

std::string hmac_sha256(std::string_view key, std::string_view data);  // 32 bytes, RFC 2104

// RFC 5869. REQUIRES: length_bytes <= 8160.
std::string hkdf_sha256(std::string_view key, std::string_view salt, std::string_view info,
                        std::size_t length_bytes);

// Takes the same time wherever the texts differ; only their lengths show.
bool constant_time_equal(std::string_view a, std::string_view b);

// Overwrites the bytes (also those of its unused capacity) and empties the string.
void secure_wipe(std::string& text);

// Wipes a string that it does not own at the end of a scope.
class WipeAtEnd {
 public:
  explicit WipeAtEnd(std::string& text) : text_(text) {}
  ~WipeAtEnd() { secure_wipe(text_); }
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;

 private:
  std::string& text_;
};

// An OpenSSL call that can only fail when the process can't go on.
void require_openssl(bool ok, const char* what);

}  // namespace authledger::infra
