#include "cli/interrupt.hpp"

#include <atomic>
#include <csignal>

namespace margincert::cli {
namespace {

std::atomic<bool> asked_to_stop{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

extern "C" void stop_handler(int signal) {
  asked_to_stop = true;
  std::signal(signal, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, stop_handler);
  std::signal(SIGTERM, stop_handler);
}

bool interrupted() { return asked_to_stop; }

}  // namespace margincert::cli
