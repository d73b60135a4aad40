#include "infra/cli/cli.h"

int main(int argc, char** argv) { return authledger::infra::run_cli(argc, argv); }
