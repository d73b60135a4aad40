// routes: the table of operations.
#include <cstdio>

#include "infra/app/server.h"
#include "infra/cli/cli.h"
#include "shared/json.h"

namespace authledger::infra {
namespace {

std::string_view text_of(Access access) {
  switch (access) {
    case Access::kPublic:
      return "public";
    case Access::kSession:
      return "session";
    case Access::kSelf:
      return "self";
    case Access::kSelfOrAdmin:
      return "selfOrAdmin";
    case Access::kOwnerOrAdmin:
      return "ownerOrAdmin";
    case Access::kAppManager:
      return "appManager";
    case Access::kSuperAdmin:
      return "superAdmin";
    case Access::kApp:
      return "app";
    case Access::kAdminOrApp:
      return "adminOrApp";
    case Access::kPublicOrApp:
      return "publicOrApp";
    case Access::kAdmin:
      break;
  }
  return "admin";
}

std::string_view text_of(ReadClass reads) {
  if (reads == ReadClass::kNone) return "none";
  return reads == ReadClass::kTruth ? "truth" : "readYourWrites";
}

void print(const std::vector<Route>& routes) {
  for (const auto& route : routes) {
    std::printf("%-7s %-36s %-12s %s\n", std::string(route.method).c_str(),
                std::string(route.path).c_str(), std::string(text_of(route.access)).c_str(),
                std::string(route.name).c_str());
  }
}

void print_json(const std::vector<Route>& routes) {
  rapidjson::StringBuffer buffer;
  JsonWriter out(buffer);
  const auto text = [&](const char* key, std::string_view value) {
    out.Key(key);
    write_text(out, value);
  };
  out.StartArray();
  for (const auto& route : routes) {
    out.StartObject();
    text("name", route.name);
    text("method", route.method);
    text("path", route.path);
    text("access", text_of(route.access));
    text("reads", text_of(route.reads));
    out.Key("writes");
    out.Bool(route.is_write());
    text("dataName", route.data_name);
    text("action", route.action);
    out.Key("status");
    out.Int(route.success_status);
    out.Key("body");
    out.Bool(route.reads_json());
    out.Key("form");
    out.Bool(route.reads_form());
    out.Key("file");
    out.Bool(route.takes_file());
    text("readModel", route.list_of != nullptr ? route.list_of().name : "");
    text("about", route.about);
    out.EndObject();
  }
  out.EndArray();
  std::puts(buffer_text(buffer).c_str());
}

}  // namespace

void add_route_commands(CLI::App& app, CliContext& context) {
  auto* command = app.add_subcommand("routes", "the operations of the HTTP interface, and who may");
  command->callback([&context] {
    if (context.json)
      print_json(all_routes());
    else
      print(all_routes());
  });
}

}  // namespace authledger::infra
