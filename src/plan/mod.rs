//! The project as a whole: every entry settled, every edge followed, and everything that only shows then.

mod allowed;
mod circles;
mod entries;
mod guessed;
mod links;
mod mend;
mod monitored;
mod namespace;
mod network;
mod project;
mod schema;
mod settings;
mod storage;
mod watch;
mod written;

pub use project::Plan;
pub use schema::{schema, schema_text};
pub use settings::Settings;
