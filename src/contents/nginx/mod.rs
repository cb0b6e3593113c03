//! Configuration of nginx.

mod directives;
mod tree;

use super::fault::Fault;
use super::formats::{Format, ends_in, has_line};
use super::template;
use crate::diag::{codes, nearest};
use directives::{Context, DIRECTIVES};
use std::collections::BTreeSet;
use std::ops::Range;
use tree::Directive;

pub(super) const FORMAT: Format = Format { name: "nginx configuration", recognize, check };

fn recognize(name: &str, text: &str) -> bool {
    let is_nginx = name == "nginx.conf" || ends_in(name, &[".nginx", ".nginx.conf", "nginx.conf.template"]);
    let is_conf = ends_in(name, &[".conf", ".conf.template"]);
    is_nginx || (is_conf && has_line(text, "server {") && text.contains("listen ") && text.contains("location "))
}

fn check(text: &str, faults: &mut Vec<Fault>) {
    let directives = match tree::read(text) {
        Ok(directives) => directives,
        Err(fault) => {
            if fault.range != (0..0) && !template::explains(text, &fault.range) {
                faults.push(fault);
            }
            return;
        }
    };
    // The file is the whole configuration, or a part that `include` puts into `http`; of another part nothing is known.
    let has = |names: &[&str]| directives.iter().any(|directive| names.contains(&directive.name.as_str()));
    if has(&["http", "events", "stream"]) {
        if has(&["http"]) && !has(&["events"]) && !has(&["include"]) {
            let fault = Fault::error(codes::NGINX_CONTEXT, 0..directives[0].range.end, "no `events` section");
            faults.push(fault.help("add `events {}`: nginx does not start without it"));
        }
        block(&directives, Context::Main, faults);
    } else if has(&["server", "upstream"]) {
        block(&directives, Context::Http, faults);
    }
}

/// Judges the directives of a block by where it stands.
fn block(directives: &[Directive], context: Context, faults: &mut Vec<Fault>) {
    twice(directives, faults);
    for directive in directives {
        // A server of an upstream shares the name of a block.
        if context == Context::Upstream && directive.name == "server" {
            continue;
        }
        match DIRECTIVES.iter().find(|(name, ..)| *name == directive.name) {
            Some((name, contexts, arguments, has_block)) => {
                if !contexts.contains(&context) {
                    let where_to: Vec<&str> = contexts.iter().map(|context| context.name()).collect();
                    let message = format!("`{name}` is not allowed in {}", context.name());
                    faults.push(
                        Fault::error(codes::NGINX_CONTEXT, directive.range.clone(), message)
                            .help(format!("it belongs into {}", where_to.join(", "))),
                    );
                } else if directive.block.is_some() != *has_block {
                    let (message, help) = if *has_block {
                        (format!("`{name}` needs a block"), "write `{ … }` instead of `;`")
                    } else {
                        (format!("`{name}` has no block"), "end the line with `;`: perhaps the one of the line before is missing")
                    };
                    faults.push(Fault::error(codes::NGINX_SYNTAX, directive.range.clone(), message).help(help));
                } else if !arguments.contains(&directive.arguments.len()) {
                    let message = format!("`{name}` with {} words behind it", directive.arguments.len());
                    faults.push(
                        Fault::error(codes::NGINX_SYNTAX, directive.range.clone(), message)
                            .help("look whether the `;` of this line is missing"),
                    );
                }
            }
            None => misspelt(directive, faults),
        }
        if let Some((inside, within)) = directive.block.as_ref().zip(Context::inside(&directive.name, context)) {
            block(inside, within, faults);
        }
    }
}

/// A directive that is one letter away from one that nginx knows. Modules bring directives along, so that others may be known.
fn misspelt(directive: &Directive, faults: &mut Vec<Fault>) {
    let name = directive.name.as_str();
    let near = nearest(name, DIRECTIVES.iter().map(|(known, ..)| *known));
    if let Some(near) = near.filter(|near| name.len() > 4 && strsim::damerau_levenshtein(name, near) == 1) {
        let fault = Fault::error(codes::NGINX_DIRECTIVE, directive.range.clone(), format!("unknown directive `{name}`"));
        faults.push(fault.help(format!("did you mean `{near}`?")));
    }
}

/// Locations and upstreams that are there twice.
fn twice(directives: &[Directive], faults: &mut Vec<Fault>) {
    let mut seen: BTreeSet<(&str, Vec<&str>)> = BTreeSet::new();
    for directive in directives.iter().filter(|directive| matches!(directive.name.as_str(), "location" | "upstream")) {
        let words: Vec<&str> = directive.arguments.iter().map(|(word, _)| word.as_str()).collect();
        // Of several equal patterns nginx takes the first.
        if words.first().is_some_and(|word| word.starts_with('~')) {
            continue;
        }
        let title = format!("{} {}", directive.name, words.join(" "));
        if !seen.insert((&directive.name, words)) {
            let fault = Fault::error(codes::NGINX_CONTEXT, directive.range.clone(), format!("`{title}` is there twice"));
            faults.push(fault.help("keep one of the two, or join what they hold"));
        }
    }
}

/// The hosts to which a configuration hands requests on, without those that it defines itself and those that are known at run time
/// only, each with its bytes in the text.
pub fn upstreams(text: &str) -> Vec<(String, Range<usize>)> {
    let Ok(directives) = tree::read(text) else { return Vec::new() };
    let mut own = Vec::new();
    let mut hosts = Vec::new();
    targets(&directives, false, &mut own, &mut hosts);
    hosts.retain(|(host, _)| !own.contains(host));
    hosts
}

fn targets(directives: &[Directive], in_upstream: bool, own: &mut Vec<String>, hosts: &mut Vec<(String, Range<usize>)>) {
    const PASS: [&str; 5] = ["proxy_pass", "grpc_pass", "fastcgi_pass", "uwsgi_pass", "scgi_pass"];
    for directive in directives {
        let first = directive.arguments.first();
        if let Some((word, range)) = first {
            let is_target = PASS.contains(&directive.name.as_str()) || (in_upstream && directive.name == "server");
            if directive.name == "upstream" {
                own.push(word.clone());
            } else if is_target && !word.contains('$') {
                let (start, host) = host_of(word);
                if !host.is_empty() {
                    hosts.push((host.to_owned(), range.start + start..range.start + start + host.len()));
                }
            }
        }
        targets(directive.block.as_deref().unwrap_or_default(), directive.name == "upstream", own, hosts);
    }
}

/// The host in an address such as `http://api:80/path` or `api:80`, and where it begins; empty for a socket.
fn host_of(address: &str) -> (usize, &str) {
    let start = address.find("://").map_or(0, |at| at + 3);
    let rest = &address[start..];
    if rest.starts_with("unix:") || rest.starts_with('[') {
        return (start, "");
    }
    (start, &rest[..rest.find([':', '/', '?']).unwrap_or(rest.len())])
}
