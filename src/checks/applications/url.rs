//! Addresses of servers as programs are given them: `postgresql://user@db.shop:5432/app`.

use crate::manifest::{Graph, Object};

/// The parts of a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Url<'t> {
    /// What stands before `://`, without the driver behind a plus.
    pub(super) scheme: &'t str,
    /// The user, if one is named.
    pub(super) user: Option<&'t str>,
    /// Whether there is a password.
    pub(super) has_password: bool,
    /// The host.
    pub(super) host: &'t str,
    /// The port, if it is written.
    pub(super) port: Option<u16>,
    /// The path with the slash that it begins with; empty if there is none.
    pub(super) path: &'t str,
}

impl<'t> Url<'t> {
    /// Takes a URL apart; none if it has no host.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once("://")?;
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (login, address) = authority.rsplit_once('@').map_or((None, authority), |(login, address)| (Some(login), address));
        let (host, port) = match address.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (address, None),
        };
        let (user, password) = login.map_or((None, None), |login| match login.split_once(':') {
            Some((user, password)) => (Some(user), Some(password)),
            None => (Some(login), None),
        });
        (!host.is_empty()).then(|| Self {
            scheme: scheme.split('+').next().unwrap_or_default(),
            user: user.filter(|user| !user.is_empty()),
            has_password: password.is_some_and(|password| !password.is_empty()),
            host,
            port,
            path,
        })
    }

    /// The Service that it leads to, seen from a namespace, if it is among the objects.
    pub(super) fn service<'a>(&self, graph: &Graph<'a>, namespace: &str) -> Option<Object<'a>> {
        service_of(graph, self.host, namespace)
    }
}

/// The Service that a host name means: `db`, `db.shop`, `db.shop.svc.cluster.local`, and `db-0.db.shop.svc` for one pod of it.
pub(super) fn service_of<'a>(graph: &Graph<'a>, host: &str, namespace: &str) -> Option<Object<'a>> {
    let labels: Vec<&str> = host.split('.').collect();
    let (name, namespace) = match labels.iter().position(|label| *label == "svc") {
        Some(at) if at >= 2 => (labels[at - 2], labels[at - 1]),
        Some(_) => return None,
        None => match labels[..] {
            [name] => (name, namespace),
            [name, namespace] => (name, namespace),
            _ => return None,
        },
    };
    graph.find("Service", namespace, name)
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn takes_urls_apart() {
        let url = Url::of("postgresql+psycopg2://shop:s3cret@db.shop:5432/app?sslmode=disable").expect("a URL");
        assert_eq!((url.scheme, url.user, url.has_password), ("postgresql", Some("shop"), true));
        assert_eq!((url.host, url.port, url.path), ("db.shop", Some(5432), "/app"));
        let bare = Url::of("http://mlflow").expect("a URL");
        assert_eq!((bare.user, bare.has_password, bare.port, bare.path), (None, false, None, ""));
        assert!(Url::of("redis://:pw@redis:6379/0").expect("a URL").has_password);
        assert_eq!(Url::of("postgresql+psycopg2://"), None);
        assert_eq!(Url::of("sqlite:///a.db"), None);
        assert_eq!(Url::of("http://a:$(PORT)/"), None);
    }
}
