#!/usr/bin/env bash
# zstd 1.5.4: ZSTD_compressCCtx leaves out the checksum that the context was told to write, and keeps the setting.
#
# Expected: what ZSTD_CCtx_setParameter has set holds for every frame of the context, the next call included.
# Happens: ZSTD_compressCCtx takes the level from its argument and ignores everything else, here
# ZSTD_c_checksumFlag, without an error: the frame has no checksum. The header says that the call resets all parameters;
# it does not: ZSTD_compress2 with the same context, right after, writes the checksum. So one context writes both kinds
# of frames, by the name of the function alone.
# Source: zstd.h on ZSTD_compressCCtx ("ignoring any other parameter", "they will all be reset").
# Needs: apt-get (with its lists up to date), dpkg, g++.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get -qq -o APT::Sandbox::User=root download libzstd-dev=1.5.4+dfsg2-5+deb12u1
dpkg -x libzstd-dev_*.deb root

cat >try.cc <<'END'
#define ZSTD_STATIC_LINKING_ONLY  // For ZSTD_getFrameHeader.
#include <zstd.h>

#include <cstdio>
#include <string>
#include <vector>

void Show(const char* name, const std::vector<char>& frame, std::size_t size) {
  ZSTD_frameHeader header;
  if (ZSTD_isError(size) || ZSTD_getFrameHeader(&header, frame.data(), size) != 0) return;
  std::printf("%s: %zu bytes, checksum %s\n", name, size, header.checksumFlag ? "yes" : "no");
}

int main() {
  const std::string text = "the same text";
  std::vector<char> frame(ZSTD_compressBound(text.size()));
  ZSTD_CCtx* context = ZSTD_createCCtx();
  std::printf("zstd %s\n", ZSTD_versionString());
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
  Show("ZSTD_compressCCtx", frame,
       ZSTD_compressCCtx(context, frame.data(), frame.size(), text.data(), text.size(), 3));
  Show("ZSTD_compress2 after it", frame,
       ZSTD_compress2(context, frame.data(), frame.size(), text.data(), text.size()));
  ZSTD_freeCCtx(context);
}
END
g++ -std=c++17 -I root/usr/include try.cc root/usr/lib/*-linux-gnu/libzstd.a -pthread -o try
./try | tee seen

grep -q '^ZSTD_compressCCtx: .* no$' seen && grep -q '^ZSTD_compress2 after it: .* yes$' seen || {
  echo "changed: both functions treat the parameters of the context alike, or one of them resets them" >&2
  exit 1
}
