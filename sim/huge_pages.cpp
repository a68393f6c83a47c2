#include "sim/huge_pages.h"

#include <sys/mman.h>

#include <new>

namespace orrery::sim {

void* allocate_pages(std::size_t bytes, bool large) {
  void* memory = ::operator new(bytes, std::align_val_t{kHugePage});
  // Advice only: when the system declines, the memory works as before.
  if (large) static_cast<void>(madvise(memory, bytes, MADV_HUGEPAGE));
  return memory;
}

void free_pages(void* memory) { ::operator delete(memory, std::align_val_t{kHugePage}); }

}  // namespace orrery::sim
