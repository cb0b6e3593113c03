//! Bytes to text.

use crate::diag::{Diagnostic, codes};

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The text in some bytes, without the byte-order mark that some editors put before it.
///
/// `name` is what people know the text by; the finding has no place, since there is no text to point into.
#[expect(clippy::result_large_err, reason = "one call a file, whose finding is moved once")]
pub fn text_from_utf8(name: &str, mut bytes: Vec<u8>) -> Result<String, Diagnostic> {
    if bytes.starts_with(UTF8_MARK) {
        bytes.drain(..UTF8_MARK.len());
    }
    String::from_utf8(bytes).map_err(|error| refuse(name, error.as_bytes(), error.utf8_error().valid_up_to()))
}

fn refuse(name: &str, bytes: &[u8], offset: usize) -> Diagnostic {
    if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) {
        return Diagnostic::error(codes::NOT_UTF8, format!("`{name}` is UTF-16, not UTF-8"))
            .help("save the file as UTF-8; in PowerShell write it with `Out-File -Encoding utf8`");
    }
    let line = bytes[..offset].split(|&byte| byte == b'\n').count();
    let byte = bytes.get(offset).copied().unwrap_or_default();
    Diagnostic::error(codes::NOT_UTF8, format!("`{name}` is not UTF-8: byte 0x{byte:02x} at offset {offset}, on line {line}"))
        .help("save the file as UTF-8")
}
