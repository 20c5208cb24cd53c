//! A small SMTP server behind TLS on loopback that can fail at every stage. Ends with the test's runtime.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// The name in the server's certificate.
pub const HOST: &str = "mail.example.net";

/// Where the server leaves the path of virtue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Nowhere,
    Handshake,
    Greeting,
    Ehlo,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// In the middle of the content.
    Content,
    /// After the final dot.
    Dot,
    Quit,
}

/// And how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// 4xx.
    Later,
    /// 5xx.
    Never,
    Cut,
    Silent,
    /// Not SMTP.
    Nonsense,
    /// A positive answer that is the wrong one.
    WrongYes,
}

pub struct MailServer {
    pub address: SocketAddr,
    pub root_pem: String,
    /// Mails that were accepted with 250, as they came (dots still doubled).
    pub received: Arc<Mutex<Vec<String>>>,
    /// Mails that came whole, accepted or not.
    pub seen: Arc<Mutex<Vec<String>>>,
    /// Commands.
    pub commands: Arc<Mutex<Vec<String>>>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Talk {
    at: At,
    how: How,
    received: Arc<Mutex<Vec<String>>>,
    seen: Arc<Mutex<Vec<String>>>,
    commands: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    pub async fn start(at: At, how: How) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let root = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec![HOST.to_owned()]).unwrap().signed_by(&key, &root).unwrap();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (received, seen, commands) = (Arc::default(), Arc::default(), Arc::default());
        let talk = Arc::new(Talk { at, how, received: Arc::clone(&received), seen: Arc::clone(&seen), commands: Arc::clone(&commands) });
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (talk, acceptor) = (Arc::clone(&talk), acceptor.clone());
                tokio::spawn(async move { talk.hold(stream, acceptor).await });
            }
        });
        Self { address, root_pem: root.pem(), received, seen, commands, task }
    }
}

type Line = BufReader<TlsStream<TcpStream>>;

impl Talk {
    async fn hold(&self, stream: TcpStream, acceptor: TlsAcceptor) -> Option<()> {
        if self.at == At::Handshake {
            return match self.how {
                How::Silent => forever().await,
                _ => None,
            };
        }
        let mut line = BufReader::new(acceptor.accept(stream).await.ok()?);
        self.answer(&mut line, At::Greeting, "220 ready").await?;
        loop {
            let mut command = String::new();
            if line.read_line(&mut command).await.ok()? == 0 {
                return None;
            }
            let verb = command.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
            self.commands.lock().unwrap().push(command.trim_end().to_owned());
            match verb.as_str() {
                "EHLO" => self.answer(&mut line, At::Ehlo, "250-mail\r\n250 AUTH PLAIN LOGIN").await?,
                "AUTH" => self.answer(&mut line, At::Auth, "235 welcome").await?,
                "MAIL" => self.answer(&mut line, At::Mail, "250 ok").await?,
                "RCPT" => self.answer(&mut line, At::Rcpt, "250 ok").await?,
                "DATA" => {
                    self.answer(&mut line, At::Data, "354 go on").await?;
                    // A server that refuses DATA takes no content.
                    if self.at != At::Data {
                        self.content(&mut line).await?;
                    }
                }
                "QUIT" => return self.answer(&mut line, At::Quit, "221 bye").await,
                _ => self.say(&mut line, "500 what?").await?,
            }
        }
    }

    async fn content(&self, line: &mut Line) -> Option<()> {
        let mut mail = String::new();
        loop {
            let mut next = String::new();
            if line.read_line(&mut next).await.ok()? == 0 {
                return None;
            }
            if next == ".\r\n" {
                break;
            }
            mail.push_str(&next);
            if self.at == At::Content {
                return if self.how == How::Silent { forever().await } else { None };
            }
        }
        self.seen.lock().unwrap().push(mail.clone());
        if self.at != At::Dot {
            self.received.lock().unwrap().push(mail);
        }
        self.answer(line, At::Dot, "250 2.0.0 queued as 4711").await
    }

    async fn answer(&self, line: &mut Line, at: At, good: &str) -> Option<()> {
        if self.at != at {
            return self.say(line, good).await;
        }
        match self.how {
            How::Later => self.say(line, "451-not now,\r\n451 come back").await,
            How::Never => self.say(line, "554 no\u{7} thanks").await,
            How::Nonsense => self.say(line, "HTTP/1.1 400 Bad Request").await,
            How::WrongYes => self.say(line, "250 fine").await,
            How::Cut => None,
            How::Silent => forever().await,
        }
    }

    async fn say(&self, line: &mut Line, text: &str) -> Option<()> {
        line.get_mut().write_all(format!("{text}\r\n").as_bytes()).await.ok()?;
        line.get_mut().flush().await.ok()
    }
}

async fn forever() -> Option<()> {
    std::future::pending().await
}
