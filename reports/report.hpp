#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "files/case_file.hpp"
#include "proofs_check/near_miss.hpp"
#include "proofs_check/verdict.hpp"
#include "recursion/parameters.hpp"

// The one report model: what a run asked and found, as plain data. It says all that any writer shows, can be read back
// from its JSON (read_report), and can be put together from parts (merge): every sum in it is of integers, so that
// the order of adding leaves no trace.
namespace margincert::reports {

/// An enclosure as text: exact ends as hex-floats ("-inf", "inf"), and doubles rounded outward, none when infinite.
struct Enclosure {
  std::string lo, hi;
  std::optional<double> lo_double, hi_double;

  friend bool operator==(const Enclosure&, const Enclosure&) = default;
};

/// One comparison of a statement at one layer, written greater >= lesser (or greater = lesser).
struct Comparison {
  int layer = 0;
  std::string part;    ///< which inequality of the statement, "" when it has one
  bool equal = false;  ///< the statement claims equality
  Enclosure greater, lesser, slack;

  friend bool operator==(const Comparison&, const Comparison&) = default;
};

/// One task's verdict on one statement, with the comparison that decided it.
struct Witness {
  std::uint64_t task = 0;
  int rung = 0;                          ///< bits
  std::string reason;                    ///< what stayed undecided or failed; "" when certified
  std::optional<Comparison> deciding;    ///< the smallest slack over layers and parts
  std::optional<double> slack_value;     ///< its middle: what witnesses are ranked by; none when not finite
  std::optional<double> tightest_ratio;  ///< none when not finite
  std::vector<Comparison> layers;        ///< all comparisons, layer by layer, for a plot; may be empty

  friend bool operator==(const Witness&, const Witness&) = default;
};

/// Where the tokens of a task stand at one layer: training points, then the probe. Nearest doubles, to be looked at.
struct Frame {
  int layer = 0;
  std::vector<std::vector<double>> tokens;

  friend bool operator==(const Frame&, const Frame&) = default;
};

/// A witness as a case file that replay takes.
struct WitnessCase {
  std::string file;                    ///< its name within the folder violations/ of the output folder
  std::optional<files::Case> content;  ///< absent when it is too large for a report
  std::vector<Frame> frames;           ///< for d = 2 or 3 and few points; else empty

  friend bool operator==(const WitnessCase&, const WitnessCase&) = default;
};

/// A certified violation of one statement in one run: its worst task, confirmed by replay.
struct Violation {
  Witness worst;
  int confirmed_at = 0;  ///< bits at which Arb derived the worst witness again; 0: not confirmed, so no violation yet
  std::string unconfirmed_because;  ///< what the replay said, when it did not confirm
  std::uint64_t first_task = 0;     ///< the first violating task of the run
  std::vector<WitnessCase> cases;   ///< worst, then simplest; empty when not confirmed

  friend bool operator==(const Violation&, const Violation&) = default;
};

/// All verdicts on one statement (or guarantee) over the tasks of a run.
struct Tally {
  std::string id;
  recursion::Regime regime = recursion::Regime::full;
  long holds = 0, violated = 0, undecided = 0, errors = 0, not_applicable = 0;
  std::map<std::string, long> not_applicable_because;  ///< hypothesis id -> tasks it excluded
  /// Hypothesis id -> of these tasks, those on which it is missed by rounding alone. Such a task is not applicable like
  /// any other.
  std::map<std::string, proofs::NearMiss> near_misses;
  std::map<int, long> rungs;          ///< bits -> tasks decided there
  std::map<int, long> slacks;         ///< bucket (proofs_check/slack_buckets.hpp) -> decided tasks
  std::optional<Witness> closest;     ///< smallest slack where it holds
  std::optional<Witness> tightest;    ///< smallest ratio of the two sides
  std::optional<Witness> first_open;  ///< first undecided or failed task
  std::optional<Violation> violation;

  long total() const { return holds + violated + undecided + errors + not_applicable; }
  long applicable() const { return total() - not_applicable; }
  /// Certified and confirmed by replay. Violated tasks of a statement whose worst witness could not be derived again
  /// count as undecided.
  bool confirmed() const { return violation && violation->confirmed_at > 0; }

  friend bool operator==(const Tally&, const Tally&) = default;
};

/// How the probe stands with its class at one layer, over all tasks: what "aligns with its class" is seen by.
struct LayerProfile {
  int layer = 0;
  long tasks = 0;                  ///< tasks on which the numbers below exist
  long margin_positive = 0;        ///< geometric margin certified > 0
  long label_margin_positive = 0;  ///< label margin certified > 0
  /// Sum over tasks of the probe's attention mass p on its own class, each rounded to the nearest multiple of 2^-30, in
  /// that unit; and of p^2, rounded likewise and in the same unit. Layers 0..T-1; 0 at layer T, which does not attend.
  std::int64_t own_mass = 0, own_mass_squares = 0;

