//! The bad line between the engine and AWS: answers that get lost, requests that never arrive, AWS asking to go slower.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use gangway_onboarding::World;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It goes through.
    Pass,
    /// The connection closes before it arrives.
    NeverArrives,
    /// It is carried out, and the connection closes without the answer.
    AnswerLost,
    /// AWS asks to go slower.
    Throttled,
    /// AWS says no.
    Refused,
}

type Rule = Arc<Mutex<Box<dyn FnMut(&str) -> Fate + Send>>>;

/// Stands in front of an endpoint. One connection per request, so that a closed one is never taken for a stale one.
pub struct Line {
    address: SocketAddr,
    upstream: String,
    rule: Rule,
    listening: Option<JoinHandle<()>>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.cut();
    }
}

impl Line {
    /// In front of this world's endpoint; the rule sees the operation's name.
    pub async fn before(world: &mut World, rule: impl FnMut(&str) -> Fate + Send + 'static) -> Self {
        let upstream = world.endpoint.as_ref().unwrap().trim_start_matches("http://").trim_end_matches('/').to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        world.endpoint = Some(format!("http://{address}"));
        let mut line = Self { address, upstream, rule: Arc::new(Mutex::new(Box::new(rule))), listening: None };
        line.listen(listener);
        line
    }

    fn listen(&mut self, listener: TcpListener) {
        let (upstream, rule) = (self.upstream.clone(), self.rule.clone());
        self.listening = Some(tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, upstream.clone(), rule.clone()));
            }
        }));
    }

    /// From now on, another rule.
    pub fn set(&self, rule: impl FnMut(&str) -> Fate + Send + 'static) {
        *self.rule.lock().unwrap() = Box::new(rule);
    }

    /// Nobody listens any more: connections are refused.
    pub fn cut(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
        }
    }

    /// Somebody listens again.
    pub async fn mend(&mut self) {
        let address = self.address;
        let listener = loop {
            // The aborted task gives the port back when the runtime gets round to it.
            match TcpListener::bind(address).await {
                Ok(listener) => break listener,
                Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => tokio::task::yield_now().await,
                Err(error) => panic!("{error}"),
            }
        };
        self.listen(listener);
    }
}

/// The operation's name: of the query protocols the parameter `Action`, of the JSON ones the end of `X-Amz-Target`.
fn action(request: &str) -> String {
    let of_query = request.split(['\n', '&']).find_map(|part| part.strip_prefix("Action="));
    let of_json = || {
        let header = request.lines().find(|line| line.to_ascii_lowercase().starts_with("x-amz-target:"))?;
        header.trim().rsplit('.').next()
    };
    of_query.or_else(of_json).unwrap_or_default().trim().to_owned()
}

async fn serve(mut client: TcpStream, upstream: String, rule: Rule) {
    let Some(request) = read(&mut client).await else { return };
    let text = String::from_utf8_lossy(&request).into_owned();
    let fate = (rule.lock().unwrap())(&action(&text));
    match fate {
        Fate::NeverArrives => {}
        Fate::Throttled | Fate::Refused => {
            let body = said_no(&text, fate);
            let head = format!("HTTP/1.1 400 Bad Request\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            let _gone = client.write_all(format!("{head}{body}").as_bytes()).await;
        }
        Fate::Pass | Fate::AnswerLost => {
            let Ok(mut server) = TcpStream::connect(&upstream).await else { return };
            // Ends with the answer, so that reading to the end reads one answer.
            let (first, rest) = text.split_once("\r\n").unwrap();
            let sent = format!("{first}\r\nconnection: close\r\n{rest}");
            if server.write_all(sent.as_bytes()).await.is_err() {
                return;
            }
            let mut answer = Vec::new();
            if server.read_to_end(&mut answer).await.is_ok() && fate == Fate::Pass {
                let _gone = client.write_all(&answer).await;
            }
        }
    }
}

/// An error in the form of the protocol in which the request came.
fn said_no(request: &str, fate: Fate) -> String {
    let throttled = fate == Fate::Throttled;
    if request.contains("x-amz-target") {
        let kind = if throttled { "ThrottlingException" } else { "LimitExceededException" };
        format!(r#"{{"__type":"{kind}","message":"Rate exceeded"}}"#)
    } else if request.contains("/ec2/") {
        let code = if throttled { "RequestLimitExceeded" } else { "InvalidParameterValue" };
        format!(
            "<Response><Errors><Error><Code>{code}</Code><Message>No.</Message></Error></Errors><RequestID>1-2-3</RequestID></Response>"
        )
    } else {
        let code = if throttled { "Throttling" } else { "TooManyListeners" };
        format!(
            "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>No.</Message></Error><RequestId>1-2-3</RequestId></ErrorResponse>"
        )
    }
}

/// One request with its body.
async fn read(client: &mut TcpStream) -> Option<Vec<u8>> {
    let mut request = Vec::new();
    loop {
        let mut part = [0; 8192];
        let read = client.read(&mut part).await.ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&request);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:").map(str::to_owned));
            let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
            if body.len() >= length {
                return Some(request);
            }
        }
    }
}

/// The line to the mail server, as it is: bytes both ways, until it is cut.
pub struct Tunnel {
    ends: Arc<Mutex<Vec<JoinHandle<()>>>>,
    listening: JoinHandle<()>,
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        self.listening.abort();
        self.cut();
    }
}

impl Tunnel {
    pub async fn before(world: &mut World) -> Self {
        let route = &mut world.mail.as_mut().unwrap().route;
        let upstream = route.address.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        route.address = Some(listener.local_addr().unwrap());
        let ends = Arc::new(Mutex::new(Vec::new()));
        let kept = ends.clone();
        let listening = tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let end = tokio::spawn(async move {
                    let Ok(mut server) = TcpStream::connect(upstream).await else { return };
                    let _either_is_gone = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                });
                kept.lock().unwrap().push(end);
            }
        });
        Self { ends, listening }
    }

    /// Every connection of now breaks; later ones go through.
    pub fn cut(&self) {
        for end in self.ends.lock().unwrap().drain(..) {
            end.abort();
        }
    }
}
