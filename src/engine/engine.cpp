#include "engine/engine.hpp"

#include <algorithm>
#include <functional>
#include <tuple>

#include "engine/assembly.hpp"
#include "engine/enclose.hpp"
#include "engine/rounding.hpp"
#include "engine/run.hpp"
#include "recursion/convert_observables.hpp"

namespace margincert::engine {
namespace {

using lanes::Detail;

bool sizes_in_range(const Question& question) {
  const int points = question.task.points();
  return points > 0 && static_cast<std::size_t>(points) <= largest_size && question.radius >= 0 &&
         question.radius < largest;
}

/// Lanes share their loops.
void require_one_shape(std::span<const Question> questions) {
  const auto shape = [](const Question& q) {
    return std::tuple(q.parameters.feature_dim, q.parameters.classes, q.parameters.depth(), q.regime);
  };
  const bool alike = std::ranges::adjacent_find(questions, std::ranges::not_equal_to(), shape) == questions.end();
  if (!alike) throw Refusal("questions", "they differ in d, K, depth or regime", "ask those of one shape together");
}

/// Some questions, side by side, with where they stood among all.
struct Group {
  std::vector<Question> questions;
  std::vector<SharedBounds> bounds;
  std::vector<std::size_t> indices;
};

/// Keys of more elements than this, of 64 bytes each, leave the second cache, and every block of queries reads them
/// all.
constexpr std::size_t most_key_elements = std::size_t{1} << 13;

/// Do the points of one task after another fill the lanes better than the tasks side by side? The answers are the same.
bool goes_by_points(const Group& group) {
  const recursion::Parameters& parameters = group.questions.front().parameters;
  const auto width = static_cast<std::size_t>(parameters.feature_dim + parameters.classes);
  const auto has_many_keys = [&](const Question& q) {
    return static_cast<std::size_t>(q.task.points()) * width > most_key_elements;
  };
  return 2 * group.questions.size() < lanes::lane_count() || std::ranges::any_of(group.questions, has_many_keys);
}

/// Takes the questions that the engine has bounds for, as many at a time as there are lanes, and says how lanes are
/// used.
template <class Act>
void for_each_group(std::span<const Question> questions, const Act& act) {
  require_one_shape(questions);
  Group group;
  const auto act_on_group = [&] {
    if (!goes_by_points(group)) return act(std::as_const(group), Use::tasks);
    for (std::size_t k = 0; k < group.questions.size(); ++k) {
      act(Group{{group.questions[k]}, {group.bounds[k]}, {group.indices[k]}}, Use::points);
    }
  };
  SharedBounds bounds;
  for (std::size_t k = 0; k < questions.size(); ++k) {
    const Question& question = questions[k];
    if (!bounds || bounds->parameters != question.parameters) {
      bounds = std::make_shared<const ParameterBounds>(question.parameters);
    }
    if (bounds->in_range && sizes_in_range(question)) {
      group.questions.push_back(question);
      group.bounds.push_back(bounds);
      group.indices.push_back(k);
    }
    if (group.indices.size() == lanes::lane_count() || (k + 1 == questions.size() && !group.indices.empty())) {
      act_on_group();
      group = {};
    }
  }
}

/// Collects the layers of every lane; a lane that fails once has no answer.
class Collector {
 public:
  Collector(const Run& run, std::span<const Question> questions)
      : run_(run), questions_(questions), trajectories_(questions.size(), Trajectory()) {
    const int depth = questions.front().parameters.depth();
    for (auto& trajectory : trajectories_) trajectory->reserve(static_cast<std::size_t>(depth) + 1);
  }

  void see(const Seen& seen, const Tokens& tokens) {
    for (std::size_t lane = 0; lane < questions_.size(); ++lane) {
      if (!trajectories_[lane]) continue;
      const int t = static_cast<int>(trajectories_[lane]->size());
      auto layer = assemble(run_, questions_[lane], lane, t, seen, tokens);
      if (layer) {
        trajectories_[lane]->push_back(*std::move(layer));
      } else {
        trajectories_[lane].reset();
      }
    }
  }
  std::vector<std::optional<Trajectory>> take() { return std::move(trajectories_); }

