#include "numeric/parallel.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace margincert::numeric {
namespace {

constexpr auto never = [] { return false; };

}  // namespace

TEST_CASE("every index is worked on once, whatever the number of threads") {
  for (const int jobs : {1, 2, 5}) {
    std::vector<int> times(1000);
    for_each_index(times.size(), jobs, never, [&](std::uint64_t k) { ++times[k]; });
    CHECK(times == std::vector<int>(1000, 1));
  }
}

TEST_CASE("what a worker throws ends the loop and arrives here") {
  for (const int jobs : {1, 2, 5}) {
    std::atomic<std::uint64_t> done{0};
    const auto work = [&](std::uint64_t k) {
      if (k == 7) throw std::runtime_error("the worker broke");
      ++done;
    };
    CHECK_THROWS_WITH_AS(for_each_index(1'000'000, jobs, never, work), "the worker broke", std::runtime_error);
    CHECK(done < 1'000'000);
  }
}

TEST_CASE("what is no std::exception arrives, too") {
  CHECK_THROWS_AS(for_each_index(10, 3, never, [](std::uint64_t) { throw 1; }), int);
}

TEST_CASE("a stop ends the loop without an exception") {
  std::atomic<std::uint64_t> done{0};
  for_each_index(
      1'000'000, 3, [&] { return done > 10; }, [&](std::uint64_t) { ++done; });
  CHECK(done < 1'000'000);
}

}  // namespace margincert::numeric
