// How long lists take in Elasticsearch (AUTHLEDGER__ELASTICSEARCH__URL): medians over calls one
// after the other, time at the caller. Usage: elasticsearch_bench [documents, 100000 if not given].
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <random>

#include "infra/elasticsearch/document_store.h"
#include "infra/elasticsearch/indices.h"
#include "infra/elasticsearch/read_model.h"
#include "tests/support/elasticsearch_index.h"
#include "tests/support/plain_scan.h"

namespace authledger::tests {
namespace {

using infra::elastic::Plan;
using projections::Document;
using query::Filter;
using query::ListQuery;
using query::Sort;
using Clock = std::chrono::steady_clock;

double milliseconds(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

template <class T>
T value_of(Result<T> result) {
  if (result) return std::move(*result);
  std::printf("failed: %s\n", result.error().detail.c_str());
  std::exit(1);
}

void check(const Status& status) {
  if (status) return;
  std::printf("failed: %s\n", status.error().detail.c_str());
  std::exit(1);
}

// All CPU time of the server so far.
double server_cpu_ms(infra::elastic::Client& client) {
  auto response =
      value_of(client.send(infra::elastic::Method::kGet,
                           "/_nodes/stats/process?filter_path=nodes.*.process.cpu", {}, 5000));
  const std::string key = "total_in_millis\":";
  const auto at = response.body.find(key);
  return at == std::string::npos ? 0 : std::atof(response.body.c_str() + at + key.size());
}

void print_row(infra::elastic::Client& client, const std::string& what, int times,
               const std::function<std::int64_t()>& work) {
  std::vector<double> took;
  std::int64_t total = 0;
  const double server = server_cpu_ms(client);
  const auto own = std::clock();
  for (int i = 0; i < times; ++i) {
    const auto began = Clock::now();
    total = work();
    took.push_back(milliseconds(Clock::now() - began));
  }
  const double own_ms = 1000.0 * static_cast<double>(std::clock() - own) / CLOCKS_PER_SEC;
  const double server_ms = server_cpu_ms(client) - server;
  std::sort(took.begin(), took.end());
  const auto at = [&](std::size_t percent) { return took[(took.size() - 1) * percent / 100]; };
  std::printf("%-32s median %8.2f  p90 %8.2f  CPU server %7.2f  caller %6.3f ms   total %lld\n",
              what.c_str(), at(50), at(90), server_ms / times, own_ms / times,
              static_cast<long long>(total));
  std::fflush(stdout);
}

// A user of about 0.6 kB, with an id of an import of 37 ms per user.
Document made_up(std::mt19937& random, int number) {
  static const std::vector<std::string> first = {"anna", "bert",  "clara",  "dieter",
                                                 "emil", "frida", "gustav", "hanna"};
  static const std::vector<std::string> last = {"schmidt", "maier",    "yilmaz", "nguyen",
                                                "lopez",   "kowalski", "ivanov", "rossi"};
  const auto& one = first[random() % first.size()];
  const auto& two = last[random() % last.size()];
  const std::string tail = std::to_string(random() % 100'000);
  Sample sample{.fullname = one + " " + two, .email = one + "." + two + tail + "@example.com"};
  if (random() % 4 == 0) sample.note = "note " + tail;
  sample.score = static_cast<std::int64_t>(random() % 1000);
  sample.created_at = {1'700'000'000'000 + number * 37LL};
  char id[40];
  const auto time = static_cast<unsigned long long>(sample.created_at.ms);
  std::snprintf(id, sizeof id, "%08llx-%04llx-7%03x-8%03x-%012x", (time >> 16) & 0xFFFFFFFF,
                time & 0xFFFF, static_cast<unsigned>(random() & 0xFFFU),
                static_cast<unsigned>(random() & 0xFFFU), static_cast<unsigned>(number));
  auto made = sample_document(id, sample, number + 1);
  made.body.insert(made.body.size() - 1, ",\"filler\":\"" + std::string(300, 'f') + "\"");
  return made;
}

class Bench {
 public:
  explicit Bench(int count) : count_(count) {}

  void fill() {
    const auto live = value_of(store_.live(schema_));
    std::mt19937 random(7);
    double writing = 0;
    const double server = server_cpu_ms(*index_.client());
    for (int i = 0; i < count_;) {
      std::vector<Document> batch;
      for (int k = 0; k < 2000 && i < count_; ++k) batch.push_back(made_up(random, i++));
      const auto began = Clock::now();
      check(store_.write(live, batch));
      writing += milliseconds(Clock::now() - began);
    }
    check(store_.refresh(live));
    std::printf("%d documents, written by one client at %.0f/s, CPU server %.3f ms each\n", count_,
                count_ / writing * 1000, (server_cpu_ms(*index_.client()) - server) / count_);
    std::fflush(stdout);
  }

  void first_pages() {
    const ListQuery plain{.tenant_id = "root"};
    for (int i = 0; i < 500; ++i) list(plain);  // the server's compiler needs a while
    print_row(*index_.client(), "first page", 500, [&] { return list(plain); });
    print_row(*index_.client(), "first page, by fullname", 100, [&] {
      return list({.tenant_id = "root", .sort = Sort{"fullname", false}});
    });
    print_row(*index_.client(), "first page, keyword by rank", 100,
              [&] { return list({.tenant_id = "root", .keyword = "anna schm"}); });
    const ListQuery oldest{.tenant_id = "root", .sort = Sort{"createdAt", false}};
    print_row(*index_.client(), "first page, oldest first", 100, [&] { return list(oldest); });
    for (const char* text : {"schmidt77", "ovski9", "9@ex", "la", "anna", "@"}) {
      const ListQuery query{.tenant_id = "root",
                            .filter = {Filter::Kind::kContains, "email", text, {}}};
      for (int i = 0; i < 20; ++i) list(query);
      print_row(*index_.client(), "substring \"" + std::string(text) + "\"", 100,
                [&] { return list(query); });
    }
  }

  void deep_pages() {
    ListQuery query{.tenant_id = "root", .page_number = count_ / 25 * 3 / 4};
    const std::string page = "page " + std::to_string(query.page_number);
    for (int i = 0; i < 200; ++i) list(query);
    print_row(*index_.client(), page + ", warm", 500, [&] { return list(query); });
    for (const auto& sort : {Sort{"createdAt", true}, Sort{"email", false}, Sort{"fullname", false},
                             Sort{"active", true}, Sort{"score", false}, Sort{"note", false}}) {
      query.sort = sort;
      print_row(*index_.client(), page + ", cold, by " + sort.field, 100,
                [&] { return cold(query); });
    }
  }

  void all_rows() {
    all_rows(Sort{});
    all_rows(Sort{"createdAt", false});
    all_rows(Sort{"email", false});
  }

 private:
  void all_rows(const Sort& sort) {
    const std::string what = "all rows, by " + sort.field + (sort.descending ? " desc" : "");
    print_row(*index_.client(), what, 3, [&] {
      auto cursor =
          value_of(reads_.scan(schema_, {.tenant_id = "root", .sort = sort, .page_number = 0}));
      std::size_t rows = 0;
      for (auto more = value_of(cursor->next()); !more.empty(); more = value_of(cursor->next())) {
        rows += more.size();
      }
      return static_cast<std::int64_t>(rows);
    });
  }

  std::int64_t list(const ListQuery& query) {
    return value_of(reads_.page(schema_, query)).total_row_count;
  }
  std::int64_t cold(const ListQuery& query) {
    infra::elastic::DeepPages fresh(*index_.client());
    const auto plan = value_of(infra::elastic::translate(schema_, query));
    const auto target = infra::elastic::live_alias(index_.client()->options(), schema_);
    return value_of(fresh.page(target, plan, (query.page_number - 1) * 25, 25)).total_row_count;
  }

  const int count_;
  ElasticsearchIndex index_;
  infra::ElasticsearchDocumentStore store_{index_.client()};
  infra::ElasticsearchReadModel reads_{index_.client()};
  projections::ReadModelSchema schema_ = sample_schema();
};

}  // namespace
}  // namespace authledger::tests

int main(int argc, char** argv) {
  authledger::tests::Bench bench(argc > 1 ? std::atoi(argv[1]) : 100'000);
  bench.fill();
  bench.first_pages();
  bench.deep_pages();
  bench.all_rows();
}