 private:
  const Run& run_;
  std::span<const Question> questions_;
  std::vector<std::optional<Trajectory>> trajectories_;
};

std::vector<std::optional<Trajectory>> trajectories(const Group& group, Use use, int jobs, const ErrorTerms& terms) {
  Run run(group.questions, group.bounds, use, Detail::observed, terms);
  Collector collector(run, group.questions);
  run.go(jobs, [&](const Seen& seen, const Tokens& tokens) { collector.see(seen, tokens); });
  return collector.take();
}

States states_of(const Run& run, const Question& question, std::size_t lane, const Tokens& tokens) {
  const auto count = static_cast<std::size_t>(question.task.points()) + 1;
  const std::size_t d = run.frame().features, classes = run.frame().classes;
  States states{recursion::Rows<double>(count, d, 0.0), recursion::Rows<double>(count, classes, 0.0), {}, {}};
  for (std::size_t j = 0; j < count; ++j) {
    for (std::size_t k = 0; k < d; ++k) states.features[j][k] = tokens.x.data()[run.place(lane, j, d, k)];
    for (std::size_t c = 0; c < classes; ++c) states.labels[j][c] = tokens.y.data()[run.place(lane, j, classes, c)];
    states.feature_radius.push_back(tokens.feature_radius.data()[run.place(lane, j)]);
    states.label_radius.push_back(tokens.label_radius.data()[run.place(lane, j)]);
  }
  return states;
}

std::vector<std::optional<States>> final_states(std::span<const Question> questions, Detail detail,
                                                const ErrorTerms& terms) {
  std::vector<std::optional<States>> results(questions.size());
  for_each_group(questions, [&](const Group& group, Use use) {
    Run run(group.questions, group.bounds, use, detail, terms);
    const int depth = group.questions.front().parameters.depth();
    Lanes valid = Lanes::all(1);
    int t = 0;
    run.go(1, [&](const Seen& seen, const Tokens& tokens) {
      for (std::size_t lane = 0; lane < group.questions.size(); ++lane) {
        valid.of[lane] = std::min(valid.of[lane], seen.valid.of[lane]);
        if (t < depth || valid.of[lane] != 1) continue;
        results[group.indices[lane]] = states_of(run, group.questions[lane], lane, tokens);
      }
      ++t;
    });
  });
  return results;
}

}  // namespace

std::vector<std::optional<Trajectory>> enclose_tasks(std::span<const Question> questions, const ErrorTerms& terms) {
  std::vector<std::optional<Trajectory>> results(questions.size());
  for_each_group(questions, [&](const Group& group, Use use) {
    auto of_group = trajectories(group, use, 1, terms);
    for (std::size_t k = 0; k < of_group.size(); ++k) results[group.indices[k]] = std::move(of_group[k]);
  });
  return results;
}

std::vector<std::optional<Trajectory>> enclose_tasks(std::span<const Question> questions) {
  return enclose_tasks(questions, {});
}

std::optional<Trajectory> enclose_points(const Question& question, const ErrorTerms& terms, int jobs) {
  const auto bounds = std::make_shared<const ParameterBounds>(question.parameters);
  if (!bounds->in_range || !sizes_in_range(question)) return std::nullopt;
  return std::move(trajectories({{question}, {bounds}, {0}}, Use::points, jobs, terms).front());
}

std::optional<Trajectory> enclose_points(const Question& question, int jobs) {
  return enclose_points(question, {}, jobs);
}

std::vector<recursion::Observables<numeric::Interval>> to_intervals(const Trajectory& trajectory) {
  std::vector<recursion::Observables<numeric::Interval>> layers;
  for (const auto& layer : trajectory) {
    layers.push_back(recursion::convert_observables(
        layer, [](const Enclosure& x) { return numeric::Interval::between(x.lo, x.hi, numeric::Precision(53)); }));
  }
  return layers;
}

std::vector<std::optional<States>> enclose_states(std::span<const Question> questions, const ErrorTerms& terms) {
  return final_states(questions, Detail::bounded, terms);
}

std::vector<std::optional<States>> enclose_states(std::span<const Question> questions) {
  return enclose_states(questions, {});
}

std::vector<std::optional<States>> plain_states(std::span<const Question> questions) {
  return final_states(questions, Detail::plain, {});
}

}  // namespace margincert::engine
