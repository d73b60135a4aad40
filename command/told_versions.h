// The newest version of each stream that was told of lately, whoever wrote it: what is read or
// written at that moment may be older.
#pragma once

#include <mutex>
#include <string>

#include "shared/ids.h"
#include "shared/lru.h"

namespace authledger::command {

// Thread-safe.
class ToldVersions {
 public:
  void tell(const std::string& stream, StreamVersion version) {
    const std::lock_guard lock(mutex_);
    auto* known = newest_.find(stream);
    if (known == nullptr)
      newest_.put(stream, version);
    else if (*known < version)
      *known = version;
  }

  // 0: of nothing lately.
  StreamVersion newest(const std::string& stream) {
    const std::lock_guard lock(mutex_);
    const auto* known = newest_.find(stream);
    return known == nullptr ? 0 : *known;
  }

 private:
  static constexpr std::size_t kStreamsMax = 16'384;  // far more than change while one is read
  std::mutex mutex_;
  Lru<StreamVersion> newest_{kStreamsMax};
};

}  // namespace authledger::command
