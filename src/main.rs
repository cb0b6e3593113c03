//! The program `mlkube`. Everything it does is in the library.

fn main() -> std::process::ExitCode {
    mlkube::cli::run()
}
