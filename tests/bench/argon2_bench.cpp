// What one password costs: CPU time per verification by each build of Argon2 that this CPU can run,
// in turns within one run, and how many a second all cores manage. Options: --rounds N (15), and
// --phc PASSWORD, which also prints a hash of it.
#include <time.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

#include "infra/argon2/arena.h"
#include "infra/argon2/engine.h"
#include "infra/argon2/password_hasher.h"
#include "infra/crypto/system.h"

namespace authledger::infra {
namespace {

constexpr std::uint32_t kMemory_kib = 19 * 1024;

double thread_cpu_ms() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void hash_once(const Argon2Engine& engine) {
  keep_argon2_memory(std::size_t{kMemory_kib} * 1024);
  std::uint8_t tag[32], password[12] = "correct hor", salt[16] = "fifteen letters";
  argon2_context context{};
  context.out = tag;
  context.outlen = sizeof tag;
  context.pwd = password;
  context.pwdlen = sizeof password;
  context.salt = salt;
  context.saltlen = sizeof salt;
  context.t_cost = 2;
  context.m_cost = kMemory_kib;
  context.lanes = context.threads = 1;
  context.version = ARGON2_VERSION_13;
  context.allocate_cbk = allocate_argon2_memory;
  context.free_cbk = free_argon2_memory;
  if (engine.compute(&context, Argon2_id) != ARGON2_OK) std::abort();
  wipe_argon2_memory();  // as the library itself does after each
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double rate_per_s(const Argon2Engine& engine, int each) {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < cores; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < each; ++k) hash_once(engine);
    });
  }
  for (auto& thread : threads) thread.join();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(cores) * each / took.count();
}

}  // namespace
}  // namespace authledger::infra

int main(int argc, char** argv) {
  using namespace authledger::infra;
  CLI::App app("CPU time of one password, by each build of Argon2");
  int rounds = 15;
  app.add_option("--rounds", rounds, "measurements of each");
  std::string password;
  app.add_option("--phc", password, "print a hash of this password");
  CLI11_PARSE(app, argc, argv);
  const auto engines = argon2_engines();
  std::vector<std::vector<double>> cpu_ms(engines.size());
  std::vector<std::vector<double>> rates(engines.size());
  for (const auto& engine : engines) hash_once(engine);  // the arena's pages
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < engines.size(); ++i) {
      const double begin = thread_cpu_ms();
      for (int k = 0; k < 4; ++k) hash_once(engines[i]);
      cpu_ms[i].push_back((thread_cpu_ms() - begin) / 4);
    }
  }
  for (int round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < engines.size(); ++i) rates[i].push_back(rate_per_s(engines[i], 20));
  }
  std::printf("%-10s %12s %14s\n", "engine", "CPU ms each", "per s, cores");
  for (std::size_t i = 0; i < engines.size(); ++i) {
    std::printf("%-10s %12.2f %14.1f\n", engines[i].name, median(cpu_ms[i]), median(rates[i]));
  }
  if (!password.empty()) {
    SystemRandom random;
    const auto made = PasswordHasher({kMemory_kib, 2, 1}, random).hash(password);
    std::printf("%s\n", made ? made->c_str() : made.error().detail.c_str());
  }
  return 0;
}
