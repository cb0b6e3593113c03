//! Runbooks: what to do about each alert, and where people who are called find it.

use crate::fields::WebAddress;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The page of all runbooks. A test holds it to the alerts that there are.
const PAGE: &str = include_str!("../../docs/alerts.md");

/// All runbooks, in the order in which people look for a cause.
static ALL: LazyLock<Vec<Runbook>> = LazyLock::new(|| {
    let sections = PAGE.split("\n## ").skip(1);
    let runbook = |(section, number): (&'static str, u32)| {
        let (alert, text) = section.split_once('\n')?;
        Some(Runbook { alert, number, text: text.trim() })
    };
    sections.zip(1..).filter_map(runbook).collect()
});

/// Where runbooks are found.
#[derive(Debug)]
pub(super) enum Runbooks<'a> {
    /// On pages of the user's own, each below the same address.
    Pages(&'a WebAddress),
    /// In a dashboard at this address.
    Link(String),
    /// In a dashboard of this title, in a Grafana whose address is not known.
    Dashboard(String),
    /// Nowhere but in the alerts themselves.
    Alerts,
}

/// What to do about an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Runbook {
    /// The alert.
    pub(super) alert: &'static str,
    /// Its place among all, from 1 on; the same in every project.
    pub(super) number: u32,
    /// The text, as Markdown.
    pub(super) text: &'static str,
}

impl Runbooks<'_> {
    /// The annotation by which an alert leads to its runbook; none for an alert of the user's own that has no page.
    pub(super) fn annotation(&self, alert: &str) -> Option<(String, String)> {
        let link = |url: String| Some(("runbook_url".to_owned(), url));
        let text = |text: String| Some(("runbook".to_owned(), text));
        match self {
            Self::Pages(address) => link(address.page(alert)),
            Self::Link(address) => {
                // How Grafana 11.3 and newer name the one panel to show (public/app/features/dashboard-scene, 2026-09).
                runbook(alert).and_then(|found| link(format!("{address}?viewPanel=panel-{}", found.number)))
            }
            // The text itself in each alert would make the rules of a large project larger than an object may be.
            Self::Dashboard(title) => {
                text(format!("the panel \"{}\" of the dashboard \"{title}\" in Grafana", runbook(alert)?.alert))
            }
            Self::Alerts => text(plain(runbook(alert)?.text)),
        }
    }
}

/// All runbooks.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = Runbook> {
    ALL.iter().copied()
}

/// The runbooks of some alerts.
pub(super) fn of(alerts: &BTreeSet<&str>) -> Vec<Runbook> {
    ALL.iter().filter(|runbook| alerts.contains(runbook.alert)).copied().collect()
}

fn runbook(alert: &str) -> Option<Runbook> {
    ALL.iter().find(|runbook| runbook.alert == alert).copied()
}

/// A text in one line, for those who read no Markdown.
fn plain(text: &str) -> String {
    text.replace("**", "").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_says_what_it_means_where_to_look_and_what_to_do() {
        for Runbook { alert, text, .. } in all() {
            let parts: Vec<&str> = text.split("\n\n").collect();
            let begins =
                |index: usize, word: &str| parts.get(index).is_some_and(|part| part.starts_with(word) && part.len() > 40);
            assert!(parts.len() == 3 && begins(0, "**Means:** ") && begins(1, "**Look:** ") && begins(2, "**Do:** "), "{alert}");
        }
        assert_eq!(all().count(), PAGE.lines().filter(|line| line.starts_with("## ")).count());
    }

    #[test]
    fn alerts_lead_to_them() {
        let link = Runbooks::Link("https://grafana.example.com/d/mlkube-shop-runbooks/runbooks".to_owned());
        let (key, url) = link.annotation("ErrorBudgetBurnsSlowly").unwrap();
        assert_eq!(key, "runbook_url");
        assert_eq!(url, "https://grafana.example.com/d/mlkube-shop-runbooks/runbooks?viewPanel=panel-2");
        assert_eq!(link.annotation("PredictionsStopped"), None);
        let (key, place) = Runbooks::Dashboard("shop: runbooks".to_owned()).annotation("JobFailed").unwrap();
        assert_eq!(
            (key.as_str(), place.as_str()),
            ("runbook", r#"the panel "JobFailed" of the dashboard "shop: runbooks" in Grafana"#)
        );
        let (key, text) = Runbooks::Alerts.annotation("JobFailed").unwrap();
        assert_eq!(key, "runbook");
        assert!(
            text.starts_with("Means: a Job has failed") && text.contains(" Do: mend the cause") && !text.contains('\n'),
            "{text}"
        );
    }
}
