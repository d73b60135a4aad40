// Appends per second and CPU of this process per append: 64 callers through GroupCommit beside raw
// batches of 100 and of 1, in the same run, on PostgreSQL (AUTHLEDGER__POSTGRES__URL) and SQLite.
// Usage: append_bench [seconds per row].
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <thread>

#include "infra/log/group_commit.h"
#include "tests/support/log_backends.h"

namespace authledger::test {
namespace {

using command::AppendItem;
using std::chrono::steady_clock;

std::string unique_id() {
  static std::atomic<unsigned long> count{0};
  char text[37];
  std::snprintf(text, sizeof text, "01890000-0000-7000-8000-%012lx", ++count);
  return text;
}

// About what registering a user costs: one event of 400 bytes, one claim, one key, one answer.
AppendItem registration(Timestamp now) {
  const auto id = unique_id();
  events::StoredEvent event;
  event.event_id = id;
  event.tenant_id = "root";
  event.type = "user.registered";
  event.recorded_at = now;
  event.subject = id;
  event.payload = "{\"name\":{\"personal\":\"" + std::string(360, 'x') + "\"}}";
  event.meta = R"({"actorKind":"user","actorId":"01890000","correlationId":"01890000"})";
  AppendItem item;
  const auto stream = "user-" + id;
  item.writes.push_back({stream, 0, {std::move(event)}});
  item.claims.push_back({{"root", "email", id}, true, stream});
  item.new_keys.push_back({id, std::string(60, 'k')});
  item.remember = command::Remembered{id, id, std::string(200, 'a'), 0, now.plus_s(86400)};
  return item;
}

AppendItem event_only(Timestamp now) {
  auto item = registration(now);
  item.claims.clear();
  item.new_keys.clear();
  item.remember.reset();
  return item;
}

using MakeItem = AppendItem (*)(Timestamp);

struct Rate {
  double per_s = 0;
  double cpu_us = 0;  // of this process, making the item included
  double batch = 0;   // mean items
};

double cpu_us() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto us = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e6 + static_cast<double>(t.tv_usec);
  };
  return us(used.ru_utime) + us(used.ru_stime);
}

Rate raw_rate(LogBackend& backend, std::size_t batch, MakeItem make, double seconds) {
  const auto process = backend.open();
  const auto start = steady_clock::now();
  const auto cpu_before = cpu_us();
  std::size_t done = 0;
  std::chrono::duration<double> passed{};
  do {
    std::vector<AppendItem> items;
    for (std::size_t i = 0; i < batch; ++i) items.push_back(make(backend.clock.now()));
    for (const auto& outcome : process->log().append(items)) {
      if (std::holds_alternative<command::Appended>(outcome)) ++done;
    }
    passed = steady_clock::now() - start;
  } while (passed.count() < seconds);
  const auto count = static_cast<double>(done);
  return {count / passed.count(), (cpu_us() - cpu_before) / count, static_cast<double>(batch)};
}

Rate group_rate(LogBackend& backend, int clients, MakeItem make, double seconds) {
  const auto process = backend.open();
  infra::GroupCommit commit(process->log());
  std::atomic<bool> stop{false};
  std::atomic<long> done{0};
  std::vector<std::thread> threads;
  const auto start = steady_clock::now();
  const auto cpu_before = cpu_us();
  for (int i = 0; i < clients; ++i) {
    threads.emplace_back([&] {
      while (!stop) {
        const auto outcome = commit.append(make(backend.clock.now()));
        if (std::holds_alternative<command::Appended>(outcome)) ++done;
      }
    });
  }
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
  stop = true;
  for (auto& thread : threads) thread.join();
  const std::chrono::duration<double> passed = steady_clock::now() - start;
  const auto stats = commit.stats();
  const auto count = static_cast<double>(done);
  return {count / passed.count(), (cpu_us() - cpu_before) / count,
          static_cast<double>(stats.items) / static_cast<double>(stats.batches)};
}

void print(const char* store, const char* what, const char* how, const Rate& rate) {
  std::printf("%-10s %-12s %-18s %8.0f /s, %6.1f us CPU here, %5.1f per batch\n", store, what, how,
              rate.per_s, rate.cpu_us, rate.batch);
  std::fflush(stdout);
}

void run(const char* name, LogBackend& backend, double seconds) {
  for (const auto& [what, make] :
       {std::pair{"event only", &event_only}, std::pair{"registration", &registration}}) {
    for (const std::size_t size : {1UL, 10UL, 100UL}) {
      print(name, what, "raw batches", raw_rate(backend, size, make, seconds));
    }
    for (const int clients : {1, 64}) {
      const auto how = "group, " + std::to_string(clients) + " callers";
      print(name, what, how.c_str(), group_rate(backend, clients, make, seconds));
    }
  }
}

}  // namespace
}  // namespace authledger::test

int main(int argc, char** argv) {
  using namespace authledger::test;
  const double seconds = argc > 1 ? std::atof(argv[1]) : 3;
  run("PostgreSQL", *make_postgres_backend(), seconds);
  run("SQLite", *make_sqlite_backend(), seconds);
  return 0;
}
