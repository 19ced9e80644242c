#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "engine/elementary.hpp"
#include "engine/engine.hpp"
#include "tests/engine/comparison.hpp"
#include "tests/recursion/random_tasks.hpp"

// What a task comes to is its own affair: not that of the tasks beside it, of the lane it is in, of the room that is
// left over in a vector, or of the threads.
namespace margincert::engine_tests {
namespace {

using engine::Question;
using generators::Random;
using recursion::Parameters;
using recursion::Regime;
using recursion::Task;

using Answers = std::vector<std::optional<engine::Trajectory>>;

/// Tasks of one recursion's shape, each with layers of its own, and a point or two more than the last.
struct Neighbours {
  std::vector<Task> tasks;
  std::vector<Parameters> parameters;

  Neighbours(std::size_t count, std::uint64_t index) {
    Random random(3, "neighbours", index);
    const int d = 1 + static_cast<int>(random.below(4)), classes = 2 + static_cast<int>(random.below(3));
    const int depth = 1 + static_cast<int>(random.below(3));
    for (std::size_t k = 0; k < count; ++k) {
      const int points = 1 + static_cast<int>(random.below(k % 3 == 0 ? 70 : 11));
      tasks.push_back(recursion_tests::raw_task({points, classes, d}, random));
      parameters.push_back(recursion_tests::random_parameters(d, classes, depth, recursion_tests::Signs::any, random));
      parameters.back().label_background = recursion_tests::random_background(random);
      // A few whose features rest, whose tokens vanish, and that have no answer.
      if (k % 5 == 1) parameters.back().layers.front().alpha_prime = 0;
      if (k % 5 == 2) parameters.back().layers.front().alpha_prime = -1;
      if (k % 7 == 6) tasks.back().probe[0] = 1e300;
      if (k % 7 == 5) parameters.back().layers.front().alpha = 1e300;
    }
  }
  std::vector<Question> questions(Regime regime) const {
    std::vector<Question> questions;
    for (std::size_t k = 0; k < tasks.size(); ++k) {
      questions.push_back(question_of(tasks[k], parameters[k], regime, k % 4 == 3 ? 0x1p-30 : 0));
    }
    return questions;
  }
};

Answers alone(const std::vector<Question>& questions) {
  Answers answers;
  for (const Question& question : questions) answers.push_back(engine::enclose_tasks({&question, 1}).front());
  return answers;
}

long differences(const Answers& a, const Answers& b) {
  REQUIRE(a.size() == b.size());
  long count = 0;
  for (std::size_t k = 0; k < a.size(); ++k) count += same_bits(a[k], b[k]) ? 0 : 1;
  return count;
}

/// In the order given, and turned: every task in every lane.
void check_company(const std::vector<Question>& questions, const Answers& expected) {
  const std::size_t count = questions.size();
  for (std::size_t turn = 0; turn < count; ++turn) {
    std::vector<Question> turned;
    Answers expected_of_turned;
    for (std::size_t k = 0; k < count; ++k) {
      turned.push_back(questions[(k + turn) % count]);
      expected_of_turned.push_back(expected[(k + turn) % count]);
    }
    CHECK(differences(engine::enclose_tasks(turned), expected_of_turned) == 0);
  }
}

long differences_of_states(const std::vector<Question>& questions) {
  const auto together = engine::enclose_states(questions);
  long count = 0;
  for (std::size_t k = 0; k < questions.size(); ++k) {
    const auto alone = engine::enclose_states({&questions[k], 1}).front();
    const auto& one = together[k];
    CHECK(alone.has_value() == one.has_value());
    if (!alone || !one) continue;
    const bool same = alone->features == one->features && alone->labels == one->labels &&
                      alone->feature_radius == one->feature_radius && alone->label_radius == one->label_radius;
    count += same ? 0 : 1;
  }
  return count;
}

Answers by_points(const std::vector<Question>& questions, int jobs) {
  Answers answers;
  for (const Question& question : questions) answers.push_back(engine::enclose_points(question, jobs));
  return answers;
}

long answered(const Answers& answers) {
  return std::ranges::count_if(answers, [](const auto& answer) { return answer.has_value(); });
}

}  // namespace

TEST_CASE("a task's enclosures do not depend on lanes, neighbours, padding, points and threads") {
  engine::on_every_target([&](const char* target) {
    CAPTURE(std::string(target));
    for (std::uint64_t index = 0; index < 4; ++index) {
      const Neighbours neighbours(8, index);
      for (const Regime regime : {Regime::full, Regime::class_pure}) {
        const std::vector<Question> questions = neighbours.questions(regime);
        const Answers expected = alone(questions);
        CHECK(answered(expected) == 6);
        check_company(questions, expected);
        CHECK(differences_of_states(questions) == 0);
        for (const int jobs : {1, 2, 5}) CHECK(differences(by_points(questions, jobs), expected) == 0);
      }
    }
  });
}

TEST_CASE("where products round once, all kinds of vectors agree bit for bit; where twice, likewise") {
  const Neighbours neighbours(8, 9);
  const std::vector<Question> questions = neighbours.questions(Regime::full);
  // Machines of the first kind tell a b - 1 from fl(a b) - 1.
  Answers once, twice;
  const auto rounds_once = [](const std::string& target) {
    return target.find("AVX2") != std::string::npos || target.find("AVX3") != std::string::npos ||
           target.find("AVX10") != std::string::npos || target.find("NEON") != std::string::npos;
  };
  engine::on_every_target([&](const char* name) {
    const std::string target(name);
    CAPTURE(target);
    if (target.find("EMU") != std::string::npos || target.find("PPC") != std::string::npos) return;
    Answers& expected = rounds_once(target) ? once : twice;
    const Answers answers = alone(questions);
    if (expected.empty()) expected = answers;
    CHECK(differences(answers, expected) == 0);
  });
  CHECK(once.size() + twice.size() >= questions.size());
}

TEST_CASE("a comparison of enclosures sees a single bit") {
  const Neighbours neighbours(1, 10);
  const Question question = neighbours.questions(Regime::full).front();
  const auto answer = engine::enclose_tasks({&question, 1}).front();
  REQUIRE(answer);
  CHECK(same_bits(answer, answer));
  auto other = answer;
  auto& mass = other->front().attention->class_mass.back().hi;
  mass = std::nextafter(mass, 2);
  CHECK(!same_bits(answer, other));
  CHECK(!same_bits(answer, std::nullopt));
}

}  // namespace margincert::engine_tests
