#include "search/box_certificates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>

#include "numeric/parallel.hpp"
#include "numeric/stop.hpp"
#include "proofs_check/boxes/pieces.hpp"
#include "proofs_check/certify.hpp"

namespace margincert::search {
namespace {

using proofs::Outcome;
using proofs::Truth;
namespace boxes = proofs::boxes;

/// The statements of one regime around one task: what one trajectory serves.
class Group {
 public:
  Group(const generators::Instance& instance, const BoxRequest& request, recursion::Regime regime, bool plain)
      : instance_(instance),
        request_(request),
        plain_(plain),
        question_{{}, regime, request.dropped, request.version} {}

  void add(BoxCertificate& certificate) {
    certificates_.push_back(&certificate);
    question_.statements.push_back(certificate.statement);
  }
  std::size_t size() const { return certificates_.size(); }

  /// The verdicts of the task itself, and the radii.
  void measure(const numeric::StopQuestion& stopped, bool& complete) {
    const proofs::Answers centre = proofs::certify_until_stopped(
        {instance_, question_.regime},
        {question_.statements, {}, request_.dropped, request_.version}, request_.ladder, request_.engine);
    const auto search =
        boxes::largest_radii([&](double radius) { return judge(radius); }, size(), request_.farthest(), stopped);
    for (std::size_t i = 0; i < size(); ++i) {
      certificates_[i]->centre = centre.verdicts[i];
      certificates_[i]->radii = search.radii[i];
      certificates_[i]->reason = proofs::stopped_before_decided;
    }
    complete = !centre.cut_short && search.complete && asked_radius_is_judged();
  }

  void look_for_violation(std::size_t i, const numeric::StopQuestion& stopped) {
    BoxCertificate& certificate = *certificates_[i];
    const Target target{certificate.statement,
                        request_.version,
                        question_.regime,
                        remaining_hypotheses(*certificate.statement, request_.dropped),
                        0,
                        request_.engine};
    if (certificate.centre.outcome == Outcome::violated) {
      certificate.violation = NearbyViolation{instance_, certificate.centre, 0};
    } else if (certificate.radii.statement < request_.farthest() && !plain_) {
      certificate.violation = nearest_violation(
          instance_, target,
          {.nearest = certificate.radii.statement,
           .farthest = request_.farthest(),
           .slopes = [&](const recursion::Instance& at) { return slopes_at(at, *certificate.statement); },
           .stopped = stopped});
    }
    if (certificate.violation && certificate.radii.statement > 0 &&
        certificate.violation->distance <= certificate.radii.statement) {
      throw proofs::Contradiction(fmt::format("{} is violated at a distance of {}, and certified to hold within {}",
                                              certificate.statement->id, certificate.violation->distance,
                                              certificate.radii.statement));
    }
  }

  /// Cuts the box for whatever is still open, and concludes.
  void conclude(const numeric::StopQuestion& stopped) {
    boxes::Question open = question_;
    open.statements.clear();
    std::vector<BoxCertificate*> asked;
    for (BoxCertificate* certificate : certificates_) {
      if (certainly_holds(*certificate) || is_violated(*certificate)) continue;
      asked.push_back(certificate);
      open.statements.push_back(certificate->statement);
    }
    if (request_.radius > 0 && request_.boxes > 1 && !plain_ && !asked.empty()) {
      const auto covered =
          boxes::cover(open, recursion::Box::around(instance_, request_.radius), request_.boxes, stopped);
      for (std::size_t i = 0; i < asked.size(); ++i) {
        asked[i]->boxes = std::max(1, covered[i].pieces);  // none where it was stopped at once
        if (covered[i].statement == Truth::yes) asked[i]->radii.statement = request_.radius;
      }
    }
    for (BoxCertificate* certificate : certificates_) conclude(*certificate);
  }

 private:
  std::vector<boxes::Judgement> judge(double radius) const {
    if (plain_) return judge_plainly(question_, instance_, radius, 1);
    return boxes::judge(question_, recursion::Box::around(instance_, radius));
  }

  /// Those of the weakest slack on next to no box.
  std::optional<std::vector<double>> slopes_at(const recursion::Instance& at, const proofs::Statement& statement) const {
    constexpr double next_to_none = 0x1p-40;
    boxes::Question one = question_;
    one.statements = {&statement};
    const auto judgement = boxes::judge(one, recursion::Box::around(at, next_to_none)).front();
    if (!judgement.weakest) return std::nullopt;
    std::vector<double> slopes(judgement.weakest->slopes().begin(), judgement.weakest->slopes().end());
    slopes.resize(at.task().features.values().size() + at.task().probe.size(), 0);  // beyond are those of remainders
    return slopes;
  }

  /// False where it was stopped.
  bool asked_radius_is_judged() try {
    if (request_.radius > 0) judge_asked_radius();
    return true;
  } catch (const numeric::Stopped&) {
    return false;
  }

