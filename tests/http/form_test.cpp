// Forms and HTTP Basic as OAuth clients send them, and as attackers do.
#include "infra/http/form.h"

#include <gtest/gtest.h>

#include "infra/http/basic_credentials.h"
#include "infra/http/request_body.h"
#include "shared/client_errors.h"

namespace authledger::test {
namespace {

using namespace std::string_literals;
using infra::basic_credentials;
using infra::HttpFields;
using infra::HttpRequest;
using infra::parse_form;

const std::string kForm = "application/x-www-form-urlencoded";

bool refused(const std::string& body) {
  const auto fields = parse_form(body);
  return !fields && fields.error().id == errors::kInvalidForm.id;
}

TEST(Form, FieldsAreDecoded) {
  EXPECT_EQ(*parse_form("grant_type=client_credentials&a+b=c%2Bd+%C3%A9"),
            (HttpFields{{"grant_type", "client_credentials"}, {"a b", "c+d \xc3\xa9"}}));
  EXPECT_EQ(*parse_form("a=b=c"), (HttpFields{{"a", "b=c"}}));
  EXPECT_EQ(*parse_form(""), HttpFields());
}

// RFC 6749 §3.2: parameters sent without a value MUST be treated as if they were omitted.
TEST(Form, WithoutAValueIsLeftOut) {
  EXPECT_EQ(*parse_form("&&scope=&token&x=1&"), (HttpFields{{"x", "1"}}));
}

TEST(Form, NothingTwice) {
  EXPECT_TRUE(refused("token=a&token=b"));
  EXPECT_TRUE(refused("token=&token=b"));
  EXPECT_TRUE(refused("to%6ben=a&token=b"));
}

TEST(Form, BadEncodings) {
  for (const auto& body : {"a=%"s, "a=%4"s, "a=%zz"s, "a=%00"s, "a=%ff"s, "a=\xff"s, "%c3=a"s,
                           "a=\0"s, "a=%ed%a0%80"s, "a=%c0%80"s}) {
    EXPECT_TRUE(refused(body)) << body;
  }
}

TEST(Form, FieldsAreCounted) {
  std::string body;
  for (std::size_t i = 0; i < infra::kFormFieldsMax; ++i) body += "f" + std::to_string(i) + "=1&";
  EXPECT_TRUE(parse_form(body));
  EXPECT_TRUE(refused(body + "one=more"));
}

TEST(Form, OfItsTypeAlone) {
  const auto verdict = [](const std::string& type, const std::string& encoding = "identity") {
    HttpRequest request;
    request.headers = {{"Content-Type", type}, {"Content-Encoding", encoding}};
    request.body = "token=a";
    const auto body = infra::read_form_body(request);
    return body ? "taken"s : std::string(body.error().id);
  };
  EXPECT_EQ(verdict(kForm), "taken");
  EXPECT_EQ(verdict("Application/X-WWW-Form-Urlencoded; charset=UTF-8"), "taken");
  EXPECT_EQ(verdict(kForm + "; charset=latin1"), errors::kNotForm.id);
  EXPECT_EQ(verdict(kForm, "gzip"), errors::kNotForm.id);
  EXPECT_EQ(verdict("application/json"), errors::kNotForm.id);
  EXPECT_EQ(verdict(kForm + "x"), errors::kNotForm.id);
}

std::optional<infra::BasicCredentials> given(const std::string& authorization) {
  HttpRequest request;
  request.headers = {{"Authorization", authorization}};
  return basic_credentials(request);
}

TEST(BasicCredentials, AsInTheRfcs) {
  const auto rfc7617 = given("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");  // §2
  ASSERT_TRUE(rfc7617);
  EXPECT_EQ(rfc7617->name, "Aladdin");
  EXPECT_EQ(rfc7617->password, "open sesame");
  const auto rfc6749 = given("bASIC  czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3");  // §2.3.1
  ASSERT_TRUE(rfc6749);
  EXPECT_EQ(rfc6749->form_name, "s6BhdRkqt3");
  EXPECT_EQ(rfc6749->form_password, "7Fjfp0ZBr1KtDRbnfVdmIw");
}

TEST(BasicCredentials, BothReadings) {
  const auto encoded = given("Basic YSUyQmI6YyUyNStkOmU=");  // a%2Bb:c%25+d:e
  ASSERT_TRUE(encoded);
  EXPECT_EQ(encoded->name, "a%2Bb");
  EXPECT_EQ(encoded->password, "c%25+d:e");
  EXPECT_EQ(encoded->form_name, "a+b");
  EXPECT_EQ(encoded->form_password, "c% d:e");
  const auto bare = given("Basic YToxMDAl");  // a:100%
  ASSERT_TRUE(bare);
  EXPECT_EQ(bare->password, "100%");
  EXPECT_FALSE(bare->form_password);
}

TEST(BasicCredentials, Malformed) {
  for (const auto* text : {"Basic ", "Basic ====", "Basic YTpi=", "Basic YTpi====", "Basic YT=pi",
                           "Basic YWI=", "Basic /zo=", "Basic a b", "Basic YTpi,YTpi"}) {
    const auto read = given(text);
    ASSERT_TRUE(read) << text;
    EXPECT_TRUE(read->name.empty() && read->password.empty()) << text;
  }
  EXPECT_FALSE(given("Bearer YTpi"));
  EXPECT_FALSE(given("Basic"));
  EXPECT_FALSE(basic_credentials(HttpRequest()));
}

}  // namespace
}  // namespace authledger::test
