#include "numeric/run_control.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace margincert::numeric {
namespace {

/// Is over after some seconds. Asking costs next to nothing, since a thread of its own waits for the clock.
class TimeLimit {
 public:
  explicit TimeLimit(double seconds) {
    constexpr double next_to_nothing = 1e-3, for_ever = 1e9;
    if (!(seconds >= next_to_nothing)) {  // what is no number is no time, too
      over_ = true;
      return;
    }
    waiting_ = std::jthread(
        [this, wanted = std::min(seconds, for_ever)](const std::stop_token& no_more) { wait(no_more, wanted); });
  }

  bool is_over() const { return over_.load(std::memory_order_relaxed); }

 private:
  void wait(const std::stop_token& no_more, double seconds) {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, no_more, std::chrono::duration<double>(seconds), [] { return false; });
    if (!no_more.stop_requested()) over_ = true;
  }

  std::atomic<bool> over_{false};
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::jthread waiting_;  // ends before what it waits with
};

}  // namespace

int RunControl::thread_count() const {
  return threads > 0 ? threads : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

RunControl RunControl::started() const {
  RunControl running = *this;
  if (!seconds) return running;
  running.seconds.reset();
  running.stop = [limit = std::make_shared<TimeLimit>(*seconds), asked = stop] {
    return limit->is_over() || (asked && asked());
  };
  return running;
}

RunControl RunControl::silent() const {
  RunControl quiet = *this;
  quiet.progress = {};
  return quiet;
}

RunControl RunControl::named(const std::string& what, const std::string& unit) const {
  RunControl renamed = *this;
  if (!progress) return renamed;
  renamed.progress = [show = progress, what, unit](const Progress& how_far) {
    show({what, how_far.done, how_far.total, unit.empty() ? how_far.unit : unit});
  };
  return renamed;
}

StopQuestion a_second_after(StopQuestion asked) {
  using Clock = std::chrono::steady_clock;
  const auto since = std::make_shared<std::atomic<Clock::rep>>(0);
  return [asked = std::move(asked), since] {
    if (!asked || !asked()) return false;
    const Clock::rep now = Clock::now().time_since_epoch().count();
    Clock::rep first = 0;
    if (since->compare_exchange_strong(first, now)) return false;
    return Clock::duration(now - first) > std::chrono::seconds(1);
  };
}

}  // namespace margincert::numeric
