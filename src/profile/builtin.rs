//! The table of built-in profiles.

use super::Profile;
use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::source::{Sources, Span};
use crate::yaml::{self, Node};

/// A profile that comes with mlkube.
#[derive(Debug)]
pub struct Builtin {
    /// Its name for `-p`.
    pub name: &'static str,
    /// Its file, comments and all.
    pub text: &'static str,
}

/// The built-in profiles in the order of the alphabet; the folder `profiles/` holds exactly these.
pub const BUILTIN: &[Builtin] = &[
    Builtin { name: "eks", text: include_str!("../../profiles/eks.yaml") },
    Builtin { name: "generic", text: include_str!("../../profiles/generic.yaml") },
    Builtin { name: "gke-gpu", text: include_str!("../../profiles/gke-gpu.yaml") },
    Builtin { name: "minikube", text: include_str!("../../profiles/minikube.yaml") },
];

/// The profile of this name. `place` is where the name was given, if a file gave it.
pub fn load(name: &str, place: Option<Span>, sources: &mut Sources, report: &mut Report) -> Option<Profile> {
    let tree = read(name, place, sources, report)?;
    yaml::decode(&tree, tree.span, report)
}

/// The facts of the profile of this name as they were written.
pub fn read(name: &str, place: Option<Span>, sources: &mut Sources, report: &mut Report) -> Option<Node> {
    let Some(builtin) = BUILTIN.iter().find(|builtin| builtin.name == name) else {
        let names = || BUILTIN.iter().map(|builtin| builtin.name);
        let list = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        report.push(
            Diagnostic::error(codes::UNKNOWN_PROFILE, format!("there is no profile `{name}`"))
                .at(place)
                .maybe_help(nearest(name, names()).map(|near| format!("did you mean `{near}`?")))
                .help(format!("the profiles are {list}; `mlkube profiles list` describes them")),
        );
        return None;
    };
    let source = sources.add(format!("profiles/{name}.yaml"), builtin.text);
    yaml::read_document(source, builtin.text, report)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_decodes_without_a_finding() {
        for builtin in BUILTIN {
            let (mut sources, mut report) = (Sources::default(), Report::default());
            let profile = load(builtin.name, None, &mut sources, &mut report);
            assert!(report.is_empty(), "{}: {:?}", builtin.name, report.sorted());
            let storage = profile.unwrap().storage;
            assert!(storage.default.is_none_or(|default| storage.classes.contains_key(&default)), "{}", builtin.name);
        }
    }
}
