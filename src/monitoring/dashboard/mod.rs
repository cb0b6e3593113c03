//! The dashboard of the project: a row for the objectives, for each entry, and for what runs by the clock. Nothing is generic: what
//! the spec does not contain has no panel.

mod charts;
mod layout;
mod model;
mod runbooks;

pub(super) use runbooks::{runbooks, runbooks_path, runbooks_title};

use super::watch::Watch;
use crate::k8s::config;
use layout::Layout;
use model::{Dashboard, DashboardLinks, Panel, SCHEMA_VERSION, Templating, TimeRange, Variable};

/// The variable by which people choose the source of data, where mlkube does not bring it.
const CHOSEN: &str = "${datasource}";
/// The longest uid that Grafana takes (grafana/grafana pkg/util/shortid_generator.go, `MaxUIDLength`).
const MOST_UID: usize = 40;

/// The text of the dashboard. `source` is the uid of the source of its data; without one people choose.
pub(super) fn project(watch: &Watch<'_>, source: Option<&'static str>) -> String {
    let mut layout = Layout::new(source.unwrap_or(CHOSEN));
    layout.row("Alerts", charts::alerts(watch));
    layout.row("Objectives", charts::objectives(watch));
    for entry in charts::entries(watch) {
        layout.row(entry, charts::entry(watch, entry));
    }
    layout.row("Jobs and backups", charts::jobs(watch));
    layout.row("GPUs", charts::gpus(watch));
    layout.row("Volumes and containers", charts::nodes(watch));
    layout.row("Pods", charts::pods(watch));
    let variable = Variable { name: "datasource", label: "Prometheus", kind: "datasource", query: "prometheus" };
    let variables = if source.is_some() { Vec::new() } else { vec![variable] };
    page(watch.project, None, variables, layout.into_panels())
}

/// The text of a page of the project. All pages of a project have its name as a tag, by which they link to each other.
fn page(project: &str, part: Option<&str>, variables: Vec<Variable>, panels: Vec<Panel>) -> String {
    let links = DashboardLinks {
        kind: "dashboards",
        title: "Dashboards of the project",
        tags: vec![project.to_owned()],
        as_dropdown: false,
        keep_time: true,
    };
    let dashboard = Dashboard {
        uid: uid(project, part),
        title: title(project, part),
        tags: ["mlkube".to_owned(), project.to_owned()],
        schema_version: SCHEMA_VERSION,
        timezone: "browser",
        editable: false,
        refresh: "1m",
        time: TimeRange { from: "now-6h", to: "now" },
        templating: Templating { list: variables },
        links: vec![links],
        panels,
    };
    serde_json::to_string(&dashboard).expect("a struct of texts and numbers can be written")
}

fn title(project: &str, part: Option<&str>) -> String {
    [Some(project), part].into_iter().flatten().collect::<Vec<_>>().join(": ")
}

fn uid(project: &str, part: Option<&str>) -> String {
    let named = |project: &str| [Some("mlkube"), Some(project), part].into_iter().flatten().collect::<Vec<_>>().join("-");
    let whole = named(project);
    if whole.len() <= MOST_UID { whole } else { named(&config::hash([project])) }
}
