//! Rules of the grammar in words, and the form of each declaration and clause.

use super::grammar::Rule;

/// What to call a rule that was expected; `None` for the end of a part, which is always possible to write.
pub(super) fn expected(wanted: Rule) -> Option<String> {
    let name = format!("{wanted:?}");
    if let Some(word) = name.strip_prefix("kw_") {
        return Some(format!("`{word}`"));
    }
    let words = match wanted {
        Rule::string | Rule::quote | Rule::text => "a text in \"…\"",
        Rule::ident => "a name",
        Rule::word | Rule::name => "a word",
        Rule::tag | Rule::run_tag => "the name of a tag",
        Rule::expr | Rule::call | Rule::paren | Rule::prefix => "a value",
        Rule::literal | Rule::number | Rule::points | Rule::points_number => "a value such as `20%`",
        Rule::amount => "an amount such as `30 runs` or `7 days`",
        Rule::percentage => "a percentage such as `95%`",
        Rule::unit | Rule::per_runs | Rule::percent | Rule::pp => "a unit",
        Rule::date | Rule::day => "a date such as `2026-12-31`",
        Rule::infix => "an operator",
        Rule::suffix | Rule::window | Rule::among_known => "a suffix such as `among known`",
        Rule::in_stratum | Rule::run_string => "`in`",
        Rule::joint => "`or`",
        Rule::because => "`because`",
        Rule::see => "`see`",
        Rule::confidence => "`with`",
        Rule::effect => "`else`",
        Rule::when | Rule::for_stratum | Rule::for_tag | Rule::check | Rule::clause => "a clause of a rule",
        Rule::given | Rule::set | Rule::expect | Rule::tclause => "a clause of a test",
        Rule::item => "what is counted, such as `runs`",
        Rule::header => "`policy`",
        Rule::assign => "`=`",
        Rule::colon => "`:`",
        Rule::comma => "`,`",
        Rule::brace_open | Rule::items => "`{`",
        Rule::brace_close => "`}`",
        Rule::paren_open => "`(`",
        Rule::paren_close => "`)`",
        Rule::EOI => return None,
        _ => "a declaration",
    };
    Some(words.to_owned())
}

/// How a declaration or clause is written, by its first word.
pub(super) fn form(head: &str) -> String {
    let form = match head {
        "policy" => "`policy my_gate \"What it decides\"`",
        "due" => "`due after 30 runs or 7 days`, or `due at once`",
        "early" => "`early at 95% confidence`",
        "cohort" => "`cohort newest`, or `cohort own`",
        "constants" => "`constants from \"policy_constants.json\"`",
        "const" => "`const max_noise = 20%`, or without a default `const max_noise: rate`",
        "let" => "`let noise = rate(warn, fail)`",
        "waive" => "`waive unknown_schema because \"Known.\" until 2026-12-31`",
        "rule" => "`rule quiet \"Runs are quiet\" { require rate(fail) < 2% }`",
        "test" => "`test \"a quiet rollout goes\" { given pinned { runs 20 } expect go }`",
        "given" => {
            "`given pinned { runs 20, runs_with(warn) 3 }`, `given runs in pinned \"....w..f\" each 6 hours`, \
             `given elapsed 8 days`, or `given reports \"PATH\"`"
        }
        "set" => "`set max_noise = 5%`",
        "expect" => "`expect go`, or `expect no_go because noise`",
        "when" => "`when runs >= 10`",
        "for" => "`for each stratum in pinned, unpinned`, or `for each job in \"a\", \"b\"`",
        "require" => "`require rate(fail) < 2% else hold`",
        "prefer" => "`prefer rate(fail) < 2%`",
        "because" => "`because \"Overrides hide faults.\"`",
        "see" => "`see \"https://example.org/adr/7\"`",
        _ => "declarations and clauses that begin with their word",
    };
    format!("write {form}")
}

/// How a part is written that goes on after its first word.
pub(super) fn part_form(word: &str) -> Option<&'static str> {
    Some(match word {
        "over" | "last" => "write `over last 10 runs`, or `over last 7 days`",
        "among" => "write `among known`",
        "else" => "write `else hold`, or `else stop`",
        "with" => "write `with 95% confidence`",
        "per" => "write `0.1 per run`, or `1 per 10 runs`",
        _ => return None,
    })
}
