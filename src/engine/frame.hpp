#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "engine/lanes.hpp"

/// What the passes over the lanes read and write. An element is lane_count() adjacent numbers; a table of tokens has an
/// element for every coordinate of every query. The last query is the probe.
namespace margincert::engine {

/// How lanes are used: by tasks, each of which has a token of its own in every query's element, or by the points of one
/// task, where a query's element holds as many points as there are lanes and the probe's only itself, in lane 0.
enum class Use { tasks, points };

/// Queries whose attention is worked on together.
inline constexpr std::size_t queries_per_block = 4;

/// Labels as the lanes see them, so that comparisons tell classes apart and nothing else is equal to anything.
namespace label {
inline constexpr double no_key = -1;  ///< room left over: not attended to
inline constexpr double unlabelled_key = -2;
inline constexpr double no_query = -3;
inline constexpr double unlabelled_query = -4;
inline constexpr double probe = -5;
}  // namespace label

/// Sizes and places of one run.
struct Frame {
  Use use = Use::tasks;
  bool class_pure = false;
  std::size_t lanes = 1;
  std::size_t keys = 0;     ///< n, the largest of the tasks'
  std::size_t queries = 0;  ///< elements; the last is the probe's
  std::size_t features = 0, classes = 0;

  std::size_t probe() const { return queries - 1; }
};

/// The tokens of one layer, and what is known of them.
struct Tokens {
  explicit Tokens(const Frame& f)
      : x(f.queries * f.features * f.lanes),
        y(f.queries * f.classes * f.lanes),
        squares(f.queries * 2 * f.lanes),
        feature_norm(f.queries * f.lanes),
        feature_radius(f.queries * f.lanes),
        label_norm(f.queries * f.lanes),
        label_radius(f.queries * f.lanes) {}

  Doubles x, y;            ///< x̃_j and ỹ_j: queries x coordinates
  Doubles squares;         ///< ‖x̃_j‖² and ‖ỹ_j‖², as computed: queries x 2
  Doubles feature_norm;    ///< N_j >= ‖x̃_j‖₂
  Doubles feature_radius;  ///< ρ_j >= ‖x̃_j - x_j‖₂
  Doubles label_norm;      ///< M_j >= ‖ỹ_j‖₂
  Doubles label_radius;    ///< σ_j >= ‖ỹ_j - y_j‖₂
};

/// What every query of a layer makes use of.
struct Shared {
  explicit Shared(const Frame& f)
      : mixed(f.queries * f.classes * f.lanes),
        key_x(f.use == Use::points ? f.keys * f.features : 0),
        key_y(f.use == Use::points ? f.keys * f.classes : 0),
        key_squares(f.use == Use::points ? f.keys * 2 : 0) {}

  Doubles mixed;                       ///< γ C y_j
  Doubles key_x, key_y, key_squares;   ///< the keys' rows as plain numbers, where lanes are points
  Lanes key_norm, key_label_norm;      ///< the keys' largest N_i, M_i
  Lanes key_radius, key_label_radius;  ///< the keys' largest ρ_i, σ_i
};

/// One layer's numbers, and the coefficients of its error bounds (docs/engine.md, section 4).
struct Coefficients {
  Lanes alpha, gamma, alpha_prime, gamma_prime;
  Lanes delta;
  Lanes label_growth, label_growth_error;  ///< G_t

