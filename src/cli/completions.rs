//! `mlkube completions`.

use super::{Arguments, print};
use anyhow::Result;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

const EXAMPLES: &str = "\
Examples:
  mlkube completions bash > /etc/bash_completion.d/mlkube
  mlkube completions zsh > \"${fpath[1]}/_mlkube\"
  mlkube completions fish > ~/.config/fish/completions/mlkube.fish";

/// Write the completions of a shell
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = EXAMPLES)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<u8> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "mlkube", &mut text);
        print(&text)
    }
}
