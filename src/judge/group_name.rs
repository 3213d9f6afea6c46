//! How groups of runs are named in sentences, and what is said where there is none.

use crate::data::metrics::GROUPS_JUDGED;
use crate::judge::places::NoGroup;

/// Characters of a tag or its value that are repeated.
const LONGEST_NAME: usize = 40;

/// Why a rule that goes through groups has none to check.
#[must_use]
pub fn explain_no_group(tag: &str, why: NoGroup<'_>) -> String {
    match why {
        NoGroup::NeverOccurs(value) => {
            format!("{}: no judged run has this value, so there is nothing to check.", group_name(tag, value))
        }
        NoGroup::NoneSeen => {
            format!("No attributed run has the tag {}, so there is no group to check.", shown(tag))
        }
        NoGroup::AllExcepted => {
            let tag = shown(tag);
            format!(
                "Every value of {tag} that attributed runs have is left out, so there is no group to check."
            )
        }
        NoGroup::TooMany => format!(
            "Attributed runs have more than {GROUPS_JUDGED} values of {}, and none is judged: list those that are to be.",
            shown(tag)
        ),
    }
}

/// `governor schedutil`; what is no plain word is quoted, and what is long is cut.
pub(super) fn group_name(tag: &str, value: &str) -> String {
    format!("{} {}", shown(tag), shown(value))
}

/// A tag or a value of one, cut and quoted as it has to be.
pub(super) fn shown(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_.+/@".contains(c);
    let cut: String = text.chars().take(LONGEST_NAME).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    if !cut.is_empty() && cut.chars().all(plain) {
        format!("{cut}{more}")
    } else {
        format!("\"{cut}{more}\"")
    }
}
