//! Addresses in texts: `http://mlflow.ml:5000`, `redis.cache.svc.cluster.local:6379`.

/// An address as it stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    /// The first label, or that before the namespace.
    pub(super) name: &'a str,
    /// The namespace, if there is a second label.
    pub(super) namespace: Option<&'a str>,
    /// Whether it has `.svc` in it and so cannot mean anything but a Service.
    pub(super) is_service: bool,
    /// The port that is written.
    pub(super) port: Option<u16>,
    /// The port that the scheme has if none is written.
    pub(super) usual_port: Option<u16>,
}

/// All addresses in a text, except in lines that are comments.
pub(super) fn addresses(text: &str) -> Vec<Address<'_>> {
    // Most texts have none.
    if !text.contains("://") && !text.contains(".svc") {
        return Vec::new();
    }
    let is_comment = |line: &&str| ["#", "//", ";", "-- "].iter().any(|mark| line.trim_start().starts_with(mark));
    text.lines().filter(|line| !is_comment(line)).flat_map(of_line).collect()
}

fn of_line(line: &str) -> Vec<Address<'_>> {
    let mut found: Vec<Address<'_>> = line.match_indices("://").filter_map(|(at, _)| after_scheme(line, at)).collect();
    found.extend(line.match_indices(".svc").filter_map(|(at, _)| around_svc(line, at)));
    found
}

/// The address after `scheme://`, unless it has `.svc` in it, which is found by itself.
fn after_scheme(line: &str, at: usize) -> Option<Address<'_>> {
    let rest = &line[at + 3..];
    let end = rest.find(['/', '?', '#', '"', '\'', ' ', ',', ';', ')', '>', '`', '\\']).unwrap_or(rest.len());
    let host = rest[..end].rsplit_once('@').map_or(&rest[..end], |(_, host)| host);
    let (host, port) = match host.split_once(':') {
        Some((host, port)) => (host, Some(port.parse().ok()?)),
        None => (host, None),
    };
    let labels: Vec<&str> = host.split('.').collect();
    let is_plain = labels.iter().all(|label| is_label(label)) && labels.len() <= 2;
    let scheme = line[..at].rsplit(|letter: char| !letter.is_ascii_alphanumeric() && letter != '+').next().unwrap_or_default();
    is_plain.then(|| Address {
        name: labels[0],
        namespace: labels.get(1).copied(),
        is_service: false,
        port,
        usual_port: usual_port(scheme),
    })
}

/// The address around `.svc`.
fn around_svc(line: &str, at: usize) -> Option<Address<'_>> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_');
    let before = &line[..at];
    let start =
        before.rfind(|letter: char| !is_part(letter)).map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    if before[..start].ends_with(['$', '}', '{', '*', '%', ')']) {
        return None;
    }
    let labels: Vec<&str> = before[start..].split('.').collect();
    let [.., name, namespace] = labels[..] else { return None };
    let after = &line[at + 4..];
    let after = match after.chars().next() {
        Some('.') => &after[after.find(|letter: char| !is_part(letter)).unwrap_or(after.len())..],
        Some(letter) if is_part(letter) => return None,
        _ => after,
    };
    let port =
        after.strip_prefix(':').map(|rest| &rest[..rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len())]);
    let scheme = before[..start].strip_suffix("://").map(|before| before.rsplit(|letter: char| !letter.is_ascii_alphanumeric()));
    let usual_port = scheme.and_then(|mut words| words.next()).and_then(usual_port);
    (is_label(name) && is_label(namespace)).then(|| Address {
        name,
        namespace: Some(namespace),
        is_service: true,
        port: port.and_then(|port| port.parse().ok()),
        // A port that is put in later is no usual one.
        usual_port: usual_port.filter(|_| port.is_none()),
    })
}

/// Whether it is a label of DNS in small letters that begins with a letter, as names of Services do.
pub(super) fn is_label(label: &str) -> bool {
    label.starts_with(|letter: char| letter.is_ascii_lowercase())
        && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn usual_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        "redis" | "rediss" => Some(6379),
        "amqp" => Some(5672),
        _ if scheme.starts_with("postgres") => Some(5432),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Address, addresses};

    #[test]
    fn finds_services_in_urls() {
        let url = Address { name: "mlflow", namespace: Some("ml"), is_service: false, port: Some(5000), usual_port: Some(80) };
        assert_eq!(addresses("see http://mlflow.ml:5000/api"), [url]);
        let database = addresses("postgresql+psycopg2://user:pw@db/app");
        assert_eq!(database, [Address { name: "db", namespace: None, is_service: false, port: None, usual_port: Some(5432) }]);
    }

    #[test]
    fn finds_services_by_their_full_name() {
        let full = |text| addresses(text).into_iter().map(|found| (found.name, found.namespace, found.port)).collect::<Vec<_>>();
        assert_eq!(full("redis-0.redis.cache.svc.cluster.local:6379"), [("redis", Some("cache"), Some(6379))]);
        assert_eq!(full("https://api.shop.svc/x"), [("api", Some("shop"), None)]);
        assert_eq!(addresses("https://api.shop.svc")[0].usual_port, Some(443));
    }

    #[test]
    fn what_is_put_in_later_is_no_address() {
        for text in [
            "http://${HOST}:80",
            "http://$(HOST)",
            "http://api:${PORT}/",
            "${NAME}.shop.svc",
            "# http://api:80",
            "a.svcs",
            "é.svc",
        ] {
            assert_eq!(addresses(text), [], "{text}");
        }
        assert_eq!(addresses("https://www.example.com/"), []);
    }
}
