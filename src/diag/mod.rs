//! What mlkube tells its user: problems with a code, a place, and a way forward.

mod allowed;
pub mod codes;
mod diagnostic;
mod fix;
mod report;
mod suggest;

pub use allowed::Allowed;
pub use codes::Code;
pub use diagnostic::{About, Diagnostic, Severity};
pub use fix::{Change, Fix};
pub use report::Report;
pub use suggest::nearest;
