#include "chains/ledger/code_book.h"

#include <array>
#include <string>
#include <utility>

#include "sim/input_error.h"

namespace orrery::chains {
namespace {

constexpr std::array<std::uint8_t, 4> kMagic = {0xfe, 'O', 'R', 'C'};
constexpr std::size_t kLongestName = 255;

}  // namespace

CodeBook::CodeBook(std::vector<ContractKind> kinds) {
  for (auto& kind : kinds) add(std::move(kind));
}

void CodeBook::add(ContractKind kind) {
  if (kind.name.empty() || kind.name.size() > kLongestName)
    throw sim::InputError("", "a kind of contract needs a name of 1 to 255 bytes");
  if (find(kind.name) != nullptr) throw sim::InputError("", "two kinds of contract are named \"" + kind.name + "\"");
  kinds_.push_back(std::move(kind));
}

const ContractKind* CodeBook::find(std::string_view name) const {
  for (const auto& kind : kinds_)
    if (kind.name == name) return &kind;
  return nullptr;
}

const ContractKind& CodeBook::require(std::string_view name) const {
  if (const auto* kind = find(name)) return *kind;
  std::vector<std::string> names;
  for (const auto& kind : kinds_) names.push_back(kind.name);
  throw sim::InputError("", "there is no contract \"" + std::string(name) + "\"", sim::did_you_mean(name, names));
}

Bytes deployment_input(std::string_view kind, BytesView constructor_arguments) {
  Bytes input(kMagic.begin(), kMagic.end());
  input.push_back(static_cast<std::uint8_t>(kind.size()));
  input.insert(input.end(), kind.begin(), kind.end());
  input.insert(input.end(), constructor_arguments.begin(), constructor_arguments.end());
  return input;
}

std::optional<Deployment> parse_deployment(BytesView input) {
  constexpr std::size_t kHead = kMagic.size() + 1;
  if (input.size() < kHead || !std::equal(kMagic.begin(), kMagic.end(), input.begin())) return std::nullopt;
  const std::size_t length = input[kMagic.size()];
  if (input.size() < kHead + length) return std::nullopt;
  const auto* name = reinterpret_cast<const char*>(input.data() + kHead);
  return Deployment{{name, length}, input.subspan(kHead + length)};
}

}  // namespace orrery::chains
