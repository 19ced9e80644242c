#include "numeric/ladder.hpp"

#include <algorithm>
#include <charconv>

namespace margincert::numeric {

Ladder Ladder::standard() {
  return Ladder({Precision(53), Precision(113), Precision(256), Precision(512), Precision(1024)});
}

Ladder::Ladder(std::vector<Precision> rungs) : rungs_(std::move(rungs)) {
  const bool increasing = std::ranges::adjacent_find(rungs_, std::ranges::greater_equal{}) == rungs_.end();
  if (rungs_.empty() || !increasing) throw std::invalid_argument("a precision ladder needs strictly increasing rungs");
}

std::optional<Ladder> Ladder::parse(std::string_view text) {
  std::vector<Precision> rungs;
  while (true) {
    int bits = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
    if (error != std::errc() || bits < Precision::minimum || bits > Precision::maximum) return std::nullopt;
    if (!rungs.empty() && rungs.back().bits() >= bits) return std::nullopt;
    rungs.emplace_back(bits);
    text.remove_prefix(end - text.data());
    if (text.empty()) return Ladder(std::move(rungs));
    if (text.front() != ',') return std::nullopt;
    text.remove_prefix(1);
  }
}

Ladder Ladder::up_to(Precision budget) const {
  std::vector<Precision> kept{rungs_.front()};
  for (std::size_t i = 1; i < rungs_.size() && rungs_[i] <= budget; ++i) kept.push_back(rungs_[i]);
  return Ladder(std::move(kept));
}

}  // namespace margincert::numeric
