// Records as the JSON of the public conformance suite, both ways, from the field lists of mcap_records.h:
// numbers are decimal strings, bytes are lists of them.
#pragma once

#include <nlohmann/json.hpp>

#include <deque>
#include <string>
#include <variant>

#include "replay/log/mcap_reader.h"

namespace reprise::log {

using Json = nlohmann::json;

inline Json ToJson(std::unsigned_integral auto number) { return std::to_string(number); }
inline Json ToJson(const std::string& text) { return text; }
inline Json ToJson(ByteSpan bytes) {
  Json list = Json::array();
  for (const std::byte byte : bytes) list.push_back(std::to_string(static_cast<unsigned>(byte)));
  return list;
}
template <typename Key, typename Value>
Json ToJson(const Pairs<Key, Value>& pairs) {
  Json object = Json::object();
  for (const auto& [key, value] : pairs) object[ToJson(key).template get<std::string>()] = ToJson(value);
  return object;
}

// {"type": …, "fields": {…}}; nothing (null) for the records that the suite leaves out.
inline Json ToJson(const Record& record) {
  return std::visit(
      []<typename T>(const T& known) {
        if constexpr (std::is_same_v<T, Chunk> || std::is_same_v<T, MessageIndex>) return Json();
        Json fields = Json::object();
        std::apply([&](const auto&... field) { ((fields[field.name] = ToJson(known.*field.member)), ...); },
                   T::Fields());
        return Json{{"type", T::kName}, {"fields", fields}};
      },
      record);
}

// Fills records from JSON; owns the bytes that they point to.
class JsonRecords {
 public:
  template <typename T>
  T Get(const Json& fields) {
    T record;
    std::apply([&](const auto&... field) { (Fill(fields.at(field.name), record.*field.member), ...); },
               T::Fields());
    return record;
  }

 private:
  template <std::unsigned_integral T>
  void Fill(const Json& json, T& number) {
    number = static_cast<T>(std::stoull(json.get<std::string>()));
  }
  void Fill(const Json& json, std::string& text) { text = json.get<std::string>(); }
  void Fill(const Json& json, ByteSpan& bytes) {
    Bytes& kept = kept_.emplace_back();
    for (const Json& byte : json) kept.push_back(static_cast<std::byte>(std::stoi(byte.get<std::string>())));
    bytes = kept;
  }
  template <typename Key, typename Value>
  void Fill(const Json& json, Pairs<Key, Value>& pairs) {
    for (const auto& [key, value] : json.items()) {
      auto& pair = pairs.emplace_back();
      Fill(Json(key), pair.first);
      Fill(value, pair.second);
    }
  }

  std::deque<Bytes> kept_;
};

}  // namespace reprise::log
