#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace margincert::reproduction {

/// A transformer's shape and the context it is trained on.
struct Size {
  int feature_dim = 5;  ///< d
  int classes = 3;      ///< K
  int context = 40;     ///< n
  int depth = 4;        ///< T

  friend bool operator==(const Size&, const Size&) = default;
};

std::string to_string(const Size& size);  // "d = 5, K = 3, n = 40, T = 4"

/// How much work a reproduction does. What is measured at one scale is not mixed with what is measured at another.
struct Scale {
  std::string name = "full";
  Size first = {};
  Size second = {8, 5, 60, 6};
  std::uint64_t batch = 256;                    ///< tasks per training step
  std::uint64_t seeds = 10;                     ///< models per mode that are compared (seeds 1, 2, …)
  std::uint64_t compared_steps = 5000;          ///< training steps of each of them
  std::uint64_t studied_steps = 20000;          ///< of the one permuted model that all other rows study (seed 1)
  std::uint64_t second_size_steps = 5000;       ///< of the models of the second size (seed 1)
  std::uint64_t test_tasks = 20000;             ///< on which accuracies are measured
  std::uint64_t crosschecked_tasks = 100;       ///< compared layer by layer in interval arithmetic
  std::uint64_t fitted_tasks = 32;              ///< on which the recursion and its rivals are fitted
  std::uint64_t certified_tasks = 20000;        ///< trajectories enclosed for claims in expectation
  std::uint64_t second_certified_tasks = 4000;  ///< the same at the second size
  std::uint64_t checked_tasks = 1000;           ///< per family, for the margin theorems
  std::uint64_t attention_tasks = 200;          ///< whose attention is averaged over permutations
  std::uint64_t permutations = 200;             ///< that it is averaged over
  std::uint64_t null_draws = 199;               ///< of a null hypothesis
  std::uint64_t test_seed = 1000;               ///< of all tasks above; models are trained on streams of their own

  friend bool operator==(const Scale&, const Scale&) = default;
};

/// "full": what docs/reproduction.md is made with. "tiny": seconds, to see that the machinery works; its numbers say
/// nothing. Throws std::invalid_argument for other names.
Scale scale_named(std::string_view name);

/// Every number of a scale by its name, in the order of the struct; sizes are left out.
std::vector<std::pair<std::string, std::uint64_t*>> counts_of(Scale& scale);
std::vector<std::pair<std::string, std::uint64_t>> counts_of(const Scale& scale);

}  // namespace margincert::reproduction
