#include "cli/witness_series.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "numeric/parallel.hpp"
#include "proofs_check/judge.hpp"
#include "reports/record.hpp"

namespace margincert::cli {
namespace {

/// One trajectory: witnesses that were judged by the same one share it.
struct Place {
  std::size_t run;
  recursion::Regime regime;
  int rung;
  std::uint64_t task;

  friend auto operator<=>(const Place&, const Place&) = default;
};

struct Wanted {
  const proofs::Statement* statement;
  reports::Witness* witness;
};

std::map<Place, std::vector<Wanted>> wanted_series(reports::Report& report) {
  std::map<Place, std::vector<Wanted>> wanted;
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    for (reports::Tally& tally : report.runs[i].statements) {
      const auto want = [&](reports::Witness& witness) {
        const Place place{i, tally.regime, witness.rung, witness.task};
        wanted[place].push_back({proofs::find_statement(tally.id), &witness});
      };
      if (tally.closest) want(*tally.closest);
      if (tally.violation) want(tally.violation->worst);
    }
  }
  return wanted;
}

/// Does enclosing the trajectory again cost little, even if the campaign had few tasks?
bool is_small(const generators::Instance& instance) {
  constexpr long most = 10'000'000;  // products of pairs, all layers together: tenths of a second
  const long points = instance.task().points(), dimensions = instance.task().feature_dim() + instance.task().classes;
  return (instance.parameters().depth() + 1) * points * points * dimensions <= most;
}

/// All layers, or evenly spaced ones that a plot still shows, and the deciding one in any case.
bool is_shown(int layer, int depth, std::size_t parts, const reports::Witness& witness) {
  constexpr std::size_t most_layers = 64, most_comparisons = 256;
  const std::size_t room = std::clamp<std::size_t>(most_comparisons / std::max<std::size_t>(parts, 1), 1, most_layers);
  const std::size_t stride = (static_cast<std::size_t>(depth) + room) / room;
  return layer % stride == 0 || layer == depth || (witness.deciding && layer == witness.deciding->layer);
}

void fill(const Wanted& wanted, const proofs::Evidence& evidence, proofs::Version version) {
  for (int t = 0; t <= evidence.depth(); ++t) {
    const auto comparisons = comparisons_at(*wanted.statement, evidence, t, version);
    if (!is_shown(t, evidence.depth(), comparisons.size(), *wanted.witness)) continue;
    for (const proofs::Comparison& comparison : comparisons) {
      wanted.witness->layers.push_back(reports::record(proofs::Evaluation{t, comparison}));
    }
  }
}

}  // namespace

void add_series(Campaigns& campaigns, const Selection& selection, proofs::Version version, int jobs) {
  const auto wanted = wanted_series(campaigns.report);
  std::vector<const std::pair<const Place, std::vector<Wanted>>*> places;
  for (const auto& place : wanted) places.push_back(&place);
  numeric::for_each_index_until_stopped(
      places.size(), jobs, [] { return false; },
      [&](std::uint64_t k) {
        const auto& [place, series] = *places[k];
        const generators::Instance instance = campaigns.instances[place.run](place.task);
        if (!is_small(instance)) return;
        const proofs::Evidence evidence =
            proofs::evidence_at({instance, place.regime}, numeric::Precision(place.rung),
                                selection.ladder, selection.engine);
        for (const Wanted& one : series) fill(one, evidence, version);
      });
}

}  // namespace margincert::cli
