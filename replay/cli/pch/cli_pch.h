// Compiled once for all commands: the parser takes longer to compile than any command. No #pragma once: the
// compiler takes this file for a main one, and warns.
#include <CLI/CLI.hpp>
