#include "files/strict_parse.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "files/file_error.hpp"
#include "files/foreign_format.hpp"
#include "files/utf8.hpp"

namespace margincert::files {

namespace {

using nlohmann::json;

std::string line_and_column(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if (!is_continuation(c)) {
      ++column;
    }
  }
  return fmt::format("line {}, column {}", line, column);
}

void check_bytes(std::string_view text, const std::string& name) {
  refuse_foreign_format(text, name);
  if (text.starts_with("\xef\xbb\xbf")) {
    throw FileError(name, line_and_column(text, 0), "begins with a byte order mark", "save it as plain UTF-8");
  }
  for (std::size_t offset = 0; offset < text.size();) {
    // The parser takes a NUL for the end of the text and would not look at what follows it.
    const std::size_t length = text[offset] == '\0' ? 0 : utf8_length(text.substr(offset));
    if (length == 0) {
      throw FileError(name, line_and_column(text, offset), "is not UTF-8 text",
                      "check that it is a JSON file, and save it as UTF-8");
    }
    offset += length;
  }
}

/// Builds the value and refuses what the parser would let pass. Knows where it is, so that its messages can say so.
class StrictBuilder : public nlohmann::json_sax<json> {
 public:
  StrictBuilder(std::string_view text, const std::string& name) : text_(text), name_(name) {}

  json take() { return std::move(root_); }

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(std::int64_t value) override { return put(value); }
  bool number_unsigned(std::uint64_t value) override { return put(value); }
  bool number_float(double value, const std::string&) override { return put(value); }
  bool string(std::string& value) override { return put(std::move(value)); }
  bool binary(json::binary_t&) override { return false; }  // no JSON text holds one
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(std::string& key) override {
    if (open_.back().value->contains(key)) {
      refuse(open_.back().path, fmt::format("the key \"{}\" appears twice", shortened(key)), "keep one of the two");
    }
    key_ = std::move(key);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception& error) override {
    constexpr int number_overflow = 406;
    if (error.id == number_overflow) {
      refuse(next_path(), fmt::format("{} is beyond the range of a binary64", shortened(token)),
             "write a finite number");
    }
    refuse_syntax(position == 0 ? 0 : position - 1, token, error.what());
  }

 private:
  struct Open {
    json* value;
    std::string path;
  };

  [[noreturn]] void refuse(const std::string& path, const std::string& problem, const std::string& remedy) const {
    throw FileError(name_, path.empty() ? "top level" : shortened(path), problem, remedy);
  }

  [[noreturn]] void refuse_syntax(std::size_t offset, const std::string& token, std::string message) const {
    const std::size_t start = message.find("syntax error");
    if (start != std::string::npos) message.erase(0, start);
    const bool not_a_number = token.ends_with('N') || token.ends_with('I');
    throw FileError(name_, line_and_column(text_, offset), "is not JSON: " + shortened(message),
                    not_a_number ? "write finite numbers; JSON has no NaN and no Infinity"
                                 : "correct the text there or just before it");
  }

  /// Where the next value goes.
  std::string next_path() const {
    if (open_.empty()) return "";
    const Open& parent = open_.back();
    return parent.path + pointer_step(parent.value->is_array() ? std::to_string(parent.value->size()) : key_);
  }

  json* insert(json value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    json& parent = *open_.back().value;
    if (!parent.is_array()) return &(parent[key_] = std::move(value));
    parent.push_back(std::move(value));
    return &parent.back();
  }

  bool put(json value) {
    insert(std::move(value));
    return true;
  }

  bool open(json empty) {
    std::string path = next_path();
    if (open_.size() == deepest_nesting) {
      refuse(path, fmt::format("is nested more than {} levels deep", deepest_nesting), "flatten it");
    }
    // Stable until closed: a container gains elements only while it is the innermost open one.
    open_.push_back({insert(std::move(empty)), std::move(path)});
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  const std::string& name_;
  json root_;
  std::vector<Open> open_;
  std::string key_;
};

}  // namespace

std::string shortened(std::string_view text) {
  constexpr std::size_t longest = 160;
  if (text.size() <= longest) return std::string(text);
  std::size_t end = longest;
  while (is_continuation(text[end])) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string pointer_step(std::string_view key) {
  std::string step = "/";
  for (const char c : key) {
    if (c == '~') {
      step += "~0";
    } else if (c == '/') {
      step += "~1";
    } else {
      step += c;
    }
  }
  return step;
}

json parse_strictly(std::string_view text, const std::string& name) {
  check_bytes(text, name);
  StrictBuilder builder(text, name);
  json::sax_parse(text, &builder);
  return builder.take();
}

}  // namespace margincert::files
