//! The figures as Markdown tables.

use crate::load::{Limit, Load};
use crate::process::Series;
use crate::{Comparison, Figures, objects};
use std::fmt::Write;
use std::time::Duration;

const NOT_MEASURED: &str = "not measured";

/// The figures of the program, with the limits beside them.
pub(crate) fn figures(all: &[Figures]) -> String {
    let mut text = String::from(
        "| one process | objects | output | time: median (least) | processor time | peak memory | instructions | limit | |\n\
         |---|--:|--:|--:|--:|--:|--:|---|---|\n",
    );
    let thousand = all.iter().find(|figures| figures.load == Load::THOUSAND);
    for figures in all {
        let Figures { load, series, memory, instructions } = figures;
        let (limit, holds) = judged(figures, thousand);
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} | {limit} | {holds} |",
            load.name(),
            objects(&series.output),
            bytes(series.output.len()),
            median_and_least(series),
            series.cpu.map_or(NOT_MEASURED.to_owned(), time),
            memory.map_or(NOT_MEASURED.to_owned(), megabytes),
            instructions.map_or(NOT_MEASURED.to_owned(), millions),
        );
    }
    text
}

/// The program beside `kubectl kustomize`.
pub(crate) fn comparisons(all: &[Comparison<'_>]) -> String {
    let mut text = String::from(
        "| the same objects | mlkube | kubectl kustomize | runs | time | processor time |\n\
         |---|--:|--:|--:|--:|--:|\n",
    );
    for Comparison { figures, kustomize } in all {
        let ours = &figures.series;
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | 1 : {:.0} | {} |",
            figures.load.name(),
            time(ours.median()),
            time(kustomize.median()),
            kustomize.runs(),
            kustomize.median().div_duration_f64(ours.median()),
            ratio(ours.cpu, kustomize.cpu),
        );
    }
    text
}

/// The limit in words, and whether the figures keep to it.
fn judged(figures: &Figures, thousand: Option<&Figures>) -> (String, &'static str) {
    let median = figures.series.median();
    match figures.load.limit() {
        Limit::None => (String::new(), ""),
        Limit::Time(limit) => (time(limit), word(median <= limit)),
        Limit::TimeAndMemory(limit, most) => {
            let kept = median <= limit && figures.memory.is_none_or(|memory| memory <= most);
            (format!("{}, {}", time(limit), megabytes(most)), word(kept))
        }
        Limit::TimesThousand(times) => {
            let Limit::TimeAndMemory(limit, most) = Load::THOUSAND.limit() else { return (String::new(), "") };
            let kept = median <= limit * times && figures.memory.is_none_or(|memory| memory <= most * u64::from(times));
            let ratio = thousand.map_or(String::new(), |thousand| {
                format!("; here {:.1} times its time", median.div_duration_f64(thousand.series.median()))
            });
            (format!("{times} times the limit of 1,000 services{ratio}"), word(kept))
        }
    }
}

fn word(holds: bool) -> &'static str {
    if holds { "holds" } else { "exceeded" }
}

fn ratio(ours: Option<Duration>, theirs: Option<Duration>) -> String {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if !ours.is_zero() => format!("1 : {:.0}", theirs.div_duration_f64(ours)),
        _ => NOT_MEASURED.to_owned(),
    }
}

fn median_and_least(series: &Series) -> String {
    format!("{} ({})", time(series.median()), time(series.least()))
}

fn time(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1e3;
    match milliseconds {
        0.0..10.0 => format!("{milliseconds:.1} ms"),
        10.0..1000.0 => format!("{milliseconds:.0} ms"),
        _ => format!("{:.2} s", milliseconds / 1e3),
    }
}

fn bytes(number: usize) -> String {
    match number {
        0..1_000 => format!("{number} bytes"),
        1_000..1_000_000 => format!("{} kB", number / 1_000),
        _ => format!("{}.{} MB", number / 1_000_000, number / 100_000 % 10),
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

fn millions(number: u64) -> String {
    format!("{}.{} million", number / 1_000_000, number / 100_000 % 10)
}
