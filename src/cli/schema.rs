//! `mlkube schema`.

use super::print;
use crate::plan;
use anyhow::Result;
use clap::Args;

const EXAMPLES: &str = "\
Examples:
  mlkube schema > mlkube.schema.json

Then let your editor know, in the first line of mlkube.yaml:
  # yaml-language-server: $schema=mlkube.schema.json";

/// Write the JSON Schema of a spec, from which editors complete and check
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, after_long_help = EXAMPLES)]
pub(super) struct WriteSchema {}

impl WriteSchema {
    #[expect(clippy::unused_self, reason = "every command runs the same way")]
    pub(super) fn run(self) -> Result<u8> {
        print(plan::schema_text().as_bytes())
    }
}
