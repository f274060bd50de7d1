// Known to be broken: memory of the seam is read after it was freed. AddressSanitizer must say so.
#include "lockfree/sync.h"

int main() {
  using namespace reprise::lockfree;
  auto* const cell = Create<StdSync::Cell<int>, StdSync>(0);
  const StdSync::Cell<int>* const kept = cell;
  Destroy<StdSync>(cell);
  return kept->Load() == 0 ? 0 : 1;
}
