// The documents that the service serves of itself: every row is in them, whole.
#include "infra/describe/documents.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "infra/api/service/answers.h"
#include "infra/app/server.h"
#include "infra/describe/example.h"
#include "infra/describe/parameters.h"
#include "infra/describe/refusals.h"
#include "shared/errors.h"
#include "shared/json.h"
#include "shared/schema.h"

namespace authledger::test {
namespace {

using namespace infra;

Result<Reply> nothing(Call&) { return Reply{}; }

Route sound_row() {
  return {.name = "getThing",
          .method = "GET",
          .path = "/v1/things/:thingId",
          .access = Access::kSession,
          .reads = ReadClass::kTruth,
          .data_name = "thing",
          .action = "get",
          .response_schema = &json_schema<BriefUser>,
          .refusals = {&errors::kUserNotFound},
          .handler = nothing,
          .about = "Get one thing."};
}

JsonDocument openapi_of(const std::vector<Route>& rows) {
  auto document = parse_json(openapi_json(rows, {}));
  EXPECT_TRUE(document);
  return document ? std::move(*document) : JsonDocument();
}

TEST(Documents, EveryRowIsDescribed) {
  for (const auto& fault : undescribed(all_routes())) ADD_FAILURE() << fault;
}

TEST(Documents, ARowThatLacksSomethingIsNamed) {
  const auto faults_of = [](auto&& spoil) {
    std::vector<Route> rows{sound_row()};
    spoil(rows);
    return undescribed(rows);
  };
  EXPECT_TRUE(faults_of([](auto&) {}).empty());
  const auto expect_named = [&](auto&& spoil, const std::string& what) {
    const auto faults = faults_of(spoil);
    ASSERT_FALSE(faults.empty()) << what;
    EXPECT_NE(faults[0].find("getThing"), std::string::npos) << faults[0];
    EXPECT_NE(faults[0].find(what), std::string::npos) << faults[0];
  };
  expect_named([](auto& rows) { rows[0].response_schema = nullptr; }, "response_schema");
  expect_named([](auto& rows) { rows[0].about = {}; }, "about");
  expect_named([](auto& rows) { rows[0].method = "POST"; }, "request_schema");
  expect_named([](auto& rows) { rows[0].action = {}; }, "action");
  expect_named([](auto& rows) { rows[0].parameters = {{.name = "keyId", .about = ""}}; }, "keyId");
  expect_named([](auto& rows) { rows.push_back(sound_row()); }, "shares its name");
}

TEST(Documents, OpenApiHasEveryOperation) {
  const auto rows = all_routes();
  const auto document = openapi_of(rows);
  for (const auto& row : rows) {
    SCOPED_TRACE(std::string(row.name));
    std::string method(row.method);
    std::transform(method.begin(), method.end(), method.begin(), ::tolower);
    const auto path = path_template(row.path);
    ASSERT_TRUE(document["paths"].HasMember(path.c_str()));
    ASSERT_TRUE(document["paths"][path.c_str()].HasMember(method.c_str()));
    const auto& operation = document["paths"][path.c_str()][method.c_str()];
    EXPECT_EQ(as_view(operation["operationId"]), row.name);
    EXPECT_TRUE(operation["responses"].HasMember(std::to_string(row.success_status).c_str()));
    EXPECT_TRUE(row.access == Access::kPublic || operation["responses"].HasMember("401"));
    EXPECT_EQ(operation.HasMember("requestBody"), row.request_schema != nullptr);
  }
}

TEST(Documents, PostmanHasEveryOperationAndALogInThatKeepsTheToken) {
  const auto rows = all_routes();
  const auto document = parse_json(postman_json(rows));
  ASSERT_TRUE(document);
  std::size_t items = 0;
  bool keeps = false;
  for (const auto& folder : (*document)["item"].GetArray()) {
    for (const auto& item : folder["item"].GetArray()) {
      ++items;
      if (as_view(item["name"]) == "login")
        keeps =
            to_text(item["event"]).find("pm.collectionVariables.set('token'") != std::string::npos;
    }
  }
  EXPECT_EQ(items, rows.size());
  EXPECT_TRUE(keeps);
}

TEST(Documents, RefusalsFollowFromTheRow) {
  const auto of_row = refusals_of(sound_row());
  EXPECT_TRUE(of_row.contains(401));
  EXPECT_TRUE(of_row.contains(404));
  ASSERT_TRUE(of_row.contains(403));
  EXPECT_EQ(of_row.at(403), std::vector{&errors::kUserBanned}) << "a session is all it takes";
  EXPECT_FALSE(of_row.contains(409)) << "nothing is written";
  EXPECT_FALSE(of_row.contains(415)) << "no body is read";
  Route write = sound_row();
  write.method = "PATCH";
  write.reads = ReadClass::kNone;
  write.access = Access::kAdmin;
  write.request_schema = &json_schema<BriefUser>;
  for (const int status : {400, 401, 403, 404, 408, 409, 413, 414, 415, 422, 431, 500, 503})
    EXPECT_TRUE(refusals_of(write).contains(status)) << status;
  write.repeats = true;
  EXPECT_FALSE(refusals_of(write).contains(422)) << "it takes no Idempotency-Key";
}

TEST(Documents, AnEnvelopeHoldsTheObject) {
  const auto document = openapi_of({sound_row()});
  const auto& schemas = document["components"]["schemas"];
  ASSERT_TRUE(schemas.HasMember("Thing"));
  ASSERT_TRUE(schemas.HasMember("GetThingEnvelope"));
  const auto& thing = schemas["GetThingEnvelope"]["properties"]["thing"];
  EXPECT_EQ(as_view(thing["$ref"]), "#/components/schemas/Thing");
}

TEST(Documents, ACreationLinksToWhatItMade) {
  Route create = sound_row();
  create.name = "createThing";
  create.method = "POST";
  create.path = "/v1/things";
  create.action = "create";
  create.success_status = 201;
  create.request_schema = &json_schema<BriefUser>;
  const auto document = openapi_of({create, sound_row()});
  const auto& links = document["paths"]["/v1/things"]["post"]["responses"]["201"]["links"];
  EXPECT_EQ(as_view(links["getThing"]["parameters"]["thingId"]), "$response.body#/thing/id");
}

TEST(Documents, PathsBecomeTemplates) {
  EXPECT_EQ(path_template("/v1/users/:userId"), "/v1/users/{userId}");
  EXPECT_EQ(path_template("/avatars/:id.svg"), "/avatars/{id}.svg");
  EXPECT_EQ(path_names("/a/:one/b/:two"), (std::vector<std::string>{"one", "two"}));
}

TEST(Documents, AsyncApiHasEveryEventWithAnExample) {
  const auto events = events::catalogue();
  const auto document = parse_json(asyncapi_json(events, {}));
  ASSERT_TRUE(document);
  const auto& messages = (*document)["components"]["messages"];
  ASSERT_EQ(messages.MemberCount(), events.size());
  for (const auto& message : messages.GetObject()) {
    SCOPED_TRACE(std::string(as_view(message.name)));
    EXPECT_TRUE(message.value["examples"][0]["payload"].IsObject());
    EXPECT_EQ(to_text(message.value).find("\"secret\""), std::string::npos)
        << "secrets are never published";
  }
}

TEST(Documents, EventsMarkdownMarksWhatIsSealed) {
  const auto text = events_markdown(events::catalogue());
  EXPECT_NE(text.find("`email` *personal*"), std::string::npos);
  EXPECT_NE(text.find("`passwordHash`? *secret*"), std::string::npos);
}

TEST(Examples, FitTheirSchemas) {
  EXPECT_EQ(example_json(R"({"type":"integer","minimum":3})"), "3");
  EXPECT_EQ(example_json(R"({"enum":["a","b"]})"), R"("a")");
  EXPECT_EQ(example_json(R"({"type":"array","items":{"type":"boolean"}})"), "[true]");
  EXPECT_EQ(example_json(R"({"anyOf":[{"type":"string","examples":["x"]},{"type":"null"}]})"),
            R"("x")");
  EXPECT_EQ(example_json(R"({"type":"object","properties":{"n":{"type":"string","minLength":3}}})"),
            R"({"n":"nxx"})");
}

}  // namespace
}  // namespace authledger::test
