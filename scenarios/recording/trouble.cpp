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
  const Drops& drops = drops_of(listener);
  const auto drop = drops.find(speaker);
  if (drop != drops.end() && !drop->second.by_chance) return Trouble{speaker, "not heard", drop->second.delivery};
  if (const auto fault = cut(speaker, listener)) return Trouble{speaker, "cut off", *fault};
  return std::nullopt;
}

std::optional<Trouble> Inquiry::lost_by_chance(EntityId listener, EntityId speaker) {
  const Drops& drops = drops_of(listener);
  const auto drop = drops.find(speaker);
  if (drop == drops.end() || !drop->second.by_chance) return std::nullopt;
  bool said_more = false;
  reader_.rows("message", newest_until(at_, speaker), [&](const RecordedRow& message) {
    const EntityId to = message.entity("receiver");
    if (message.entity("sender") != speaker || (!to.is_none() && to != listener)) return true;
    said_more = message.id > drop->second.message;
    return false;
  });
  if (said_more) return std::nullopt;
  return Trouble{speaker, "not heard", drop->second.delivery};
}

std::optional<std::uint64_t> Inquiry::cut(EntityId from, EntityId to) const {
  constexpr sim::Fraction kHalf{500'000'000};
  for (const RecordedRow& fault : faults_) {
    const std::string kind = fault.text("kind");
    if (kind != "partition" && (kind != "loss" || sources_.share_of(fault) < kHalf)) continue;
    if (was_felt(fault) && reach_.lies_between(fault, from, to)) return fault.id;
  }
  return std::nullopt;
}

std::size_t Inquiry::may_be_missing(EntityId feed) const {
  const std::vector<EntityId> machines = machines_of(reader_, feed);
  return sources_.may_be_missing(reader_.name_of(feed), !machines.empty() && !bad_status(machines.front()));
}

const Inquiry::Drops& Inquiry::drops_of(EntityId listener) {
  const auto known = dropped_.find(listener);
  return known != dropped_.end() ? known->second : dropped_.emplace(listener, find_drops(listener)).first->second;
}

Inquiry::Drops Inquiry::find_drops(EntityId listener) const {
  Drops drops;
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
    if (!message.has_value()) return true;
    const bool by_chance = fate == "lost" && !delivery.integer("fault").has_value();
    const Drop drop{delivery.id, message->id, by_chance};
    const auto [known, is_new] = drops.emplace(message->entity("sender"), drop);
    // What a fault did explains more than what chance did after it.
    if (!is_new && known->second.by_chance && !by_chance) known->second = drop;
    return ++seen < kMostDropsSeen;
  });
  return drops;
}

std::optional<Trouble> Inquiry::bound_in_the_way(EntityId feed) const {
  const NetworkEntry* network = sources_.network(reader_.name_of(feed));
  if (network == nullptr) return std::nullopt;
  constexpr double kOne = static_cast<double>(nodes::Price::kOne);
  std::optional<Trouble> trouble;
  reader_.rows("metric", newest_until(at_, feed), [&](const RecordedRow& metric) {
    if (metric.text("name") != "market") return true;
    const auto* const value = std::get_if<double>(&metric.cell("value"));
    if (value == nullptr) return false;
    const double market = *value;
    const auto beyond = [&](const char* bound, Price answer) {
      trouble = Trouble{feed, "held by its " + std::string(bound) + " answer of " + nodes::to_text(answer), metric.id};
    };
    if (market < static_cast<double>(network->minimum_answer.units) / kOne) beyond("minimum", network->minimum_answer);
    if (market > static_cast<double>(network->maximum_answer.units) / kOne) beyond("maximum", network->maximum_answer);
    return false;
  });
  return trouble;
}

std::optional<Trouble> Inquiry::lateness_of(EntityId machine) const {
  for (const RecordedRow& fault : faults_)
    if (was_felt(fault) && reach_.makes_late(fault, machine)) return Trouble{machine, kStruck, fault.id};
  return std::nullopt;
}

std::vector<Trouble> Inquiry::troubles_of_names(const std::vector<std::string>& names, std::size_t needed,
                                                const std::string& price, EntityId reader) const {
  std::vector<Trouble> troubles;
  std::size_t well = 0;
  for (const std::string& name : names) {
    const sim::Entity* entity = reader_.entity(name);
    if (entity == nullptr) return {};
    std::vector<Trouble> its;
    if (const auto status = bad_status(entity->id)) its.push_back(*status);
    if (its.empty()) its = struck_by(entity->id, price);
    if (its.empty() && !reader.is_none()) {
      auto fault = cut(reader, entity->id);
      if (!fault) fault = cut(entity->id, reader);
      if (fault) its.push_back({entity->id, "cut off", *fault});
    }
    if (const FeedSources::Venues venues = sources_.of_provider(name); its.empty() && !venues.names.empty())
      its = troubles_of_names(venues.names, venues.fewest, price, /*reader=*/{});
    if (its.empty()) ++well;
    troubles.insert(troubles.end(), its.begin(), its.end());
  }
  return well < needed ? troubles : std::vector<Trouble>{};
}

std::vector<Trouble> Inquiry::troubles_of_sources(EntityId machine) const {
  const NodesEntry* uses = sources_.of_machine(machine);
  if (uses == nullptr) return {};
  const FeedEntry* feed = sources_.feed(reader_.name_of(reader_.entities()[machine.index].parent));
  std::vector<Trouble> troubles = troubles_of_names(names_of(uses->rpc), /*needed=*/1, /*price=*/{}, machine);
  const std::vector<Trouble> of_providers = troubles_of_names(
      names_of(uses->providers), std::min(nodes::PriceSourcesSpec{}.fewest_answers, uses->providers.size()),
      feed->price.name, machine);
  troubles.insert(troubles.end(), of_providers.begin(), of_providers.end());
  return troubles;
}

}  // namespace orrery::scenarios
