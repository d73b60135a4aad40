// What may not be written, and where.
#include <algorithm>
#include <regex>
#include <set>

#include "tests/arch/support/rules.h"

namespace authledger::test {
namespace {

constexpr std::size_t kLinesMax = 300;

Findings file_length(const SourceTree& tree) {
  Findings found;
  for (const auto& file : tree) {
    const auto lines =
        static_cast<std::size_t>(std::count(file.text.begin(), file.text.end(), '\n'));
    if (file.is_product() && lines > kLinesMax)
      found.push_back(file.path + " has " + std::to_string(lines) + " lines");
  }
  return found;
}

bool is_in_any(const std::string& path, const std::vector<std::string>& places) {
  return std::any_of(places.begin(), places.end(),
                     [&](const auto& place) { return path.starts_with(place); });
}

// Lines that match, outside comments, in files that `concerns` picks.
template <class Concerns>
Findings lines_like(const SourceTree& tree, const std::regex& pattern, Concerns concerns) {
  Findings found;
  for (const auto& file : tree) {
    if (!file.is_cpp() || !concerns(file)) continue;
    int number = 0;
    for (const auto& line : lines_of(file.text)) {
      ++number;
      const auto code = line.substr(0, line.find("//"));
      if (std::regex_search(code, pattern))
        found.push_back(file.path + ":" + std::to_string(number) + ": " + line);
    }
  }
  return found;
}

// Elsewhere it would hide a broken promise behind an answer.
Findings catch_all(const SourceTree& tree) {
  static const std::vector<std::string> places = {
      "infra/http/", "infra/app/main.cpp", "projections/runner",
      "projections/generation_writer.cpp",  // the runner's fold: parks what cannot be folded
      "infra/elasticsearch/client.cpp"};    // libcurl's call-back: nothing may be thrown through C
  static const std::regex pattern(R"(catch\s*\(\s*\.\.\.\s*\))");
  return lines_like(tree, pattern, [](const SourceFile& file) {
    return file.is_product() && !is_in_any(file.path, places);
  });
}

// A linker drops an object that nothing names from a static library, and the registration with it.
Findings self_registration(const SourceTree& tree) {
  static const std::regex pattern(
      R"(__attribute__\s*\(\(\s*constructor)"
      R"(|^\s*(static|const|inline|\[\[maybe_unused\]\])[^=(]*(=|\{)\s*(\w+::)*[Rr]egister\w*\()"
      R"(|^\s*(static|const|inline)\s+(\w+::)*\w*Registra(r|tion)(<[^>]*>)?\s+\w+)"
      R"(|^\s*#define\s+\w*REGISTER)");
  return lines_like(tree, pattern, [](const SourceFile& file) { return file.is_product(); });
}

// Decisions and folds are pure: time, ids and hashes come in inside the command.
Findings pure_core(const SourceTree& tree) {
  static const std::regex pattern(
      R"(_clock::now|random_device|mt19937|\b(s?rand|time|getenv)\s*\(\s*(NULL|nullptr|\)|")|<(fstream|iostream|filesystem)>)");
  return lines_like(tree, pattern, [](const SourceFile& file) {
    return file.is_product() && (file.folder() == "events" || file.folder() == "command");
  });
}

Findings no_sleeps_in_tests(const SourceTree& tree) {
  static const std::regex pattern(
      "\\b(sle"
      "ep_for|sle"
      "ep_until|usl"
      "eep|nanosl"
      "eep)\\b");
  return lines_like(tree, pattern, [](const SourceFile& file) {
    return file.folder() == "tests" &&
           !file.path.starts_with("tests/bench/");  // loads take their time
  });
}

std::vector<std::string> captures(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> out;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
    out.push_back((*at)[1]);
  return out;
}

// A struct with kType in a list `using …Event = std::variant<…>`, and that list in AnyEvent, or
// joined to one that is: `using …Event = Concat<std::variant<…>, …>`.
Findings events_are_listed(const SourceTree& tree) {
  static const std::regex event_struct(
      R"(struct (\w+) \{\s*static constexpr std::string_view kType)");
  static const std::regex list(R"(using (\w+Event) =\s*(?:Concat<\s*)?std::variant<([^>]*)>)");
  static const std::regex joined(R"(using (\w+Event) =\s*Concat<\s*std::variant<[^>]*>,([^>]*)>)");
  static const std::regex any(R"(using AnyEvent =\s*Concat<([^>]*)>)");
  static const std::regex word(R"((\w+))");
  const auto* catalogue = find_file(tree, "events/catalogue.h");
  std::set<std::string> lists;
  if (catalogue != nullptr) {
    std::smatch match;
    if (std::regex_search(catalogue->text, match, any)) {
      for (const auto& name : captures(match[1], word)) lists.insert(name);
    }
  }
  for (const auto& file : tree) {
    std::smatch match;
    if (file.folder() != "events" || !std::regex_search(file.text, match, joined)) continue;
    if (!lists.contains(match[1])) continue;
    for (const auto& name : captures(match[2], word)) lists.insert(name);
  }
  Findings found;
  for (const auto& file : tree) {
    if (file.folder() != "events" || !file.path.ends_with(".h")) continue;
    std::set<std::string> listed;
    for (std::sregex_iterator at(file.text.begin(), file.text.end(), list), end; at != end; ++at) {
      if (!lists.contains((*at)[1]))
        found.push_back(file.path + ": " + (*at)[1].str() + " is not in AnyEvent");
      for (const auto& name : captures((*at)[2], word)) listed.insert(name);
    }
    for (const auto& name : captures(file.text, event_struct)) {
      if (!listed.contains(name)) found.push_back(file.path + ": " + name + " is in no list");
    }
  }
  return found;
}

// What headers of `folder` declare like `declaration`, when no text of `lists` matches the pattern
// `how` ($: its name).
Findings declared_are_listed(const SourceTree& tree, const std::string& folder,
                             const std::regex& declaration, const std::string& lists,
                             const std::string& how) {
  std::string listed;
  for (const auto& file : tree) {
    if (file.path.starts_with(folder) && file.path.ends_with(lists)) listed += file.text;
  }
  Findings found;
  for (const auto& file : tree) {
    if (!file.path.starts_with(folder) || !file.path.ends_with(".h")) continue;
    for (const auto& name : captures(file.text, declaration)) {
      const std::regex wanted(std::regex_replace(how, std::regex(R"(\$)"), name));
      if (!std::regex_search(listed, wanted))
        found.push_back(file.path + ": " + name + " is not in " + folder + "…" + lists);
    }
  }
  return found;
}

Findings projections_are_listed(const SourceTree& tree) {
  static const std::regex declaration(R"(const Projection& (\w+)\(\);)");
  return declared_are_listed(tree, "projections/", declaration, "catalogue.cpp", R"(&$\(\))");
}

Findings handlers_have_a_row(const SourceTree& tree) {
  static const std::regex declaration(R"(Result<Reply> (\w+)\(Call& call\);)");
  return declared_are_listed(tree, "infra/api/", declaration, "routes.cpp", R"(\b$\b)");
}

const SourceFile kCatalogue{"events/catalogue.h",
                            "using AnyEvent = Concat<UserEvent, AppEvent>::type;\n"};
SourceFile event_header(const std::string& path, const std::string& list) {
  return {path,
          "struct UserMoved {\n  static constexpr std::string_view kType = \"user.moved\";\n};\n"
          "struct UserLeft {\n  static constexpr std::string_view kType = \"user.left\";\n};\n"
          "using " +
              list + ";\n"};
}

}  // namespace

