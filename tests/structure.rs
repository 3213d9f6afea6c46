//! The shape of `src/`: which room may import which, files from bottom to top, their size, their first sentence.

use std::collections::BTreeMap;
use std::path::Path;

use crate::transcript::root;

/// Code lines a file may have.
const MOST_LINES: usize = 350;

/// What each room may import of the others: a room, or one file of it.
const ROOMS: [(&str, &[&str]); 9] = [
    ("base", &[]),
    ("lang", &["base"]),
    ("data", &["base"]),
    (
        "judge",
        &[
            "base",
            "lang::policy",
            "lang::builtins",
            "data::metrics",
            "data::natural",
            "data::profile",
            "data::tally",
            "data::plan",
        ],
    ),
    ("tools", &["base", "lang", "data", "judge"]),
    (
        "render",
        &[
            "base",
            "lang::codes",
            "lang::diagnostic",
            "lang::explain",
            "lang::policy",
            "tools::diff::report",
            "tools::plan",
            "tools::plan::first",
            "tools::suite::results",
            "tools::suite::error",
            "tools::replay",
            "tools::verify",
            "judge::value",
            "judge::verdict",
            "judge::verdict_file",
            "judge::sentence",
            "judge::reasons",
            "judge::trace",
        ],
    ),
    ("input", &["base", "data"]),
    (
        "lsp",
        &["base", "lang", "data::metrics", "data::metrics_read", "judge", "tools::suite", "tools::warnings"],
    ),
    ("cli", &["base", "lang", "data", "judge", "tools", "render", "input", "lsp"]),
];

/// The files of each room from bottom to top: a file may import those before it.
const LADDERS: [(&str, &[&str]); 9] = include!("structure.ladders");

struct File {
    module: String,
    text: String,
}

fn sources() -> Vec<File> {
    let mut found = Vec::new();
    walk(&root().join("src"), "", &mut found);
    found.sort_by(|a, b| a.module.cmp(&b.module));
    found
}

fn walk(folder: &Path, prefix: &str, found: &mut Vec<File>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let join = |stem: &str| if prefix.is_empty() { stem.to_owned() } else { format!("{prefix}::{stem}") };
        if path.is_dir() {
            walk(&path, &join(&stem), found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let module = if stem == "mod" { prefix.to_owned() } else { join(&stem) };
            found.push(File { module, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}

/// The modules that a file names, as paths from the root of the crate.
fn imports(file: &File, modules: &[&str]) -> Vec<String> {
    let code: String =
        file.text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let parent = file.module.rsplit_once("::").map_or("", |(parent, _)| parent);
    let mut found = Vec::new();
    for (marker, base) in [("crate::", ""), ("super::", parent)] {
        for (at, _) in code.match_indices(marker) {
            let boundary =
                !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '$');
            if boundary {
                expand(&code[at + marker.len()..], base, &mut found);
            }
        }
    }
    let mut resolved: Vec<String> = found.iter().filter_map(|path| longest(path, modules)).collect();
    resolved.sort();
    resolved.dedup();
    resolved
}

/// `a::{b, c::d}` → `a::b`, `a::c::d`, below `base`.
fn expand(text: &str, base: &str, found: &mut Vec<String>) {
    let join = |name: &str| if base.is_empty() { name.to_owned() } else { format!("{base}::{name}") };
    if let Some(list) = text.strip_prefix('{') {
        let mut depth = 0_usize;
        let mut start = 0;
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => {
                    expand(list[start..at].trim(), base, found);
                    return;
                }
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    expand(list[start..at].trim(), base, found);
                    start = at + 1;
                }
                _ => {}
            }
        }
        return;
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let name = &text[..end];
    match text[end..].strip_prefix("::") {
        Some(rest) if !name.is_empty() => expand(rest, &join(name), found),
        _ if name == "self" => found.push(base.to_owned()),
        _ => found.push(join(name)),
    }
}

/// The module that a path lies in.
fn longest(path: &str, modules: &[&str]) -> Option<String> {
    modules
        .iter()
        .filter(|module| path == **module || path.starts_with(&format!("{module}::")))
        .max_by_key(|module| module.len())
        .map(|module| (*module).to_owned())
}

fn room(module: &str) -> &str {
    module.split("::").next().unwrap()
}

#[test]
fn imports_follow_the_law_of_the_rooms() {
    let files = sources();
    let modules: Vec<&str> = files.iter().map(|file| file.module.as_str()).collect();
    let allowed: BTreeMap<_, _> = ROOMS.into_iter().collect();
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| !["lib", "main"].contains(&file.module.as_str())) {
        let from = room(&file.module);
        for to in imports(file, &modules) {
            let may = allowed[from].iter().any(|entry| to == *entry || to.starts_with(&format!("{entry}::")));
            if room(&to) != from && !may {
                broken.push(format!("{} imports {to}", file.module));
            }
        }
    }
    assert!(broken.is_empty(), "arrows that are not in the table:\n{}", broken.join("\n"));
}

#[test]
fn within_a_room_files_import_those_below() {
    let files = sources();
    let modules: Vec<&str> = files.iter().map(|file| file.module.as_str()).collect();
    let ladders: BTreeMap<_, _> = LADDERS.into_iter().collect();
    let mut broken = Vec::new();
    for file in files.iter().filter(|file| !["lib", "main"].contains(&file.module.as_str())) {
        let ladder = ladders[room(&file.module)];
        let rung = |module: &str| ladder.iter().position(|name| *name == module);
        let Some(here) = rung(&file.module) else {
            broken.push(format!("{} has no place in its ladder", file.module));
            continue;
        };
        for to in
            imports(file, &modules).iter().filter(|to| room(to) == room(&file.module) && **to != file.module)
        {
            if rung(to).is_none_or(|there| there > here) {
                broken.push(format!("{} imports {to}, which stands above it", file.module));
            }
        }
    }
    let all: usize = ladders.values().map(|ladder| ladder.len()).sum();
    assert!(broken.is_empty(), "arrows that lead up:\n{}", broken.join("\n"));
    assert_eq!(all, files.len() - 2, "a ladder names a file that is not there");
}

#[test]
fn every_file_is_short_and_says_what_it_is_for() {
    for file in sources() {
        let lines =
            file.text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with("//"));
        let count = lines.count();
        assert!(count <= MOST_LINES, "{} has {count} lines of code", file.module);
        assert!(file.text.starts_with("//! "), "{} does not open with a sentence", file.module);
    }
}
