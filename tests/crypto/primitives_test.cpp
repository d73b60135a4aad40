#include <gtest/gtest.h>

#include "infra/crypto/aead.h"
#include "infra/crypto/digest.h"
#include "infra/crypto/encoding.h"
#include "infra/crypto/system.h"

namespace authledger::infra {
namespace {

std::string bytes(std::string_view hex) { return hex_decode(hex).value(); }

TEST(Sha256, Fips180Vectors) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(HmacSha256, Rfc4231Vectors) {
  EXPECT_EQ(hex_encode(hmac_sha256(std::string(20, '\x0b'), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex_encode(hmac_sha256(std::string(131, '\xaa'),
                                   "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hkdf, Rfc5869Vectors) {
  EXPECT_EQ(hex_encode(hkdf_sha256(std::string(22, '\x0b'), bytes("000102030405060708090a0b0c"),
                                   bytes("f0f1f2f3f4f5f6f7f8f9"), 42)),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  EXPECT_EQ(hex_encode(hkdf_sha256(std::string(22, '\x0b'), "", "", 42)),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

// GCM specification (McGrew, Viega), test cases 13, 14 and 16.
TEST(Aead, GcmVectors) {
  const Key256 zero(std::string(32, '\0'));
  const std::string nonce(12, '\0');
  EXPECT_EQ(hex_encode(aead_seal_with_nonce(zero, nonce, "", "").substr(12)),
            "530f8afbc74536b9a963b4f1c4cb738b");
  EXPECT_EQ(hex_encode(aead_seal_with_nonce(zero, nonce, std::string(16, '\0'), "").substr(12)),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
  const Key256 key(bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
  EXPECT_EQ(
      hex_encode(aead_seal_with_nonce(
                     key, bytes("cafebabefacedbaddecaf888"),
                     bytes("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c9"
                           "5956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"),
                     bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
                     .substr(12)),
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b105682"
      "8"
      "838c5f61e6393ba7a0abcc9f662"
      "76fc6ece0f4e1768cddf8853bb2d551b");
}

TEST(Aead, OpensWhatItSealed) {
  const Key256 key = Key256::random();
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 100000U}) {
    const std::string plain = random_bytes(size);
    EXPECT_EQ(aead_open(key, aead_seal(key, plain, "row 1"), "row 1"), plain);
    EXPECT_EQ(aead_open_fresh(key, aead_seal_fresh(key, plain, "row 1"), "row 1"), plain);
  }
}

TEST(Aead, SealsTheSameTextDifferentlyEachTime) {
  const Key256 key = Key256::random();
  EXPECT_NE(aead_seal(key, "same"), aead_seal(key, "same"));
}

TEST(Aead, EveryFlippedBitIsNoticed) {
  const Key256 key = Key256::random();
  const std::string sealed = aead_seal(key, "a secret", "context");
  const std::string fresh = aead_seal_fresh(key, "a secret", "context");
  for (std::size_t bit = 0; bit < fresh.size() * 8; ++bit) {
    const auto mask = static_cast<char>(1U << (bit % 8));
    std::string bad = fresh;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ mask);
    EXPECT_FALSE(aead_open_fresh(key, bad, "context"));
    if (bit / 8 >= sealed.size()) continue;
    bad = sealed;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ mask);
    EXPECT_FALSE(aead_open(key, bad, "context"));
  }
}

TEST(Aead, AnotherKeyContextOrLengthOpensNothing) {
  const Key256 key = Key256::random();
  const std::string sealed = aead_seal(key, "a secret", "row 1");
  EXPECT_FALSE(aead_open(Key256::random(), sealed, "row 1"));
  EXPECT_FALSE(aead_open(key, sealed, "row 2"));
  EXPECT_FALSE(aead_open(key, sealed));
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(aead_open(key, sealed.substr(0, size), "row 1"));
  }
  EXPECT_FALSE(aead_open(key, sealed + "x", "row 1"));
}

TEST(Base64Url, Rfc4648VectorsWithoutPadding) {
  EXPECT_EQ(base64url_encode(""), "");
  EXPECT_EQ(base64url_encode("f"), "Zg");
  EXPECT_EQ(base64url_encode("fo"), "Zm8");
  EXPECT_EQ(base64url_encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64url_encode("\xfb\xff"), "-_8");
  EXPECT_EQ(base64_encode_unpadded("\xfb\xff"), "+/8");
}

TEST(Base64Url, DecodesAnyBytesItEncoded) {
  for (std::size_t size = 0; size < 100; ++size) {
    const std::string any = random_bytes(size);
    EXPECT_EQ(base64url_decode(base64url_encode(any)), any);
    EXPECT_EQ(base64_decode_unpadded(base64_encode_unpadded(any)), any);
    EXPECT_EQ(hex_decode(hex_encode(any)), any);
  }
}

TEST(Base64Url, HasOneSpellingPerText) {
  EXPECT_TRUE(base64url_decode("Zg"));
  for (const char* bad :
       {"Zh", "Zg==", "Zg=", "Z", "Zm9", "Zg\n", " Zg", "Z+8A", "Z/8A", "Zm9vY"}) {
    EXPECT_FALSE(base64url_decode(bad)) << bad;
  }
}

TEST(ConstantTimeEqual, ComparesBytesAndLengths) {
  EXPECT_TRUE(constant_time_equal("", ""));
  EXPECT_TRUE(constant_time_equal("abc", "abc"));
  EXPECT_FALSE(constant_time_equal("abc", "abd"));
  EXPECT_FALSE(constant_time_equal("abc", "ab"));
}

TEST(SecureWipe, LeavesNothingInTheBuffer) {
  std::string text(100, 's');
  text.resize(50);
  const char* const before = text.data();
  secure_wipe(text);
  EXPECT_TRUE(text.empty());
  text.resize(100);  // the same buffer again
  ASSERT_EQ(text.data(), before);
  EXPECT_EQ(text, std::string(100, '\0'));
}

TEST(System, RandomBytesDifferAndTheClockIsOfThisCentury) {
  SystemRandom random;
  EXPECT_EQ(random.bytes(0), "");
  EXPECT_EQ(random.bytes(1000).size(), 1000U);
  EXPECT_NE(random.bytes(16), random.bytes(16));
  EXPECT_GT(SystemClock{}.now().ms, 1'700'000'000'000);
}

}  // namespace
}  // namespace authledger::infra
