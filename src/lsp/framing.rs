//! Messages in a stream: headers, an empty line, and so many bytes of JSON.

use std::io::{self, BufRead, Read as _};

use lsp_server::Message;
use serde_json::Value;

/// Bytes of a message that are taken.
const MOST_BYTES: u64 = 64 << 20;

/// The next message of a stream; one that cannot be read is passed over. `None` at the end.
pub fn read(stream: &mut dyn BufRead) -> io::Result<Option<Message>> {
    while let Some(length) = length(stream)? {
        let mut bytes = Vec::new();
        stream.take(length).read_to_end(&mut bytes)?;
        // In two steps: numbers of any length can be read into a value, but not past one.
        let value = serde_json::from_slice::<Value>(&bytes);
        if let Ok(message) = value.and_then(serde_json::from_value) {
            return Ok(Some(message));
        }
    }
    Ok(None)
}

/// The length that the headers of a message name; `None` at the end.
fn length(stream: &mut dyn BufRead) -> io::Result<Option<u64>> {
    let mut length = None;
    let mut begun = false;
    loop {
        let mut line = String::new();
        if stream.take(MOST_BYTES).read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match line.trim_end_matches(['\r', '\n']).split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("Content-Length") => {
                let value = value.trim().parse().ok().filter(|value| *value <= MOST_BYTES);
                length = Some(value.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?);
            }
            Some(_) => {}
            None if begun && length.is_some() => return Ok(length),
            // Lines between messages are passed over.
            None => continue,
        }
        begun = true;
    }
}
