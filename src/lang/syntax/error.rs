//! [`SyntaxError`]: one variant an error, its code, its places and what to write instead beside it.

use crate::base::source::Span;

/// What is wrong with the text of a `.rules` file. `write` and `found` hold what is quoted to the reader.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, miette::Diagnostic)]
#[rustfmt::skip]
pub(super) enum SyntaxError {
    // Bytes

    /// A file in Latin-1.
    #[error("the file is not UTF-8: byte {byte:#04x} at offset {offset}")]
    #[diagnostic(code("rulecheck::syntax::not_utf8"), help("save it as UTF-8"))]
    NotUtf8 { byte: u8, offset: usize, #[label("up to here it is")] span: Span },
    /// An image, or UTF-16.
    #[error("the file is not text: it holds the control character U+{code:04X}")]
    #[diagnostic(code("rulecheck::syntax::not_text"), help("give a `.rules` file, saved as UTF-8"))]
    NotText { code: u32, #[label("here")] span: Span },
    /// A file of 5 MiB.
    #[error("the file is too large: {size} bytes, where {limit} are allowed")]
    #[diagnostic(code("rulecheck::syntax::too_large"), help("a policy is a page or two; is this the right file?"))]
    TooLarge { size: usize, limit: usize, #[label] span: Span },

    // Characters and words

    /// `noise ≤ 5%`
    #[error("{found} only looks like a sign of this language")]
    #[diagnostic(code("rulecheck::syntax::look_alike"), help("write {write}"))]
    LookAlike { found: String, write: String, #[label("looks like {write}")] span: Span },
    /// `because „Overrides hide faults.“`
    #[error("{found} is not the quotation mark of this language")]
    #[diagnostic(code("rulecheck::syntax::quotation_marks"), help("put the text between straight double quotes: \"…\""))]
    QuotationMarks { found: String, write: String, #[label("use \"…\"")] span: Span },
    /// `a && b`
    #[error("`{found}` is no operator of this language")]
    #[diagnostic(code("rulecheck::syntax::foreign_operator"), help("write `{write}`"))]
    ForeignOperator { found: String, write: &'static str, #[label("write `{write}`")] span: Span },
    /// `rate(fail) is less than 2%`
    #[error("`{found}` is not how a comparison is written")]
    #[diagnostic(code("rulecheck::syntax::comparison_words"), help("{help}"))]
    ComparisonWords { found: String, help: String, #[label("comparisons are signs")] span: Span },
    /// `IF(rate(fail) < 2%; 1; 0)`
    #[error("there is no function `{found}`")]
    #[diagnostic(code("rulecheck::syntax::foreign_function"), help("{help}"))]
    ForeignFunction { found: String, help: &'static str, #[label("no part of the language")] span: Span },
    /// `require runs = 10`
    #[error("`=` does not compare")]
    #[diagnostic(code("rulecheck::syntax::single_equals"), help("write `==`; a single `=` only gives a `const` or a `let` its value"))]
    SingleEquals { #[label("write `==`")] span: Span },
    /// `const min_runs: number = 30`
    #[error("the constant has a type and a value")]
    #[diagnostic(code("rulecheck::syntax::typed_default"), help("write `{write}`: the value says what type it is. A type alone stands where the value must come from a constants file"))]
    TypedDefault { ty: String, write: String, #[label("`{ty}` is one too many")] span: Span },
    /// `// thresholds`
    #[error("`{found}` does not begin a comment")]
    #[diagnostic(code("rulecheck::syntax::foreign_comment"), help("a comment begins with `#` and ends with its line"))]
    ForeignComment { found: &'static str, #[label("write `#`")] span: Span },
    /// `require noise < 5% @ pinned`
    #[error("{found} has no meaning here")]
    #[diagnostic(code("rulecheck::syntax::stray_character"), help("{help}"))]
    StrayCharacter { found: String, help: &'static str, #[label("no part of the language")] span: Span },
    /// `a AND b`
    #[error("`{found}` has capital letters")]
    #[diagnostic(code("rulecheck::syntax::upper_case"), help("write `{write}`: words and names are in lower case"))]
    UpperCase { found: String, write: String, #[label("write `{write}`")] span: Span },
    /// `const max-noise = 5%`
    #[error("`{found}` is not a name")]
    #[diagnostic(code("rulecheck::syntax::malformed_name"), help("{help}: a name is made of a–z, 0–9 and `_`, and begins with a letter"))]
    MalformedName { found: String, help: String, #[label("not a name")] span: Span },
    /// A name of 65 letters.
    #[error("a name of {length} characters is too long")]
    #[diagnostic(code("rulecheck::syntax::name_too_long"), help("choose one of at most 64 characters"))]
    NameTooLong { length: usize, #[label("{length} characters")] span: Span },
    /// `const a = 5%;`
    #[error("`{found}` is not needed here")]
    #[diagnostic(code("rulecheck::syntax::needless_punctuation"), help("{help}"))]
    NeedlessPunctuation { found: String, help: &'static str, #[label("leave it out")] span: Span },

    // Strings

    /// `because "Overrides hide faults.`
    #[error("the text is not closed")]
    #[diagnostic(code("rulecheck::syntax::unclosed_string"), help("end it with `\"` on the same line; a quote inside is written `\\\"`"))]
    UnclosedString { #[label("the closing `\"` is missing")] span: Span },
    /// `because "Overrides⏎hide faults."`
    #[error("a text goes over the end of its line")]
    #[diagnostic(code("rulecheck::syntax::line_break_in_string"), help("write it on one line; `\\n` stands for a line break"))]
    LineBreakInString { #[label("the line ends inside this text")] span: Span },
    /// `"C:\Users"`
    #[error("`{found}` is not an escape")]
    #[diagnostic(code("rulecheck::syntax::wrong_escape"), help("write `\\\\` for a backslash; the others are `\\\"`, `\\n` and `\\t`"))]
    WrongEscape { found: String, #[label("not an escape")] span: Span },
    /// `because Overrides hide faults`
    #[error("the text after `{after}` is not quoted")]
    #[diagnostic(code("rulecheck::syntax::unquoted_text"), help("write {write}"))]
    UnquotedText { after: String, write: String, #[label("put this between \"…\"")] span: Span },
    /// `because` and nothing after it
    #[error("{what} is missing")]
    #[diagnostic(code("rulecheck::syntax::missing_text"), help("write {write}"))]
    MissingText { what: &'static str, write: String, #[label("{what} goes here")] span: Span },

    // Literals

    /// `2,5%`
    #[error("`{found}` has a comma in its number")]
    #[diagnostic(code("rulecheck::syntax::decimal_comma"), help("{help}"))]
    DecimalComma { found: String, help: String, #[label("numbers have a point")] span: Span },
    /// `1e5`
    #[error("`{found}` is not how a number is written")]
    #[diagnostic(code("rulecheck::syntax::malformed_number"), help("{help}"))]
    MalformedNumber { found: String, help: String, #[label("not a number")] span: Span },
    /// `0.1234567890123456789`
    #[error("the number has {digits} digits")]
    #[diagnostic(code("rulecheck::syntax::number_too_long"), help("write at most 18 digits"))]
    NumberTooLong { digits: usize, #[label("{digits} digits")] span: Span },
    /// `7d`
    #[error("{problem}")]
    #[diagnostic(code("rulecheck::syntax::unit_spacing"), help("write `{write}`"))]
    UnitSpacing { problem: &'static str, write: String, #[label("write `{write}`")] span: Span },
    /// `20 percent`
    #[error("`{found}` is not a unit{place}")]
    #[diagnostic(code("rulecheck::syntax::unknown_unit"), help("{help}"))]
    UnknownUnit { found: String, place: &'static str, help: String, #[label("not a unit{place}")] span: Span },
    /// `const max_noise = 120%`
    #[error("a rate cannot be above 100%")]
    #[diagnostic(code("rulecheck::syntax::rate_too_large"), help("write a rate from 0% to 100%; counts per run are written `1.2 per run`"))]
    RateTooLarge { #[label("more than all runs")] span: Span },
    /// `due after 0 runs`
    #[error("an amount cannot be 0")]
    #[diagnostic(code("rulecheck::syntax::zero_amount"), help("{help}"))]
    ZeroAmount { help: &'static str, #[label("must be above 0")] span: Span },
    /// `due after 2.5 runs`
    #[error("runs are counted in whole numbers")]
    #[diagnostic(code("rulecheck::syntax::fractional_runs"), help("{help}"))]
    FractionalRuns { help: String, #[label("not a whole number")] span: Span },
    /// `0.5 minutes`
    #[error("the duration is not a whole number of minutes")]
    #[diagnostic(code("rulecheck::syntax::partial_minutes"), help("a minute is the finest step; write whole minutes, as in `90 minutes`"))]
    PartialMinutes { #[label("not whole minutes")] span: Span },
    /// `due after 30%`
    #[error("`{found}` is no amount of runs or time")]
    #[diagnostic(code("rulecheck::syntax::wrong_amount"), help("write `{write}`"))]
    WrongAmount { found: String, write: String, #[label("say how many runs, or how long")] span: Span },
    /// `with 100% confidence`
    #[error("a confidence lies between 0% and 100%, and `{found}` does not")]
    #[diagnostic(code("rulecheck::syntax::confidence_range"), help("write `{write} confidence`"))]
    ConfidenceRange { found: String, write: String, #[label("above 0%, below 100%")] span: Span },
    /// `until 31.12.2026`
    #[error("`{found}` is not how a date is written")]
    #[diagnostic(code("rulecheck::syntax::date_form"), help("{help}"))]
    DateForm { found: String, help: String, #[label("year-month-day, without quotes")] span: Span },
    /// `until 2026-02-30`
    #[error("there is no day `{found}`")]
    #[diagnostic(code("rulecheck::syntax::no_such_date"), help("{help}"))]
    NoSuchDate { found: String, help: String, #[label("not in the calendar")] span: Span },
    /// `const a = -5%`
    #[error("a literal has no sign")]
    #[diagnostic(code("rulecheck::syntax::signed_literal"), help("{help}"))]
    SignedLiteral { help: &'static str, #[label("leave the sign out")] span: Span },
    /// `const a = rate(warn)`
    #[error("the value of a `const` is a literal, and {found} is none")]
    #[diagnostic(code("rulecheck::syntax::not_a_literal"), help("write a value such as `20%`, `30`, `0.1 per run` or `7 days`; a computed value is a `let`: `let {name} = …`"))]
    NotALiteral { found: String, name: String, #[label("not a literal")] span: Span },

    // Structure

    /// A file of comments.
    #[error("the file holds no policy")]
    #[diagnostic(code("rulecheck::syntax::empty_file"), help("begin it with `policy my_gate \"What it decides\"`"))]
    EmptyFile { #[label("nothing here")] span: Span },
    /// `due at once`, and no `policy` anywhere
    #[error("the file does not begin with its policy")]
    #[diagnostic(code("rulecheck::syntax::missing_header"), help("put `policy my_gate \"What it decides\"` first"))]
    MissingHeader { #[label("before this")] span: Span },
    /// `policy a "A" policy b "B"`
    #[error("a second `policy` in one file")]
    #[diagnostic(code("rulecheck::syntax::second_header"), help("one file is one policy: move the second into a file of its own"))]
    SecondHeader { #[label("the second")] span: Span, #[label("the first")] first: Span },
    /// `due at once policy a "A"`
    #[error("`policy` does not stand first")]
    #[diagnostic(code("rulecheck::syntax::header_not_first"), help("move it to the top of the file"))]
    HeaderNotFirst { #[label("move this up")] span: Span },
    /// `rul noise { … }`
    #[error("`{found}` does not begin a declaration")]
    #[diagnostic(code("rulecheck::syntax::unknown_declaration"), help("{help}"))]
    UnknownDeclaration { found: String, help: String, #[label("not a declaration")] span: Span },
    /// `requre runs >= 10`
    #[error("`{found}` does not begin a clause of a rule")]
    #[diagnostic(code("rulecheck::syntax::unknown_clause"), help("{help}"))]
    UnknownClause { found: String, help: String, #[label("not a clause")] span: Span },
    /// `require runs >= 10` outside a rule
    #[error("`{found}` stands outside a rule")]
    #[diagnostic(code("rulecheck::syntax::clause_outside_rule"), help("put it into a rule: `rule my_rule {{ {found} … }}`"))]
    ClauseOutsideRule { found: String, #[label("belongs into a rule")] span: Span },
    /// `expect go` outside a test
    #[error("`{found}` stands outside a test")]
    #[diagnostic(code("rulecheck::syntax::clause_outside_test"), help("put it into a test: `test \"what it shows\" {{ {found} … }}`"))]
    ClauseOutsideTest { found: String, #[label("belongs into a test")] span: Span },
    /// `test "t" { exspect go }`
    #[error("`{found}` does not begin a clause of a test")]
    #[diagnostic(code("rulecheck::syntax::unknown_test_clause"), help("{help}"))]
    UnknownTestClause { found: String, help: String, #[label("not a clause")] span: Span },
    /// `test "t" { }`
    #[error("the test {of} is empty")]
    #[diagnostic(code("rulecheck::syntax::empty_test"), help("say what is given and expected: `given pinned {{ runs 20 }} expect go`"))]
    EmptyTest { of: String, #[label("nothing in it")] span: Span },
    /// `given runs { 20 }`
    #[error("`given {found}` is not how that is given")]
    #[diagnostic(code("rulecheck::syntax::given_form"), help("{help}"))]
    GivenForm { found: String, help: String, #[label("not with what follows")] span: Span },
    /// `rule a { require runs >= 10`
    #[error("the braces of `{of}` are not closed")]
    #[diagnostic(code("rulecheck::syntax::unclosed_brace"), help("put the missing `}}` {before}"))]
    UnclosedBrace { of: String, before: String, #[label("opened here")] span: Span },
    /// `}` too much
    #[error("a `}}` without its `{{`")]
    #[diagnostic(code("rulecheck::syntax::stray_brace"), help("leave it out, or look for the `{{` that is missing above"))]
    StrayBrace { #[label("closes nothing")] span: Span },
    /// `rule a require runs >= 10`
    #[error("the clauses of `{of}` do not begin with `{{`")]
    #[diagnostic(code("rulecheck::syntax::missing_brace"), help("write `{{` before them and `}}` after the last one"))]
    MissingBrace { of: String, #[label("`{{` is missing before this")] span: Span },
    /// `rule a { }`
    #[error("the rule `{of}` is empty")]
    #[diagnostic(code("rulecheck::syntax::empty_rule"), help("give it at least one check: `require rate(fail) < 2%`"))]
    EmptyRule { of: String, #[label("nothing in it")] span: Span },
    /// `(a + b`
    #[error("a `(` without its `)`")]
    #[diagnostic(code("rulecheck::syntax::unclosed_parenthesis"), help("add the missing `)`"))]
    UnclosedParenthesis { #[label("`)` expected before this")] span: Span, #[label("never closed")] open: Span },
    /// `a + b)`
    #[error("a `)` without its `(`")]
    #[diagnostic(code("rulecheck::syntax::stray_parenthesis"), help("leave it out, or add the missing `(`"))]
    StrayParenthesis { #[label("closes nothing")] span: Span },

    // Expressions

    /// `require runs >=`
    #[error("a value is missing {place}")]
    #[diagnostic(code("rulecheck::syntax::missing_operand"), help("write a metric, a name or a literal there, as in `rate(fail) < 2%`"))]
    MissingOperand { place: String, #[label("a value is missing before this")] span: Span },
    /// `rate(fail) 2%`
    #[error("no operator stands between {left} and {right}")]
    #[diagnostic(code("rulecheck::syntax::missing_operator"), help("{help}"))]
    MissingOperator { left: String, right: String, help: String, #[label("an operator is missing before this")] span: Span },
    /// `1 < runs < 3`
    #[error("a comparison cannot be compared again")]
    #[diagnostic(code("rulecheck::syntax::chained_comparison"), help("{help}"))]
    ChainedComparison { help: String, #[label("a second comparison")] span: Span },
    /// `noise < not quiet`
    #[error("`not` stands inside {inside}")]
    #[diagnostic(code("rulecheck::syntax::not_inside"), help("`not` negates a whole comparison: put it first, or `not …` in parentheses"))]
    NotInside { inside: &'static str, #[label("it binds less than what stands before it")] span: Span },
    /// `noise within 5pp`
    #[error("`{found}` without its `{missing}`")]
    #[diagnostic(code("rulecheck::syntax::within_without_of"), help("write `A within 5pp of B`"))]
    WithinWithoutOf { found: &'static str, missing: &'static str, #[label("`{missing}` is missing")] span: Span },
    /// `noise in pinned in unpinned`
    #[error("`{found}` stands twice on one value")]
    #[diagnostic(code("rulecheck::syntax::repeated_suffix"), help("keep one of them"))]
    RepeatedSuffix { found: &'static str, #[label("the second")] span: Span, #[label("the first")] first: Span },
    /// `require runs >= 10 else wait`
    #[error("`else {found}` is not an effect")]
    #[diagnostic(code("rulecheck::syntax::unknown_effect"), help("{help}"))]
    UnknownEffect { found: String, help: String, #[label("`hold` or `stop`")] span: Span },
    /// `prefer runs >= 10 else hold`
    #[error("a `prefer` has no `else`")]
    #[diagnostic(code("rulecheck::syntax::else_on_prefer"), help("leave it out: a `prefer` only advises; or write `require … else {effect}`"))]
    ElseOnPrefer { effect: String, #[label("leave this out")] span: Span },
    /// `rat(fail) < 2%`
    #[error("there is no metric `{found}`")]
    #[diagnostic(code("rulecheck::syntax::unknown_metric"), help("{help}"))]
    UnknownMetric { found: String, help: String, #[label("not a metric")] span: Span },
    /// `rate < 2%`
    #[error("`{metric}` does not say of which signals")]
    #[diagnostic(code("rulecheck::syntax::missing_signals"), help("write them in parentheses: `{metric}(fail)` or `{metric}(warn, fail)`"))]
    MissingSignals { metric: &'static str, #[label("of what?")] span: Span },
    /// `runs(fail) >= 10`
    #[error("`{metric}` takes no signals")]
    #[diagnostic(code("rulecheck::syntax::unexpected_signals"), help("{help}"))]
    UnexpectedSignals { metric: &'static str, help: String, #[label("leave this out")] span: Span },
    /// 65 parentheses.
    #[error("the expression is nested more than {limit} deep")]
    #[diagnostic(code("rulecheck::syntax::too_deep"), help("give parts of it names: `let part = …`"))]
    TooDeep { limit: usize, #[label("too deep from here on")] span: Span },
    /// 10,001 operands and operators.
    #[error("the expression has more than {limit} operators, names and literals")]
    #[diagnostic(code("rulecheck::syntax::too_long"), help("a rule of that size is not read by anybody: split it"))]
    TooLong { limit: usize, #[label("more than {limit} from here on")] span: Span },

    // The rest

    /// `cohort = newest`
    #[error("expected {expected}, found {found}")]
    #[diagnostic(code("rulecheck::syntax::unexpected"), help("{help}"))]
    Unexpected { expected: String, found: String, help: String, #[label("expected {expected}")] span: Span },
}
