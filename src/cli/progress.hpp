#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

#include "margincert/run_control.hpp"

namespace margincert::cli {

/// One line on stderr that counts tasks (or whatever else); drawn on a terminal only, and never with `quiet`.
class Progress {
 public:
  explicit Progress(bool quiet);
  Progress(std::uint64_t total, bool quiet, std::string unit = "tasks");
  ~Progress();

  void describe(std::string what) { what_ = std::move(what); }
  void advance(std::uint64_t done);

  /// What is not the piece of before is timed from now on.
  void show(const numeric::Progress& how_far);

 private:
  void clear();

  std::uint64_t total_, done_ = 0;
  std::string unit_;
  bool drawn_ = false;
  bool shown_;
  std::string what_;
  std::chrono::steady_clock::time_point start_, last_;
};

/// How the program runs work: until a signal asks it to end, with a line of progress.
numeric::RunControl run_control(int jobs, bool quiet, std::optional<double> seconds = {});

}  // namespace margincert::cli
