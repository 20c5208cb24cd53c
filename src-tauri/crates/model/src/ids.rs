//! AWS's identifiers, each with its documented form. A value of these types has been checked; `parse` says what is wrong as a message.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Message, message};

/// A string newtype that can only be made by its `parse`, also when it comes from JSON.
macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        #[serde(try_from = "String", into = "String")]
        #[ts(type = "string")]
        pub struct $name(String);

        impl $name {
            /// The value as AWS writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, Self::Error> {
                Self::parse(&text).map_err(|problem| problem.code)
            }
        }
    };
}
pub(crate) use checked_text;

fn hex(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

checked_text! {
    /// An AWS account id: twelve digits, kept as text because spreadsheets drop leading zeros.
    AccountId
}
impl AccountId {
    /// Twelve digits; spaces and hyphens between them, as people write them, are taken out.
    ///
    /// # Errors
    /// `field-account-id` with the digits counted.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if plain.len() == 12 && digits(&plain) {
            Ok(Self(plain))
        } else {
            Err(message("field-account-id").with("value", shown(text)).with("digits", plain.chars().filter(char::is_ascii_digit).count()))
        }
    }
    /// Grouped for reading: `1111 2222 3333`.
    #[must_use]
    pub fn grouped(&self) -> String {
        let (a, rest) = self.0.split_at(4);
        let (b, c) = rest.split_at(4);
        format!("{a} {b} {c}")
    }
}

checked_text! {
    /// A Region code such as `eu-west-1`.
    Region
}
impl Region {
    /// `^[a-z]{2}(-[a-z]+)+-\d$`, the form in endpoint service names.
    ///
    /// # Errors
    /// `field-region`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        let parts: Vec<&str> = text.split('-').collect();
        let ok = match parts.as_slice() {
            [first, middle @ .., last] => {
                first.len() == 2
                    && first.bytes().all(|b| b.is_ascii_lowercase())
                    && !middle.is_empty()
                    && middle.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase()))
                    && last.len() == 1
                    && digits(last)
            }
            _ => false,
        };
        if ok { Ok(Self(text.to_owned())) } else { Err(message("field-region").with("value", shown(text))) }
    }
}

checked_text! {
    /// An Availability Zone id such as `euw1-az2`: the same place in every account, unlike zone names.
    ZoneId
}
impl ZoneId {
    /// `^[a-z]{3,4}\d-az\d+$`.
    ///
    /// # Errors
    /// `field-zone-id`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let ok = text.split_once("-az").is_some_and(|(area, number)| {
            let letters = area.trim_end_matches(|c: char| c.is_ascii_digit());
            (3..=4).contains(&letters.len())
                && letters.bytes().all(|b| b.is_ascii_lowercase())
                && area.len() == letters.len() + 1
                && digits(number)
        });
        if ok { Ok(Self(text.to_owned())) } else { Err(message("field-zone-id").with("value", shown(text))) }
    }
}

checked_text! {
    /// An AWS Marketplace product id: `prod-` and thirteen letters or digits.
    ProductId
}
impl ProductId {
    /// `^prod-[a-z0-9]{13}$`.
    ///
    /// # Errors
    /// `field-product-id`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        let ok = text
            .strip_prefix("prod-")
            .is_some_and(|rest| rest.len() == 13 && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()));
        if ok { Ok(Self(text.to_owned())) } else { Err(message("field-product-id").with("value", shown(text))) }
    }
}

checked_text! {
    /// An endpoint service name: `com.amazonaws.vpce.REGION.vpce-svc-` and 17 hex digits (8 to 16 in the past).
    ServiceName
}
impl ServiceName {
    /// `^com\.amazonaws\.vpce\.REGION\.vpce-svc-[0-9a-f]{8,17}$`.
    ///
    /// # Errors
    /// `field-service-name`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        let parts = text.strip_prefix("com.amazonaws.vpce.").and_then(|rest| rest.split_once('.'));
        let ok = parts.is_some_and(|(region, id)| {
            Region::parse(region).is_ok() && id.strip_prefix("vpce-svc-").is_some_and(|rest| (8..=17).contains(&rest.len()) && hex(rest))
        });
        if ok { Ok(Self(text.to_owned())) } else { Err(message("field-service-name").with("value", shown(text))) }
    }
    /// The Region that the name says.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        self.0.split('.').nth(3).and_then(|region| Region::parse(region).ok())
    }
    /// The id at its end: `vpce-svc-0123456789abcdef0`.
    #[must_use]
    pub fn id(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or_default()
    }
    /// Real ids have 17 hex digits today; shorter ones are accepted with a warning.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.id().len() < "vpce-svc-".len() + 17
    }
}

