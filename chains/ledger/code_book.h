#pragma once

#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "chains/bytes.h"
#include "chains/contract.h"

namespace orrery::chains {

/// The kinds of contract that a world's chains can run, by name. Grows before the run; kinds stay where they are.
class CodeBook {
 public:
  CodeBook() = default;
  explicit CodeBook(std::vector<ContractKind> kinds);
  CodeBook(const CodeBook&) = delete;
  CodeBook& operator=(const CodeBook&) = delete;

  /// Throws sim::InputError when the name is taken, empty, or longer than 255 bytes.
  void add(ContractKind kind);
  /// Null when there is none.
  const ContractKind* find(std::string_view name) const;
  /// Throws sim::InputError with the nearest name.
  const ContractKind& require(std::string_view name) const;
  const std::deque<ContractKind>& kinds() const { return kinds_; }

 private:
  std::deque<ContractKind> kinds_;
};

/// What a transaction without receiver carries to deploy a native contract: the bytes fe 4f 52 43 ("ORC" behind the
/// opcode INVALID, so that a real EVM refuses it rather than running it), the length of the kind's name in one byte,
/// the name, then the ABI-encoded constructor arguments. To replay a run in a real EVM, put creation code in place of
/// everything before the arguments.
Bytes deployment_input(std::string_view kind, BytesView constructor_arguments);

struct Deployment {
  std::string_view kind;
  BytesView arguments;
};
/// Empty when `input` does not begin as deployment_input writes it.
std::optional<Deployment> parse_deployment(BytesView input);

}  // namespace orrery::chains
