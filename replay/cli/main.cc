#include "bots/catalog.h"
#include "replay/cli/cli.h"

int main(int argc, char** argv) { return reprise::cli::RunCli(argc, argv, reprise::bots::StandardCatalog()); }
