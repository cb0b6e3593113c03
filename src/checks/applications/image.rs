//! References of images, taken apart.

/// An image: where it comes from, what it is called, and its tag.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Image<'a> {
    /// The registry; empty for Docker Hub.
    pub(super) registry: &'a str,
    /// The path in the registry.
    pub(super) path: &'a str,
    /// The tag; empty if there is none.
    pub(super) tag: &'a str,
}

impl<'a> Image<'a> {
    /// Takes a reference apart.
    pub(super) fn of(reference: &'a str) -> Self {
        let name = reference.split_once('@').map_or(reference, |(name, _)| name);
        let (name, tag) = match name.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, tag),
            _ => (name, ""),
        };
        let is_registry = |first: &str| first.contains(['.', ':']) || first == "localhost";
        let (registry, path) = name.split_once('/').filter(|(first, _)| is_registry(first)).unwrap_or(("", name));
        let registry = if matches!(registry, "docker.io" | "index.docker.io" | "registry-1.docker.io") { "" } else { registry };
        Self { registry, path, tag }
    }

    /// Whether it is the image of this name in Docker's official library, or a copy of that.
    pub(super) fn is_official(&self, name: &str) -> bool {
        self.path.strip_suffix(name).is_some_and(|before| matches!(before, "" | "library/" | "docker/library/"))
    }

    /// Whether it is the official image of PostgreSQL, or one that only adds extensions to it.
    pub(super) fn is_postgres(&self) -> bool {
        self.is_official("postgres") || matches!(self.path, "pgvector/pgvector" | "postgis/postgis")
    }

    /// The version that the tag begins with; a missing minor version is 0.
    pub(super) fn version(&self) -> Option<(u32, u32)> {
        let tag = self.tag.strip_prefix('v').unwrap_or(self.tag);
        let mut parts = tag.split(['.', '-', '_']);
        let major = parts.next()?.parse().ok()?;
        Some((major, parts.next().and_then(|minor| minor.parse().ok()).unwrap_or(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::Image;

    #[test]
    fn takes_references_apart() {
        let of = |text| {
            let Image { registry, path, tag } = Image::of(text);
            (registry, path, tag)
        };
        assert_eq!(of("postgres"), ("", "postgres", ""));
        assert_eq!(of("docker.io/library/redis:7-alpine"), ("", "library/redis", "7-alpine"));
        assert_eq!(of("localhost:5000/a/b:1@sha256:00"), ("localhost:5000", "a/b", "1"));
        assert!(Image::of("public.ecr.aws/docker/library/postgres:16").is_official("postgres"));
        assert!(!Image::of("acme/postgres:16").is_official("postgres"));
    }

    #[test]
    fn reads_versions() {
        let version = |text| Image::of(text).version();
        assert_eq!(version("a:v3.17.2-full"), Some((3, 17)));
        assert_eq!(version("a:16-alpine"), Some((16, 0)));
        assert_eq!(version("a:latest"), None);
    }
}
