//! Names by which MLflow is called, and by which it does not answer.

use super::prefix::{TrackingUri, tracking_uris};
use crate::checks::applications::callers::{Host, Services, hosts_of};
use crate::checks::applications::environment::{Environment, Setting};
use crate::checks::applications::known::{Application, Program, programs};
use crate::checks::applications::url::Url;
use crate::checks::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::Node;

pub(in crate::checks::applications) const CHECK: Check = Check {
    pages: &[
        (
            codes::MLFLOW_HOSTS,
            "\
What: a server of MLflow 3.5 or newer that is called by a name which its allowed hosts leave out. By itself it answers to addresses of private
networks and to `localhost`, and to no name of a Service or an Ingress.
Why: `/health` answers to everybody, so that the pod is ready, while every client gets `403 Invalid Host header`.
Example: `mlflow server --host 0.0.0.0` behind a Service `mlflow`, and `MLFLOW_TRACKING_URI: http://mlflow:5000` elsewhere.
Fix: `--allowed-hosts` with every name, each with and without a port: `mlflow,mlflow:*,mlflow.example.com,localhost:*,10.*`.
Source: measured with mlflow 3.17.2, 2026-11; its `server/security_utils.py`.",
        ),
        (
            codes::MLFLOW_ORIGIN,
            "\
What: a server of MLflow 3.5 or newer behind an Ingress or a route, whose allowed origins leave out the host of that.
Why: searches of its pages are POSTs, which are refused with `Cross-origin request blocked`, although they come from its own pages. With a
port-forward everything works.
Example: `--allowed-hosts=mlflow.example.com` without `--cors-allowed-origins`.
Fix: `--cors-allowed-origins=https://mlflow.example.com`, with scheme and host as the browser shows them.
Source: measured with mlflow 3.17.2, 2026-11.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    let mut known = None;
    for program in programs(graph, &[Application::Mlflow]) {
        let (services, uris) = known.get_or_insert_with(|| (Services::new(graph), tracking_uris(graph)));
        let Some(allowed) = allowed(&program) else { continue };
        let ways: Vec<Object<'_>> = services.of(program.pod).to_vec();
        let hosts: Vec<Host<'_>> = ways.iter().flat_map(|service| hosts_of(graph, *service)).collect();
        let called = clients(graph, &ways, uris);
        check_names(&program, &allowed, (&ways, &hosts, &called), found);
        check_origins(&program, &hosts, found);
    }
}

/// The names that a server answers to; none if that is not known.
struct Allowed<'a> {
    patterns: Vec<String>,
    place: &'a Node,
}

fn allowed<'a>(program: &Program<'a, '_>) -> Option<Allowed<'a>> {
    const VARIABLE: &str = "MLFLOW_SERVER_ALLOWED_HOSTS";
    let Program { command, environment, .. } = program;
    let is_off = command.has(&["--disable-security-middleware"])
        || environment.may_have_any("MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE")
            && !environment.get("MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE").is_absent();
    if is_off || command.option(&["--gunicorn-opts", "--waitress-opts"]).is_some() {
        return None;
    }
    let (text, place) = match command.option(&["--allowed-hosts"]) {
        Some(word) => (word.text.into_owned(), word.place),
        None if command.may_have_more() => return None,
        None => match environment.get(VARIABLE) {
            Setting::Text(text, place) => (text.into_owned(), place),
            Setting::Unknown => return None,
            // Older servers answer to every name.
            Setting::Absent => {
                super::version(&program.image).filter(|version| *version >= (3, 5))?;
                (String::new(), program.place())
            }
        },
    };
    let mut patterns = Vec::new();
    for pattern in text.split(',').map(str::trim).filter(|pattern| !pattern.is_empty()) {
        match environment.expand(pattern) {
            Some(pattern) => patterns.push(pattern),
            // An address is no name.
            None if is_address(environment, pattern) => {}
            None => return None,
        }
    }
    Some(Allowed { patterns, place })
}

/// Whether what is put into a pattern is the address of the pod or its node.
fn is_address(environment: &Environment<'_, '_>, pattern: &str) -> bool {
    let name = pattern.split_once("$(").and_then(|(_, rest)| rest.split_once(')')).map(|(name, _)| name);
    let variable = environment.container.items("env").iter().find(|variable| variable.text("name") == name);
    let field = variable.and_then(|variable| variable.dig(&["valueFrom", "fieldRef", "fieldPath"])).and_then(Node::as_str);
    field.is_some_and(|field| field.ends_with("IP"))
}

impl Allowed<'_> {
    fn has(&self, header: &str) -> bool {
        self.patterns.iter().any(|pattern| matches(pattern, header))
    }
}

