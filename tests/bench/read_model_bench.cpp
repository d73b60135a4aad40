// SQLite lists over AUTHLEDGER_BENCH_DOCUMENTS (100,000) users: medians of the thread's CPU time.
// Before every query one document is written, so that no total is remembered; "again" repeats the
// query without.
#include <ctime>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "infra/sqlite/document_store.h"
#include "infra/sqlite/read_model.h"
#include "projections/users.h"
#include "tests/support/document_stores.h"

namespace authledger::tests {
namespace {

using projections::Document;
using projections::UserDocument;
using query::Filter;
using query::ListQuery;

constexpr int kBatch = 2000;
constexpr int kRuns = 21;

const char* const kFirst[] = {"Anna",    "Bert",   "Carla",    "Dmitri", "Élodie",  "Fatima",
                              "Günther", "Hiroko", "Ingrid",   "Joan",   "Karim",   "Lucía",
                              "Marta",   "Nils",   "Oyelaran", "Priya",  "Quentin", "Rosa"};
const char* const kLast[] = {"Schmidt",   "Okafor", "García", "Nguyen", "Johansson", "Kowalski",
                             "Yamamoto",  "Silva",  "Petrov", "Haddad", "O'Brien",   "Lindqvist",
                             "Marchetti", "Dubois", "Novák",  "Iyer"};

double cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

Document user(int number, std::mt19937& random) {
  const std::string first = kFirst[random() % std::size(kFirst)];
  const std::string last = kLast[random() % std::size(kLast)];
  UserDocument one;
  char id[40];
  std::snprintf(id, sizeof id, "0190%04x-%04x-7000-8000-%012x", number >> 16, number & 0xFFFF,
                number);
  one.id = id;
  one.fullname = first + " " + last;
  one.email = first + "." + last + std::to_string(number) + "@example.com";
  one.username = first + std::to_string(number);
  one.avatar = "/avatars/" + one.id + ".svg";
  one.role_id = number % 50 == 0 ? "admin" : "user";
  one.created_at = {1'700'000'000'000 + number * 10LL};
  one.updated_at = one.created_at;
  return {one.id, "root", number + 1, 1, true, encode(one), projections::values_of(one)};
}

struct Bench {
  TemporaryFolder folder;
  std::shared_ptr<infra::GenerationFolder> generations = std::make_shared<infra::GenerationFolder>(
      folder.path() + "/projections", infra::DatabaseFileOptions{});
  infra::SqliteDocumentStore store{generations};
  infra::SqliteReadModel reads{generations};
  projections::ReadModelSchema schema = projections::users().schema();
  projections::Generation live = *store.live(schema);
  std::mt19937 random{7};
  int written = 0;

  void write(int count) {
    std::vector<Document> batch;
    for (int i = 0; i < count; ++i) batch.push_back(user(written++, random));
    if (!store.write(live, batch)) std::abort();
  }

  double median(const ListQuery& query, bool fresh, std::int64_t& total) {
    std::vector<double> runs;
    for (int i = 0; i < kRuns; ++i) {
      if (fresh) write(1);
      const double began = cpu_ms();
      const auto page = reads.page(schema, query);
      runs.push_back(cpu_ms() - began);
      if (!page) std::abort();
      total = page->total_row_count;
    }
    std::sort(runs.begin(), runs.end());
    return runs[runs.size() / 2];
  }

  void show(const char* what, const ListQuery& query) {
    std::int64_t total = 0;
    const double fresh = median(query, true, total);
    std::printf("%-44s %9lld rows  %8.2f ms  again %8.2f ms\n", what, static_cast<long long>(total),
                fresh, median(query, false, total));
  }
};

ListQuery filtered(const char* field, const char* text, std::int64_t page = 1) {
  return {.tenant_id = "root",
          .filter = {Filter::Kind::kContains, field, text, {}},
          .page_number = page};
}

int run() {
  const char* text = std::getenv("AUTHLEDGER_BENCH_DOCUMENTS");
  const int documents = text != nullptr ? std::atoi(text) : 100'000;
  Bench bench;
  if (!bench.store.prepare(bench.live)) std::abort();
  const double began = cpu_ms();
  while (bench.written < documents) bench.write(kBatch);
  std::printf("%d documents, %.1f us CPU each to write\n", documents,
              (cpu_ms() - began) * 1000 / documents);
  bench.show("first page", {.tenant_id = "root"});
  bench.show("page 3,000", {.tenant_id = "root", .page_number = std::min(3000, documents / 25)});
  bench.show("page in the middle", {.tenant_id = "root", .page_number = documents / 50});
  bench.show("sorted by fullname", {.tenant_id = "root", .sort = query::Sort{"fullname", false}});
  bench.show("sorted by fullname descending",
             {.tenant_id = "root", .sort = query::Sort{"fullname", true}});
  bench.show("fullname has 'johans' (1/16)", filtered("fullname", "johans"));
  bench.show("fullname has 'a joh' (rare)", filtered("fullname", "a joh"));
  bench.show("email has 'rta.iyer77' (very rare)", filtered("email", "rta.iyer77"));
  bench.show("email has 'example' (all)", filtered("email", "example"));
  bench.show("email has 'example', in the middle", filtered("email", "example", documents / 50));
  bench.show("fullname has 'an' (two letters)", filtered("fullname", "an"));
  bench.show("fullname has 'zz' (two letters, none)", filtered("fullname", "zz"));
  bench.show("keyword 'marta iyer'", {.tenant_id = "root", .keyword = "marta iyer"});
  bench.show("keyword 'elodie' (1/18)", {.tenant_id = "root", .keyword = "elodie"});
  bench.show("keyword 'example' (all)", {.tenant_id = "root", .keyword = "example"});
  return 0;
}

}  // namespace
}  // namespace authledger::tests

int main() { return authledger::tests::run(); }
