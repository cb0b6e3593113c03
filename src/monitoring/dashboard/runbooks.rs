//! The dashboard of runbooks: a text for each alert that the project has.

use super::model::{Panel, Position, TextOptions};
use super::{page, title, uid};
use crate::monitoring::runbooks::Runbook;

const PART: &str = "runbooks";
/// Two texts side by side.
const WIDTH: u32 = 12;
const HEIGHT: u32 = 8;

/// The text of the dashboard. A panel has the number of its runbook, by which alerts link to it.
pub(in crate::monitoring) fn runbooks(project: &str, runbooks: &[Runbook]) -> String {
    let panel = |(index, runbook): (u32, &Runbook)| Panel {
        id: runbook.number,
        kind: "text",
        title: runbook.alert.to_owned(),
        grid_pos: Position { x: index % 2 * WIDTH, y: index / 2 * HEIGHT, w: WIDTH, h: HEIGHT },
        collapsed: None,
        datasource: None,
        targets: Vec::new(),
        field_config: None,
        options: Some(TextOptions { mode: "markdown", content: runbook.text }),
        panels: None,
    };
    page(project, Some(PART), Vec::new(), (0..).zip(runbooks).map(panel).collect())
}

/// What the dashboard is called.
pub(in crate::monitoring) fn runbooks_title(project: &str) -> String {
    title(project, Some(PART))
}

/// Where the dashboard is, below the address of Grafana.
pub(in crate::monitoring) fn runbooks_path(project: &str) -> String {
    format!("/d/{}/{PART}", uid(project, Some(PART)))
}
