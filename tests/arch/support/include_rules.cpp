// Who may see whom.
#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "tests/arch/support/rules.h"

namespace authledger::test {
namespace {

using Names = std::set<std::string>;

// shared <- events <- command, projections; query -> shared, projections, and the port by which all
// three read the log; infra -> everything.
const std::map<std::string, std::vector<std::string>> kMayInclude = {
    {"shared", {"shared/"}},
    {"events", {"shared/", "events/"}},
    {"command", {"shared/", "events/", "command/"}},
    {"projections", {"shared/", "events/", "projections/"}},
    {"query", {"shared/", "projections/", "query/", "events/ports/"}},
    {"infra", {"shared/", "events/", "command/", "projections/", "query/", "infra/"}},
};

bool starts_with_any(const std::string& path, const std::vector<std::string>& places) {
  return std::any_of(places.begin(), places.end(),
                     [&](const auto& place) { return path.starts_with(place); });
}

Findings layer_arrows(const SourceTree& tree) {
  Findings found;
  for (const auto& file : tree) {
    if (!file.is_product()) continue;
    for (const auto& include : includes_of(file)) {
      if (include.system) continue;
      if (!starts_with_any(include.header, kMayInclude.at(file.folder())))
        found.push_back(file.path + " includes " + include.header);
    }
  }
  return found;
}

// Third-party headers and the only places that see them. A new library gets a row.
struct Library {
  const char* prefix;
  std::vector<std::string> places;
};
const std::vector<Library> kLibraries = {
    {"rapidjson/", {"shared/json.h", "infra/jwt/"}},
    {"tl/expected.hpp", {"shared/result.h"}},
    {"unicode/", {"shared/text.cpp", "shared/password_text.cpp"}},
    {"pqxx/", {"infra/postgres/"}},
    {"sqlite3.h", {"infra/sqlite/"}},
    {"librdkafka/", {"infra/kafka/"}},
    {"curl/", {"infra/elasticsearch/", "infra/mail/", "infra/sms/"}},
    {"cpprest/", {"infra/http/"}},
    {"pplx/", {"infra/http/"}},
    {"boost/", {"infra/http/"}},
    {"argon2.h", {"infra/argon2/"}},
    {"crypt.h", {"infra/argon2/"}},
    {"openssl/", {"infra/crypto/", "infra/jwt/", "infra/http/", "infra/argon2/", "infra/log/"}},
    {"cjose/", {"infra/jwt/"}},
    {"jansson.h", {"infra/jwt/"}},
    {"phonenumbers/", {"infra/phone/"}},
    {"magic.h", {"infra/files/"}},
    {"zlib.h", {"infra/files/"}},
    {"toml++/", {"infra/config/"}},
    {"CLI/", {"infra/cli/"}},
    {"prometheus/", {"infra/telemetry/"}},
    {"spdlog/", {"infra/"}},
    {"fmt/", {"infra/"}},
    // The operating system.
    {"sys/", {"infra/"}},
    {"netinet/", {"infra/"}},
    {"arpa/", {"infra/"}},
    {"unistd.h", {"infra/"}},
    {"fcntl.h", {"infra/"}},
    {"poll.h", {"infra/"}},
    {"netdb.h", {"infra/"}},
    {"malloc.h", {"infra/"}},
    {"signal.h", {"infra/"}},
    {"strings.h", {"infra/"}},
};

Findings one_folder_each(const SourceTree& tree) {
  Findings found;
  for (const auto& file : tree) {
    if (!file.is_product()) continue;
    for (const auto& include : includes_of(file)) {
      if (!include.system || include.header.find_first_of("/.") == std::string::npos) continue;
      const auto library =
          std::find_if(kLibraries.begin(), kLibraries.end(),
                       [&](const Library& one) { return include.header.starts_with(one.prefix); });
      if (library == kLibraries.end()) {
        found.push_back(file.path + " includes " + include.header +
                        ", which has no row in tests/arch/support/include_rules.cpp");
      } else if (!starts_with_any(file.path, library->places)) {
        found.push_back(file.path + " includes " + include.header);
      }
    }
  }
  return found;
}

// authledger_layer(name what-it-links…), without its own third-party libraries.
const std::map<std::string, Names> kLinks = {
    {"shared", {}},
    {"events", {"authledger_shared"}},
    {"command", {"authledger_events"}},
    {"projections", {"authledger_events"}},
    {"query", {"authledger_shared", "authledger_projections"}},
    {"infra", {"authledger_command", "authledger_query"}},
};

Findings link_lines(const SourceTree& tree) {
  const auto* file = find_file(tree, "CMakeLists.txt");
  if (file == nullptr) return {};
  Findings found;
  Names seen;
  static const std::regex line(R"(\n\s*authledger_layer\(\s*([a-z]+)([^)]*)\))");
  for (std::sregex_iterator at(file->text.begin(), file->text.end(), line), end; at != end; ++at) {
    const std::string layer = (*at)[1];
    const std::string rest = (*at)[2];
    seen.insert(layer);
    Names links;
    static const std::regex word("[^\\s]+");
    for (std::sregex_iterator one(rest.begin(), rest.end(), word); one != end; ++one) {
      if (one->str().starts_with("authledger_"))
        links.insert(one->str());
      else if (layer != "shared" && layer != "infra")
        found.push_back(file->path + ": " + layer + " links " + one->str());
    }
    const auto rule = kLinks.find(layer);
    if (rule == kLinks.end() || rule->second != links)
      found.push_back(file->path + ": the link line of " + layer + " is not the layer rule");
  }
  for (const auto& [layer, links] : kLinks) {
    if (!seen.contains(layer)) found.push_back(file->path + ": no link line of " + layer);
  }
  return found;
}

std::string cmake(const std::string& query_links, const std::string& command_links) {
  return "project(x)\nauthledger_layer(shared ICU::uc)\nauthledger_layer(events "
         "authledger_shared)\n"
         "authledger_layer(command " +
         command_links +
         ")\nauthledger_layer(projections authledger_events)\nauthledger_layer(query " +
         query_links +
         ")\nauthledger_layer(infra authledger_command authledger_query Threads::Threads)\n";
}
const std::string kQueryLinks = "authledger_shared authledger_projections";

SourceFile including(const std::string& path, const std::string& header) {
  return {path, "#pragma once\n#include " + header + "\n"};
}

}  // namespace

std::vector<Rule> include_rules() {
  return {
      {"LayerArrows",
       layer_arrows,
       {including("shared/a.h", "\"events/b.h\""), including("events/a.h", "\"command/b.h\""),
        including("command/x/a.cpp", "\"query/b.h\""), including("query/a.h", "\"command/b.h\""),
        including("query/a.cpp", "\"events/b.h\""), including("command/a.h", "\"projections/b.h\""),
        including("projections/a.h", "\"query/b.h\""), including("shared/a.cpp", "\"infra/b.h\""),
        including("command/a.cpp", "\"infra/x/b.h\""), including("infra/a.cpp", "\"tests/b.h\""),
        including("events/a.cpp", "\"b.h\"")},
       {including("command/x/ok.h", "\"events/b.h\""), including("infra/ok.cpp", "\"query/b.h\""),
        including("query/ok.h", "\"projections/b.h\""),
        including("query/ok2.h", "\"events/ports/b.h\""),
        including("tests/ok.cpp", "\"infra/b.h\"")}},
      {"ThirdPartyHeadersInOneFolder",
       one_folder_each,
       {including("infra/sqlite/a.cpp", "<pqxx/pqxx>"),
        including("command/a.h", "<rapidjson/document.h>"),
        including("shared/a.h", "<unicode/uchar.h>"), including("query/a.cpp", "<sqlite3.h>"),
        including("infra/api/a.cpp", "<cpprest/json.h>"),
        including("infra/kafka/a.cpp", "<curl/curl.h>"),
        including("infra/postgres/a.h", "<boost/asio.hpp>"),
        including("events/a.h", "<tl/expected.hpp>"),
        including("infra/api/a.cpp", "<openssl/evp.h>"), including("shared/a.cpp", "<unistd.h>"),
        including("infra/x/a.cpp", "<nobody/knows.h>")},
       {including("infra/postgres/ok.cpp", "<pqxx/pqxx>"), including("command/ok.h", "<string>"),
        including("infra/http/ok.cpp", "<boost/asio.hpp>"),
        including("tests/ok.cpp", "<sqlite3.h>")}},
      {"LinkLinesAreTheLayerRule",
       link_lines,
       {{"CMakeLists.txt", cmake(kQueryLinks + " authledger_command", "authledger_events")},
        {"CMakeLists.txt", cmake(kQueryLinks, "authledger_events authledger_infra")},
        {"CMakeLists.txt", cmake(kQueryLinks, "authledger_events SQLite::SQLite3")},
        {"CMakeLists.txt", "project(x)\nauthledger_layer(shared)\n"}},
       {}},
  };
}

}  // namespace authledger::test
