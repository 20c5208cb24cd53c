//! The submission port octet by octet: what is said in clear, and what becomes of it once TLS begins.

use gangway_practice::MailDocument;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufStream};
use tokio::net::TcpStream;

use super::mail::{Client, protect, run};
use super::mail_clients::{begin, stored};
use super::still;

/// A conversation in clear.
struct Clear(BufStream<TcpStream>);

impl Clear {
    async fn connect(mail: &MailDocument) -> Clear {
        let mut clear = Clear(BufStream::new(TcpStream::connect(mail.starttls_address).await.unwrap()));
        assert!(clear.hear().await.starts_with("220 "));
        clear
    }

    /// The last line of a reply.
    async fn hear(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).await.unwrap();
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

    async fn expect(&mut self, exchange: &[(&str, &str)]) {
        for (command, reply) in exchange {
            let said = self.say(command).await;
            assert!(said.starts_with(reply), "{command} -> {said}");
        }
    }
}

#[test]
fn in_clear_only_starttls_is_taken() {
    let practice = still();
    let mail = practice.world().mail;
    run(async {
        let mut clear = Clear::connect(&mail).await;
        clear
            .expect(&[
                ("HELO me.example", "530 "),
                ("EHLO me.example", "250 "),
                ("AUTH PLAIN AHlvdQBzZWNyZXQ=", "530 "),
                ("MAIL FROM:<you@practice.example>", "530 "),
                ("RCPT TO:<seller-operations@practice.example>", "530 "),
                ("DATA", "530 "),
                ("RSET", "530 "),
                ("NOOP", "250 "),
                ("STARTTLS now", "501 "),
                ("STARTTLS", "220 "),
            ])
            .await;
        let mut client = Client(BufStream::new(protect(&mail, clear.0.into_inner()).await.unwrap()));
        // Nothing of what was said in clear counts: not the EHLO, and there is no second greeting.
        client
            .expect(&[
                ("MAIL FROM:<you@practice.example>", "503 "),
                ("EHLO me.example", "250 "),
                ("STARTTLS", "503 "),
                ("MAIL FROM:<you@practice.example>", "530 "),
                ("AUTH PLAIN AHlvdQBzZWNyZXQ=", "235 "),
                ("MAIL FROM:<you@practice.example>", "250 "),
                ("QUIT", "221 "),
            ])
            .await;
    });
}

#[test]
fn commands_that_somebody_slips_in_before_tls_are_never_obeyed() {
    let practice = still();
    let mail = practice.world().mail;
    let injected = "EHLO evil.example\r\nAUTH PLAIN AHlvdQBzZWNyZXQ=\r\nMAIL FROM:<evil@practice.example>\r\n\
                    RCPT TO:<seller-operations@practice.example>\r\nDATA\r\nSubject: injected\r\n\r\nhello\r\n.\r\n";
    run(async {
        // In one segment with STARTTLS: thrown away.
        let mut clear = Clear::connect(&mail).await;
        clear.expect(&[("EHLO me.example", "250 ")]).await;
        let said = clear.say(&format!("STARTTLS\r\n{}", injected.trim_end())).await;
        assert!(said.starts_with("220 "), "{said}");
        let mut client = Client(BufStream::new(protect(&mail, clear.0.into_inner()).await.unwrap()));
        client.expect(&[("NOOP", "250 2.0.0"), ("RCPT TO:<seller-operations@practice.example>", "503 "), ("QUIT", "221 ")]).await;
        // After the answer to STARTTLS: no TLS, so the connection ends.
        let mut clear = Clear::connect(&mail).await;
        clear.expect(&[("EHLO me.example", "250 "), ("STARTTLS", "220 ")]).await;
        clear.0.write_all(injected.as_bytes()).await.unwrap();
        clear.0.flush().await.unwrap();
        let mut rest = Vec::new();
        let _reset_or_ended = clear.0.read_to_end(&mut rest).await;
        // A TLS alert at most, and no reply.
        assert!(!String::from_utf8_lossy(&rest).contains("250"), "{rest:?}");
    });
    assert_eq!(stored(&practice), 0);
}

#[test]
fn forged_replies_come_in_one_segment_with_the_real_one() {
    let practice = still();
    let mail = practice.world().mail;
    begin(&practice, "forged-replies", &[]);
    run(async {
        let mut clear = Clear::connect(&mail).await;
        clear.expect(&[("EHLO me.example", "250 "), ("STARTTLS", "220 ")]).await;
        // A client that keeps its buffer takes this for the answer to its next EHLO.
        let wait = std::time::Duration::from_secs(10);
        let more = tokio::time::timeout(wait, clear.0.fill_buf()).await.unwrap().unwrap();
        assert!(String::from_utf8_lossy(more).contains("X-FORGED"));
        let mut client = Client(BufStream::new(protect(&mail, clear.0.into_inner()).await.unwrap()));
        client.expect(&[("EHLO me.example", "250 ENHANCEDSTATUSCODES")]).await;
    });
}
