//! PostgreSQL in its official image: where its data is, and where its volume.

use super::super::{Check, Context, Rule};
use super::environment::Setting;
use super::known::{Application, Program, programs};
use super::volumes::{Kind, Mounted, mounts};
use crate::diag::{Report, codes};
use crate::manifest::Graph;
use crate::yaml::Node;

pub(super) const CHECK: Check = Check {
    pages: &[
        (
            codes::POSTGRES_ROOT,
            "\
What: a PostgreSQL whose data is the root of a volume.
Why: a new volume of the clouds has a folder `lost+found`, and `initdb` refuses a folder with something in it: `directory exists but is
not empty`.
Example: a claim at `/var/lib/postgresql/data` without `PGDATA`.
Fix: `PGDATA: /var/lib/postgresql/data/pgdata`, or `subPath: pgdata` of the mount. A database that is there already has to be moved along.
Source: documentation of the image postgres, `PGDATA`, 2026-11. Folders of a local cluster have no `lost+found`.",
        ),
        (
            codes::POSTGRES_VOLUME,
            "\
What: a volume of PostgreSQL that is mounted where the image of that version does not keep its data.
Why: the images up to 17 have a volume of their own at `/var/lib/postgresql/data`, which hides what is mounted above it: the data goes with the
container. Those from 18 on keep it below `/var/lib/postgresql`, and end at once if something is mounted at `/var/lib/postgresql/data`.
Example: `image: postgres:18` with `mountPath: /var/lib/postgresql/data`.
Fix: for 18 and newer mount the volume at `/var/lib/postgresql`, for older ones at `/var/lib/postgresql/data`; or set `PGDATA`.
Source: Dockerfile and `docker-entrypoint.sh` of postgres 17 and 18, 2026-11.",
        ),
    ],
    rule: Rule::Graph(run),
};

const PARENT: &str = "/var/lib/postgresql";
const FOLDER: &str = "/var/lib/postgresql/data";

fn run(graph: &Graph<'_>, context: &Context<'_>, found: &mut Report) {
    for program in programs(graph, &[Application::Postgres]) {
        if let Some(misplaced) = misplaced(&program) {
            tell_misplaced(&program, &misplaced, found);
        } else if context.profile.is_none_or(|profile| !profile.local) {
            check_root(&program, found);
        }
    }
}

/// The major version of the server, by the tag of its image; that of the newest one if none is named (18, 2026-11).
fn major(program: &Program<'_, '_>) -> Option<u32> {
    let image = &program.image;
    if !image.is_postgres() {
        return None;
    }
    if image.path == "pgvector/pgvector" {
        let (_, digits) = image.tag.split_once("pg")?;
        return digits.split('-').next()?.parse().ok();
    }
    if image.is_official("postgres") && matches!(image.tag, "" | "latest" | "alpine") {
        return Some(18);
    }
    image.version().map(|(major, _)| major).filter(|major| (9..100).contains(major))
}

/// The folder of the data, if it is known.
pub(super) fn data_directory(program: &Program<'_, '_>) -> Option<String> {
    if misplaced(program).is_some() || option(program, "data_directory").is_some() {
        return None;
    }
    match program.environment.get("PGDATA") {
        Setting::Text(folder, _) => Some(folder.trim_end_matches('/').to_owned()),
        Setting::Unknown => None,
        Setting::Absent => match major(program)? {
            major @ 18.. => Some(format!("{PARENT}/{major}/docker")),
            _ => Some(FOLDER.to_owned()),
        },
    }
}

/// A mount where the image of this version has no use for it.
fn misplaced<'a>(program: &Program<'a, '_>) -> Option<(Mounted<'a>, u32)> {
    let is_own_choice = match program.environment.get("PGDATA") {
        Setting::Text(folder, _) => folder.trim_end_matches('/') != FOLDER || major(program)? >= 18,
        Setting::Unknown => true,
        Setting::Absent => false,
    };
    let major = major(program).filter(|_| !is_own_choice)?;
    let at = |path: &str| mounts(program.pod, program.container).find(|mounted| mounted.path == path);
    let found = match major {
        18.. => at(FOLDER),
        _ => at(PARENT).filter(|mounted| mounted.kind == Kind::Claim && at(FOLDER).is_none()),
    };
    found.map(|mounted| (mounted, major))
}

fn tell_misplaced<'a>(program: &Program<'a, '_>, (mounted, major): &(Mounted<'a>, u32), found: &mut Report) {
    let (owner, code) = (program.owner(), codes::POSTGRES_VOLUME);
    let place = mounted.mount.get("mountPath").unwrap_or(mounted.mount);
    found.push(if *major >= 18 {
        let words = format!("PostgreSQL {major} ends at once with a volume at `{FOLDER}`");
        owner.error(code, place, words).help(format!("mount it at `{PARENT}`"))
    } else {
        // CRI-O makes a folder instead of a volume, and keeps the data.
        let words = format!("the image of PostgreSQL {major} has a volume of its own at `{FOLDER}`, which hides this one");
        owner.warning(code, place, words).help(format!("mount it at `{FOLDER}`, and set `PGDATA` to a folder in it"))
    });
}

fn check_root(program: &Program<'_, '_>, found: &mut Report) {
    let Some(folder) = data_directory(program) else { return };
    let Some(mounted) = mounts(program.pod, program.container).find(|mounted| mounted.path == folder) else { return };
    let is_part = ["subPath", "subPathExpr"].iter().any(|key| mounted.mount.get(key).is_some());
    if mounted.kind == Kind::Claim && !is_part {
        let place = mounted.mount.get("mountPath").unwrap_or(mounted.mount);
        let words = "the data is the root of the volume, in which `initdb` may find `lost+found`";
        let told = program.owner().warning(codes::POSTGRES_ROOT, place, words);
        found.push(told.help(format!("set `PGDATA` to `{folder}/pgdata`, or mount the volume with `subPath: pgdata`")));
    }
}

/// A setting on the command line: `-c name=value` or `--name=value`.
pub(super) fn option<'a>(program: &Program<'a, '_>, name: &str) -> Option<(String, &'a Node)> {
    program.command.words.iter().rev().find_map(|word| {
        let text = word.text.strip_prefix("-c").or_else(|| word.text.strip_prefix("--")).unwrap_or(&word.text);
        let (own, value) = text.trim_start().split_once('=')?;
        (own.replace('-', "_") == name && !word.has_gap).then(|| (value.to_owned(), word.place))
    })
}
