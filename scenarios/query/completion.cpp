#include "scenarios/query/completion.h"

#include <algorithm>

#include "scenarios/query/filter_lexer.h"

namespace orrery::scenarios {

namespace {

const FilterField* find(const std::vector<FilterField>& fields, const std::string& name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.name == name; });
  return found == fields.end() ? nullptr : &*found;
}

std::vector<CompletionItem> operators_for(const FilterField& field) {
  if (field.type == FieldType::kFlag) return {};
  std::vector<CompletionItem> items{{"==", "is"}, {"!=", "is not"}};
  const bool words = field.type == FieldType::kText || field.type == FieldType::kEntity;
  if (words || field.type == FieldType::kBlob) {
    items.push_back({"~", "contains"});
    items.push_back({"!~", "does not contain"});
  } else {
    for (const char* op : {"<", "<=", ">", ">="}) items.push_back({op, "compared by size"});
  }
  items.push_back({"in", "one of (a, b)"});
  items.push_back({"not in", "none of (a, b)"});
  return items;
}

/// Keeps what fits `typed`: first what begins with it, then what contains it.
std::vector<CompletionItem> fitting(const std::vector<CompletionItem>& items, std::string_view typed) {
  std::string part(typed);
  std::erase_if(part, [](char c) { return c == '"' || c == '\''; });
  const auto stripped = [](const CompletionItem& item) {
    return std::string_view(item.text).substr(item.text.starts_with('"') ? 1 : 0);
  };
  std::vector<CompletionItem> fit;
  for (const CompletionItem& item : items)
    if (stripped(item).starts_with(part)) fit.push_back(item);
  for (const CompletionItem& item : items) {
    const std::size_t at = stripped(item).find(part);
    if (at != 0 && at != std::string_view::npos) fit.push_back(item);
  }
  return fit;
}

}  // namespace

Completion complete_filter(std::string_view text, std::size_t cursor, const FilterSchema& schema,
                           const sim::RecordedTable& table, const FieldValues& values) {
  cursor = std::min(cursor, text.size());
  Completion completion{word_at(text, cursor), {}};
  const std::string_view typed = text.substr(completion.replace.begin, cursor - completion.replace.begin);
  FilterExpectation expected;
  try {
    parse_filter(text.substr(0, completion.replace.begin), &expected);
  } catch (const FilterError& error) {
    if (!error.at_end()) return completion;
  }
  const std::vector<FilterField> fields = fields_of(schema, table);
  std::vector<CompletionItem> items;
  const FilterField* const field = find(fields, expected.of_field);
  if (expected.field)
    for (const FilterField& known : fields) items.push_back({known.name, known.about});
  if (expected.value && field != nullptr)
    for (const std::string& value : values(*field)) items.push_back({filter_value_text(value), ""});
  if (expected.op && field != nullptr) items = operators_for(*field);
  if (expected.connective) {
    items.push_back({"&&", "and"});
    items.push_back({"||", "or"});
  }
  completion.items = fitting(items, typed);
  return completion;
}

}  // namespace orrery::scenarios
