//! MLflow's server. What is said of it here was measured with mlflow 3.17.2, 2026-11.

pub(super) mod hosts;
pub(super) mod image;
pub(super) mod memory;
pub(super) mod prefix;

use super::environment::Setting;
use super::image::Image;
use super::known::Program;

/// The version of an image of the project itself; that of its newest one for `latest`.
fn version(image: &Image<'_>) -> Option<(u32, u32)> {
    let is_own = image.path == "mlflow/mlflow";
    is_own.then(|| if matches!(image.tag, "" | "latest") { Some((3, 17)) } else { image.version() })?
}

/// Where a server keeps its experiments.
pub(super) fn store<'a>(program: &Program<'a, '_>) -> Setting<'a> {
    program.setting(&["--backend-store-uri"], "MLFLOW_BACKEND_STORE_URI")
}

/// Whether a server certainly keeps its experiments in a file.
pub(super) fn is_on_a_file(program: &Program<'_, '_>) -> bool {
    if program.command.has(&["--artifacts-only"]) {
        return false;
    }
    match store(program) {
        Setting::Text(uri, _) => uri.starts_with("sqlite:") || uri.starts_with("file:") || !uri.contains("://"),
        Setting::Absent => true,
        Setting::Unknown => false,
    }
}
