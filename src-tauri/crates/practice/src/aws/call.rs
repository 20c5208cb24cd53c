//! What a request asks for: service and Region from the SigV4 credential scope, the account from the access key.

use serde::{Deserialize, Serialize};

use super::Request;
use super::regions;
use crate::shapes::{Protocol, Table, form, rest, tables};
use crate::state::{Place, Record, StateError, Tx};

/// The seller's account, the default for every key.
pub const SELLER: &str = "111122223333";
/// The customer's account.
pub const CUSTOMER: &str = "444455556666";
/// The customer's access key id; any other is the seller's.
const CUSTOMER_KEY: &str = "PRACTICECUSTOMER";
/// A key that answers as one whose session is over, for rehearsing what that looks like.
pub(super) const EXPIRED_KEY: &str = "PRACTICEEXPIRED";
/// A key that answers as one nobody knows.
pub(super) const UNKNOWN_KEY: &str = "PRACTICEUNKNOWN";

/// What a request turned out to ask for, before it is carried out.
#[derive(Debug, Clone)]
pub struct Call {
    /// Signing name: `ec2`, `elasticloadbalancing`, `acm`, `route53`; empty when unknown.
    pub service: String,
    /// The operation's name; empty when there is none.
    pub action: String,
    /// From the credential scope; `us-east-1` when there is none.
    pub region: String,
    /// 12 digits.
    pub account: String,
    /// Whether the request could change anything (all but Describe, Get, List, Test, Simulate and Assume, and dry runs).
    pub mutating: bool,
    /// The parameters as they came: the form or JSON body, or the query string; of REST requests path, query and body.
    pub parameters: String,
    /// ARN of the caller.
    pub(super) caller: String,
    /// Part of the caller's identity, as GetCallerIdentity answers it.
    pub(super) user_id: String,
    /// The access key id, when the request names one.
    pub(super) key: Option<String>,
}

/// A key given out by AssumeRole.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Session {
    pub account: String,
    pub arn: String,
    pub user_id: String,
    /// Real time.
    pub expires_ms: i64,
}

impl Record for Session {
    const KIND: &'static str = "session";
}

struct Scope {
    key: String,
    region: String,
    service: String,
}

impl Scope {
    /// `<key>/<date>/<region>/<service>/aws4_request`
    fn parse(credential: &str) -> Option<Scope> {
        let mut parts = credential.split('/');
        let (key, _date) = (parts.next()?, parts.next()?);
        let (region, service) = (parts.next()?, parts.next()?);
        Some(Scope { key: key.to_owned(), region: region.to_owned(), service: service.to_owned() })
    }

    fn of(request: &Request) -> Option<Scope> {
        let header = request.header("authorization").and_then(|value| {
            let rest = value.split("Credential=").nth(1)?;
            Scope::parse(rest.split(',').next()?.trim())
        });
        header.or_else(|| {
            form::pairs(&request.query).find(|(name, _)| name == "X-Amz-Credential").and_then(|(_, value)| Scope::parse(&value))
        })
    }
}

