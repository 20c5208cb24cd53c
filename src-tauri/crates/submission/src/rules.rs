//! What a package must hold before it can be made: the guide's list (section "Submitting Your Product"), and the form of each value.

use gangway_model::{
    AccountId, CertificateArn, DnsName, FieldProblem, MailAddress, Message, PrivateDnsName, ProductId, Region, ServiceDnsName, ServiceName,
    ZoneId, message,
};

use crate::submission::{Certificate, SCHEMA_VERSION, ServiceEntry, Submission};

/// Longest single line that is taken: beyond it, a form or a header would be abused.
const LONGEST_LINE: usize = 200;
/// Longest free text.
const LONGEST_NOTES: usize = 4000;

/// Everything that keeps a package from being made, in the order of the form; empty when it can be. Fields are named as in `submission.json`.
///
/// Codes: `field-required`, `field-control-characters`, `field-too-long` {longest}, those of the model's `parse` functions,
/// `submission-visibility`, `submission-no-service`, `submission-region-twice` {region}, `submission-service-region` {region, service},
/// `submission-service-id` {service}, `submission-no-certificate`, `submission-certificate-not-issued` {status},
/// `submission-certificate-account` {account, arn}, `submission-certificate-region` {region, arn}, `submission-certificate-covers-nothing` {name},
/// `submission-schema-version`.
#[must_use]
pub fn validate(submission: &Submission) -> Vec<FieldProblem> {
    let mut check = Check { problems: Vec::new() };
    if submission.schema_version != SCHEMA_VERSION {
        check.add("schemaVersion", message("submission-schema-version").with("version", i64::from(submission.schema_version)));
    }
    check.line("product.title", &submission.product.title);
    check.parsed("product.productId", &submission.product.product_id, ProductId::parse);
    let visibility = submission.product.visibility.as_str();
    if check.present("product.visibility", visibility) && !matches!(visibility, "limited" | "public") {
        check.add("product.visibility", message("submission-visibility"));
    }
    check.line("company.name", &submission.company.name);
    check.line("company.contactName", &submission.company.contact_name);
    check.parsed("company.contactMail", &submission.company.contact_mail, MailAddress::parse);
    if let Some(phone) = &submission.company.contact_phone {
        check.line("company.contactPhone", phone);
    }
    check.parsed("serviceDnsName", &submission.service_dns_name, ServiceDnsName::parse);
    if let Some(private) = &submission.private_dns_name {
        check.parsed("privateDnsName.name", &private.name, PrivateDnsName::parse);
        check.line("privateDnsName.state", &private.state);
    }
    check.services(&submission.services);
    check.certificates(submission);
    check.notes(&submission.notes);
    check.line("preparedAt", &submission.prepared_at);
    check.line("gangwayVersion", &submission.gangway_version);
    check.problems
}

struct Check {
    problems: Vec<FieldProblem>,
}

impl Check {
    fn add(&mut self, field: &str, message: Message) {
        self.problems.push(FieldProblem::new(field, message));
    }

    fn present(&mut self, field: &str, value: &str) -> bool {
        let present = !value.trim().is_empty();
        if !present {
            self.add(field, message("field-required"));
        }
        present
    }

    /// One line of text that has to be there. It may reach a mail header: no control characters (RFC 5322 section 2.2).
    fn line(&mut self, field: &str, value: &str) {
        if !self.present(field, value) {
            return;
        }
        if value.chars().any(is_hostile) {
            self.add(field, message("field-control-characters"));
        }
        if value.chars().count() > LONGEST_LINE {
            self.add(field, message("field-too-long").with("longest", LONGEST_LINE));
        }
    }

    fn notes(&mut self, notes: &str) {
        if notes.chars().any(|c| is_hostile(c) && !matches!(c, '\n' | '\r' | '\t')) {
            self.add("notes", message("field-control-characters"));
        }
        if notes.chars().count() > LONGEST_NOTES {
            self.add("notes", message("field-too-long").with("longest", LONGEST_NOTES));
        }
    }

