// Before anything of Highway's.
#include "engine/targets.hpp"

#include "engine/passes.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/passes.cpp"
#include <hwy/foreach_target.h>
// The above has to come first.
#include <hwy/highway.h>

#include "engine/attention-inl.hpp"
#include "engine/observations-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace margincert::engine::lanes::HWY_NAMESPACE {

/// ‖v‖², as computed.
HWY_INLINE Vector square_of(const double* element, std::size_t width) {
  Vector sum = zero();
  for (std::size_t k = 0; k < width; ++k) {
    const Vector coordinate = load(element + k * lane_count());
    sum = add_product(coordinate, coordinate, sum);
  }
  return sum;
}

HWY_INLINE void measure_norms_of(const Frame& f, Tokens& z, std::size_t query) {
  const std::size_t n = lane_count();
  const Vector features = square_of(z.x.data() + query * f.features * n, f.features);
  const Vector labels = square_of(z.y.data() + query * f.classes * n, f.classes);
  store(features, z.squares.data() + 2 * query * n);
  store(labels, z.squares.data() + (2 * query + 1) * n);
  store(norm_bound(hn::Sqrt(features)), z.feature_norm.data() + query * n);
  store(norm_bound(hn::Sqrt(labels)), z.label_norm.data() + query * n);
}

void measure_norms(const Frame& frame, Tokens& tokens) {
  for (std::size_t j = 0; j < frame.queries; ++j) measure_norms_of(frame, tokens, j);
}

/// out = C v, and the same times `factor`.
HWY_INLINE void mix_labels(const Coefficients& c, const double* v, std::size_t classes, Vector factor, double* out) {
  const std::size_t n = lane_count();
  Vector total = load(v);
  for (std::size_t k = 1; k < classes; ++k) total = hn::Add(total, load(v + k * n));
  const Vector background = hn::Mul(load(c.delta), total);
  for (std::size_t k = 0; k < classes; ++k) {
    store(hn::Mul(factor, hn::Add(load(v + k * n), background)), out + k * n);
  }
}

/// Largest norms and radii of the keys, lane by lane; and 0 in `valid` where one is out of range.
HWY_INLINE void see_ranges(const Layer& layer, Seen& seen) {
  const Tokens& z = layer.now;
  Vector norm = zero(), radius = zero(), label_norm = zero(), label_radius = zero(), valid = load(seen.valid);
  for (std::size_t j = 0; j < layer.frame.queries; ++j) {
    const std::size_t at = j * lane_count();
    const Vector of_query[] = {load(z.feature_norm.data() + at), load(z.feature_radius.data() + at),
                               load(z.label_norm.data() + at), load(z.label_radius.data() + at)};
    for (const Vector value : of_query) valid = hn::IfThenElseZero(hn::Lt(value, set(largest)), valid);
    if (j == layer.frame.probe()) break;
    norm = hn::Max(norm, of_query[0]);
    radius = hn::Max(radius, of_query[1]);
    label_norm = hn::Max(label_norm, of_query[2]);
    label_radius = hn::Max(label_radius, of_query[3]);
  }
  store(norm, layer.shared.key_norm);
  store(radius, layer.shared.key_radius);
  store(label_norm, layer.shared.key_label_norm);
  store(label_radius, layer.shared.key_label_radius);
  store(valid, seen.valid);
}

void prepare(const Layer& layer, Detail detail, Seen& seen) {
  const Frame& f = layer.frame;
  const std::size_t n = lane_count();
  const Vector factor = load(layer.coefficients.gamma);
  for (std::size_t j = 0; j < f.queries; ++j) {
    mix_labels(layer.coefficients, layer.now.y.data() + j * f.classes * n, f.classes, factor,
               layer.shared.mixed.data() + j * f.classes * n);
  }
  if (detail != Detail::plain) see_ranges(layer, seen);
}

