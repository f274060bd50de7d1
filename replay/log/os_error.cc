#include "replay/log/os_error.h"

#include <cerrno>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace reprise::log {

absl::Status OsError(int error, const std::string& verb_and_path) {
  const char* advice = "";
  absl::StatusCode code = absl::ErrnoToStatusCode(error);
  switch (error) {
    case EDQUOT: code = absl::StatusCode::kResourceExhausted; [[fallthrough]];
    case ENOSPC: advice = "; free some space or choose another place"; break;
    case EEXIST: advice = "; choose another name or allow replacing it"; break;
    case ENOENT: advice = "; check the path"; break;
    default: break;
  }
  return absl::Status(
      code, absl::StrCat("cannot ", verb_and_path, ": ", std::generic_category().message(error), advice));
}

}  // namespace reprise::log
