#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gui/model/world_model.h"

namespace orrery::gui {

/// One thing to keep or to leave out, made by pointing: "kind is report", "sender is not eth-usd/node-3".
struct FilterTerm {
  std::string field;  ///< a column of the table: kind, sender, receiver, network, epoch, round, fate
  std::string value;  ///< as shown: an entity's name, a kind, a number
  bool keep = true;   ///< false: leave out

  bool operator==(const FilterTerm&) const = default;
  /// "kind == report", "sender != eth-usd/node-3".
  std::string text() const;
};

/// A condition that SQLite can answer, or why the text cannot be one.
struct SqlCondition {
  std::string where;  ///< over the columns of `message`; empty for everything
  std::string error;  ///< empty when it is well
};

/// What the filter line's text means, for the table `message`. Set once, by the program's start.
using FilterLanguage = SqlCondition (*)(std::string_view text, const WorldModel& world);

/// Everything that is filtered in and out at the moment, shared by all views: terms made by pointing and a text.
class FilterStack {
 public:
  /// Terms on the same field that keep are joined by "or", everything else by "and". Adding the opposite of a term
  /// takes that one away.
  void add(FilterTerm term);
  void remove(std::size_t index);
  void clear();
  void set_text(std::string text) { text_ = std::move(text); }
  const std::vector<FilterTerm>& terms() const { return terms_; }
  const std::string& text() const { return text_; }
  bool empty() const { return terms_.empty() && text_.empty(); }

  /// The condition for the table `message`, alias-free.
  SqlCondition condition(const WorldModel& world, FilterLanguage language) const;

 private:
  std::vector<FilterTerm> terms_;
  std::string text_;
};

/// Every word must stand in a row's kind, detail, or the name of its sender, receiver or network.
SqlCondition words_filter(std::string_view text, const WorldModel& world);

}  // namespace orrery::gui
