#include "sched/object/object.h"

#include <gtest/gtest.h>

#include "outside/outside.h"
#include "sched/object/announce.h"
#include "support/on_every_scheduler.h"

namespace reprise::sched {
namespace {

class Lamp : public Object {
 public:
  explicit Lamp(std::string name) : Object({.kind = ObjectKind::kOutside, .name = std::move(name)}) {}
};

TEST(ObjectTest, Example) {
  OnEveryScheduler([] {
    const Lamp lamp("/lamp");
    const Lamp other("/other");

    EXPECT_EQ(lamp.name(), "/lamp");
    EXPECT_EQ(lamp.id(), CreatedObjectId(kRootTask, 0));  // The same in every run.
    EXPECT_EQ(other.id(), CreatedObjectId(kRootTask, 1));
  });
}

}  // namespace
}  // namespace reprise::sched
