// Whatever is typed as a filter gives rows or a FilterError whose place lies in the text; completion never fails, at no
// cursor; and what a filter compiles to is SQL.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "scenarios/query/completion.h"
#include "scenarios/query/filter.h"
#include "scenarios/query/filter_functions.h"
#include "sim/recording/sqlite_database.h"

namespace {

using namespace orrery;

struct World {
  World()
      : world({1}, sim::Time::from_unix_seconds(1'760'918'400)), database(":memory:", sim::Database::Mode::kCreate) {
    const sim::EntityId zone = world.add_entity("zone", "aws/us-east-1");
    const sim::EntityId network = world.add_entity("network", "eth-usd");
    world.add_entity("host", "eth-usd/node-3", network, zone);
    schema = scenarios::schema_of(world, world.now());
    for (const sim::RecordedTable& table : schema.tables) {
      std::string create = "CREATE TABLE " + sim::quoted(table.name) + " (id INTEGER PRIMARY KEY, time, cause";
      for (const std::string& column : table.columns) create += ", " + sim::quoted(column);
      database.execute(create + ")");
    }
  }
  sim::World world;
  scenarios::FilterSchema schema;
  sim::Database database;
  scenarios::FilterFunctions functions{database};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static World world;
  if (size > 400) return 0;
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const sim::RecordedTable& table = scenarios::table_of_filter(text, world.schema);
    const scenarios::Filter filter(text, world.schema, table);
    sim::Statement(world.database, "SELECT 1 FROM " + sim::quoted(table.name) + " t WHERE " + filter.sql().where);
  } catch (const scenarios::FilterError& error) {
    if (error.span().begin > error.span().end || error.span().end > size) std::abort();
  }
  const auto no_values = [](const scenarios::FilterField&) { return std::vector<std::string>{"a", "b c"}; };
  const std::size_t cursor = size == 0 ? 0 : data[0] % (size + 1);
  const auto completion =
      scenarios::complete_filter(text, cursor, world.schema, *world.schema.find("message"), no_values);
  if (completion.replace.begin > cursor || completion.replace.end > size) std::abort();
  return 0;
}
