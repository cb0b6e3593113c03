//! What a monitoring system may scrape.

use crate::fields::{Duration, SecretName};

/// Metrics that some pods of an entry show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metrics {
    /// What the pods do, as the label `app.kubernetes.io/component`.
    pub role: &'static str,
    /// The container's port and its name.
    pub port: u16,
    /// The name of the container's port, and of the Service's.
    pub port_name: &'static str,
    /// The path.
    pub path: String,
    /// How often, if not as often as everything else.
    pub every: Option<Duration>,
    /// What the metrics are about, and so what can be asked and watched.
    pub about: Subject,
    /// The Secret with the keys [`Metrics::USERNAME`] and [`Metrics::PASSWORD`] without which nothing is shown.
    pub login: Option<SecretName>,
}

impl Metrics {
    /// The key of a Secret that holds who asks.
    pub const USERNAME: &'static str = "username";
    /// The key of a Secret that holds the password.
    pub const PASSWORD: &'static str = "password";

    /// Metrics at the usual path, as often as everything else, for whoever asks.
    pub fn usual(role: &'static str, port: u16, port_name: &'static str, about: Subject) -> Self {
        Self { role, port, port_name, path: "/metrics".to_owned(), every: None, about, login: None }
    }
}

/// What metrics are about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Requests over HTTP.
    Requests {
        /// The counter of requests, with the label `status`.
        counter: String,
        /// The histogram of seconds, without `_bucket`.
        histogram: String,
    },
    /// Celery's queues and tasks (danihodovic/celery-exporter).
    Celery,
    /// Redis or Valkey (oliver006/redis_exporter).
    Redis,
    /// PostgreSQL (prometheus-community/postgres_exporter).
    Postgres,
    /// MLflow's requests (prometheus-flask-exporter).
    Mlflow,
    /// What objects of the cluster say of themselves (kube-state-metrics).
    Cluster,
    /// The monitoring system itself.
    Monitoring,
    /// Notifications (prometheus/alertmanager).
    Alertmanager,
    /// Something of the user's own.
    Own,
}

impl Subject {
    /// The counter of requests and the histogram of their seconds, if requests are counted.
    pub fn counted_requests(&self) -> Option<(&str, &str)> {
        match self {
            Self::Requests { counter, histogram } => Some((counter, histogram)),
            // `defaults_prefix="mlflow"` of prometheus_flask_exporter (mlflow 3.17 server/prometheus_exporter.py).
            Self::Mlflow => Some(("mlflow_http_request_total", "mlflow_http_request_duration_seconds")),
            _ => None,
        }
    }
}