  friend bool operator==(const LayerProfile&, const LayerProfile&) = default;
};
inline constexpr double own_mass_unit = 1.0 / (1 << 30);

/// Which tasks of a run were taken: those whose index is i-1 modulo `of`, for every i in `done` (1..of, ascending).
/// All of them together are the whole, {1, {1}}.
struct Part {
  int of = 1;
  std::vector<int> done = {1};

  bool whole() const { return of == 1; }
  friend bool operator==(const Part&, const Part&) = default;
};

/// How often one statement was judged, and what excluded it.
struct Usage {
  long judged = 0, applicable = 0;
  std::map<std::string, long> obstacles;  ///< hypothesis id -> tasks it excluded

  friend bool operator==(const Usage&, const Usage&) = default;
};

/// One model on one source of tasks.
struct Run {
  int position = 0;                             ///< in the order in which the runs were asked for
  std::string model;                            ///< name of the parameters, e.g. "reference"
  std::string source;                           ///< family id, or "files"
  std::map<std::string, std::string> settings;  ///< family settings as used, every one
  std::vector<std::string> task_files;          ///< when the tasks came from files
  std::string parameter_draw = "given";         ///< how each task's parameters were drawn from the model's
  std::uint64_t tasks = 0;                      ///< asked for, in all parts together
  bool random = false;                          ///< tasks are independent draws from a distribution
  Part part;
  std::uint64_t tasks_done = 0;
  std::vector<Tally> statements, guarantees;
  std::vector<LayerProfile> profile;  ///< layers 0..T
  /// The report's reference on the same source and as many tasks, by statement. Nothing but what applied is kept of it:
  /// what holds of the reference is no verdict of this report.
  std::map<std::string, Usage> reference;

  bool complete() const { return part.whole() && tasks_done == tasks; }
  std::string title() const;  ///< "prototype geometry=simplex sigma=0.02"
  friend bool operator==(const Run&, const Run&) = default;
};

/// Whether a statement's corrupted twin was seen violated: what a checker that cannot fail would not show.
struct TwinTest {
  std::string statement;
  bool caught = false;
  std::string where;  ///< model, family and task that caught it

  friend bool operator==(const TwinTest&, const TwinTest&) = default;
};

/// A committed witness, derived again before anything else: the regression test that the program carries.
struct CaseTest {
  std::string name;
  bool accepted = false;
  std::string reason;  ///< why not

  friend bool operator==(const CaseTest&, const CaseTest&) = default;
};

/// One way in which a transformer must follow the recursion that is gated: without it, what holds of the recursion says
/// nothing of the model.
struct IdentificationTest {
  std::string model;  ///< the transformer: file, or shipped name
  std::string check;  ///< "extraction", "equivariance", "accuracy", or a threshold as in crosscheck
  proofs::Outcome outcome = proofs::Outcome::undecided;
  std::string detail;                 ///< what was measured, and where, in a sentence
  std::optional<int> layer;           ///< where it is farthest off
  std::string source;                 ///< the tasks, as Run::title; "" when it is about weights alone
  std::optional<std::uint64_t> task;  ///< the witness: the task that is farthest off
  std::string place;  ///< the witness in the weights or parameters, e.g. "layers.2.qk[3][7]", "alpha of layer 1"
  std::optional<Enclosure> value;  ///< what was measured there
  std::optional<double> bound;     ///< what it is held against
  std::string replay;              ///< the command that measures it again

  friend bool operator==(const IdentificationTest&, const IdentificationTest&) = default;
};

/// How far a transformer is from its recursion, layer by layer.
struct DifferenceSeries {
  std::string model;
  std::string quantity;  ///< "residual.centred-labels"
  std::vector<std::optional<Enclosure>> layers;

  friend bool operator==(const DifferenceSeries&, const DifferenceSeries&) = default;
};

/// What the baseline says of one of its entries after this run.
enum class Standing {
  existing,  ///< found again, not worse: tolerated
  worse,     ///< found again, and worse than recorded
  resolved,  ///< its statement was decided on its tasks, and is not violated any more
  stale,     ///< nothing that was checked could confirm or resolve it
  expired    ///< its date has passed: it tolerates nothing
};
std::string to_string(Standing standing);

struct BaselineEntry {
  std::string fingerprint;  ///< of the finding
  std::string rule, model, source;
  std::string reason;                 ///< why it is tolerated
  std::string first_seen;             ///< YYYY-MM-DD
  std::string expires;                ///< YYYY-MM-DD, the last day on which it holds
  long violated = 0, applicable = 0;  ///< when it was recorded: a larger share is worse
  Standing standing = Standing::stale;
  /// Of an identification, what was measured when it was recorded, at the end of its enclosure that is the farthest
  /// off: what is certainly farther off is worse.
  std::optional<double> measured = {};

  friend bool operator==(const BaselineEntry&, const BaselineEntry&) = default;
};

/// What must apply, and how often, for a statement to count as covered.
struct Requirement {
  long applicable = 1;  ///< tasks
  double coverage = 0;  ///< share of the tasks judged, 0..1

  friend bool operator==(const Requirement&, const Requirement&) = default;
};

/// The recursion that the models must be like: a theorem that covers it must cover them, too.
struct Reference {
  std::string name;
  recursion::Parameters parameters;

