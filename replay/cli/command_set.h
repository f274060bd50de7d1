// The commands of the tool: each adds itself here, and all get what every command has (--json, --help with an
// example) from this one place.
//
// Threads      thread-compatible.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "replay/cli/exit_code.h"

namespace reprise::cli {

// What every command is told.
struct CommonOptions {
  bool json = false;  // One JSON object a result, one a line, on standard output; nothing else there.
};

class CommandSet {
 public:
  // Runs with its options already parsed; prints results on standard output and trouble through Report.
  using Run = std::function<ExitCode(const CommonOptions&)>;

  struct Description {
    std::string name;
    std::string does;     // One line, for the list of commands.
    std::string example;  // One command line that works, for --help.
  };

  CommandSet();

  // Adds a command and gives its parser, so that the command's file can add options. The options' storage
  // must live in `run` (a shared_ptr it captures).
  CLI::App& Add(const Description& description, Run run);

  // Parses the arguments (without the program's name) and runs the command that they name.
  ExitCode Execute(const std::vector<std::string>& arguments);

  // Every command's name, in the order they were added.
  [[nodiscard]] std::vector<std::string> names() const;

 private:
  struct Command {
    Description description;
    CLI::App* parser;
    Run run;
  };

  // Nothing: help was asked for and given.
  std::optional<ExitCode> Parse(const std::vector<std::string>& arguments);
  [[nodiscard]] const Command* Chosen() const;

  CLI::App app_;
  CommonOptions common_;
  bool version_ = false;
  std::vector<Command> commands_;
};

}  // namespace reprise::cli
