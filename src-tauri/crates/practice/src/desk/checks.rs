//! What the desk checks before it takes a submission on: everything against the accounts themselves.

use super::reading::{Certificate, Service, Submission};
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
    found.extend(name_problem(tx, &submission.service_dns_name)?);
    if submission.services.is_empty() {
        found.push("The endpoint service name is missing; we need one for each Region.".to_owned());
    }
    for service in &submission.services {
        found.extend(service_problem(tx, now_ms, service, submission.private_dns_name.as_deref())?);
    }
    if submission.certificates.is_empty() {
        found.push("The ARN of the ACM certificate for the service DNS name is missing.".to_owned());
    }
    let mut covered = false;
    for certificate in &submission.certificates {
        match certificate_names(tx, now_ms, certificate)? {
            Ok(names) => covered |= covers(&names, &submission.service_dns_name),
            Err(problem) => found.push(problem),
        }
    }
    let names_are_known = !submission.certificates.is_empty() && !submission.service_dns_name.is_empty();
    if names_are_known && !covered {
        found.push(format!("None of the issued certificates covers {}.", submission.service_dns_name));
    }
    Ok(found)
}

fn name_problem(tx: &Tx<'_>, name: &str) -> Result<Option<String>, StateError> {
    if name.is_empty() {
        return Ok(Some("The service DNS name is missing.".to_owned()));
    }
    if let Some(why) = why_not_host(name, false) {
        return Ok(Some(format!("The service DNS name can't be used. {why}")));
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
    (!right).then(|| format!("The AWS account of {whose} is missing or not a number of 12 digits."))
}

fn service_problem(tx: &Tx<'_>, now_ms: i64, service: &Service, private: Option<&str>) -> Result<Option<String>, StateError> {
    let Service { name, account } = service;
    if name.is_empty() {
        return Ok(Some("An endpoint service has no name.".to_owned()));
    }
    if let Some(problem) = account_problem(account, name) {
        return Ok(Some(problem));
    }
    let seen = aws::endpoint_service(tx, now_ms, name)?;
    let Some(seen) = seen.filter(|seen| seen.account == *account && seen.name == *name) else {
        return Ok(Some(format!("There is no endpoint service {name} in the account {account}.")));
    };
    if !seen.state.eq_ignore_ascii_case("available") {
        return Ok(Some(format!("The endpoint service {name} is not available yet: it is {}.", seen.state)));
    }
    let Some(private) = private else {
        return Ok(None);
    };
    let theirs = seen.private_dns_name.as_deref().map(canonical);
    if theirs.as_deref() != Some(private) {
        return Ok(Some(format!("The endpoint service {name} does not have the private DNS name {private}.")));
    }
    let verified = seen.private_dns_state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("verified"));
    Ok((!verified).then(|| format!("The private DNS name {private} of {name} is not verified.")))
}

/// Every name of an issued certificate, or what is wrong with it.
fn certificate_names(tx: &Tx<'_>, now_ms: i64, certificate: &Certificate) -> Result<Result<Vec<String>, String>, StateError> {
    let Certificate { arn, account } = certificate;
    if let Some(problem) = account_problem(account, &format!("the certificate {arn}")) {
        return Ok(Err(problem));
    }
    let Some(seen) = aws::certificate(tx, now_ms, arn)?.filter(|seen| seen.account == *account) else {
        return Ok(Err(format!("There is no certificate {arn} in the account {account}.")));
    };
    if seen.status != "ISSUED" {
        return Ok(Err(format!("The certificate {arn} is not issued: it is {}.", seen.status)));
    }
    Ok(Ok(seen.names))
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
