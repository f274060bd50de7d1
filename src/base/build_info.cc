#include "base/build_info.h"

#include <elf.h>
#include <link.h>

#include <cstddef>
#include <cstring>

#include "commit.h"  // Made at build time: REPRISE_COMMIT.

namespace reprise {
namespace {

// Of 20 bytes: enough to distinguish builds, and short enough to read.
constexpr std::size_t kShownBytes = 8;

constexpr std::size_t Padded(std::size_t bytes) { return (bytes + 3) & ~std::size_t{3}; }

std::string Hex(const unsigned char* bytes, std::size_t count) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    text += kDigits[bytes[i] >> 4U];
    text += kDigits[bytes[i] & 15U];
  }
  return text;
}

// The build id from a linker's note in this segment, or "".
std::string BuildIdNote(const unsigned char* at, std::size_t bytes) {
  while (bytes >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) head;
    std::memcpy(&head, at, sizeof head);
    const std::size_t name = Padded(head.n_namesz);
    const std::size_t whole = sizeof head + name + Padded(head.n_descsz);
    if (whole > bytes) return "";
    const bool by_linker = head.n_namesz == 4 && std::memcmp(at + sizeof head, "GNU", 4) == 0;
    if (by_linker && head.n_type == NT_GNU_BUILD_ID && head.n_descsz >= kShownBytes) {
      return Hex(at + sizeof head + name, kShownBytes);
    }
    at += whole;
    bytes -= whole;
  }
  return "";
}

// The loader calls it for the program first, then for its libraries: the first id that is found is the
// result.
int FindBuildId(dl_phdr_info* object, std::size_t, void* result) {
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_NOTE) continue;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the loader gives addresses as numbers.
    const auto* at = reinterpret_cast<const unsigned char*>(object->dlpi_addr + segment.p_vaddr);
    const std::string id = BuildIdNote(at, segment.p_memsz);
    if (id.empty()) continue;
    *static_cast<std::string*>(result) = id;
    break;
  }
  return 1;
}

}  // namespace

BuildInfo GetBuildInfo() {
  BuildInfo info{.version = REPRISE_VERSION,
                 .commit = REPRISE_COMMIT,
                 .compiler = REPRISE_COMPILER,
                 .build_type = REPRISE_BUILD_TYPE,
                 .build_id = "unknown"};
  dl_iterate_phdr(FindBuildId, &info.build_id);
  return info;
}

}  // namespace reprise
