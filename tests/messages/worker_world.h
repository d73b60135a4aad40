// The worker over a real log and a scripted channel.
#pragma once

#include "infra/messages/worker.h"

#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <future>

#include "command/message/request_message.h"
#include "infra/app/core.h"
#include "shared/codec.h"
#include "tests/support/log_backends.h"

namespace authledger::test {

using namespace infra;
namespace fs = std::filesystem;

class ScriptedChannel final : public Channel {
 public:
  Delivery send(const Outgoing& message, const std::function<bool()>& interrupted) override {
    const auto run = during;  // which may clear it
    if (run) run(interrupted);
    const std::lock_guard lock(mutex);
    sent.push_back(message);
    if (answers.empty()) return Delivery::sent();
    const auto answer = answers.front();
    answers.pop_front();
    return answer;
  }
  std::mutex mutex;
  std::vector<Outgoing> sent;
  std::deque<Delivery> answers;
  std::function<void(const std::function<bool()>&)> during;
};

class WorkerTest : public testing::Test {
 protected:
  WorkerTest() {
    std::string name = fs::temp_directory_path() / "authledger-worker-XXXXXX";
    folder = mkdtemp(name.data());
    Settings settings;
    settings.data_dir = folder;
    settings.memory_kib = 64;
    core = Core::open(settings).value();
    texts = std::make_unique<MessageTexts>(MessageTexts::load("", "Test").value());
    options.retry_first_s = 10;
    options.attempts_max = 3;
    options.lease_s = 60;
  }
  ~WorkerTest() override { fs::remove_all(folder); }

  WorkerParts parts() {
    return {*core->dispatcher,
            *core->stack.attachments,
            *core->vault,
            *texts,
            clock,
            core->random,
            &email,
            &sms};
  }
  std::unique_ptr<MessageWorker> worker() {
    return std::make_unique<MessageWorker>(parts(), options);
  }
  command::CommandContext context() {
    command::CommandContext out;
    out.tenant_id = "root";
    out.actor_kind = "system";
    out.now = clock.now();
    return out;
  }
  MessageId request(std::optional<Timestamp> expires_at = std::nullopt) {
    command::RequestMessage message{MessageId{new_uuid(clock, core->random)},
                                    command::templates::kEmailVerification};
    message.language = "de-AT";
    message.to = {"ada@example.com"};
    message.parameters = {{"code", "123456"}, {"minutes", "15"}};
    message.expires_at = expires_at;
    message.now = clock.now();
    EXPECT_TRUE(core->dispatcher->run(context(), nullptr, message));
    return message.message_id;
  }
  std::vector<std::string> types(const MessageId& id) {
    std::vector<std::string> out;
    const auto rows = core->stack.log->read_stream("message-" + id.value, 0);
    for (const auto& row : *rows) out.push_back(row.type);
    return out;
  }
  std::string last_payload(const MessageId& id) {
    return core->stack.log->read_stream("message-" + id.value, 0)->back().payload;
  }
  std::int64_t queued() {
    return core->stack.attachments->queue_length(command::kMessageBody)->count;
  }
  void wait_until(const std::function<bool()>& holds) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (!holds() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
    EXPECT_TRUE(holds());
  }

  using Types = std::vector<std::string>;
  fs::path folder;
  ManualClock clock;
  std::unique_ptr<Core> core;
  std::unique_ptr<MessageTexts> texts;
  ScriptedChannel email, sms;
  WorkerOptions options;
};

}  // namespace authledger::test
