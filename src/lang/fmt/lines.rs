//! Lines in the making: blank lines where they belong, the signs of neighbouring constants under each other.

/// One line of the formatted text.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Whether it stands two spaces further in.
    pub(super) inside: bool,
    /// Its text.
    pub(super) text: String,
    /// The comment at its end.
    pub(super) comment: Option<String>,
    /// Whether a blank line is before it.
    pub(super) blank: bool,
    /// What part it plays.
    pub(super) role: Role,
}

/// What part a line plays among its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Role {
    /// A comment on a line of its own.
    #[default]
    Comment,
    /// A declaration of one line, or a clause.
    Single,
    /// `const NAME = …`: its `=` is put under that of the line before; the position of its `=`.
    Constant(usize),
    /// The first line of a rule or a test.
    Opening,
    /// The last line of a rule or a test.
    Closing,
}

/// The text of all lines; ends in one newline.
pub(super) fn joined(mut lines: Vec<Line>) -> String {
    space(&mut lines);
    align(&mut lines);
    let mut out = String::new();
    for line in lines {
        if line.blank && !out.is_empty() {
            out.push('\n');
        }
        if line.inside {
            out.push_str("  ");
        }
        out.push_str(&line.text);
        if let Some(comment) = line.comment {
            out.push_str("  ");
            out.push_str(&comment);
        }
        out.push('\n');
    }
    out
}

/// Puts a blank line around every rule and test; comments right above one go with it.
fn space(lines: &mut [Line]) {
    let mut closed = false;
    for line in &mut *lines {
        line.blank |= closed;
        closed = line.role == Role::Closing;
    }
    for opening in 0..lines.len() {
        if !lines.get(opening).is_some_and(|line| line.role == Role::Opening) {
            continue;
        }
        let mut first = opening;
        while let Some(above) = first.checked_sub(1)
            && lines.get(first).is_some_and(|line| !line.blank)
            && lines.get(above).is_some_and(|line| line.role == Role::Comment && !line.inside)
        {
            first = above;
        }
        if let Some(line) = lines.get_mut(first) {
            line.blank = true;
        }
    }
}

/// Puts the `=` of neighbouring constants under each other.
fn align(lines: &mut [Line]) {
    let mut start = 0;
    while start < lines.len() {
        let group = lines.iter().skip(start).enumerate();
        let length =
            group.take_while(|(at, line)| column(line).is_some() && (*at == 0 || !line.blank)).count();
        let members = || lines.iter().skip(start).take(length);
        let widest = members().filter_map(column).max().unwrap_or(0);
        for line in lines.iter_mut().skip(start).take(length) {
            if let Some(column) = column(line) {
                line.text.insert_str(column, &" ".repeat(widest.saturating_sub(column)));
            }
        }
        start = start.saturating_add(length.max(1));
    }
}

fn column(line: &Line) -> Option<usize> {
    match line.role {
        Role::Constant(column) => Some(column),
        _ => None,
    }
}
