//! Texts in quotes: `"…"` and `'…'` with the escapes of Go, and `` `…` `` without any (`util/strutil/quote.go`).

/// What a text in quotes stands for. Bytes that are no UTF-8, which escapes can make, are replaced.
///
/// The lexer has found both quotes, and every escape in order.
pub(super) fn unquoted(written: &str) -> String {
    let inner = &written[1..written.len() - 1];
    if written.starts_with('`') || !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let Some(escape) = escape(&rest[at + 1..]) else { break };
        bytes.extend_from_slice(&escape.bytes);
        rest = &rest[at + 1 + escape.length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What an escape stands for.
pub(super) struct Escape {
    bytes: Vec<u8>,
    /// How many bytes of the text follow the `\`.
    pub(super) length: usize,
}

/// The escape that follows a `\`; none if there is no such escape. Quotes stand for themselves.
pub(super) fn escape(rest: &str) -> Option<Escape> {
    let kind = rest.chars().next()?;
    let byte = |byte: u8| Some(Escape { bytes: vec![byte], length: 1 });
    match kind {
        'a' => byte(0x07),
        'b' => byte(0x08),
        'f' => byte(0x0c),
        'n' => byte(b'\n'),
        'r' => byte(b'\r'),
        't' => byte(b'\t'),
        'v' => byte(0x0b),
        '\\' | '\'' | '"' => byte(u8::try_from(kind).ok()?),
        '0'..='7' => {
            let number = digits(rest, 0, 3, 8)?;
            Some(Escape { bytes: vec![u8::try_from(number).ok()?], length: 3 })
        }
        'x' => {
            let number = digits(rest, 1, 2, 16)?;
            Some(Escape { bytes: vec![u8::try_from(number).ok()?], length: 3 })
        }
        'u' | 'U' => {
            let count = if kind == 'u' { 4 } else { 8 };
            let letter = char::from_u32(digits(rest, 1, count, 16)?)?;
            Some(Escape { bytes: letter.to_string().into_bytes(), length: 1 + count })
        }
        _ => None,
    }
}

fn digits(rest: &str, start: usize, count: usize, base: u32) -> Option<u32> {
    let digits = rest.get(start..start + count)?;
    let is_plain = digits.chars().all(|digit| digit.is_digit(base));
    is_plain.then(|| u32::from_str_radix(digits, base).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::unquoted;

    #[test]
    fn escapes_stand_for_their_letters() {
        for (written, expected) in [
            ("\"a\"", "a"),
            ("'it\\'s'", "it's"),
            ("\"\\x41\\102\\u00e9\\U0001F600\"", "ABé😀"),
            ("`a\\n`", "a\\n"),
            ("\"\\\\d+\"", "\\d+"),
            ("\"\\xFF\"", "\u{fffd}"),
            ("\"\\t\\\"\"", "\t\""),
        ] {
            assert_eq!(unquoted(written), expected, "{written}");
        }
    }
}
