//! Whole processes, and what can be measured of them with the tools that the machine has.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A program and its arguments.
#[derive(Debug)]
pub(crate) struct Program {
    words: Vec<String>,
}

/// The times of a series of runs.
#[derive(Debug)]
pub(crate) struct Series {
    /// The time of each run on the clock, shortest first.
    wall: Vec<Duration>,
    /// The mean time on the processor.
    pub(crate) cpu: Option<Duration>,
    /// What the last run wrote to standard output.
    pub(crate) output: String,
}

impl Series {
    /// The time that half of the runs kept to.
    pub(crate) fn median(&self) -> Duration {
        self.wall[self.wall.len() / 2]
    }

    /// The time of the run that was disturbed least.
    pub(crate) fn least(&self) -> Duration {
        self.wall[0]
    }

    /// How many runs there were.
    pub(crate) fn runs(&self) -> usize {
        self.wall.len()
    }
}

impl Program {
    pub(crate) fn new<const N: usize>(path: &str, arguments: [&str; N]) -> Self {
        Self { words: [path].into_iter().chain(arguments).map(str::to_owned).collect() }
    }

    /// The process, ready to start: without the variables of whoever runs the benchmark.
    fn command(&self, tool: &[&str]) -> Command {
        let mut words = tool.iter().copied().chain(self.words.iter().map(String::as_str));
        let mut command = Command::new(words.next().expect("a program"));
        command.args(words).stdin(Stdio::null());
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("MLKUBE_") {
                command.env_remove(name);
            }
        }
        command
    }

    /// Runs the program so many times, each time into a file, as people do.
    pub(crate) fn time(&self, runs: usize, folder: &Path) -> Series {
        let output = folder.join("output");
        let before = cpu_time_of_children();
        let mut wall: Vec<Duration> = (0..runs).map(|_| self.time_once(&output, &folder.join("errors"))).collect();
        let cpu = before.and_then(|before| cpu_time_of_children()?.checked_sub(before));
        wall.sort_unstable();
        let runs = u32::try_from(runs).expect("a small number");
        Series { wall, cpu: cpu.map(|time| time / runs), output: fs::read_to_string(output).expect("the output of a run") }
    }

    fn time_once(&self, output: &Path, errors: &Path) -> Duration {
        let mut command = self.command(&[]);
        command.stdout(File::create(output).expect("a file for the output"));
        command.stderr(File::create(errors).expect("a file for the errors"));
        let start = Instant::now();
        let status = command.status().unwrap_or_else(|error| panic!("{:?}: {error}", self.words));
        let time = start.elapsed();
        assert!(status.success(), "{:?}: {status}\n{}", self.words, fs::read_to_string(errors).unwrap_or_default());
        time
    }

    /// The most memory that one run holds at a time, in bytes, where there is GNU time.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        let errors = self.errors_under(&["time", "-f", "%M"])?;
        let kibibytes: u64 = errors.lines().last()?.parse().ok()?;
        Some(kibibytes * 1024)
    }

    /// The instructions of one run, where there is Valgrind. No other program on the machine changes them.
    pub(crate) fn instructions(&self) -> Option<u64> {
        let errors =
            self.errors_under(&["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])?;
        let (_, number) = errors.lines().find_map(|line| line.split_once("I ")?.1.split_once("refs:"))?;
        number.trim().replace(',', "").parse().ok()
    }

    /// What stands on standard error when the program runs under a tool; nothing if there is no such tool.
    fn errors_under(&self, tool: &[&str]) -> Option<String> {
        let output = self.command(tool).stdout(Stdio::null()).output().ok()?;
        output.status.success().then(|| String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// The time on the processor of all processes that this one has waited for; only Linux says it in a file.
fn cpu_time_of_children() -> Option<Duration> {
    // Every Linux that programs see counts here in hundredths of a second (proc_pid_stat(5), fields 16 and 17).
    const TICK: Duration = Duration::from_millis(10);
    let line = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program stands in parentheses and may hold blanks; the field behind it is the third.
    let (_, fields) = line.rsplit_once(") ")?;
    let ticks: Vec<u32> = fields.split(' ').skip(13).take(2).map(str::parse).collect::<Result<_, _>>().ok()?;
    Some(TICK * ticks.iter().sum())
}

/// Lets this process, and so every process that it starts, run on one core only. Says whether that is so.
pub(crate) fn pin_to_one_core() -> bool {
    let this = std::process::id().to_string();
    Command::new("taskset").args(["-c", "-p", "0", &this]).output().is_ok_and(|output| output.status.success())
}

/// The name of the processor, where the machine says it in a file.
pub(crate) fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map(|(_, name)| name.to_owned())
}
