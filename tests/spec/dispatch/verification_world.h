// Codes made and brought back in the world of the specs, and what was said of them.
#pragma once

#include "command/verification/verification_service.h"

#include <gtest/gtest.h>

#include "tests/spec/support/world.h"

namespace authledger::test {

using namespace command;
namespace kinds = verification_kinds;

inline constexpr const char* kEmail = "alice@example.com";
inline constexpr const char* kMobile = "+441234567890";

struct Verification : testing::Test {
  World world;
  Process& here = world.here;

  void SetUp() override { enrol(kAlice, kEmail, kMobile); }
  void enrol(const UserId& id, const std::string& email, const std::string& mobile,
             bool verified = false) {
    auto command = registration(id, email);
    command.mobile = mobile;
    command.mobile_verified = verified;
    ASSERT_TRUE(here.users.register_user(here.context(), command, kPassword, nullptr));
  }

  static VerificationAsked ask(const VerificationKind& kind, const std::string& address = kEmail,
                               bool tells = false) {
    VerificationAsked asked{kind};
    (kind.name == kinds::kResetByMobile.name ? asked.mobile : asked.email) = address;
    asked.tells = tells;
    return asked;
  }
  // The code that was made; empty with `refused` set.
  std::string start(const VerificationAsked& asked, Process* process = nullptr) {
    Process& where = process != nullptr ? *process : here;
    std::string code;
    const auto done = where.verifications.start(
        where.context(), asked, [&](const StartedVerification& started) -> Result<Answer> {
          code = started.code;
          return Answer{};
        });
    refused = done ? std::string_view() : done.error().id;
    return done ? code : "";
  }
  std::string start(const VerificationKind& kind, const std::string& address = kEmail) {
    return start(ask(kind, address));
  }

  static CodeBrought brought(const VerificationKind& kind, const std::string& code,
                             const std::string& email = kEmail) {
    CodeBrought one{kind};
    one.email = email;
    one.code = code;
    one.new_password = "an entirely new password";
    one.client = "192.0.2.1";
    return one;
  }
  static std::string_view complete_at(Process& process, const CodeBrought& one) {
    const auto done = process.verifications.complete(process.context(), one,
                                                     [](const UserState&) { return nullptr; });
    return done ? std::string_view("done") : done.error().id;
  }
  std::string_view complete(const CodeBrought& one) { return complete_at(here, one); }
  std::string_view complete(const VerificationKind& kind, const std::string& code) {
    return complete(brought(kind, code));
  }
  UserState alice() { return here.state<UserAggregate>(kAlice); }
  std::vector<std::string> types(const VerificationKind& kind, const std::string& account) {
    return world.log.types_of("verification-" + std::string(kind.name) + "-" + account);
  }
  static std::string other_than(const std::string& code) {
    return code == "000000" ? "000001" : "000000";
  }

  std::string_view refused;
};

using Types = std::vector<std::string>;

}  // namespace authledger::test
