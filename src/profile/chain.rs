//! The files that make up a profile: the one that was asked for, the one that it extends, and so on to one that extends none.
//!
//! The chain reads no file. It says which one it wants next, and is given its text.

use super::builtin::{BUILTIN, Builtin};
use super::merged::{File, Profile, merge};
use crate::diag::{Diagnostic, Report, codes, nearest};
use crate::source::{Sources, Span};
use crate::yaml::{self, Node, Value};
use std::path::{Component, Path, PathBuf};

/// Who extends more profiles than this has most likely a link in a folder that leads in a circle.
const LONGEST: usize = 16;

/// The profiles of a project's own: the files `profiles/NAME.yaml` beside its spec.
#[derive(Clone, Debug, Default)]
pub struct OwnProfiles {
    /// The folder of the spec.
    pub folder: PathBuf,
    /// The names of the files that are there.
    pub names: Vec<String>,
}

impl OwnProfiles {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.join("profiles").join(format!("{name}.yaml"))
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name)
    }
}

/// The files of a profile, as far as they are known.
#[derive(Debug)]
pub struct Chain {
    name: String,
    own: OwnProfiles,
    /// From the one that was asked for to the one that it comes from.
    files: Vec<File>,
    wanted: Option<Wanted>,
    /// Whether something is wrong with it, which was reported.
    is_broken: bool,
}

/// A file that is to be read.
#[derive(Debug)]
struct Wanted {
    path: PathBuf,
    /// Where it is named.
    place: Option<Span>,
}

/// Whether a word names a file and not a profile.
fn is_path(word: &str) -> bool {
    word.contains(['/', '\\']) || [".yaml", ".yml"].iter().any(|end| word.ends_with(end))
}

/// The name of a profile: what it is called, or that of its file.
fn name_of(word: &str) -> String {
    let stem = || Path::new(word).file_stem()?.to_str();
    if is_path(word) { stem().unwrap_or(word).to_owned() } else { word.to_owned() }
}

impl Chain {
    /// Begins with the profile that was asked for, by a name or by a path; `place` is where, if a file did. A path that the spec
    /// gives leads on from its folder, any other is taken as it is.
    pub fn start(asked: &str, place: Option<Span>, own: OwnProfiles, sources: &mut Sources, report: &mut Report) -> Self {
        let base = if place.is_some() { own.folder.clone() } else { PathBuf::new() };
        let mut chain = Self { name: name_of(asked), own, files: Vec::new(), wanted: None, is_broken: false };
        chain.look_for(asked, place, &base, sources, report);
        chain
    }

    /// The name of the profile, known or not.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file that has to be read next.
    pub fn wanted(&self) -> Option<&Path> {
        self.wanted.as_ref().map(|wanted| wanted.path.as_path())
    }

    /// Takes the text of the file that was wanted; none if there is no such file.
    pub fn supply(&mut self, text: Option<String>, sources: &mut Sources, report: &mut Report) {
        let Some(Wanted { path, place }) = self.wanted.take() else { return };
        let shown = path.display().to_string();
        let Some(text) = text else {
            return self.fail(
                Diagnostic::error(codes::UNKNOWN_PROFILE, format!("there is no profile in `{shown}`"))
                    .at(place)
                    .help("a path leads on from the file that names it, and on the command line from the current folder"),
                report,
            );
        };
        let base = path.parent().unwrap_or(Path::new("")).to_owned();
        self.add(shown, &text, Some(&base), sources, report);
    }

    /// The profile that the files come to, if nothing is wrong with it.
    pub fn merged(&self, report: &mut Report) -> Option<Profile> {
        if self.is_broken || self.wanted.is_some() {
            return None;
        }
        merge(&self.name, &self.files, report)
    }

