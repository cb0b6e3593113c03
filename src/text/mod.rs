//! Text that goes into containers: configuration and scripts, from the templates in `templates/`.
//!
//! Only here minijinja is known. Templates are strict: a variable that the context lacks is an error, not an empty string. Their
//! delimiters, `<$ $>` and `<% %>`, occur neither in shell nor in the configuration formats that they produce.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;
use std::cell::RefCell;

/// A template and what it needs: each context type has exactly one template.
pub trait Template: Serialize {
    /// The file below `templates/`.
    const NAME: &'static str;
    /// The text of the file.
    const TEXT: &'static str;
}

/// The text that a template gives for a context.
///
/// # Panics
///
/// Panics if the template asks for something that its context does not have. Templates and contexts come with the program, and a
/// test renders every one of them.
pub fn render<T: Template>(context: &T) -> String {
    thread_local!(static ENVIRONMENT: RefCell<Environment<'static>> = RefCell::new(environment()));
    let rendered = ENVIRONMENT.with_borrow_mut(|environment| {
        // Compiled once, and rendered for every entry that has such a text.
        if environment.get_template(T::NAME).is_err() {
            environment.add_template(T::NAME, T::TEXT)?;
        }
        environment.get_template(T::NAME)?.render(Serde(context))
    });
    rendered.unwrap_or_else(|error| panic!("{}: {error:#}", T::NAME))
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .block_delimiters("<%", "%>")
        .variable_delimiters("<$", "$>")
        .comment_delimiters("<#", "#>")
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build()
        .expect("the delimiters differ from each other");
    environment.set_syntax(syntax);
    environment
}
