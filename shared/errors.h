// The error catalogue: every refusal of the product, one row each. The service face answers
// `errMsg_<reason in camelCase>`, made from the part of the id behind the dot.
#pragma once

#include "shared/result.h"

namespace authledger::errors {

// Requests
inline constexpr ErrorRow kInvalidInput{"request.invalid_input", Code::kInvalid,
                                        "The request has wrong fields."};
inline constexpr ErrorRow kInvalidJson{"request.invalid_json", Code::kInvalid,
                                       "The body is not valid JSON."};
inline constexpr ErrorRow kUnknownFilter{"request.unknown_filter", Code::kInvalid,
                                         "The route does not know this parameter."};
inline constexpr ErrorRow kInvalidId{"request.is_not_a_valid_id", Code::kInvalid,
                                     "The id is not a UUID."};
inline constexpr ErrorRow kInvalidPosition{"request.position_is_not_valid", Code::kInvalid,
                                           "x-position is not a position token of this service."};
inline constexpr ErrorRow kBodyTooLarge{"request.body_too_large", Code::kTooLarge,
                                        "The body is larger than allowed."};
inline constexpr ErrorRow kNotFound{"request.not_found", Code::kNotFound, "There is nothing here."};
inline constexpr ErrorRow kInternal{"request.internal_error", Code::kInternal,
                                    "Something went wrong on our side."};
inline constexpr ErrorRow kKeyReused{"request.idempotency_key_reused", Code::kUnprocessable,
                                     "This Idempotency-Key was used with another request."};
inline constexpr ErrorRow kTooManyRequests{"request.too_many_requests", Code::kTooMany,
                                           "Too many requests; try again later."};
inline constexpr ErrorRow kRecordVersionOld{"request.record_version_is_old", Code::kConflict,
                                            "If-Match names an old recordVersion."};

inline constexpr ErrorRow kMethodNotAllowed{"request.method_not_allowed", Code::kMethodNotAllowed,
                                            "This path does not answer to this method."};
inline constexpr ErrorRow kMediaType{"request.unsupported_media_type", Code::kMediaType,
                                     "The body must be application/json."};
inline constexpr ErrorRow kNotMultipart{"request.must_be_multipart_form_data", Code::kMediaType,
                                        "The body must be multipart/form-data."};
inline constexpr ErrorRow kInvalidMultipart{"request.invalid_multipart", Code::kInvalid,
                                            "The body is not valid multipart/form-data."};
inline constexpr ErrorRow kRangeNotSatisfiable{"request.range_not_satisfiable", Code::kRange,
                                               "The file has no such range."};
inline constexpr ErrorRow kSettingInvalid{"settings.invalid", Code::kInvalid,
                                          "A setting is wrong."};

// Who may
inline constexpr ErrorRow kLoginRequired{"auth.login_required", Code::kUnauthenticated,
                                         "A valid session is required."};
inline constexpr ErrorRow kNotAllowed{"auth.not_allowed", Code::kForbidden, "You may not do this."};
inline constexpr ErrorRow kWrongCredentials{"auth.wrong_username_or_password",
                                            Code::kUnauthenticated, "Wrong username or password."};
inline constexpr ErrorRow kTooManyAttempts{"auth.too_many_attempts", Code::kTooMany,
                                           "Too many failed attempts; try again later."};
inline constexpr ErrorRow kTenantUnknown{"tenant.not_found", Code::kNotFound,
                                         "There is no such tenant."};

// Users
inline constexpr ErrorRow kUserNotFound{"user.user_not_found", Code::kNotFound,
                                        "There is no such user."};
inline constexpr ErrorRow kEmailTaken{"user.email_taken", Code::kConflict,
                                      "This e-mail address is taken."};
inline constexpr ErrorRow kUsernameTaken{"user.username_taken", Code::kConflict,
                                         "This username is taken."};
inline constexpr ErrorRow kMobileTaken{"user.mobile_taken", Code::kConflict,
                                       "This mobile number is taken."};
inline constexpr ErrorRow kUserExists{"user.already_registered", Code::kConflict,
                                      "This user exists already."};
inline constexpr ErrorRow kPasswordWrong{"user.old_password_is_wrong", Code::kForbidden,
                                         "The old password is wrong."};
inline constexpr ErrorRow kPasswordWeak{
    "user.password_is_too_weak", Code::kInvalid,
    "The password is too common, or is the e-mail or username."};
inline constexpr ErrorRow kUserArchived{"user.user_archived", Code::kForbidden,
                                        "This profile is archived.", "UserArchived"};
inline constexpr ErrorRow kUserNotArchived{"user.user_is_not_archived", Code::kConflict,
                                           "This profile is not archived."};
inline constexpr ErrorRow kUserBanned{"user.user_banned", Code::kForbidden, "This user is banned.",
                                      "UserBanned"};
inline constexpr ErrorRow kEmailVerificationNeeded{
    "user.email_verification_needed", Code::kForbidden,
    "The e-mail address must be verified first.", "EmailVerificationNeeded"};
inline constexpr ErrorRow kMobileVerificationNeeded{
    "user.mobile_verification_needed", Code::kForbidden,
    "The mobile number must be verified first.", "MobileVerificationNeeded"};
inline constexpr ErrorRow kEmailTwoFactorNeeded{"user.email_two_factor_needed", Code::kForbidden,
                                                "A code sent by e-mail is needed to go on.",
                                                "EmailTwoFactorNeeded"};
inline constexpr ErrorRow kMobileTwoFactorNeeded{"user.mobile_two_factor_needed", Code::kForbidden,
                                                 "A code sent to the mobile is needed to go on.",
                                                 "MobileTwoFactorNeeded"};
inline constexpr ErrorRow kEmailUnknown{"user.email_unknown", Code::kUnauthenticated,
                                        "Nobody has this e-mail address."};
inline constexpr ErrorRow kMobileUnknown{"user.mobile_unknown", Code::kNotFound,
                                         "Nobody has verified this mobile number."};
inline constexpr ErrorRow kEmailAlreadyVerified{"user.email_already_verified", Code::kInvalid,
                                                "The e-mail address is verified already."};
inline constexpr ErrorRow kMobileAlreadyVerified{"user.mobile_already_verified", Code::kInvalid,
                                                 "The mobile number is verified already."};
inline constexpr ErrorRow kHasNoMobile{"user.has_no_mobile", Code::kInvalid,
                                       "The profile has no mobile number."};
inline constexpr ErrorRow kMobileIsSecondFactor{
    "user.mobile_is_second_factor", Code::kConflict,
    "The mobile number is needed for log-ins; choose another second factor first."};
inline constexpr ErrorRow kAddressChanged{"user.address_changed", Code::kConflict,
                                          "The person has another address by now."};
inline constexpr ErrorRow kLastSuperAdmin{"user.last_super_admin", Code::kConflict,
                                          "The last superAdmin cannot be removed."};
inline constexpr ErrorRow kSuperAdminOnly{"user.super_admin_only", Code::kForbidden,
                                          "Only a superAdmin may do this."};

// Groups
inline constexpr ErrorRow kGroupNotFound{"group.user_group_not_found", Code::kNotFound,
                                         "There is no such user group."};
inline constexpr ErrorRow kGroupMemberNotFound{"group.user_group_member_not_found", Code::kNotFound,
                                               "There is no such member of a user group."};
inline constexpr ErrorRow kTooManyGroups{"group.too_many_groups", Code::kUnprocessable,
                                         "The user is in more groups than one answer looks at."};
inline constexpr ErrorRow kAlreadyAMember{"group.user_is_already_a_member", Code::kConflict,
                                          "This user is a member of the group already."};

// Apps
inline constexpr ErrorRow kAppNotFound{"app.app_not_found", Code::kNotFound,
                                       "There is no such app."};
inline constexpr ErrorRow kAppNameTaken{"app.app_name_taken", Code::kConflict,
                                        "This app name is taken."};
inline constexpr ErrorRow kAppHasNoUrl{"app.app_has_no_url", Code::kConflict,
                                       "The app has no url yet."};
inline constexpr ErrorRow kAppRoleNotFound{"app.role_not_found", Code::kNotFound,
                                           "There is no such role."};
inline constexpr ErrorRow kAppRoleNameTaken{"app.role_name_taken", Code::kConflict,
                                            "The app has a role of this name already."};
inline constexpr ErrorRow kAppRoleElsewhere{"app.role_is_of_another_app", Code::kInvalid,
                                            "The role belongs to another app."};
inline constexpr ErrorRow kAppRoleAssigned{
    "app.role_is_assigned", Code::kConflict,
    "People have this role; delete it with force=true to take it from them."};
inline constexpr ErrorRow kTooManyAppRoles{"app.too_many_roles", Code::kUnprocessable,
                                           "The app has as many roles as it may have."};

// Members of apps
inline constexpr ErrorRow kNotAMember{"membership.user_is_not_a_member", Code::kNotFound,
                                      "This user is not a member of the app."};
inline constexpr ErrorRow kTooManyApps{"membership.too_many_apps", Code::kUnprocessable,
                                       "The user is in as many apps as a person may be."};
inline constexpr ErrorRow kOwnerStaysActive{"membership.owner_stays_active", Code::kInvalid,
                                            "The owner of an app is its active member."};
inline constexpr ErrorRow kRoleAlreadyAssigned{"membership.role_already_assigned", Code::kConflict,
                                               "The user has this role already."};
inline constexpr ErrorRow kAssignmentNotFound{"membership.role_assignment_not_found",
                                              Code::kNotFound,
                                              "There is no such assignment of a role."};
inline constexpr ErrorRow kTooManyAssignments{"membership.too_many_roles", Code::kUnprocessable,
                                              "The user has as many roles as a member may have."};

// Bans
inline constexpr ErrorRow kCannotBanYourself{"ban.cannot_ban_yourself", Code::kInvalid,
                                             "Nobody can ban the own account."};
inline constexpr ErrorRow kCannotBanOwner{"ban.cannot_ban_the_owner", Code::kInvalid,
                                          "The owner of an app cannot be banned in it."};
inline constexpr ErrorRow kCannotBanAdmin{"ban.cannot_ban_an_admin", Code::kInvalid,
                                          "Only a superAdmin can ban an admin."};

// Avatar files
inline constexpr ErrorRow kAvatarNotFound{"avatar.user_avatars_file_not_found", Code::kNotFound,
                                          "There is no such avatar file."};
inline constexpr ErrorRow kAvatarExists{"avatar.already_uploaded", Code::kConflict,
                                        "This avatar file exists already."};
inline constexpr ErrorRow kFileTooLarge{"avatar.file_too_large", Code::kTooLarge,
                                        "The file is larger than allowed."};
inline constexpr ErrorRow kImageTypeRefused{"avatar.image_type_is_not_allowed", Code::kMediaType,
                                            "The file must be a PNG, JPEG, GIF or WebP image."};
inline constexpr ErrorRow kImageRefused{"avatar.image_is_not_allowed", Code::kInvalid,
                                        "The file is no sound image."};
inline constexpr ErrorRow kImageTooManyPixels{"avatar.image_has_too_many_pixels", Code::kInvalid,
                                              "The image has more pixels than allowed."};
inline constexpr ErrorRow kFileNameRefused{"avatar.file_name_is_not_allowed", Code::kInvalid,
                                           "The file's name is not allowed."};

// Verifications
inline constexpr ErrorRow kCodeSentRecently{
    "verification.code_sent_recently", Code::kForbidden,
    "A code was sent a moment ago; wait before asking for another one."};
inline constexpr ErrorRow kCodeMismatch{"verification.secret_code_mismatch", Code::kForbidden,
                                        "The secret code is wrong."};
inline constexpr ErrorRow kCodeExpired{"verification.secret_code_expired", Code::kForbidden,
                                       "The secret code has expired."};
inline constexpr ErrorRow kNoOngoingVerification{"verification.no_ongoing_verification",
                                                 Code::kForbidden, "No verification is going on."};
inline constexpr ErrorRow kCodeRefused{
    "verification.secret_code_refused", Code::kForbidden,
    "The secret code is wrong, has expired, or was used already."};

inline constexpr ErrorRow kConfirmCodeRefused{
    "verification.confirm_code_refused", Code::kInvalid,
    "The confirm code is wrong, has expired, or was used already."};

// Sessions
inline constexpr ErrorRow kSessionNotFound{"session.session_not_found", Code::kNotFound,
                                           "There is no such session."};
inline constexpr ErrorRow kSessionEnded{"session.session_ended", Code::kUnauthenticated,
                                        "The session has ended."};
inline constexpr ErrorRow kRefreshTokenRefused{
    "session.refresh_token_refused", Code::kUnauthenticated,
    "The refresh token is wrong, has expired, or its session has ended."};
inline constexpr ErrorRow kRefreshTokenReused{
    "session.refresh_token_reused", Code::kUnauthenticated, "The refresh token was used before."};
inline constexpr ErrorRow kKeyNotFound{"key.key_not_found", Code::kNotFound,
                                       "There is no such key."};

// Invitations
inline constexpr ErrorRow kTooManyInvitations{"invitation.too_many_invitations", Code::kTooMany,
                                              "Too many reference mails; try again later."};

// Google
inline constexpr ErrorRow kGoogleOff{"google.google_is_not_set_up", Code::kNotFound,
                                     "Log-in by Google is not set up here."};
inline constexpr ErrorRow kGoogleTokenRefused{"google.id_token_refused", Code::kUnauthenticated,
                                              "The id_token is not good for a log-in here."};
inline constexpr ErrorRow kGoogleEmailUnverified{
    "google.email_is_not_verified", Code::kForbidden,
    "Google has not verified the e-mail address of this account."};
inline constexpr ErrorRow kGoogleFlowRefused{
    "google.log_in_was_not_begun_here", Code::kInvalid,
    "This log-in was not begun in this browser, or took too long; begin again."};
inline constexpr ErrorRow kGoogleDenied{"google.access_denied", Code::kForbidden,
                                        "The log-in at Google was not finished."};
inline constexpr ErrorRow kGoogleUnavailable{"google.unavailable", Code::kUnavailable,
                                             "Google cannot be reached."};

// Messages
inline constexpr ErrorRow kMessageNotFound{"message.message_not_found", Code::kNotFound,
                                           "There is no such message."};
inline constexpr ErrorRow kMessageInvalid{"message.message_is_invalid", Code::kInternal,
                                          "A message lacks a good address or a parameter."};
inline constexpr ErrorRow kTemplateInvalid{"message.template_is_invalid", Code::kInternal,
                                           "A template cannot be rendered."};

// Permissions
inline constexpr ErrorRow kPermissionNotFound{"permission.permission_not_found", Code::kNotFound,
                                              "There is no such permission."};
inline constexpr ErrorRow kAlreadyGranted{"permission.already_granted", Code::kConflict,
                                          "This permission is granted already."};
inline constexpr ErrorRow kGrantSubject{
    "permission.grant_names_no_subject", Code::kInvalid,
    "A grant names roleId, subjectUserId or subjectUserGroupId, or a roleId and a subjectUserId."};
inline constexpr ErrorRow kTooManyGrants{
    "permission.too_many_grants", Code::kUnprocessable,
    "More grants apply than one answer holds; check single objects instead."};

// Keys that are stored wrapped
inline constexpr ErrorRow kMasterKeyWrong{
    "keys.master_key_wrong", Code::kInternal,
    "The master key is missing, malformed or not the one that wrapped the key ring."};
inline constexpr ErrorRow kStoredKeyDamaged{"keys.stored_key_damaged", Code::kInternal,
                                            "A stored key cannot be opened."};
inline constexpr ErrorRow kSubjectKeyMissing{"keys.subject_key_missing", Code::kInternal,
                                             "A subject has no key."};
inline constexpr ErrorRow kHashNotSupported{
    "password.hash_not_supported", Code::kInternal,
    "A stored password hash has an unknown form or asks for too much work."};

// Parts that are busy or down
inline constexpr ErrorRow kHashPoolFull{"password.hash_pool_is_full", Code::kUnavailable,
                                        "Too many log-ins at once; try again shortly."};
inline constexpr ErrorRow kLogUnavailable{"log.unavailable", Code::kUnavailable,
                                          "The event log cannot be reached."};
inline constexpr ErrorRow kLogBusy{"log.busy", Code::kUnavailable,
                                   "Too many writes at once; try again shortly."};
inline constexpr ErrorRow kOutcomeUnknown{
    "log.outcome_unknown", Code::kUnavailable,
    "The connection was lost while saving; ask again with the same Idempotency-Key."};
inline constexpr ErrorRow kReadModelUnavailable{"read_model.unavailable", Code::kUnavailable,
                                                "Lists cannot be read right now."};
inline constexpr ErrorRow kReadModelBehind{"read_model.behind", Code::kUnavailable,
                                           "Lists have not caught up with your write yet."};
inline constexpr ErrorRow kStreamChanged{"log.stream_changed", Code::kConflict,
                                         "Somebody else changed this at the same time."};
inline constexpr ErrorRow kCorruptEvent{"log.corrupt_event", Code::kInternal,
                                        "A stored event cannot be read."};
inline constexpr ErrorRow kLogBehindReader{
    "log.behind_reader", Code::kInternal,
    "More was read from the log than it has: a backup was restored; rebuild."};
inline constexpr ErrorRow kTooManyReaders{"events.too_many_readers", Code::kUnavailable,
                                          "Too many readers follow the events; try again later."};
inline constexpr ErrorRow kTopicUnavailable{"topic.unavailable", Code::kUnavailable,
                                            "The topic cannot be reached."};

}  // namespace authledger::errors
