#include "reports/html/table.hpp"

#include "reports/html/words.hpp"

namespace margincert::reports::html {
namespace {

std::string class_of(const Column& column) { return column.number ? "" : "text"; }

Attributes with_class(const Attributes& attributes, const std::string& css_class) {
  Attributes all = attributes;
  if (!css_class.empty()) all.emplace_back("class", css_class);
  return all;
}

}  // namespace

Table::Table(std::string caption, std::vector<Column> columns)
    : caption_(std::move(caption)), columns_(std::move(columns)) {}

void Table::row(const std::vector<Markup>& cells, std::string_view css_class) {
  Markup line;
  for (std::size_t k = 0; k < cells.size(); ++k) {
    line += k == 0 ? tag("th", with_class({{"scope", "row"}}, class_of(columns_[k])), cells[k])
                   : tag("td", with_class({}, class_of(columns_[k])), cells[k]);
  }
  body_ += tag("tr", with_class({}, std::string(css_class)), line) + Markup::raw("\n");
  ++rows_;
}

Markup Table::markup() const {
  Markup head;
  for (const Column& column : columns_) {
    head += tag("th", with_class({{"scope", "col"}}, class_of(column)), column.head);
  }
  const Markup table = tag("caption", caption_) + tag("thead", tag("tr", head)) + Markup::raw("\n") +
                       tag("tbody", Markup::raw("\n") + body_);
  // A group and no region: tables of many statements have one caption, and a landmark's name must be its own.
  return tag("div", {{"class", "scroll"}, {"role", "group"}, {"aria-label", caption_}, {"tabindex", "0"}},
             tag("table", table)) +
         Markup::raw("\n");
}

Markup left_out(std::size_t number, std::string_view what) {
  if (number == 0) return {};
  return tag("p", count(static_cast<long>(number)) + " more " + std::string(what) +
                      " are not shown here; they are in report.json.");
}

}  // namespace margincert::reports::html