    fn parsed<T>(&mut self, field: &str, value: &str, parse: impl Fn(&str) -> Result<T, Message>) -> Option<T> {
        if !self.present(field, value) {
            return None;
        }
        // The parsers forgive surrounding spaces, a final dot and the like; a package holds the value as it is.
        if value.trim() != value || value.chars().any(is_hostile) {
            self.add(field, message("field-control-characters"));
            return None;
        }
        match parse(value) {
            Ok(parsed) => Some(parsed),
            Err(problem) => {
                self.add(field, problem);
                None
            }
        }
    }

    fn services(&mut self, services: &[ServiceEntry]) {
        if services.is_empty() {
            self.add("services", message("submission-no-service"));
        }
        for (index, service) in services.iter().enumerate() {
            let field = |name: &str| format!("services[{index}].{name}");
            let region = self.parsed(&field("region"), &service.region, Region::parse);
            self.parsed(&field("account"), &service.account, AccountId::parse);
            if let Some(name) = self.parsed(&field("serviceName"), &service.service_name, ServiceName::parse) {
                if region.is_some() && name.region() != region {
                    let wrong = message("submission-service-region").with("region", &service.region);
                    self.add(&field("serviceName"), wrong.with("service", &service.service_name));
                }
                if name.id() != service.service_id {
                    self.add(&field("serviceId"), message("submission-service-id").with("service", &service.service_name));
                }
            }
            for zone in &service.availability_zone_ids {
                self.parsed(&field("availabilityZoneIds"), zone, ZoneId::parse);
            }
            if services.iter().take(index).any(|earlier| earlier.region == service.region) {
                self.add(&field("region"), message("submission-region-twice").with("region", &service.region));
            }
        }
    }

    fn certificates(&mut self, submission: &Submission) {
        let name = &submission.service_dns_name;
        if submission.certificates.is_empty() {
            self.add("certificates", message("submission-no-certificate").with("name", name));
        } else if !submission.certificates.iter().any(|certificate| covers(certificate, name)) {
            self.add("certificates", message("submission-certificate-covers-nothing").with("name", name));
        }
        for (index, certificate) in submission.certificates.iter().enumerate() {
            let field = |name: &str| format!("certificates[{index}].{name}");
            let arn = self.parsed(&field("arn"), &certificate.arn, CertificateArn::parse);
            let account = self.parsed(&field("account"), &certificate.account, AccountId::parse);
            let region = self.parsed(&field("region"), &certificate.region, Region::parse);
            if let Some(arn) = arn {
                if account.is_some() && arn.account() != account {
                    let wrong = message("submission-certificate-account").with("account", &certificate.account);
                    self.add(&field("account"), wrong.with("arn", &certificate.arn));
                }
                if region.is_some() && arn.region() != region {
                    let wrong = message("submission-certificate-region").with("region", &certificate.region);
                    self.add(&field("region"), wrong.with("arn", &certificate.arn));
                }
            }
            if certificate.status != "ISSUED" {
                self.add(&field("status"), message("submission-certificate-not-issued").with("status", &certificate.status));
            }
            self.parsed(&field("domainName"), &certificate.domain_name, DnsName::parse);
            for name in &certificate.names {
                self.parsed(&field("names"), name, DnsName::parse);
            }
            for record in &certificate.validation_records {
                self.line(&field("validationRecords"), &record.name);
                self.line(&field("validationRecords"), &record.kind);
                self.line(&field("validationRecords"), &record.value);
            }
        }
    }
}

