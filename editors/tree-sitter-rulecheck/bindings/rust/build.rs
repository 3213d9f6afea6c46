//! Compiles the generated parser.

fn main() {
    let files = ["src/parser.c", "src/scanner.c"];
    for file in files {
        println!("cargo::rerun-if-changed={file}");
    }
    let mut build = cc::Build::new();
    build.std("c11").include("src").files(files).warnings(false);
    if build.get_compiler().is_like_msvc() {
        build.flag("-utf-8");
    }
    build.compile("tree-sitter-rulecheck");
}
