#include "infra/app/doctor.h"

#include "infra/app/core.h"
#include "infra/app/read_side.h"
#include "infra/argon2/engine.h"
#include "infra/kafka/topic.h"
#include "projections/catalogue.h"

namespace authledger::infra {
namespace {

template <class T>
Finding finding(const std::string& part, const Result<T>& result, const std::string& good) {
  return result ? Finding{part, true, good} : Finding{part, false, result.error().detail};
}

}  // namespace

std::vector<Finding> examine(const Settings& settings) {
  std::vector<Finding> findings;
  findings.push_back({"password hashing", true, std::string("Argon2, ") + argon2_engine().name});
  auto core = Core::open(settings);
  findings.push_back(
      finding("log and keys", core,
              settings.cluster() ? "PostgreSQL answers" : settings.data_dir + "/log.db is open"));
  if (!core) return findings;
  const auto head = (*core)->stack.log->head();
  findings.push_back(
      finding("head", head, head ? "position " + std::to_string(head->position) : ""));
  if (settings.cluster()) {
    findings.push_back(finding("topic", ensure_topic(kafka_settings(settings)),
                               settings.kafka_topic + " on " + settings.kafka_brokers));
  }
  auto side = ReadSide::open(**core);
  if (!side) {
    findings.push_back(finding("read models", side, ""));
    return findings;
  }
  auto& store = (*side)->store();
  for (const auto* projection : projections::catalogue()) {
    const auto live = store.live(projection->schema());
    const auto checkpoint = live ? store.checkpoint(*live) : Result<Position>(fail(live.error()));
    findings.push_back(
        finding("read model " + projection->schema().name, checkpoint,
                checkpoint ? live->physical + " at position " + std::to_string(*checkpoint) : ""));
  }
  return findings;
}

}  // namespace authledger::infra
