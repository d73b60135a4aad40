#include "infra/crypto/master_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "infra/crypto/aead.h"
#include "infra/crypto/digest.h"
#include "infra/crypto/encoding.h"
#include "shared/errors.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kMaxFileBytes = 256;

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }

 private:
  int fd_;
};

tl::unexpected<Error> wrong(const std::string& path, const std::string& why) {
  return fail(errors::kMasterKeyWrong, "master key file " + path + ": " + why);
}

// Nothing: there is no such file.
Result<std::optional<std::string>> load(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    return wrong(path, std::strerror(errno));
  }
  struct stat info {};
  if (::fstat(file.fd(), &info) != 0) return wrong(path, std::strerror(errno));
  if (!S_ISREG(info.st_mode)) return wrong(path, "not a regular file");
  if ((info.st_mode & 07) != 0) return wrong(path, "open to all users; make it mode 0600");
  std::string text(kMaxFileBytes, '\0');
  const WipeAtEnd wipe(text);
  const ssize_t got = ::read(file.fd(), text.data(), text.size());
  if (got < 0) return wrong(path, std::strerror(errno));
  auto key = parse_master_key(std::string_view(text).substr(0, static_cast<std::size_t>(got)));
  if (!key) return wrong(path, key.error().detail);
  return std::optional<std::string>(std::move(*key));
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(fd, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return ::fsync(fd) == 0;
}

bool sync_folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const File handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return handle.is_open() && ::fsync(handle.fd()) == 0;
}

// Makes the file unless there is one. A link to a complete file appears at once and never replaces.
Status create(const std::string& path) {
  const std::string unfinished = path + ".new-" + hex_encode(random_bytes(8));
  {
    const File file(::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.is_open()) return wrong(path, std::strerror(errno));
    std::string text = base64url_encode(Key256::random().bytes()) + "\n";
    const WipeAtEnd wipe(text);
    if (!write_all(file.fd(), text)) {
      const int reason = errno;
      ::unlink(unfinished.c_str());
      return wrong(path, std::strerror(reason));
    }
  }
  const bool linked = ::link(unfinished.c_str(), path.c_str()) == 0 || errno == EEXIST;
  const int reason = errno;
  ::unlink(unfinished.c_str());
  if (!linked) return wrong(path, std::strerror(reason));
  if (!sync_folder_of(path)) return wrong(path, "its folder cannot be synced");
  return {};
}

}  // namespace

Result<std::string> parse_master_key(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return fail(errors::kMasterKeyWrong);
  text = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
  if (text.size() == 2 * kKeyBytes) {
    auto key = hex_decode(text);
    if (!key) return fail(errors::kMasterKeyWrong);
    return std::move(*key);
  }
  if (text.size() == 44 && text.back() == '=') text.remove_suffix(1);
  auto key = base64url_decode(text);
  if (!key) key = base64_decode_unpadded(text);
  if (!key || key->size() != kKeyBytes) return fail(errors::kMasterKeyWrong);
  return std::move(*key);
}

Result<std::string> load_or_create_master_key(const std::string& path) {
  AUTHLEDGER_TRY(existing, load(path));
  if (existing) return std::move(*existing);
  AUTHLEDGER_CHECK(create(path));
  AUTHLEDGER_TRY(made, load(path));
  if (!made) return wrong(path, "gone again");
  return std::move(*made);
}

}  // namespace authledger::infra
