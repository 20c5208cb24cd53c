//! ACM certificates.

use aws_sdk_acm::types::{CertificateDetail, Filters, KeyAlgorithm, RenewalEligibility};
use futures_util::{StreamExt, stream};
use gangway_model::{CallTag, Region, Timestamp};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::text;
use crate::account::Account;
use crate::error::{AwsError, Purpose};

/// A DNS record that somebody has to publish, as AWS writes it (names may end with a dot).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DnsRecord {
    /// The full name.
    pub name: String,
    /// `CNAME`, `TXT`, `NS`.
    pub kind: String,
    /// The value.
    pub value: String,
}

/// A certificate with its details.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Certificate {
    /// Its ARN.
    pub arn: String,
    /// `PENDING_VALIDATION`, `ISSUED`, `INACTIVE`, `EXPIRED`, `VALIDATION_TIMED_OUT`, `REVOKED` or `FAILED`.
    pub status: String,
    /// The first name.
    pub domain_name: String,
    /// Every name, the first one included.
    pub names: Vec<String>,
    /// `AMAZON_ISSUED`, `IMPORTED` or `PRIVATE`.
    pub certificate_type: String,
    /// The end of its validity; unknown before it is issued.
    pub not_after: Option<Timestamp>,
    /// Why it failed: `CAA_ERROR`, …
    pub failure_reason: Option<String>,
    /// Whether an AWS resource uses it. ACM renews only those by itself.
    pub in_use: bool,
    /// The records that prove the names, each once; they appear some seconds after the request.
    pub validation: Vec<DnsRecord>,
    /// Whether ACM will renew it by itself: in use by an AWS resource, or exported
    /// (<https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html>).
    #[serde(default)]
    pub renewable: bool,
    /// How its renewal goes, once one has begun.
    #[serde(default)]
    pub renewal: Option<Renewal>,
}

/// A renewal that ACM has begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Renewal {
    /// `PENDING_AUTO_RENEWAL`, `PENDING_VALIDATION`, `SUCCESS` or `FAILED`.
    pub status: String,
    /// Why it failed: `CAA_ERROR`, …
    pub reason: Option<String>,
}

/// `ListCertificates` hides every key type but these two RSA sizes unless they are named: name them all.
pub(crate) const KEY_TYPES: [KeyAlgorithm; 7] = [
    KeyAlgorithm::Rsa1024,
    KeyAlgorithm::Rsa2048,
    KeyAlgorithm::Rsa3072,
    KeyAlgorithm::Rsa4096,
    KeyAlgorithm::EcPrime256v1,
    KeyAlgorithm::EcSecp384r1,
    KeyAlgorithm::EcSecp521r1,
];
/// Details are asked one by one; ACM allows ten a second.
const AT_ONCE: usize = 4;

impl Account {
    /// Every certificate with its details, by domain name, then ARN.
    ///
    /// # Errors
    /// As any read of ACM.
    pub async fn certificates(&self, region: &Region) -> Result<Vec<Certificate>, AwsError> {
        let arns = self.certificate_arns(region).await?;
        let details =
            stream::iter(arns).map(|arn| async move { self.certificate(region, &arn).await }).buffered(AT_ONCE).collect::<Vec<_>>().await;
        let mut certificates = Vec::with_capacity(details.len());
        for detail in details {
            match detail {
                Ok(certificate) => certificates.push(certificate),
                // Deleted since it was listed.
                Err(error) if error.is_not_found() => {}
                Err(error) => return Err(error),
            }
        }
        certificates.sort_by(|a, b| (&a.domain_name, &a.arn).cmp(&(&b.domain_name, &b.arn)));
        Ok(certificates)
    }

    /// One certificate.
    ///
    /// # Errors
    /// As any read of ACM; `NotFound` also while a new one is not visible yet.
    pub async fn certificate(&self, region: &Region, arn: &str) -> Result<Certificate, AwsError> {
        const OPERATION: &str = "DescribeCertificate";
        let sent = self.clients(region).acm.describe_certificate().certificate_arn(arn).send().await;
        let answer = sent.map_err(|error| self.failed(OPERATION, Purpose::Asking, &error))?;
        answer.certificate().map(certificate).ok_or_else(|| AwsError::missing(OPERATION, "Certificate"))
    }

    /// The tags of a certificate.
    ///
    /// # Errors
    /// As any read of ACM.
    pub async fn certificate_tags(&self, region: &Region, arn: &str) -> Result<Vec<CallTag>, AwsError> {
        let sent = self.clients(region).acm.list_tags_for_certificate().certificate_arn(arn).send().await;
        let answer = sent.map_err(|error| self.failed("ListTagsForCertificate", Purpose::Asking, &error))?;
        Ok(answer.tags().iter().map(|tag| CallTag { key: tag.key().to_owned(), value: text(tag.value()) }).collect())
    }

    async fn certificate_arns(&self, region: &Region) -> Result<Vec<String>, AwsError> {
        let every_key_type = Filters::builder().set_key_types(Some(KEY_TYPES.to_vec())).build();
        let request = self.clients(region).acm.list_certificates().includes(every_key_type);
        let seen = self.all("ListCertificates", request.into_paginator().items().send()).await?;
        Ok(seen.iter().filter_map(|one| one.certificate_arn()).map(str::to_owned).collect())
    }
}

pub(crate) fn certificate(seen: &CertificateDetail) -> Certificate {
    let mut validation: Vec<DnsRecord> = Vec::new();
    for record in seen.domain_validation_options().iter().filter_map(|option| option.resource_record()) {
        let record =
            DnsRecord { name: record.name().to_owned(), kind: record.r#type().as_str().to_owned(), value: record.value().to_owned() };
        // `x` and `*.x` are proven by the same record.
        if !validation.contains(&record) {
            validation.push(record);
        }
    }
    Certificate {
        arn: text(seen.certificate_arn()),
        status: seen.status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
        domain_name: text(seen.domain_name()),
        names: seen.subject_alternative_names().to_vec(),
        certificate_type: seen.r#type().map(|kind| kind.as_str().to_owned()).unwrap_or_default(),
        not_after: seen.not_after().and_then(|at| at.to_millis().ok()).map(Timestamp),
        failure_reason: seen.failure_reason().map(|reason| reason.as_str().to_owned()),
        in_use: !seen.in_use_by().is_empty(),
        validation,
        renewable: seen.renewal_eligibility() == Some(&RenewalEligibility::Eligible),
        renewal: seen.renewal_summary().map(|renewal| Renewal {
            status: renewal.renewal_status().as_str().to_owned(),
            reason: renewal.renewal_status_reason().map(|reason| reason.as_str().to_owned()),
        }),
    }
}
