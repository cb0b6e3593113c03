//! What nginx knows: the directives of its core that people write, and where they may stand.
//!
//! Source: nginx.org, the page of each core and HTTP module, as of nginx 1.29 (2026-08). Modules bring more, which are not judged.

use std::ops::RangeInclusive;

/// Where a directive stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    Main,
    Events,
    Http,
    Server,
    Location,
    Upstream,
    /// `if` in a server.
    IfInServer,
    /// `if` in a location.
    IfInLocation,
}

use Context::{Events, Http, IfInLocation, IfInServer, Location, Main, Server, Upstream};

impl Context {
    /// What people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Main => "the top level",
            Events => "`events`",
            Http => "`http`",
            Server => "`server`",
            Location => "`location`",
            Upstream => "`upstream`",
            IfInServer => "an `if` of a `server`",
            IfInLocation => "an `if` of a `location`",
        }
    }

    /// What a block of this name is inside another; none where not all directives are known.
    pub(super) fn inside(name: &str, around: Context) -> Option<Context> {
        match (name, around) {
            ("events", Main) => Some(Events),
            ("http", Main) => Some(Http),
            ("server", Http) => Some(Server),
            ("upstream", Http) => Some(Upstream),
            ("location", Server | Location) => Some(Location),
            ("if", Server) => Some(IfInServer),
            ("if", Location) => Some(IfInLocation),
            _ => None,
        }
    }
}

/// A name, where it may stand, how many words follow it, and whether it has a block.
type Row = (&'static str, &'static [Context], RangeInclusive<usize>, bool);

const TOP: &[Context] = &[Main];
const ALL: &[Context] = &[Http, Server, Location];
const ALL_AND_IF: &[Context] = &[Http, Server, Location, IfInLocation];
const HOSTS: &[Context] = &[Http, Server];
const MANY: usize = 1_000;

