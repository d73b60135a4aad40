#include "infra/app/messaging.h"

#include <algorithm>

#include "infra/mail/smtp_channel.h"
#include "infra/sms/webhook_channel.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr int kFailuresMax = 3;              // in a row, before it is trouble
constexpr std::int64_t kOverdueMax_s = 300;  // of the next message
constexpr const char* kDevelopmentSender = "authledger <no-reply@localhost>";

StartTls starttls(const std::string& text) {
  if (text == "off") return StartTls::kOff;
  return text == "optional" ? StartTls::kOptional : StartTls::kRequired;
}

Result<std::unique_ptr<Channel>> email_channel(const Settings& settings) {
  const auto from =
      parse_mailbox(settings.mail_from.empty() ? kDevelopmentSender : settings.mail_from);
  if (!from)
    return fail(errors::kSettingInvalid, "mail.from must be an address, or name <address>.");
  if (settings.smtp_url.empty()) return std::unique_ptr<Channel>();
  SmtpOptions options;
  options.urls = split_list(settings.smtp_url);
  options.username = settings.smtp_username;
  options.password = settings.smtp_password;
  options.from = *from;
  options.starttls = starttls(settings.smtp_starttls);
  options.ca_file = settings.smtp_ca_file;
  options.timeout_ms = static_cast<long>(settings.smtp_timeout_s) * 1000;
  return std::make_unique<SmtpChannel>(std::move(options));
}

std::unique_ptr<Channel> sms_channel(const Settings& settings, const Clock& clock) {
  if (settings.sms_webhook_url.empty()) return nullptr;
  WebhookOptions options;
  options.url = settings.sms_webhook_url;
  options.style = settings.sms_webhook_style == "form" ? WebhookStyle::kForm : WebhookStyle::kJson;
  options.secret = settings.sms_webhook_secret;
  options.from = settings.sms_from;
  options.ca_file = settings.sms_ca_file;
  options.timeout_ms = static_cast<long>(settings.sms_timeout_s) * 1000;
  return std::make_unique<WebhookChannel>(std::move(options), clock);
}

WorkerOptions worker_options(const Settings& settings) {
  WorkerOptions options;
  options.threads = static_cast<int>(settings.message_workers);
  options.lease_s = settings.message_lease_s;
  options.retry_first_s = settings.message_retry_first_s;
  options.retry_max_s = settings.message_retry_max_s;
  options.attempts_max = static_cast<int>(settings.message_attempts_max);
  options.give_up_after_s = settings.message_give_up_after_s;
  return options;
}

void write_counts(JsonWriter& out, const char* name, const ChannelCounts& counts) {
  out.Key(name);
  out.StartObject();
  out.Key("sent");
  out.Int64(counts.sent);
  out.Key("failed");
  out.Int64(counts.failed);
  out.Key("givenUp");
  out.Int64(counts.given_up);
  out.EndObject();
}

}  // namespace

Result<std::unique_ptr<Messaging>> Messaging::open(Core& core) {
  const auto& settings = core.settings;
  AUTHLEDGER_TRY(texts, MessageTexts::load(settings.templates_dir, settings.service_name));
  std::unique_ptr<Messaging> made(new Messaging(core, std::move(texts)));
  AUTHLEDGER_TRY(email, email_channel(settings));
  made->email_ = std::move(email);
  made->sms_ = sms_channel(settings, core.clock);
  auto& store = *core.stack.attachments;
  if (settings.development()) made->outbox_ = std::make_unique<Outbox>(store, *core.vault);
  made->worker_ = std::make_unique<MessageWorker>(
      WorkerParts{*core.dispatcher, store, *core.vault, made->texts_, core.clock, core.random,
                  made->email_.get(), made->sms_.get(), made->outbox_.get()},
      worker_options(settings));
  return made;
}

void Messaging::start() { worker_->start(); }

void Messaging::on_events(std::span<const events::StoredEvent> events) {
  const bool requested = std::any_of(events.begin(), events.end(), [](const auto& event) {
    return event.type == events::MessageRequested::kType;
  });
  if (requested) worker_->notify();
}

void Messaging::register_metrics(Metrics& metrics) const {
  const auto number = [](auto value) { return static_cast<double>(value); };
  metrics.gauge("authledger_messages_queue_length", "Messages that are not sent yet",
                [=, this] { return number(worker_->status().queue.count); });
  metrics.gauge("authledger_messages_oldest_seconds", "Age of the oldest message not sent yet",
                [=, this] { return number(worker_->status().oldest_s); });
  metrics.gauge("authledger_messages_overdue_seconds", "Since when the next message is due",
                [=, this] { return number(worker_->status().overdue_s); });
  for (const bool sms : {false, true}) {
    const Metrics::Labels labels{{"channel", sms ? "sms" : "email"}};
    const auto counts = [=, this] {
      const auto status = worker_->status();
      return sms ? status.sms : status.email;
    };
    metrics.counter(
        "authledger_messages_sent_total", "Messages that a server took",
        [=] { return number(counts().sent); }, labels);
    metrics.counter(
        "authledger_messages_failed_total", "Attempts that failed",
        [=] { return number(counts().failed); }, labels);
    metrics.counter(
        "authledger_messages_given_up_total", "Messages that were given up",
        [=] { return number(counts().given_up); }, labels);
  }
}

bool Messaging::write_health(JsonWriter& out) const {
  const auto status = worker_->status();
  const bool well = status.error.empty() && status.failures_in_a_row < kFailuresMax &&
                    status.overdue_s < kOverdueMax_s;
  out.Key("messages");
  out.StartObject();
  out.Key("status");
  out.String(well ? "OK" : "DOWN");
  out.Key("queue");
  out.Int64(status.queue.count);
  out.Key("oldestSeconds");
  out.Int64(status.oldest_s);
  out.Key("overdueSeconds");
  out.Int64(status.overdue_s);
  out.Key("failuresInARow");
  out.Int(status.failures_in_a_row);
  if (!status.last_failure.empty()) {
    out.Key("lastFailure");
    write_text(out, status.last_failure);
  }
  write_counts(out, "email", status.email);
  write_counts(out, "sms", status.sms);
  if (!status.error.empty()) {
    out.Key("error");
    write_text(out, status.error);
  }
  out.EndObject();
  return well;
}

}  // namespace authledger::infra
