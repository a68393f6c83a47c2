#pragma once

#include <map>
#include <memory>
#include <string>

#include "scenarios/query/filter.h"

namespace orrery::gui {

/// A filter that is checked, never null, and shared with the threads that ask questions.
using SharedFilter = std::shared_ptr<const scenarios::Filter>;

/// The one filter of a session, in the language of docs/query.md: what is typed, how it stands, and what is applied.
/// While the text is unfinished or wrong, the last one that was understood stays applied.
class FilterLine {
 public:
  explicit FilterLine(scenarios::FilterSchema schema);

  /// What changed in a recording that grows; the text is read again.
  void set_schema(scenarios::FilterSchema schema);
  /// Returns whether what is applied changed.
  bool set_text(std::string text);

  const std::string& text() const { return text_; }
  const std::string& applied() const { return applied_; }
  bool empty() const { return text_.empty() && applied_.empty(); }
  /// How the text stands, with the place and the words for what is wrong.
  const scenarios::FilterState& state() const { return state_; }
  /// The applied filter as it reads on a table. Where the table lacks its fields, and for a table that the recording
  /// does not have, all rows pass: a filter of messages says nothing about transactions.
  SharedFilter of(const std::string& table) const;
  /// A filter that all rows of a table pass.
  SharedFilter all(const std::string& table) const;
  /// Whether the table has the fields of the applied filter.
  bool is_about(const std::string& table) const;
  /// The table that the text is about: of messages, unless only another has its fields.
  const sim::RecordedTable& table() const;
  const scenarios::FilterSchema& schema() const { return schema_; }

 private:
  struct OfTable {
    SharedFilter filter;
    bool is_about = false;
  };
  const OfTable& read_on(const std::string& table) const;

  scenarios::FilterSchema schema_;
  std::string text_, applied_;
  scenarios::FilterState state_;
  mutable std::map<std::string, OfTable> by_table_;
};

}  // namespace orrery::gui
