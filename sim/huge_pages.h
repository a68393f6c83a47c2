#pragma once

#include <cstddef>

namespace orrery::sim {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

/// Memory aligned to huge pages. With `large`, the system is asked to back it with them, which spares most of the
/// address translation that random access to many megabytes costs; without, only touched pages are used.
void* allocate_pages(std::size_t bytes, bool large);
void free_pages(void* memory);

}  // namespace orrery::sim
