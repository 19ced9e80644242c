#include "generators/shrinking.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "generators/short_numbers.hpp"
#include "generators/simplifications.hpp"

namespace margincert::generators {
namespace {

constexpr std::size_t slots_before_numbers = 2;

std::uint64_t cost_of(std::span<const double> numbers) {
  std::uint64_t cost = 0;
  for (const double x : numbers) cost += static_cast<std::uint64_t>(number_cost(x));
  return cost;
}

std::uint64_t cost_of(const Instance& instance) {
  std::uint64_t cost = background_cost(instance.parameters().label_background) + cost_of(instance.task().probe);
  for (std::size_t i = 0; i < instance.task().features.rows(); ++i) cost += cost_of(instance.task().features[i]);
  for (const std::size_t t : distinct_layers(instance.parameters())) {
    const auto& layer = instance.parameters().layers[t];
    cost += cost_of(std::vector{layer.alpha, layer.gamma, layer.alpha_prime, layer.gamma_prime});
  }
  return cost;
}

}  // namespace

Complexity complexity(const Instance& instance) {
  return {
      instance.task().labels.size(),       static_cast<std::size_t>(instance.task().classes), instance.task().probe.size(),
      instance.parameters().layers.size(), distinct_layers(instance.parameters()).size(),     cost_of(instance)};
}

Candidates::Candidates(const Instance& instance, std::size_t first_slot) : draft_(instance.draft()) {
  slots_ = slots_before_numbers + count_of_numbers(draft_);
  first_slot_ = first_slot % slots_;
  in_slot_ = simplifications_in(slot());
}

std::vector<Candidates::Simplification> Candidates::simplifications_in(std::size_t slot) const {
  if (slot == 0) return smaller_sizes(draft_);
  if (slot == 1) return plainer_as_a_whole(draft_);
  return plainer_number(draft_, slot - slots_before_numbers);
}

std::optional<Instance> Candidates::next() {
  while (used_in_slot_ == in_slot_.size()) {
    if (slots_done_ + 1 == slots_) return std::nullopt;
    ++slots_done_;
    in_slot_ = simplifications_in(slot());
    used_in_slot_ = 0;
  }
  Draft simpler = draft_;
  in_slot_[used_in_slot_++](simpler);
  return Instance(std::move(simpler));
}

std::vector<Instance> candidates(const Instance& instance) {
  std::vector<Instance> all;
  Candidates source(instance);
  while (auto candidate = source.next()) all.push_back(std::move(*candidate));
  return all;
}

Instance shrink(Instance instance, const std::function<bool(const Instance&)>& still_fails, long budget) {
  Candidates source(instance);
  for (; budget > 0; --budget) {
    auto candidate = source.next();
    if (!candidate) break;
    if (!still_fails(*candidate)) continue;
    instance = std::move(*candidate);
    source = Candidates(instance, source.slot());
  }
  return instance;
}

}  // namespace margincert::generators
