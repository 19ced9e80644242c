#include "cli/interrupt.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace margincert::cli {
namespace {

std::atomic<bool> asked_to_stop{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

std::atomic<long> first_asked{0};

/// Seconds of a clock that never steps back; clock_gettime may be called in a signal handler.
long seconds() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

/// The first signal asks for an end. One request often arrives twice (to the process and to its group), so only a
/// repetition after some time means that the user will not wait.
extern "C" void stop_handler(int signal) {
  const int saved_errno = errno;
  if (!asked_to_stop.exchange(true)) {
    first_asked = seconds();
  } else if (seconds() - first_asked > 1) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
  errno = saved_errno;
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, stop_handler);
  std::signal(SIGTERM, stop_handler);
}

bool interrupted() { return asked_to_stop.load(std::memory_order_relaxed); }

}  // namespace margincert::cli
