#include <fmt/format.h>

#include "files/utf8.hpp"
#include "numeric/fnv1a.hpp"
#include "reports/finding.hpp"

namespace margincert::reports {

std::string to_string(FindingKind kind) {
  switch (kind) {
    case FindingKind::violation:
      return "violation";
    case FindingKind::identification:
      return "identification";
    case FindingKind::unconfirmed:
      return "unconfirmed";
    case FindingKind::undecided:
      return "undecided";
    case FindingKind::coverage:
      return "coverage";
    case FindingKind::self_test:
      return "self-test";
    case FindingKind::incomplete:
      break;
  }
  return "incomplete";
}

std::string fingerprint(FindingKind kind, const std::string& rule, const std::string& model,
                        const std::string& source) {
  std::string text;
  // A zero byte ends each field: nothing named in a report contains one. Names are taken as documents hold them, so
  // that a report that was read again has the same fingerprints.
  for (const std::string& field : {to_string(kind), rule, model, source}) text += files::as_utf8(field) + '\0';
  return fmt::format("{:016x}", numeric::fnv1a(text));
}

}  // namespace margincert::reports
