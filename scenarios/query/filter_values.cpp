#include <algorithm>
#include <charconv>
#include <set>

#include "scenarios/language/values.h"
#include "scenarios/query/filter_test.h"
#include "sim/time.h"

namespace orrery::scenarios {

namespace {

using sim::Cell;

[[noreturn]] void refuse(const FilterValue& value, FieldType type, const std::string& field) {
  throw FilterError(
      value.span, /*at_end=*/false,
      "\"" + field + "\" is compared with " + std::string(expected_value(type)) + ", not \"" + value.text + "\"");
}

std::int64_t whole_number(const FilterValue& value, FieldType type, const std::string& field) {
  std::int64_t number = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto [stop, error] = std::from_chars(value.text.data(), end, number);
  if (error != std::errc() || stop != end) refuse(value, type, field);
  return number;
}

double real_number(const FilterValue& value, FieldType type, const std::string& field) {
  double number = 0;
  const char* const end = value.text.data() + value.text.size();
  const auto [stop, error] = std::from_chars(value.text.data(), end, number);
  if (error != std::errc() || stop != end) refuse(value, type, field);
  return number;
}

/// "06:48", "06:48:30.25": the first such moment of the run.
std::optional<sim::Time> time_of_day(const std::string& text, sim::Time start) {
  if (text.size() < 5 || text[2] != ':' || text.find('-') != std::string::npos) return std::nullopt;
  const std::string day = sim::to_text(start, 0).substr(0, 10);
  const std::string clock = text.size() == 5 ? text + ":00" : text;
  const sim::Time moment = sim::parse_time(day + "T" + clock + (clock.ends_with("Z") ? "" : "Z"));
  return moment < start ? moment + sim::Duration::hours(24) : moment;
}

sim::Time moment(const FilterValue& value, sim::Time start) {
  if (value.text.starts_with("+")) return start + sim::parse_duration(value.text.substr(1));
  if (const auto clock = time_of_day(value.text, start)) return *clock;
  return sim::parse_time(value.text);
}

std::string decimal(const FilterValue& value) {
  const bool plain = value.text.find_first_not_of("0123456789") == std::string::npos;
  if (!plain) {
    const bool link = value.text.find("link") != std::string::npos || value.text.find("juels") != std::string::npos;
    return (link ? parse_juels(value.text).amount : parse_wei(value.text).amount).str();
  }
  const auto first = value.text.find_first_not_of('0');
  return first == std::string::npos ? "0" : value.text.substr(first);
}

sim::Bytes bytes(const FilterValue& value, const std::string& field) {
  const std::string& text = value.text;
  if (!text.starts_with("0x") || text.size() % 2 != 0) refuse(value, FieldType::kBlob, field);
  sim::Bytes result;
  for (std::size_t i = 2; i < text.size(); i += 2) {
    unsigned byte = 0;
    const auto [stop, error] = std::from_chars(text.data() + i, text.data() + i + 2, byte, 16);
    if (error != std::errc() || stop != text.data() + i + 2) refuse(value, FieldType::kBlob, field);
    result.push_back(static_cast<std::uint8_t>(byte));
  }
  return result;
}

Cell constant_of(const FilterValue& value, const FilterField& field, sim::Time start) {
  switch (field.type) {
    case FieldType::kInteger:
    case FieldType::kRow:
      return whole_number(value, field.type, field.name);
    case FieldType::kReal:
      return real_number(value, field.type, field.name);
    case FieldType::kShare:
      return static_cast<std::int64_t>(parse_fraction(value.text).parts_per_billion);
    case FieldType::kText:
    case FieldType::kEntity:
      return value.text;
    case FieldType::kWei: {
      const std::string digits = decimal(value);
      return whole_number({.text = digits, .span = value.span}, field.type, field.name);
    }
    case FieldType::kAmount:
      return decimal(value);
    case FieldType::kBlob:
      return bytes(value, field.name);
    case FieldType::kTime:
      return moment(value, start).unix_nanoseconds();
    case FieldType::kDuration:
      return sim::parse_duration(value.text).count_nanoseconds();
    case FieldType::kFlag:
      if (value.text != "true" && value.text != "false") refuse(value, field.type, field.name);
      return static_cast<std::int64_t>(value.text == "true");
  }
  return {};
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// "N3" is what people call eth-usd/node-3.
std::string spelled_out(const std::string& text) {
  const bool short_form = text.size() > 1 && (text[0] == 'N' || text[0] == 'n') &&
                          text.find_first_not_of("0123456789", 1) == std::string::npos;
  return short_form ? "node-" + text.substr(1) : text;
}

/// Names of the entities themselves that an aspect compares; `whose` takes an entity to what is compared.
class Meaning {
 public:
  Meaning(const FilterSchema& schema, EntityAspect aspect) : schema_(schema), aspect_(aspect) {}

  std::set<std::uint32_t> named(const std::string& name) const {
    std::set<std::uint32_t> exact, by_last_part;
    const std::string ending = "/" + spelled_out(name), beginning = name + "/";
    for (const sim::Entity& entity : schema_.entities) {
      if (!compared(entity)) continue;
      if (entity.name == name) exact.insert(entity.id.index);
      const bool cloud = aspect_ == EntityAspect::kZone && entity.name.starts_with(beginning);
      if (cloud || entity.name.ends_with(ending)) by_last_part.insert(entity.id.index);
    }
    return exact.empty() ? by_last_part : exact;
  }
  std::set<std::uint32_t> containing(const std::string& part) const {
    std::set<std::uint32_t> found;
    for (const sim::Entity& entity : schema_.entities)
      if (compared(entity) && lower(entity.name).find(lower(part)) != std::string::npos) found.insert(entity.id.index);
    return found;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const sim::Entity& entity : schema_.entities)
      if (compared(entity)) names.push_back(entity.name);
    return names;
  }
  /// Every entity whose aspect is one of `meant`.
  std::vector<std::uint32_t> with(const std::set<std::uint32_t>& meant) const {
    std::vector<std::uint32_t> all;
    for (const sim::Entity& entity : schema_.entities)
      if (has(entity, meant)) all.push_back(entity.id.index);
    return all;
  }

 private:
  bool compared(const sim::Entity& entity) const { return aspect_ != EntityAspect::kZone || entity.kind == "zone"; }
  bool has(const sim::Entity& entity, const std::set<std::uint32_t>& meant) const {
    if (meant.count(entity.id.index) != 0) return true;
    if (aspect_ == EntityAspect::kZone) return !entity.zone.is_none() && meant.count(entity.zone.index) != 0;
    if (aspect_ != EntityAspect::kAncestor) return false;
    sim::EntityId parent = entity.parent;
    for (std::size_t steps = 0; parent.index < schema_.entities.size() && steps < schema_.entities.size(); ++steps) {
      if (meant.count(parent.index) != 0) return true;
      parent = schema_.entities[parent.index].parent;
    }
    return false;
  }
  const FilterSchema& schema_;
  EntityAspect aspect_;
};

std::vector<std::uint32_t> of_kind(const FilterValue& value, bool exact, const FilterSchema& schema) {
  std::vector<std::uint32_t> meant;
  std::set<std::string> kinds;
  for (const sim::Entity& entity : schema.entities) {
    kinds.insert(entity.kind);
    const bool is = exact ? entity.kind == value.text : lower(entity.kind).find(lower(value.text)) != std::string::npos;
    if (is) meant.push_back(entity.id.index);
  }
  if (exact && meant.empty())
    throw FilterError(value.span, /*at_end=*/false, "nothing is of the kind \"" + value.text + "\"",
                      sim::did_you_mean(value.text, std::vector<std::string>(kinds.begin(), kinds.end())));
  return meant;
}

}  // namespace

Cell filter_constant(const FilterValue& value, const FilterField& field, sim::Time start) {
  try {
    return constant_of(value, field, start);
  } catch (const FilterError&) {
    throw;
  } catch (const sim::InputError&) {
    refuse(value, field.type, field.name);
  } catch (const std::exception&) {  // arithmetic that leaves its type's range
    refuse(value, field.type, field.name);
  }
}

std::vector<std::uint32_t> entities_meant(const FilterValue& value, EntityAspect aspect, bool exact,
                                          const FilterSchema& schema) {
  if (aspect == EntityAspect::kKind) return of_kind(value, exact, schema);
  const Meaning meaning(schema, aspect);
  const std::set<std::uint32_t> meant = exact ? meaning.named(value.text) : meaning.containing(value.text);
  if (exact && meant.empty())
    throw FilterError(value.span, /*at_end=*/false, "nothing is named \"" + value.text + "\"",
                      sim::did_you_mean(value.text, meaning.names()));
  return meaning.with(meant);
}

}  // namespace orrery::scenarios