std::vector<Rule> text_rules() {
  const std::string all =
      "cat"
      "ch (...)";
  return {
      {"FilesStayShort",
       file_length,
       {{"query/long.cpp", std::string(kLinesMax + 1, '\n')}},
       {{"query/ok.cpp", std::string(kLinesMax, '\n')}, {"tests/ok.cpp", std::string(999, '\n')}}},
      {"NoCatchAllInside",
       catch_all,
       {{"command/a.cpp", "try { f(); } " + all + " {}\n"},
        {"infra/kafka/a.cpp", "  } catch( ... ) {\n"},
        {"projections/users.cpp", all}},
       {{"infra/http/ok.cpp", all}, {"command/ok.cpp", "// never " + all + " here\n"}}},
      {"NoSelfRegistration",
       self_registration,
       {{"infra/api/a.cpp", "static const bool known = register_route(\"/x\");\n"},
        {"command/a.cpp", "const auto x = Registry::Register(1);\n"},
        {"projections/a.cpp", "static Registrar<Users> users(\"users\");\n"},
        {"infra/api/b.h", "#define AUTHLEDGER_REGISTER_ROUTE(x) f(x)\n"},
        {"infra/c.cpp", "__attribute__((constructor)) void f();\n"}},
       {{"command/ok.cpp", "  return RegisterUser{};\nconst RegisterUser command = make();\n"}}},
      {"DecisionsArePure",
       pure_core,
       {{"command/a.cpp", "auto now = std::chrono::system_clock::now();\n"},
        {"command/b.cpp", "std::random_device device;\n"},
        {"events/a.h", "#include <fstream>\n"},
        {"command/c.cpp", "auto t = time(nullptr);\n"},
        {"command/d.cpp", "int i = rand();\n"}},
       {{"infra/ok.cpp", "auto now = std::chrono::system_clock::now();\n"},
        {"command/ok.cpp", "  if (state.alive(clock_.now())) return;\n"}}},
      {"TestsDoNotSleep",
       no_sleeps_in_tests,
       {{"tests/x/a_test.cpp",
         "std::this_thread::sle"
         "ep_for(1ms);\n"},
        {"tests/support/a.h",
         "  usl"
         "eep(5);\n"}},
       {{"tests/ok_test.cpp",
         "// never sle"
         "ep_for\n"}}},
      {"EventsAreListed",
       events_are_listed,
       {event_header("events/a.h", "UserEvent = std::variant<UserMoved>"),
        event_header("events/b.h", "OtherEvent = std::variant<UserMoved, UserLeft>"),
        event_header("events/c.h",
                     "OtherEvent = Concat<std::variant<UserMoved, UserLeft>, BanEvent>::type")},
       {kCatalogue,
        {"events/app.h", "using AppEvent = Concat<std::variant<>, BanEvent>::type;\n"},
        event_header("events/ban.h", "BanEvent = std::variant<UserMoved, UserLeft>"),
        event_header("events/ok.h", "UserEvent =\n    std::variant<UserMoved,\n UserLeft>")}},
      {"ProjectionsAreListed",
       projections_are_listed,
       {{"projections/apps.h", "const Projection& apps();\n"}},
       {{"projections/users.h", "const Projection& users();\n"},
        {"projections/catalogue.cpp", "= {\n    &users(),\n};\n"}}},
      {"HandlersHaveARow",
       handlers_have_a_row,
       {{"infra/api/service/apps.h", "Result<Reply> list_apps(Call& call);\n"},
        {"infra/api/service/users2.h", "Result<Reply> get(Call& call);\n"}},
       {{"infra/api/service/users.h", "Result<Reply> get_user(Call& call);\n"},
        {"infra/api/service/routes.cpp", "{.handler = get_user},\n"},
        {"infra/api/service/groups.h", "Result<Reply> get_group(Call& call);\n"},
        {"infra/api/service/group_routes.cpp", "{.handler = get_group},\n"}}},
  };
}

}  // namespace authledger::test
