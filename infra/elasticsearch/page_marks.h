// Places in long lists, remembered so that the next page there needs no search for it.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace authledger::infra::elastic {

// A stretch of rows that follow each other: which rows (`inside`), which come before it, and how
// many of each there were. The counts age; whoever uses a mark checks them in the same snapshot as
// the rows.
struct PageMark {
  std::string inside;
  std::string before;
  std::int64_t before_count = 0;
  std::int64_t inside_count = 0;
};

// Thread-safe. Bounded: the lists used last, the marks of each made last.
class PageMarks {
 public:
  explicit PageMarks(std::size_t lists_max = 256, std::size_t marks_max = 128)
      : lists_max_(lists_max), marks_max_(marks_max) {}
  // The mark whose stretch had the row at `offset`.
  std::optional<PageMark> find(const std::string& list, std::int64_t offset);
  void keep(const std::string& list, PageMark mark);

 private:
  struct Entry {
    std::list<std::string>::iterator age;
    std::deque<PageMark> marks;
  };
  const std::size_t lists_max_;
  const std::size_t marks_max_;
  std::mutex mutex_;
  std::list<std::string> by_age_;  // the one used last in front
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace authledger::infra::elastic
