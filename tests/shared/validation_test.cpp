#include "shared/validation.h"

#include <gtest/gtest.h>

#include "shared/codec.h"
#include "tests/support/people.h"

namespace authledger::test {
namespace {

using namespace std::string_literals;

TEST(Email, IsAnAddress) {
  for (const char* text : {"a@b.co", "alice@example.com", "alice+tag@sub.example.co.uk",
                           "o'brien@example.com", "a.b.c@x-y.example", "1@2.3", "jörg@example.com",
                           "a@bücher.example", "A@B.CO", "!#$%&'*+-/=?^_`{|}~@example.com"}) {
    EXPECT_TRUE(is_email(text)) << text;
  }
  const std::string label(63, 'a');
  EXPECT_TRUE(is_email(std::string(64, 'a') + "@example.com"));
  EXPECT_TRUE(is_email("a@" + label + "." + label + "." + label + ".example"));
}

TEST(Email, IsNothingElse) {
  for (const char* text :
       {"",         "@",        "a",        "a@",         "@b.co",       "a@b",          "a b@c.de",
        "a@b..co",  "a@.co",    "a@b.",     ".a@b.co",    "a.@b.co",     "a..b@c.de",    "a@-b.co",
        "a@b-.co",  "a@b_c.de", "a@b.c d",  "a@b@c.de",   "a@[1.2.3.4]", "\"a b\"@c.de", "a,b@c.de",
        "a;b@c.de", "<a@b.co>", "a@b.co\n", "a\r\n@b.co", "a@b.co>"}) {
    EXPECT_FALSE(is_email(text)) << text;
  }
  EXPECT_FALSE(is_email("a\0@b.co"s));
  EXPECT_FALSE(is_email("a@b\0.co"s));
  EXPECT_FALSE(is_email(std::string(65, 'a') + "@example.com"));
  EXPECT_FALSE(is_email("a@" + std::string(64, 'a') + ".com"));
  std::string longest = "a@";
  while (longest.size() < 255) longest += "bbbbbbb.";
  EXPECT_FALSE(is_email(longest + "co"));
}

TEST(Texts, MeetTheirRule) {
  struct Row {
    const char* name;
    std::string text;
    FieldRule rule;
    const char* message;
  };
  for (const Row& row : {
           Row{"no rule", "", {}, ""},
           Row{"empty", "", {.length_min = 1}, "must not be empty"},
           Row{"short", "äb", {.length_min = 3}, "must have at least 3 characters"},
           Row{"exact", "äbc", {.length_min = 3, .length_max = 3}, ""},
           Row{"long", "äbcd", {.length_max = 3}, "must have at most 3 characters"},
           Row{"zero byte", "a\0b"s, {}, "must not contain a zero byte"},
           Row{"email", "x", {.format = "email"}, "must be an e-mail address"},
           Row{"uuid", "x", {.format = "uuid"}, "must be a UUID"},
           Row{"uuid ok", kAlice.value, {.format = "uuid"}, ""},
           Row{"url", "javascript:1", {.format = "url"}, "must be an http(s) address or a path"},
           Row{"url markup", "/a\"b", {.format = "url"}, "must be an http(s) address or a path"},
           Row{"url path", "/files/a.png", {.format = "url"}, ""},
           Row{"url https", "https://a.example/x?y=1", {.format = "url"}, ""},
           Row{"language",
               "pt_BR",
               {.format = "language"},
               "must be a language tag like en or pt-BR"},
           Row{"language ok", "pt-BR", {.format = "language"}, ""},
           Row{"role", "a b", {.format = "role"}, "must be letters, digits, and any of _ . : -"},
           Row{"role ok", "shop:editor_1", {.format = "role"}, ""},
           Row{"line", "a\nb", {.format = "line"}, "must not contain control characters"},
           Row{"line ok", "a b", {.format = "line"}, ""},
       }) {
    EXPECT_EQ(check_text(row.text, row.rule), row.message) << row.name;
  }
}

struct Address {
  std::string street;
  static constexpr auto fields() {
    return std::tuple{field("street", &Address::street, {.length_min = 1})};
  }
};

struct SignUp {
  std::string email;
  std::string fullname;
  std::optional<std::string> bio;
  bool agreed = false;
  int age = 0;
  std::vector<std::string> tags;
  std::optional<Address> address;
  UserId inviter;
  Timestamp at;
  static constexpr auto fields() {
    return std::tuple{field("email", &SignUp::email, {.format = "email"}),
                      field("fullname", &SignUp::fullname, {.length_min = 1}),
                      field("bio", &SignUp::bio, {.length_max = 3}),
                      field("agreed", &SignUp::agreed),
                      field("age", &SignUp::age),
                      field("tags", &SignUp::tags, {.length_min = 1}),
                      field("address", &SignUp::address),
                      field("inviter", &SignUp::inviter),
                      field("at", &SignUp::at)};
  }
};

std::vector<std::string> wrong_fields(const std::string& body) {
  const auto document = parse_json(body).value();
  const auto result = validate<SignUp>(document);
  std::vector<std::string> out;
  if (result) return out;
  EXPECT_EQ(result.error().id, errors::kInvalidInput.id);
  for (const auto& one : result.error().fields) {
    out.push_back(one.field + " " + one.message);
    EXPECT_NE(result.error().detail.find(out.back()), std::string::npos);
  }
  return out;
}
using Wrong = std::vector<std::string>;

const std::string kGood = R"("email":"a@b.co","fullname":"A","agreed":true,"age":7,"tags":["x"],
    "inviter":"018f0000-0000-7000-8000-0000000a11ce","at":"2026-01-01T00:00:00Z")";

TEST(Validation, TakesWhatIsRight) {
  EXPECT_EQ(wrong_fields("{" + kGood + "}"), Wrong{});
  EXPECT_EQ(wrong_fields("{" + kGood + R"(,"bio":null,"address":{"street":"x"},"unknown":1})"),
            Wrong{});
}

TEST(Validation, ListsEveryWrongField) {
  EXPECT_EQ(wrong_fields(R"({"email":"x","fullname":"","bio":"long","agreed":1,"age":1.5,
                             "tags":["x","",3],"address":{"street":""},"inviter":"x","at":"x"})"),
            (Wrong{"email must be an e-mail address", "fullname must not be empty",
                   "bio must have at most 3 characters", "agreed must be true or false",
                   "age must be a whole number", "tags must not be empty", "tags must be a text",
                   "street must not be empty", "inviter must be a UUID",
                   "at must be a time in ISO 8601 UTC"}));
  EXPECT_EQ(wrong_fields("{}"), (Wrong{"email is required", "fullname is required",
                                       "agreed is required", "age is required", "tags is required",
                                       "inviter is required", "at is required"}));
  EXPECT_EQ(wrong_fields("[]"), Wrong{"body must be an object"});
  EXPECT_EQ(wrong_fields("null"), Wrong{"body must be an object"});
}

