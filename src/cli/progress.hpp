#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace margincert::cli {

/// One line on stderr that counts tasks (or whatever else); drawn on a terminal only, and never with `quiet`.
class Progress {
 public:
  Progress(std::uint64_t total, bool quiet, std::string unit = "tasks");
  ~Progress();

  void describe(std::string what) { what_ = std::move(what); }
  void advance(std::uint64_t done);

 private:
  void clear();

  std::uint64_t total_;
  std::string unit_;
  bool drawn_ = false;
  bool shown_;
  std::string what_;
  std::chrono::steady_clock::time_point start_, last_;
};

}  // namespace margincert::cli
