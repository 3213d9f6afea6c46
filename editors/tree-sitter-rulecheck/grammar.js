/**
 * @file The syntax of rulecheck policies, for editors. The definition is ../../grammar/rules.pest; tests/editors.rs
 * holds this grammar against it. Names stand for what they mean (`signal`, `stratum`), whether they exist or not:
 * that is for the language server to say.
 * @license MIT OR Apache-2.0
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

/** `rule`, `rule`, … */
const list = (rule) => seq(rule, repeat(seq(',', rule)));

/** The rules in any order, each at most once, at least one. */
const eachOnce = (...rules) =>
  choice(
    ...rules.map((rule, index) => {
      const others = rules.filter((_, other) => other !== index);
      return others.length === 0 ? rule : seq(rule, optional(eachOnce(...others)));
    }),
  );

/** The words that frame sentences: no name in an expression, no signal and no stratum is called like one. */
const FRAME = [
  'policy', 'due', 'early', 'cohort', 'constants', 'const', 'let', 'waive', 'rule', 'test',
  'when', 'for', 'each', 'require', 'prefer', 'because', 'see', 'within', 'with', 'confidence',
  'else', 'or', 'and', 'not', 'of', 'in', 'over', 'last', 'among', 'known', 'at', 'once',
  'after', 'from', 'until', 'except', 'per', 'given', 'set', 'expect',
];

