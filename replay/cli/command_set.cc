#include "replay/cli/command_set.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "replay/cli/nearest.h"
#include "replay/cli/version.h"

namespace reprise::cli {
namespace {

constexpr char kExitCodes[] =
    "Exit codes: 0 fine, 1 a failure was found, 2 the command line was wrong, 3 the input is damaged or no "
    "log,\n"
    "4 the environment failed (disk full, permission).";

ExitCode WrongCommandLine(const std::string& command, const std::string& what) {
  std::fprintf(stderr, "reprise%s%s: %s; see `reprise%s%s --help`\n", command.empty() ? "" : " ",
               command.c_str(), what.c_str(), command.empty() ? "" : " ", command.c_str());
  return ExitCode::kUsage;
}

// The first line of a message of the parser, without the full stop at its end.
std::string Sentence(std::string message) {
  message = message.substr(0, message.find('\n'));
  while (!message.empty() && (message.back() == '.' || message.back() == ' ')) message.pop_back();
  return message;
}

std::string WithSuggestion(std::string what, const std::string& word,
                           const std::vector<std::string>& candidates) {
  const std::string nearest = Nearest(word, candidates);
  if (!nearest.empty()) what += " (did you mean " + nearest + "?)";
  return what;
}

std::vector<std::string> OptionNames(const CLI::App& parser) {
  std::vector<std::string> names;
  for (const CLI::Option* option : parser.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

}  // namespace

CommandSet::CommandSet()
    : app_("Records concurrent runs, plays exactly those runs again, and says what differed.") {
  app_.name("reprise");
  app_.footer(std::string("Each command explains itself: reprise COMMAND --help\n") + kExitCodes);
  app_.add_flag("--json", common_.json, "One JSON object a result, one a line");
  app_.add_flag("--version", version_, "Version, commit, compiler and build, then exit");
}

CLI::App& CommandSet::Add(const Description& description, Run run) {
  CLI::App* parser = app_.add_subcommand(description.name, description.does);
  parser->add_flag("--json", common_.json, "One JSON object a result, one a line");
  parser->footer("Example:\n  " + description.example);
  commands_.push_back({description, parser, std::move(run)});
  return *parser;
}

std::vector<std::string> CommandSet::names() const {
  std::vector<std::string> names;
  for (const Command& command : commands_) names.push_back(command.description.name);
  return names;
}

const CommandSet::Command* CommandSet::Chosen() const {
  for (const Command& command : commands_) {
    if (command.parser->parsed()) return &command;
  }
  return nullptr;
}

std::optional<ExitCode> CommandSet::Parse(const std::vector<std::string>& arguments) {
  const auto first = std::find_if(arguments.begin(), arguments.end(),
                                  [](const std::string& word) { return word.rfind('-', 0) != 0; });
  const std::vector<std::string> known = names();
  if (first != arguments.end() && std::find(known.begin(), known.end(), *first) == known.end()) {
    return WrongCommandLine("", WithSuggestion("there is no command `" + *first + "`", *first, known));
  }
  // The parser takes its arguments from the back.
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app_.parse(std::move(reversed));
  } catch (const CLI::Success&) {  // --help.
    const Command* chosen = Chosen();
    const std::string help = chosen == nullptr ? app_.help() : chosen->parser->help("reprise");
    std::fputs(help.c_str(), stdout);
    return std::nullopt;
  } catch (const CLI::ExtrasError&) {
    const Command* chosen = Chosen();
    const CLI::App& parser = chosen == nullptr ? app_ : *chosen->parser;
    const std::vector<std::string> extra = app_.remaining(true);
    const std::string word = extra.empty() ? "" : extra.front();
    return WrongCommandLine(chosen == nullptr ? "" : chosen->description.name,
                            WithSuggestion("`" + word + "` is not expected here", word, OptionNames(parser)));
  } catch (const CLI::ParseError& error) {
    const Command* chosen = Chosen();
    return WrongCommandLine(chosen == nullptr ? "" : chosen->description.name, Sentence(error.what()));
  }
  return ExitCode::kOk;
}

ExitCode CommandSet::Execute(const std::vector<std::string>& arguments) {
  const std::optional<ExitCode> parsed = Parse(arguments);
  if (parsed != ExitCode::kOk) return parsed.value_or(ExitCode::kOk);
  if (version_) {
    std::fputs((VersionLine(common_.json) + "\n").c_str(), stdout);
    return ExitCode::kOk;
  }
  const Command* chosen = Chosen();
  if (chosen == nullptr) return WrongCommandLine("", "no command was given");
  return chosen->run(common_);
}

}  // namespace reprise::cli
