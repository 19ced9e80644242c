#include "generators/counter_random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>

namespace margincert::generators {
namespace {

struct KnownAnswer {
  PhiloxCounter counter;
  PhiloxKey key;
  PhiloxCounter answer;
};

constexpr int draws = 40000;
/// No sum of independent draws strays this many standard errors from its mean by chance.
constexpr double standard_errors = 6;

}  // namespace

TEST_CASE("Philox4x32-10 gives the published known answers") {
  // The three philox4x32-10 lines of Random123's kat_vectors.
  const std::uint32_t ones = 0xffffffff;
  const KnownAnswer vectors[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{ones, ones, ones, ones}, {ones, ones}, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (const auto& [counter, key, answer] : vectors) CHECK(philox4x32_10(counter, key) == answer);
}

TEST_CASE("FNV-1a gives the published known answers") {
  CHECK(fnv1a("") == 0xcbf29ce484222325);
  CHECK(fnv1a("a") == 0xaf63dc4c8601ec8c);
  CHECK(fnv1a("foobar") == 0x85944171f73967e8);
}

TEST_CASE("seed, name and index each change the stream, and nothing else does") {
  std::set<std::uint64_t> first_words;
  for (const std::uint64_t seed : {0ULL, 1ULL, 1ULL << 32, 1ULL << 63}) {
    for (const char* name : {"cone", "prototype"}) {
      for (const std::uint64_t index : {0ULL, 1ULL, 1ULL << 32, 1ULL << 63}) {
        first_words.insert(Random(seed, name, index).bits());
        CHECK(Random(seed, name, index).bits() == Random(seed, name, index).bits());
      }
    }
  }
  CHECK(first_words.size() == 4 * 2 * 4);
}

TEST_CASE("a stream does not repeat its blocks") {
  Random random(7, "blocks", 0);
  std::set<std::uint64_t> words;
  for (int i = 0; i < draws; ++i) words.insert(random.bits());
  CHECK(words.size() == draws);
}

TEST_CASE("uniform draws lie on the 2^-53 grid in [0, 1) and have the moments of the uniform law") {
  Random random(1, "uniform", 0);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < draws; ++i) {
    const double x = random.uniform();
    REQUIRE(x >= 0);
    REQUIRE(x < 1);
    REQUIRE(x * 0x1p53 == std::floor(x * 0x1p53));
    sum += x;
    squares += x * x;
  }
  CHECK(std::abs(sum / draws - 1.0 / 2) < standard_errors * std::sqrt(1.0 / 12 / draws));
  CHECK(std::abs(squares / draws - 1.0 / 3) < standard_errors * std::sqrt(4.0 / 45 / draws));
}

TEST_CASE("below is unbiased where a plain remainder would favour small numbers two to one") {
  // 2^64 = 3·2^62 + 2^62: without rejection, half of all remainders fall into the lowest third.
  const std::uint64_t third = 1ULL << 62;
  Random random(2, "below", 0);
  int in_lowest_third = 0;
  for (int i = 0; i < draws; ++i) {
    const std::uint64_t x = random.below(3 * third);
    REQUIRE(x < 3 * third);
    if (x < third) ++in_lowest_third;
  }
  CHECK(std::abs(in_lowest_third / double{draws} - 1.0 / 3) < standard_errors * std::sqrt(2.0 / 9 / draws));
}

TEST_CASE("below reaches every number and refuses an empty range") {
  Random random(3, "below", 0);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.below(7));
  CHECK(seen == std::set<std::uint64_t>{0, 1, 2, 3, 4, 5, 6});
  CHECK(random.below(1) == 0);
  CHECK_THROWS_AS(random.below(0), std::invalid_argument);
}

TEST_CASE("normal draws have the first four moments of the normal law, and neighbours are uncorrelated") {
  Random random(4, "normal", 0);
  double previous = 0;
  double moments[5] = {};
  double neighbours = 0;
  int within_one_deviation = 0;
  for (int i = 0; i < draws; ++i) {
    const double x = random.normal();
    for (int power = 1; power <= 4; ++power) moments[power] += std::pow(x, power) / draws;
    neighbours += x * previous / draws;
    previous = x;
    if (std::abs(x) < 1) ++within_one_deviation;
  }
  // Var x^k = E x^2k - (E x^k)²: 1, 2, 15, 96.
  CHECK(std::abs(moments[1]) < standard_errors * std::sqrt(1.0 / draws));
  CHECK(std::abs(moments[2] - 1) < standard_errors * std::sqrt(2.0 / draws));
  CHECK(std::abs(moments[3]) < standard_errors * std::sqrt(15.0 / draws));
  CHECK(std::abs(moments[4] - 3) < standard_errors * std::sqrt(96.0 / draws));
  CHECK(std::abs(neighbours) < standard_errors * std::sqrt(1.0 / draws));
  CHECK(std::abs(within_one_deviation / double{draws} - 0.6827) < standard_errors * std::sqrt(0.2167 / draws));
}

TEST_CASE("a permutation holds every number once, and every order of three comes up") {
  Random random(5, "permutation", 0);
  std::set<std::vector<int>> orders;
  for (int i = 0; i < 200; ++i) orders.insert(random.permutation(3));
  CHECK(orders.size() == 6);
  auto many = random.permutation(1000);
  CHECK_FALSE(std::ranges::is_sorted(many));
  std::ranges::sort(many);
  for (int i = 0; i < 1000; ++i) CHECK(many[i] == i);
  CHECK(random.permutation(0).empty());
}

}  // namespace margincert::generators