    /// The text of the file that was asked for.
    pub fn file<'a>(&self, sources: &'a Sources) -> Option<&'a str> {
        self.files.first().map(|file| sources.get(file.source).text.as_str())
    }

    /// The profile that the file extends that was asked for, as it names it.
    pub fn extends(&self) -> Option<&str> {
        self.files.first()?.extends.as_ref()?.as_str()
    }

    fn fail(&mut self, found: Diagnostic, report: &mut Report) {
        self.is_broken = true;
        report.push(found);
    }

    fn look_for(&mut self, word: &str, place: Option<Span>, base: &Path, sources: &mut Sources, report: &mut Report) {
        let name = name_of(word);
        let builtin = Builtin::named(&name);
        let path = if is_path(word) { Some(plain(&base.join(word))) } else { self.own.has(word).then(|| self.own.path(word)) };
        match (path, builtin) {
            (Some(path), Some(_)) => self.fail(two_of_a_name(&name, &path, place), report),
            (Some(path), None) => self.want(path, place, sources, report),
            (None, Some(builtin)) => {
                self.add(format!("profiles/{}.yaml", builtin.name), builtin.text, None, sources, report);
            }
            (None, None) => self.fail(unknown(word, &self.own, place), report),
        }
    }

    fn want(&mut self, path: PathBuf, place: Option<Span>, sources: &Sources, report: &mut Report) {
        let shown = path.display().to_string();
        let is_known = self.files.iter().any(|file| sources.get(file.source).name == shown);
        let message = match (is_known, self.files.len() < LONGEST) {
            (true, _) => format!("`{shown}` extends itself in the end"),
            (false, false) => format!("more than {LONGEST} profiles extend one another"),
            (false, true) => {
                self.wanted = Some(Wanted { path, place });
                return;
            }
        };
        let mut found = Diagnostic::error(codes::PROFILE_CIRCLE, message).at(place);
        for other in self
            .files
            .iter()
            .filter_map(|file| file.extends.as_ref().map(|node| node.span))
            .filter(|other| is_known && Some(*other) != place)
        {
            found = found.related(other, "on the way there");
        }
        self.fail(found.help("extend a built-in profile in one of them; `mlkube profiles list` shows which there are"), report);
    }

    /// Adds a file; `base` is its folder, if it is one of the user's own.
    fn add(&mut self, name: String, text: &str, base: Option<&Path>, sources: &mut Sources, report: &mut Report) {
        let source = sources.add(name, text);
        let before = report.error_count();
        let tree = yaml::read_document(source, text, report);
        let Some(mut tree) = tree.filter(|_| report.error_count() == before) else {
            self.is_broken = true;
            return;
        };
        let Value::Mapping(mapping) = &mut tree.value else {
            let message = format!("a profile is a map of facts, this is {}", tree.kind());
            let found = Diagnostic::error(codes::WRONG_KIND, message).at(tree.span);
            return self.fail(found.help("begin with `extends: generic`, and write what differs below it"), report);
        };
        let head = mapping.keys().next().map_or(Span { end: tree.span.start + 1, ..tree.span }, |key| key.span);
        let extends = mapping.remove("extends").map(|(_, node)| node);
        let is_own = base.is_some();
        self.files.push(File { source, is_own, tree, head, extends: extends.clone() });
        match extends.as_ref().map(|node| (node, node.as_str())) {
            None => {}
            Some((node, Some(word))) => self.look_for(word, Some(node.span), base.unwrap_or(Path::new("")), sources, report),
            Some((node, None)) => self.fail(no_word(node), report),
        }
    }
}

fn no_word(extends: &Node) -> Diagnostic {
    Diagnostic::error(codes::WRONG_KIND, format!("expected the name of a profile, found {}", extends.kind()))
        .at(extends.span)
        .help("name one: `extends: eks`; a profile extends one other")
}

fn two_of_a_name(name: &str, path: &Path, place: Option<Span>) -> Diagnostic {
    let message = format!("`{name}` is a built-in profile, and the name of the file `{}`", path.display());
    Diagnostic::error(codes::PROFILE_TWICE, message).at(place).help(format!(
        "give the file another name, `{}`, and let it say `extends: {name}`",
        path.with_file_name(format!("my-{name}.yaml")).display()
    ))
}

fn unknown(name: &str, own: &OwnProfiles, place: Option<Span>) -> Diagnostic {
    let names = || BUILTIN.iter().map(|builtin| builtin.name).chain(own.names.iter().map(String::as_str));
    let list = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    Diagnostic::error(codes::UNKNOWN_PROFILE, format!("there is no profile `{name}`"))
        .at(place)
        .maybe_help(nearest(name, names()).map(|near| format!("did you mean `{near}`?")))
        .help(format!("the profiles are {list}; `mlkube profiles list` describes them"))
        .help(format!("one of your own stands in `{}`", own.path("NAME").display()))
}

/// The same path without steps back and forth, as far as its text tells.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}
