#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reproduction/claims.hpp"
#include "reproduction/rows.hpp"
#include "reproduction/seed_mean.hpp"
#include "transformer/extraction.hpp"
#include "transformer/identifiability.hpp"

namespace margincert::reproduction {
namespace {

using transformer::LayerFit;
using transformer::MatrixFit;

constexpr double largest_difference = 0.1;  ///< of a δ that may be called approximately −1/K; ours

/// May predictions of diag(a I, g (I + δ 11ᵀ)) depend on this δ? On fully labelled tasks, or on others only.
std::string identified(bool on_full, bool on_partial) {
  return on_full ? "possibly" : on_partial ? "only with unlabelled points" : "no";
}

Cell delta_cell(const MatrixFit& fit) { return fit.delta ? Cell(Estimate{*fit.delta}) : Cell("–"); }

/// Largest |δ + 1/K| over layers; infinite where a matrix has no label part to compare with.
Criterion largest_from(const std::string& matrix, const std::vector<LayerFit>& fits, MatrixFit LayerFit::*part,
                       int classes) {
  double largest = 0;
  for (const LayerFit& fit : fits) {
    const std::optional<double>& delta = (fit.*part).delta;
    largest = std::max(largest, delta && std::isfinite(*delta) ? std::abs(*delta + 1.0 / classes) : HUGE_VAL);
  }
  return {fmt::format("{}: largest |δ + 1/K| over layers", matrix), largest, Relation::below, largest_difference};
}

/// δ by layer over the permuted models of all seeds: does the transformer learn it consistently?
Table over_seeds(const Context& context) {
  const Scale& scale = context.scale;
  Table table{"δ over seeds",
              fmt::format("{} permuted models of {}, {} steps each; {}", scale.seeds, to_string(scale.first),
                          scale.compared_steps, seed_mean_note()),
              {{"layer"}, {"mean δ of W_QK"}, {"mean δ of W_OV"}},
              {}};
  const auto depth = static_cast<std::size_t>(scale.first.depth);
  std::vector<std::vector<double>> qk(depth), ov(depth);
  for (std::uint64_t seed = 1; seed <= scale.seeds; ++seed) {
    throw_if_stopped(context);
    const auto fits = transformer::fit_layers(
        context.model({scale.first, transformer::Mode::permuted, seed, scale.compared_steps, scale.batch}).weights);
    for (std::size_t t = 0; t < depth; ++t) {
      if (fits[t].qk.delta) qk[t].push_back(*fits[t].qk.delta);
      if (fits[t].ov.delta) ov[t].push_back(*fits[t].ov.delta);
    }
  }
  for (std::size_t t = 0; t < depth; ++t) table.rows.push_back({long(t), seed_mean(qk[t]), seed_mean(ov[t])});
  return table;
}

Measurement measure_background(const Context& context) {
  const Scale& scale = context.scale;
  Measurement measurement = label_background_of(scale.first, studied_model(context).weights);
  measurement.tables.push_back(over_seeds(context));
  measurement.explanation = fmt::format(
      "Measured on {}. On fully labelled tasks, which are all it was trained on, predictions of the fitted form may "
      "not "
      "depend on δ at all: the table says where they do not, whatever its value. Of the weights themselves, which have "
      "more than this form, that is proved for the first W_QK and the last W_OV only (docs/theory.md, section 12).",
      studied_model_in_words(scale));
  return measurement;
}

}  // namespace

Measurement label_background_of(const Size& size, const transformer::Weights& weights) {
  const std::vector<LayerFit> fits = transformer::fit_layers(weights);
  const int depth = weights.depth();
  Table table{
      "Fitted δ by layer",
      fmt::format("Least squares; −1/K = {:.4g}. γ and γ' are the label coefficients that δ is relative to. Seen: in "
                  "predictions of the form diag(a I, g (I + δ 11ᵀ)).",
                  -1.0 / size.classes),
      {{"layer"}, {"γ"}, {"δ of W_QK"}, {"seen in predictions"}, {"γ'"}, {"δ of W_OV"}, {"seen in predictions"}},
      {}};
  for (int t = 0; t < depth; ++t) {
    const auto full = transformer::identifiable(t, depth, transformer::Labelling::full);
    const auto partial = transformer::identifiable(t, depth, transformer::Labelling::partial);
    const LayerFit& fit = fits[static_cast<std::size_t>(t)];
    table.rows.push_back({long(t), Estimate{fit.qk.label}, delta_cell(fit.qk),
                          identified(full.delta_qk, partial.delta_qk), Estimate{fit.ov.label}, delta_cell(fit.ov),
                          identified(full.delta_ov, partial.delta_ov)});
  }
  return {{largest_from("W_QK", fits, &LayerFit::qk, size.classes),
           largest_from("W_OV", fits, &LayerFit::ov, size.classes)},
          "",
          {std::move(table)},
          {}};
}

Row label_background() {
  return {"label-background",
          "The label block's background coefficient is about −1/K relative to the label coefficient, at every layer.",
          "S",
          "“Figure 11 shows that the transformer consistently learns a bottom-right background coefficient of "
          "approximately δ≈ − 1 K.”",
          measure_background};
}

}  // namespace margincert::reproduction
