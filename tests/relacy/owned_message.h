// A message for Relacy tests that owns memory: one that is lost leaks, one that is given out twice is freed twice,
// and one that is read too late is read after it was freed.
//
// Threads      thread-compatible.
#pragma once

#include <utility>

#include "lockfree/sync.h"
#include "tests/relacy/relacy_sync.h"

namespace reprise {

class OwnedMessage {
 public:
  explicit OwnedMessage(int number) : number_(lockfree::Create<Number, RelacySync>(number)) {}
  OwnedMessage(const OwnedMessage& from) : OwnedMessage(from.number()) {}
  OwnedMessage(OwnedMessage&& from) noexcept : number_(std::exchange(from.number_, nullptr)) {}
  OwnedMessage& operator=(OwnedMessage&&) = delete;
  ~OwnedMessage() {
    if (number_ != nullptr) lockfree::Destroy<RelacySync>(number_);
  }
  [[nodiscard]] int number() const { return number_->Load(); }

 private:
  using Number = RelacySync::Cell<int>;
  Number* number_;
};

}  // namespace reprise
