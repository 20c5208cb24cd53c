//! The bare wire: one HTTP client that asks as an AWS SDK does, and reads what it needs out of the XML by its tags.

use std::time::Duration;

use ureq::Agent;

/// A client with connections of its own.
pub struct Client {
    agent: Agent,
    endpoint: String,
    region: &'static str,
}

impl Client {
    pub fn new(endpoint: &str, region: &'static str) -> Client {
        let config = Agent::config_builder().timeout_global(Some(Duration::from_secs(60))).http_status_as_error(false);
        Client { agent: config.build().into(), endpoint: endpoint.to_owned(), region }
    }

    /// The answer's body, or what was answered instead.
    pub fn ask(&self, service: &str, version: &str, action: &str, form: &str) -> Result<String, String> {
        let credential = format!("PRACTICESELLER/20261123/{}/{service}/aws4_request", self.region);
        let asked = self
            .agent
            .post(&self.endpoint)
            .header("authorization", format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0"))
            .content_type("application/x-www-form-urlencoded")
            .send(format!("Action={action}&Version={version}{form}"));
        let mut answer = asked.map_err(|error| format!("{action}: {error}"))?;
        let status = answer.status();
        let read = answer.body_mut().with_config().limit(64 << 20).read_to_string();
        let body = read.map_err(|error| format!("{action}: {error}"))?;
        if status.is_success() { Ok(body) } else { Err(format!("{action}: {status} {body}")) }
    }

    pub fn ec2(&self, action: &str, form: &str) -> Result<String, String> {
        self.ask("ec2", "2016-11-15", action, form)
    }

    pub fn elb(&self, action: &str, form: &str) -> Result<String, String> {
        self.ask("elasticloadbalancing", "2015-12-01", action, form)
    }
}

/// The text of every element of that name, in order.
pub fn texts<'x>(xml: &'x str, tag: &str) -> Vec<&'x str> {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    xml.split(open.as_str()).skip(1).filter_map(|rest| rest.split_once(close.as_str()).map(|(text, _)| text)).collect()
}

/// The text of the first element of that name.
pub fn text(xml: &str, tag: &str) -> Result<String, String> {
    texts(xml, tag).first().map(|text| (*text).to_owned()).ok_or_else(|| format!("no <{tag}> in {xml}"))
}
