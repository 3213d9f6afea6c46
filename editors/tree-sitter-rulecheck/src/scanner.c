// Numbers: digits, perhaps with `_` between them, perhaps with a fraction; at most 18 digits. Nothing may touch them but
// `pp`: `7days`, `5.` and `1__0` are no numbers, so they are errors here as they are for rulecheck. Dates: those of the
// calendar, as in `2026-12-31`.

#include "tree_sitter/parser.h"

// In the order of `externals` in grammar.js.
enum TokenType { POSITIVE, ZERO, DECIMAL, ZERO_DECIMAL, POINTS, DATE };

enum { MAX_DIGITS = 18 };

static bool is_digit(int32_t c) { return '0' <= c && c <= '9'; }

static bool is_name(int32_t c) {
  return is_digit(c) || ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || c == '_';
}

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

// `1_000`; how many digits, or -1 if these are none.
static int digits(TSLexer *lexer, bool *zero) {
  int count = 0;
  for (;;) {
    if (!is_digit(lexer->lookahead)) return -1;
    while (is_digit(lexer->lookahead)) {
      if (lexer->lookahead != '0') *zero = false;
      if (count <= MAX_DIGITS) count++;
      advance(lexer);
    }
    if (lexer->lookahead != '_') return count;
    advance(lexer);
  }
}

static bool scan_number(TSLexer *lexer, const bool *valid) {
  bool zero = true;
  bool decimal = false;
  int count = digits(lexer, &zero);
  if (count < 0) return false;
  if (lexer->lookahead == '.') {
    decimal = true;
    advance(lexer);
    int places = digits(lexer, &zero);
    if (places < 0) return false;
    count += places;
  }
  if (count > MAX_DIGITS) return false;
  lexer->mark_end(lexer);

  if (lexer->lookahead == 'p') {
    advance(lexer);
    if (lexer->lookahead != 'p') return false;
    advance(lexer);
    lexer->mark_end(lexer);
    lexer->result_symbol = POINTS;
  } else {
    lexer->result_symbol = zero ? (decimal ? ZERO_DECIMAL : ZERO) : (decimal ? DECIMAL : POSITIVE);
  }
  return !is_name(lexer->lookahead) && lexer->lookahead != '.' && valid[lexer->result_symbol];
}

// A number of so many digits, or -1.
static int fixed(TSLexer *lexer, int count) {
  int value = 0;
  for (; count > 0; count--) {
    if (!is_digit(lexer->lookahead)) return -1;
    value = value * 10 + (lexer->lookahead - '0');
    advance(lexer);
  }
  return value;
}

static int days_of(int month, int year) {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static bool scan_date(TSLexer *lexer) {
  int year = fixed(lexer, 4);
  if (year < 1 || lexer->lookahead != '-') return false;
  advance(lexer);
  int month = fixed(lexer, 2);
  if (month < 1 || month > 12 || lexer->lookahead != '-') return false;
  advance(lexer);
  int day = fixed(lexer, 2);
  if (day < 1 || day > days_of(month, year)) return false;
  lexer->mark_end(lexer);
  lexer->result_symbol = DATE;
  int32_t next = lexer->lookahead;
  return !is_name(next) && next != '-' && next != '.' && next != '/' && next != ':';
}

bool tree_sitter_rulecheck_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  (void)payload;
  if (!valid[POSITIVE] && !valid[DECIMAL] && !valid[DATE]) return false;
  while (lexer->lookahead == ' ' || lexer->lookahead == '\t' || lexer->lookahead == '\r' || lexer->lookahead == '\n') {
    lexer->advance(lexer, true);
  }
  // Both are looked for only while an error is mended: then numbers come first.
  return valid[POSITIVE] || valid[DECIMAL] ? scan_number(lexer, valid) : scan_date(lexer);
}

// There is no state.

void *tree_sitter_rulecheck_external_scanner_create(void) { return NULL; }

void tree_sitter_rulecheck_external_scanner_destroy(void *payload) { (void)payload; }

unsigned tree_sitter_rulecheck_external_scanner_serialize(void *payload, char *buffer) {
  (void)payload;
  (void)buffer;
  return 0;
}

void tree_sitter_rulecheck_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  (void)payload;
  (void)buffer;
  (void)length;
}
