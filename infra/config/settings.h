// Every setting of the product: one row each, from which the TOML file, the environment, the flags
// and `config show` are made. File < environment AUTHLEDGER__SECTION__KEY < flags; an unknown key
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
  std::int64_t email_verification_required = 0;
  std::int64_t mobile_verification_required = 0;
  std::string second_factor = "off";
  std::string second_factor_roles;
  std::int64_t pending_session_ttl_s = 900;
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
  std::string log_level = "info";
  std::string master_key;

  bool development() const { return env == "development"; }
  bool cluster() const { return profile == "cluster"; }
  bool limits() const { return limits_enabled < 0 ? !development() : limits_enabled != 0; }
};

// A setting: its dotted name, its place, what it is for. `secret` ones are shown as ****.
template <class M>
struct SettingRow {
  std::string_view name;
  M Settings::*member;
  std::string_view about;
  bool secret = false;
};
template <class M>
constexpr SettingRow<M> setting(std::string_view name, M Settings::*member, std::string_view about,
                                bool secret = false) {
  return {name, member, about, secret};
}

// The rows, in the order of `config show`.
constexpr auto setting_rows() {
  return std::tuple{
      setting("service.env", &Settings::env, "development or production; also AUTHLEDGER_ENV"),
      setting("service.profile", &Settings::profile,
              "embedded (SQLite, no servers) or cluster (PostgreSQL, Kafka, Elasticsearch)"),
      setting("service.data_dir", &Settings::data_dir,
              "the folder of the embedded profile's files and of the master key made at the first "
              "start"),
      setting("service.codename", &Settings::codename,
              "names the token header and cookie: <codename>-access-token"),
      setting("http.listen", &Settings::listen, "HOST:PORT; port 0 picks a free one"),
      setting("http.body_limit_bytes", &Settings::body_limit_bytes, "the largest JSON body"),
      setting("files.upload_limit_bytes", &Settings::upload_limit_bytes, "the largest avatar file"),
      setting("files.image_pixels_max", &Settings::image_pixels_max,
              "the most pixels of an avatar, width times height"),
      setting("http.cors_origins", &Settings::cors_origins,
              "origins that browsers may call from, separated by commas; empty: none"),
      setting("http.workers", &Settings::http_workers, "threads that run reads"),
      setting("http.write_workers", &Settings::http_write_workers,
              "threads that run writes, log-ins among them"),
      setting("http.io_threads", &Settings::http_io_threads, "threads that read and write sockets"),
      setting("http.queue", &Settings::http_queue,
              "reads that may wait for a worker; more are answered 503"),
      setting("http.write_queue", &Settings::http_write_queue,
              "writes that may wait for a worker; more are answered 503"),
      setting("http.connections_max", &Settings::connections_max,
              "open connections; one more displaces the one that has been idle the longest"),
      setting("http.connections_per_address", &Settings::connections_per_address,
              "open connections of one client address; 0: no limit"),
      setting("http.held_bytes_max", &Settings::held_bytes_max,
              "memory for bodies and for answers that their readers do not take, of all clients; "
              "over it those that hold some the longest are cut"),
      setting("http.idle_timeout_s", &Settings::idle_timeout_s,
              "a connection without a request is closed"),
      setting("http.header_timeout_s", &Settings::header_timeout_s,
              "the time a client has to send the head of a request"),
      setting("http.request_timeout_s", &Settings::request_timeout_s,
              "the time a client has to send one request"),
      setting("http.write_timeout_s", &Settings::write_timeout_s,
              "a connection that takes nothing of its answer for so long is closed"),
      setting("http.tls_certificate", &Settings::tls_certificate,
              "PEM file; with http.tls_key the service speaks TLS"),
      setting("http.tls_key", &Settings::tls_key, "PEM file of the private key"),
      setting("tokens.access_ttl_s", &Settings::access_ttl_s, "life of an access token"),
      setting("tokens.refresh_ttl_s", &Settings::refresh_ttl_s, "life of a session"),
      setting("tokens.issuer", &Settings::issuer, "iss of every token"),
      setting("tokens.key_max_age_days", &Settings::key_max_age_days,
              "signing keys are replaced at this age; 0: never by age"),
      setting("users.archive_window_days", &Settings::archive_window_days,
              "how long an archived profile can be restored"),
      setting("password.memory_kib", &Settings::memory_kib, "Argon2id memory"),
      setting("password.iterations", &Settings::iterations, "Argon2id passes"),
      setting("password.parallelism", &Settings::parallelism, "Argon2id lanes"),
      setting("password.threads", &Settings::password_threads, "threads that hash"),
      setting("password.queue", &Settings::password_queue,
              "log-ins that may wait for one; more are answered 503"),
      setting("limits.enabled", &Settings::limits_enabled,
              "rate limits per client address: 1, 0, or -1 for on in production only"),
      setting("limits.login_per_minute", &Settings::login_per_minute, "log-ins of one address"),
      setting("limits.sign_up_per_minute", &Settings::sign_up_per_minute,
              "registrations of one address"),
      setting("limits.verification_per_minute", &Settings::verification_per_minute,
              "codes asked for and brought by one address"),
      setting("login.email_verification_required", &Settings::email_verification_required,
              "1: no log-in before the e-mail address is verified"),
      setting("login.mobile_verification_required", &Settings::mobile_verification_required,
              "1: no log-in before the mobile number is verified"),
      setting("login.second_factor", &Settings::second_factor,
              "what every log-in asks for beside the password: off, email or mobile"),
      setting("login.second_factor_roles", &Settings::second_factor_roles,
              "the same for some roles, as in admin=email,superAdmin=mobile"),
      setting("login.pending_session_ttl_s", &Settings::pending_session_ttl_s,
              "how long a log-in waits for its second factor"),
      setting("verification.code_ttl_s", &Settings::code_ttl_s,
              "life of a code that verifies an address or resets a password"),
      setting("verification.second_factor_ttl_s", &Settings::second_factor_ttl_s,
              "life of a second factor's code"),
      setting("verification.resend_window_s", &Settings::resend_window_s,
              "so long nobody gets another code of the same kind; 0: at once"),
      setting("verification.max_tries", &Settings::code_tries_max, "wrong tries that void a code"),
      setting("verification.link_url", &Settings::verification_link_url,
              "links in messages lead to <this>/<service>?userId=…&code=…; empty: no links"),
      setting("cache.size_mib", &Settings::cache_mib, "answers of lists kept in memory"),
      setting("cache.ttl_s", &Settings::cache_ttl_s,
              "how long an answer is kept when nothing changes"),
      setting("consistency.wait_ms", &Settings::read_wait_ms,
              "how long a list waits for a write it has to show"),
      setting("events.readers_max", &Settings::event_readers_max,
              "clients that may follow the events over HTTP at a time"),
      setting("events.heart_beat_s", &Settings::heart_beat_s,
              "a stream without events gets a sign of life so often"),
      setting("projections.samples_per_minute", &Settings::samples_per_minute,
              "streams of each read model that are folded again and compared; 0: none"),
      setting("postgres.url", &Settings::postgres_url, "the event log of the cluster profile",
              true),
      setting("postgres.readers", &Settings::postgres_readers, "connections for reading"),
      setting("kafka.brokers", &Settings::kafka_brokers, "host:port, separated by commas"),
      setting("kafka.topic", &Settings::kafka_topic, "where events are published"),
      setting("elasticsearch.url", &Settings::elasticsearch_url,
              "the read models of the cluster profile", true),
      setting("elasticsearch.prefix", &Settings::elasticsearch_prefix, "of every index"),
      setting("mail.smtp_url", &Settings::smtp_url,
              "smtp[s]://[user:password@]host[:port], several separated by commas are tried in "
              "order; empty: no mail is sent",
              true),
      setting("mail.from", &Settings::mail_from, "sender: address, or name <address>"),
      setting("mail.username", &Settings::smtp_username, "for SMTP servers whose URL names none"),
      setting("mail.password", &Settings::smtp_password, "its password", true),
      setting("mail.starttls", &Settings::smtp_starttls,
              "of smtp:// servers: required, optional or off"),
      setting("mail.ca_file", &Settings::smtp_ca_file,
              "PEM file of who vouches for the SMTP servers; empty: the system's"),
      setting("mail.timeout_s", &Settings::smtp_timeout_s, "for one mail to one SMTP server"),
      setting("sms.webhook_url", &Settings::sms_webhook_url,
              "where text messages are posted to; empty: none is sent", true),
      setting("sms.webhook_style", &Settings::sms_webhook_style, "json or form"),
      setting("sms.webhook_secret", &Settings::sms_webhook_secret,
              "signs the requests; empty: no signature", true),
      setting("sms.from", &Settings::sms_from, "sender of text messages; empty: the provider's"),
      setting("sms.ca_file", &Settings::sms_ca_file,
              "PEM file of who vouches for the provider; empty: the system's"),
      setting("sms.timeout_s", &Settings::sms_timeout_s, "for one text message"),
      setting("messages.templates_dir", &Settings::templates_dir,
              "folder of own texts, <language>/<template>.txt; empty: the program's"),
      setting("messages.service_name", &Settings::service_name, "how messages call this service"),
      setting("messages.workers", &Settings::message_workers,
              "threads that send; 0: this process sends nothing"),
      setting("messages.lease_s", &Settings::message_lease_s,
              "how long a message is one process's; another one takes over after that"),
      setting("messages.retry_first_s", &Settings::message_retry_first_s,
              "before the second attempt; doubles with each"),
      setting("messages.retry_max_s", &Settings::message_retry_max_s, "between two attempts"),
      setting("messages.attempts_max", &Settings::message_attempts_max, "then it is given up"),
      setting("messages.give_up_after_s", &Settings::message_give_up_after_s,
              "age at which a message is given up"),
      setting("log.level", &Settings::log_level, "debug, info, warning or error"),
      setting("keys.master_key", &Settings::master_key,
              "32 bytes in hex or base64; wraps every other key", true)};
}

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
