//! Mail over TLS, and what the desk answers.

use std::sync::Arc;

use gangway_practice::{ControlError, HoldForm, HoldWhen, MailDocument, Options, Practice};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::{eventually, still};

/// A conversation with the mail server.
pub(crate) struct Client(pub(crate) BufStream<TlsStream<TcpStream>>);

/// Trusts the world's authority and nobody else.
pub(crate) async fn protect(mail: &MailDocument, stream: TcpStream) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(mail.trust_root_pem.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from(mail.host.clone()).unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

impl Client {
    async fn connect(mail: &MailDocument) -> Client {
        let stream = TcpStream::connect(mail.address).await.unwrap();
        let stream = protect(mail, stream).await.unwrap();
        let mut client = Client(BufStream::new(stream));
        assert!(client.hear().await.starts_with("220 "));
        client
    }

    /// The last line of a reply; empty at the end of the connection.
    pub(crate) async fn hear(&mut self) -> String {
        loop {
            let mut line = String::new();
            let _cut = self.0.read_line(&mut line).await;
            if line.get(3..4) != Some("-") {
                return line.trim_end().to_owned();
            }
        }
    }

    async fn say(&mut self, octets: &str) -> String {
        self.0.write_all(format!("{octets}\r\n").as_bytes()).await.unwrap();
        self.0.flush().await.unwrap();
        self.hear().await
    }

    /// Says each command and expects the reply to start so.
    pub(crate) async fn expect(&mut self, exchange: &[(&str, &str)]) {
        for (command, reply) in exchange {
            let said = self.say(command).await;
            assert!(said.starts_with(reply), "{command} -> {said}");
        }
    }
}

pub(crate) fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// Mails a message to Seller Operations.
pub(crate) fn send(practice: &Practice, message: &str) {
    let mail = practice.world().mail;
    run(async {
        let mut client = Client::connect(&mail).await;
        let to = format!("RCPT TO:<{}>", mail.recipient);
        client.expect(&[("EHLO me.example", "250 "), ("MAIL FROM:<you@practice.example>", "250 "), (&to, "250 "), ("DATA", "354 ")]).await;
        let stuffed = message.replace("\n.", "\n..").replace('\n', "\r\n");
        client.expect(&[(&format!("{stuffed}\r\n."), "250 "), ("QUIT", "221 ")]).await;
    });
}

#[test]
fn a_conversation_goes_by_the_book() {
    let practice = still();
    let mail = practice.world().mail;
    run(async {
        let mut client = Client::connect(&mail).await;
        client
            .expect(&[
                ("MAIL FROM:<a@b.example>", "503 "),
                ("EHLO", "501 "),
                ("EHLO me.example", "250 "),
                ("AUTH CRAM-MD5", "504 "),
                ("AUTH LOGIN", "334 VXNlcm5hbWU6"),
                ("eW91", "334 UGFzc3dvcmQ6"),
                ("c2VjcmV0", "235 "),
                ("AUTH PLAIN AHlvdQBzZWNyZXQ=", "503 "),
                ("MAIL FROM:<a@b.example> SIZE=999999999", "552 "),
                ("MAIL FROM:a@b.example", "501 "),
                ("MAIL FROM:<a@b.example> BODY=8BITMIME", "250 "),
                ("MAIL FROM:<a@b.example>", "503 "),
                ("DATA", "554 "),
                ("RCPT TO:<nobody@practice.example>", "550 "),
                ("RCPT TO:<seller-operations@elsewhere.example>", "550 "),
                ("RCPT TO:<Seller-Operations@practice.example>", "250 "),
                ("RSET", "250 "),
                ("RCPT TO:<seller-operations@practice.example>", "503 "),
                ("NOOP", "250 "),
                ("VRFY you", "252 "),
                ("WHAT", "500 "),
            ])
            .await;
        client.expect(&[("QUIT", "221 ")]).await;
        assert_eq!(client.hear().await, "");
    });
    assert!(practice.control().mailbox().unwrap().sent.is_empty());
}

#[test]
fn only_a_dot_on_a_line_of_its_own_ends_a_mail() {
    let practice = still();
    let mail = practice.world().mail;
    run(async {
        let mut client = Client::connect(&mail).await;
        let envelope = [
            ("EHLO me.example", "250 "),
            ("MAIL FROM:<>", "250 "),
            ("RCPT TO:<seller-operations@practice.example>", "250 "),
            ("DATA", "354 "),
        ];
        client.expect(&envelope).await;
        let content = "Subject: dots\r\n\r\n..one\r\n.two\r\nbare\n.\nend\n.\r\nstill\r\n.";
        client.expect(&[(content, "250 ")]).await;
        client.expect(&envelope).await;
        client.expect(&[(&format!("Subject: long\r\n\r\n{}\r\n.", "x".repeat(3000)), "554 ")]).await;
        client.expect(&envelope).await;
        client.expect(&[(&format!("Subject: fits\r\n\r\n{}\r\n..{}\r\n.", "x".repeat(998), "y".repeat(997)), "250 ")]).await;
    });
    let sent = practice.control().mailbox().unwrap().sent;
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0].text, ".one\ntwo\nbare\n.\nend\n.\nstill\n");
    assert_eq!(sent[1].text.len(), 998 + 1 + 998 + 1);
    let raw = practice.control().mail(&sent[0].id).unwrap();
    assert!(raw.ends_with(b"Subject: dots\r\n\r\n.one\r\ntwo\r\nbare\n.\nend\n.\r\nstill\r\n"), "{}", String::from_utf8_lossy(&raw));
    assert!(matches!(practice.control().mail("another"), Err(ControlError::Refused { status: 404, .. })));
}

