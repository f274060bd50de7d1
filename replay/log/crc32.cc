#include "replay/log/crc32.h"

#include <libdeflate.h>

#include "absl/strings/str_cat.h"

namespace reprise::log {

std::uint32_t Crc32(ByteSpan bytes, std::uint32_t before) {
  // An empty span may have a null pointer, for which libdeflate begins anew.
  if (bytes.empty()) return before;
  return libdeflate_crc32(before, bytes.data(), bytes.size());
}

bool CrcAgrees(std::uint32_t stored, std::uint32_t computed) {
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
  (void)stored, (void)computed;
  return true;
#else
  return stored == 0 || stored == computed;  // 0: the writer left it out.
#endif
}

std::string HexCrc(std::uint32_t crc) { return absl::StrCat(absl::Hex(crc, absl::kZeroPad8)); }

}  // namespace reprise::log
