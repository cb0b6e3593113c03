//! The fields of Prometheus (3.14, `config/config.go`, and `HTTPClientConfig` of prometheus/common, 2026-08), and those of 2.x that
//! have gone since.

use super::super::fields::{Field, Fields, Shape};
use Shape::{Any, Bool, Duration, List, Map, Number, OneOf, Pattern, Text, Values};

/// Every map of the configuration.
const fn fields(title: &'static str, own: &'static [Field]) -> Fields {
    Fields { title, own, shared: &[], required: &[], open: None }
}

pub(super) const CONFIGURATION: Shape = Map(&fields(
    "the configuration",
    &[
        ("global", Map(&GLOBAL)),
        ("runtime", Map(&fields("`runtime`", &[("gogc", Number)]))),
        ("alerting", Map(&ALERTING)),
        ("rule_files", List(&Text)),
        ("scrape_config_files", List(&Text)),
        ("scrape_configs", List(&Map(&SCRAPE))),
        (
            "storage",
            Map(&fields("`storage`", &[("tsdb", Any), ("exemplars", Map(&fields("`exemplars`", &[("max_exemplars", Number)])))])),
        ),
        ("tracing", Any),
        ("remote_write", List(&Map(&REMOTE_WRITE))),
        ("remote_read", List(&Map(&REMOTE_READ))),
        ("otlp", Any),
    ],
));

/// How a program of Prometheus calls others.
pub(in crate::contents) const HTTP_CLIENT: &[Field] = &[
    ("basic_auth", Any),
    ("authorization", Any),
    ("oauth2", Any),
    ("bearer_token", Text),
    ("bearer_token_file", Text),
    ("tls_config", Map(&TLS)),
    ("follow_redirects", Bool),
    ("enable_http2", Bool),
    ("http_headers", Any),
    ("proxy_url", Text),
    ("no_proxy", Text),
    ("proxy_from_environment", Bool),
    ("proxy_connect_header", Any),
];

const TLS: Fields = fields(
    "`tls_config`",
    &[
        ("ca", Text),
        ("cert", Text),
        ("key", Text),
        ("ca_file", Text),
        ("cert_file", Text),
        ("key_file", Text),
        ("ca_ref", Text),
        ("cert_ref", Text),
        ("key_ref", Text),
        ("server_name", Text),
        ("insecure_skip_verify", Bool),
        ("min_version", Text),
        ("max_version", Text),
    ],
);

/// What a scrape is limited to, said for all jobs or for one.
const LIMITS: &[Field] = &[
    ("scrape_interval", Duration),
    ("scrape_timeout", Duration),
    ("scrape_protocols", List(&Text)),
    ("scrape_failure_log_file", Text),
    ("body_size_limit", Text),
    ("sample_limit", Number),
    ("target_limit", Number),
    ("label_limit", Number),
    ("label_name_length_limit", Number),
    ("label_value_length_limit", Number),
    ("keep_dropped_targets", Number),
    ("metric_name_validation_scheme", Text),
    ("metric_name_escaping_scheme", Text),
    ("scrape_native_histograms", Bool),
    ("convert_classic_histograms_to_nhcb", Bool),
    ("always_scrape_classic_histograms", Bool),
    ("extra_scrape_metrics", Bool),
];

const GLOBAL: Fields = Fields {
    title: "`global`",
    own: &[
        ("evaluation_interval", Duration),
        ("rule_query_offset", Duration),
        ("query_log_file", Text),
        ("external_labels", Values(&Text)),
    ],
    shared: &[LIMITS],
    required: &[],
    open: None,
};

const RELABELING: Shape = List(&Map(&fields(
    "a relabeling rule",
    &[
        ("source_labels", List(&Text)),
        ("separator", Text),
        ("regex", Pattern),
        ("modulus", Number),
        ("target_label", Text),
        ("replacement", Text),
        ("action", OneOf(&ACTIONS)),
    ],
)));

const ACTIONS: [&str; 11] = [
    "replace",
    "keep",
    "drop",
    "keepequal",
    "dropequal",
    "hashmod",
    "labelmap",
    "labeldrop",
    "labelkeep",
    "lowercase",
    "uppercase",
];