/// Reads the call out of a request. Never fails: what can't be read stays empty and is answered as an error later.
pub(super) fn read(tx: &Tx<'_>, request: &Request) -> Result<Call, StateError> {
    let scope = Scope::of(request);
    let body = String::from_utf8_lossy(&request.body);
    let target = request.header("x-amz-target").and_then(|target| target.split_once('.'));
    let rest = rest_table(scope.as_ref(), request);
    let parameters = match rest {
        // Codes and tokens of people who sign in: not for the log.
        Some(table) if table.protocol == Protocol::RestJson => [request.path.as_str(), &request.query].join(" "),
        Some(_) => [request.path.as_str(), &request.query, body.trim()].join(" "),
        None if body.trim().is_empty() => request.query.clone(),
        None => body.into_owned(),
    };
    let action = match (target, rest) {
        (_, Some(table)) => rest::route(table, &request.method, &request.path).map(|route| route.action.to_owned()).unwrap_or_default(),
        (Some((_, action)), None) => action.to_owned(),
        (None, None) => form::pairs(&parameters).find(|(name, _)| name == "Action").map(|(_, value)| value).unwrap_or_default(),
    };
    let service = match (&scope, target) {
        (Some(scope), _) => scope.service.clone(),
        (None, Some((prefix, _))) => {
            tables().iter().find(|table| table.target == prefix).map(|table| table.signing_name.clone()).unwrap_or_default()
        }
        (None, None) => rest.map(|table| table.signing_name.clone()).unwrap_or_default(),
    };
    let region = scope.as_ref().map_or("us-east-1", |scope| &scope.region).to_owned();
    let key = scope.as_ref().map_or("", |scope| scope.key.as_str());
    let (account, caller, user_id) = match tx.get::<Session>(Place::WORLD, key)? {
        Some(session) => (session.account, session.arn, session.user_id),
        None if key == CUSTOMER_KEY => user(CUSTOMER, "customer"),
        None => user(SELLER, "seller"),
    };
    let reads = ["Describe", "Get", "List", "Test", "Simulate", "Assume"].iter().any(|verb| action.starts_with(verb));
    // Looked for before anything is unescaped: parameters may be thousands.
    let dry = || parameters.contains("DryRun") && form::pairs(&parameters).any(|(name, value)| name == "DryRun" && value == "true");
    let mutating = !reads && !dry();
    let key = scope.map(|scope| scope.key);
    Ok(Call { service, action, region, account, mutating, parameters, caller, user_id, key })
}

/// The table of a REST service: by the scope, else by the API version that each of its paths begins with, else by the path.
fn rest_table(scope: Option<&Scope>, request: &Request) -> Option<&'static Table> {
    tables().iter().find(|table| match (table.protocol, scope) {
        (Protocol::RestXml | Protocol::RestJson, Some(scope)) => scope.service == table.signing_name,
        (Protocol::RestXml, None) => request.path.starts_with(&format!("/{}/", table.version)),
        (Protocol::RestJson, None) => rest::route(table, &request.method, &request.path).is_some(),
        _ => false,
    })
}

fn user(account: &str, name: &str) -> (String, String, String) {
    (account.to_owned(), format!("arn:aws:iam::{account}:user/{name}"), format!("AIDAPRACTICE{}", name.to_uppercase()))
}

impl Call {
    /// What stands for a request that could not be read at all.
    pub(super) fn unreadable() -> Call {
        let (account, caller, user_id) = user(SELLER, "seller");
        Call {
            service: String::new(),
            action: String::new(),
            region: "us-east-1".to_owned(),
            account,
            mutating: false,
            parameters: String::new(),
            caller,
            user_id,
            key: None,
        }
    }

    /// The table of the service asked for.
    pub(super) fn table(&self) -> Option<&'static Table> {
        tables().iter().find(|table| table.signing_name == self.service)
    }

    /// How the answer is to be written, even when the service is not known.
    pub(super) fn protocol(&self) -> Protocol {
        self.table().map_or(Protocol::Query, |table| table.protocol)
    }

    /// Whether it is asked without a signature, as who signs in asks.
    pub(super) fn open(&self) -> bool {
        self.table().and_then(|table| table.operations.get(&self.action)).is_some_and(|operation| operation.open)
    }

    /// As a policy names what is asked for: `ec2:CreateVpc`.
    pub(super) fn policy_action(&self) -> String {
        format!("{}:{}", self.service, self.action)
    }

    /// Where its state lies. Route 53 is global: whatever Region a client signs for (one that is pointed at this endpoint signs
    /// for its own, not for us-east-1), its state is the account's.
    pub(super) fn place(&self) -> Place<'_> {
        Place { account: &self.account, region: if self.service == "route53" { "" } else { &self.region } }
    }

    /// Whether the Region is one of AWS's commercial ones.
    pub(super) fn region_known(&self) -> bool {
        regions::known(&self.region)
    }
}

impl Request {
    /// The value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
