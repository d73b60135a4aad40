// serve: the service itself.
#include <malloc.h>
#include <signal.h>

#include <cstdio>
#include <cstdlib>

#include "infra/app/server.h"
#include "infra/argon2/engine.h"
#include "infra/cli/cli.h"
#include "infra/telemetry/json_log.h"

namespace authledger::infra {
namespace {

constexpr int kLargeBytes = 128 << 10;  // what is larger goes back to the system at once

Status bootstrap(Server& server) {
  const char* email = std::getenv("AUTHLEDGER_SUPERADMIN_EMAIL");
  const char* password = std::getenv("AUTHLEDGER_SUPERADMIN_PASSWORD");
  if (email == nullptr || password == nullptr) return {};
  AUTHLEDGER_TRY(made, create_first_super_admin(server.core(), email, password));
  if (made) json_log(LogLevel::kInfo, "the first superAdmin was made");
  return {};
}

Status serve(const Settings& settings) {
  // Signals are waited for by this thread alone; blocked before any other thread starts.
  sigset_t signals;
  sigemptyset(&signals);
  for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, one);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  // Said aloud, or the allocator raises it with each large body that comes, and keeps their memory.
  mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  AUTHLEDGER_TRY(server, Server::open(settings));
  AUTHLEDGER_CHECK(bootstrap(*server));
  AUTHLEDGER_CHECK(server->start());
  const std::string scheme = settings.tls_certificate.empty() ? "http" : "https";
  const std::string host = settings.listen.substr(0, settings.listen.rfind(':'));
  std::printf("authledger listens on %s://%s:%d (%s, %s)\n", scheme.c_str(), host.c_str(),
              static_cast<int>(server->port()), settings.profile.c_str(), settings.env.c_str());
  std::fflush(stdout);
  json_log(LogLevel::kInfo, "passwords are hashed by Argon2", {{"engine", argon2_engine().name}});
  int received = 0;
  while (sigwait(&signals, &received) == 0 && received == SIGHUP) server->reload();
  json_log(LogLevel::kInfo, "stopping");
  server->stop();
  return {};
}

}  // namespace

void add_serve(CLI::App& app, CliContext& context) {
  auto* command = app.add_subcommand("serve", "run the service");
  command->add_option("--listen", context.listen, "HOST:PORT; port 0 picks a free one");
  command->callback([&context] {
    context.run([](const LoadedSettings& loaded) { return serve(loaded.settings); });
  });
}

}  // namespace authledger::infra
