#include "scenarios/recording/trouble.h"

#include <algorithm>

#include "nodes/market/price_reader.h"
#include "scenarios/recording/trace.h"

namespace orrery::scenarios {

namespace {

using sim::EntityId;
using sim::RecordedRow;

// How many dropped messages of one machine are looked through, newest first.
constexpr int kMostDropsSeen = 2000;
constexpr const char* kStruck = "struck by a fault";

sim::RowFilter newest_until(sim::Time at, EntityId about) {
  return {.from = {}, .until = at + sim::Duration::nanoseconds(1), .about = about, .newest_first = true};
}

// Their effect is a status; while that is "up" they hold nobody back.
bool shows_in_status(const std::string& kind) { return kind == "crash" || kind == "pause" || kind == "restart"; }

std::vector<std::string> names_of(const std::vector<Reference>& references) {
  std::vector<std::string> names;
  for (const Reference& reference : references) names.push_back(reference.name);
  return names;
}

}  // namespace

Inquiry::Inquiry(const sim::RecordingReader& reader, sim::Time opened, sim::Time at)
    : reader_(reader),
      opened_(opened),
      at_(at),
      faults_(faults_standing(reader, at)),
      reach_(reader),
      sources_(reader) {}

std::optional<Trouble> Inquiry::bad_status(EntityId machine) const {
  std::optional<Trouble> trouble;
  if (reader_.table("state") == nullptr) return trouble;
  reader_.rows("state", newest_until(at_, machine), [&](const RecordedRow& state) {
    if (state.text("field") != "status") return true;
    if (const std::string status = state.text("value"); status != "up") trouble = Trouble{machine, status, state.id};
    return false;
  });
  return trouble;
}

std::vector<Trouble> Inquiry::troubles_of(EntityId entity) const {
  if (const auto trouble = bad_status(entity)) return {*trouble};
  return struck_by(entity, /*price=*/{});
}

std::vector<Trouble> Inquiry::struck_by(EntityId entity, const std::string& price) const {
  std::vector<Trouble> troubles;
  for (const RecordedRow& fault : faults_) {
    const std::string kind = fault.text("kind");
    // A liar is no reason why an answer is missing.
    if (only_bends_prices(kind) || shows_in_status(kind) || !was_felt(fault) || !reach_.strikes(fault, entity))
      continue;
    if (!price.empty())
      if (const std::string concerned = sources_.price_of(fault); !concerned.empty() && concerned != price) continue;
    troubles.push_back({entity, kStruck, fault.id});
  }
  return troubles;
}

bool Inquiry::is_struck(EntityId machine) const {
  return std::ranges::any_of(faults_, [&](const RecordedRow& fault) {
    return !shows_in_status(fault.text("kind")) && was_felt(fault) && reach_.strikes(fault, machine);
  });
}

std::optional<Trouble> Inquiry::own_words(const RecordedRow& waiting) const {
  if (!waiting.entity("on_entity").is_none()) return std::nullopt;
  // The fault itself, or a machine that it took down: a chain waits for its validators.
  for (const RecordedRow& link : reader_.chain(waiting.cause.row)) {
    if (link.table->name != "fault" && link.table->name != "state") break;
    for (const RecordedRow& fault : faults_)
      if (fault.id == link.id)
        return Trouble{waiting.entity("entity"), "waiting for " + waiting.text("what"), waiting.cause.row};
  }
  return std::nullopt;
}

std::optional<Trouble> Inquiry::unheard(EntityId listener, EntityId speaker) {
  auto found = dropped_.find(listener);
  if (found == dropped_.end()) found = dropped_.emplace(listener, drops_of(listener)).first;
  const auto drop = found->second.find(speaker);
  if (drop == found->second.end()) return std::nullopt;
  return Trouble{speaker, "not heard", drop->second};
}

std::map<EntityId, std::uint64_t> Inquiry::drops_of(EntityId listener) const {
  std::map<EntityId, std::uint64_t> drops;
  const sim::RecordedTable* messages = reader_.table("message");
  if (messages == nullptr || reader_.table("delivery") == nullptr) return drops;
  sim::RowFilter filter = newest_until(at_, listener);
  filter.from = opened_;
  int seen = 0;
  reader_.rows("delivery", filter, [&](const RecordedRow& delivery) {
    const std::string fate = delivery.text("fate");
    const auto id = delivery.integer("message");
    if (fate == "delivered" || fate == "duplicate" || !id.has_value()) return true;
    const auto message = reader_.row(*messages, static_cast<std::uint64_t>(*id));
    if (message.has_value()) drops.emplace(message->entity("sender"), delivery.id);
    return ++seen < kMostDropsSeen;
  });
  return drops;
}

std::optional<Trouble> Inquiry::lateness_of(EntityId machine) const {
  for (const RecordedRow& fault : faults_)
    if (was_felt(fault) && reach_.makes_late(fault, machine)) return Trouble{machine, kStruck, fault.id};
  return std::nullopt;
}

std::vector<Trouble> Inquiry::troubles_of_names(const std::vector<std::string>& names, std::size_t needed,
                                                const std::string& price) const {
  std::vector<Trouble> troubles;
  std::size_t well = 0;
  for (const std::string& name : names) {
    const sim::Entity* entity = reader_.entity(name);
    if (entity == nullptr) return {};
    std::vector<Trouble> its;
    if (const auto status = bad_status(entity->id)) its.push_back(*status);
    if (its.empty()) its = struck_by(entity->id, price);
    if (const FeedSources::Venues venues = sources_.of_provider(name); its.empty() && !venues.names.empty())
      its = troubles_of_names(venues.names, venues.fewest, price);
    if (its.empty()) ++well;
    troubles.insert(troubles.end(), its.begin(), its.end());
  }
  return well < needed ? troubles : std::vector<Trouble>{};
}

std::vector<Trouble> Inquiry::troubles_of_sources(EntityId machine) const {
  const NodesEntry* uses = sources_.of_machine(machine);
  if (uses == nullptr) return {};
  const FeedEntry* feed = sources_.feed(reader_.name_of(reader_.entities()[machine.index].parent));
  std::vector<Trouble> troubles = troubles_of_names(names_of(uses->rpc), /*needed=*/1, /*price=*/{});
  const std::vector<Trouble> of_providers =
      troubles_of_names(names_of(uses->providers),
                        std::min(nodes::PriceSourcesSpec{}.fewest_answers, uses->providers.size()), feed->price.name);
  troubles.insert(troubles.end(), of_providers.begin(), of_providers.end());
  return troubles;
}

}  // namespace orrery::scenarios
