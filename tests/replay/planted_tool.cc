// The tool, with the planted bots.
#include "planted_bots.h"
#include "replay/cli/cli.h"

int main(int argc, char** argv) {
  reprise::bots::Catalog bots = reprise::bots::StandardCatalog();
  reprise::AddPlantedBots(bots);
  return reprise::cli::RunCli(argc, argv, bots);
}
