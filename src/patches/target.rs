//! What a patch is for.

use std::fmt;

/// The form of a target.
#[cfg(test)]
pub(super) const PATTERN: &str = "^[A-Z][A-Za-z0-9]*(/[a-z0-9-]+)?/([a-z0-9.-]*[a-z0-9*]|\\*)$";

/// An object, or all objects whose name begins so.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// The kind.
    pub(super) kind: String,
    /// The namespace, where the name alone does not tell.
    pub(super) namespace: Option<String>,
    /// The name; it may end in `*`.
    pub(super) name: String,
}

impl Target {
    /// Reads `KIND/NAME` or `KIND/NAMESPACE/NAME`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once('/')?;
        let (namespace, name) = match rest.split_once('/') {
            Some((namespace, name)) => (Some(namespace), name),
            None => (None, rest),
        };
        let is_kind =
            kind.starts_with(|letter: char| letter.is_ascii_uppercase()) && kind.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
        let stem = name.strip_suffix('*').unwrap_or(name);
        let is_name = !name.is_empty() && stem.bytes().all(plain);
        let is_namespace = namespace.is_none_or(|namespace| !namespace.is_empty() && namespace.bytes().all(plain));
        (is_kind && is_name && is_namespace).then(|| Self {
            kind: kind.to_owned(),
            namespace: namespace.map(str::to_owned),
            name: name.to_owned(),
        })
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(formatter, "{}/{namespace}/{}", self.kind, self.name),
            None => write!(formatter, "{}/{}", self.kind, self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn takes_objects_only() {
        for good in ["Deployment/api", "Job/mlops/train-*", "Deployment/*", "ConfigMap/kube-root-ca.crt"] {
            assert_eq!(Target::parse(good).unwrap().to_string(), good);
        }
        for bad in ["", "api", "deployment/api", "Deployment/", "Deployment/a*b", "Deployment//api", "Deployment/a/b/c", "Pod/A"]
        {
            assert_eq!(Target::parse(bad), None, "{bad}");
        }
    }
}
