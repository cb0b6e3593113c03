//! The picture for people: a table of at most a hundred columns.

use super::json::money;
use super::pack::MOST_NODES;
use super::worth::Worth;
use super::{Capacity, Enough, Packing, Pending, Scenario, Totals};
use crate::k8s::quantity::Amount;
use std::collections::BTreeSet;
use std::fmt::Write;

/// The width of the labels of rows.
const LABEL: usize = 26;
/// The widths of the two columns of a scenario.
const FIRST: usize = 12;
const SECOND: usize = 11;
/// The most workloads that are named as Pending.
const MOST_PENDING: usize = 10;
/// The most columns of a line.
const WIDTH: usize = 100;

/// A row: what it is about, and two cells for each scenario.
struct Row {
    label: String,
    cells: Vec<(String, String)>,
}

/// What is counted, and of which nothing has a limit.
type Count = fn(&Totals) -> u64;

/// What a project takes, in these scenarios.
pub fn table(capacity: &Capacity, worth: Option<&Worth>, scenarios: &[Scenario]) -> String {
    let mut text = String::new();
    let several = capacity.namespaces.len() > 1;
    for (name, totals) in &capacity.namespaces {
        block(&mut text, name, scenarios, &rows(&pick(totals, scenarios)));
    }
    if several {
        block(&mut text, "all namespaces", scenarios, &rows(&pick(&capacity.all, scenarios)));
    }
    match &capacity.packings {
        Some(packings) => nodes(&mut text, capacity, packings, scenarios),
        None => without_nodes(&mut text, &capacity.profile),
    }
    if let Some(worth) = worth {
        costs(&mut text, worth, scenarios);
    }
    if !capacity.uncounted.is_empty() {
        paragraph(
            &mut text,
            &format!("Not counted, because nobody knows how many pods they make: {}.", capacity.uncounted.join(", ")),
        );
    }
    text
}

fn pick<'t>(totals: &'t [Totals; 3], scenarios: &[Scenario]) -> Vec<&'t Totals> {
    scenarios.iter().map(|scenario| &totals[scenario.index()]).collect()
}