struct Shelf {
  std::vector<std::string> books;
  static constexpr auto fields() {
    return std::tuple{field("books", &Shelf::books, {.items_min = 1, .items_max = 2})};
  }
};

TEST(Validation, ListsHaveTheirLength) {
  const auto check = [](const char* text) { return validate<Shelf>(*parse_json(text)); };
  EXPECT_TRUE(check(R"({"books":["a"]})"));
  EXPECT_TRUE(check(R"({"books":["a","b"]})"));
  for (const char* text : {R"({"books":[]})", R"({"books":["a","b","c"]})"}) {
    const auto wrong = check(text);
    ASSERT_FALSE(wrong) << text;
    EXPECT_EQ(wrong.error().detail, "books must have 1 to 2 items");
  }
  EXPECT_TRUE(decode<Shelf>(std::string_view(R"({"books":["a","b","c"]})"))) << "what we wrote";
}

TEST(Validation, NumbersFitTheirField) {
  const auto with_age = [](const std::string& age) {
    auto body = "{" + kGood + "}";
    body.replace(body.find("\"age\":7"), 7, "\"age\":" + age);
    return wrong_fields(body);
  };
  EXPECT_EQ(with_age("2147483647"), Wrong{});
  EXPECT_EQ(with_age("-2147483648"), Wrong{});
  EXPECT_EQ(with_age("2147483648").size(), 1U);
  EXPECT_EQ(with_age("4294967303").size(), 1U) << "not 7";
  EXPECT_EQ(with_age("9223372036854775808").size(), 1U);
}

}  // namespace
}  // namespace authledger::test
