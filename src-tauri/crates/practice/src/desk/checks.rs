//! What the desk checks before it takes a submission on: everything against the accounts themselves.

use std::collections::BTreeSet;

use super::reading::{Certificate, Service, Submission, shown};
use crate::aws;
use crate::dns::{at_or_below, canonical, stored_zone, why_not_host};
use crate::state::{StateError, Tx};

/// A certificate's first name has at most so many characters (ACM, RequestCertificate), and the service DNS name is one.
const LONGEST_NAME: usize = 64;

/// What is missing or wrong, a sentence each; empty when the submission can be taken on.
pub(super) fn problems(tx: &Tx<'_>, now_ms: i64, submission: &Submission) -> Result<Vec<String>, StateError> {
    let mut found = Vec::new();
    if submission.company.is_empty() {
        found.push("The company's name is missing.".to_owned());
    }
    if submission.contact.is_empty() {
        found.push("A contact is missing: a name or a mail address.".to_owned());
    }
    found.extend(product_problems(submission));
    found.extend(name_problem(tx, &submission.service_dns_name)?);
    if submission.services.is_empty() {
        found.push("The endpoint service name is missing; we need one for each Region.".to_owned());
    }
    let mut regions = BTreeSet::new();
    for service in &submission.services {
        found.extend(service_problems(tx, now_ms, service, submission.private_dns_name.as_deref())?);
        if let Some(region) = region_of(&service.name)
            && !regions.insert(region)
        {
            found.push(format!("There are two endpoint services for the Region {region}; we need one for each Region."));
        }
    }
    if let Some(private) = submission.private_dns_name.as_deref()
        && let Some(why) = why_not_host(private.strip_prefix("*.").unwrap_or(private), false)
    {
        found.push(format!("The private DNS name can't be used. {}", shown(&why)));
    }
    if submission.certificates.is_empty() {
        found.push("The ARN of the ACM certificate for the service DNS name is missing.".to_owned());
    }
    let mut covered = false;
    for certificate in &submission.certificates {
        match certificate_names(tx, now_ms, certificate)? {
            Ok(names) => covered |= covers(&names, &submission.service_dns_name),
            Err(problems) => found.extend(problems),
        }
    }
    let names_are_known = !submission.certificates.is_empty() && !submission.service_dns_name.is_empty();
    if names_are_known && !covered {
        found.push(format!("None of the issued certificates covers {}.", shown(&submission.service_dns_name)));
    }
    Ok(found)
}

/// The product is optional; what is said about it has to be right. The listing comes before PrivateLink.
fn product_problems(submission: &Submission) -> Vec<String> {
    let mut found = Vec::new();
    let id = &submission.product_id;
    let right = id.strip_prefix("prod-").is_some_and(|rest| rest.len() == 13 && rest.chars().all(|c| c.is_ascii_alphanumeric()));
    if !id.is_empty() && !right {
        found.push(format!("The product id {} is not one of AWS Marketplace: prod- and 13 letters or digits.", shown(id)));
    }
    let visibility = &submission.visibility;
    if !visibility.is_empty() && !["limited", "public"].iter().any(|right| visibility.eq_ignore_ascii_case(right)) {
        let shown = shown(visibility);
        found.push(format!("The product's visibility is {shown}. Its listing has to be limited or public before PrivateLink is added."));
    }
    found
}

/// The Region in `com.amazonaws.vpce.REGION.vpce-svc-...`.
fn region_of(service: &str) -> Option<&str> {
    service.strip_prefix("com.amazonaws.vpce.")?.split_once(".vpce-svc-").map(|(region, _)| region)
}

fn name_problem(tx: &Tx<'_>, name: &str) -> Result<Option<String>, StateError> {
    if name.is_empty() {
        return Ok(Some("The service DNS name is missing.".to_owned()));
    }
    if let Some(why) = why_not_host(name, false) {
        return Ok(Some(format!("The service DNS name can't be used. {}", shown(&why))));
    }
    if name.len() > LONGEST_NAME {
        return Ok(Some(format!("The service DNS name {name} is longer than {LONGEST_NAME} characters.")));
    }
    if name.split('.').count() < 3 {
        return Ok(Some(format!("The service DNS name {name} is not below a domain of yours; one looks like api.vpce.example.com.")));
    }
    // A zone of that name which is not a hosted zone of this desk: the domain itself, or one of somebody else.
    let foreign = stored_zone(tx, name)?.is_some_and(|zone| zone.servers != crate::dns::DELEGATION_SET);
    if foreign || at_or_below(name, "amazonaws.com") {
        return Ok(Some(format!("The service DNS name {name} can't be delegated to us.")));
    }
    Ok(None)
}

