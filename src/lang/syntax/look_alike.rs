//! Characters that look like those of the language, or like nothing at all, and what is written instead.

/// The sign that a character is mistaken for.
pub(super) const fn sign(character: char) -> Option<&'static str> {
    Some(match character {
        '≤' | '⩽' | '≦' => "<=",
        '≥' | '⩾' | '≧' => ">=",
        '≠' => "!=",
        '≡' => "==",
        '–' | '—' | '−' | '‐' | '‑' | '‒' | '―' => "-",
        '×' | '∗' | '·' | '⋅' => "*",
        '÷' | '∕' | '⁄' => "/",
        '‹' => "<",
        '›' => ">",
        '﹪' | '٪' => "%",
        '、' | '‚' => ",",
        '∧' => "and",
        '∨' => "or",
        '¬' => "not",
        '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' => "\"",
        _ => return None,
    })
}

/// The ASCII character that a full-width one stands for.
pub(in crate::lang) fn narrow(character: char) -> Option<char> {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character).checked_sub(0xfee0)?),
        _ => None,
    }
}

/// Whether a character takes no room, or steers the direction of writing.
pub(in crate::lang) const fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The Latin letters that a letter is written as, or mistaken for.
pub(super) fn latin(character: char) -> Option<&'static str> {
    Some(match character {
        'ä' | 'Ä' | 'æ' => "ae",
        'ö' | 'Ö' | 'ø' => "oe",
        'ü' | 'Ü' => "ue",
        'ß' => "ss",
        'à' | 'á' | 'â' | 'ã' | 'å' => "a",
        'ç' => "c",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' => "o",
        'ù' | 'ú' | 'û' => "u",
        _ => return twin(character),
    })
}

/// The Latin letter that a Cyrillic or Greek one cannot be told from by eye.
pub(in crate::lang) const fn twin(character: char) -> Option<&'static str> {
    Some(match character {
        'а' | 'α' | 'А' | 'Α' => "a",
        'с' | 'С' | 'ϲ' => "c",
        'е' | 'Е' | 'Ε' => "e",
        'і' | 'ι' | 'І' => "i",
        'ј' => "j",
        'о' | 'ο' | 'О' | 'Ο' => "o",
        'р' | 'ρ' | 'Р' | 'Ρ' => "p",
        'ѕ' => "s",
        'υ' => "u",
        'ν' => "v",
        'х' | 'Х' | 'Χ' => "x",
        'у' | 'У' => "y",
        _ => return None,
    })
}
