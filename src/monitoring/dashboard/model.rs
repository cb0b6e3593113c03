//! Dashboards as Grafana reads them from files: its classic JSON model (Grafana documentation, "Dashboard JSON model", 2026-09),
//! of which later releases read every older version.

use serde::Serialize;

/// A dashboard.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dashboard {
    pub(super) uid: String,
    pub(super) title: String,
    pub(super) tags: [String; 2],
    pub(super) schema_version: u32,
    pub(super) timezone: &'static str,
    pub(super) editable: bool,
    pub(super) refresh: &'static str,
    pub(super) time: TimeRange,
    pub(super) templating: Templating,
    /// What stands at the top of the page to go on from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) links: Vec<DashboardLinks>,
    pub(super) panels: Vec<Panel>,
}

/// The version of the model that these structs are.
pub(super) const SCHEMA_VERSION: u32 = 41;

/// From when to when.
#[derive(Debug, Serialize)]
pub(super) struct TimeRange {
    pub(super) from: &'static str,
    pub(super) to: &'static str,
}

/// Variables that people choose.
#[derive(Debug, Serialize)]
pub(super) struct Templating {
    pub(super) list: Vec<Variable>,
}

/// A variable for the source of data.
#[derive(Debug, Serialize)]
pub(super) struct Variable {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) query: &'static str,
}

/// Links to the other dashboards that have some tags.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DashboardLinks {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) title: &'static str,
    pub(super) tags: Vec<String>,
    pub(super) as_dropdown: bool,
    pub(super) keep_time: bool,
}

/// A panel, or the heading of a row.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Panel {
    pub(super) id: u32,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) title: String,
    pub(super) grid_pos: Position,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) collapsed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) datasource: Option<Datasource>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) targets: Vec<Query>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) field_config: Option<FieldConfig>,
    /// The text of a panel that shows nothing else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) options: Option<TextOptions>,
    /// Those of a row that is folded; none as all are open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) panels: Option<[(); 0]>,
}

/// A text that somebody wrote.
#[derive(Clone, Debug, Serialize)]
pub(super) struct TextOptions {
    pub(super) mode: &'static str,
    pub(super) content: &'static str,
}

/// Where a panel is, on a grid of 24 columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Position {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) w: u32,
    pub(super) h: u32,
}

/// A source of data.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Datasource {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) uid: &'static str,
}

/// A query and the name of its curves.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Query {
    pub(super) ref_id: String,
    pub(super) datasource: Datasource,
    pub(super) expr: String,
    pub(super) legend_format: String,
}

/// How values are shown.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FieldConfig {
    pub(super) defaults: FieldDefaults,
    pub(super) overrides: [(); 0],
}

/// How values are shown that no override names.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FieldDefaults {
    pub(super) unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) min: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) thresholds: Option<Thresholds>,
}

/// Colours by value.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Thresholds {
    pub(super) mode: &'static str,
    pub(super) steps: Vec<ThresholdStep>,
}

/// A colour from a value on; the first has none.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ThresholdStep {
    pub(super) color: &'static str,
    pub(super) value: Option<f64>,
}
