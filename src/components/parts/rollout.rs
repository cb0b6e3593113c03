//! How new pods take the place of old ones.

use crate::diag::{Diagnostic, Report, codes};
use crate::fields::PodShare;
use crate::k8s::workload::Rollout;
use crate::layers::Place;
use crate::yaml::{WordOrMap, word_or_map};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use schemars::JsonSchema;
use serde::Deserialize;

/// How new pods take the place of old ones: `recreate`, or how many more and fewer there may be for a time.
#[derive(Clone, Debug)]
pub enum StrategySpec {
    /// All old pods go before new ones come.
    Recreate,
    /// A few at a time.
    Rolling(RollingSpec),
}

/// The word form.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum StrategyWord {
    /// All old pods go before new ones come: nothing answers for a while.
    Recreate,
}

/// How many pods there may be more or fewer for a time.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RollingSpec {
    /// The most pods above the number, such as `1` or `25%`; `25%` if not given.
    #[serde(default)]
    surge: Option<PodShare>,
    /// The most pods below it; 0 if not given.
    #[serde(default)]
    unavailable: Option<PodShare>,
}

impl WordOrMap for StrategySpec {
    type Word = StrategyWord;
    type Map = RollingSpec;
    const EXPECTED: &'static str = "`recreate`, or a map such as `{surge: 25%, unavailable: 0}`";

    fn of_word(word: StrategyWord) -> Self {
        match word {
            StrategyWord::Recreate => Self::Recreate,
        }
    }

    fn of_map(map: RollingSpec) -> Self {
        Self::Rolling(map)
    }
}

word_or_map!(StrategySpec, "Strategy", "`recreate`, or how many pods there may be more and fewer for a time.");

const SURGE: PodShare = PodShare::Percent(25);
const UNAVAILABLE: PodShare = PodShare::Pods(0);

impl StrategySpec {
    /// The rollout; `place` is where it stands.
    pub fn resolve(&self, place: &Place<'_>, report: &mut Report) -> Rollout {
        let Self::Rolling(RollingSpec { surge, unavailable }) = self else { return Rollout::Recreate };
        let (surge, unavailable) = (surge.unwrap_or(SURGE), unavailable.unwrap_or(UNAVAILABLE));
        if surge.is_zero() && unavailable.is_zero() {
            report.push(
                Diagnostic::error(codes::BAD_VALUE, "with no pod more and none fewer nothing can be replaced")
                    .at(place.key_span())
                    .help("allow one more, `surge: 1`, or one fewer, `unavailable: 1`"),
            );
        }
        Rollout::Rolling { surge: number(surge), unavailable: number(unavailable) }
    }
}

fn number(share: PodShare) -> IntOrString {
    match share {
        PodShare::Pods(pods) => IntOrString::Int(i32::from(pods)),
        PodShare::Percent(percent) => IntOrString::String(format!("{percent}%")),
    }
}
