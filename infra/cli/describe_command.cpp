// describe: the documents that the service serves of itself, and the tables of docs/events.md.
#include <cstdio>

#include "infra/app/server.h"
#include "infra/cli/cli.h"
#include "infra/describe/documents.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

Result<std::string> described_as(const std::string& what, const Settings& settings) {
  if (what == "events") return events_markdown(events::catalogue());
  const auto documents = Documents::of(all_routes(), described(settings));
  if (what == "openapi") return documents.openapi;
  if (what == "asyncapi") return documents.asyncapi;
  if (what == "postman") return documents.postman;
  return fail(errors::kNotFound, "There is no document " + what + ".");
}

}  // namespace

void add_describe(CLI::App& app, CliContext& context) {
  auto* command = app.add_subcommand("describe", "print a document of the interface");
  static std::string what;
  command->add_option("what", what, "openapi, asyncapi, postman, or events (as Markdown)")
      ->required();
  command->callback([&context] {
    context.run([](const LoadedSettings& loaded) -> Status {
      AUTHLEDGER_TRY(text, described_as(what, loaded.settings));
      std::puts(text.c_str());
      return {};
    });
  });
}

}  // namespace authledger::infra
