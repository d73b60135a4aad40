#include "infra/sqlite/compared_sets.h"

#include "shared/errors.h"

namespace authledger::infra {
namespace {

template <class Work>
auto guarded_file(Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (const sqlite::SqliteError& failure) {
    return fail(errors::kInternal, std::string("the temporary file: ") + failure.what());
  }
}

}  // namespace

ComparedSets::ComparedSets() : connection_("", sqlite::Connection::Mode::kReadWrite) {
  connection_.execute(
      "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8192;"
      "PRAGMA temp_store=FILE; BEGIN;"
      "CREATE TABLE rows(name TEXT, side INTEGER, value BLOB, origin TEXT)");
}

Result<std::unique_ptr<ComparedSets>> ComparedSets::make() {
  return guarded_file([]() -> Result<std::unique_ptr<ComparedSets>> {
    return std::unique_ptr<ComparedSets>(new ComparedSets);
  });
}

Status ComparedSets::put(Side side, std::string_view name, std::string_view value,
                         std::string_view origin) {
  return guarded_file([&]() -> Status {
    connection_.prepare("INSERT INTO rows VALUES(?, ?, ?, ?)")
        .bind(name, side == Side::kExpected ? 0 : 1, sqlite::Blob{value}, origin)
        .run();
    return {};
  });
}

Status ComparedSets::each_difference(const std::function<Status(const Named&)>& take) {
  return guarded_file([&]() -> Status {
    auto rows = connection_.prepare("SELECT name, side, value, origin FROM rows ORDER BY name");
    Named one;
    const auto settle = [&]() -> Status {
      const bool any = !one.expected.empty() || !one.found.empty();
      return any && !one.agrees() ? take(one) : Status{};
    };
    while (rows.step()) {
      if (rows.view(0) != one.name) {
        AUTHLEDGER_CHECK(settle());
        one = {rows.text(0), {}, {}};
      }
      (rows.integer(1) == 0 ? one.expected : one.found).push_back({rows.text(2), rows.text(3)});
    }
    return settle();
  });
}

}  // namespace authledger::infra