checked_text! {
    /// The ARN of an ACM certificate.
    CertificateArn
}
impl CertificateArn {
    /// `^arn:aws[a-z-]*:acm:REGION:ACCOUNT:certificate/UUID$`.
    ///
    /// # Errors
    /// `field-certificate-arn`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ok = match parts.as_slice() {
            ["arn", partition, "acm", region, account, resource] => {
                partition.starts_with("aws")
                    && Region::parse(region).is_ok()
                    && account.len() == 12
                    && digits(account)
                    && resource.strip_prefix("certificate/").is_some_and(uuid_like)
            }
            _ => false,
        };
        if ok { Ok(Self(text.to_owned())) } else { Err(message("field-certificate-arn").with("value", shown(text))) }
    }
    /// The account that requested it.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.0.split(':').nth(4).and_then(|account| AccountId::parse(account).ok())
    }
    /// The Region it lives in.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        self.0.split(':').nth(3).and_then(|region| Region::parse(region).ok())
    }
}

fn uuid_like(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.split('-').all(hex)
}

checked_text! {
    /// The ARN of a Network Load Balancer.
    LoadBalancerArn
}
impl LoadBalancerArn {
    /// `^arn:aws[a-z-]*:elasticloadbalancing:REGION:ACCOUNT:loadbalancer/net/NAME/HEX$`.
    ///
    /// # Errors
    /// `field-load-balancer-arn`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let ok = match parts.as_slice() {
            ["arn", partition, "elasticloadbalancing", region, account, resource] => {
                partition.starts_with("aws")
                    && Region::parse(region).is_ok()
                    && account.len() == 12
                    && digits(account)
                    && resource
                        .strip_prefix("loadbalancer/net/")
                        .and_then(|rest| rest.split_once('/'))
                        .is_some_and(|(name, id)| !name.is_empty() && hex(id))
            }
            _ => false,
        };
        if ok { Ok(Self(text.to_owned())) } else { Err(message("field-load-balancer-arn").with("value", shown(text))) }
    }
}

checked_text! {
    /// A mail address that is safe in a header: `local@domain`, no spaces, no control characters.
    MailAddress
}
impl MailAddress {
    /// One `@`, a local part of at most 64 octets in RFC 5322 dot-atom form, a domain of LDH labels.
    ///
    /// # Errors
    /// `field-mail-address`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        let ok = text.rsplit_once('@').is_some_and(|(local, domain)| {
            let atom =
                |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b));
            local.len() <= 64
                && text.len() <= 254
                && local.split('.').all(atom)
                && domain.contains('.')
                && crate::DnsName::parse(domain).is_ok()
                && !domain.contains(['*', '_'])
        });
        if ok { Ok(Self(text.to_owned())) } else { Err(message("field-mail-address").with("value", shown(text))) }
    }
}

checked_text! {
    /// Who may connect: the ARN of an account root, a role or a user without path, or `*` for everybody.
    Principal
}
impl Principal {
    /// An account id (with spaces or hyphens), `arn:aws:iam::ACCOUNT:root|role/NAME|user/NAME`, or `*`.
    ///
    /// # Errors
    /// `field-principal-assumed-role`, `field-principal-path` or `field-principal`.
    pub fn parse(text: &str) -> Result<Self, Message> {
        let text = text.trim();
        if text == "*" {
            return Ok(Self(text.to_owned()));
        }
        if let Ok(account) = AccountId::parse(text) {
            return Ok(Self::account_root(&account));
        }
        let bad = |code: &str| Err(message(code).with("value", shown(text)));
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        match parts.as_slice() {
            ["arn", _, "sts", _, _, resource] if resource.starts_with("assumed-role/") => bad("field-principal-assumed-role"),
            ["arn", partition, "iam", "", account, resource] if partition.starts_with("aws") => {
                if account.len() != 12 || !digits(account) {
                    return bad("field-principal");
                }
                if *resource == "root" {
                    return Ok(Self(text.to_owned()));
                }
                let Some((kind, name)) = resource.split_once('/') else { return bad("field-principal") };
                if !matches!(kind, "role" | "user") {
                    return bad("field-principal");
                }
                if name.contains('/') {
                    return bad("field-principal-path");
                }
                let plain = |b: u8| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b);
                if name.is_empty() || name.len() > 64 || !name.bytes().all(plain) {
                    return bad("field-principal");
                }
                Ok(Self(text.to_owned()))
            }
            _ => bad("field-principal"),
        }
    }
    /// Everybody in this account.
    #[must_use]
    pub fn account_root(account: &AccountId) -> Self {
        Self(format!("arn:aws:iam::{account}:root"))
    }
    /// The account it belongs to; `None` for `*`.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.0.split(':').nth(4).and_then(|account| AccountId::parse(account).ok())
    }
}

