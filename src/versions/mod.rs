//! What each version of Kubernetes has: a table of features that older ones lack, and what is done for those.
//!
//! Builders always write the newest form and know nothing of versions. [`settle`] changes built objects to what an older version
//! knows. A key of a spec that asks for something that nothing replaces calls [`Feature::require`], and what users write as objects of
//! Kubernetes is looked at where it was written, by [`check`].

mod apis;
mod check;
mod feature;
mod features;
mod settle;
mod tree;

pub use apis::{APIS, Api};
pub use check::check;
pub use feature::{Before, Change, Feature, On, Root};
pub use features::{FAMILIES, IMAGE_VOLUMES, NATIVE_SIDECARS, all};
pub use settle::settle;
