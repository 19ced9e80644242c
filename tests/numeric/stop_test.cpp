#include "numeric/stop.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "numeric/parallel.hpp"
#include "tests/support/stops.hpp"

namespace margincert::numeric {
namespace {

const StopQuestion always_stop = [] { return true; };
const StopQuestion never_stop = [] { return false; };

bool stops_here() {
  try {
    stop_point();
    return false;
  } catch (const Stopped&) {
    return true;
  }
}

}  // namespace

TEST_CASE("without a scope nothing stops, and with one its question does") {
  CHECK_FALSE(stops_here());
  {
    const StopScope scope(always_stop);
    CHECK(stops_here());
  }
  CHECK_FALSE(stops_here());
  const StopScope unasked{StopQuestion()};
  CHECK_FALSE(stops_here());
}

TEST_CASE("a scope adds to those around it, or leaves them out") {
  const StopScope outer(always_stop);
  {
    const StopScope inner(never_stop);
    CHECK(stops_here());
  }
  {
    const StopScope inner(never_stop, StopScope::Around::not_at_all);
    CHECK_FALSE(stops_here());
    const StopScope innermost(always_stop);
    CHECK(stops_here());
  }
  CHECK(stops_here());
}

TEST_CASE("a scope reaches the threads that its own starts, and no others") {
  const StopScope scope(testing::stop_after(100));
  std::atomic<long> done{0};
  const auto work = [&](std::uint64_t) {
    stop_point();
    ++done;
  };
  CHECK_THROWS_AS(for_each_index(1'000'000, 4, never_stop, work), Stopped);
  CHECK(done == 100);
  bool elsewhere = true;
  std::thread([&] { elsewhere = stops_here(); }).join();
  CHECK_FALSE(elsewhere);
}

TEST_CASE("a loop that may be stopped within its work leaves what was under way, and no scope behind") {
  for (const int jobs : {1, 3}) {
    std::atomic<long> finished{0};
    for_each_index_until_stopped(1000, jobs, testing::stop_after(50), [&](std::uint64_t k) {
      for (std::uint64_t step = 0; step < 1000 * k; ++step) stop_point();
      ++finished;
    });
    CHECK(finished == 1);
    CHECK_FALSE(stops_here());
  }
}

}  // namespace margincert::numeric