  /// What is certain on the grid's next radius needs no look at the asked one.
  void judge_asked_radius() {
    const double radius = request_.radius;
    const auto decided = [&](const BoxCertificate* c) {
      return c->radii.statement >= radius && std::max(c->radii.hypotheses, c->radii.inapplicable) >= radius;
    };
    std::vector<boxes::Judgement> judgements(size());
    if (!std::ranges::all_of(certificates_, decided)) judgements = judge(radius);
    for (std::size_t i = 0; i < size(); ++i) {
      BoxCertificate& certificate = *certificates_[i];
      boxes::Radii& radii = certificate.radii;
      const boxes::Judgement& judgement = judgements[i];
      if (judgement.statement == Truth::yes) radii.statement = std::max(radii.statement, radius);
      if (judgement.hypotheses == Truth::yes) radii.hypotheses = std::max(radii.hypotheses, radius);
      if (judgement.hypotheses == Truth::no) radii.inapplicable = std::max(radii.inapplicable, radius);
      certificate.reason = judgement.open;
    }
  }

  bool certainly_holds(const BoxCertificate& certificate) const {
    if (request_.radius > 0) return certificate.radii.statement >= request_.radius;
    return certificate.centre.outcome == Outcome::holds || certificate.centre.outcome == Outcome::not_applicable;
  }
  bool is_violated(const BoxCertificate& certificate) const {
    return certificate.violation && certificate.violation->distance <= request_.radius;
  }

  void conclude(BoxCertificate& certificate) const {
    const proofs::Verdict& centre = certificate.centre;
    const std::string open = certificate.reason;
    certificate.reason.clear();
    certificate.hypotheses = hypotheses_on_box(certificate);
    if (centre.outcome == Outcome::error) {
      certificate.outcome = Outcome::error;
      certificate.reason = centre.reason;
    } else if (is_violated(certificate)) {
      certificate.outcome = Outcome::violated;
    } else if (!certainly_holds(certificate)) {
      certificate.outcome = Outcome::undecided;
      certificate.reason = request_.radius == 0 ? centre.reason : open;
    } else {
      certificate.outcome = centre.outcome;  // holds, not applicable, or undecided: is it about any task?
      certificate.reason = centre.reason;
    }
  }

  Truth hypotheses_on_box(const BoxCertificate& certificate) const {
    if (request_.radius == 0) {
      const Outcome outcome = certificate.centre.outcome;
      if (outcome == Outcome::not_applicable) return Truth::no;
      return outcome == Outcome::holds || outcome == Outcome::violated ? Truth::yes : Truth::unknown;
    }
    if (certificate.radii.hypotheses >= request_.radius) return Truth::yes;
    return certificate.radii.inapplicable >= request_.radius ? Truth::no : Truth::unknown;
  }

  const generators::Instance& instance_;
  const BoxRequest& request_;
  bool plain_;
  boxes::Question question_;
  std::vector<BoxCertificate*> certificates_;
};

}  // namespace

void BoxRequest::check() const {
  if (!(radius >= 0) || !std::isfinite(radius)) {
    throw Refusal("radius", fmt::format("is {}", radius), "give a finite number that is not negative");
  }
  if (boxes < 1) throw Refusal("boxes", fmt::format("{} boxes", boxes), "give at least 1");
}

double BoxRequest::farthest() const { return boxes::grid_radius(boxes::grid_index(std::max(1.0, radius))); }

std::vector<BoxCertificates> certify_boxes(const std::vector<generators::Instance>& tasks, const BoxRequest& request,
                                           const numeric::RunControl& control) {
  request.check();
  const numeric::RunControl run = control.started();
  const numeric::StopQuestion stopped = [&run] { return run.asked_to_stop(); };
  const numeric::StopScope scope(stopped);
  std::vector<BoxCertificates> results(tasks.size());
  std::vector<Group> groups;
  struct Place {
    std::size_t group, statement;
  };
  std::vector<Place> places;
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    results[k].plain = boxes::cost_of_forms(tasks[k]) > request.largest_cost;
    for (const proofs::Statement* statement : request.statements) {
      BoxCertificate& certificate = results[k].statements.emplace_back();
      certificate.statement = statement;
      certificate.regime = request.regime_of(*statement);
    }
    for (const auto regime : {recursion::Regime::class_pure, recursion::Regime::full}) {
      Group group(tasks[k], request, regime, results[k].plain);
      for (BoxCertificate& certificate : results[k].statements) {
        if (certificate.regime != regime) continue;
        places.push_back({groups.size(), group.size()});
        group.add(certificate);
      }
      if (group.size() > 0) groups.push_back(std::move(group));
    }
  }
  std::vector<char> complete(groups.size(), true);
  const auto each = [&](std::size_t count, const auto& work) {
    numeric::for_each_index(
        count, run.thread_count(), [] { return false; }, work);
  };
  each(groups.size(), [&](std::uint64_t i) {
    bool whole = true;
    groups[i].measure(stopped, whole);
    complete[i] = whole;
  });
  each(places.size(),
       [&](std::uint64_t i) { groups[places[i].group].look_for_violation(places[i].statement, stopped); });
  std::mutex counting;
  std::uint64_t done = 0;
  each(groups.size(), [&](std::uint64_t i) {
    groups[i].conclude(stopped);
    const std::lock_guard one_at_a_time(counting);
    run.show({"", ++done, groups.size(), "groups of statements"});
  });
  const bool all = std::ranges::all_of(complete, [](char whole) { return whole != 0; }) && !stopped();
  for (BoxCertificates& result : results) result.complete = all;
  return results;
}

}  // namespace margincert::search
