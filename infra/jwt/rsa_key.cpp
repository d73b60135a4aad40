#include "infra/jwt/rsa_key.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "infra/crypto/digest.h"
#include "infra/crypto/encoding.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

using Context = std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)>;

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// What a thread keeps of the key it used last. Holding the key makes its address unique.
struct LastUsed {
  std::shared_ptr<const RsaKey> key;
  Context context{nullptr, &EVP_PKEY_CTX_free};

  template <class Init>
  EVP_PKEY_CTX* context_of(const RsaKey& wanted, EVP_PKEY* handle, Init init) {
    if (key.get() == &wanted) return context.get();
    context.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, handle, nullptr));
    require_openssl(context != nullptr && init(context.get()) == 1 &&
                        EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) == 1 &&
                        EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) == 1,
                    "RS256");
    key = wanted.shared_from_this();
    return context.get();
  }
};

std::string number(EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  require_openssl(EVP_PKEY_get_bn_param(key, name, &value) == 1, name);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
  BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(value);
  return base64url_encode(bytes);
}

Result<std::shared_ptr<const RsaKey>> checked(EVP_PKEY* key, bool is_private) {
  ERR_clear_error();
  if (key == nullptr) return fail(errors::kStoredKeyDamaged);
  auto owner = std::make_shared<const RsaKey>(key, is_private);
  if (EVP_PKEY_is_a(key, "RSA") != 1 || EVP_PKEY_get_bits(key) < kRsaBits) {
    return fail(errors::kStoredKeyDamaged, "A stored signing key is no RSA key of 2048 bits.");
  }
  return owner;
}

}  // namespace

Result<std::shared_ptr<const RsaKey>> RsaKey::generate() {
  EVP_PKEY* const key =
      EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(kRsaBits));
  if (key == nullptr) return fail(errors::kInternal, "A signing key could not be made.");
  return std::make_shared<const RsaKey>(key, true);
}

Result<std::shared_ptr<const RsaKey>> RsaKey::from_public_pem(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> source(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  return checked(PEM_read_bio_PUBKEY(source.get(), nullptr, nullptr, nullptr), false);
}

Result<std::shared_ptr<const RsaKey>> RsaKey::from_private_der(std::string_view der) {
  const unsigned char* at = raw(der);
  return checked(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())), true);
}

Result<std::shared_ptr<const RsaKey>> RsaKey::from_numbers(std::string_view modulus,
                                                           std::string_view exponent) {
  constexpr std::size_t kModulusBytesMax = 1024;
  constexpr std::size_t kExponentBytesMax = 8;  // a longer one makes verifying a stranger's work
  if (modulus.size() > kModulusBytesMax || exponent.empty() || exponent.size() > kExponentBytesMax)
    return fail(errors::kStoredKeyDamaged, "The numbers are of no usable RSA key.");
  using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;
  const auto number_of = [](std::string_view bytes) {
    return Number(BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr), &BN_free);
  };
  const Number n = number_of(modulus);
  const Number e = number_of(exponent);
  if (n && e && (BN_is_odd(e.get()) == 0 || BN_is_one(e.get()) == 1))  // RFC 8017 §3.1
    return fail(errors::kStoredKeyDamaged, "The numbers are of no usable RSA key.");
  const std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> builder(
      OSSL_PARAM_BLD_new(), &OSSL_PARAM_BLD_free);
  require_openssl(n && e && builder &&
                      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) == 1 &&
                      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1,
                  "OSSL_PARAM_BLD");
  const std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> parameters(
      OSSL_PARAM_BLD_to_param(builder.get()), &OSSL_PARAM_free);
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), &EVP_PKEY_CTX_free);
  require_openssl(parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1,
                  "EVP_PKEY_fromdata_init");
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
    key = nullptr;
  return checked(key, false);
}

std::string RsaKey::public_pem() const {
  const std::unique_ptr<BIO, decltype(&BIO_free)> target(BIO_new(BIO_s_mem()), &BIO_free);
  require_openssl(target != nullptr && PEM_write_bio_PUBKEY(target.get(), key_.get()) == 1, "PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(target.get(), &data);
  return std::string(data, static_cast<std::size_t>(size));
}

std::string RsaKey::private_der() const {
  if (!private_) return {};
  unsigned char* data = nullptr;
  const int size = i2d_PrivateKey(key_.get(), &data);
  require_openssl(size > 0, "i2d_PrivateKey");
  const auto bytes = static_cast<std::size_t>(size);
  std::string der(reinterpret_cast<const char*>(data), bytes);
  OPENSSL_clear_free(data, bytes);
  return der;
}

std::string RsaKey::modulus() const { return number(key_.get(), OSSL_PKEY_PARAM_RSA_N); }
std::string RsaKey::exponent() const { return number(key_.get(), OSSL_PKEY_PARAM_RSA_E); }

std::string RsaKey::thumbprint() const {
  return base64url_encode(
      sha256(R"({"e":")" + exponent() + R"(","kty":"RSA","n":")" + modulus() + R"("})"));
}

std::optional<std::string> RsaKey::sign(std::string_view data) const {
  if (!private_) return std::nullopt;
  thread_local LastUsed last;
  EVP_PKEY_CTX* const context = last.context_of(*this, key_.get(), EVP_PKEY_sign_init);
  const std::string hash = sha256(data);
  std::size_t size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
  std::string signature(size, '\0');
  require_openssl(EVP_PKEY_sign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                                raw(hash), hash.size()) == 1,
                  "EVP_PKEY_sign");
  signature.resize(size);
  return signature;
}

bool RsaKey::verify(std::string_view data, std::string_view signature) const {
  thread_local LastUsed last;
  EVP_PKEY_CTX* const context = last.context_of(*this, key_.get(), EVP_PKEY_verify_init);
  const std::string hash = sha256(data);
  const bool valid =
      EVP_PKEY_verify(context, raw(signature), signature.size(), raw(hash), hash.size()) == 1;
  if (!valid) ERR_clear_error();  // else the queue of this thread keeps it
  return valid;
}

}  // namespace authledger::infra