#[test]
fn a_poor_submission_is_answered_once_after_a_while_even_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { state: Some(folder.path().join("world.db")), speed: 0.0, ..Options::default() };
    let practice = Practice::start(options.clone()).unwrap();
    let message = "From: you@practice.example\nSubject: Our product\nMessage-ID: <1@me>\n\nCompany: Example Corp\nService DNS name: api.vpce.example.com";
    send(&practice, message);
    send(&practice, message);
    assert_eq!(practice.control().mailbox().unwrap().sent.len(), 2);
    practice.control().set_clock(None, Some(299_000)).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(practice.control().mailbox().unwrap().inbox.is_empty());
    practice.stop();

    let practice = Practice::start(options).unwrap();
    practice.control().set_clock(None, Some(1_000)).unwrap();
    let answer = eventually("the answer", || practice.control().mailbox().unwrap().inbox.pop());
    assert_eq!(answer.subject, "Re: Our product");
    for missing in ["contact", "endpoint service name", "certificate"] {
        assert!(answer.text.contains(missing), "{}", answer.text);
    }
    assert!(!answer.text.contains("company's name"));
    practice.control().set_clock(None, Some(3_600_000)).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(practice.control().mailbox().unwrap().inbox.len(), 1);
}

#[test]
fn a_held_mail_is_stored_or_not_and_answered_on_release_or_not() {
    let practice = still();
    let control = practice.control();
    for (when, stored) in [(HoldWhen::Before, 0), (HoldWhen::After, 1)] {
        control.hold(&HoldForm { nth: 1, when, of: "SMTP.DATA".into() }).unwrap();
        let sending = std::thread::spawn({
            let mail = practice.world().mail;
            move || {
                run(async {
                    let mut client = Client::connect(&mail).await;
                    let to = format!("RCPT TO:<{}>", mail.recipient);
                    client.expect(&[("EHLO me.example", "250 "), ("MAIL FROM:<>", "250 "), (&to, "250 "), ("DATA", "354 ")]).await;
                    client.say("Subject: held\r\n\r\nhello\r\n.").await
                })
            }
        });
        let request = eventually("the hold", || control.held().unwrap().request);
        assert_eq!((request.service.as_str(), request.action.as_str()), ("smtp", "SMTP.DATA"));
        assert_eq!(control.mailbox().unwrap().sent.len(), stored);
        assert!(!sending.is_finished());
        control.release().unwrap();
        let said = sending.join().unwrap();
        assert_eq!(said.starts_with("250 "), stored == 1, "{said}");
    }
    let statuses: Vec<u16> = control.requests(0).unwrap().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [0, 250]);
}
