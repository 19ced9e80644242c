#pragma once

#include "engine/engine.hpp"
#include "engine/error_terms.hpp"

/// What engine.hpp offers, with parts of the error bound left out: for tests of the bound.
namespace margincert::engine {

std::vector<std::optional<Trajectory>> enclose_tasks(std::span<const Question> questions, const ErrorTerms& terms);
std::optional<Trajectory> enclose_points(const Question& question, const ErrorTerms& terms, int jobs);
std::vector<std::optional<States>> enclose_states(std::span<const Question> questions, const ErrorTerms& terms);

}  // namespace margincert::engine
