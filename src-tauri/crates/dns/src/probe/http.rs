//! One `GET`, of which the status line is read and nothing else (RFC 9112, sections 3 and 4).

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{HttpOrder, Stream};
use crate::net::Fault;
use crate::wire::fault;

/// A status line is short; whoever sends more without a line's end speaks something else.
const LONGEST_LINE: usize = 1024;

pub(super) async fn status(stream: &mut Box<dyn Stream>, ask: &HttpOrder) -> Result<u16, Fault> {
    let HttpOrder { path, host } = ask;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: Gangway\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.map_err(|error| fault(&error))?;
    stream.flush().await.map_err(|error| fault(&error))?;
    let mut line = Vec::new();
    loop {
        match stream.read_u8().await.map_err(|error| fault(&error))? {
            b'\n' => break,
            _ if line.len() >= LONGEST_LINE => return Err(Fault::Garbled),
            byte => line.push(byte),
        }
    }
    parse(&line).ok_or(Fault::Garbled)
}

fn parse(line: &[u8]) -> Option<u16> {
    let line = std::str::from_utf8(line).ok()?;
    let (version, rest) = line.split_once(' ')?;
    let code = rest.split([' ', '\r']).next()?;
    (version.starts_with("HTTP/1.") && code.len() == 3).then(|| code.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_line_and_nothing_else() {
        for (line, expected) in [
            ("HTTP/1.1 200 OK\r", Some(200)),
            ("HTTP/1.0 503\r", Some(503)),
            ("HTTP/1.1 404 Not Found\r", Some(404)),
            ("SSH-2.0-OpenSSH_9.2\r", None),
            ("HTTP/1.1 2000 OK", None),
            ("HTTP/1.1 abc", None),
            ("", None),
        ] {
            assert_eq!(parse(line.as_bytes()), expected, "{line}");
        }
    }
}
