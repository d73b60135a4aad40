#include "command/keys/key_rotation.h"
#include "tests/support/scenario.h"

namespace authledger::test {
namespace {

using namespace command;
using namespace events;

TEST(NoteKeyRotation, OfASigningKey) {
  Scenario<KeysAggregate>{}
      .when(NoteKeyRotation{"signing", "kid-1"})
      .then(KeyRotated{"signing", "kid-1"})
      .and_again_nothing();
}

TEST(NoteKeyRotation, TheNextSigningKeyIsAnotherFact) {
  Scenario<KeysAggregate>{}
      .given(KeyRotated{"signing", "kid-1"})
      .when(NoteKeyRotation{"signing", "kid-2"})
      .then(KeyRotated{"signing", "kid-2"});
}

TEST(NoteKeyRotation, TheMasterKeyIsNotTheSigningKey) {
  Scenario<KeysAggregate>{}
      .given(KeyRotated{"signing", "kid-1"}, KeyRotated{"master", "kid-9"})
      .when(NoteKeyRotation{"signing", "kid-1"})
      .then_nothing();
  Scenario<KeysAggregate>{}
      .given(KeyRotated{"signing", "kid-1"})
      .when(NoteKeyRotation{"master", "kid-1"})
      .then(KeyRotated{"master", "kid-1"});
}

}  // namespace
}  // namespace authledger::test
