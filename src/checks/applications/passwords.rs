//! Servers without a password of their own: those that then have one that everybody knows, and those that do not start.

use super::super::{Check, Context, Rule};
use super::image::Image;
use super::known::{Application, Program, programs};
use super::volumes::mounts;
use crate::diag::{Report, codes};
use crate::manifest::Graph;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::KNOWN_PASSWORD,
            "\
What: Grafana whose administrator has the password that every Grafana begins with.
Why: whoever reaches it is the administrator: `admin`, `admin`.
Example: a Deployment of `grafana/grafana` without `GF_SECURITY_ADMIN_PASSWORD`.
Fix: `GF_SECURITY_ADMIN_PASSWORD` from a Secret, or `GF_SECURITY_ADMIN_PASSWORD__FILE`. It is read when the database is made.
Source: Grafana documentation, \"Configure Grafana\", 2026-11.",
        ),
        (
            codes::NO_DATABASE_PASSWORD,
            "\
What: a database from an official image that is told no password, neither as a variable nor as a file.
Why: the image refuses to make the database: `superuser password is not specified`; the container ends at once.
Example: `image: postgres:17` with nothing but `POSTGRES_DB`.
Fix: `POSTGRES_PASSWORD` from a Secret, or `POSTGRES_PASSWORD_FILE`; for MySQL `MYSQL_ROOT_PASSWORD`, for MariaDB `MARIADB_ROOT_PASSWORD`.
Source: entry points of the images postgres 18, mysql 9, mariadb 12, 2026-11.",
        ),
    ],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for program in programs(graph, &[Application::Grafana, Application::Postgres, Application::Mysql]) {
        if program.application == Application::Grafana {
            check_grafana(&program, found);
        } else if let Some(variables) = variables(&program) {
            let has_any = variables.iter().any(|variable| !program.environment.get(variable).is_absent());
            if !has_any {
                let words = format!("it is told no password, and does not start without: `{}`", variables[0]);
                let told = program.owner().error(codes::NO_DATABASE_PASSWORD, image_of(&program), words);
                found.push(told.help(format!("set `{}` from a Secret, or `{}` to a file", variables[0], variables[1])));
            }
        }
    }
}

fn image_of<'a>(program: &Program<'a, '_>) -> &'a crate::yaml::Node {
    program.container.node.get("image").unwrap_or(program.container.node)
}

/// The variables of which an official image wants one.
fn variables(program: &Program<'_, '_>) -> Option<&'static [&'static str]> {
    let Program { image, command, .. } = program;
    // Whatever stands in front of the entry point may make the database too.
    if !program.container.node.items("command").is_empty() || command.shell.is_some() {
        return None;
    }
    let is = |name: &str| Image::is_official(image, name);
    // A database that is there already needs none; a file of another volume may bring it.
    let has_database = program.pod.containers().any(|container| container.role == crate::manifest::ContainerRole::Init);
    if has_database {
        return None;
    }
    if is("postgres") {
        Some(&["POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD"])
    } else if is("mysql") {
        Some(&["MYSQL_ROOT_PASSWORD", "MYSQL_ROOT_PASSWORD_FILE", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD"])
    } else if is("mariadb") {
        Some(&[
            "MARIADB_ROOT_PASSWORD",
            "MARIADB_ROOT_PASSWORD_FILE",
            "MARIADB_ROOT_PASSWORD_HASH",
            "MARIADB_ROOT_PASSWORD_HASH_FILE",
            "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD",
            "MARIADB_RANDOM_ROOT_PASSWORD",
            "MYSQL_ROOT_PASSWORD",
            "MYSQL_ROOT_PASSWORD_FILE",
            "MYSQL_ALLOW_EMPTY_PASSWORD",
            "MYSQL_RANDOM_ROOT_PASSWORD",
        ])
    } else {
        None
    }
}

fn check_grafana(program: &Program<'_, '_>, found: &mut Report) {
    const VARIABLES: [&str; 4] = [
        "GF_SECURITY_ADMIN_PASSWORD",
        "GF_SECURITY_ADMIN_PASSWORD__FILE",
        "GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION",
        "GF_AUTH_DISABLE_LOGIN_FORM",
    ];
    let is_told = VARIABLES.iter().any(|variable| !program.environment.get(variable).is_absent());
    // A file may say more, and anonymous visitors need no password.
    let has_file = mounts(program.pod, program.container).any(|mounted| {
        mounted.path == "/etc/grafana" || mounted.path.ends_with("grafana.ini") || mounted.path.ends_with("custom.ini")
    });
    let has_paths = program.environment.may_have_any("GF_PATHS_CONFIG");
    if !is_told && !has_file && !has_paths {
        let words = "its administrator has the password `admin`";
        let told = program.owner().warning(codes::KNOWN_PASSWORD, image_of(program), words);
        found.push(told.help("set `GF_SECURITY_ADMIN_PASSWORD` from a Secret"));
    }
}