/// A title with the scenarios beside it, and rows.
fn block(text: &mut String, title: &str, scenarios: &[Scenario], rows: &[Row]) {
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = write!(text, "{:LABEL$}", clipped(title, LABEL));
    for scenario in scenarios {
        let _ = write!(text, "{:>1$}", scenario.words(), FIRST + SECOND);
    }
    text.push('\n');
    for Row { label, cells } in rows {
        let mut line = format!("{:LABEL$}", clipped(&format!("  {label}"), LABEL));
        for (first, second) in cells {
            let _ = write!(line, "{first:>FIRST$}{second:>SECOND$}");
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// A text that leaves a blank behind it.
fn clipped(text: &str, width: usize) -> String {
    if text.chars().count() < width {
        return text.to_owned();
    }
    text.chars().take(width - 2).chain(['…']).collect()
}

fn rows(totals: &[&Totals]) -> Vec<Row> {
    let resources: BTreeSet<&str> =
        totals.iter().flat_map(|totals| totals.requests.keys().chain(totals.limits.keys())).map(String::as_str).collect();
    let mut rows =
        vec![Row { label: String::new(), cells: totals.iter().map(|_| ("requests".to_owned(), "limits".to_owned())).collect() }];
    for resource in resources {
        let cell = |amounts: &std::collections::BTreeMap<String, Amount>| {
            amounts.get(resource).map_or_else(|| "-".to_owned(), |amount| shown(resource, *amount))
        };
        rows.push(Row {
            label: named(resource).to_owned(),
            cells: totals.iter().map(|totals| (cell(&totals.requests), cell(&totals.limits))).collect(),
        });
    }
    for resource in totals.iter().flat_map(|totals| totals.unlimited.keys()).collect::<BTreeSet<_>>() {
        let pods = |totals: &&Totals| totals.unlimited.get(resource).copied().unwrap_or_default();
        let cell = |totals: &&Totals| (String::new(), format!("{} {}", pods(totals), plural("pod", pods(totals))));
        rows.push(Row { label: format!("no limit of {}", named(resource)), cells: totals.iter().map(cell).collect() });
    }
    let classes: BTreeSet<&str> = totals.iter().flat_map(|totals| totals.storage.keys()).map(String::as_str).collect();
    for class in classes {
        let claims = |totals: &&Totals| totals.storage.get(class).copied().unwrap_or_default();
        let cell = |totals: &&Totals| {
            (
                shown("storage", claims(totals).size),
                format!("{} {}", claims(totals).claims, plural("claim", claims(totals).claims)),
            )
        };
        rows.push(Row { label: format!("storage {class}"), cells: totals.iter().map(cell).collect() });
    }
    let counted: [(&str, Count); 4] = [
        ("pods", |totals| totals.pods),
        ("addresses", Totals::addresses),
        ("load balancers", |totals| totals.load_balancers),
        ("node ports", |totals| totals.node_ports),
    ];
    for (label, count) in counted {
        if totals.iter().any(|totals| count(totals) > 0) {
            let cells = totals.iter().map(|totals| (count(totals).to_string(), String::new())).collect();
            rows.push(Row { label: label.to_owned(), cells });
        }
    }
    rows
}

fn plural(noun: &str, count: u64) -> String {
    if count == 1 { noun.to_owned() } else { format!("{noun}s") }
}

fn named(resource: &str) -> &str {
    match resource {
        "cpu" => "CPU",
        other => other,
    }
}

/// What is asked for, in the words of people: rounded up, as room is needed.
fn shown(resource: &str, amount: Amount) -> String {
    rounded(resource, amount, true)
}

/// An amount for people: cores, or a number with a binary suffix and at most one digit behind the point.
fn rounded(resource: &str, amount: Amount, up: bool) -> String {
    let thousandths = amount.thousandths();
    match resource {
        "memory" | "storage" | "ephemeral-storage" => {
            let units = [("Ti", 40), ("Gi", 30), ("Mi", 20)];
            let fits = |(_, bits): &&(&str, u32)| thousandths >= 1_000 << *bits;
            let (unit, bits) = units.iter().find(fits).unwrap_or(&("Mi", 20));
            let tenths = (thousandths * 10 + if up { (1_000 << bits) - 1 } else { 0 }) / (1_000 << bits);
            format!("{}{unit}", decimal(tenths, 1))
        }
        _ => decimal(thousandths, 3),
    }
}

/// A number with so many digits behind the point, without zeros at its end.
fn decimal(number: i128, digits: u32) -> String {
    let one = 10_i128.pow(digits);
    let fraction = format!("{:0width$}", number % one, width = digits as usize);
    match fraction.trim_end_matches('0') {
        "" => (number / one).to_string(),
        fraction => format!("{}.{fraction}", number / one),
    }
}

/// What becomes of the nodes.
fn nodes(text: &mut String, capacity: &Capacity, packings: &[Packing; 3], scenarios: &[Scenario]) {
    let packings: Vec<&Packing> = scenarios.iter().map(|scenario| &packings[scenario.index()]).collect();
    let mut rows = Vec::new();
    for (index, pool) in packings.first().map(|packing| packing.pools.as_slice()).unwrap_or_default().iter().enumerate() {
        let pools = || packings.iter().map(|packing| &packing.pools[index]);
        let in_use = |pool: &super::PoolUse| (pool.used.to_string(), format!("of {}", pool.most));
        rows.push(Row { label: pool.name.clone(), cells: pools().map(in_use).collect() });
        for (resource, _) in pools()
            .flat_map(|pool| &pool.resources)
            .filter(|(_, (_, all))| *all > Amount::default())
            .collect::<std::collections::BTreeMap<_, _>>()
        {
            let share = |pool: &super::PoolUse| match pool.resources.get(resource) {
                Some((asked, all)) if *all > Amount::default() => (
                    format!("{}%", (asked.thousandths() * 100 + all.thousandths() - 1) / all.thousandths()),
                    format!("of {}", rounded(resource, *all, false)),
                ),
                _ => ("-".to_owned(), String::new()),
            };
            rows.push(Row { label: format!("  {}", named(resource)), cells: pools().map(share).collect() });
        }
    }
    let fits = |packing: &&Packing| match packing.pending.iter().map(|pending| pending.pods).sum::<usize>() {
        0 => ("all".to_owned(), String::new()),
        pods => (format!("all but {pods}"), String::new()),
    };
    rows.push(Row { label: "pods with a node".to_owned(), cells: packings.iter().map(fits).collect() });
    block(text, &format!("nodes of {}", capacity.profile), scenarios, &rows);
    for (scenario, packing) in scenarios.iter().zip(packings) {
        pending(text, *scenario, packing);
    }
}

/// The pods that stay Pending, and what would do.
fn pending(text: &mut String, scenario: Scenario, packing: &Packing) {
    if !packing.when_spread.is_empty() {
        let _ = write!(text, "\nTight {}\n", scenario.words());
        wrapped(
            text,
            "  ",
            "All fit, but only if they are packed. If each goes to the emptiest node as it comes, which the scheduler prefers, these stay Pending:",
        );
        workloads(text, &packing.when_spread);
    }
    if packing.pending.is_empty() {
        return;
    }
    let _ = write!(text, "\nPending {}\n", scenario.words());
    workloads(text, &packing.pending);
    if !packing.proven {
        wrapped(text, "  ", "No way was found to place them all. That there is none is not certain: not all ways were tried.");
    }
    wrapped(text, "  ", &what_would_do(packing));
}

fn workloads(text: &mut String, pending: &[Pending]) {
    for pending in pending.iter().take(MOST_PENDING) {
        let _ = writeln!(text, "  {}/{}, {} of {}", pending.namespace, pending.title, pending.pods, pending.of);
        wrapped(text, "    ", &pending.reason);
    }
    if pending.len() > MOST_PENDING {
        let _ = writeln!(text, "  and {} more workloads; `-o json` names them all", pending.len() - MOST_PENDING);
    }
}

fn what_would_do(packing: &Packing) -> String {
    let Enough::Nodes(pools) = &packing.enough else {
        return if packing.fewest > MOST_NODES as u64 {
            format!("It takes {} nodes or more.", packing.fewest)
        } else {
            "More nodes of these pools would not do.".to_owned()
        };
    };
    let never = packing.pending.iter().any(|pending| pending.anywhere);
    if pools.is_empty() {
        return "No node of these pools would do: it takes larger ones, or other labels.".to_owned();
    }
    let all = pools.iter().map(|(_, nodes)| *nodes as u64).sum::<u64>();
    let pools: Vec<String> = pools.iter().map(|(name, nodes)| format!("{nodes} of {name}")).collect();
    let fewer = match packing.fewest {
        fewest if fewest == all => "; fewer nodes would not".to_owned(),
        0 | 1 => String::new(),
        fewest => format!("; fewer than {fewest} nodes would not"),
    };
    let others = if never {
        "Some fit on no node of these pools, however many: they take larger ones, or other labels. For all others this would do"
    } else {
        "This would do"
    };
    format!("{others}: {}{fewer}.", pools.join(", "))
}

fn without_nodes(text: &mut String, profile: &str) {
    paragraph(
        text,
        &format!(
            "The profile {profile} knows no nodes, so nobody can say what fits. Name yours in `nodes.pools` of a profile of your own: docs/capacity.md."
        ),
    );
}

fn costs(text: &mut String, worth: &Worth, scenarios: &[Scenario]) {
    let row = |label: &str, cost: fn(&super::Cost) -> super::Money| Row {
        label: label.to_owned(),
        cells: scenarios.iter().map(|scenario| (money(cost(&worth.costs[scenario.index()])), String::new())).collect(),
    };
    let rows = [
        row("nodes", |cost| cost.nodes),
        row("storage", |cost| cost.storage),
        row("load balancers", |cost| cost.load_balancers),
        row("all", |cost| cost.all()),
    ];
    block(text, &format!("{} a month", worth.currency), scenarios, &rows);
    if !worth.unpriced.is_empty() {
        let unpriced: Vec<&str> = worth.unpriced.iter().map(String::as_str).collect();
        paragraph(text, &format!("Without a price: {}.", unpriced.join(", ")));
    }
}

fn paragraph(text: &mut String, words: &str) {
    text.push('\n');
    wrapped(text, "", words);
}

/// Writes words in lines that are not too long.
fn wrapped(text: &mut String, indent: &str, words: &str) {
    let mut line = indent.to_owned();
    for word in words.split(' ') {
        if line.len() > indent.len() && line.chars().count() + 1 + word.chars().count() > WIDTH {
            text.push_str(&line);
            text.push('\n');
            indent.clone_into(&mut line);
        }
        if line.len() > indent.len() {
            line.push(' ');
        }
        line.push_str(word);
    }
    text.push_str(&line);
    text.push('\n');
}
