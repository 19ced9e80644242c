#include <doctest/doctest.h>

#include <atomic>

#include "margincert/replay.hpp"

namespace margincert::tests {

TEST_CASE("without files the cases that the program carries are replayed, in one order for any number of threads") {
  std::vector<std::string> told;
  std::uint64_t last = 0, total = 0;
  const auto count = [&](const numeric::Progress& how_far) {
    CHECK(how_far.done == last + 1);
    last = how_far.done;
    total = how_far.total;
  };
  const reports::Replays replays = replay_cases({}, {.threads = 3, .progress = count},
                                                [&](const reports::ReplayedCase& one) { told.push_back(one.file); });
  REQUIRE(replays.cases.size() > 10);
  CHECK(replays.count(replay::Decision::accepted) == static_cast<long>(replays.cases.size()));
  CHECK(replays.status() == reports::Status::pass);
  CHECK(last == total);
  std::vector<std::string> names;
  for (const reports::ReplayedCase& one : replays.cases) names.push_back(one.file);
  CHECK(told == names);
  CHECK(to_json(replays) == to_json(replay_cases({}, {.threads = 1})));
}

TEST_CASE("a file that is no case is rejected and said to be unreadable") {
  const reports::Replays replays = replay_cases({"no-such.case.json"});
  REQUIRE(replays.cases.size() == 1);
  CHECK(replays.any_unreadable());
  CHECK_FALSE(replays.cases.front().recorded.has_value());
  CHECK(replays.status() == reports::Status::fail);
  CHECK(last_line(replays) == "FAIL accepted=0 rejected=1 failed=0");
  CHECK(to_text(replays).starts_with("REJECTED no-such.case.json: "));
}

TEST_CASE("a stop leaves cases undecided, which is neither accepted nor rejected") {
  const reports::Replays replays = replay_cases({}, {.stop = [] { return true; }});
  CHECK(replays.interrupted);
  CHECK(replays.count(replay::Decision::failed) == static_cast<long>(replays.cases.size()));
  CHECK(replays.status() == reports::Status::inconclusive);
}

TEST_CASE("nothing replayed is nothing checked") {
  CHECK(last_line(reports::Replays{}) == "NOTHING-CHECKED accepted=0 rejected=0 failed=0");
}

}  // namespace margincert::tests
