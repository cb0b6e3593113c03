//! The Secrets that a project needs: which they are, who uses them, and where they come from. Their values are nowhere.

mod csi;
mod external;
mod needed;
mod provider;
mod script;
mod spec;

pub use needed::{KeyOrigin, NeededKey, NeededSecret, NeededSecrets, SecretKind, SecretUse};
pub use provider::{Provider, ProviderKind};
pub use script::{command, script};
pub use spec::SecretsSpec;
