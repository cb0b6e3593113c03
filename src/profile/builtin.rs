//! The table of built-in profiles.

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
    Builtin { name: "aks", text: include_str!("../../profiles/aks.yaml") },
    Builtin { name: "aks-gpu", text: include_str!("../../profiles/aks-gpu.yaml") },
    Builtin { name: "eks", text: include_str!("../../profiles/eks.yaml") },
    Builtin { name: "eks-auto", text: include_str!("../../profiles/eks-auto.yaml") },
    Builtin { name: "eks-karpenter", text: include_str!("../../profiles/eks-karpenter.yaml") },
    Builtin { name: "generic", text: include_str!("../../profiles/generic.yaml") },
    Builtin { name: "gke", text: include_str!("../../profiles/gke.yaml") },
    Builtin { name: "gke-autopilot", text: include_str!("../../profiles/gke-autopilot.yaml") },
    Builtin { name: "gke-gpu", text: include_str!("../../profiles/gke-gpu.yaml") },
    Builtin { name: "kind", text: include_str!("../../profiles/kind.yaml") },
    Builtin { name: "minikube", text: include_str!("../../profiles/minikube.yaml") },
];

impl Builtin {
    /// The profile of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        BUILTIN.iter().find(|builtin| builtin.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::BUILTIN;
    use crate::diag::Report;
    use crate::profile::load;
    use crate::source::Sources;

    #[test]
    fn every_profile_decodes_without_a_finding() {
        for builtin in BUILTIN {
            let (mut sources, mut report) = (Sources::default(), Report::default());
            let profile = load(builtin.name, None, &mut sources, &mut report);
            assert!(report.is_empty(), "{}: {:?}", builtin.name, report.sorted());
            assert_eq!(profile.unwrap().name, builtin.name);
        }
    }
}
