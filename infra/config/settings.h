// Every setting of the product; setting_rows.h has a row for each. File < environment
// AUTHLEDGER__SECTION__KEY < flags; an unknown key
// is an error.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "shared/result.h"

namespace authledger::infra {

// What an upload may hold around its file: multipart framing and metadata.
inline constexpr std::int64_t kUploadFramingBytes = 64 << 10;

struct Settings {
  std::string env = "production";
  std::string profile = "embedded";
  std::string data_dir = ".data";
  std::string codename = "airbnb3";
  std::string listen = "127.0.0.1:3011";
  std::int64_t body_limit_bytes = 1 << 20;
  std::int64_t upload_limit_bytes = 5LL << 20;
  std::int64_t image_pixels_max = 16'777'216;
  std::string stage_prefix = "/staging";
  std::string cors_origins;
  std::int64_t http_workers = 32;
  std::int64_t http_write_workers = 64;
  std::int64_t http_io_threads = 1;
  std::int64_t http_queue = 1024;
  std::int64_t http_write_queue = 256;
  std::int64_t connections_max = 10'000;
  std::int64_t connections_per_address = 0;
  std::int64_t held_bytes_max = 64LL << 20;
  std::int64_t idle_timeout_s = 60;
  std::int64_t header_timeout_s = 10;
  std::int64_t request_timeout_s = 30;
  std::int64_t write_timeout_s = 30;
  std::string tls_certificate;
  std::string tls_key;
  std::int64_t access_ttl_s = 900;
  std::int64_t refresh_ttl_s = 30LL * 24 * 3600;
  std::int64_t refresh_grace_s = 30;
  std::string issuer = "authledger";
  std::int64_t key_max_age_days = 90;
  std::int64_t archive_window_days = 30;
  std::int64_t memory_kib = 19456;
  std::int64_t iterations = 2;
  std::int64_t parallelism = 1;
  std::int64_t password_threads = 2;
  std::int64_t password_queue = 32;
  std::int64_t limits_enabled = -1;
  std::int64_t login_per_minute = 600;
  std::int64_t sign_up_per_minute = 120;
  std::int64_t verification_per_minute = 120;
  std::int64_t client_failures_per_minute = 60;
  std::int64_t email_verification_required = 0;
  std::int64_t mobile_verification_required = 0;
  std::string second_factor = "off";
  std::string second_factor_roles;
  std::int64_t pending_session_ttl_s = 900;
  std::int64_t ended_sessions_days = 30;
  std::int64_t code_ttl_s = 24 * 3600;
  std::int64_t second_factor_ttl_s = 300;
  std::int64_t resend_window_s = 60;
  std::int64_t code_tries_max = 5;
  std::string verification_link_url;
  std::int64_t cache_mib = 32;
  std::int64_t cache_ttl_s = 300;
  std::int64_t read_wait_ms = 2000;
  std::int64_t samples_per_minute = 60;
  std::int64_t event_readers_max = 8192;
  std::int64_t heart_beat_s = 15;
  std::string postgres_url;
  std::int64_t postgres_readers = 8;
  std::string kafka_brokers = "127.0.0.1:9092";
  std::string kafka_topic = "authledger.events";
  std::string elasticsearch_url = "http://127.0.0.1:9200";
  std::string elasticsearch_prefix = "authledger-";
  std::string smtp_url;
  std::string mail_from;
  std::string smtp_username;
  std::string smtp_password;
  std::string smtp_starttls = "required";
  std::string smtp_ca_file;
  std::int64_t smtp_timeout_s = 30;
  std::string sms_webhook_url;
  std::string sms_webhook_style = "json";
  std::string sms_webhook_secret;
  std::string sms_from;
  std::string sms_ca_file;
  std::int64_t sms_timeout_s = 30;
  std::string templates_dir;
  std::string service_name = "authledger";
  std::int64_t message_workers = 2;
  std::int64_t message_lease_s = 120;
  std::int64_t message_retry_first_s = 10;
  std::int64_t message_retry_max_s = 3600;
  std::int64_t message_attempts_max = 30;
  std::int64_t message_give_up_after_s = 24LL * 3600;
  std::int64_t reveal_tokens = 0;
  std::int64_t members_must_accept = 0;
  std::int64_t reference_mail_requires_token = 0;
  std::int64_t reference_mails_per_username = 10;
  std::int64_t reference_mails_per_address = 3;
  std::int64_t reference_mails_per_client = 30;
  std::string invite_url;
  std::string google_issuer = "https://accounts.google.com";
  std::string google_audience;
  std::string google_jwks_url;
  std::string google_client_id;
  std::string google_client_secret;
  std::string google_redirect_url;
  std::string google_ca_file;
  std::string log_level = "info";
  std::string master_key;

  bool development() const { return env == "development"; }
  bool reveals_tokens() const { return reveal_tokens != 0; }
  bool cluster() const { return profile == "cluster"; }
  bool limits() const { return limits_enabled < 0 ? !development() : limits_enabled != 0; }
};

struct SettingSource {
  std::string value;   // as text, secrets masked
  std::string source;  // default, the file's name, the environment variable, or the flag
};

struct LoadedSettings {
  Settings settings;
  std::map<std::string, SettingSource> sources;  // by dotted name
};

struct SettingsInput {
  std::string file;                          // empty: none
  std::vector<std::string> environment;      // NAME=VALUE lines
  std::map<std::string, std::string> flags;  // dotted name → text
};

// The parts of a value that lists several, separated by commas.
std::vector<std::string> split_list(const std::string& text);

// login.second_factor_roles taken apart: off, email or mobile by role. Errors: settings.invalid.
Result<std::map<std::string, std::string>> second_factors_by_role(const Settings& settings);

// Errors: settings.invalid naming the key, its source and what is wrong.
Result<LoadedSettings> load_settings(const SettingsInput& input);

}  // namespace authledger::infra
