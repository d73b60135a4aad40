#include "infra/http/router.h"

#include <gtest/gtest.h>

#include "infra/app/server.h"

namespace authledger::test {
namespace {

using namespace infra;

// The path of a row as somebody asks for it.
std::string asked(std::string_view path) {
  std::string out;
  bool parameter = false;
  for (const char c : path) {
    if (c == ':') out += "value";
    parameter = c == ':' || (parameter && c != '/');
    if (!parameter) out += c;
  }
  return out;
}

TEST(Router, KnowsWhichGetsWrite) {
  const Router router(all_routes());
  int writing = 0;
  for (const auto& route : router.routes()) {
    if (route.method != "GET") continue;
    const auto path = asked(route.path);
    EXPECT_EQ(router.is_write("GET", path), route.is_write()) << path;
    writing += route.is_write() && path != route.path ? 1 : 0;
  }
  EXPECT_GT(writing, 0);  // with a parameter
  EXPECT_FALSE(router.is_write("GET", "/manage/deleteApp"));
  EXPECT_FALSE(router.is_write("GET", "/manage/deleteApp/"));
  EXPECT_FALSE(router.is_write("GET", "/manage/deleteApp/value/more"));
}

}  // namespace
}  // namespace authledger::test
