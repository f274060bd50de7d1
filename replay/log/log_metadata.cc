#include "replay/log/log_metadata.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "replay/log/crc32.h"
#include "replay/log/format.h"
#include "replay/log/mcap_codec.h"

namespace reprise::log {

void LogMetadata::Set(const std::string& key, const std::string& value) {
  const auto place =
      std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return e.first == key; });
  if (place == entries_.end()) {
    entries_.emplace_back(key, value);
  } else {
    place->second = value;
  }
}

std::string LogMetadata::Get(const std::string& key) const {
  for (const auto& [name, value] : entries_) {
    if (name == key) return value;
  }
  return "";
}

std::string LogMetadata::Checksum() const {
  Metadata others{.name = kMetadataName, .metadata = entries_};
  std::erase_if(others.metadata, [](const auto& entry) { return entry.first == kKeyChecksum; });
  std::sort(others.metadata.begin(), others.metadata.end());  // A rewriting tool may order entries anew.
  Bytes record;
  EncodeRecord(record, others);
  return HexCrc(Crc32(record));
}

Metadata LogMetadata::ToRecord() const {
  LogMetadata full = *this;
  full.Set(kKeyFormatVersion, absl::StrCat(kLogVersion));
  if (full.Get(kKeyMinimumReplayer).empty()) full.Set(kKeyMinimumReplayer, absl::StrCat(kLogVersion));
  full.Set(kKeyChecksum, full.Checksum());
  return {.name = kMetadataName, .metadata = full.entries_};
}

absl::Status LogMetadata::Check() const {
  std::uint32_t version = 0;
  const std::string text = Get(kKeyFormatVersion);
  if (!absl::SimpleAtoi(text, &version) || version == 0) {
    return absl::DataLossError(
        absl::StrCat("its ", kKeyFormatVersion, " is '", text, "' instead of a number from 1 on"));
  }
  if (version > kLogVersion) {  // Before the checksum: a later version may compute another one.
    return absl::FailedPreconditionError(absl::StrCat("it is a log of version ", version, ", and ", kLibrary,
                                                      " reads logs up to version ", kLogVersion,
                                                      "; use a later reprise"));
  }
  if (const std::string stored = Get(kKeyChecksum), computed = Checksum(); stored != computed) {
    return absl::DataLossError(absl::StrCat("the entries of its metadata have checksum ", computed,
                                            ", and it says '", stored, "'; use a copy that is not damaged"));
  }
  return absl::OkStatus();
}

}  // namespace reprise::log
