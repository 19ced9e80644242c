#include "numeric/parallel.hpp"

#include <mpfr.h>

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "numeric/stop.hpp"

namespace margincert::numeric {

void for_each_index(std::uint64_t count, int jobs, const std::function<bool()>& stopped,
                    const std::function<void(std::uint64_t)>& work) {
  std::atomic<std::uint64_t> next{0};
  std::atomic<bool> failed{false};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto take_turns = [&] {
    for (std::uint64_t k = next++; k < count && !failed; k = next++) {
      try {
        if (stopped && stopped()) return;
        work(k);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        failed = true;
      }
    }
  };
  {
    const StopScope* const stop = StopScope::current();
    std::vector<std::jthread> threads;
    for (int j = 1; j < jobs; ++j) {
      threads.emplace_back([&] {
        const StopScope as_here(stop);
        take_turns();
        mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE);  // constants that MPFR keeps for each thread
      });
    }
    take_turns();
  }
  if (failure) std::rethrow_exception(failure);
}

void for_each_index_until_stopped(std::uint64_t count, int jobs, const std::function<bool()>& stopped,
                                  const std::function<void(std::uint64_t)>& work) {
  const StopScope scope(stopped);
  try {
    for_each_index(count, jobs, stopped, work);
  } catch (const Stopped&) {
  }
}

}  // namespace margincert::numeric
