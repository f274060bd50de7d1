// A line of commentary as a FlatBuffer.
#include "wire/checks.h"
#include "wire/commentary_bfbs_generated.h"
#include "wire/commentary_generated.h"
#include "wire/table_codec.h"

namespace reprise::wire {

template <>
struct Layout<Commentary> {
  using Table = match::Commentary;
  using Schema = match::CommentaryBinarySchema;

  static flatbuffers::Offset<Table> Write(flatbuffers::FlatBufferBuilder& builder,
                                          const Commentary& commentary) {
    const auto text = builder.CreateString(commentary.text);
    return match::CreateCommentary(builder, commentary.tick, text);
  }

  static absl::Status Read(const Table& table, Commentary& commentary) {
    commentary.tick = table.tick();
    if (table.text() == nullptr) return absl::InvalidArgumentError("text: missing; the log is damaged");
    REPRISE_EXPECT(
        ExpectInRange("text (length)", table.text()->size(), 0, static_cast<std::int64_t>(kCommentaryMax)));
    commentary.text = table.text()->str();
    // Only printable ASCII: terminals print these bytes, and JSON cannot escape bytes that are not UTF-8.
    for (std::size_t i = 0; i < commentary.text.size(); ++i) {
      REPRISE_EXPECT(
          ExpectInRange(Field("text", i), static_cast<unsigned char>(commentary.text[i]), ' ', '~'));
    }
    return absl::OkStatus();
  }
};

template struct TableCodec<Commentary>;

}  // namespace reprise::wire
