// What a computation leaves in memory, and until when.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "infra/argon2/arena.h"
#include "infra/argon2/engine.h"
#include "infra/argon2/hash_pool.h"
#include "infra/crypto/system.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kBytes = 64 * 1024;

void compute(const Argon2Engine& engine) {
  std::uint8_t tag[32], password[6] = "hello", salt[16] = "fifteen letters";
  argon2_context context{};
  context.out = tag;
  context.outlen = sizeof tag;
  context.pwd = password;
  context.pwdlen = sizeof password;
  context.salt = salt;
  context.saltlen = sizeof salt;
  context.t_cost = 2;
  context.m_cost = kBytes / 1024;
  context.lanes = context.threads = 1;
  context.version = ARGON2_VERSION_13;
  context.allocate_cbk = allocate_argon2_memory;
  context.free_cbk = free_argon2_memory;
  ASSERT_EQ(engine.compute(&context, Argon2_id), ARGON2_OK);
}

bool arena_is_clean() {
  std::uint8_t* memory = nullptr;
  EXPECT_EQ(allocate_argon2_memory(&memory, kBytes), 0);
  return std::all_of(memory, memory + kBytes, [](std::uint8_t byte) { return byte == 0; });
}

TEST(Argon2Wipe, IsDoneByTheLibraryOrLeftForLater) {
  keep_argon2_memory(kBytes);
  for (const Argon2Engine& engine : argon2_engines()) {
    ASSERT_NO_FATAL_FAILURE(compute(engine));
    EXPECT_EQ(arena_is_clean(), std::string_view(engine.name) == "portable") << engine.name;
    wipe_argon2_memory();
    EXPECT_TRUE(arena_is_clean()) << engine.name;
  }
  keep_argon2_memory(0);
}

// The first mapping of this process with that many bytes, as {begin, end}.
std::pair<std::uintptr_t, std::uintptr_t> mapping_of(std::size_t bytes) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields(line);
    std::uintptr_t begin = 0, end = 0;
    char dash = 0;
    fields >> std::hex >> begin >> dash >> end;
    if (end - begin == bytes) return {begin, end};
  }
  return {};
}

// Read through the kernel: another thread may be writing.
bool is_clean(std::uintptr_t begin, std::size_t bytes) {
  std::string content(bytes, '\1');
  const int memory = ::open("/proc/self/mem", O_RDONLY);
  const auto got = ::pread(memory, content.data(), bytes, static_cast<off_t>(begin));
  ::close(memory);
  return got == static_cast<ssize_t>(bytes) && content.find_first_not_of('\0') == content.npos;
}

TEST(Argon2Wipe, OfAPoolHappensWhenNobodyWaits) {
  constexpr std::uint32_t kOddMemory_kib = 21 * 1024 + 4;  // no other mapping has this size
  SystemRandom random;
  auto pool = HashPool::create({{kOddMemory_kib, 1, 1}, 1, 4}, random);
  ASSERT_TRUE(pool);
  ASSERT_TRUE((*pool)->hash("a long enough secret"));
  const auto [begin, end] = mapping_of(std::size_t{kOddMemory_kib} * 1024);
  ASSERT_NE(begin, 0U) << "the pool's memory is not where it was";
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  bool clean = false;
  while (!clean && std::chrono::steady_clock::now() < deadline)
    clean = is_clean(begin, end - begin);
  EXPECT_TRUE(clean);
}

}  // namespace
}  // namespace authledger::infra
