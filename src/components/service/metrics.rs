//! The metrics of a service.

use super::{PORT, ROLE};
use crate::components::contract::{Metrics, Subject};
use crate::diag::{Diagnostic, Report, codes};
use crate::fields::{Duration, HttpPath, SeriesName};
use crate::layers::Place;
use crate::yaml::{WordOrMap, word_or_map};
use schemars::JsonSchema;
use serde::Deserialize;

/// Where the metrics are: a path, or a map that also says what they are called.
#[derive(Clone, Debug)]
pub(super) struct MetricsSpec(NamedMetrics);

/// The map form.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NamedMetrics {
    /// The path.
    path: HttpPath,
    /// How often they are asked for, if not as often as everything else.
    #[serde(default)]
    every: Option<Duration>,
    /// The counter of requests, with the label `status`; `http_requests_total` if not given.
    #[serde(default)]
    requests: Option<SeriesName>,
    /// The histogram of seconds, without `_bucket`; `http_request_duration_seconds` if not given.
    #[serde(default)]
    latency: Option<SeriesName>,
}

impl WordOrMap for MetricsSpec {
    type Word = HttpPath;
    type Map = NamedMetrics;
    const EXPECTED: &'static str = "a path such as `/metrics`, or `{path: /metrics, every: 10s}`";

    fn of_word(path: HttpPath) -> Self {
        Self(NamedMetrics { path, every: None, requests: None, latency: None })
    }

    fn of_map(map: NamedMetrics) -> Self {
        Self(map)
    }
}

word_or_map!(MetricsSpec, "ServiceMetrics", "The path of Prometheus metrics, or a map that also says what they are called.");

/// What prometheus-fastapi-instrumentator shows unless told otherwise: a counter with `handler`, `method` and `status`, whose values
/// are `2xx` to `5xx`, and a histogram (trallnag/prometheus-fastapi-instrumentator src/.../metrics.py `default`, v7, 2025-03).
const REQUESTS: &str = "http_requests_total";
const LATENCY: &str = "http_request_duration_seconds";

impl MetricsSpec {
    /// The metrics on the port of the service; `place` is where the spec stands.
    pub(super) fn resolve(self, port: u16, place: &Place<'_>, report: &mut Report) -> Metrics {
        let Self(NamedMetrics { path, every, requests, latency }) = self;
        if every.is_some_and(|every| every.seconds() == 0) {
            report.push(
                Diagnostic::error(codes::BAD_DURATION, "`every` has to be more than nothing")
                    .at(place.key("every").span())
                    .help("write `10s` or more, or leave it out"),
            );
        }
        let mut suffixes = ["_bucket", "_sum", "_count"].into_iter();
        if let Some(histogram) = suffixes.find_map(|suffix| latency.as_ref()?.as_str().strip_suffix(suffix)) {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "this is a part of a histogram")
                    .at(place.key("latency").span())
                    .help(format!("name the whole: `{histogram}`")),
            );
        }
        let name = |name: Option<SeriesName>, usual: &str| name.map_or_else(|| usual.to_owned(), |name| name.as_str().to_owned());
        Metrics {
            role: ROLE,
            port,
            port_name: PORT,
            path: path.as_str().to_owned(),
            every,
            about: Subject::Requests { counter: name(requests, REQUESTS), histogram: name(latency, LATENCY) },
            login: None,
        }
    }
}
