//! Hooks that use up the time in which a pod has to end.

use super::{Check, Context, Rule};
use crate::diag::{Report, codes};
use crate::manifest::Pod;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[(
        codes::GRACE_PERIOD,
        "\
What: a `preStop` hook that sleeps as long as the whole `terminationGracePeriodSeconds`, 30 if not written, or longer.
Why: the time begins with the hook. When it is over, nothing is left for the program: it is killed with its requests and tasks unfinished.
Example: `preStop: {exec: {command: [sleep, \"60\"]}}` in a pod that has 30 s to end.
Fix: let `terminationGracePeriodSeconds` be the sleep and what the program needs to finish.",
    )],
    rule: Rule::Pod(run),
};

/// What a pod has to end if it does not say (k8s.io/api core/v1 `PodSpec`, 1.37).
const DEFAULT_GRACE: i64 = 30;

fn run(pod: &Pod<'_>, _: &Context<'_>, found: &mut Report) {
    let grace = pod.spec.integer("terminationGracePeriodSeconds").unwrap_or(DEFAULT_GRACE);
    for container in pod.running() {
        let Some(hook) = container.node.dig(&["lifecycle", "preStop"]) else { continue };
        let by_itself = hook.dig(&["sleep", "seconds"]).and_then(|node| Some((node, node.as_integer()?)));
        // A longer one of these is refused by the server, which is another finding.
        let by_itself = by_itself.filter(|(_, seconds)| *seconds == grace);
        let by_command = hook.dig(&["exec", "command"]).and_then(|command| Some((command, slept(command)?)));
        if let Some((place, seconds)) = by_itself.or(by_command).filter(|(_, seconds)| *seconds >= grace && *seconds > 0) {
            let message = format!("the hook of `{}` sleeps {seconds} s, and the pod has {grace} s to end", container.name());
            found.push(
                pod.owner
                    .warning(codes::GRACE_PERIOD, place, message)
                    .help(format!("write `terminationGracePeriodSeconds: {}` or more", seconds.saturating_add(DEFAULT_GRACE))),
            );
        }
    }
}

/// For how many seconds a command sleeps first: `[sleep, "15"]`, `[sh, -c, "sleep 15 && nginx -s quit"]`.
fn slept(command: &Node) -> Option<i64> {
    let words: Vec<String> = command.as_sequence()?.iter().filter_map(Node::scalar_text).collect();
    let is = |word: &str, name: &str| word == name || word.ends_with(&format!("/{name}"));
    let line: Vec<&str> = match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [shell, flag, line, ..] if ["sh", "bash", "ash", "dash"].iter().any(|name| is(shell, name)) && flag.ends_with('c') => {
            line.split_whitespace().take(2).collect::<Vec<_>>().into_iter().map(|word| word.trim_end_matches(';')).collect()
        }
        _ => words.iter().take(2).map(String::as_str).collect(),
    };
    let [program, time] = line[..] else { return None };
    let (number, unit) = match time.strip_suffix('m') {
        Some(minutes) => (minutes, 60),
        None => (time.strip_suffix('s').unwrap_or(time), 1),
    };
    // A fraction counts as what is whole of it.
    let number = number.split('.').next()?.parse::<i64>().ok()?;
    is(program, "sleep").then(|| number.saturating_mul(unit))
}

#[cfg(test)]
mod tests {
    use super::slept;
    use crate::diag::Report;
    use crate::source::SourceId;
    use crate::yaml::{Limits, read_documents};

    #[test]
    fn sleep_is_found_in_commands() {
        for (command, wanted) in [
            ("[sleep, 15]", Some(15)),
            ("[/bin/sleep, '2m']", Some(120)),
            ("[sh, -c, sleep 15]", Some(15)),
            ("[/bin/bash, -ec, 'sleep 20; nginx -s quit']", Some(20)),
            ("[/bin/sh, -c, 'nginx -s quit && sleep 20']", None),
            ("[sh, -c, sleep $DRAIN]", None),
            ("[sleep, 99999999999999999999]", None),
            ("[]", None),
        ] {
            let documents = read_documents(SourceId::default(), command, &Limits::default(), &mut Report::default());
            assert_eq!(slept(&documents[0]), wanted, "{command}");
        }
    }
}
