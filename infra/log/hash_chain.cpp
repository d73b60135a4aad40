#include "infra/log/hash_chain.h"

#include <openssl/evp.h>

#include <cstdint>
#include <cstdlib>

namespace authledger::infra {

namespace {

void put_integer(std::string& out, std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(bits >> shift);
}

void put_text(std::string& out, std::string_view text) {
  put_integer(out, static_cast<std::int64_t>(text.size()));
  out += text;
}

}  // namespace

std::string first_hash() { return std::string(kHashBytes, '\0'); }

std::string canonical_bytes(const events::StoredEvent& event) {
  std::string out;
  out.reserve(256 + event.payload.size() + event.meta.size());
  put_integer(out, event.position);
  put_text(out, event.event_id);
  put_text(out, event.tenant_id);
  put_text(out, event.stream_id);
  put_integer(out, event.stream_version);
  put_text(out, event.type);
  put_integer(out, event.schema_version);
  put_integer(out, event.recorded_at.ms);
  put_text(out, event.subject);
  put_text(out, event.payload);
  put_text(out, event.meta);
  return out;
}

struct HashChain::Context {
  EVP_MD_CTX* digest = EVP_MD_CTX_new();
  EVP_MD* sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() {
    EVP_MD_free(sha256);
    EVP_MD_CTX_free(digest);
  }
};

HashChain::HashChain() : context_(std::make_unique<Context>()) {}
HashChain::~HashChain() = default;
HashChain::HashChain(HashChain&&) noexcept = default;
HashChain& HashChain::operator=(HashChain&&) noexcept = default;

std::string HashChain::next(std::string_view previous, const events::StoredEvent& event) {
  const auto row = canonical_bytes(event);
  std::string hash(kHashBytes, '\0');
  auto* digest = context_->digest;
  const bool done =
      EVP_DigestInit_ex2(digest, context_->sha256, nullptr) == 1 &&
      EVP_DigestUpdate(digest, previous.data(), previous.size()) == 1 &&
      EVP_DigestUpdate(digest, row.data(), row.size()) == 1 &&
      EVP_DigestFinal_ex(digest, reinterpret_cast<unsigned char*>(hash.data()), nullptr) == 1;
  if (!done) std::abort();  // OpenSSL without SHA-256 is a broken machine
  return hash;
}

}  // namespace authledger::infra
