//! The dashboard of the project: a row for the objectives, for each entry, and for what runs by the clock. Nothing is generic: what
//! the spec does not contain has no panel.

mod charts;
mod layout;
mod model;

use super::watch::Watch;
use crate::k8s::config;
use layout::Layout;
use model::{Dashboard, SCHEMA_VERSION, Templating, TimeRange, Variable};

/// The variable by which people choose the source of data, where mlkube does not bring it.
const CHOSEN: &str = "${datasource}";
/// The longest uid that Grafana takes (grafana/grafana pkg/util/shortid_generator.go, `MaxUIDLength`).
const MOST_UID: usize = 40;

/// The text of the dashboard. `source` is the uid of the source of its data; without one people choose.
pub(super) fn project(watch: &Watch<'_>, source: Option<&'static str>) -> String {
    let mut layout = Layout::new(source.unwrap_or(CHOSEN));
    layout.row("Objectives", charts::objectives(watch));
    for entry in charts::entries(watch) {
        layout.row(entry, charts::entry(watch, entry));
    }
    layout.row("Jobs and backups", charts::jobs(watch));
    layout.row("Pods", charts::pods(watch));
    let variable = Variable { name: "datasource", label: "Prometheus", kind: "datasource", query: "prometheus" };
    let dashboard = Dashboard {
        uid: uid(watch.project),
        title: watch.project.to_owned(),
        tags: ["mlkube"],
        schema_version: SCHEMA_VERSION,
        timezone: "browser",
        editable: false,
        refresh: "1m",
        time: TimeRange { from: "now-6h", to: "now" },
        templating: Templating { list: if source.is_some() { Vec::new() } else { vec![variable] } },
        panels: layout.into_panels(),
    };
    serde_json::to_string(&dashboard).expect("a struct of texts and numbers can be written")
}

fn uid(project: &str) -> String {
    let whole = format!("mlkube-{project}");
    if whole.len() <= MOST_UID { whole } else { format!("mlkube-{}", config::hash([project])) }
}
