#include "infra/http/transport/head_scanner.h"

namespace authledger::infra {
namespace {

constexpr std::size_t kVersionBytes = sizeof("  HTTP/1.1\r\n") - 1;

bool is_forbidden(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7f;
}

}  // namespace

HeadScanner::State HeadScanner::scan(std::string_view bytes, const HttpLimits& limits) {
  while (position_ < bytes.size()) {
    const char c = bytes[position_];
    if (after_cr_) {
      if (c != '\n') return refuse(400, "bare CR in the head");
      after_cr_ = false;
      ++position_;
      if (position_ - line_start_ == 2) {
        return check_sizes(bytes, limits) == State::kRefused ? State::kRefused : State::kComplete;
      }
      if (request_line_bytes_ == 0) request_line_bytes_ = position_;
      line_start_ = position_;
      ++lines_;
      continue;
    }
    if (c == '\r') {
      after_cr_ = true;
    } else if (c == '\n') {
      return refuse(400, "bare LF in the head");
    } else if (is_forbidden(c)) {
      return refuse(400, "control byte in the head");
    } else if (position_ == line_start_ && (c == ' ' || c == '\t')) {
      return refuse(400, "folded header line");
    }
    ++position_;
  }
  return check_sizes(bytes, limits);
}

HeadScanner::State HeadScanner::check_sizes(std::string_view bytes, const HttpLimits& limits) {
  const auto line = bytes.substr(0, request_line_bytes_ == 0 ? bytes.size() : request_line_bytes_);
  const auto space = line.substr(0, kMethodBytesMax + 1).find(' ');
  if (space == std::string_view::npos) {
    if (line.size() > kMethodBytesMax) return refuse(400, "no request line");
  } else if (line.size() - space > limits.target_bytes_max + kVersionBytes) {
    return refuse(414, "request target too long");
  }
  if (request_line_bytes_ == 0) return State::kMore;
  if (position_ - request_line_bytes_ > limits.header_bytes_max + 2) {
    return refuse(431, "header lines too large");
  }
  if (lines_ > limits.header_count_max + 1) return refuse(431, "too many header lines");
  return State::kMore;
}

HeadScanner::State HeadScanner::refuse(int status, std::string_view reason) {
  refusal_ = {status, reason};
  return State::kRefused;
}

}  // namespace authledger::infra
