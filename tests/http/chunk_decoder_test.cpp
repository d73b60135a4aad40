#include "infra/http/transport/chunk_decoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace authledger::infra::testing {
namespace {

using State = ChunkDecoder::State;

struct Decoded {
  State state = State::kMore;
  std::string body;
  std::size_t used = 0;
  int status = 0;
};

Decoded decode(std::string_view bytes, std::size_t piece_bytes, std::size_t limit = 100) {
  ChunkDecoder decoder(limit);
  Decoded result;
  while (result.state == State::kMore && result.used < bytes.size()) {
    std::size_t used = 0;
    result.state = decoder.feed(bytes.substr(result.used, piece_bytes), result.body, used);
    result.used += used;
  }
  if (result.state == State::kRefused) result.status = decoder.refusal().status;
  return result;
}

TEST(ChunkDecoder, ReadsTheSameInAnyPieces) {
  const std::string text = "5;a=\"b c\"\r\nhello\r\n0A\r\n0123456789\r\n000;x\r\n\r\n";
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    const auto result = decode(text + "GET / HTTP/1.1", piece);
    EXPECT_EQ(result.state, State::kComplete) << piece;
    EXPECT_EQ(result.body, "hello0123456789") << piece;
    EXPECT_EQ(result.used, text.size()) << piece;
  }
}

TEST(ChunkDecoder, AnEmptyBodyMayComeInPieces) {
  for (std::size_t piece = 1; piece <= 5; ++piece) {
    EXPECT_EQ(decode("0\r\n\r\n", piece).state, State::kComplete) << piece;
  }
}

TEST(ChunkDecoder, RefusesTheSameInAnyPieces) {
  for (const std::string text : {"\r\n",
                                 ";\r\n",
                                 "x\r\n",
                                 "-1\r\n",
                                 "+1\r\n",
                                 "0x1\r\n",
                                 "1 \r\n",
                                 " 1\r\n",
                                 "1\n",
                                 "1\r\r",
                                 "1\r\naa",
                                 "1\r\na\n",
                                 "1\r\na\rb",
                                 "0\r\nA: b\r\n\r\n",
                                 "0\r\n\r ",
                                 "0\r\n\n",
                                 "1;a\nb\r\n",
                                 "1;\x80\r\n",
                                 "00000000000000001\r\n",
                                 "fffffffffffffffff\r\n"}) {
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
      EXPECT_EQ(decode(text, piece).status, 400) << text << " in " << piece;
    }
  }
}

TEST(ChunkDecoder, KeepsToTheLimits) {
  EXPECT_EQ(decode("64\r\n" + std::string(100, 'a') + "\r\n0\r\n\r\n", 7).state, State::kComplete);
  EXPECT_EQ(decode("65\r\n", 1).status, 413);
  EXPECT_EQ(decode("ffffffffffffffff\r\n", 1).status, 413);
  const auto second = decode("63\r\n" + std::string(99, 'a') + "\r\n2\r\n", 7);
  EXPECT_EQ(second.status, 413);
  EXPECT_EQ(second.body.size(), 99U);
  std::string extensions;
  for (int chunk = 0; chunk < 50; ++chunk) extensions += "1;" + std::string(50, 'x') + "\r\na\r\n";
  EXPECT_EQ(decode(extensions, 64).status, 400);
}

}  // namespace
}  // namespace authledger::infra::testing
