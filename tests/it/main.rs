//! Integration tests, in one binary.

mod placeholder {}
