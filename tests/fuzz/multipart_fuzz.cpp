// multipart/form-data: the first line is the content type, the rest the body.
#include "infra/http/multipart.h"
#include "tests/fuzz/fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger;
  using namespace authledger::fuzz;
  auto body = text_of(data, size);
  const auto type = cut(body, '\n');
  const auto parts = infra::parse_multipart(type, body);
  if (!parts) {
    require(!parts.error().detail.empty(), "a refusal says why");
    return 0;
  }
  require(parts->size() <= infra::kMultipartPartsMax, "parts are counted");
  for (const auto& one : *parts) {
    require(!one.name.empty(), "a part has a name");
    require(one.body.data() >= body.data() &&
                one.body.data() + one.body.size() <= body.data() + body.size(),
            "a part lies in the body");
  }
  return 0;
}