/// Control characters, and the marks that make text read in another order than it is written.
pub(crate) fn is_hostile(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether one of the certificate's names is `name`, or a wildcard that stands for its first label (RFC 6125 section 6.4.3).
fn covers(certificate: &Certificate, name: &str) -> bool {
    let above = name.split_once('.').map(|(_, above)| above);
    certificate.names.iter().chain([&certificate.domain_name]).any(|own| {
        own.eq_ignore_ascii_case(name)
            || own.strip_prefix("*.").is_some_and(|own| above.is_some_and(|above| own.eq_ignore_ascii_case(above)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::tests::{sample, service};

    fn found(submission: &Submission) -> Vec<(String, String)> {
        validate(submission).into_iter().map(|problem| (problem.field, problem.message.code)).collect()
    }
    fn one(submission: &Submission) -> (String, String) {
        let found = found(submission);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].clone()
    }
    fn pair(field: &str, code: &str) -> (String, String) {
        (field.to_owned(), code.to_owned())
    }

    #[test]
    fn a_complete_one_passes() {
        assert_eq!(found(&sample()), []);
        let mut without = sample();
        without.private_dns_name = None;
        assert_eq!(found(&without), []);
    }

    #[test]
    fn every_required_field_is_missed() {
        type Clear = fn(&mut Submission);
        let clear: [(&str, Clear); 10] = [
            ("product.title", |s| s.product.title.clear()),
            ("product.productId", |s| s.product.product_id.clear()),
            ("product.visibility", |s| s.product.visibility.clear()),
            ("company.name", |s| s.company.name = "  ".into()),
            ("company.contactName", |s| s.company.contact_name.clear()),
            ("company.contactMail", |s| s.company.contact_mail.clear()),
            ("services[0].account", |s| s.services[0].account.clear()),
            ("services[0].serviceName", |s| s.services[0].service_name.clear()),
            ("certificates[0].arn", |s| s.certificates[0].arn.clear()),
            ("certificates[0].account", |s| s.certificates[0].account.clear()),
        ];
        for (field, clear) in clear {
            let mut submission = sample();
            clear(&mut submission);
            assert_eq!(one(&submission), pair(field, "field-required"));
        }
        let mut submission = sample();
        submission.services.clear();
        assert_eq!(one(&submission), pair("services", "submission-no-service"));
        submission = sample();
        submission.certificates.clear();
        assert_eq!(one(&submission), pair("certificates", "submission-no-certificate"));
        submission = sample();
        submission.service_dns_name.clear();
        assert!(found(&submission).contains(&pair("serviceDnsName", "field-required")));
    }

    #[test]
    fn values_have_to_fit_together() {
        let mut submission = sample();
        submission.services[0].region = "eu-west-1".into();
        assert_eq!(one(&submission), pair("services[0].serviceName", "submission-service-region"));
        submission = sample();
        submission.services.push(service("us-east-1", "vpce-svc-0123456789abcdef1"));
        assert_eq!(one(&submission), pair("services[1].region", "submission-region-twice"));
        submission = sample();
        submission.certificates[0].account = "444455556666".into();
        assert_eq!(one(&submission), pair("certificates[0].account", "submission-certificate-account"));
        submission = sample();
        submission.certificates[0].status = "PENDING_VALIDATION".into();
        assert_eq!(one(&submission), pair("certificates[0].status", "submission-certificate-not-issued"));
        submission = sample();
        submission.service_dns_name = "data.vpce.example.com".into();
        assert_eq!(one(&submission), pair("certificates", "submission-certificate-covers-nothing"));
        submission.certificates[0].names.push("*.vpce.example.com".into());
        assert_eq!(found(&submission), []);
        submission = sample();
        submission.product.visibility = "restricted".into();
        assert_eq!(one(&submission), pair("product.visibility", "submission-visibility"));
    }

    #[test]
    fn nothing_smuggles_a_header_line_in() {
        for hostile in ["Ann\r\nBcc: x@example.com", "Ann\nLee", "Ann\0Lee", "Ann\u{202e}eeL"] {
            let mut submission = sample();
            submission.company.contact_name = hostile.into();
            assert_eq!(one(&submission), pair("company.contactName", "field-control-characters"), "{hostile:?}");
        }
        let mut submission = sample();
        submission.notes = "Two\nlines are fine.".into();
        assert_eq!(found(&submission), []);
    }
}