/// What is left of a layer once a query's sums over the keys are known.
template <Use use, Detail detail>
HWY_INLINE void finish_query(const Layer& layer, std::size_t query, std::size_t place, Tokens& next,
                             ProbeAverage& probe, Scratch& s, Seen& seen) {
  const Frame& f = layer.frame;
  const Coefficients& c = layer.coefficients;
  const std::size_t n = lane_count();
  // A lane that has no token here stays at 0, with radius 0: it must not count where the largest token is sought.
  const auto has_token = hn::Ne(load(layer.query_labels + query * n), set(label::no_query));
  const Vector normaliser = load(s.sums.data() + place * n);
  const Vector reciprocal = hn::IfThenElseZero(has_token, hn::Div(set(1.0), normaliser));
  double* feature_average = s.feature_sums.data() + place * f.features * n;
  double* label_average = s.label_sums.data() + place * f.classes * n;
  const double* x = layer.now.x.data() + query * f.features * n;
  const double* y = layer.now.y.data() + query * f.classes * n;
  double* next_x = next.x.data() + query * f.features * n;
  double* next_y = next.y.data() + query * f.classes * n;
  for (std::size_t k = 0; k < f.features * n; k += n) {
    const Vector average = hn::Mul(load(feature_average + k), reciprocal);
    store(average, feature_average + k);
    store(add_product(load(c.alpha_prime), average, load(x + k)), next_x + k);
  }
  for (std::size_t k = 0; k < f.classes * n; k += n) {
    store(hn::Mul(load(label_average + k), reciprocal), label_average + k);
  }
  const Vector feature_square = square_of(feature_average, f.features);
  const Vector label_square = square_of(label_average, f.classes);
  mix_labels(c, label_average, f.classes, set(1.0), label_average);
  for (std::size_t k = 0; k < f.classes * n; k += n) {
    store(add_product(load(c.gamma_prime), load(label_average + k), load(y + k)), next_y + k);
  }
  if constexpr (detail != Detail::plain) {
    measure_norms_of(f, next, query);
    const TokenBounds keys = bounds_of_keys(c, layer.shared), token = bounds_of(c, layer.now, query);
    const std::size_t at = query * n;
    const double* squares = s.squares.data() + 2 * place * n;
    const Vector feature_spread = spread(c, hn::Mul(load(squares), reciprocal), feature_square, keys.norm);
    const Vector label_spread = spread(c, hn::Mul(load(squares + n), reciprocal), label_square, keys.label_norm);
    const WeightError error = weight_error(c, keys, token, feature_spread, label_spread);
    const Vector shift = attention_shift(c, error.most, normaliser, reciprocal);
    const Vector feature_error = average_error(c, error, shift, feature_spread, keys.norm, keys.radius);
    const Vector label_error = average_error(c, error, shift, label_spread, keys.label_norm, keys.label_radius);
    const Vector next_radius = feature_radius(c, load(layer.now.feature_radius.data() + at), feature_error, keys.norm,
                                              load(next.feature_norm.data() + at));
    const Vector next_label_radius = label_radius(c, load(layer.now.label_radius.data() + at), label_error,
                                                  keys.label_norm, load(next.label_norm.data() + at));
    store(hn::IfThenElseZero(has_token, next_radius), next.feature_radius.data() + at);
    store(hn::IfThenElseZero(has_token, next_label_radius), next.label_radius.data() + at);
    if constexpr (detail == Detail::observed) {
      const QuerySight sight{
          query, normaliser, reciprocal, error, feature_error, feature_average, load(s.leaked.data() + place * n)};
      if (query == f.probe()) {
        see_probe_average<use>(layer, sight, probe, s, seen);
      } else {
        see_query<use>(layer, sight, probe, seen);
      }
    }
  }
}

template <Use use>
HWY_INLINE TileView tile_view(const Layer& layer) {
  const Frame& f = layer.frame;
  const bool plain = use == Use::tasks;
  return {
      {plain ? layer.now.x.data() : layer.shared.key_x.data(), plain ? layer.now.y.data() : layer.shared.key_y.data(),
       plain ? layer.now.squares.data() : layer.shared.key_squares.data(), layer.key_labels},
      f.features,
      f.classes,
      load(layer.coefficients.alpha),
      layer.masked,
      f.class_pure};
}

HWY_INLINE QueryRows query_rows(const Layer& layer, std::size_t first) {
  const Frame& f = layer.frame;
  const std::size_t n = lane_count();
  return {layer.now.x.data() + first * f.features * n, layer.shared.mixed.data() + first * f.classes * n,
          layer.query_labels + first * n};
}

/// Every unordered pair of training points is seen when each query sees the keys up to its own block's last.
template <Use use>
HWY_INLINE std::size_t keys_to_see(const Frame& f, std::size_t end) {
  return std::min(f.keys, use == Use::tasks ? end : end * lane_count());
}

HWY_INLINE PairExtents pair_extents(const Seen& seen) {
  return {load(seen.same_class.min), load(seen.same_class.max), load(seen.cross_class.min), load(seen.cross_class.max)};
}
HWY_INLINE void keep(const PairExtents& pairs, Seen& seen) {
  store(pairs.same_min, seen.same_class.min);
  store(pairs.same_max, seen.same_class.max);
  store(pairs.cross_min, seen.cross_class.min);
  store(pairs.cross_max, seen.cross_class.max);
}

/// Exponentials and averages, some keys at a time: their weights are still in the first cache when they are averaged.
template <Use use, Wanted wanted>
HWY_INLINE void average_keys(const Layer& layer, const Keys& of_keys, const Block& block, Scratch& s) {
  const Frame& f = layer.frame;
  const std::size_t n = lane_count(), step = common_step<use>(), queries = block.size();
  const WeightSums sums{s.sums.data(), s.squares.data(), s.leaked.data()};
  for (std::size_t key = 0; key < f.keys; key += keys_per_sum) {
    const std::size_t keys = std::min(keys_per_sum, f.keys - key);
    const Keys here{of_keys.x + key * f.features * step, of_keys.y + key * f.classes * step,
                    of_keys.squares + key * 2 * step, of_keys.labels + key * step};
    double* weights = s.logits.data() + key * queries * n;
    exponentials<use, wanted>(keys, queries, queries, weights, s.tops.data(), here,
                              layer.query_labels + block.first * n, sums);
    averages<use>(keys, queries, queries, f.features, weights, here.x, s.feature_sums.data());
    averages<use>(keys, queries, queries, f.classes, weights, here.y, s.label_sums.data());
  }
}

