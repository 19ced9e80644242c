#pragma once

#include <stdexcept>
#include <string>

namespace margincert {

/// What was asked for cannot be: inputs that do not fit, a name that there is not, requests that contradict themselves.
/// Thrown before any work. what() is "<place>: <problem>; <remedy>", without what is empty.
class Refusal : public std::invalid_argument {
 public:
  /// `place` names the input, "task: labels[3]"; "" where the problem does.
  Refusal(std::string place, std::string problem, std::string remedy)
      : std::invalid_argument(line(place, problem, remedy)),
        place_(std::move(place)),
        problem_(std::move(problem)),
        remedy_(std::move(remedy)) {}

  const std::string& place() const { return place_; }
  const std::string& problem() const { return problem_; }
  const std::string& remedy() const { return remedy_; }

 private:
  static std::string line(const std::string& place, const std::string& problem, const std::string& remedy) {
    return (place.empty() ? "" : place + ": ") + problem + (remedy.empty() ? "" : "; " + remedy);
  }

  std::string place_, problem_, remedy_;
};

}  // namespace margincert
