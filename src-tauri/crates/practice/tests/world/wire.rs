//! Requests to the world's HTTP listener as they are on the wire.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use gangway_practice::Practice;

/// Where AWS and the control interface are played.
pub fn address(practice: &Practice) -> SocketAddr {
    practice.world().aws.endpoint.strip_prefix("http://").unwrap().parse().unwrap()
}

/// One request, and everything that came until the connection ended, with how it ended when that was not in good order.
pub fn exchange(address: SocketAddr, request: &str, patience: Duration) -> (String, Option<io::ErrorKind>) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(patience)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let (mut answer, mut buffer) = (Vec::new(), [0; 4096]);
    let end = loop {
        match stream.read(&mut buffer) {
            Ok(0) => break None,
            Ok(count) => answer.extend_from_slice(&buffer[..count]),
            Err(error) => break Some(error.kind()),
        }
    };
    (String::from_utf8(answer).unwrap(), end)
}

/// As [`exchange`], where the connection has to end in good order.
pub fn raw(address: SocketAddr, request: &str) -> String {
    let (answer, end) = exchange(address, request, Duration::from_secs(10));
    assert_eq!(end, None, "{answer}");
    answer
}

/// Who asks what where.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub key: &'a str,
    pub region: &'a str,
    /// As it is signed for.
    pub service: &'a str,
    /// `X-Amz-Target` of the services that speak JSON.
    pub target: Option<&'a str>,
    pub body: &'a str,
}

impl<'a> Asked<'a> {
    fn new(service: &'a str, target: Option<&'a str>, body: &'a str) -> Asked<'a> {
        Asked { key: "PRACTICESELLER", region: "eu-west-1", service, target, body }
    }

    /// EC2, as a form without its version.
    pub fn ec2(form: &'a str) -> Asked<'a> {
        Asked::new("ec2", None, form)
    }

    /// ELBv2.
    pub fn elb(form: &'a str) -> Asked<'a> {
        Asked::new("elasticloadbalancing", None, form)
    }

    /// STS.
    pub fn sts(form: &'a str) -> Asked<'a> {
        Asked::new("sts", None, form)
    }

    /// IAM.
    pub fn iam(form: &'a str) -> Asked<'a> {
        Asked::new("iam", None, form)
    }

    /// ACM, by target and JSON.
    pub fn acm(target: &'a str, json: &'a str) -> Asked<'a> {
        Asked::new("acm", Some(target), json)
    }

    pub fn by(self, key: &'a str) -> Asked<'a> {
        Asked { key, ..self }
    }

    pub fn within(self, region: &'a str) -> Asked<'a> {
        Asked { region, ..self }
    }

    pub fn text(&self, address: SocketAddr) -> String {
        let Asked { key, region, service, target, body } = self;
        let kind = match target {
            Some(target) => format!("Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {target}\r\n"),
            None => "Content-Type: application/x-www-form-urlencoded\r\n".to_owned(),
        };
        let scope = format!("{key}/20260101/{region}/{service}/aws4_request");
        format!(
            "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{kind}Authorization: AWS4-HMAC-SHA256 Credential={scope}, \
             SignedHeaders=host, Signature=0\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    /// HTTP status and body.
    pub fn send(&self, address: SocketAddr) -> (u16, String) {
        let answer = raw(address, &self.text(address));
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.unwrap_or_else(|| panic!("no status in {answer:?}")), body.to_owned())
    }

    /// HTTP status and error code; the code is empty for a success.
    pub fn outcome(&self, address: SocketAddr) -> (u16, String) {
        let (status, body) = self.send(address);
        if status < 300 {
            return (status, String::new());
        }
        let xml = body.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map(|(code, _)| code.to_owned());
        let json = serde_json::from_str::<serde_json::Value>(&body).ok().and_then(|body| Some(body.get("__type")?.as_str()?.to_owned()));
        (status, xml.or(json).unwrap_or_default())
    }
}
