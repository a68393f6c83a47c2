#include "sim/world.h"

#include "sim/assert.h"

namespace orrery::sim {
namespace {

CoreTables add_core_tables(Journal& journal) {
  CoreTables tables;
  tables.message = journal.add_table(
      {"message",
       Level::kProtocol,
       {"kind TEXT", "sender INTEGER", "receiver INTEGER", "network INTEGER", "bytes INTEGER", "copies INTEGER",
        "epoch INTEGER", "round INTEGER", "detail TEXT"},
       "One sending: receiver is null for a broadcast, network is what the sender belongs to, bytes is the size of one "
       "copy. Repetitions that tell nothing new are recorded at level full only."});
  tables.delivery = journal.add_table(
      {"delivery",
       Level::kProtocol,
       {"message INTEGER", "receiver INTEGER", "fate TEXT", "fault INTEGER"},
       "What became of one copy: delivered, duplicate (delivered once more), lost, blocked or dead (nobody there to "
       "take it); fault is the row of the fault that did it. Copies that arrived are recorded at level full only."});
  tables.span = journal.add_table(
      {"span",
       Level::kProtocol,
       {"kind TEXT", "entity INTEGER", "network INTEGER", "epoch INTEGER", "round INTEGER", "begin INTEGER",
        "outcome TEXT"},
       "A phase of a protocol on an entity, written when it ends: it lasted from begin to the row's time (ns)."});
  tables.state = journal.add_table({"state",
                                    Level::kProtocol,
                                    {"entity INTEGER", "field TEXT", "value TEXT"},
                                    "A field of an entity took a new value, which holds until the next row of both."});
  tables.fault = journal.add_table(
      {"fault",
       Level::kSummary,
       {"kind TEXT", "target TEXT", "about TEXT", "planned_end INTEGER", "end INTEGER", "hits INTEGER"},
       "A fault, from the row's time to end (ns; null while it stands); hits counts the things it acted on."});
  tables.metric = journal.add_table({"metric",
                                     Level::kSummary,
                                     {"entity INTEGER", "name TEXT", "value REAL"},
                                     "A number about an entity at a time, for charts; no history depends on it."});
  tables.deadline =
      journal.add_table({"deadline",
                         Level::kSummary,
                         {"entity INTEGER", "kind TEXT", "opened INTEGER", "outcome TEXT", "about TEXT"},
                         "Something that had to happen by now (opened at that time, ns) and whether it did."});
  tables.waiting = journal.add_table(
      {"waiting",
       Level::kSummary,
       {"deadline INTEGER", "entity INTEGER", "what TEXT", "on_entity INTEGER"},
       "What an entity was waiting for, and on whom, when a deadline passed; its cause explains why it waited."});
  tables.violation = journal.add_table({"violation",
                                        Level::kSummary,
                                        {"expectation TEXT", "entity INTEGER", "about TEXT"},
                                        "An expectation of the scenario was violated."});
  tables.note = journal.add_table({"note",
                                   Level::kSummary,
                                   {"entity INTEGER", "severity TEXT", "text TEXT"},
                                   "A sentence for people: severity is info, warning or error."});
  return tables;
}

}  // namespace

World::World(Seed seed, Time start, Level level, RowSink* sink)
    : seed_(seed),
      kernel_(start),
      journal_(kernel_, level, sink),
      tables_(add_core_tables(journal_)),
      network_(std::make_unique<Network>(*this)) {}

World::~World() = default;

EntityId World::add_entity(std::string kind, std::string name, EntityId parent, EntityId zone) {
  const EntityId id = entities_.add(std::move(kind), std::move(name), parent, zone);
  journal_.add_entity(entities_[id]);
  return id;
}

Port World::port(std::string_view service) {
  ORRERY_ASSERT(!service.empty(), "a port has a name");
  for (std::size_t i = 0; i < ports_.size(); ++i) {
    if (ports_[i] == service) return {static_cast<std::uint32_t>(i)};
  }
  ports_.emplace_back(service);
  return {static_cast<std::uint32_t>(ports_.size() - 1)};
}

}  // namespace orrery::sim
