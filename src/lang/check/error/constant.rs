//! [`ConstantError`]: constants without a value, and constants files that cannot be used.

use miette::Diagnostic;
use thiserror::Error;

use crate::base::source::Span;
use crate::lang::diagnostic::Finding;
use crate::lang::diagnostic::Origin;

/// What is wrong with the value of a constant, or with the file that sets it.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[expect(missing_docs, reason = "the message of a variant says what its fields hold")]
pub enum ConstantError {
    /// `const limit: rate`, and no file sets it
    #[error("nobody sets the constant `{name}`")]
    #[diagnostic(code("rulecheck::constant::not_set"))]
    NotSet {
        name: String,
        #[label("no default, and no value from a file")]
        span: Span,
        #[help]
        help: String,
    },

    /// `constants from "limits.json"`, and there is no such file
    #[error("the constants file `{file}` is missing")]
    #[diagnostic(
        code("rulecheck::constant::file_missing"),
        help(
            "put it beside the rules, or name another one on the command line; without it the thresholds are not known"
        )
    )]
    FileMissing {
        file: String,
        #[label("named here")]
        span: Span,
    },

    /// `{"limit": 5%}`
    #[error("the constants file is not JSON: {problem}")]
    #[diagnostic(code("rulecheck::constant::not_json"), help("a literal with a unit is a string: \"5%\""))]
    NotJson {
        problem: String,
        #[label("here")]
        span: Span,
    },

    /// `constants from "limits.json#limits"`
    #[error("`#{pointer}` is not a JSON pointer")]
    #[diagnostic(
        code("rulecheck::constant::bad_pointer"),
        help(
            "a pointer begins with `/`, and `~` stands in it only as `~0` (for ~) or `~1` (for /): `#/limits`"
        )
    )]
    BadPointer {
        pointer: String,
        #[label("would be looked for in here")]
        span: Span,
    },

    /// `constants from "limits.json#/rates"`, and the file has no `rates`
    #[error("the constants file has nothing at `#{pointer}`")]
    #[diagnostic(code("rulecheck::constant::pointer_not_found"))]
    PointerNotFound {
        pointer: String,
        #[label("no `{step}` in here")]
        span: Span,
        step: String,
        #[help]
        help: Option<String>,
    },

    /// `["5%"]`
    #[error("constants are set by an object, not by {found}")]
    #[diagnostic(code("rulecheck::constant::not_an_object"), help("write {{\"NAME\": \"5%\", …}}"))]
    NotAnObject {
        found: &'static str,
        #[label("{found}")]
        span: Span,
    },

    /// `{"limit": "5%", "limit": "10%"}`
    #[error("the key `{key}` stands twice")]
    #[diagnostic(code("rulecheck::constant::key_twice"), help("keep one of the two"))]
    KeyTwice {
        key: String,
        #[label("here again")]
        span: Span,
        #[label("first here")]
        first: Span,
    },

    /// `{"limit": null}`
    #[error("{found} is no value for the constant `{name}`")]
    #[diagnostic(
        code("rulecheck::constant::not_a_value"),
        help("write a literal as a string, such as {example}")
    )]
    NotAValue {
        name: String,
        found: &'static str,
        example: String,
        #[label("{found}")]
        span: Span,
    },

    /// `{"limit": "five percent"}`
    #[error("{found} is not a literal")]
    #[diagnostic(code("rulecheck::constant::not_a_literal"))]
    NotALiteral {
        found: String,
        #[label("the value of the constant `{name}`: {ty}")]
        span: Span,
        name: String,
        ty: &'static str,
        #[help]
        help: String,
    },

    /// `{"limit": "5pp"}` for `const limit = 10%`
    #[error("the constant `{name}` is {ty}, but {found} is {found_ty}")]
    #[diagnostic(code("rulecheck::constant::wrong_type"))]
    WrongType {
        name: String,
        ty: &'static str,
        found: String,
        found_ty: &'static str,
        #[label("{found_ty}")]
        span: Span,
        #[help]
        help: String,
    },

    /// `{"limit": 7}` for `const limit = 7 days`
    #[error("the constant `{name}` is {ty}, and a JSON number has no unit")]
    #[diagnostic(code("rulecheck::constant::number_without_unit"))]
    NumberWithoutUnit {
        name: String,
        ty: &'static str,
        #[label("a plain number")]
        span: Span,
        #[help]
        help: String,
    },

    /// `{"limit": 20}` for `const limit = 10%`
    #[error("{number} is above 1, which is 100%")]
    #[diagnostic(code("rulecheck::constant::rate_above_one"), help("{help}"))]
    RateAboveOne {
        number: String,
        help: String,
        #[label("a JSON number is a fraction here")]
        span: Span,
    },

    /// `{"limit": -0.1}`
    #[error("the constant `{name}` cannot be negative")]
    #[diagnostic(
        code("rulecheck::constant::negative"),
        help("literals have no sign: set it without, and write the minus in the rule")
    )]
    Negative {
        name: String,
        #[label("below zero")]
        span: Span,
    },

    /// `{"limit": 0.1000000000000000055511151231257827}`
    #[error("this number has more than 18 digits")]
    #[diagnostic(
        code("rulecheck::constant::too_many_digits"),
        help("numbers are read exactly: write the one that is meant, not what a float made of it")
    )]
    TooManyDigits {
        #[label("more than 18 digits")]
        span: Span,
    },

    /// `{"max_nosie": "5%"}` beside `const max_noise = 10%`
    #[error("the key `{key}` sets nothing; a constant `{name}` is declared, and the file lacks it")]
    #[diagnostic(
        code("rulecheck::constant::misspelt_key"),
        help("write \"{name}\", or give this key a name that is less like it")
    )]
    MisspeltKey {
        key: String,
        name: String,
        #[label("did you mean \"{name}\"?")]
        span: Span,
    },
}

impl ConstantError {
    /// The file its place is in.
    #[must_use]
    pub const fn origin(&self) -> Origin {
        match self {
            Self::NotSet { .. } | Self::FileMissing { .. } => Origin::Rules,
            _ => Origin::Constants,
        }
    }
}

impl Finding for ConstantError {}
