#include "sim/faults/fault_on_hosts.h"
#include "sim/faults/machine_faults.h"

namespace orrery::sim {
namespace {

class Crash final : public FaultOnHosts {
  using FaultOnHosts::FaultOnHosts;
  void put_on(SimulatedHost& host, CauseId fault) override { host.keep_down(fault); }
  void take_off(SimulatedHost& host, CauseId fault) override { host.allow_up(fault); }
};

class Restart final : public FaultOnHosts {
  using FaultOnHosts::FaultOnHosts;
  void put_on(SimulatedHost& host, CauseId fault) override { host.restart(fault); }
  void take_off(SimulatedHost&, CauseId) override {}
};

class Pause final : public FaultOnHosts {
  using FaultOnHosts::FaultOnHosts;
  void put_on(SimulatedHost& host, CauseId fault) override { host.pause(fault); }
  void take_off(SimulatedHost& host, CauseId fault) override { host.resume(fault); }
};

class ZoneOutage final : public Fault {
 public:
  ZoneOutage(const World& world, const FaultSpec& spec) : zone_(world.entities().require(spec.target, "zone")) {}
  void apply(World& world) override {
    row_ = world.kernel().cause();
    world.network().fail_zone(zone_, row_);
  }
  void lift(World& world) override { world.network().restore_zone(zone_, row_); }

 private:
  EntityId zone_;
  CauseId row_;
};

}  // namespace

void add_host_faults(Faults& faults) {
  faults.add_kind(kind_of<Crash>("crash", kHostTarget,
                                 "The machine stops: its timers, handlers and unsynced storage are gone. At the end it "
                                 "starts again."));
  faults.add_kind(kind_of<Restart>(
      "restart", kHostTarget, "The machine stops as in a crash and starts again at once; an end changes nothing."));
  faults.add_kind(kind_of<Pause>(
      "pause", kHostTarget, "The machine stands still: what arrives and the timers that fire wait until the end."));
  faults.add_kind(kind_of<ZoneOutage>("zone-outage", "zone",
                                      "Every machine of the zone is down, and so is what stands there without being a "
                                      "machine; at the end the machines start again."));
}

}  // namespace orrery::sim
