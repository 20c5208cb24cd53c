//! AUTH (RFC 4954). What is said is compared and forgotten: neither kept nor logged.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncWrite};

use super::session::{LONGEST_COMMAND, Next, Session, reply};
use super::trouble::standing;
use super::{PASSWORD, SELLER};

impl<S: AsyncRead + AsyncWrite + Unpin> Session<S> {
    pub(super) async fn authenticate(&mut self, rest: &str) -> io::Result<Next> {
        if standing(&self.world, "auth-not-offered").is_some() {
            return Ok(reply("502 5.5.1 There is no login here"));
        }
        if !self.greeted || self.authenticated || self.envelope.is_some() {
            return Ok(reply("503 5.5.1 Not now"));
        }
        let (mechanism, initial) = rest.split_once(' ').unwrap_or((rest, ""));
        let challenges: &[&str] = match mechanism.to_ascii_uppercase().as_str() {
            "PLAIN" => &[""],
            "LOGIN" => &["VXNlcm5hbWU6", "UGFzc3dvcmQ6"],
            _ => return Ok(reply("504 5.5.4 PLAIN and LOGIN are offered")),
        };
        let mut answers = Vec::new();
        for (place, challenge) in challenges.iter().enumerate() {
            let answer = match initial {
                // RFC 4954 section 4: a single equals sign is an empty first answer.
                "=" if place == 0 => String::new(),
                initial if place == 0 && !initial.is_empty() => initial.to_owned(),
                _ => {
                    self.say(&format!("334 {challenge}")).await?;
                    let Some(line) = self.piece(LONGEST_COMMAND).await? else {
                        return Ok(Next::End);
                    };
                    String::from_utf8_lossy(&line).trim_end().to_owned()
                }
            };
            if answer == "*" {
                return Ok(reply("501 5.7.0 The login was given up"));
            }
            match STANDARD.decode(answer.as_bytes()) {
                Ok(octets) => answers.push(octets),
                Err(_) => return Ok(reply("501 5.5.2 That is not base64")),
            }
        }
        if standing(&self.world, "wrong-password").is_some() || !known(&answers) {
            return Ok(reply("535 5.7.8 The name or the password is wrong"));
        }
        self.authenticated = true;
        Ok(reply("235 2.7.0 Welcome"))
    }
}

/// Whether the answers are a name and a password that are let in: the world's account with its password, or any other.
fn known(answers: &[Vec<u8>]) -> bool {
    let (name, password) = match answers {
        // RFC 4616: authorisation identity, name and password with a zero octet between them.
        [plain] => match plain.split(|octet| *octet == 0).collect::<Vec<_>>().as_slice() {
            [_, name, password] => (*name, *password),
            _ => return false,
        },
        [name, password] => (name.as_slice(), password.as_slice()),
        _ => return false,
    };
    let complete = !name.is_empty() && !password.is_empty();
    complete && (!name.eq_ignore_ascii_case(SELLER.as_bytes()) || password == PASSWORD.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_has_one_password_and_other_names_have_any() {
        let plain = |text: &str| known(&[text.as_bytes().to_vec()]);
        assert!(plain(&format!("\0{SELLER}\0{PASSWORD}")));
        assert!(plain("\0somebody\0anything"));
        for wrong in [format!("\0{SELLER}\0another"), format!("\0{SELLER}\0"), "\0\0x".into(), "a\0b".into(), "a\0b\0c\0d".into()] {
            assert!(!plain(&wrong), "{wrong:?}");
        }
        let login = |name: &str, password: &str| known(&[name.into(), password.into()]);
        assert!(login(SELLER, PASSWORD) && login("you", "secret"));
        assert!(!login(SELLER, "secret") && !login("", "secret") && !login("you", ""));
    }
}
