#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "numeric/precision.hpp"

namespace margincert::numeric {

/// The precisions a decision may climb, cheapest first: the first that decides wins, and the rest is never paid for.
class Ladder {
 public:
  /// 53, 113, 256, 512, 1024 bits.
  static Ladder standard();
  /// Strictly increasing, not empty; throws std::invalid_argument.
  explicit Ladder(std::vector<Precision> rungs);
  /// "53,113,256"; empty when malformed.
  static std::optional<Ladder> parse(std::string_view text);

  const std::vector<Precision>& rungs() const { return rungs_; }
  /// The rungs not above `budget`, at least the lowest one.
  Ladder up_to(Precision budget) const;

 private:
  std::vector<Precision> rungs_;
};

/// How many decisions each rung took.
using RungHistogram = std::map<int, long>;

}  // namespace margincert::numeric