template <Use use, Detail detail>
HWY_NOINLINE void attend_block(const Layer& layer, const Block& block, Tokens& next, ProbeAverage& probe, Scratch& s,
                               Seen& seen) {
  const Frame& f = layer.frame;
  constexpr bool observed = detail == Detail::observed;
  const bool is_probe = block.first == f.probe();
  const TileView v = tile_view<use>(layer);
  const QueryRows rows = query_rows(layer, block.first);
  s.start();
  const std::size_t seen_keys = observed && !is_probe ? keys_to_see<use>(f, block.end) : 0;
  if (observed) {
    PairExtents pairs = pair_extents(seen);
    logits<use, true>(v, 0, seen_keys, rows, block.size(), s.logits.data(), s.tops.data(), &pairs);
    keep(pairs, seen);
  }
  logits<use, false>(v, seen_keys, f.keys, rows, block.size(), s.logits.data(), s.tops.data(), nullptr);
  if (observed && is_probe) see_probe_logits<use>(layer, v.keys, s, seen);
  if (observed && !is_probe && !f.class_pure) {
    average_keys<use, Wanted{true, true}>(layer, v.keys, block, s);
  } else {
    average_keys<use, Wanted{detail != Detail::plain, false}>(layer, v.keys, block, s);
  }
  for (std::size_t j = block.first; j < block.end; ++j) {
    finish_query<use, detail>(layer, j, j - block.first, next, probe, s, seen);
  }
}

template <Use use>
void attend_in_detail(const Layer& layer, Detail detail, const Block& block, Tokens& next, ProbeAverage& probe,
                      Scratch& scratch, Seen& seen) {
  switch (detail) {
    case Detail::plain:
      return attend_block<use, Detail::plain>(layer, block, next, probe, scratch, seen);
    case Detail::bounded:
      return attend_block<use, Detail::bounded>(layer, block, next, probe, scratch, seen);
    case Detail::observed:
      return attend_block<use, Detail::observed>(layer, block, next, probe, scratch, seen);
  }
}

void attend(const Layer& layer, Detail detail, std::size_t first, std::size_t end, Tokens& next, ProbeAverage& probe,
            Scratch& scratch, Seen& seen) {
  const auto attend_here = layer.frame.use == Use::tasks ? attend_in_detail<Use::tasks> : attend_in_detail<Use::points>;
  attend_here(layer, detail, {first, end}, next, probe, scratch, seen);
}

template <Use use>
void see_products_of(const Layer& layer, const Block& block, Scratch& s, Seen& seen) {
  const TileView v = tile_view<use>(layer);
  if (block.first == layer.frame.probe()) {
    see_probe_products<use>(layer, v.keys, s, seen);
    return;
  }
  // Logits come along: a layer that is only looked at has no attention to speak of, and costs little.
  PairExtents pairs = pair_extents(seen);
  s.start();
  logits<use, true>(v, 0, keys_to_see<use>(layer.frame, block.end), query_rows(layer, block.first), block.size(),
                    s.logits.data(), s.tops.data(), &pairs);
  keep(pairs, seen);
}

void see_products(const Layer& layer, std::size_t first, std::size_t end, Scratch& scratch, Seen& seen) {
  const auto see_here = layer.frame.use == Use::tasks ? see_products_of<Use::tasks> : see_products_of<Use::points>;
  see_here(layer, {first, end}, scratch, seen);
}

void see_tokens(const Layer& layer, Seen& seen) { look_at_tokens(layer, seen); }

std::size_t lanes_here() { return lane_count(); }

}  // namespace margincert::engine::lanes::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace margincert::engine::lanes {

HWY_EXPORT(lanes_here);
HWY_EXPORT(measure_norms);
HWY_EXPORT(prepare);
HWY_EXPORT(see_tokens);
HWY_EXPORT(attend);
HWY_EXPORT(see_products);

std::size_t lane_count() { return HWY_DYNAMIC_DISPATCH(lanes_here)(); }
void measure_norms(const Frame& frame, Tokens& tokens) { HWY_DYNAMIC_DISPATCH(measure_norms)(frame, tokens); }
void prepare(const Layer& layer, Detail detail, Seen& seen) { HWY_DYNAMIC_DISPATCH(prepare)(layer, detail, seen); }
void see_tokens(const Layer& layer, Seen& seen) { HWY_DYNAMIC_DISPATCH(see_tokens)(layer, seen); }
void attend(const Layer& layer, Detail detail, std::size_t first, std::size_t end, Tokens& next, ProbeAverage& probe,
            Scratch& scratch, Seen& seen) {
  HWY_DYNAMIC_DISPATCH(attend)(layer, detail, first, end, next, probe, scratch, seen);
}
void see_products(const Layer& layer, std::size_t first, std::size_t end, Scratch& scratch, Seen& seen) {
  HWY_DYNAMIC_DISPATCH(see_products)(layer, first, end, scratch, seen);
}

}  // namespace margincert::engine::lanes
#endif
