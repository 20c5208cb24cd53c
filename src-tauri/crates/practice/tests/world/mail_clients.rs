//! The mail server through clients that are not ours: Python's smtplib and swaks, on both ports.

use std::io::Write;
use std::process::{Command, Stdio};

use gangway_practice::{Fault, FaultForm, Practice};
use serde_json::{Value, json};

use super::still;

/// The Python of the test peers, or any other: the client needs the standard library alone.
fn python() -> String {
    std::env::var("GANGWAY_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

/// A mail to be sent by smtplib.
pub(crate) struct Sending {
    pub(crate) mode: &'static str,
    pub(crate) login: Option<(String, String)>,
    pub(crate) size: bool,
    pub(crate) message: String,
    /// In seconds.
    pub(crate) timeout: u64,
}

impl Sending {
    /// On the port with TLS from the first octet, without a login.
    pub(crate) fn implicit() -> Sending {
        let message = "Subject: hello\r\nMessage-ID: <1@me.example>\r\n\r\nOne.\r\nTwo.\r\nThree.\r\n".to_owned();
        Sending { mode: "implicit", login: None, size: false, message, timeout: 20 }
    }

    /// On the submission port, logged in with the world's account.
    pub(crate) fn submission(practice: &Practice) -> Sending {
        Sending { mode: "starttls", ..Sending::implicit() }.logged_in(practice)
    }

    /// With the world's account.
    pub(crate) fn logged_in(self, practice: &Practice) -> Sending {
        let account = practice.world().mail.account;
        Sending { login: Some((account.name, account.password)), ..self }
    }

    /// What smtplib saw.
    pub(crate) fn run(&self, practice: &Practice) -> Value {
        let mail = practice.world().mail;
        let address = if self.mode == "implicit" { mail.address } else { mail.starttls_address };
        let asked = json!({
            "host": mail.host, "address": [address.ip().to_string(), address.port()], "root": mail.trust_root_pem,
            "mode": self.mode, "login": self.login, "size": self.size, "sender": mail.sender, "recipient": mail.recipient,
            "message": self.message, "timeout": self.timeout,
        });
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/world/smtplib_client.py");
        let mut client =
            Command::new(python()).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        client.stdin.take().unwrap().write_all(asked.to_string().as_bytes()).unwrap();
        let output = client.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

/// Makes something go wrong.
pub(crate) fn begin(practice: &Practice, name: &str, parameters: &[(&str, &str)]) -> Fault {
    let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    practice.control().begin_fault(&FaultForm { name: name.to_owned(), parameters, nth: None, times: None }).unwrap()
}

/// How many mails Seller Operations have.
pub(crate) fn stored(practice: &Practice) -> usize {
    practice.control().mailbox().unwrap().sent.len()
}

#[test]
fn smtplib_sends_over_both_ports() {
    let practice = still();
    let plain = Sending::implicit();
    for sending in [&plain, &Sending::implicit().logged_in(&practice), &Sending::submission(&practice)] {
        let before = stored(&practice);
        let seen = sending.run(&practice);
        assert_eq!((seen["at"].as_str(), &seen["error"]), (Some("end"), &Value::Null), "{seen}");
        assert_eq!(seen["features"], json!(["8bitmime", "auth", "enhancedstatuscodes", "pipelining", "size"]));
        assert_eq!(stored(&practice), before + 1);
    }
    let last = practice.control().mailbox().unwrap().sent.pop().unwrap();
    assert_eq!(practice.control().mail(&last.id).unwrap(), plain.message.as_bytes());
}

#[test]
fn in_clear_nothing_is_taken_and_without_the_right_password_neither() {
    let practice = still();
    let seen = Sending { mode: "clear", ..Sending::implicit() }.run(&practice);
    assert_eq!((seen["at"].as_str(), seen["code"].as_i64()), (Some("mail"), Some(530)), "{seen}");
    assert_eq!(seen["features"], json!(["8bitmime", "enhancedstatuscodes", "pipelining", "size", "starttls"]));
    let seen = Sending { mode: "clear", ..Sending::submission(&practice) }.run(&practice);
    assert_eq!((seen["at"].as_str(), seen["error"].as_str()), (Some("auth"), Some("SMTPNotSupportedError")), "{seen}");
    let seen = Sending { login: None, ..Sending::submission(&practice) }.run(&practice);
    assert_eq!((seen["at"].as_str(), seen["code"].as_i64()), (Some("mail"), Some(530)), "{seen}");
    let name = practice.world().mail.account.name;
    for mode in ["implicit", "starttls"] {
        let login = Some((name.clone(), "a guess".to_owned()));
        let seen = Sending { mode, login, ..Sending::implicit() }.run(&practice);
        assert_eq!((seen["at"].as_str(), seen["code"].as_i64()), (Some("auth"), Some(535)), "{seen}");
    }
    assert_eq!(stored(&practice), 0);
}

/// swaks, where it is installed; `None` only when GANGWAY_WITHOUT_PEERS=1 says that a machine without it is meant.
fn swaks(practice: &Practice, arguments: &[&str]) -> Option<(i32, String)> {
    let mail = practice.world().mail;
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root.pem");
    std::fs::write(&root, &mail.trust_root_pem).unwrap();
    let run = Command::new("swaks")
        .args(["--from", &mail.sender, "--to", &mail.recipient, "--helo", "me.example", "--timeout", "20"])
        .args(["--tls-verify", "--tls-ca-path", root.to_str().unwrap(), "--tls-sni", &mail.host])
        .args(["--header", "Subject: by swaks", "--body", "hello"])
        .args(arguments)
        .output();
    let Ok(output) = run else {
        let text = "SKIPPED: swaks is not installed; ./test installs it";
        assert!(std::env::var("GANGWAY_WITHOUT_PEERS").is_ok_and(|set| set == "1"), "{text}");
        eprintln!("{text}");
        return None;
    };
    Some((output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stdout).into_owned()))
}

#[test]
fn swaks_sends_over_both_ports_and_sees_a_wrong_password() {
    let practice = still();
    let mail = practice.world().mail;
    let place = |address: std::net::SocketAddr| [address.ip().to_string(), address.port().to_string()];
    let ([host, implicit], [_, submission]) = (place(mail.address), place(mail.starttls_address));
    let account = ["--auth", "PLAIN", "--auth-user", &mail.account.name, "--auth-password", &mail.account.password];
    let Some((code, said)) = swaks(&practice, &[&["--server", &host, "--port", &implicit, "--tls-on-connect"][..], &account].concat())
    else {
        return;
    };
    assert_eq!(code, 0, "{said}");
    let login = ["--auth", "LOGIN", "--auth-user", &mail.account.name, "--auth-password", &mail.account.password];
    let by_starttls = ["--server", &host, "--port", &submission, "--tls"];
    let (code, said) = swaks(&practice, &[&by_starttls[..], &login].concat()).unwrap();
    assert_eq!(code, 0, "{said}");
    assert_eq!(practice.control().mailbox().unwrap().sent.iter().filter(|mail| mail.subject == "by swaks").count(), 2);
    begin(&practice, "wrong-password", &[]);
    let (code, said) = swaks(&practice, &[&by_starttls[..], &login].concat()).unwrap();
    // 28: AUTH failed.
    assert!(code == 28 && said.contains("535 5.7.8"), "{code} {said}");
    assert_eq!(stored(&practice), 2);
}

/// The loopback address that a port is bound to, seen by trying the others of this machine.
#[test]
fn both_ports_are_on_loopback_alone() {
    let practice = still();
    let mail = practice.world().mail;
    for address in [mail.address, mail.starttls_address] {
        assert!(address.ip().is_loopback());
        assert!(std::net::TcpStream::connect(address).is_ok());
        // A socket that is bound to every address is one that another loopback address leads to as well.
        assert_eq!(listeners(address.port()), [address], "port {}", address.port());
    }
    practice.stop();
    for address in [mail.address, mail.starttls_address] {
        assert!(std::net::TcpStream::connect(address).is_err(), "{address} still answers");
    }
}

/// The addresses on which somebody listens on that port, by the kernel's own list where there is one.
fn listeners(port: u16) -> Vec<std::net::SocketAddr> {
    let mut found = Vec::new();
    let Ok(v4) = std::fs::read_to_string("/proc/net/tcp") else {
        return vec![(std::net::Ipv4Addr::LOCALHOST, port).into()];
    };
    let v6 = std::fs::read_to_string("/proc/net/tcp6").unwrap_or_default();
    for line in v4.lines().chain(v6.lines()) {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (Some(local), Some(&"0A")) = (fields.get(1), fields.get(3)) else { continue };
        let (address, at) = local.split_once(':').unwrap();
        if u16::from_str_radix(at, 16).unwrap() != port {
            continue;
        }
        let ip: std::net::IpAddr = match u32::from_str_radix(address, 16) {
            Ok(v4) => std::net::Ipv4Addr::from(v4.to_ne_bytes()).into(),
            Err(_) => std::net::Ipv6Addr::UNSPECIFIED.into(),
        };
        found.push((ip, port).into());
    }
    found
}
