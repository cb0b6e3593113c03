//! Databases and users that URLs name, against those that a PostgreSQL makes.

use super::super::{Check, Context, Rule};
use super::environment::Setting;
use super::known::{Application, Program, programs};
use super::url::Url;
use super::volumes::mounts;
use crate::diag::{Report, codes};
use crate::manifest::{Graph, Object};
use crate::yaml::Node;
use std::collections::HashMap;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::DATABASE_CONTRACT,
        "\
What: a URL of a PostgreSQL among the objects with a database or a user that the server does not make: it makes `POSTGRES_DB` and
`POSTGRES_USER`.
Why: the server refuses the login: `database \"mlflow\" does not exist`, `password authentication failed`.
Example: `DATABASE_URL: postgresql://app@db:5432/app` beside a server with `POSTGRES_DB: shop`.
Fix: write the same names on both sides; or make the database in a script in `/docker-entrypoint-initdb.d`. Where one is, nothing is told.
Source: documentation of the image postgres, 2026-11: without `POSTGRES_DB` the database is called like the user, who is `postgres` by himself.",
    )],
    rule: Rule::Graph(run),
};

/// What a server makes when it begins.
struct Made {
    database: Option<String>,
    user: Option<String>,
}

/// A URL and where it stands.
struct Address<'a> {
    owner: Object<'a>,
    place: &'a Node,
    text: &'a str,
}

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    let addresses = addresses(graph);
    if addresses.is_empty() {
        return;
    }
    let services = super::callers::Services::new(graph);
    let mut servers = HashMap::new();
    for program in programs(graph, &[Application::Postgres]) {
        let has_scripts =
            mounts(program.pod, program.container).any(|mounted| mounted.path.starts_with("/docker-entrypoint-initdb.d"));
        if !has_scripts && program.is_alone_but_for_exporters() {
            for service in services.of(program.pod) {
                servers.insert(service.index, (made(&program), program.owner()));
            }
        }
    }
    for address in &addresses {
        let Some(url) = Url::of(address.text) else { continue };
        let Some(service) = url.service(graph, address.owner.namespace) else { continue };
        if let Some((made, server)) = servers.get(&service.index) {
            check(address, &url, made, *server, found);
        }
    }
}

/// URLs of PostgreSQL in the variables and arguments of containers.
fn addresses<'a>(graph: &Graph<'a>) -> Vec<Address<'a>> {
    let mut found = Vec::new();
    for pod in graph.pods() {
        for container in pod.containers() {
            let values = container.node.items("env").iter().filter_map(|variable| variable.get("value"));
            for place in values {
                if let Some(text) = place.as_str().filter(|text| text.starts_with("postgres") && text.contains("://")) {
                    found.push(Address { owner: pod.owner, place, text });
                }
            }
        }
    }
    found
}

fn made(program: &Program<'_, '_>) -> Made {
    let get = |name: &str| program.environment.get(name);
    let user = match get("POSTGRES_USER") {
        Setting::Text(text, _) => Some(text.into_owned()),
        Setting::Absent if get("POSTGRES_USER_FILE").is_absent() => Some("postgres".to_owned()),
        _ => None,
    };
    let database = match get("POSTGRES_DB") {
        Setting::Text(text, _) => Some(text.into_owned()),
        Setting::Absent if get("POSTGRES_DB_FILE").is_absent() => user.clone(),
        _ => None,
    };
    Made { database, user }
}

fn check(address: &Address<'_>, url: &Url<'_>, made: &Made, server: Object<'_>, found: &mut Report) {
    let is_known = |name: &&str| !name.is_empty() && !name.contains(['$', '%', '{', '(']);
    let database = Some(url.path.trim_matches('/')).filter(is_known);
    let user = url.user.filter(is_known);
    let differs = |asked: Option<&str>, made: Option<&String>| {
        Some((asked?.to_owned(), made?.clone())).filter(|(asked, made)| asked != made)
    };
    // These are in every server.
    let of_every_server = |name: &str| matches!(name, "postgres" | "template1");
    let told = if let Some((asked, made)) = differs(user, made.user.as_ref()) {
        ("user", asked, made)
    } else if let Some((asked, made)) = differs(database, made.database.as_ref()).filter(|(asked, _)| !of_every_server(asked)) {
        ("database", asked, made)
    } else {
        return;
    };
    let (what, asked, own) = told;
    let words = format!("the server makes the {what} `{own}`, and this URL has `{asked}`");
    found.push(
        address
            .owner
            .warning(codes::DATABASE_CONTRACT, address.place, words)
            .related(server.place(server.head()), "the server")
            .help(format!("write `{own}`, or let the server make `{asked}`")),
    );
}
