#include "replay/session/divergence.h"

#include <optional>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace reprise::session {
namespace {

using Json = nlohmann::ordered_json;

std::string Text(const Json* value) { return value == nullptr ? "nothing" : value->dump(); }

std::string PathTo(const std::string& parent, const std::string& child) {
  return parent.empty() ? child : absl::StrCat(parent, ".", child);
}

std::optional<FieldDifference> Compare(const std::string& path, const Json* expected, const Json* found);

std::optional<FieldDifference> CompareObjects(const std::string& path, const Json& expected,
                                              const Json& found) {
  for (const auto& [key, value] : expected.items()) {
    const auto other = found.find(key);
    if (auto difference = Compare(PathTo(path, key), &value, other == found.end() ? nullptr : &*other)) {
      return difference;
    }
  }
  for (const auto& [key, value] : found.items()) {
    if (!expected.contains(key)) return Compare(PathTo(path, key), nullptr, &value);
  }
  return std::nullopt;
}

std::optional<FieldDifference> CompareArrays(const std::string& path, const Json& expected,
                                             const Json& found) {
  for (std::size_t n = 0; n < expected.size() || n < found.size(); ++n) {
    auto difference = Compare(absl::StrCat(path, "[", n, "]"), n < expected.size() ? &expected[n] : nullptr,
                              n < found.size() ? &found[n] : nullptr);
    if (difference) return difference;
  }
  return std::nullopt;
}

std::optional<FieldDifference> Compare(const std::string& path, const Json* expected, const Json* found) {
  if (expected != nullptr && found != nullptr) {
    if (expected->is_object() && found->is_object()) return CompareObjects(path, *expected, *found);
    if (expected->is_array() && found->is_array()) return CompareArrays(path, *expected, *found);
    if (*expected == *found) return std::nullopt;
  }
  return FieldDifference{path.empty() ? "message" : path, Text(expected), Text(found)};
}

}  // namespace

FieldDifference FirstDifference(const std::string& expected_json, const std::string& found_json) {
  const Json expected = Json::parse(expected_json, nullptr, /*allow_exceptions=*/false);
  const Json found = Json::parse(found_json, nullptr, /*allow_exceptions=*/false);
  if (!expected.is_discarded() && !found.is_discarded()) {
    if (auto difference = Compare("", &expected, &found)) return *difference;
  }
  return {"message", expected_json, found_json};
}

std::string Divergence::ToString(const std::string& where) const {
  return absl::StrCat(where.empty() ? absl::StrCat("position ", position) : where, ", task ", task, ", op ",
                      op_no, " (", op, channel.empty() ? "" : " on ", channel, site.empty() ? "" : " at ",
                      site, "): field ", field, ": expected ", expected, ", found ", found,
                      "\n  last ops of the task: ", last.empty() ? "none" : absl::StrJoin(last, ", "),
                      hint.empty() ? "" : "\n  usual causes: ", hint);
}

}  // namespace reprise::session
