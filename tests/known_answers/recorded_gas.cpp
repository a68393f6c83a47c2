#include "tests/known_answers/recorded_gas.h"

#include <algorithm>

namespace orrery::known_answers {
namespace {

using namespace chains;

/// Passes everything on; moves gas at and after the first load behind the contract's first look at its gas meter, where
/// it counts for what the contract pays by its meter.
class AdjustedExecution : public Execution {
 public:
  AdjustedExecution(Execution& inner, std::int64_t difference)
      : inner_(inner),
        owed_(static_cast<Gas>(std::max<std::int64_t>(difference, 0))),
        spared_(static_cast<Gas>(std::max<std::int64_t>(-difference, 0))) {}

  const Address& self() const override { return inner_.self(); }
  const Address& sender() const override { return inner_.sender(); }
  const Address& origin() const override { return inner_.origin(); }
  const Uint256& value() const override { return inner_.value(); }
  BytesView input() const override { return inner_.input(); }
  const Uint256& gas_price() const override { return inner_.gas_price(); }
  const BlockContext& block() const override { return inner_.block(); }
  bool is_static() const override { return inner_.is_static(); }
  Gas gas_left() const override {
    metered_ = true;
    return inner_.gas_left();
  }
  void charge(Gas gas) override {
    if (started_) {
      const Gas left_out = std::min(gas, spared_);
      spared_ -= left_out;
      gas -= left_out;
    }
    inner_.charge(gas);
  }
  Uint256 load(const Uint256& slot) override {
    if (metered_ && !started_) {
      started_ = true;
      inner_.charge(owed_);
    }
    return inner_.load(slot);
  }
  void store(const Uint256& slot, const Uint256& value) override { inner_.store(slot, value); }
  Uint256 load_immutable(const Uint256& slot) override { return inner_.load_immutable(slot); }
  void emit(std::span<const Bytes32> topics, BytesView data) override { inner_.emit(topics, data); }
  CallResult call(const Address& to, const Uint256& value, BytesView input, Gas gas_limit) override {
    return inner_.call(to, value, input, gas_limit);
  }
  CallResult static_call(const Address& to, BytesView input, Gas gas_limit) override {
    return inner_.static_call(to, input, gas_limit);
  }
  bool has_code(const Address& address) override { return inner_.has_code(address); }
  Uint256 balance(const Address& address) override { return inner_.balance(address); }
  Address recover(const Bytes32& hash, std::uint8_t v, const Bytes32& r, const Bytes32& s) override {
    return inner_.recover(hash, v, r, s);
  }
  Bytes32 block_hash(const Uint256& number) override { return inner_.block_hash(number); }
  Bytes32 keccak(BytesView bytes) override { return inner_.keccak(bytes); }

 private:
  Execution& inner_;
  Gas owed_, spared_;
  mutable bool metered_ = false;
  bool started_ = false;
};

}  // namespace

Bytes WithRecordedGas::call(Execution& execution) const {
  const bool is_outermost = execution.sender() == execution.origin();  // and not the contract calling itself
  if (difference_ == 0 || !is_outermost) return contract_.call(execution);
  AdjustedExecution adjusted(execution, difference_);
  return contract_.call(adjusted);
}

}  // namespace orrery::known_answers
