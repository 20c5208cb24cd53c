//! Security policies of TLS and HTTPS listeners. Source: "Security policies for your Network Load Balancer" and "... for your
//! Application Load Balancer": which versions of TLS and which families of ciphers each has.

use serde::Deserialize;
use serde_json::{Value, json};

use super::paged;
use crate::aws::ask::Ask;
use crate::aws::error::AwsError;

/// Families of ciphers, in the order of AWS's tables.
#[derive(Clone, Copy)]
enum Ciphers {
    /// TLS 1.3 has its own.
    Tls13,
    /// Forward secrecy and authenticated encryption.
    Gcm,
    /// Forward secrecy with SHA-2.
    Sha2,
    /// Forward secrecy with SHA-1.
    Sha1,
    /// RSA key exchange, without SHA-1.
    Rsa,
    /// RSA key exchange with SHA-1.
    RsaSha1,
}

impl Ciphers {
    fn names(self) -> &'static [&'static str] {
        match self {
            Ciphers::Tls13 => &["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"],
            Ciphers::Gcm => &[
                "ECDHE-ECDSA-AES128-GCM-SHA256",
                "ECDHE-RSA-AES128-GCM-SHA256",
                "ECDHE-ECDSA-AES256-GCM-SHA384",
                "ECDHE-RSA-AES256-GCM-SHA384",
            ],
            Ciphers::Sha2 => {
                &["ECDHE-ECDSA-AES128-SHA256", "ECDHE-RSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-RSA-AES256-SHA384"]
            }
            Ciphers::Sha1 => &["ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA", "ECDHE-ECDSA-AES256-SHA"],
            Ciphers::Rsa => &["AES128-GCM-SHA256", "AES128-SHA256", "AES256-GCM-SHA384", "AES256-SHA256"],
            Ciphers::RsaSha1 => &["AES128-SHA", "AES256-SHA"],
        }
    }
}

use Ciphers::{Gcm, Rsa, RsaSha1, Sha1, Sha2, Tls13};

const FROM_1_0: &[&str] = &["TLSv1", "TLSv1.1", "TLSv1.2"];
const FROM_1_1: &[&str] = &["TLSv1.1", "TLSv1.2"];
const ONLY_1_2: &[&str] = &["TLSv1.2"];
const FROM_1_2: &[&str] = &["TLSv1.2", "TLSv1.3"];

/// Name, versions of TLS, families of ciphers.
type Policy = (&'static str, &'static [&'static str], &'static [Ciphers]);

const POLICIES: [Policy; 20] = [
    ("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", FROM_1_2, &[Tls13, Gcm]),
    ("ELBSecurityPolicy-TLS13-1-3-2021-06", &["TLSv1.3"], &[Tls13]),
    ("ELBSecurityPolicy-TLS13-1-2-2021-06", FROM_1_2, &[Tls13, Gcm, Sha2]),
    ("ELBSecurityPolicy-TLS13-1-2-Res-2021-06", FROM_1_2, &[Tls13, Gcm]),
    ("ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06", FROM_1_2, &[Tls13, Gcm, Sha2, Rsa]),
    ("ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06", FROM_1_2, &[Tls13, Gcm, Sha2, Sha1, Rsa, RsaSha1]),
    ("ELBSecurityPolicy-TLS13-1-1-2021-06", &["TLSv1.1", "TLSv1.2", "TLSv1.3"], &[Tls13, Gcm, Sha2, Sha1, Rsa, RsaSha1]),
    ("ELBSecurityPolicy-TLS13-1-0-2021-06", &["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"], &[Tls13, Gcm, Sha2, Sha1, Rsa, RsaSha1]),
    ("ELBSecurityPolicy-TLS-1-2-2017-01", ONLY_1_2, &[Gcm, Sha2, Rsa]),
    ("ELBSecurityPolicy-TLS-1-2-Ext-2018-06", ONLY_1_2, &[Gcm, Sha2, Sha1, Rsa, RsaSha1]),
    ("ELBSecurityPolicy-TLS-1-1-2017-01", FROM_1_1, &[Gcm, Sha2, Sha1, Rsa, RsaSha1]),
    ("ELBSecurityPolicy-2016-08", FROM_1_0, &[Gcm, Sha2, Sha1, Rsa, RsaSha1]),
    ("ELBSecurityPolicy-2015-05", FROM_1_0, &[Gcm, Sha2, Sha1, Rsa, RsaSha1]),
    ("ELBSecurityPolicy-FS-1-2-Res-2020-10", ONLY_1_2, &[Gcm]),
    ("ELBSecurityPolicy-FS-1-2-Res-2019-08", ONLY_1_2, &[Gcm, Sha2]),
    ("ELBSecurityPolicy-FS-1-2-2019-08", ONLY_1_2, &[Gcm, Sha2, Sha1]),
    ("ELBSecurityPolicy-FS-1-1-2019-08", FROM_1_1, &[Gcm, Sha2, Sha1]),
    ("ELBSecurityPolicy-FS-2018-06", FROM_1_0, &[Gcm, Sha2, Sha1]),
    ("ELBSecurityPolicy-TLS13-1-2-PQ-2025-09", FROM_1_2, &[Tls13, Gcm, Sha2]),
    ("ELBSecurityPolicy-TLS13-1-3-PQ-2025-09", &["TLSv1.3"], &[Tls13]),
];

/// Whether there is a policy of that name.
pub(super) fn known(name: &str) -> bool {
    POLICIES.iter().any(|(known, ..)| *known == name)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct Describe {
    #[serde(default)]
    names: Vec<String>,
    marker: Option<String>,
    page_size: Option<i64>,
    load_balancer_type: Option<String>,
}

/// All of them are for both types of load balancer; Gateway Load Balancers have none.
pub(crate) fn describe(_: &Ask<'_>, input: Describe) -> Result<Value, AwsError> {
    if let Some(absent) = input.names.iter().find(|name| !known(name)) {
        return Err(AwsError::new("SSLPolicyNotFound", format!("SSL policy '{absent}' not found")));
    }
    let wanted = |name: &str| input.names.is_empty() || input.names.iter().any(|given| given == name);
    let fitting = input.load_balancer_type.as_deref() != Some("gateway");
    let chosen = POLICIES.iter().filter(|(name, ..)| fitting && wanted(name)).map(|(name, versions, families)| {
        let ciphers = families.iter().flat_map(|family| family.names());
        let ciphers: Value = (1..).zip(ciphers).map(|(priority, name)| json!({ "Name": name, "Priority": priority })).collect();
        json!({
            "Name": name, "SslProtocols": versions, "Ciphers": ciphers,
            "SupportedLoadBalancerTypes": ["application", "network"],
        })
    });
    paged("SslPolicies", (1..).zip(chosen).collect(), input.page_size, input.marker.as_deref())
}
