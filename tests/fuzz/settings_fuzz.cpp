// The settings file, the environment and what is made of them. Input: a TOML file; what stands
// behind a NUL is one variable of the environment.
#include <sys/mman.h>
#include <unistd.h>

#include "infra/config/settings.h"
#include "tests/fuzz/fuzz.h"

namespace authledger::fuzz {
namespace {

// A file in memory, written anew for each input.
class MemoryFile {
 public:
  MemoryFile() : file_(::memfd_create("settings", 0)) {}
  ~MemoryFile() { ::close(file_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }
  bool write(std::string_view text) const {
    return ::ftruncate(file_, 0) == 0 &&
           ::pwrite(file_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
  }

 private:
  int file_;
};

}  // namespace
}  // namespace authledger::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace authledger::fuzz;
  static const MemoryFile file;
  auto rest = text_of(data, size);
  const auto toml = cut(rest, '\0');
  require(file.write(toml), "the file can be written");
  authledger::infra::SettingsInput input;
  input.file = file.path();
  if (!rest.empty()) input.environment.push_back("AUTHLEDGER__" + std::string(rest));
  const auto loaded = authledger::infra::load_settings(input);
  if (!loaded) {
    require(loaded.error().id == "settings.invalid", "a bad setting is told as one");
    require(!loaded.error().detail.empty(), "a refusal says why");
    return 0;
  }
  const auto& settings = loaded->settings;
  require(settings.http_workers >= 1 && settings.http_io_threads >= 1, "somebody works");
  require(settings.held_bytes_max >= settings.body_limit_bytes, "one body can be held");
  for (const auto& [name, source] : loaded->sources) {
    require(!source.source.empty(), "a setting has a source", name);
    if (name == "keys.master_key" || name == "postgres.url") {
      require(source.value.empty() || source.value == "****", "a secret is never shown");
    }
  }
  return 0;
}