fn account_problem(account: &str, whose: &str) -> Option<String> {
    let right = account.len() == 12 && account.chars().all(|c| c.is_ascii_digit());
    (!right).then(|| match account {
        "" => format!("The AWS account of {whose} is missing."),
        account => format!("The AWS account of {whose} has to be 12 digits; {} is not.", shown(account)),
    })
}

fn service_problems(tx: &Tx<'_>, now_ms: i64, service: &Service, private: Option<&str>) -> Result<Vec<String>, StateError> {
    let Service { name, account, region } = service;
    if name.is_empty() {
        return Ok(vec!["An endpoint service has no name.".to_owned()]);
    }
    let told = shown(name);
    let mut found = Vec::new();
    found.extend(account_problem(account, &told));
    let Some(of_name) = region_of(name) else {
        found.push(format!(
            "{told} is not the name of an endpoint service; one looks like com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0."
        ));
        return Ok(found);
    };
    if !region.is_empty() && region != of_name {
        found.push(format!("The endpoint service {told} does not lie in the Region {}.", shown(region)));
    }
    let seen = aws::endpoint_service(tx, now_ms, name)?.filter(|seen| seen.name == *name);
    let Some(seen) = seen.filter(|seen| !found.is_empty() || seen.account == *account) else {
        if found.is_empty() {
            found.push(format!("There is no endpoint service {told} in the account {account}."));
        }
        return Ok(found);
    };
    if !seen.state.eq_ignore_ascii_case("available") {
        found.push(format!("The endpoint service {told} is not available yet: it is {}.", seen.state));
    }
    if let Some(private) = private {
        let state = seen.private_dns_state.as_deref().unwrap_or_default();
        match seen.private_dns_name.as_deref().map(canonical) {
            None => found.push(format!("The endpoint service {told} does not have the private DNS name {}; it has none.", shown(private))),
            Some(theirs) if theirs != private => {
                found.push(format!("The endpoint service {told} does not have the private DNS name {}, but {theirs}.", shown(private)));
            }
            Some(_) if state.eq_ignore_ascii_case("verified") => {}
            Some(_) => found.push(format!("The private DNS name {private} of {told} is not verified: it is {state}.")),
        }
    }
    Ok(found)
}

/// Every name of an issued certificate, or what is wrong with it.
fn certificate_names(tx: &Tx<'_>, now_ms: i64, certificate: &Certificate) -> Result<Result<Vec<String>, Vec<String>>, StateError> {
    let Certificate { arn, account } = certificate;
    if arn.is_empty() {
        return Ok(Err(vec!["A certificate has no ARN.".to_owned()]));
    }
    let told = shown(arn);
    let mut found = Vec::new();
    found.extend(account_problem(account, &format!("the certificate {told}")));
    let seen = aws::certificate(tx, now_ms, arn)?;
    let Some(seen) = seen.filter(|seen| !found.is_empty() || seen.account == *account) else {
        if found.is_empty() {
            found.push(format!("There is no certificate {told} in the account {account}."));
        }
        return Ok(Err(found));
    };
    if seen.status != "ISSUED" {
        found.push(format!("The certificate {told} is not issued: it is {}.", seen.status));
    }
    Ok(if found.is_empty() { Ok(seen.names) } else { Err(found) })
}

/// Whether one of the names is `name`, or a wildcard right above it (RFC 6125 section 6.4.3).
fn covers(names: &[String], name: &str) -> bool {
    names.iter().map(|covered| canonical(covered)).any(|covered| {
        covered == name || covered.strip_prefix("*.").is_some_and(|above| name.split_once('.').is_some_and(|(_, rest)| rest == above))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;

    #[test]
    fn wildcards_cover_one_label() {
        let names = ["*.vpce.example.com".to_owned()];
        assert!(covers(&names, "api.vpce.example.com"));
        assert!(!covers(&names, "vpce.example.com"));
        assert!(!covers(&names, "a.api.vpce.example.com"));
        assert!(covers(&["API.vpce.example.com".to_owned()], "api.vpce.example.com"));
    }

    #[test]
    fn an_empty_submission_lacks_everything() {
        let state = State::open(None).unwrap();
        let found = state.transact(|tx| problems(tx, 0, &Submission::default())).unwrap();
        assert_eq!(found.len(), 5, "{found:?}");
    }

    #[test]
    fn names_that_cant_be_delegated_are_said() {
        let state = State::open(None).unwrap();
        let problem = |name: &str| state.transact(|tx| name_problem(tx, name)).unwrap();
        assert_eq!(problem("api.vpce.example.com"), None);
        for wrong in ["", "example.com", "api.vpce.amazonaws.com", "a_b.vpce.example.com", &format!("{}.vpce.example.com", "a".repeat(60))]
        {
            assert!(problem(wrong).is_some(), "{wrong}");
        }
    }
}
