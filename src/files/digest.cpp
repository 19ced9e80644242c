#include "files/digest.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "numeric/fnv1a.hpp"

namespace margincert::files {

// nlohmann::json keeps an object's members in a std::map, so its dump has them sorted.
std::string canonical_text(const nlohmann::json& value) { return value.dump(); }

std::string digest_of(const nlohmann::json& object) {
  nlohmann::json rest = object;
  rest.erase("digest");
  return fmt::format("{:016x}", numeric::fnv1a(canonical_text(rest)));
}

}  // namespace margincert::files