  Lanes gram_rounding;           ///< of ⟨x_i, x_j⟩, times N_i N_j
  Lanes logit_feature_rounding;  ///< of ℓ_ij - top_j, times N_i N_j; |α| included
  Lanes logit_label_rounding;    ///< likewise times M_i ‖C y_j‖; |γ| included
  Lanes geometric_rounding;      ///< of α ⟨x_i, x_j⟩ - its top, times N_i N_j; |α| included
  Lanes mixing_norm;             ///< c_C >= ‖C‖₂
  Lanes mixing_error;            ///< μ: ‖computed C v - C v‖₂ <= μ ‖v‖₂
  Lanes exponential_error;       ///< of the logarithm of a computed exponential
  Lanes share_rounding;          ///< of 1 - 1/S
  Lanes spread_rounding;         ///< of a squared spread, times the keys' largest norm squared
  Lanes average_rounding;        ///< of Σ_i w_i x_i / S, times the keys' largest norm
  Lanes sum_rounding;            ///< relative, of a sum of exponentials
  Lanes logarithm_error;         ///< relative, of log
  Lanes feature_step_rounding, label_step_rounding;
  Lanes deviation_rounding;                 ///< of ‖Π y - G Π e_c‖₁, times √K M + |G|
  Lanes label_dimension;                    ///< √K
  Lanes classes;                            ///< K
  Lanes feature_carry, label_carry, shift;  ///< 1; tests set them to 0
  Lanes underflow;                          ///< underflow_allowance
};

/// The enclosure of one number.
struct RangeLanes {
  Lanes lo, hi;
};
/// Of the least and the greatest of a set of numbers; lo > hi while the set is empty.
struct ExtentLanes {
  RangeLanes min{Lanes::all(HUGE_VAL), Lanes::all(HUGE_VAL)}, max{Lanes::all(-HUGE_VAL), Lanes::all(-HUGE_VAL)};
};
/// Of midpoints alone.
struct MidpointExtent {
  Lanes min = Lanes::all(HUGE_VAL), max = Lanes::all(-HUGE_VAL);
};

/// What was seen of one layer. Ends are bounds.
struct Seen {
  explicit Seen(std::size_t classes = 0)
      : train_pull(classes), class_mass(classes), class_logit(classes), geometric_logit(classes) {}

  Lanes valid = Lanes::all(1);             ///< 0: something left its range, and nothing here means anything
  RangeLanes norm_squared;                 ///< of the largest
  MidpointExtent same_class, cross_class;  ///< of computed products, each off by at most pair_radius
  Lanes pair_radius;
  ExtentLanes probe_in_class, probe_cross_class;
  RangeLanes label_deviation, leakage;
  ExtentLanes probe_pull_in_class, probe_pull_cross_class, train_pull_in_class, train_pull_cross_class;
  std::vector<ExtentLanes> train_pull;
  std::vector<RangeLanes> class_mass, class_logit, geometric_logit;
};

/// Room for the passes to work in; one for each thread.
struct Scratch {
  explicit Scratch(const Frame& f)
      : logits(f.keys * queries_per_block * f.lanes),
        feature_sums(queries_per_block * f.features * f.lanes),
        label_sums(queries_per_block * f.classes * f.lanes),
        tops(queries_per_block * f.lanes),
        sums(queries_per_block * f.lanes),
        leaked(queries_per_block * f.lanes),
        squares(queries_per_block * 2 * f.lanes),
        geometric(f.keys * f.lanes),
        class_tops(f.classes * f.lanes),
        class_sums(f.classes * f.lanes),
        class_parts(f.classes * f.lanes) {}

  /// Before a block: nothing summed yet.
  void start() {
    tops.fill(-HUGE_VAL);
    for (Doubles* table : {&feature_sums, &label_sums, &sums, &leaked, &squares}) table->fill(0);
  }

  Doubles logits;                    ///< ℓ_ij, then exp(ℓ_ij - top_j): keys x the block's queries
  Doubles feature_sums, label_sums;  ///< Σ_i exp(ℓ_ij - top_j) z_i, then the averages
  Doubles tops, sums, leaked;        ///< of the block's queries: top_j, Σ_i exp(ℓ_ij - top_j), those of other labels
  Doubles squares;                   ///< Σ_i exp(ℓ_ij - top_j) ‖x̃_i‖², and likewise ‖ỹ_i‖²
  Doubles geometric;                 ///< α ⟨x_i, x_*⟩
  Doubles class_tops, class_sums, class_parts;  ///< of the probe's class logits
};

/// The probe's attention average, for the products with it.
struct ProbeAverage {
  explicit ProbeAverage(const Frame& f) : average(f.features * f.lanes) {}
  Doubles average;  ///< ã_*
  Lanes error;      ///< ‖ã_* - a_*‖₂
};

}  // namespace margincert::engine
