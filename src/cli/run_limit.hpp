#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "numeric/stop.hpp"

namespace margincert::cli {

/// When a run ends early: at a signal, or once its time budget is spent. Asking costs next to nothing, since a thread
/// of its own waits for the clock.
class RunLimit {
 public:
  /// Seconds from now; none: signals alone count.
  explicit RunLimit(std::optional<double> seconds);

  bool out_of_time() const { return out_of_time_.load(std::memory_order_relaxed); }
  /// The limit has to outlive it.
  numeric::StopQuestion question() const;

 private:
  void wait(const std::stop_token& no_more, double seconds);

  std::atomic<bool> out_of_time_{false};
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::jthread waiting_;  // ends before what it waits with
};

/// For what is done with what was found: it may go on for a second after an end was asked for.
numeric::StopQuestion a_second_after(numeric::StopQuestion asked);

}  // namespace margincert::cli
