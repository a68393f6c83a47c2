#include "sim/faults/fault_on_hosts.h"
#include "sim/faults/machine_faults.h"

namespace orrery::sim {
namespace {

class DiskLoss final : public FaultOnHosts {
  using FaultOnHosts::FaultOnHosts;
  void put_on(SimulatedHost& host, CauseId fault) override { host.disk().lose_disk(fault); }
  void take_off(SimulatedHost& host, CauseId fault) override { host.disk().give_disk(fault); }
};

class TornWrite final : public FaultOnHosts {
  using FaultOnHosts::FaultOnHosts;
  void put_on(SimulatedHost& host, CauseId fault) override { host.disk().tear_writes(fault); }
  void take_off(SimulatedHost& host, CauseId fault) override { host.disk().mend_writes(fault); }
};

class FullDisk final : public FaultOnHosts {
  using FaultOnHosts::FaultOnHosts;
  void put_on(SimulatedHost& host, CauseId fault) override { host.disk().fill(fault); }
  void take_off(SimulatedHost& host, CauseId fault) override { host.disk().free(fault); }
};

}  // namespace

void add_storage_faults(Faults& faults) {
  faults.add_kind(kind_of<DiskLoss>("disk-loss", kHostTarget,
                                    "Everything on the disk is gone and writing fails; at the end there is an empty "
                                    "disk."));
  faults.add_kind(kind_of<TornWrite>("torn-write", kHostTarget,
                                     "A crash while it stands tears the record that was put last and not synced: it "
                                     "reads as absent, and so does what it was to replace."));
  faults.add_kind(kind_of<FullDisk>("full-disk", kHostTarget, "Nothing more can be put on the disk until the end."));
}

}  // namespace orrery::sim
