// Before anything of Highway's.
#include "engine/targets.hpp"

#include "engine/elementary.hpp"

#include <algorithm>
#include <cfloat>
#include <cstddef>
#include <cstdint>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/elementary.cpp"
#include <hwy/foreach_target.h>
// The above has to come first.
#include <hwy/highway.h>

#include "engine/elementary-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace margincert::engine::lanes::HWY_NAMESPACE {

using Tag = hn::ScalableTag<double>;

/// out[i] = function(x[i]), a vector at a time; the rest through a vector filled up with ones.
template <class Function>
HWY_INLINE void for_each_vector(std::span<const double> x, std::span<double> out, Function&& function) {
  const Tag tag;
  const std::size_t lanes = hn::Lanes(tag);
  std::size_t i = 0;
  for (; i + lanes <= x.size(); i += lanes) hn::StoreU(function(hn::LoadU(tag, &x[i])), tag, &out[i]);
  if (i == x.size()) return;
  HWY_ALIGN double rest[hn::MaxLanes(tag)];
  hn::Store(hn::Set(tag, 1.0), tag, rest);
  std::copy(x.begin() + static_cast<std::ptrdiff_t>(i), x.end(), rest);
  hn::Store(function(hn::Load(tag, rest)), tag, rest);
  std::copy_n(rest, x.size() - i, &out[i]);
}

void exp_all(std::span<const double> x, std::span<double> out) {
  for_each_vector(x, out, [](hn::Vec<Tag> v) HWY_ATTR { return exp(Tag(), v); });
}

void log_all(std::span<const double> x, std::span<double> out) {
  for_each_vector(x, out, [](hn::Vec<Tag> v) HWY_ATTR { return log(Tag(), v); });
}

}  // namespace margincert::engine::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace margincert::engine {

static_assert(FLT_EVAL_METHOD == 0, "the bounds suppose that every operation on double rounds to double");

namespace lanes {
HWY_EXPORT(exp_all);
HWY_EXPORT(log_all);
}  // namespace lanes

void exp(std::span<const double> x, std::span<double> out) {
  using namespace lanes;
  HWY_DYNAMIC_DISPATCH(exp_all)(x, out);
}

void log(std::span<const double> x, std::span<double> out) {
  using namespace lanes;
  HWY_DYNAMIC_DISPATCH(log_all)(x, out);
}

void on_every_target(const std::function<void(const char* name)>& act) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    act(hwy::TargetName(target));
  }
  hwy::SetSupportedTargetsForTest(0);
}

}  // namespace margincert::engine
#endif
