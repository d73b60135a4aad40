#include "shared/codec.h"
#include "tests/spec/message/messages.h"

namespace authledger::test {
namespace {

using namespace command;

TEST(RequestMessage, KeepsWhoAndWhatButNoAddressAndNoCode) {
  Scenario<MessageAggregate>{}.when(request()).then(kRequested).and_again_nothing();
}

TEST(RequestMessage, NeedsNoAccount) {
  auto command = request();
  command.recipient_id.reset();
  command.expires_at.reset();
  auto fact = kRequested;
  fact.recipient_id.reset();
  fact.expires_at.reset();
  Scenario<MessageAggregate>{}.when(command).then(fact);
}

TEST(RequestMessage, ItsTemplateSaysTheChannel) {
  RequestMessage command{kMessage, templates::kMobileVerification};
  command.to = {"+491701234567"};
  command.parameters = {{"code", "123456"}, {"minutes", "15"}};
  Scenario<MessageAggregate>{}.when(command).then(events::MessageRequested{
      kMessage, "sms", "mobile_verification", "en", std::nullopt, std::nullopt});
}

TEST(RequestMessage, RefusesWhatIsNoAddress) {
  for (const std::vector<std::string>& to :
       std::vector<std::vector<std::string>>{{},
                                             {"alice"},
                                             {"alice@example.com\r\nBcc: eve@example.com"},
                                             {"alice@example.com", ""},
                                             std::vector<std::string>(11, "a@example.com")}) {
    auto command = request();
    command.to = to;
    Scenario<MessageAggregate>{}.when(command).then_fails(errors::kMessageInvalid);
  }
  RequestMessage sms{kMessage, templates::kMobileSecondFactor};
  sms.parameters = {{"code", "123456"}, {"minutes", "15"}};
  for (const std::vector<std::string>& to : std::vector<std::vector<std::string>>{
           {"alice@example.com"}, {"0170"}, {"+491701234567", "+491701234568"}}) {
    sms.to = to;
    Scenario<MessageAggregate>{}.when(sms).then_fails(errors::kMessageInvalid);
  }
}

TEST(RequestMessage, RefusesAMissingParameter) {
  auto command = request();
  command.parameters.erase("code");
  Scenario<MessageAggregate>{}.when(command).then_fails(errors::kMessageInvalid);
}

TEST(RequestMessage, ItsBodyIsAnAttachmentThatIsDueAtOnce) {
  const auto changes = attachments_of(request());
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].what, AttachmentChange::What::kPut);
  EXPECT_EQ(changes[0].kind, kMessageBody);
  EXPECT_EQ(changes[0].id, kMessage.value);
  EXPECT_EQ(changes[0].due_at, kNow);
  EXPECT_TRUE(changes[0].sealed);
  const auto body = decode<MessageBody>(std::string_view(changes[0].bytes)).value();
  EXPECT_EQ(body.to, std::vector<std::string>{"alice@example.com"});
  EXPECT_EQ(body.parameters,
            (std::vector<MessageParameter>{{"code", "123456"}, {"minutes", "15"}}));
}

TEST(MessageTemplates, AreFoundByName) {
  for (const auto& one : templates::kAll) {
    ASSERT_NE(find_template(one.name), nullptr);
    EXPECT_EQ(find_template(one.name)->name, one.name);
  }
  EXPECT_EQ(find_template("no_such"), nullptr);
}

}  // namespace
}  // namespace authledger::test
