#include "scenarios/query/filter_fields.h"

#include <algorithm>
#include <array>

#include "sim/input_error.h"

namespace orrery::scenarios {

namespace {

using sim::ColumnRole;
using sim::RecordedTable;

constexpr std::array<std::string_view, 4> kAmountColumns{"max_fee", "max_priority_fee", "effective_gas_price", "fee"};
/// Which table a column of rows names, where the name alone does not say.
constexpr std::array<std::string_view, 4> kRowTables{"message", "fault", "deadline", "block"};

std::optional<std::size_t> column_of(const RecordedTable& table, std::string_view name) {
  const auto found = std::find(table.columns.begin(), table.columns.end(), name);
  if (found == table.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - table.columns.begin());
}

FieldType type_of(const RecordedTable& table, std::size_t column) {
  const std::string& name = table.columns[column];
  switch (table.roles[column]) {
    case ColumnRole::kEntity:
      return FieldType::kEntity;
    case ColumnRole::kRow:
      return FieldType::kRow;
    case ColumnRole::kTime:
      return FieldType::kTime;
    case ColumnRole::kPlain:
      break;
  }
  const std::string& type = table.types[column];
  if (type == "INTEGER" && name == "participation") return FieldType::kShare;
  if (type == "INTEGER") return name == "base_fee" ? FieldType::kWei : FieldType::kInteger;
  if (type == "REAL") return FieldType::kReal;
  if (type == "BLOB") return FieldType::kBlob;
  const bool amount = std::find(kAmountColumns.begin(), kAmountColumns.end(), name) != kAmountColumns.end() ||
                      (table.name == "transaction" && name == "value");
  return amount ? FieldType::kAmount : FieldType::kText;
}

std::string table_of_rows(std::string_view column) {
  if (column.ends_with("_row")) return std::string(column.substr(0, column.size() - 4));
  const auto found = std::find(kRowTables.begin(), kRowTables.end(), column);
  return found == kRowTables.end() ? std::string() : std::string(*found);
}

/// The fields of one table, gathered; a name that is taken stays with whom it has.
class Fields {
 public:
  Fields(const FilterSchema& schema, const RecordedTable& table) : schema_(schema), table_(table) {}

  std::vector<FilterField> all() {
    add_columns();
    add({.name = "time", .type = FieldType::kTime, .origin = FieldOrigin::kTime, .about = "when"});
    add({.name = "id", .type = FieldType::kRow, .origin = FieldOrigin::kId, .about = "the row's id"});
    add({.name = "cause",
         .type = FieldType::kRow,
         .origin = FieldOrigin::kCause,
         .about = "id of the row that led to it"});
    add_flags();
    add_delays();
    add_any_entity();
    add_entity_paths();
    add_row_paths();
    return std::move(fields_);
  }

 private:
  void add(FilterField field) {
    const auto same = [&](const FilterField& known) { return known.name == field.name; };
    if (std::any_of(fields_.begin(), fields_.end(), same)) return;
    const RecordedTable& of = field.via ? *schema_.find(field.via_table) : table_;
    if (field.column < of.columns.size()) field.column_name = of.columns[field.column];
    if (field.via) field.via_name = table_.columns[*field.via];
    fields_.push_back(std::move(field));
  }

  void add_columns() {
    for (std::size_t i = 0; i < table_.columns.size(); ++i)
      add({.name = table_.columns[i], .type = type_of(table_, i), .column = i, .about = "column"});
  }

  void add_flag(std::string name, FieldOrigin origin, std::string about) {
    add({.name = std::move(name), .type = FieldType::kFlag, .origin = origin, .about = std::move(about)});
  }
  void add_column_flag(std::string name, FieldOrigin origin, std::string_view column, std::string text,
                       std::int64_t number, std::string about) {
    const auto at = column_of(table_, column);
    if (!at) return;
    add({.name = std::move(name),
         .type = FieldType::kFlag,
         .origin = origin,
         .column = *at,
         .text = std::move(text),
         .number = number,
         .about = std::move(about)});
  }

  void add_late(const RecordedTable& message, std::optional<std::size_t> via, std::string about) {
    const auto network = column_of(message, "network"), epoch = column_of(message, "epoch"),
               round = column_of(message, "round"), receiver = column_of(table_, "receiver");
    if (!network || !epoch || !round || !receiver || schema_.find("span") == nullptr) return;
    add({.name = "late",
         .type = FieldType::kFlag,
         .origin = FieldOrigin::kLate,
         .via = via,
         .via_table = "message",
         .place = {*network, *epoch, *round, *receiver},
         .about = std::move(about)});
  }

  void add_flags() {
    if (table_.name == "message") {
      add_late(table_, std::nullopt, "sent to a leader whose round had ended before");
      add_flag("lost", FieldOrigin::kLost, "a copy of it did not arrive");
      add_column_flag("broadcast", FieldOrigin::kColumnIsNull, "receiver", "", 0, "sent to many at once");
    } else if (table_.name == "delivery") {
      if (const RecordedTable* message = schema_.find("message"))
        add_late(*message, column_of(table_, "message"), "reached a leader whose round had ended before");
      add_flag("lost", FieldOrigin::kLost, "did not arrive");
    } else if (table_.name == "transaction") {
      add_column_flag("failed", FieldOrigin::kColumnIsNumber, "status", "", 0, "was reverted");
    } else if (table_.name == "block") {
      add_column_flag("reorged", FieldOrigin::kColumnIsText, "status", "reorged", 0, "was undone");
    } else if (table_.name == "fault") {
      add_column_flag("standing", FieldOrigin::kColumnIsNull, "end", "", 0, "was not lifted");
    }
  }

