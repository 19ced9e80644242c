#include "charts/ecdf_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "charts/frame.hpp"
#include "charts/lettering.hpp"
#include "charts/number_text.hpp"
#include "charts/palette.hpp"

namespace margincert::charts {
namespace {

/// A number of the sample at the place that is given for it.
struct Step {
  double x;
  long count;
};

std::vector<Step> steps_at(const std::vector<Bucket>& buckets, double Bucket::*end) {
  std::vector<Step> steps;
  for (const Bucket& bucket : buckets) steps.push_back({bucket.*end, bucket.count});
  std::ranges::stable_sort(steps, {}, &Step::x);
  return steps;
}

/// What can be drawn: buckets with numbers in them and ends that are numbers.
std::vector<Bucket> filled_buckets(const std::vector<Bucket>& buckets) {
  std::vector<Bucket> result;
  std::ranges::copy_if(buckets, std::back_inserter(result),
                       [](const Bucket& bucket) { return bucket.count > 0 && bucket.lo <= bucket.hi; });
  return result;
}

long total_of(const std::vector<Bucket>& buckets) {
  long total = 0;
  for (const Bucket& bucket : buckets) total += bucket.count;
  return total;
}

double quantile_of(const std::vector<Step>& steps, long total, int percent) {
  // ceil(total * percent / 100), without the product's overflow
  const long rank = std::max(1L, total / 100 * percent + (total % 100 * percent + 99) / 100);
  long seen = 0;
  for (const Step& step : steps) {
    seen += step.count;
    if (seen >= rank) return step.x;
  }
  return steps.back().x;
}

double across(const Frame& frame, double x) {
  return std::isfinite(x) ? frame.across(x) : x < 0 ? frame.left : frame.right;
}

/// The curve that jumps at these places, from the left edge of the frame to the right one.
std::vector<Point> staircase(const Frame& frame, const std::vector<Step>& steps, long total) {
  std::vector<Point> points{{frame.left, frame.bottom}};
  long seen = 0;
  for (const Step& step : steps) {
    const double x = across(frame, step.x);
    points.push_back({x, points.back().y});
    seen += step.count;
    points.push_back({x, frame.down(static_cast<double>(seen) / static_cast<double>(total))});
  }
  points.push_back({frame.right, points.back().y});
  return points;
}

void draw_band(Drawing& drawing, const Frame& frame, const std::vector<Bucket>& buckets, long total) {
  const std::vector<Point> upper = staircase(frame, steps_at(buckets, &Bucket::lo), total);
  const std::vector<Point> lower = staircase(frame, steps_at(buckets, &Bucket::hi), total);
  std::vector<Point> band = upper;
  band.insert(band.end(), lower.rbegin(), lower.rend());
  drawing.polygon(band, filled(holding, 0.3));
  drawing.polyline(upper, stroked(holding, 1.5));
  drawing.polyline(lower, stroked(holding, 1.5));
}

void draw_negative_side(Drawing& drawing, const Frame& frame, const EcdfChart& chart, bool some_negative) {
  if (!some_negative) return;
  const double zero = frame.across(0);
  drawing.rectangle({frame.left, frame.top}, zero - frame.left, frame.bottom - frame.top, filled(violating, 0.16));
  drawing.line({zero, frame.top}, {zero, frame.bottom}, stroked(ink, 1.5, 0.8));
  if (zero - frame.left > width_of(chart.negative, 13) + 8) {
    drawing.text({frame.left + 4, frame.top + 16}, chart.negative, {.size = 13, .bold = true});
  }
}

constexpr int marked_percents[] = {5, 25, 50, 75, 95};

void draw_quantiles(Drawing& drawing, const Frame& frame, const std::vector<Bucket>& buckets) {
  for (const int percent : marked_percents) {
    const QuantileRange range = quantile(buckets, percent);
    const double y = frame.down(percent / 100.0), from = across(frame, range.lo), to = across(frame, range.hi);
    drawing.line({from, y}, {to, y}, stroked(ink, 3));
    for (const double x : {from, to}) drawing.line({x, y - 5}, {x, y + 5}, stroked(ink, 2));
  }
}

std::string quantile_note(const std::vector<Bucket>& buckets) {
  const auto shown = [&](int percent) {
    const QuantileRange range = quantile(buckets, percent);
    return range_text(range.lo, range.hi);
  };
  return fmt::format("5 %: {}; median: {}; 95 %: {}.", shown(5), shown(50), shown(95));
}

}  // namespace

QuantileRange quantile(const std::vector<Bucket>& buckets, int percent) {
  const long total = total_of(buckets);
  return {quantile_of(steps_at(buckets, &Bucket::lo), total, percent),
          quantile_of(steps_at(buckets, &Bucket::hi), total, percent)};
}

std::string ecdf_chart(const EcdfChart& chart, const Look& look) {
  const std::vector<Bucket> buckets = filled_buckets(chart.buckets);
  if (buckets.empty()) return empty_chart(look, "Nothing to draw: no task was decided.");
  Extent x, y;
  bool unbounded = false;
  for (const Bucket& bucket : buckets) {
    x.take({bucket.lo, bucket.hi});
    unbounded = unbounded || std::isinf(bucket.lo) || std::isinf(bucket.hi);
  }
  y.take({0, 1});
  if (x.empty()) return empty_chart(look, "Nothing to draw: no bucket has a finite end.");
  const long total = total_of(buckets);
  Drawing drawing;
  const Frame frame = draw_frame(drawing, look, fitting_axis(x, 7), linear_axis(y),
                                 {chart.quantity, fmt::format("share of {} tasks", count_text(total))}, 14);
  draw_negative_side(drawing, frame, chart, x.lo() < 0);
  draw_band(drawing, frame, buckets, total);
  draw_quantiles(drawing, frame, buckets);
  const std::string note = quantile_note(buckets);
  std::vector<std::string> notes{
      note, "Bars mark the 5, 25, 50, 75 and 95 % quantiles, as ranges, because tasks are counted in buckets."};
  if (unbounded) notes.emplace_back("Some numbers are beyond the axis: their bucket is unbounded.");
  return drawing.finished(look, draw_notes(drawing, look, below(frame), notes), note);
}

}  // namespace margincert::charts
