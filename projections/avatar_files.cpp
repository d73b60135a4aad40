#include "projections/avatar_files.h"

#include "events/avatar_events.h"
#include "projections/typed_projection.h"

namespace authledger::projections {
namespace {

using namespace events;

struct AvatarFileFold {
  Draft<AvatarFileDocument>& draft;
  AvatarFileDocument& file = draft.document;

  void operator()(const AvatarUploaded& e) const {
    file.id = e.file_id.value;
    file.file_name = e.file_name.value;
    file.mime_type = e.mime_type;
    file.file_size_bytes = e.file_size_bytes;
    file.owner_id = e.owner_id.value;
    if (e.metadata && !e.metadata->erased) file.metadata = e.metadata->value;
    file.user_id = e.owner_id.value;
    file.owner = e.owner_id.value;
    file.created_at = draft.recorded_at;
  }
  void operator()(const AvatarDeleted&) const {
    file.is_active = false;
    draft.listed = false;
  }
};

}  // namespace

const Projection& avatar_files() {
  static const TypedProjection<AvatarFileDocument, AvatarEvent, AvatarFileFold> projection(
      "avatar_files", 1, "avatar-");
  return projection;
}

}  // namespace authledger::projections
