#include "reproduction/row.hpp"

#include <algorithm>

#include "numeric/stop.hpp"
#include "reproduction/rows.hpp"

namespace margincert::reproduction {

const std::vector<Row>& rows() {
#define MARGINCERT_CALL_ROW(name) name(),
  static const std::vector<Row> all{MARGINCERT_REPRODUCTION_ROWS(MARGINCERT_CALL_ROW)};
#undef MARGINCERT_CALL_ROW
  return all;
}

const Row* find_row(std::string_view id) {
  const auto found = std::ranges::find(rows(), id, &Row::id);
  return found == rows().end() ? nullptr : &*found;
}

Result measure(const Row& row, const Context& context) try {
  const Context running{context.scale, context.model, context.control.started()};
  const numeric::StopScope scope(running.control.stop);
  return {row.id, row.claim, row.provenance, row.source, context.scale, row.measure(running), {}};
} catch (const numeric::Stopped&) {
  throw Interrupted();
}

}  // namespace margincert::reproduction
