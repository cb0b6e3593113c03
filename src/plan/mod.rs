//! The project as a whole: every entry settled, every edge followed, and everything that only shows then.

mod allowed;
mod circles;
mod entries;
mod links;
mod monitored;
mod namespace;
mod network;
mod project;
mod schema;
mod settings;
mod storage;
mod watch;

pub use project::Plan;
pub use schema::{schema, schema_text};
pub use settings::Settings;
