//! Data stores that are told to take more memory than their container has.

use super::super::{Check, Context, Rule};
use super::known::{Application, Program, programs};
use super::{postgres, redis};
use crate::diag::{Report, codes};
use crate::k8s::quantity::Amount;
use crate::manifest::Graph;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::STORE_MEMORY,
        "\
What: a PostgreSQL whose `shared_buffers`, or a Redis whose `maxmemory`, is as much as the limit for memory of its container, or nearly.
Why: the container is killed before the store is full: a database has to recover each time, and a Redis never comes to its policy of eviction.
Example: `args: [-c, shared_buffers=2GB]` with `limits: {memory: 2Gi}`.
Fix: a quarter of the limit for `shared_buffers`; for `maxmemory` three quarters, or half of it where a log is rewritten.
Source: PostgreSQL documentation, \"Resource Consumption\", and Redis documentation, \"Persistence\", 2026-11.",
    )],
    rule: Rule::Graph(run),
};

fn run(graph: &Graph<'_>, _: &Context<'_>, found: &mut Report) {
    for program in programs(graph, &[Application::Postgres, Application::Redis]) {
        let limit = program.container.node.dig(&["resources", "limits", "memory"]);
        let Some(limit) = limit.and_then(|limit| Amount::parse(&limit.scalar_text()?)) else { continue };
        if program.application == Application::Postgres {
            if let Some((text, place)) = postgres::option(&program, "shared_buffers") {
                check(&program, "shared_buffers", of_postgres(&text), place, limit, found);
            }
        } else {
            let configuration = redis::configuration(graph, &program);
            if let Some((text, place)) = configuration.get("maxmemory") {
                check(&program, "maxmemory", of_redis(text), place, limit, found);
            }
        }
    }
}

fn check<'a>(program: &Program<'a, '_>, name: &str, taken: Option<Amount>, place: &'a Node, limit: Amount, found: &mut Report) {
    let Some(taken) = taken else { return };
    let (owner, code) = (program.owner(), codes::STORE_MEMORY);
    let told = if taken >= limit && name == "shared_buffers" {
        owner.error(code, place, format!("`{name}` is {taken}, and the container may take {limit}"))
    } else if taken >= limit || (name == "shared_buffers" && taken.times(4) > limit.times(3)) {
        owner.warning(code, place, format!("`{name}` is {taken}, and the container may take {limit}"))
    } else {
        return;
    };
    found.push(told.help("raise the limit, or lower the setting"));
}

/// A number with the units of PostgreSQL; without one it counts blocks of 8 KiB.
fn of_postgres(text: &str) -> Option<Amount> {
    let text = text.trim().trim_matches('\'');
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let size: u64 = match unit.trim() {
        "" => 8 << 10,
        "B" => 1,
        "kB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        "TB" => 1 << 40,
        _ => return None,
    };
    Some(Amount::whole(number.parse::<u64>().ok()?.checked_mul(size)?))
}

/// A number with the units of Redis: `k` is a thousand, `kb` is 1024. 0 is no limit.
fn of_redis(text: &str) -> Option<Amount> {
    let text = text.trim().to_lowercase();
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let size: u64 = match unit {
        "" | "b" => 1,
        "k" => 1_000,
        "kb" => 1 << 10,
        "m" => 1_000_000,
        "mb" => 1 << 20,
        "g" => 1_000_000_000,
        "gb" => 1 << 30,
        _ => return None,
    };
    let number = number.parse::<u64>().ok().filter(|number| *number > 0)?;
    Some(Amount::whole(number.checked_mul(size)?))
}

#[cfg(test)]
mod tests {
    use super::{of_postgres, of_redis};

    #[test]
    fn reads_the_units_of_each() {
        let shown = |amount: Option<crate::k8s::quantity::Amount>| amount.map(|amount| amount.to_string());
        assert_eq!(shown(of_postgres("512MB")).as_deref(), Some("512Mi"));
        assert_eq!(shown(of_postgres("131072")).as_deref(), Some("1Gi"));
        assert_eq!(of_postgres("1 gb"), None);
        assert_eq!(shown(of_redis("1gb")).as_deref(), Some("1Gi"));
        assert_eq!(shown(of_redis("1g")).as_deref(), Some("1000000000"));
        assert_eq!(of_redis("0"), None);
        assert_eq!(of_redis("99999999999999999999gb"), None);
    }
}
