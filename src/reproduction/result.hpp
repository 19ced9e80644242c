#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "numeric/interval.hpp"
#include "reproduction/scale.hpp"

namespace margincert::reproduction {

/// A measured number with its interval, where there is one. The table's note says which kind of interval it is.
struct Estimate {
  double value = 0;
  std::optional<double> lo = {};
  std::optional<double> hi = {};

  friend bool operator==(const Estimate&, const Estimate&) = default;
};
/// A number known as an enclosure.
inline Estimate enclosed(const numeric::Interval& x) { return {x.mid_double(), x.lo_double(), x.hi_double()}; }

/// The end farther from 0, in modulus: what speaks against a claim that something is small. Not a number where there is
/// no interval, which bounds nothing.
double farther_end(const Estimate& estimate);

enum class Unit {
  plain,
  percent,  ///< stored as a fraction of 1, shown times 100
};

/// Text, a count, or a measured number.
using Cell = std::variant<std::string, long, Estimate>;

struct Column {
  std::string name;
  Unit unit = Unit::plain;

  friend bool operator==(const Column&, const Column&) = default;
};

struct Table {
  std::string title;
  std::string note;  ///< samples, level and kind of the intervals
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;  ///< one cell per column

  friend bool operator==(const Table&, const Table&) = default;
};

struct Point {
  double x = 0;
  Estimate y;

  friend bool operator==(const Point&, const Point&) = default;
};

/// One line of a plot; where its points have intervals they are drawn as a band.
struct Series {
  std::string name;
  std::vector<Point> points;

  friend bool operator==(const Series&, const Series&) = default;
};

struct Plot {
  std::string name;  ///< of its file, without ".svg"
  std::string title, x_axis, y_axis;
  std::vector<Series> series;

  friend bool operator==(const Plot&, const Plot&) = default;
};

enum class Relation { below, above, at_most, at_least };

/// One condition of a claim: a measured number against a bound that was fixed beforehand.
struct Criterion {
  std::string quantity;  ///< what was measured, in words
  double measured = 0;   ///< the end of the interval that speaks against the claim, where there is an interval
  Relation relation = Relation::below;
  double bound = 0;
  Unit unit = Unit::plain;

  /// False too when `measured` is not a number.
  bool is_met() const;

  friend bool operator==(const Criterion&, const Criterion&) = default;
};

enum class Verdict { reproduces, in_part, does_not_reproduce };

/// reproduces: every criterion is met; does not reproduce: none is, or there is none; in part: some are.
Verdict verdict_of(const std::vector<Criterion>& criteria);

std::string to_string(Verdict verdict);    // "reproduces", "in part", "does not reproduce"
std::string to_string(Relation relation);  // "<", ">", "≤", "≥"

/// What putting one claim to the test gave.
struct Measurement {
  std::vector<Criterion> criteria;
  std::string explanation;  ///< a sentence or two on what came out
  std::vector<Table> tables;
  std::vector<Plot> plots;

  friend bool operator==(const Measurement&, const Measurement&) = default;
};

/// A measurement with all that its page says of it: what is stored.
struct Result {
  std::string row;
  std::string claim;       ///< in words
  std::string provenance;  ///< "S", "R", "O", or several joined by "+" (theory.md)
  std::string source;      ///< where the claim stands
  Scale scale;
  Measurement measurement;
  std::optional<double> seconds = {};  ///< the one field that differs between equal runs

  Verdict verdict() const { return verdict_of(measurement.criteria); }
};

}  // namespace margincert::reproduction
