#include "reports/baseline.hpp"

#include <algorithm>
#include <map>

#include "reports/finding.hpp"

namespace margincert::reports {
namespace {

/// What a report knows of one thing that a baseline may tolerate.
struct Knowledge {
  BaselineEntry found;                         ///< rule, model, source, and the counts of all runs together
  bool settled = true;                         ///< everything asked for was judged, and decided
  const IdentificationTest* missed = nullptr;  ///< the identification test that is violated
};

/// An accuracy is held against what it must reach, all else against what it must not pass.
bool is_to_be_large(const IdentificationTest& test) { return test.check == "accuracy"; }

std::optional<double> farthest_off(const IdentificationTest& test) {
  if (!test.value) return std::nullopt;
  return is_to_be_large(test) ? test.value->lo_double : test.value->hi_double;
}

/// Nothing measured, then or now, cannot be told from worse.
bool is_farther_off(const IdentificationTest& test, const std::optional<double>& recorded) {
  if (!recorded || !farthest_off(test)) return recorded != farthest_off(test);
  return is_to_be_large(test) ? test.value->hi_double && *test.value->hi_double < *recorded
                              : test.value->lo_double && *test.value->lo_double > *recorded;
}

/// Everything that a report says of what may be tolerated, by fingerprint.
class Survey {
 public:
  explicit Survey(const Report& report) {
    for (const Run& run : report.runs) {
      for (const Tally& tally : run.statements) add(run, tally);
    }
    for (const IdentificationTest& test : report.identification) add(test);
  }

  const std::map<std::string, Knowledge>& known() const { return known_; }

 private:
  Knowledge& about(FindingKind kind, const std::string& rule, const std::string& model, const std::string& source) {
    const std::string id = fingerprint(kind, rule, model, source);
    Knowledge& knowledge = known_[id];
    knowledge.found.fingerprint = id;
    knowledge.found.rule = rule;
    knowledge.found.model = model;
    knowledge.found.source = source;
    return knowledge;
  }

  void add(const Run& run, const Tally& tally) {
    Knowledge& knowledge = about(FindingKind::violation, tally.id, run.model, run.title());
    if (tally.confirmed()) knowledge.found.violated += tally.violated;
    knowledge.found.applicable += tally.applicable();
    knowledge.settled = knowledge.settled && run.complete() && tally.holds == tally.applicable();
  }

  void add(const IdentificationTest& test) {
    Knowledge& knowledge =
        about(FindingKind::identification, identification_rule, test.model, identification_source(test));
    knowledge.found.applicable = 1;
    if (test.outcome == proofs::Outcome::violated) {
      knowledge.found.violated = 1;
      knowledge.found.measured = farthest_off(test);
      knowledge.missed = &test;
    }
    knowledge.settled = knowledge.settled && test.outcome == proofs::Outcome::holds;
  }

  std::map<std::string, Knowledge> known_;
};

/// a/b > c/d for counts, b and d > 0.
bool is_larger_share(long a, long b, long c, long d) {
  __extension__ using Wide = __int128;
  return Wide{a} * d > Wide{b} * c;
}

Standing standing_of(const BaselineEntry& entry, const std::map<std::string, Knowledge>& known) {
  const auto place = known.find(entry.fingerprint);
  if (place == known.end()) return Standing::stale;
  const auto& [found, settled, missed] = place->second;
  if (found.violated > 0) {
    const bool worse = missed ? is_farther_off(*missed, entry.measured)
                              : is_larger_share(found.violated, found.applicable, entry.violated, entry.applicable);
    return worse ? Standing::worse : Standing::existing;
  }
  return settled && found.applicable > 0 ? Standing::resolved : Standing::stale;
}

}  // namespace

void apply_baseline(Report& report, std::vector<BaselineEntry> entries, std::string_view today) {
  for (BaselineEntry& entry : entries) {
    entry.standing = today > std::string_view(entry.expires) ? Standing::expired : Standing::stale;
  }
  report.baseline = std::move(entries);
  restate_baseline(report);
}

void restate_baseline(Report& report) {
  const Survey survey(report);
  for (BaselineEntry& entry : report.baseline) {
    if (entry.standing != Standing::expired) entry.standing = standing_of(entry, survey.known());
  }
}

std::vector<BaselineEntry> baseline_of(const Report& report, const std::vector<BaselineEntry>& earlier,
                                       const Tolerance& tolerance) {
  std::vector<BaselineEntry> entries;
  const Survey survey(report);
  for (const auto& [id, knowledge] : survey.known()) {
    if (knowledge.found.violated == 0) continue;
    BaselineEntry entry = knowledge.found;
    entry.reason = tolerance.reason;
    entry.first_seen = tolerance.today;
    entry.expires = tolerance.expires;
    const auto known = std::ranges::find(earlier, id, &BaselineEntry::fingerprint);
    if (known != earlier.end()) {
      entry.reason = known->reason;
      entry.first_seen = known->first_seen;
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace margincert::reports
