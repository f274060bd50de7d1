#!/usr/bin/env bash
# FlatBuffers 2.0.8, C++: CreateUninitializedVectorOfStructs makes a message that the library's own verifier refuses.
#
# Expected: it is CreateVectorOfStructs without the copy: room for the structs, filled in by the caller, same bytes.
# Happens: the vector is aligned to the size of a struct instead of to its alignment. With a size that is no power of
# two (10 bytes here, five 16-bit numbers) the alignment of the whole buffer becomes 10, so other fields of the message
# lose theirs: a 64-bit field then does not lie on a multiple of eight, and Verifier says no. The message with the same
# values by CreateVectorOfStructs is fine, and so is every struct of 1, 2, 4 or 8 bytes.
# Source: flatbuffers/flatbuffer_builder.h: CreateUninitializedVector passes elemsize on as the alignment.
# Needs: apt-get (with its lists up to date), dpkg, g++.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download flatbuffers-compiler=2.0.8+dfsg1-2 libflatbuffers-dev=2.0.8+dfsg1-2
for package in *.deb; do dpkg -x "$package" root; done
flatc=root/usr/bin/flatc

cat >score.fbs <<'END'
struct Score { kills: ushort; bombs: ushort; wood: ushort; items: ushort; seat: ushort; }
table Scores { id: ulong; scores: [Score]; }
root_type Scores;
END
"$flatc" --cpp score.fbs
cat >try.cc <<'END'
#include "score_generated.h"

#include <iostream>
#include <vector>

void Show(const char* name, flatbuffers::FlatBufferBuilder& builder,
          flatbuffers::Offset<flatbuffers::Vector<const Score*>> scores) {
  builder.Finish(CreateScores(builder, 7, scores));
  flatbuffers::Verifier verifier(builder.GetBufferPointer(), builder.GetSize());
  std::cout << name << ": buffer aligned to " << builder.GetBufferMinAlignment() << ", the verifier says "
            << (verifier.VerifyBuffer<Scores>() ? "yes" : "no") << "\n";
}

int main() {
  const std::vector<Score> values(3, Score(1, 2, 3, 4, 5));
  std::cout << "sizeof(Score) " << sizeof(Score) << ", alignof(Score) " << alignof(Score) << "\n";

  flatbuffers::FlatBufferBuilder copied;
  Show("CreateVectorOfStructs", copied, copied.CreateVectorOfStructs(values));

  flatbuffers::FlatBufferBuilder filled;
  Score* room = nullptr;
  const auto scores = filled.CreateUninitializedVectorOfStructs<Score>(values.size(), &room);
  for (std::size_t i = 0; i < values.size(); ++i) room[i] = values[i];
  Show("CreateUninitializedVectorOfStructs", filled, scores);
}
END
g++ -std=c++17 -I root/usr/include try.cc -o try
"$flatc" --version
./try | tee seen

grep -q '^CreateVectorOfStructs: .* yes$' seen && grep -q '^CreateUninitializedVectorOfStructs: .* no$' seen || {
  echo "changed: CreateUninitializedVectorOfStructs aligns to the alignment of the struct" >&2
  exit 1
}