export default grammar({
  name: 'rulecheck',

  word: ($) => $.identifier,

  // src/scanner.c: numbers and dates, which nothing may touch: `7days` and `5.` are none.
  externals: ($) => [$._positive, $._zero, $._decimal, $._zero_decimal, $.points, $.date],

  extras: ($) => [/[ \t\r\n]/, $.comment],

  reserved: {
    global: () => FRAME,
    none: () => [],
    behind_runs: () => ['given', 'set', 'expect', 'each'],
  },

  inline: ($) => [$._id, $._tag],

  rules: {
    source_file: ($) => seq($.header, repeat($._declaration)),

    // Declarations

    header: ($) => seq('policy', field('name', $._id), field('title', $.string)),

    _declaration: ($) =>
      choice($.due, $.early, $.cohort, $.constants, $.const, $.let, $.waive, $.rule, $.test),

    due: ($) =>
      seq('due', choice(seq('at', 'once'), seq('after', $._amount, optional(seq(choice('or', 'and'), $._amount))))),

    early: ($) => seq('early', 'at', $.rate, 'confidence'),

    cohort: ($) => seq('cohort', alias($.identifier, $.choice)),

    constants: ($) => seq('constants', 'from', field('file', $.string)),

    const: ($) =>
      seq(
        'const',
        field('name', $._id),
        choice(seq('=', field('value', $._literal)), seq(':', field('type', alias($.identifier, $.type)))),
        optional(seq('from', field('key', $.string))),
      ),

    let: ($) => seq('let', field('name', $._id), '=', field('value', $._expression)),

    waive: ($) =>
      seq(
        'waive',
        field('class', alias($.identifier, $.signal)),
        optional($._in_stratum),
        $.because,
        optional($.see),
        'until',
        $.date,
      ),

    rule: ($) => seq('rule', field('name', $._id), field('title', optional($.string)), field('body', $.rule_body)),

    rule_body: ($) => seq('{', repeat1($._clause), '}'),

    // Clauses

    _clause: ($) => choice($.when, $.for_each_stratum, $.for_each_tag, $.check, $.because, $.see),

    when: ($) => seq('when', $._expression),

    for_each_stratum: ($) => seq('for', 'each', 'stratum', 'in', list(alias($.identifier, $.stratum))),

    for_each_tag: ($) => seq('for', 'each', $._tag, optional(seq(choice('in', 'except'), list($.string)))),

    check: ($) =>
      choice(
        seq('require', $._expression, optional($.confidence), optional($.effect)),
        seq('prefer', $._expression, optional($.confidence)),
      ),

    confidence: ($) => seq('with', $.rate, 'confidence'),

    effect: () => seq('else', choice('hold', 'stop')),

    because: ($) => seq('because', $.string),

    see: ($) => seq('see', $.string),

    // Expressions, from what binds least to what binds most

    _expression: ($) => choice(alias($._or, $.binary_expression), $._conjunction),
    _or: ($) => binary($._expression, 'or', $._conjunction),

    _conjunction: ($) => choice(alias($._and, $.binary_expression), $._negated),
    _and: ($) => binary($._conjunction, 'and', $._negated),

    _negated: ($) => choice(alias($._not, $.unary_expression), $._compared),
    _not: ($) => unary('not', $._negated),

    _compared: ($) => choice(alias($._comparison, $.binary_expression), $.within_expression, $._sum),
    _comparison: ($) => binary($._sum, choice('<=', '>=', '==', '!=', '<', '>'), $._sum),
    within_expression: ($) =>
      seq(field('left', $._sum), 'within', field('tolerance', $._sum), 'of', field('right', $._sum)),

    _sum: ($) => choice(alias($._addition, $.binary_expression), $._product),
    _addition: ($) => binary($._sum, choice('+', '-'), $._product),

    _product: ($) => choice(alias($._multiplication, $.binary_expression), $._unary),
    _multiplication: ($) => binary($._product, choice('*', '/'), $._unary),

    _unary: ($) => choice(alias($._minus, $.unary_expression), $._operand),
    _minus: ($) => unary('-', $._unary),

    _operand: ($) => choice($.scoped_expression, $._primary),
    scoped_expression: ($) => seq($._primary, eachOnce($.in_stratum, $.window, $.among_known)),

    in_stratum: ($) => $._in_stratum,
    _in_stratum: ($) => seq('in', field('stratum', alias($.identifier, $.stratum))),
    window: ($) => seq('over', 'last', $._amount),
    among_known: () => seq('among', 'known'),

    _primary: ($) => choice($.parenthesized_expression, $.metric, $._literal, $.identifier),

    parenthesized_expression: ($) => seq('(', $._expression, ')'),

    metric: ($) =>
      choice(
        seq(
          field('name', choice('rate', 'runs_with', 'sum', 'mean', 'missing')),
          '(',
          list(alias($.identifier, $.signal)),
          ')',
        ),
        field('name', choice('runs', 'elapsed', 'age')),
      ),

    // Literals

    _literal: ($) => choice($._with_unit, $._number),

    _with_unit: ($) => choice($.rate, $.points, $.mean, $.duration),

    _number: ($) =>
      choice(
        alias($._positive, $.number),
        alias($._zero, $.number),
        alias($._decimal, $.number),
        alias($._zero_decimal, $.number),
      ),

    rate: ($) => seq($._number, '%'),

    mean: ($) => seq($._number, 'per', optional(alias($._positive, $.number)), alias($._run_unit, $.unit)),

    duration: ($) => seq($._number, alias($._time_unit, $.unit)),

    // What may not be 0

    _amount: ($) => choice($.run_count, alias($._some_time, $.duration)),

    run_count: ($) => seq(alias($._positive, $.number), alias($._run_unit, $.unit)),

    _some_time: ($) =>
      seq(
        choice(alias($._positive, $.number), alias($._decimal, $.number)),
        alias($._time_unit, $.unit),
      ),

    _run_unit: () => choice('run', 'runs'),

    _time_unit: () => choice('minute', 'minutes', 'hour', 'hours', 'day', 'days', 'week', 'weeks'),

    string: ($) => seq('"', repeat(choice($.string_content, $.escape_sequence)), token.immediate('"')),

    string_content: () => token.immediate(prec(1, /[^"\\\n\r\u0000-\u0008\u000b-\u001f\u007f-\u009f]+/)),

    escape_sequence: () => token.immediate(/\\["\\nt]/),

    // Tests

    test: ($) => seq('test', field('name', $.string), field('body', $.test_body)),

    test_body: ($) => seq('{', repeat1(choice($.given, $.set, $.expect)), '}'),

    given: ($) =>
      seq(
        'given',
        choice(
          seq(alias($.identifier, $.stratum), field('body', $.given_body)),
          seq(
            'runs',
            $._in_stratum,
            alias($.string, $.run_string),
            choice(
              repeat($.tag_value),
              seq('each', $._with_unit, repeat($.tag_value)),
              // A word behind a bare number would be its unit, so no tag.
              seq('each', $._number, optional(seq(alias($._quoted_tag_value, $.tag_value), repeat($.tag_value)))),
            ),
          ),
          seq('elapsed', $._literal),
          seq('reports', field('path', $.string)),
        ),
      ),

    given_body: ($) => seq('{', list($.item), '}'),

    item: ($) =>
      seq(
        alias($.identifier, $.metric_name),
        optional(seq('(', list(alias($.identifier, $.signal)), ')')),
        choice(alias($._positive, $.number), alias($._zero, $.number)),
      ),

    tag_value: ($) =>
      seq(
        choice(alias(reserved('behind_runs', $.identifier), $.tag), alias($.string, $.tag)),
        field('value', $.string),
      ),
    _quoted_tag_value: ($) => seq(alias($.string, $.tag), field('value', $.string)),

    set: ($) => seq('set', field('name', $._id), '=', field('value', $._literal)),

    expect: ($) => seq('expect', alias($.identifier, $.decision), optional(seq('because', list($._id)))),

    // Names

    _tag: ($) => choice(alias($._id, $.tag), alias($.string, $.tag)),

    _id: ($) => reserved('none', $.identifier),

    identifier: () => /[a-z][a-z0-9_]{0,63}/,

    comment: () => token(/#[^\n\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*/),
  },
});

function binary(left, operator, right) {
  return seq(field('left', left), field('operator', operator), field('right', right));
}

function unary(operator, operand) {
  return seq(field('operator', operator), field('operand', operand));
}
