//! `checks`: findings that are right for this project.

use crate::diag::{Allowed, Code, Diagnostic, Report, codes};
use crate::fields::CheckCode;
use crate::layers::Place;
use schemars::JsonSchema;
use serde::Deserialize;

/// How the objects of the project are checked.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChecksSpec {
    /// Findings that are right for this project, each with its reason. One that is not found any more is told.
    #[serde(default)]
    allow: Vec<AllowSpec>,
}

/// A finding that is right.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AllowSpec {
    /// The code of the finding.
    code: CheckCode,
    /// The only object in which it is allowed, such as `Deployment/loan-api`; all if not given.
    #[serde(default)]
    object: Option<String>,
    /// Why it is right.
    reason: String,
}

impl ChecksSpec {
    /// What is allowed; `place` is where that is said.
    pub(super) fn resolve(self, place: &Place<'_>, report: &mut Report) -> Vec<Allowed> {
        let list = place.key("allow");
        let item = |(index, AllowSpec { code, object, reason }): (usize, AllowSpec)| {
            let place = list.index(index);
            if reason.trim().is_empty() {
                report.push(
                    Diagnostic::error(codes::BAD_SUPPRESSION, "a finding is allowed without a reason")
                        .at(place.key("reason").span())
                        .help("write why it is right here: whoever reads it next cannot know"),
                );
            }
            Allowed { code: Code::from(code), object, place: place.key("code").span().unwrap_or_default() }
        };
        self.allow.into_iter().enumerate().map(item).collect()
    }
}
