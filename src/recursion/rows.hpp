#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace margincert::recursion {

/// A dense row-major table: one row per token, one column per coordinate.
template <class S>
class Rows {
 public:
  Rows() = default;
  Rows(std::size_t rows, std::size_t columns, const S& fill) : columns_(columns), values_(rows * columns, fill) {}
  /// Takes over the values, row after row; `columns` divides their number.
  Rows(std::size_t columns, std::vector<S> values) : columns_(columns), values_(std::move(values)) {}

  std::size_t rows() const { return columns_ == 0 ? 0 : values_.size() / columns_; }
  std::size_t columns() const { return columns_; }
  std::span<S> operator[](std::size_t row) { return {values_.data() + row * columns_, columns_}; }
  std::span<const S> operator[](std::size_t row) const { return {values_.data() + row * columns_, columns_}; }

  std::span<const S> values() const { return values_; }

  friend bool operator==(const Rows&, const Rows&) = default;

 private:
  std::size_t columns_ = 0;
  std::vector<S> values_;
};

}  // namespace margincert::recursion
