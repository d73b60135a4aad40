// What a check of one part (log, claims, documents of a read model, topic) has found.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/result.h"

namespace authledger::infra {

class PartReport {
 public:
  PartReport(std::string name, std::string unit, std::size_t lines_max)
      : name_(std::move(name)), unit_(std::move(unit)), lines_max_(lines_max) {}

  void count(std::int64_t checked = 1) { checked_ += checked; }
  // Counts; keeps the first `lines_max` sentences.
  void damaged(std::string what) {
    ++damaged_;
    if (lines_.size() < lines_max_) lines_.push_back(std::move(what));
  }
  void note(std::string what) {
    if (notes_.size() < lines_max_) notes_.push_back(std::move(what));
  }
  void not_checked(Error why) { not_checked_ = std::move(why); }

  const std::string& name() const { return name_; }
  const std::string& unit() const { return unit_; }  // of checked(): events, claims, …
  std::int64_t checked() const { return checked_; }
  std::int64_t damaged() const { return damaged_; }
  const std::vector<std::string>& lines() const { return lines_; }
  const std::vector<std::string>& notes() const { return notes_; }  // no damage
  const std::optional<Error>& not_checked() const { return not_checked_; }

 private:
  std::string name_;
  std::string unit_;
  std::size_t lines_max_;
  std::int64_t checked_ = 0;
  std::int64_t damaged_ = 0;
  std::vector<std::string> lines_;
  std::vector<std::string> notes_;
  std::optional<Error> not_checked_;
};

}  // namespace authledger::infra
