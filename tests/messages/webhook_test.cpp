#include <gtest/gtest.h>

#include "infra/sms/webhook_channel.h"

namespace authledger::test {
namespace {

using namespace infra;

Outgoing outgoing() {
  return {MessageId{"018f0000-0000-7000-8000-00000000a111"},
          {"+491701234567"},
          {"de", "", "123456 bestätigt & \"mehr\"", ""},
          Timestamp{1}};
}

TEST(Webhook, PostsJson) {
  WebhookOptions options;
  options.from = "Service";
  EXPECT_EQ(webhook_body(options, outgoing()),
            R"({"id":"018f0000-0000-7000-8000-00000000a111","to":"+491701234567",)"
            R"("from":"Service","text":"123456 bestätigt & \"mehr\""})");
}

TEST(Webhook, PostsAForm) {
  WebhookOptions options;
  options.style = WebhookStyle::kForm;
  EXPECT_EQ(webhook_body(options, outgoing()),
            "id=018f0000-0000-7000-8000-00000000a111&to=%2B491701234567&from=&"
            "text=123456+best%C3%A4tigt+%26+%22mehr%22");
}

// Reference value by: printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac secret
TEST(Webhook, SignsTimeAndBody) {
  EXPECT_EQ(webhook_signature("secret", Timestamp{1'700'000'000'999}, R"({"a":1})"),
            "t=1700000000,v1=49f24e537407743fa4a0242bb63b94b9a47ee99cbbe071ccd8a22550ae411686");
}

}  // namespace
}  // namespace authledger::test
