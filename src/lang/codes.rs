//! Every code with its page: what `check --explain` shows.

use crate::lang::nearest::nearest as nearest_word;

/// Each page of docs/errors as code and text; `tests/codes.rs` holds the list against the folder.
macro_rules! pages {
    ($($code:literal)+) => {
        &[$(($code, include_str!(concat!("../../docs/errors/", $code, ".md")))),+]
    };
}

/// Codes as their pages are called: `type/rate_vs_number`.
const PAGES: &[(&str, &str)] = pages! {
    "constant/bad_pointer"
    "constant/file_missing"
    "constant/key_twice"
    "constant/misspelt_key"
    "constant/negative"
    "constant/not_a_literal"
    "constant/not_a_value"
    "constant/not_an_object"
    "constant/not_json"
    "constant/not_set"
    "constant/number_without_unit"
    "constant/pointer_not_found"
    "constant/rate_above_one"
    "constant/too_many_digits"
    "constant/wrong_type"
    "lint/allowance_without_reason"
    "lint/always_met"
    "lint/confidence_without_rate"
    "lint/contradiction"
    "lint/equality_undecided"
    "lint/expired_waiver"
    "lint/hidden_character"
    "lint/implied"
    "lint/look_alike_text"
    "lint/never_applies"
    "lint/never_met"
    "lint/never_violated"
    "lint/no_least_runs"
    "lint/non_monotone"
    "lint/not_shown_by_then"
    "lint/repeated_number"
    "lint/rule_without_because"
    "lint/rule_without_test"
    "lint/signal_not_looked_at"
    "lint/stop_on_bare_rate"
    "lint/thousands"
    "lint/threshold_too_fine"
    "lint/unknown_allowance"
    "lint/unused_allowance"
    "lint/unused_const"
    "lint/unused_let"
    "lint/unused_waiver"
    "name/bool_constant"
    "name/clause_twice"
    "name/cyclic_let"
    "name/declared_twice"
    "name/due_missing"
    "name/due_part_twice"
    "name/expression_too_large"
    "name/field_is_no_tag"
    "name/name_twice"
    "name/not_waivable"
    "name/policy_too_large"
    "name/reserved_prefix"
    "name/reserved_word"
    "name/rule_called_due"
    "name/rule_twice"
    "name/rule_without_check"
    "name/signal_twice"
    "name/stratum_twice"
    "name/unknown_beside_class"
    "name/unknown_class"
    "name/unknown_cohort"
    "name/unknown_name"
    "name/unknown_signal"
    "name/unknown_stratum"
    "name/unknown_type"
    "name/value_twice"
    "name/waived_twice"
    "syntax/chained_comparison"
    "syntax/clause_outside_rule"
    "syntax/clause_outside_test"
    "syntax/comparison_words"
    "syntax/confidence_range"
    "syntax/date_form"
    "syntax/decimal_comma"
    "syntax/else_on_prefer"
    "syntax/empty_file"
    "syntax/empty_rule"
    "syntax/empty_test"
    "syntax/foreign_comment"
    "syntax/foreign_function"
    "syntax/foreign_operator"
    "syntax/fractional_runs"
    "syntax/given_form"
    "syntax/header_not_first"
    "syntax/line_break_in_string"
    "syntax/look_alike"
    "syntax/malformed_name"
    "syntax/malformed_number"
    "syntax/missing_brace"
    "syntax/missing_header"
    "syntax/missing_operand"
    "syntax/missing_operator"
    "syntax/missing_signals"
    "syntax/missing_text"
    "syntax/name_too_long"
    "syntax/needless_punctuation"
    "syntax/no_such_date"
    "syntax/not_a_literal"
    "syntax/not_inside"
    "syntax/not_text"
    "syntax/not_utf8"
    "syntax/number_too_long"
    "syntax/partial_minutes"
    "syntax/quotation_marks"
    "syntax/rate_too_large"
    "syntax/repeated_suffix"
    "syntax/second_header"
    "syntax/signed_literal"
    "syntax/single_equals"
    "syntax/stray_brace"
    "syntax/stray_character"
    "syntax/stray_parenthesis"
    "syntax/too_deep"
    "syntax/too_large"
    "syntax/too_long"
    "syntax/typed_default"
    "syntax/unclosed_brace"
    "syntax/unclosed_parenthesis"
    "syntax/unclosed_string"
    "syntax/unexpected"
    "syntax/unexpected_signals"
    "syntax/unit_spacing"
    "syntax/unknown_clause"
    "syntax/unknown_declaration"
    "syntax/unknown_effect"
    "syntax/unknown_metric"
    "syntax/unknown_test_clause"
    "syntax/unknown_unit"
    "syntax/unquoted_text"
    "syntax/upper_case"
    "syntax/within_without_of"
    "syntax/wrong_amount"
    "syntax/wrong_escape"
    "syntax/zero_amount"
    "test/because_on_go"
    "test/elapsed_too_short"
    "test/elapsed_twice"
    "test/expect_missing"
    "test/expect_twice"
    "test/failed"
    "test/given_in_all"
    "test/item_signals"
    "test/item_twice"
    "test/more_than_there_are"
    "test/not_a_duration"
    "test/reports_not_alone"
    "test/reports_unreadable"
    "test/rule_listed_twice"
    "test/run_character"
    "test/said_of_all"
    "test/set_to_wrong_type"
    "test/set_twice"
    "test/sum_too_small"
    "test/sum_without_runs"
    "test/tag_twice"
    "test/test_twice"
    "test/too_large"
    "test/unknown_and_class"
    "test/unknown_constant"
    "test/unknown_item"
    "test/unknown_rule"
    "test/unknown_tag"
    "test/unknown_verdict"
    "type/bool_compared"
    "type/bool_in_arithmetic"
    "type/cannot_add"
    "type/cannot_divide"
    "type/cannot_multiply"
    "type/check_without_comparison"
    "type/count_vs_mean"
    "type/count_vs_rate"
    "type/different_types"
    "type/duration_vs_number"
    "type/mean_vs_number"
    "type/mean_vs_rate"
    "type/not_a_condition"
    "type/points_vs_number"
    "type/points_vs_rate"
    "type/rate_vs_number"
    "type/rate_vs_points"
    "type/suffix_on_cohort_metric"
    "type/suffix_reaches_no_metric"
    "type/suffix_without_effect"
    "type/wrong_tolerance"
};