/// At most 80 characters without control characters, for showing a wrong value back.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_ids() {
        assert_eq!(AccountId::parse(" 1111-2222-3333 ").unwrap().as_str(), "111122223333");
        assert_eq!(AccountId::parse("012345678901").unwrap().grouped(), "0123 4567 8901");
        for bad in ["", "11112222333", "1111222233334", "11112222333x", "1.23457E+11"] {
            assert_eq!(AccountId::parse(bad).unwrap_err().code, "field-account-id", "{bad}");
        }
        assert!(serde_json::from_str::<AccountId>("\"12\"").is_err());
    }

    #[test]
    fn service_names() {
        let name = ServiceName::parse("com.amazonaws.vpce.us-east-1.vpce-svc-0daa010345a21646a").unwrap();
        assert_eq!(name.region().unwrap().as_str(), "us-east-1");
        assert_eq!(name.id(), "vpce-svc-0daa010345a21646a");
        assert!(!name.is_short());
        assert!(ServiceName::parse("com.amazonaws.vpce.us-east-1.vpce-svc-0daa010345a21646").unwrap().is_short());
        for bad in [
            "com.amazonaws.vpce.us-east.vpce-svc-0daa010345a21646a",
            "vpce-svc-0daa010345a21646a",
            "com.amazonaws.vpce.us-east-1.vpce-svc-0DAA010345A21646A",
        ] {
            assert!(ServiceName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn arns_regions_zones_products() {
        assert!(CertificateArn::parse("arn:aws:acm:eu-west-1:111122223333:certificate/12345678-1234-1234-1234-123456789012").is_ok());
        assert!(CertificateArn::parse("arn:aws:acm:eu-west-1:111122223333:certificate/123").is_err());
        assert!(LoadBalancerArn::parse("arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/a/50dc6c495c0c9188").is_ok());
        assert!(LoadBalancerArn::parse("arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/a/50dc6c495c0c9188").is_err());
        assert!(Region::parse("us-gov-west-1").is_ok() && Region::parse("Ireland").is_err() && Region::parse("eu-west-11").is_err());
        assert!(ZoneId::parse("use1-az2").is_ok() && ZoneId::parse("us-east-1a").is_err());
        assert!(ProductId::parse("prod-abcdefghijklm").is_ok() && ProductId::parse("prod-abc").is_err());
    }

    #[test]
    fn principals() {
        assert_eq!(Principal::parse("111122223333").unwrap().as_str(), "arn:aws:iam::111122223333:root");
        assert!(Principal::parse("arn:aws:iam::111122223333:role/Partner").is_ok());
        assert_eq!(Principal::parse("arn:aws:iam::111122223333:role/team/Partner").unwrap_err().code, "field-principal-path");
        assert_eq!(Principal::parse("arn:aws:sts::111122223333:assumed-role/Partner/x").unwrap_err().code, "field-principal-assumed-role");
        assert!(Principal::parse("*").unwrap().account().is_none());
    }

    #[test]
    fn mail_addresses() {
        assert!(MailAddress::parse("ann.lee+aws@example.com").is_ok());
        for bad in
            ["ann", "ann@", "ann@host", "a b@example.com", "ann@exam ple.com", "a@example.com\r\nBcc: x@example.com", ".a@example.com"]
        {
            assert_eq!(MailAddress::parse(bad).unwrap_err().code, "field-mail-address", "{bad}");
        }
    }
}