/// Whether a name has the form of a pattern: MLflow compares letter by letter, and as file names if there is a `*` (3.17
/// `server/security_utils.py`).
fn matches(pattern: &str, text: &str) -> bool {
    if !pattern.contains('*') {
        return pattern == text;
    }
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

fn check_names<'a>(
    program: &Program<'a, '_>,
    allowed: &Allowed<'a>,
    (services, hosts, called): (&[Object<'a>], &[Host<'a>], &[Client<'a>]),
    found: &mut Report,
) {
    let owner = program.owner();
    let wrong_client = called.iter().find(|client| !allowed.has(&client.header));
    let wrong_host = hosts.iter().find(|host| !allowed.has(host.name));
    let told = if let Some(client) = wrong_client {
        let words = format!("it answers 403 to who calls it `{}`", client.header);
        owner.error(codes::MLFLOW_HOSTS, allowed.place, words).related(client.owner.place(client.place), "it is called here")
    } else if let Some(host) = wrong_host {
        let words = format!("it answers 403 to who calls it `{}`", host.name);
        owner.error(codes::MLFLOW_HOSTS, allowed.place, words).related(host.route.place(host.place), "people call it so")
    } else if let Some(name) = services.iter().find_map(|service| unknown_name(allowed, *service))
        && called.is_empty()
        && hosts.is_empty()
    {
        // Nobody is seen who calls it so; but what else is the Service for?
        let words = format!("it answers 403 to who calls it by the name of its Service, `{name}`");
        owner.warning(codes::MLFLOW_HOSTS, allowed.place, words)
    } else {
        return;
    };
    found.push(told.help("name every host, with and without a port: `--allowed-hosts=mlflow,mlflow:*,localhost:*,10.*`"));
}

/// A program that is told where MLflow is.
struct Client<'a> {
    owner: Object<'a>,
    place: &'a Node,
    /// The name that it calls MLflow by.
    header: String,
}

fn clients<'a>(graph: &Graph<'a>, services: &[Object<'a>], uris: &[TrackingUri<'a>]) -> Vec<Client<'a>> {
    let mut found = Vec::new();
    for TrackingUri { owner, place, text } in uris {
        let Some(url) = Url::of(text).filter(|url| url.scheme == "http") else { continue };
        let leads_there = url.service(graph, owner.namespace).is_some_and(|service| services.contains(&service));
        if leads_there {
            let port = url.port.filter(|port| *port != 80);
            let header = port.map_or_else(|| url.host.to_owned(), |port| format!("{}:{port}", url.host));
            found.push(Client { owner: *owner, place, header });
        }
    }
    found
}

/// The name of a Service, if none of its forms is allowed.
fn unknown_name(allowed: &Allowed<'_>, service: Object<'_>) -> Option<String> {
    let (name, namespace) = (service.name, service.namespace);
    let ports = service.spec().map(|spec| spec.items("ports")).unwrap_or_default();
    let hosts = [
        name.to_owned(),
        format!("{name}.{namespace}"),
        format!("{name}.{namespace}.svc"),
        format!("{name}.{namespace}.svc.cluster.local"),
    ];
    for port in ports.iter().filter_map(|port| port.integer("port")) {
        let header = |host: &String| if port == 80 { host.clone() } else { format!("{host}:{port}") };
        if hosts.iter().map(header).any(|header| allowed.has(&header)) {
            return None;
        }
    }
    let port = ports.first()?.integer("port")?;
    Some(if port == 80 { name.to_owned() } else { format!("{name}:{port}") })
}

fn check_origins<'a>(program: &Program<'a, '_>, hosts: &[Host<'a>], found: &mut Report) {
    let setting = program.setting(&["--cors-allowed-origins"], "MLFLOW_SERVER_CORS_ALLOWED_ORIGINS");
    let (origins, place) = match &setting {
        Setting::Text(text, place) => (&**text, *place),
        Setting::Absent => ("", program.place()),
        Setting::Unknown => return,
    };
    let origins: Vec<&str> = origins.split(',').map(|origin| origin.trim().trim_end_matches('/')).collect();
    let is_allowed = |host: &Host<'_>| {
        let secure = format!("https://{}", host.name);
        let plain = format!("http://{}", host.name);
        origins.iter().any(|origin| matches(origin, &secure) || (!host.is_tls && matches(origin, &plain)))
    };
    if let Some(host) = hosts.iter().find(|host| !is_allowed(host)) {
        let words = format!("it refuses what its own pages ask for when they come from `{}`", host.name);
        found.push(
            program
                .owner()
                .warning(codes::MLFLOW_ORIGIN, place, words)
                .related(host.route.place(host.place), "people call it so")
                .help(format!("name the origin: `--cors-allowed-origins=https://{}`", host.name)),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn names_are_compared_as_mlflow_does() {
        assert!(matches("mlflow", "mlflow") && !matches("mlflow", "mlflow:5000"));
        assert!(matches("mlflow:*", "mlflow:5000") && !matches("mlflow:*", "mlflow"));
        assert!(matches("*", "a") && matches("*.example.com", "a.example.com") && matches("a*b*c", "axbxc"));
        assert!(!matches("*.example.com", "example.com") && !matches("a*b*c", "axc"));
    }
}
