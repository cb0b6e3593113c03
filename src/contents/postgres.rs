//! Configuration of PostgreSQL: `postgresql.conf`.

use super::fault::Fault;
use super::fields::has_gap;
use super::formats::{Format, ends_in};
use crate::diag::{codes, nearest};

pub(super) const FORMAT: Format =
    Format { name: "PostgreSQL configuration", recognize: |name, _| ends_in(name, &["postgresql.conf"]), check };

/// Settings that people write (PostgreSQL 18, `pg_settings`, 2026-08). There are more, which are not judged.
const SETTINGS: [&str; 74] = [
    "archive_command",
    "archive_mode",
    "autovacuum",
    "autovacuum_max_workers",
    "autovacuum_naptime",
    "autovacuum_work_mem",
    "bgwriter_delay",
    "checkpoint_completion_target",
    "checkpoint_timeout",
    "client_encoding",
    "client_min_messages",
    "cluster_name",
    "data_directory",
    "datestyle",
    "deadlock_timeout",
    "default_statistics_target",
    "default_text_search_config",
    "dynamic_shared_memory_type",
    "effective_cache_size",
    "effective_io_concurrency",
    "fsync",
    "full_page_writes",
    "hba_file",
    "hot_standby",
    "huge_pages",
    "idle_in_transaction_session_timeout",
    "include_dir",
    "jit",
    "lc_messages",
    "lc_monetary",
    "lc_numeric",
    "lc_time",
    "listen_addresses",
    "lock_timeout",
    "log_checkpoints",
    "log_connections",
    "log_destination",
    "log_directory",
    "log_disconnections",
    "log_line_prefix",
    "log_lock_waits",
    "log_min_duration_statement",
    "log_min_messages",
    "log_statement",
    "log_timezone",
    "logging_collector",
    "maintenance_work_mem",
    "max_connections",
    "max_locks_per_transaction",
    "max_parallel_maintenance_workers",
    "max_parallel_workers",
    "max_parallel_workers_per_gather",
    "max_replication_slots",
    "max_wal_senders",
    "max_wal_size",
    "max_worker_processes",
    "min_wal_size",
    "password_encryption",
    "port",
    "random_page_cost",
    "restore_command",
    "shared_buffers",
    "shared_preload_libraries",
    "ssl",
    "statement_timeout",
    "synchronous_commit",
    "synchronous_standby_names",
    "temp_buffers",
    "timezone",
    "unix_socket_directories",
    "wal_buffers",
    "wal_compression",
    "wal_keep_size",
    "wal_level",
];

fn check(text: &str, faults: &mut Vec<Fault>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || has_gap(line) {
            continue;
        }
        let length = line.find(|letter: char| letter.is_whitespace() || letter == '=').unwrap_or(line.len());
        let name = &line[..length];
        // Extensions have names with a point.
        if name.contains('.') || name.starts_with("include") {
            continue;
        }
        let lower = name.to_lowercase();
        if !SETTINGS.contains(&lower.as_str()) {
            let near = nearest(&lower, SETTINGS).filter(|near| lower.len() > 5 && strsim::damerau_levenshtein(&lower, near) == 1);
            if let Some(near) = near {
                let fault = Fault::error(codes::SETTING, start..start + name.len(), format!("unknown setting `{name}`"));
                faults.push(fault.help(format!("did you mean `{near}`?")));
            }
            continue;
        }
        let value = line[length..].trim_start().trim_start_matches('=').trim_start();
        if has_two_words(value) {
            let begin = start + line.len() - value.len();
            let fault =
                Fault::error(codes::SETTING, begin..begin + value.len(), format!("`{name}` with several words and no quotes"));
            faults.push(fault.help("put the value in single quotes, or write it without blanks: `1GB`"));
        }
    }
}

/// Whether a value without quotes has a second word in front of its comment.
fn has_two_words(value: &str) -> bool {
    let value = value.split('#').next().unwrap_or_default().trim();
    !value.starts_with('\'') && value.split_whitespace().count() > 1
}