/// The page of a code, with or without `rulecheck::` in front.
#[must_use]
pub fn page(code: &str) -> Option<&'static str> {
    let path = path(code);
    PAGES.iter().find(|(known, _)| *known == path).map(|(_, page)| *page)
}

/// All codes, as they are written: `type::rate_vs_number`.
pub fn all() -> impl Iterator<Item = String> {
    PAGES.iter().map(|(path, _)| path.replace('/', "::"))
}

/// The names of all warnings: `unused_const`.
pub(in crate::lang) fn lints() -> impl Iterator<Item = &'static str> {
    PAGES.iter().filter_map(|(path, _)| path.strip_prefix("lint/"))
}

/// The code that looks most like `code`, if any comes near.
#[must_use]
pub fn nearest(code: &str) -> Option<String> {
    let wanted = path(code).replace('/', "::");
    let codes: Vec<String> = all().collect();
    let name = |code: &'static str| code.rsplit('/').next().unwrap_or_default();
    let near = nearest_word(&wanted, codes.iter().map(String::as_str)).map(str::to_owned);
    near.or_else(|| {
        let meant = nearest_word(&wanted, PAGES.iter().map(|(path, _)| name(path)))?;
        PAGES.iter().find(|(path, _)| name(path) == meant).map(|(path, _)| path.replace('/', "::"))
    })
}

fn path(code: &str) -> String {
    code.strip_prefix("rulecheck::").unwrap_or(code).replace("::", "/")
}
