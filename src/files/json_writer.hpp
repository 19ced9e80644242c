#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "files/utf8.hpp"

namespace margincert::files {

/// The value with every text in it, keys too, as_utf8(). JSON is UTF-8, and what is told of others' files need not be.
template <class Json>
Json with_utf8(const Json& value) {
  if (value.is_string()) return as_utf8(value.template get_ref<const std::string&>());
  if (!value.is_structured()) return value;
  Json copy(value.type());
  for (const auto& [key, element] : value.items()) {
    if (value.is_array()) {
      copy.push_back(with_utf8(element));
    } else {
      copy[as_utf8(key)] = with_utf8(element);
    }
  }
  return copy;
}

/// A whole document: the one way in which a JSON value becomes text that is printed or written.
template <class Json>
std::string document_text(const Json& value, int indent = 2) {
  return with_utf8(value).dump(indent) + '\n';
}

}  // namespace margincert::files
