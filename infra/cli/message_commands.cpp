// messages preview|send.
#include <cstdio>

#include "command/message/request_message.h"
#include "infra/app/core.h"
#include "infra/cli/cli.h"
#include "infra/crypto/system.h"
#include "infra/mail/mime.h"
#include "infra/messages/message_texts.h"
#include "shared/codec.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

struct Preview {
  std::string name;
  std::string to;  // of send
  std::string language = "en";
  std::vector<std::string> parameters;  // name=value
  std::string format = "all";
};

struct PreviewLine {
  std::string template_name;
  std::string channel;
  std::string language;
  std::string subject;
  std::string text;
  std::string html;
  static constexpr auto fields() {
    return std::tuple{field("template", &PreviewLine::template_name),
                      field("channel", &PreviewLine::channel),
                      field("language", &PreviewLine::language),
                      field("subject", &PreviewLine::subject),
                      field("text", &PreviewLine::text),
                      field("html", &PreviewLine::html)};
  }
};

std::string known_messages() {
  std::string names;
  for (const auto& one : command::templates::kAll) {
    names += (names.empty() ? "" : ", ") + std::string(one.name);
  }
  return names;
}

Result<TemplateValues> values_of(const command::MessageTemplate& about, const Preview& preview) {
  auto values = sample_values(about);
  for (const auto& one : preview.parameters) {
    const auto equals = one.find('=');
    if (equals == std::string::npos)
      return fail(errors::kSettingInvalid, "--parameter wants name=value, not " + one);
    values[one.substr(0, equals)] = one.substr(equals + 1);
  }
  return values;
}

void print_mime(const Settings& settings, const RenderedMessage& message) {
  const SystemClock clock;
  SystemRandom random;
  const auto from = parse_mailbox(settings.mail_from);
  const auto mime = mime_of({MessageId{new_uuid(clock, random)},
                             from.value_or(Mailbox{settings.service_name, "no-reply@localhost"}),
                             {"ada@example.com"},
                             message.subject,
                             message.text,
                             message.html,
                             message.language,
                             clock.now()});
  std::fwrite(mime.data(), 1, mime.size(), stdout);
}

Result<const command::MessageTemplate*> template_of(const Preview& preview) {
  const auto* about = command::find_template(preview.name);
  if (about != nullptr) return about;
  return fail(errors::kTemplateInvalid,
              "There is no message '" + preview.name + "'; there are: " + known_messages() + ".");
}

// Sample values to a real address, by the way that every message goes: tells whether mail works.
Status send(const Settings& settings, const Preview& preview) {
  AUTHLEDGER_TRY(about, template_of(preview));
  AUTHLEDGER_TRY(values, values_of(*about, preview));
  AUTHLEDGER_TRY(core, Core::open(settings));
  const auto context = operator_context(*core);
  command::RequestMessage message{MessageId{new_uuid(core->clock, core->random)}, *about};
  message.language = preview.language;
  message.to = {preview.to};
  message.parameters.insert(values.begin(), values.end());
  message.now = context.now;
  AUTHLEDGER_CHECK(core->dispatcher->run(context, nullptr, message));
  std::printf("message-%s\n", message.message_id.value.c_str());
  return {};
}

Status show(const Settings& settings, const Preview& preview, bool json) {
  AUTHLEDGER_TRY(about, template_of(preview));
  AUTHLEDGER_TRY(texts, MessageTexts::load(settings.templates_dir, settings.service_name));
  AUTHLEDGER_TRY(values, values_of(*about, preview));
  const SystemClock clock;
  AUTHLEDGER_TRY(message, texts.render(*about, preview.language, values, clock.now()));
  if (json) {
    std::puts(encode(PreviewLine{preview.name, std::string(about->channel), message.language,
                                 message.subject, message.text, message.html})
                  .c_str());
  } else if (preview.format == "mime") {
    print_mime(settings, message);
  } else if (preview.format == "html") {
    std::puts(message.html.c_str());
  } else if (preview.format == "text") {
    std::puts(message.text.c_str());
  } else {
    std::printf("%s, %s\n", std::string(about->channel).c_str(), message.language.c_str());
    if (!message.subject.empty()) std::printf("subject: %s\n", message.subject.c_str());
    std::printf("\n%s\n", message.text.c_str());
    if (!message.html.empty()) std::printf("\n%s\n", message.html.c_str());
  }
  return {};
}

}  // namespace

void add_message_commands(CLI::App& app, CliContext& context) {
  auto* messages = app.add_subcommand("messages", "mails and text messages");
  messages->require_subcommand(1);
  static Preview preview;
  const auto add = [&](const std::string& name, const std::string& what) {
    auto* command = messages->add_subcommand(name, what);
    command->add_option("template", preview.name, known_messages())->required();
    command->add_option("--language", preview.language, "such as de or pt-BR; en if there is none");
    command->add_option("--parameter", preview.parameters, "name=value, as often as needed");
    return command;
  };
  auto* send_command =
      add("send", "ask for a message with sample values; a running service sends it");
  send_command->add_option("--to", preview.to, "e-mail address, or number in E.164")->required();
  send_command->callback([&context] {
    context.run([](const LoadedSettings& loaded) { return send(loaded.settings, preview); });
  });
  auto* command = add("preview", "a message as its recipient would read it");
  command->add_option("--format", preview.format, "all, text, html, or mime: the whole mail")
      ->check(CLI::IsMember({"all", "text", "html", "mime"}));
  command->callback([&context] {
    context.run(
        [&](const LoadedSettings& loaded) { return show(loaded.settings, preview, context.json); });
  });
}

}  // namespace authledger::infra
