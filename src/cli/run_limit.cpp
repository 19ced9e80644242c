#include "cli/run_limit.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "cli/interrupt.hpp"

namespace margincert::cli {

RunLimit::RunLimit(std::optional<double> seconds) {
  constexpr double next_to_nothing = 1e-3, for_ever = 1e9;
  if (!seconds) return;
  if (*seconds < next_to_nothing) {
    out_of_time_ = true;
    return;
  }
  waiting_ = std::jthread(
      [this, wanted = std::min(*seconds, for_ever)](const std::stop_token& no_more) { wait(no_more, wanted); });
}

void RunLimit::wait(const std::stop_token& no_more, double seconds) {
  std::unique_lock lock(mutex_);
  ended_.wait_for(lock, no_more, std::chrono::duration<double>(seconds), [] { return false; });
  if (!no_more.stop_requested()) out_of_time_ = true;
}

numeric::StopQuestion RunLimit::question() const {
  return [this] { return interrupted() || out_of_time(); };
}

numeric::StopQuestion a_second_after(numeric::StopQuestion asked) {
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

}  // namespace margincert::cli
