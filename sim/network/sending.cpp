#include <algorithm>

#include "sim/assert.h"
#include "sim/event_kinds.h"
#include "sim/network/cause_scope.h"
#include "sim/network/network_state.h"
#include "sim/network/simulated_host.h"
#include "sim/world.h"

namespace orrery::sim {
namespace {

const char* fate_name(Fate fate) {
  switch (fate) {
    case Fate::kDelivered:
      return "delivered";
    case Fate::kDuplicate:
      return "duplicate";
    case Fate::kLost:
      return "lost";
    case Fate::kBlocked:
      return "blocked";
    case Fate::kDead:
      return "dead";
  }
  return "";
}

std::uint64_t digest_word_of(const Message& message, std::size_t bytes) {
  HistoryDigest digest;
  const std::string_view name = message.kind().name;
  digest.mix(BytesView(reinterpret_cast<const std::uint8_t*>(name.data()), name.size()));
  digest.mix(bytes);
  message.mix_into(digest);
  return digest.word();
}

// Of two bandwidths where 0 is without limit.
std::uint64_t lower_rate(std::uint64_t a, std::uint64_t b) {
  if (a == 0 || b == 0) return std::max(a, b);
  return std::min(a, b);
}

// One row a sending; the row, or none when this sending is below the recording level.
CauseId record_sending(World& world, const SimulatedHost& sender, const HostPort* only_receiver, const Message& message,
                       Level level, std::size_t bytes, std::size_t copies) {
  if (!world.journal().wants(level)) return {};
  const Position position = message.position();
  const auto place = [](std::int64_t number) { return number < 0 ? Value() : Value(number); };
  const std::string detail = message.detail();
  return world.journal().write(
      world.tables().message, level,
      {message.kind().name, sender.id(), only_receiver == nullptr ? Value() : Value(only_receiver->host),
       sender.spec().parent, static_cast<std::uint64_t>(bytes), static_cast<std::uint64_t>(copies),
       place(position.epoch), place(position.round), detail.empty() ? Value() : Value(detail)});
}

}  // namespace

void SimulatedHost::send(Port from, HostPort to, MessagePtr message) {
  transmit(from, {&to, 1}, std::move(message), /*is_broadcast=*/false);
}

void SimulatedHost::broadcast(Port from, std::span<const HostPort> to, MessagePtr message) {
  transmit(from, to, std::move(message), /*is_broadcast=*/true);
}

void SimulatedHost::transmit(Port from, std::span<const HostPort> to, MessagePtr message, bool is_broadcast) {
  ORRERY_ASSERT(message != nullptr, "a sending has a message");
  ORRERY_ASSERT(up_, "only a machine that is up sends");
  const std::uint32_t slot = open_sending(from, to, std::move(message), is_broadcast);
  Kernel& kernel = world_.kernel();
  CopiesInFlight& in_flight = network_.state_->in_flight;
  const CauseId row = in_flight[slot].row;
  const CauseScope scope(kernel, row.row == 0 ? kernel.cause() : row);
  const Time departure = std::max(kernel.now(), busy_until_);
  for (const HostPort& address : to) transmit_copy(slot, address, departure);
  in_flight.close(slot);
}

std::uint32_t SimulatedHost::open_sending(Port from, std::span<const HostPort> to, MessagePtr message,
                                          bool is_broadcast) {
  const std::size_t bytes = message->size_bytes();
  const Level level = message->is_resend() ? Level::kFull : message->kind().level;
  const CauseId row =
      record_sending(world_, *this, is_broadcast ? nullptr : to.data(), *message, level, bytes, to.size());
  const std::uint64_t word = digest_word_of(*message, bytes);
  return network_.state_->in_flight.open({.message = std::move(message),
                                          .from = {id_, from},
                                          .digest_word = word,
                                          .row = row,
                                          .drop_level = std::max(level, Level::kProtocol),
                                          .bytes = static_cast<std::uint32_t>(bytes)});
}

void SimulatedHost::transmit_copy(std::uint32_t slot, HostPort to, Time departure) {
  Network::State& state = *network_.state_;
  Network::Counters& counters = network_.counters_;
  const Sending& sending = state.in_flight[slot];
  ++counters.sent;
  counters.bytes += sending.bytes;
  if (to.host == id_) return fly(slot, *this, to.port, departure, /*is_duplicate=*/false);
  ORRERY_ASSERT(to.host.index < state.host_of_entity.size() && state.host_of_entity[to.host.index] != nullptr,
                "messages go to hosts");
  SimulatedHost& receiver = *state.host_of_entity[to.host.index];
  const Link& link = state.links.link(zone_index_, receiver.zone_index_);
  ORRERY_ASSERT(link.is_set, "check_links() ran before the world did");

  const Duration latency = link.draw_latency(jitter_);
  PathVerdict verdict;
  if (!state.effects.empty()) verdict = state.effects.judge(id_, zone_, to.host, receiver.zone_, world_.faults());
  if (verdict.blocked) {
    ++counters.blocked;
    return record_fate(sending, to.host, Fate::kBlocked, verdict.fault);
  }
  if (const std::uint64_t rate = lower_rate(link.spec.bytes_per_second, verdict.bytes_per_second); rate != 0) {
    Time& free = uplink_free_[receiver.zone_index_];
    departure = free = std::max(free, departure) + transfer_time(sending.bytes, rate);
  }
  const CauseId* const own_cut = cut_off_by();
  if (const CauseId* const cut = own_cut != nullptr ? own_cut : receiver.cut_off_by(); cut != nullptr) {
    verdict.lost = true;
    verdict.fault = *cut;
  }
  const bool lost_on_link = link.spec.loss.parts_per_billion != 0 && luck_.chance(link.spec.loss.parts_per_billion);
  if (verdict.lost || lost_on_link) {
    ++counters.lost;
    return record_fate(sending, to.host, Fate::kLost, verdict.lost ? verdict.fault : CauseId{});
  }
  fly(slot, receiver, to.port, departure + latency + verdict.delay, /*is_duplicate=*/false);
  const bool doubled_on_link =
      link.spec.duplication.parts_per_billion != 0 && luck_.chance(link.spec.duplication.parts_per_billion);
  if (!verdict.duplicated && !doubled_on_link) return;
  ++counters.duplicated;
  if (verdict.duplicated) world_.faults().count_hit(verdict.fault, Hit::kCopy);
  fly(slot, receiver, to.port, departure + link.draw_latency(luck_) + verdict.delay, /*is_duplicate=*/true);
}

void SimulatedHost::fly(std::uint32_t slot, SimulatedHost& to, Port port, Time arrival, bool is_duplicate) {
  network_.state_->in_flight.add_copy(slot);
  SimulatedHost* const receiver = &to;
  world_.kernel().schedule(arrival, {.entity = to.id_, .kind = kDeliveryEvent}, [receiver, slot, port, is_duplicate] {
    receiver->arrive({.what = is_duplicate ? InboxItem::What::kDuplicate : InboxItem::What::kMessage,
                      .slot = slot,
                      .generation = 0,
                      .port = port,
                      .cause = receiver->world_.kernel().cause()});
  });
}

void SimulatedHost::record_fate(const Sending& sending, EntityId receiver, Fate fate, CauseId fault) {
  const bool arrived = fate == Fate::kDelivered || fate == Fate::kDuplicate;
  if (!arrived && fault.row != 0) world_.faults().count_hit(fault, Hit::kCopy);
  const Level level = arrived ? Level::kFull : sending.drop_level;
  if (!world_.journal().wants(level)) return;
  world_.journal().write(world_.tables().delivery, level, {sending.row, receiver, fate_name(fate), fault});
}

}  // namespace orrery::sim
