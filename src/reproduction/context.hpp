#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

#include "numeric/run_control.hpp"
#include "reproduction/models.hpp"
#include "reproduction/scale.hpp"

namespace margincert::reproduction {

/// Work was asked to stop; what was finished is kept.
class Interrupted : public std::runtime_error {
 public:
  Interrupted() : std::runtime_error("interrupted") {}
};

/// What a row measures with.
struct Context {
  Scale scale;
  ModelSource model = {};
  numeric::RunControl control = {};
};

void throw_if_stopped(const Context& context);

/// work(k) for k < count on the context's threads, which are `units`; Interrupted when it was stopped on the way.
void for_each(const Context& context, const std::string& units, std::uint64_t count,
              const std::function<void(std::uint64_t)>& work);

/// The model that most rows study: trained at the first size with random permutations, seed 1.
TrainedModel studied_model(const Context& context);
/// "the permuted model of d = 5, …, seed 1, 10000 steps of 256 tasks"
std::string studied_model_in_words(const Scale& scale);

}  // namespace margincert::reproduction
