#include "wire/codecs.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "tests/unit/wire/typed_messages.h"

namespace reprise::wire {
namespace {

using ::testing::HasSubstr;

template <typename T>
class CodecsTest : public ::testing::Test {};
TYPED_TEST_SUITE(CodecsTest, AllMessages);

TYPED_TEST(CodecsTest, MessageComesBackAsItWas) {
  const auto decoded = channel::Codec<TypeParam>::Decode(Bytes(EncodedSample<TypeParam>()));

  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, Sample<TypeParam>());
}

TYPED_TEST(CodecsTest, DefaultsComeBackToo) {
  TypeParam message;
  if constexpr (std::is_same_v<TypeParam, Keyframe>) {
    message.state.size = 3;
    message.state.board.resize(9);
    message.state.hidden.resize(9);
  }
  const auto decoded = channel::Codec<TypeParam>::Decode(channel::Codec<TypeParam>::Encode(message));

  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(*decoded, message);
}

TYPED_TEST(CodecsTest, BytesMayStandAtAnyAddress) {
  const std::string bytes = EncodedSample<TypeParam>();
  for (std::size_t shift = 0; shift < 8; ++shift) {
    const std::string shifted = std::string(shift, 'x') + bytes;

    const auto decoded = channel::Codec<TypeParam>::Decode(Bytes(shifted).subspan(shift));

    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(*decoded, Sample<TypeParam>());
  }
}

TYPED_TEST(CodecsTest, ValueIsWrittenAlikeOnEveryThread) {
  std::string other;
  std::thread([&] { other = EncodedSample<TypeParam>(); }).join();

  EXPECT_EQ(EncodedSample<TypeParam>(), other);
}

TYPED_TEST(CodecsTest, JsonIsOneValidLineWithEveryField) {
  const std::string text = channel::Codec<TypeParam>::ToJson(Bytes(EncodedSample<TypeParam>()));

  const auto json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  ASSERT_TRUE(json.is_object()) << text;
  EXPECT_EQ(json["tick"], 7);
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

TYPED_TEST(CodecsTest, JsonOfGarbageIsAnErrorObject) {
  const auto json =
      nlohmann::json::parse(channel::Codec<TypeParam>::ToJson(Bytes("garbage")), nullptr, false);

  EXPECT_TRUE(json.contains("error"));
}

TEST(JsonTest, DecisionNamesItsFieldsAndItsAction) {
  const BotDecision stop{.tick = 0, .seat = 0};

  EXPECT_EQ(channel::Codec<BotDecision>::ToJson(channel::Codec<BotDecision>::Encode(stop)),
            R"({ "tick": 0, "seat": 0, "action": "Stop", "answered_at_ns": 0, "generator": 0 })");
}

// Encodes what no task would send; Decode must say what is wrong with it.
template <typename T>
std::string SentenceAbout(const T& message) {
  return std::string(channel::Codec<T>::Decode(channel::Codec<T>::Encode(message)).status().message());
}

TEST(ValueCheckTest, UnknownActionIsRefused) {
  BotDecision decision = Sample<BotDecision>();
  decision.action = static_cast<arena::Action>(6);

  EXPECT_EQ(SentenceAbout(decision),
            "reprise.match.BotDecision.action: found 6, expected 0 to 5; the log is damaged");
}

TEST(ValueCheckTest, SeatBeyondTheLargestMatchIsRefused) {
  BotDecision decision = Sample<BotDecision>();
  decision.seat = 64;

  EXPECT_THAT(SentenceAbout(decision), HasSubstr("seat: found 64, expected 0 to 63"));
}

TEST(ValueCheckTest, UnknownEventIsRefused) {
  GameEvents events = Sample<GameEvents>();
  events.events[1].kind = static_cast<arena::EventKind>(8);

  EXPECT_THAT(SentenceAbout(events), HasSubstr("events[1].kind: found 8, expected 0 to 7"));
}

TEST(ValueCheckTest, TooManyGoalsAreRefused) {
  bots::PathQuery query = Sample<bots::PathQuery>();
  query.goals.resize(17);

  EXPECT_THAT(SentenceAbout(query), HasSubstr("goals (length): found 17, expected 0 to 16"));
}

TEST(ValueCheckTest, WayOffTheBoardIsRefused) {
  bots::PathAnswer answer = Sample<bots::PathAnswer>();
  answer.path[1].col = -1;

  EXPECT_THAT(SentenceAbout(answer), HasSubstr("path[1].col: found -1, expected 0 to 100"));
}

TEST(ValueCheckTest, BoardOfAnotherSizeIsRefused) {
  Keyframe keyframe = Sample<Keyframe>();
  keyframe.state.board.pop_back();

  EXPECT_THAT(SentenceAbout(keyframe), HasSubstr("board (length): found 8, expected 9 to 9"));
}

TEST(ValueCheckTest, BombOffTheBoardIsRefused) {
  Keyframe keyframe = Sample<Keyframe>();
  keyframe.state.bombs[0].cell.row = 3;

  EXPECT_THAT(SentenceAbout(keyframe), HasSubstr("bombs[0].cell.row: found 3, expected 0 to 2"));
}

TEST(ValueCheckTest, BombOfNobodyIsRefused) {
  Keyframe keyframe = Sample<Keyframe>();
  keyframe.state.bombs[0].owner = 2;

  EXPECT_THAT(SentenceAbout(keyframe), HasSubstr("bombs[0].owner: found 2, expected 0 to 1"));
}

TEST(ValueCheckTest, UnknownCodeOnTheBoardIsRefused) {
  Keyframe keyframe = Sample<Keyframe>();
  keyframe.state.board[4] = 12;

  EXPECT_THAT(SentenceAbout(keyframe), HasSubstr("board[4]: found 12, expected 0 to 11"));
}

TEST(ValueCheckTest, CommentaryThatATerminalWouldObeyIsRefused) {
  EXPECT_THAT(SentenceAbout(Commentary{.tick = 1, .text = "\x1b[2J"}), HasSubstr("text[0]: found 27"));
}

// The alignment of what follows a list must not depend on its length.
TEST(ListTest, OfAnyLengthComesBack) {
  for (std::size_t count = 0; count < 20; ++count) {
    Standings standings{.tick = 1, .missed = ~0ULL};
    standings.rows.resize(count, {.seat = 63, .kills = 9});
    GameEvents events{.tick = 1};
    events.events.resize(count);

    EXPECT_EQ(*channel::Codec<Standings>::Decode(channel::Codec<Standings>::Encode(standings)), standings);
    EXPECT_EQ(*channel::Codec<GameEvents>::Decode(channel::Codec<GameEvents>::Encode(events)), events);
  }
}

TEST(KeyframeTest, LargestMatchFitsAKeyframe) {
  Keyframe keyframe;
  arena::State& state = keyframe.state;
  state.size = 101;
  state.board.resize(101 * 101);
  state.hidden.resize(101 * 101);
  state.agents.resize(64);
  state.bombs.resize(640);
  state.flames.resize(101 * 101);

  const auto bytes = channel::Codec<Keyframe>::Encode(keyframe);

  EXPECT_LT(bytes.size(), kMessageBytesMax);
  EXPECT_TRUE(channel::Codec<Keyframe>::Decode(bytes).ok());
}

}  // namespace
}  // namespace reprise::wire
