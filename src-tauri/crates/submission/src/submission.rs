//! What Seller Operations is told, as data: `submission.json`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The version of this layout. A reader refuses what is newer than it knows; fields are added, never given another meaning.
pub const SCHEMA_VERSION: u32 = 1;

/// Everything the guide asks for, and what makes their work easier. Texts are empty where nothing has been entered yet; [`crate::validate`] says
/// what is still lacking and which values are not what they should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Submission {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The product in AWS Marketplace.
    pub product: Product,
    /// Who sells it, and whom to ask.
    pub company: Company,
    /// The user-friendly DNS name that replaces the service's generated one, such as `api.vpce.example.com`.
    pub service_dns_name: String,
    /// The name that customers' programs call. Recommended by the guide, not required.
    pub private_dns_name: Option<PrivateName>,
    /// One per Region.
    pub services: Vec<ServiceEntry>,
    /// Those that cover the service DNS name.
    pub certificates: Vec<Certificate>,
    /// Whether each connection has to be accepted by the seller before it carries traffic.
    pub acceptance_required: bool,
    /// Free text for Seller Operations; may have several lines, may be empty.
    pub notes: String,
    /// When the package was made, RFC 3339 in UTC.
    pub prepared_at: String,
    /// Gangway's version.
    pub gangway_version: String,
}

/// The product in AWS Marketplace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// Its title in the listing.
    pub title: String,
    /// `prod-` and 13 letters or digits.
    pub product_id: String,
    /// `limited` or `public`: the listing must have one of them before PrivateLink can be added.
    pub visibility: String,
}

/// Who sells it, and whom to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Company {
    /// As registered with AWS Marketplace; Seller Operations verifies it.
    pub name: String,
    /// A person.
    pub contact_name: String,
    /// Their mail address.
    pub contact_mail: String,
    /// Their telephone number, if they want to give it.
    pub contact_phone: Option<String>,
}

/// The private DNS name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PrivateName {
    /// Such as `api.example.com`; may begin with `*.`.
    pub name: String,
    /// `pendingVerification`, `verified` or `failed`, as EC2 says.
    pub state: String,
}

/// An endpoint service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ServiceEntry {
    /// Such as `eu-west-1`.
    pub region: String,
    /// The account that owns it, 12 digits.
    pub account: String,
    /// `com.amazonaws.vpce.REGION.vpce-svc-…`.
    pub service_name: String,
    /// `vpce-svc-…`.
    pub service_id: String,
    /// Such as `euw1-az1`: zone ids mean the same in every account, zone names do not.
    pub availability_zone_ids: Vec<String>,
    /// The state of the private DNS name's proof at this service, as EC2 says; `None` when the service has no private name.
    pub private_dns_state: Option<String>,
}

/// A certificate in AWS Certificate Manager.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// Its ARN.
    pub arn: String,
    /// The account that requested it, 12 digits.
    pub account: String,
    /// The Region it lives in.
    pub region: String,
    /// Its first name.
    pub domain_name: String,
    /// All its names, the first included.
    pub names: Vec<String>,
    /// `ISSUED` and so on, as ACM says.
    pub status: String,
    /// Until when it is valid, RFC 3339 in UTC.
    pub not_after: Option<String>,
    /// The DNS records by which ACM validates and renews it.
    pub validation_records: Vec<ValidationRecord>,
}

/// A record that ACM asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ValidationRecord {
    /// Its full name.
    pub name: String,
    /// `CNAME`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its target.
    pub value: String,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A complete submission of one Region.
    pub(crate) fn sample() -> Submission {
        Submission {
            schema_version: SCHEMA_VERSION,
            product: Product { title: "Example Insight".into(), product_id: "prod-abcdefghijklm".into(), visibility: "limited".into() },
            company: Company {
                name: "Example Ltd".into(),
                contact_name: "Ann Lee".into(),
                contact_mail: "ann.lee@example.com".into(),
                contact_phone: None,
            },
            service_dns_name: "api.vpce.example.com".into(),
            private_dns_name: Some(PrivateName { name: "api.example.com".into(), state: "verified".into() }),
            services: vec![service("us-east-1", "vpce-svc-0123456789abcdef0")],
            certificates: vec![Certificate {
                arn: "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012".into(),
                account: "111122223333".into(),
                region: "us-east-1".into(),
                domain_name: "api.vpce.example.com".into(),
                names: vec!["api.vpce.example.com".into(), "*.api.vpce.example.com".into()],
                status: "ISSUED".into(),
                not_after: Some("2027-06-09T23:59:59Z".into()),
                validation_records: vec![ValidationRecord {
                    name: "_a79865eb4cd1a6ab990a45779b4e0b96.api.vpce.example.com".into(),
                    kind: "CNAME".into(),
                    value: "_424c7224e9b0146f9a8808af955727d0.acm-validations.aws".into(),
                }],
            }],
            acceptance_required: true,
            notes: String::new(),
            prepared_at: "2026-11-23T09:00:00Z".into(),
            gangway_version: "0.1.0".into(),
        }
    }

    pub(crate) fn service(region: &str, id: &str) -> ServiceEntry {
        ServiceEntry {
            region: region.into(),
            account: "111122223333".into(),
            service_name: format!("com.amazonaws.vpce.{region}.{id}"),
            service_id: id.into(),
            availability_zone_ids: vec!["use1-az1".into(), "use1-az2".into()],
            private_dns_state: Some("verified".into()),
        }
    }

    #[test]
    fn the_json_has_the_names_that_readers_know() {
        let json = serde_json::to_value(sample()).unwrap();
        assert_eq!(json["schemaVersion"], 1);
        assert_eq!(json["services"][0]["serviceName"], "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0");
        assert_eq!(json["certificates"][0]["validationRecords"][0]["type"], "CNAME");
        assert_eq!(serde_json::from_value::<Submission>(json).unwrap(), sample());
    }
}
