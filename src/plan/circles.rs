//! Circles of entries that use each other.

use super::links::Planned;
use crate::components::contract::Purpose;
use crate::diag::{Diagnostic, Report, codes};
use crate::layers::Place;
use std::collections::HashMap;

/// Entries that wait for each other could never be started one after the other.
pub(super) fn check_circles(entries: &[Planned], by_name: &HashMap<&str, usize>, root: &Place<'_>, report: &mut Report) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    // The target of a need; within, whether there is such an entry to wait for. Whoever scrapes waits for nobody.
    let target = |entry: usize, need: usize| -> Option<Option<usize>> {
        let need = entries[entry].component.needs().get(need)?;
        Some(by_name.get(need.target.as_str()).copied().filter(|_| need.purpose != Purpose::Scrape))
    };
    let mut states = vec![State::New; entries.len()];
    for start in 0..entries.len() {
        // A stack of its own instead of recursion: chains may be as long as the spec.
        let mut path = vec![(start, 0)];
        while let Some((entry, next)) = path.pop() {
            if next == 0 {
                if states[entry] == State::Done {
                    continue;
                }
                states[entry] = State::Open;
            }
            let Some(target) = target(entry, next) else {
                states[entry] = State::Done;
                continue;
            };
            path.push((entry, next + 1));
            match target {
                Some(target) if states[target] == State::New => path.push((target, 0)),
                Some(target) if states[target] == State::Open && target != entry => {
                    let circle = path.iter().skip_while(|(position, _)| *position != target).map(|(position, _)| *position);
                    report.push(circle_found(&circle.collect::<Vec<_>>(), entries, (entry, next), root));
                }
                _ => {}
            }
        }
    }
}

fn circle_found(circle: &[usize], entries: &[Planned], (last, need): (usize, usize), root: &Place<'_>) -> Diagnostic {
    let name = |position: &usize| format!("`{}`", entries[*position].owner.name);
    let way = circle.iter().chain(circle.first()).map(name).collect::<Vec<_>>().join(" → ");
    let path = &entries[last].component.needs()[need].path;
    Diagnostic::error(codes::CYCLE, format!("entries wait for each other: {way}"))
        .at(entries[last].place(root).path(path).span())
        .help("take one of these uses out; for an answer use a queue, or an address in `env`")
}
