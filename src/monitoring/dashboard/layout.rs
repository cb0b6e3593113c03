//! Panels on a grid, row by row.

use super::model::{Datasource, FieldConfig, FieldDefaults, Panel, Position, Query, ThresholdStep, Thresholds};

const COLUMNS: u32 = 24;
/// Three panels side by side.
const WIDTH: u32 = 8;
const HEIGHT: u32 = 7;

/// A panel before it has a place.
pub(super) struct Chart {
    title: &'static str,
    kind: &'static str,
    unit: &'static str,
    min: Option<u32>,
    thresholds: Option<Thresholds>,
    queries: Vec<(String, String)>,
}

/// Curves over time.
pub(super) fn curves(title: &'static str, unit: &'static str) -> Chart {
    Chart { title, kind: "timeseries", unit, min: Some(0), thresholds: None, queries: Vec::new() }
}

/// The last value as a number, red at the bottom and green at the top.
pub(super) fn number(title: &'static str, unit: &'static str, steps: [f64; 2]) -> Chart {
    let step = |color, value| ThresholdStep { color, value };
    let steps = vec![step("red", None), step("orange", Some(steps[0])), step("green", Some(steps[1]))];
    Chart { title, kind: "stat", unit, min: None, thresholds: Some(Thresholds { mode: "absolute", steps }), queries: Vec::new() }
}

impl Chart {
    /// Adds a query; its curves are called after a pattern such as `{{pod}}`.
    #[must_use]
    pub(super) fn of(mut self, expression: impl Into<String>, legend: impl Into<String>) -> Self {
        self.queries.push((expression.into(), legend.into()));
        self
    }
}

/// Places panels one after the other.
pub(super) struct Layout {
    source: &'static str,
    panels: Vec<Panel>,
    next: u32,
    x: u32,
    y: u32,
}

impl Layout {
    /// An empty page over a source of data.
    pub(super) fn new(source: &'static str) -> Self {
        Self { source, panels: Vec::new(), next: 1, x: 0, y: 0 }
    }

    /// Adds a row with its heading; a row without charts is left out.
    pub(super) fn row(&mut self, title: impl Into<String>, charts: Vec<Chart>) {
        if charts.is_empty() {
            return;
        }
        self.end_line();
        let grid_pos = Position { x: 0, y: self.y, w: COLUMNS, h: 1 };
        let id = self.id();
        self.panels.push(Panel {
            id,
            kind: "row",
            title: title.into(),
            grid_pos,
            collapsed: Some(false),
            datasource: None,
            targets: Vec::new(),
            field_config: None,
            options: None,
            panels: Some([]),
        });
        self.y += 1;
        for chart in charts {
            self.place(chart);
        }
    }

    fn id(&mut self) -> u32 {
        self.next += 1;
        self.next - 1
    }

    fn end_line(&mut self) {
        if self.x > 0 {
            (self.x, self.y) = (0, self.y + HEIGHT);
        }
    }

    fn place(&mut self, chart: Chart) {
        let Chart { title, kind, unit, min, thresholds, queries } = chart;
        let grid_pos = Position { x: self.x, y: self.y, w: WIDTH, h: HEIGHT };
        self.x += WIDTH;
        if self.x >= COLUMNS {
            self.end_line();
        }
        let datasource = Datasource { kind: "prometheus", uid: self.source };
        let query = |(letter, (expr, legend_format)): (char, (String, String))| Query {
            ref_id: letter.to_string(),
            datasource: datasource.clone(),
            expr,
            legend_format,
        };
        let targets = ('A'..='Z').zip(queries).map(query).collect();
        let defaults = FieldDefaults { unit, min, thresholds };
        let id = self.id();
        self.panels.push(Panel {
            id,
            kind,
            title: title.to_owned(),
            grid_pos,
            collapsed: None,
            datasource: Some(datasource),
            targets,
            field_config: Some(FieldConfig { defaults, overrides: [] }),
            options: None,
            panels: None,
        });
    }

    /// The panels in their places.
    pub(super) fn into_panels(self) -> Vec<Panel> {
        self.panels
    }
}