  friend bool operator==(const Reference&, const Reference&) = default;
};

/// What was asked for, beyond the runs themselves.
struct Request {
  std::string command;  ///< "gate" or "check"
  std::string profile;  ///< "ci", "dev" or "nightly"; "" without a configuration
  std::string config;   ///< the configuration file; ""
  std::string folder;   ///< where the program ran, within the checkout; "" at its root. Names of models start there
  std::uint64_t seed = 0;
  std::vector<std::string> statements;
  bool statements_chosen = false;  ///< named by the user, so each of them must apply
  bool corrupted_twins = false;    ///< the corrupted twins were checked, not the statements
  std::vector<std::string> dropped;
  std::string regime;  ///< "natural", "full" or "class-pure"
  std::vector<int> ladder;
  bool engine = false;           ///< the ladder's first rung was the binary64 engine's (docs/engine.md)
  long required_applicable = 1;  ///< for statements that `required` does not name
  std::map<std::string, Requirement> required = {};  ///< by statement; each of them must be met by every model
  long required_moving_layers = 0;                   ///< layers of each model that must move something
  /// Which standings of a finding fail beside "new", which always does: "worse", "existing", "resolved".
  std::vector<std::string> fail_on = {"worse"};

  friend bool operator==(const Request&, const Request&) = default;
};

struct Report {
  Request request;
  std::map<std::string, recursion::Parameters> models;
  std::vector<Run> runs;                           ///< by position
  std::optional<Reference> reference;              ///< none unless the models must be like another one
  std::vector<CaseTest> cases;                     ///< empty when none were to be replayed
  std::vector<IdentificationTest> identification;  ///< empty unless a transformer is gated
  std::vector<DifferenceSeries> differences;       ///< likewise
  std::vector<TwinTest> twins;                     ///< empty when no self-test was asked for
  std::string baseline_file;                       ///< "" without one
  std::vector<BaselineEntry> baseline;
  std::vector<std::string> remarks;  ///< what a reader must know beside the counts, e.g. a family left out
  bool interrupted = false;
  bool out_of_time = false;
  /// The one field that differs between equal runs; empty when SOURCE_DATE_EPOCH is set. Of a merged report, the
  /// longest of its parts.
  std::optional<double> seconds;

  friend bool operator==(const Report&, const Report&) = default;
};

enum class Status { pass, fail, inconclusive, nothing_checked };
std::string to_string(Status status);

/// How the checks came out that tie a transformer to its recursion.
struct IdentificationCounts {
  long holds = 0, violated = 0, undecided = 0;
};

/// The verdict on the whole report, with every reason in words.
struct Conclusion {
  Status status = Status::nothing_checked;
  long holds = 0, violated = 0, undecided = 0, errors = 0, not_applicable = 0;
  std::vector<std::string> reasons;  ///< why it is not a pass
  std::vector<std::string> notes;    ///< what a reader of a pass must know: what never applied, and why
  /// Of the notes those that a reader must know before the word PASS: of what it says nothing.
  std::vector<std::string> cautions;

  std::vector<std::string> notes_beside_cautions() const;
  /// "PASS holds=… violated=… undecided=… errors=… not-applicable=…", where a transformer was gated also
  /// " identification-holds=… identification-violated=… identification-undecided=…", with a baseline also " new=…
  /// worse=… existing=… resolved=… stale=…"
  std::string line() const;
  std::optional<IdentificationCounts> identification = {};    ///< where there were such checks
  std::optional<std::map<std::string, long>> standings = {};  ///< with a baseline: those counts
  long tolerated = 0;                                         ///< findings that the baseline tolerates
};
/// What writers put above the cautions.
inline constexpr const char* cautions_heading = "What this does not cover";
Conclusion conclude(const Report& report);

/// Does the statement hold with both sides known to be equal, so that its smallest slack is 0 and the number next to 0
/// in its enclosure's middle says nothing?
bool is_equality(const Tally& tally);

/// With 95 % confidence (Clopper-Pearson, one-sided), an upper bound of the probability that a statement fails on a
/// task drawn like those of the run, given that it applies. Empty when the run is not a sample or nothing applied;
/// undecided and failed tasks count as failures.
std::optional<double> failure_probability_bound(const Run& run, const Tally& tally);
inline constexpr double confidence_level = 0.95;

// Writers: equal reports give equal bytes.
std::string to_json(const Report& report);      ///< margincert-report/2
std::string to_text(const Report& report);      ///< the terminal table
std::string to_junit(const Report& report);     ///< JUnit XML
std::string to_sarif(const Report& report);     ///< SARIF 2.1.0
std::string to_markdown(const Report& report);  ///< for a step summary
std::string to_html(const Report& report);      ///< one page, offline, without script

/// Reads margincert-report/2 back, and /1 as one that found nothing of what came later (report_upgrade.hpp):
/// to_json(parse_report(to_json(r))) == to_json(r), byte for byte. FileError names the place of what is wrong.
Report parse_report(std::string_view text, const std::string& name);
Report read_report(const std::string& path);

}  // namespace margincert::reports
