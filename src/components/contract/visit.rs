//! Operators that speak to pods of the project.

use crate::profile::Operator;

/// An operator that connects to pods of an entry: to ask a broker how much waits there, or to hand in a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit<'a> {
    /// Who comes.
    pub by: Operator,
    /// The entry to which it comes.
    pub to: &'a str,
    /// The ports.
    pub ports: Vec<u16>,
}