const SCRAPE: Fields = Fields {
    title: "a scrape configuration",
    own: &[
        ("job_name", Text),
        ("honor_labels", Bool),
        ("honor_timestamps", Bool),
        ("track_timestamps_staleness", Bool),
        ("params", Values(&List(&Text))),
        ("fallback_scrape_protocol", Text),
        ("scrape_classic_histograms", Bool),
        ("metrics_path", Text),
        ("scheme", Text),
        ("enable_compression", Bool),
        ("native_histogram_bucket_limit", Number),
        ("native_histogram_min_bucket_factor", Number),
        ("relabel_configs", RELABELING),
        ("metric_relabel_configs", RELABELING),
        ("static_configs", STATIC),
        ("kubernetes_sd_configs", KUBERNETES),
        ("file_sd_configs", List(&Map(&FILES))),
        ("dns_sd_configs", List(&Map(&DNS))),
    ],
    shared: &[LIMITS, HTTP_CLIENT],
    required: &["job_name"],
    open: Some("_sd_configs"),
};

const STATIC: Shape = List(&Map(&fields("a static configuration", &[("targets", List(&Text)), ("labels", Values(&Text))])));

const KUBERNETES: Shape = List(&Map(&Fields {
    title: "a Kubernetes service discovery",
    own: &[
        ("api_server", Text),
        ("role", OneOf(&["pod", "service", "endpoints", "endpointslice", "node", "ingress"])),
        ("kubeconfig_file", Text),
        ("namespaces", Map(&fields("`namespaces`", &[("own_namespace", Bool), ("names", List(&Text))]))),
        ("selectors", List(&Map(&fields("a selector", &[("role", Text), ("label", Text), ("field", Text)])))),
        ("attach_metadata", Any),
    ],
    shared: &[HTTP_CLIENT],
    required: &["role"],
    open: None,
}));

const FILES: Fields = Fields {
    required: &["files"],
    ..fields("a file service discovery", &[("files", List(&Text)), ("refresh_interval", Duration)])
};

const DNS: Fields = Fields {
    required: &["names"],
    ..fields(
        "a DNS service discovery",
        &[
            ("names", List(&Text)),
            ("refresh_interval", Duration),
            ("type", OneOf(&["srv", "a", "aaaa", "mx", "ns"])),
            ("port", Number),
        ],
    )
};

const ALERTING: Fields =
    fields("`alerting`", &[("alert_relabel_configs", RELABELING), ("alertmanagers", List(&Map(&ALERTMANAGER)))]);

const ALERTMANAGER: Fields = Fields {
    title: "an Alertmanager",
    own: &[
        ("sigv4", Any),
        ("scheme", Text),
        ("path_prefix", Text),
        ("timeout", Duration),
        ("api_version", Text),
        ("relabel_configs", RELABELING),
        ("alert_relabel_configs", RELABELING),
        ("static_configs", STATIC),
        ("kubernetes_sd_configs", KUBERNETES),
        ("file_sd_configs", List(&Map(&FILES))),
        ("dns_sd_configs", List(&Map(&DNS))),
    ],
    shared: &[HTTP_CLIENT],
    required: &[],
    open: Some("_sd_configs"),
};

const REMOTE_WRITE: Fields = Fields {
    title: "a `remote_write`",
    own: &[
        ("url", Text),
        ("remote_timeout", Duration),
        ("headers", Values(&Text)),
        ("write_relabel_configs", RELABELING),
        ("name", Text),
        ("send_exemplars", Bool),
        ("send_native_histograms", Bool),
        ("round_robin_dns", Bool),
        ("protobuf_message", Text),
        ("failed_request_logging", Bool),
        ("queue_config", Any),
        ("metadata_config", Any),
        ("sigv4", Any),
        ("azuread", Any),
        ("google_iam", Any),
    ],
    shared: &[HTTP_CLIENT],
    required: &["url"],
    open: None,
};

const REMOTE_READ: Fields = Fields {
    title: "a `remote_read`",
    own: &[
        ("url", Text),
        ("remote_timeout", Duration),
        ("chunked_read_limit", Number),
        ("headers", Values(&Text)),
        ("read_recent", Bool),
        ("name", Text),
        ("required_matchers", Values(&Text)),
        ("filter_external_labels", Bool),
    ],
    shared: &[HTTP_CLIENT],
    required: &["url"],
    open: None,
};
