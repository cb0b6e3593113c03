//! Measures whole processes of the program, and prints Markdown tables with the limits of the project beside the figures.
//!
//! `cargo bench --bench whole_process` takes some minutes, most of them in `kubectl kustomize`; `-- --quick` takes seconds;
//! `-- --all` adds the comparison for 10,000 services, which takes many hours. A limit that is exceeded fails nothing: whatever
//! else runs on the machine changes every figure but the instructions.
#![allow(clippy::disallowed_methods, clippy::print_stdout, clippy::print_stderr, reason = "a benchmark runs programs and prints")]

mod generate;
mod kustomize;
mod load;
mod process;
mod table;

use load::Load;
use process::Series;
use std::path::Path;
use std::process::ExitCode;

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Extent {
    Quick,
    Usual,
    All,
}

/// What one load came to.
#[derive(Debug)]
struct Figures {
    load: Load,
    series: Series,
    memory: Option<u64>,
    instructions: Option<u64>,
}

/// What another program needs for the same objects.
#[derive(Debug)]
struct Comparison<'a> {
    figures: &'a Figures,
    kustomize: Series,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (cargo, arguments): (Vec<&str>, Vec<&str>) =
        arguments.iter().map(String::as_str).partition(|argument| *argument == "--bench");
    // Only `cargo bench` says `--bench`; `cargo test --benches` wants to know no more than that the benchmark can start.
    if cargo.is_empty() {
        return ExitCode::SUCCESS;
    }
    let extent = match arguments[..] {
        [] => Extent::Usual,
        ["--quick"] => Extent::Quick,
        ["--all"] => Extent::All,
        _ => {
            eprintln!("the benchmark knows `--quick` and `--all`, one of them at a time");
            return ExitCode::from(2);
        }
    };
    let folder = tempfile::tempdir().expect("a folder for specs and bundles");
    run(extent, folder.path());
    ExitCode::SUCCESS
}

fn run(extent: Extent, folder: &Path) {
    let cores = if process::pin_to_one_core() { "one core" } else { "all cores" };
    let processor = process::processor().unwrap_or_else(|| "a processor without a name".to_owned());
    let figures = Load::ALL.map(|load| measure(load, extent, folder));
    println!("Whole processes that write into a file, on {cores} of {processor}:\n\n{}", table::figures(&figures));
    let Some(version) = kustomize::version() else {
        println!("`kubectl kustomize`: not measured, there is no kubectl.");
        return;
    };
    let compared = figures.iter().filter(|figures| is_compared(figures.load, extent));
    let comparisons: Vec<Comparison<'_>> = compared.map(|figures| compare(figures, folder)).collect();
    println!(
        "Medians of mlkube from the spec, and of kustomize {version} from the bundle:\n\n{}",
        table::comparisons(&comparisons)
    );
}

fn measure(load: Load, extent: Extent, folder: &Path) -> Figures {
    eprintln!("measuring {} ...", load.name());
    let program = load.program(folder);
    let series = program.time(load.runs(extent == Extent::Quick), folder);
    if let Load::Services(services) = load {
        generate::assert_objects(&series.output, services);
    }
    Figures { load, series, memory: program.peak_memory(), instructions: program.instructions() }
}

fn compare<'a>(figures: &'a Figures, folder: &Path) -> Comparison<'a> {
    eprintln!("comparing {} with `kubectl kustomize` ...", figures.load.name());
    // One run of a large bundle takes minutes, beside which no disturbance counts.
    let runs = if figures.load == Load::LoanDefault { 11 } else { 1 };
    Comparison { figures, kustomize: kustomize::time(&figures.series.output, runs, folder) }
}

/// Whether a load is compared. The time of `kubectl kustomize` grows at least with the square of the size: 1 s for 125 services,
/// 15 s for 500, minutes for 1,000.
fn is_compared(load: Load, extent: Extent) -> bool {
    match load {
        Load::LoanDefault => true,
        Load::THOUSAND => extent >= Extent::Usual,
        Load::TEN_THOUSAND => extent >= Extent::All,
        Load::StartUp
        | Load::Services(_)
        | Load::Capacity(_)
        | Load::ExplainLoanDefault
        | Load::ExplainAmong(_)
        | Load::ExplainShared(_)
        | Load::ExplainWatching(_)
        | Load::Annotate
        | Load::AnnotateServices(_) => false,
    }
}

/// How many objects a bundle holds.
fn objects(bundle: &str) -> usize {
    bundle.lines().filter(|line| line.starts_with("kind:")).count()
}
