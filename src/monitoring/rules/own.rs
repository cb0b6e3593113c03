//! Alerts of the user's own.

use super::Alert;
use crate::monitoring::settings::OwnRule;
use crate::monitoring::watch::Watch;

pub(super) fn alerts(watch: &Watch<'_>) -> Vec<Alert> {
    let alert = |rule: &OwnRule| {
        let OwnRule { name, expression, wait, severity, summary, description } = rule;
        Alert::new(name, *severity, &wait.to_string(), expression.clone())
            .says(summary, description.as_deref().unwrap_or(summary))
    };
    watch.rules.iter().map(alert).collect()
}