/// The table.
pub(super) const DIRECTIVES: &[Row] = &[
    ("user", TOP, 1..=2, false),
    ("worker_processes", TOP, 1..=1, false),
    ("worker_rlimit_nofile", TOP, 1..=1, false),
    ("worker_shutdown_timeout", TOP, 1..=1, false),
    ("pid", TOP, 1..=1, false),
    ("daemon", TOP, 1..=1, false),
    ("load_module", TOP, 1..=1, false),
    ("pcre_jit", TOP, 1..=1, false),
    ("events", TOP, 0..=0, true),
    ("http", TOP, 0..=0, true),
    ("worker_connections", &[Events], 1..=1, false),
    ("multi_accept", &[Events], 1..=1, false),
    ("accept_mutex", &[Events], 1..=1, false),
    ("server", &[Http], 0..=0, true),
    ("upstream", &[Http], 1..=1, true),
    ("log_format", &[Http], 2..=MANY, false),
    ("limit_req_zone", &[Http], 3..=4, false),
    ("limit_conn_zone", &[Http], 2..=2, false),
    ("proxy_cache_path", &[Http], 2..=MANY, false),
    ("map_hash_bucket_size", &[Http], 1..=1, false),
    ("server_names_hash_bucket_size", &[Http], 1..=1, false),
    ("keepalive", &[Upstream], 1..=2, false),
    ("least_conn", &[Upstream], 0..=0, false),
    ("ip_hash", &[Upstream], 0..=0, false),
    ("listen", &[Server], 1..=MANY, false),
    ("server_name", &[Server], 1..=MANY, false),
    ("location", &[Server, Location], 1..=2, true),
    ("ssl_certificate", HOSTS, 1..=1, false),
    ("ssl_certificate_key", HOSTS, 1..=1, false),
    ("ssl_protocols", HOSTS, 1..=MANY, false),
    ("ssl_ciphers", HOSTS, 1..=1, false),
    ("ssl_session_cache", HOSTS, 1..=2, false),
    ("ssl_session_timeout", HOSTS, 1..=1, false),
    ("large_client_header_buffers", HOSTS, 2..=2, false),
    ("client_header_timeout", HOSTS, 1..=1, false),
    ("http2", HOSTS, 1..=1, false),
    ("http3", HOSTS, 1..=1, false),
    ("root", ALL_AND_IF, 1..=1, false),
    ("alias", &[Location], 1..=1, false),
    ("index", ALL, 1..=MANY, false),
    ("internal", &[Location], 0..=0, false),
    ("try_files", &[Server, Location], 2..=MANY, false),
    ("return", &[Server, Location, IfInServer, IfInLocation], 1..=2, false),
    ("rewrite", &[Server, Location, IfInServer, IfInLocation], 2..=3, false),
    ("error_page", ALL_AND_IF, 2..=MANY, false),
    ("access_log", &[Http, Server, Location, IfInLocation], 1..=MANY, false),
    ("add_header", ALL_AND_IF, 2..=3, false),
    ("expires", ALL_AND_IF, 1..=2, false),
    ("sendfile", ALL_AND_IF, 1..=1, false),
    ("tcp_nopush", ALL, 1..=1, false),
    ("tcp_nodelay", ALL, 1..=1, false),
    ("keepalive_timeout", &[Http, Server, Location, Upstream], 1..=2, false),
    ("keepalive_requests", &[Http, Server, Location, Upstream], 1..=1, false),
    ("send_timeout", ALL, 1..=1, false),
    ("server_tokens", ALL, 1..=1, false),
    ("default_type", ALL, 1..=1, false),
    ("autoindex", ALL, 1..=1, false),
    ("client_max_body_size", ALL, 1..=1, false),
    ("client_body_buffer_size", ALL, 1..=1, false),
    ("client_body_temp_path", ALL, 1..=4, false),
    ("client_body_timeout", ALL, 1..=1, false),
    ("gzip", ALL_AND_IF, 1..=1, false),
    ("gzip_types", ALL, 1..=MANY, false),
    ("gzip_min_length", ALL, 1..=1, false),
    ("gzip_comp_level", ALL, 1..=1, false),
    ("gzip_vary", ALL, 1..=1, false),
    ("gzip_proxied", ALL, 1..=MANY, false),
    ("proxy_pass", &[Location, IfInLocation], 1..=1, false),
    ("proxy_set_header", ALL, 2..=2, false),
    ("proxy_hide_header", ALL, 1..=1, false),
    ("proxy_http_version", ALL, 1..=1, false),
    ("proxy_buffering", ALL, 1..=1, false),
    ("proxy_request_buffering", ALL, 1..=1, false),
    ("proxy_buffer_size", ALL, 1..=1, false),
    ("proxy_buffers", ALL, 2..=2, false),
    ("proxy_busy_buffers_size", ALL, 1..=1, false),
    ("proxy_temp_path", ALL, 1..=4, false),
    ("proxy_cache", ALL, 1..=1, false),
    ("proxy_cache_valid", ALL, 1..=MANY, false),
    ("proxy_cache_key", ALL, 1..=1, false),
    ("proxy_connect_timeout", ALL, 1..=1, false),
    ("proxy_read_timeout", ALL, 1..=1, false),
    ("proxy_send_timeout", ALL, 1..=1, false),
    ("proxy_next_upstream", ALL, 1..=MANY, false),
    ("proxy_intercept_errors", ALL, 1..=1, false),
    ("proxy_redirect", ALL, 1..=2, false),
    ("proxy_ssl_verify", ALL, 1..=1, false),
    ("proxy_ssl_server_name", ALL, 1..=1, false),
    ("proxy_ssl_name", ALL, 1..=1, false),
    ("fastcgi_pass", &[Location, IfInLocation], 1..=1, false),
    ("uwsgi_pass", &[Location, IfInLocation], 1..=1, false),
    ("grpc_pass", &[Location, IfInLocation], 1..=1, false),
    ("fastcgi_temp_path", ALL, 1..=4, false),
    ("uwsgi_temp_path", ALL, 1..=4, false),
    ("scgi_temp_path", ALL, 1..=4, false),
    ("fastcgi_param", ALL, 2..=3, false),
    ("limit_req", ALL, 1..=3, false),
    ("limit_conn", ALL, 2..=2, false),
    ("auth_basic", ALL, 1..=1, false),
    ("auth_basic_user_file", ALL, 1..=1, false),
    ("auth_request", ALL, 1..=1, false),
    ("stub_status", &[Server, Location], 0..=1, false),
    ("set_real_ip_from", ALL, 1..=1, false),
    ("real_ip_header", ALL, 1..=1, false),
];