  void add_delays() {
    for (const char* since : {"begin", "opened"})
      if (const auto column = column_of(table_, since))
        add({.name = "delay",
             .type = FieldType::kDuration,
             .origin = FieldOrigin::kSinceColumn,
             .column = *column,
             .about = std::string("how long it took since ") + since});
    if (table_.name != "delivery") return;
    if (const auto message = column_of(table_, "message"))
      add({.name = "delay",
           .type = FieldType::kDuration,
           .origin = FieldOrigin::kSinceRow,
           .via = message,
           .via_table = "message",
           .about = "how long since it was sent"});
  }

  void add_any_entity() {
    const auto entity = [](ColumnRole role) { return role == ColumnRole::kEntity; };
    if (std::none_of(table_.roles.begin(), table_.roles.end(), entity)) return;
    const auto any = [&](std::string name, EntityAspect aspect, std::string about) {
      add({.name = std::move(name),
           .type = FieldType::kEntity,
           .origin = FieldOrigin::kAnyEntity,
           .aspect = aspect,
           .about = std::move(about)});
    };
    any("node", EntityAspect::kItself, "one of those that the row names");
    any("entity", EntityAspect::kItself, "one of those that the row names");
    any("network", EntityAspect::kAncestor, "what one of them belongs to");
    any("zone", EntityAspect::kZone, "where one of them stands");
  }

  void add_entity_paths() {
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      if (table_.roles[i] != ColumnRole::kEntity) continue;
      const auto path = [&](const char* name, EntityAspect aspect, std::string about) {
        add({.name = table_.columns[i] + "." + name,
             .type = FieldType::kEntity,
             .column = i,
             .aspect = aspect,
             .about = std::move(about)});
      };
      path("zone", EntityAspect::kZone, "where it stands");
      path("kind", EntityAspect::kKind, "host, chain, ...");
      path("network", EntityAspect::kAncestor, "what it belongs to");
    }
  }

  void add_row_paths() {
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      if (table_.roles[i] != ColumnRole::kRow) continue;
      const RecordedTable* to = schema_.find(table_of_rows(table_.columns[i]));
      if (to == nullptr) continue;
      const auto path = [&](std::string name, FilterField field) {
        field.via = i;
        field.via_table = to->name;
        field.about = "of its " + to->name;
        field.name = table_.columns[i] + "." + name;
        add(field);
        // A delivery is asked about as its message is.
        if (table_.name != "delivery" || to->name != "message" || name == "time") return;
        field.name = name;
        add(std::move(field));
      };
      for (std::size_t column = 0; column < to->columns.size(); ++column)
        path(to->columns[column], {.type = type_of(*to, column), .column = column});
      path("time", {.type = FieldType::kTime, .origin = FieldOrigin::kTime});
    }
  }

  const FilterSchema& schema_;
  const RecordedTable& table_;
  std::vector<FilterField> fields_;
};

}  // namespace

const RecordedTable* FilterSchema::find(std::string_view table) const {
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const auto& known) { return known.name == table; });
  return found == tables.end() ? nullptr : &*found;
}

const RecordedTable& FilterSchema::require(std::string_view table) const {
  std::vector<std::string> names;
  for (const RecordedTable& known : tables) {
    const std::string plural =
        known.name.ends_with("y") ? known.name.substr(0, known.name.size() - 1) + "ies" : known.name + "s";
    if (table == known.name || table == plural) return known;
    names.push_back(known.name);
  }
  throw sim::InputError("--table", "there is no table \"" + std::string(table) + "\"", sim::did_you_mean(table, names));
}

FilterSchema schema_of(const sim::RecordingReader& reader) {
  FilterSchema schema{reader.tables(), reader.entities(), {}};
  if (const auto start = reader.run(sim::run_key::kStart))
    schema.start = sim::Time::from_unix_nanoseconds(std::stoll(*start));
  return schema;
}

FilterSchema schema_of(sim::World& world, sim::Time start) {
  FilterSchema schema{{}, world.entities().all(), start};
  for (const sim::TableSpec& spec : world.journal().tables()) {
    RecordedTable table;
    table.number = static_cast<std::uint32_t>(schema.tables.size());
    table.name = spec.name;
    table.level = sim::to_text(spec.level);
    table.about = spec.about;
    for (const std::string& column : spec.columns) {
      const auto space = column.rfind(' ');
      std::string name = column.substr(0, space);
      std::erase(name, '"');
      table.types.push_back(column.substr(space + 1));
      table.roles.push_back(sim::role_of_column(name, table.types.back()));
      if (!table.entity && table.roles.back() == ColumnRole::kEntity) table.entity = table.columns.size();
      table.columns.push_back(std::move(name));
    }
    schema.tables.push_back(std::move(table));
  }
  return schema;
}

std::string_view expected_value(FieldType type) {
  switch (type) {
    case FieldType::kInteger:
    case FieldType::kRow:
      return "a whole number";
    case FieldType::kReal:
      return "a number";
    case FieldType::kShare:
      return "a share such as 90 %";
    case FieldType::kText:
      return "a text";
    case FieldType::kWei:
    case FieldType::kAmount:
      return "an amount such as 20 gwei";
    case FieldType::kBlob:
      return "bytes such as 0x1a2b";
    case FieldType::kTime:
      return "a time such as 06:48:30, 2025-10-20T06:48:30Z or +2h";
    case FieldType::kDuration:
      return "a duration such as 200ms";
    case FieldType::kEntity:
      return "a name";
    case FieldType::kFlag:
      return "true or false";
  }
  return "a value";
}

std::vector<FilterField> fields_of(const FilterSchema& schema, const sim::RecordedTable& table) {
  return Fields(schema, table).all();
}

}  // namespace orrery::scenarios
