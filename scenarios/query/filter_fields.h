#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/entity.h"
#include "sim/recording/recording_reader.h"
#include "sim/world.h"

namespace orrery::scenarios {

/// The tables and entities that filters are checked against, of a recording or of a running world.
struct FilterSchema {
  std::vector<sim::RecordedTable> tables;
  std::vector<sim::Entity> entities;  ///< by id, dense from 0
  sim::Time start;                    ///< of the run: what "06:48:30" and "+2h" are counted from

  const sim::RecordedTable* find(std::string_view table) const;
  /// The same, also for a plural ("messages"). Throws InputError with the nearest name.
  const sim::RecordedTable& require(std::string_view table) const;
};
FilterSchema schema_of(const sim::RecordingReader& reader);
/// For a world whose tables and entities are all there (before or after its first event).
FilterSchema schema_of(sim::World& world, sim::Time start);

/// What a field's values are, and so how they are written and compared.
enum class FieldType : std::uint8_t {
  kInteger,
  kReal,
  kShare,     ///< parts per billion; written "90 %"
  kText,      ///< compared by == and ~
  kWei,       ///< a number of wei that fits 63 bits; written like kAmount
  kAmount,    ///< decimal text of any size; written with a unit: "20 gwei"
  kBlob,      ///< written 0x...
  kTime,      ///< ns; written as a date, a time of day or "+2h" since the start
  kDuration,  ///< ns; written "200ms"
  kEntity,    ///< written as the entity's name
  kRow,       ///< the id of a row
  kFlag,      ///< true or false; stands on its own
};
/// "a duration such as 200ms": for messages.
std::string_view expected_value(FieldType type);

/// How a field's value is got from a row.
enum class FieldOrigin : std::uint8_t {
  kColumn,          ///< cell `column`
  kId,              ///< the row's id
  kTime,            ///< the row's time
  kCause,           ///< the row's cause
  kSinceColumn,     ///< the row's time less cell `column`
  kSinceRow,        ///< the row's time less that of the row that `via` names
  kAnyEntity,       ///< every entity that the row names
  kLate,            ///< for the leader of a round that had ended before
  kLost,            ///< a message of which a copy did not arrive; known only afterwards
  kColumnIsText,    ///< cell `column` is `text`
  kColumnIsNumber,  ///< cell `column` is `number`
  kColumnIsNull,    ///< cell `column` is null
};
/// What of an entity is compared.
enum class EntityAspect : std::uint8_t { kItself, kZone, kKind, kAncestor };

/// Columns that say to which round a message belongs; `receiver` is of the filtered table itself.
struct RoundPlace {
  std::size_t network = 0, epoch = 0, round = 0, receiver = 0;
};

/// A name that filters of one table may use.
struct FilterField {
  std::string name = {};
  FieldType type = FieldType::kInteger;
  FieldOrigin origin = FieldOrigin::kColumn;
  std::size_t column = 0;
  std::string column_name = {};
  std::optional<std::size_t> via = {};  ///< the column that names the row whose `column` is meant
  std::string via_name = {}, via_table = {};
  EntityAspect aspect = EntityAspect::kItself;
  std::string text = {};
  std::int64_t number = 0;
  RoundPlace place = {};   ///< of kLate
  std::string about = {};  ///< a few words, for completion
};

/// Every field of a table, in the order in which people look for them: columns, derived ones, those of rows and
/// entities that columns name ("message.kind", "sender.zone").
std::vector<FilterField> fields_of(const FilterSchema& schema, const sim::RecordedTable& table);

}  // namespace orrery::scenarios
