// Runs a fuzz target without libFuzzer: every seed of a folder, then changed copies of them (bytes flipped, cut,
// doubled), the same ones each time. What every change runs; libFuzzer itself runs nightly.
//     <target>_replay CHANGED_COPIES_OF_EACH FOLDER...
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Input = std::vector<std::uint8_t>;

struct Dice {
  std::uint64_t state;
  std::uint64_t below(std::uint64_t bound) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return (state >> 33) % bound;
  }
};

Input changed(Input input, Dice& dice) {
  for (std::uint64_t changes = 1 + dice.below(4); changes > 0 && !input.empty(); --changes) {
    const auto at = static_cast<std::ptrdiff_t>(dice.below(input.size()));
    switch (dice.below(4)) {
      case 0:
        input[static_cast<std::size_t>(at)] ^= static_cast<std::uint8_t>(1u << dice.below(8));
        break;
      case 1:
        input[static_cast<std::size_t>(at)] = static_cast<std::uint8_t>(dice.below(256));
        break;
      case 2:
        input.erase(input.begin() + at, input.end());
        break;
      default: {
        const Input tail(input.begin() + at, input.end());
        input.insert(input.end(), tail.begin(), tail.end());
      }
    }
  }
  return input;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s CHANGED_COPIES_OF_EACH FOLDER...\n", argv[0]);
    return 2;
  }
  std::vector<std::filesystem::path> seeds;
  for (int i = 2; i < argc; ++i)
    for (const auto& entry : std::filesystem::directory_iterator(argv[i])) seeds.push_back(entry.path());
  std::sort(seeds.begin(), seeds.end());
  const long copies = std::strtol(argv[1], nullptr, 10);
  Dice dice{seeds.size()};
  LLVMFuzzerTestOneInput(nullptr, 0);
  for (const auto& seed : seeds) {
    std::ifstream stream(seed, std::ios::binary);
    const Input input((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    LLVMFuzzerTestOneInput(input.data(), input.size());
    for (long i = 0; i < copies; ++i) {
      const Input other = changed(input, dice);
      LLVMFuzzerTestOneInput(other.data(), other.size());
    }
  }
  std::printf("%zu seeds, %ld changed copies of each\n", seeds.size(), copies);
  return 0;
}
