#pragma once

#include <memory>
#include <string_view>

#include "sim/entity.h"
#include "sim/fault.h"
#include "sim/journal.h"
#include "sim/kernel.h"
#include "sim/message.h"
#include "sim/network.h"
#include "sim/random.h"

namespace orrery::sim {

/// The tables that every recording has; rooms add their own through Journal::add_table. Columns: docs/recording.md.
struct CoreTables {
  TableId message, delivery, span, state, fault, metric, deadline, waiting, violation, note;
};

/// One world: kernel, entities, network, faults and journal over one seed. A value: two worlds run in one process.
class World {
 public:
  /// `sink` may be null: nothing is recorded and the history is the same.
  World(Seed seed, Time start, Level level = Level::kNothing, RowSink* sink = nullptr);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  Seed seed() const { return seed_; }
  Time now() const { return kernel_.now(); }
  Kernel& kernel() { return kernel_; }
  Journal& journal() { return journal_; }
  const CoreTables& tables() const { return tables_; }
  Entities& entities() { return entities_; }
  const Entities& entities() const { return entities_; }
  Network& network() { return *network_; }
  Faults& faults() { return faults_; }
  Random random(std::string_view stream) const { return Random(seed_, stream); }
  /// Adds an entity and tells the journal.
  EntityId add_entity(std::string kind, std::string name, EntityId parent = {}, EntityId zone = {});
  /// The same number for the same name, in the order of asking.
  Port port(std::string_view service);

 private:
  Seed seed_;
  Kernel kernel_;
  Journal journal_;
  CoreTables tables_;
  Entities entities_;
  Faults faults_;
  std::unique_ptr<Network> network_;
  std::vector<std::string> ports_;
};

}  // namespace orrery::sim
