#include "infra/argon2/arena.h"

#include <openssl/crypto.h>
#include <sys/mman.h>

#include "infra/argon2/wipe.h"

namespace authledger::infra {
namespace {

class Arena {
 public:
  Arena() = default;
  ~Arena() { unmap(memory_, size_); }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void keep(std::size_t bytes) { kept_ = bytes; }

  std::uint8_t* allocate(std::size_t bytes) {
    if (bytes > kept_) return map(bytes);
    if (bytes > size_) {
      unmap(memory_, size_);
      size_ = used_ = 0;
      memory_ = map(bytes);
      if (memory_ != nullptr) size_ = bytes;
    }
    return memory_;
  }

  void free(std::uint8_t* memory, std::size_t bytes) {
    if (memory != memory_) unmap(memory, bytes);
  }

  // False: it is not this arena's.
  bool leave(const void* memory, std::size_t bytes) {
    if (memory_ == nullptr || memory != memory_) return false;
    used_ = bytes;
    return true;
  }

  void wipe() {
    if (used_ != 0) OPENSSL_cleanse(memory_, used_);
    used_ = 0;
  }

 private:
  static std::uint8_t* map(std::size_t bytes) {
    void* const memory =
        ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return nullptr;
    ::madvise(memory, bytes, MADV_HUGEPAGE);  // Argon2 reads at random: fewer TLB misses
    ::madvise(memory, bytes, MADV_DONTDUMP);  // what passwords left behind stays out of core files
    return static_cast<std::uint8_t*>(memory);
  }
  static void unmap(std::uint8_t* memory, std::size_t bytes) {
    if (memory != nullptr) ::munmap(memory, bytes);
  }

  std::uint8_t* memory_ = nullptr;
  std::size_t size_ = 0;
  std::size_t kept_ = 0;
  std::size_t used_ = 0;  // bytes of the last computation, not wiped yet
};

thread_local Arena arena;

}  // namespace

int allocate_argon2_memory(std::uint8_t** memory, std::size_t bytes) {
  *memory = arena.allocate(bytes);
  return *memory == nullptr ? -1 : 0;
}

void free_argon2_memory(std::uint8_t* memory, std::size_t bytes) { arena.free(memory, bytes); }

void keep_argon2_memory(std::size_t bytes) { arena.keep(bytes); }

void wipe_argon2_memory() { arena.wipe(); }

}  // namespace authledger::infra

void authledger_argon2_wipe(void* memory, std::size_t /*room*/, int /*value*/, std::size_t bytes) {
  if (!authledger::infra::arena.leave(memory, bytes)) OPENSSL_cleanse(memory, bytes);
}
