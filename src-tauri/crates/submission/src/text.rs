//! `submission.txt`: the words, ready to be pasted into the contact form of AWS Marketplace (which has no address for mail of its own) and to be
//! the mail's text. What is said comes from the catalogue; this file knows only the order.

use gangway_model::{Message, message};

use crate::rules::is_hostile;
use crate::submission::{Certificate, ServiceEntry, Submission};

/// How a message becomes a sentence.
pub(crate) type Say<'a> = &'a dyn Fn(&Message) -> String;

/// Every code that this crate asks the catalogue for, beside the messages it is given. Parameters in the order of the catalogue:
/// values named like the fields of `submission.json`.
pub const CODES: [&str; 60] = [
    "package-subject",
    "package-greeting",
    "package-purpose",
    "package-contents",
    "package-product-heading",
    "package-product-title",
    "package-product-id",
    "package-product-visibility",
    "package-company",
    "package-contact",
    "package-contact-phone",
    "package-service-dns-name-heading",
    "package-service-dns-name",
    "package-private-dns-name",
    "package-private-dns-name-none",
    "package-services-heading",
    "package-service-region",
    "package-service-name",
    "package-service-account",
    "package-service-zones",
    "package-service-private-dns-state",
    "package-acceptance-required",
    "package-acceptance-automatic",
    "package-certificates-heading",
    "package-certificate-arn",
    "package-certificate-account",
    "package-certificate-region",
    "package-certificate-names",
    "package-certificate-status",
    "package-certificate-not-after",
    "package-certificate-record",
    "package-certificate-keep-record",
    "package-asks-heading",
    "package-ask-verify",
    "package-ask-name-servers",
    "package-ask-keep-record",
    "package-ask-launch",
    "package-ask-several-regions",
    "package-second-round",
    "package-notes-heading",
    "package-closing",
    "package-made-by",
    "package-checklist-title",
    "package-checklist-legend",
    "package-checklist-creation",
    "package-checklist-testing",
    "package-checklist-attested",
    "package-evidence-line",
    "checklist-network",
    "checklist-load-balancer",
    "checklist-endpoint-service",
    "checklist-service-account",
    "checklist-service-name",
    "checklist-service-dns-name",
    "checklist-certificate",
    "checklist-private-dns-name",
    "checklist-customer-process",
    "checklist-configured-and-reachable",
    "checklist-reachable-through-load-balancer",
    "checklist-customer-endpoint",
];

/// The subject of the mail, and a good one for the form.
#[must_use]
pub fn mail_subject(submission: &Submission, say: Say<'_>) -> String {
    let subject = message("package-subject").with("title", one_line(&submission.product.title));
    one_line(&say(&subject.with("productId", &submission.product.product_id).with("serviceDnsName", &submission.service_dns_name)))
}

/// The letter to Seller Operations. Only values of the submission are in it, so that what is pasted and what is mailed say the same.
#[must_use]
pub fn submission_text(submission: &Submission, say: Say<'_>) -> String {
    let mut page = Page { text: String::new(), say };
    page.paragraph(message("package-greeting"));
    page.paragraph(message("package-purpose").with("title", one_line(&submission.product.title)));
    page.paragraph(message("package-contents"));
    product(&mut page, submission);
    names(&mut page, submission);
    page.heading("package-services-heading");
    for service in &submission.services {
        endpoint_service(&mut page, service);
    }
    let acceptance = if submission.acceptance_required { "package-acceptance-required" } else { "package-acceptance-automatic" };
    page.paragraph(message(acceptance));
    page.heading("package-certificates-heading");
    for entry in &submission.certificates {
        certificate(&mut page, entry, &submission.service_dns_name);
    }
    asks(&mut page, submission);
    if !submission.notes.trim().is_empty() {
        page.heading("package-notes-heading");
        page.block(&submission.notes);
    }
    page.paragraph(message("package-second-round").with("serviceDnsName", &submission.service_dns_name));
    page.paragraph(message("package-closing"));
    page.block(&format!("{}\n{}\n{}", submission.company.contact_name, submission.company.name, submission.company.contact_mail));
    let made = message("package-made-by").with("gangwayVersion", &submission.gangway_version);
    page.line(made.with("preparedAt", &submission.prepared_at));
    page.text
}

fn product(page: &mut Page<'_>, submission: &Submission) {
    page.heading("package-product-heading");
    let (product, company) = (&submission.product, &submission.company);
    page.line(message("package-product-title").with("title", one_line(&product.title)));
    page.line(message("package-product-id").with("productId", &product.product_id));
    page.line(message("package-product-visibility").with("visibility", &product.visibility));
    page.line(message("package-company").with("name", one_line(&company.name)));
    let contact = message("package-contact").with("contactName", one_line(&company.contact_name));
    page.line(contact.with("contactMail", &company.contact_mail));
    if let Some(phone) = &company.contact_phone {
        page.line(message("package-contact-phone").with("contactPhone", one_line(phone)));
    }
    page.gap();
}

fn names(page: &mut Page<'_>, submission: &Submission) {
    page.heading("package-service-dns-name-heading");
    page.line(message("package-service-dns-name").with("serviceDnsName", &submission.service_dns_name));
    match &submission.private_dns_name {
        Some(private) => page.line(message("package-private-dns-name").with("name", &private.name).with("state", &private.state)),
        None => page.line(message("package-private-dns-name-none")),
    }
    page.gap();
}

fn endpoint_service(page: &mut Page<'_>, service: &ServiceEntry) {
    page.line(message("package-service-region").with("region", &service.region));
    page.line(message("package-service-name").with("serviceName", &service.service_name));
    page.line(message("package-service-account").with("account", &service.account));
    if !service.availability_zone_ids.is_empty() {
        page.line(message("package-service-zones").with("zones", service.availability_zone_ids.join(", ")));
    }
    if let Some(state) = &service.private_dns_state {
        page.line(message("package-service-private-dns-state").with("state", state));
    }
    page.gap();
}

fn certificate(page: &mut Page<'_>, certificate: &Certificate, name: &str) {
    page.line(message("package-certificate-arn").with("arn", &certificate.arn));
    page.line(message("package-certificate-account").with("account", &certificate.account));
    page.line(message("package-certificate-region").with("region", &certificate.region));
    page.line(message("package-certificate-names").with("names", certificate.names.join(", ")));
    page.line(message("package-certificate-status").with("status", &certificate.status));
    if let Some(until) = &certificate.not_after {
        page.line(message("package-certificate-not-after").with("notAfter", until));
    }
    for record in &certificate.validation_records {
        let shown = message("package-certificate-record").with("name", &record.name).with("type", &record.kind);
        page.line(shown.with("value", &record.value));
    }
    if records_below(certificate, name) {
        page.line(message("package-certificate-keep-record").with("serviceDnsName", name));
    }
    page.gap();
}

/// Whether a validation record lies at or below the name that gets delegated: from then on only the new zone's copy counts.
fn records_below(certificate: &Certificate, name: &str) -> bool {
    let below = format!(".{name}");
    certificate.validation_records.iter().any(|record| record.name.trim_end_matches('.').ends_with(&below))
}

fn asks(page: &mut Page<'_>, submission: &Submission) {
    let name = &submission.service_dns_name;
    page.heading("package-asks-heading");
    let mut asks = vec![
        message("package-ask-verify").with("name", one_line(&submission.company.name)).with("serviceDnsName", name),
        message("package-ask-name-servers").with("serviceDnsName", name),
    ];
    if submission.certificates.iter().any(|certificate| records_below(certificate, name)) {
        asks.push(message("package-ask-keep-record").with("serviceDnsName", name));
    }
    asks.push(message("package-ask-launch").with("serviceDnsName", name));
    if submission.services.len() > 1 {
        let several = message("package-ask-several-regions").with("serviceDnsName", name);
        asks.push(several.with("regions", submission.services.len()));
    }
    for (index, ask) in asks.into_iter().enumerate() {
        page.numbered(index + 1, ask);
    }
    page.gap();
}

/// A text that grows line by line.
struct Page<'a> {
    text: String,
    say: Say<'a>,
}

impl Page<'_> {
    fn line(&mut self, message: Message) {
        self.text.push_str(&(self.say)(&message));
        self.text.push('\n');
    }
    fn numbered(&mut self, number: usize, message: Message) {
        self.text.push_str(&format!("({number}) {}\n", (self.say)(&message)));
    }
    fn paragraph(&mut self, message: Message) {
        self.line(message);
        self.gap();
    }
    fn heading(&mut self, code: &str) {
        let words = (self.say)(&message(code));
        self.text.push_str(&format!("{words}\n{}\n", "-".repeat(words.chars().count())));
    }
    /// Text of the user's own: its lines, without anything that is not text.
    fn block(&mut self, text: &str) {
        for line in text.lines() {
            self.text.push_str(one_line(line).trim_end());
            self.text.push('\n');
        }
        self.gap();
    }
    fn gap(&mut self) {
        self.text.push('\n');
    }
}

/// `text` on one line, without control characters: safe in a header, and unable to pass for another line of the letter.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if matches!(c, '\r' | '\n' | '\t') { ' ' } else { c }).collect();
    spaced.chars().filter(|c| !is_hostile(*c)).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::submission::tests::{sample, service};

    fn codes(submission: &Submission) -> String {
        submission_text(submission, &|message| format!("{} {:?}", message.code, message.params.values().collect::<Vec<_>>()))
    }

    #[test]
    fn holds_all_that_the_guide_asks_for() {
        let text = codes(&sample());
        for needed in [
            "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
            "111122223333",
            "api.vpce.example.com",
            "api.example.com",
            "arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
            "Example Ltd",
            "ann.lee@example.com",
            "prod-abcdefghijklm",
        ] {
            assert!(text.contains(needed), "{needed}");
        }
    }

    #[test]
    fn asks_to_keep_the_record_that_the_delegation_hides() {
        assert!(codes(&sample()).contains("package-ask-keep-record"));
        let mut elsewhere = sample();
        elsewhere.certificates[0].validation_records[0].name = "_a7.example.com".into();
        assert!(!codes(&elsewhere).contains("keep-record"));
    }

    #[test]
    fn asks_about_several_regions_only_when_there_are_several() {
        assert!(!codes(&sample()).contains("package-ask-several-regions"));
        let mut two = sample();
        two.services.push(service("eu-west-1", "vpce-svc-0123456789abcdef1"));
        assert!(codes(&two).contains("package-ask-several-regions"));
    }

    #[test]
    fn one_line_is_one_line() {
        assert_eq!(one_line("Ann\r\nBcc: x@example.com\0\u{202e}"), "Ann  Bcc: x@example.com");
    }

    #[test]
    fn says_only_codes_that_it_lists() {
        let mut full = sample();
        full.company.contact_phone = Some("+1 555 0100".into());
        full.services.push(service("eu-west-1", "vpce-svc-0123456789abcdef1"));
        full.notes = "Hello".into();
        for submission in [full, Submission { private_dns_name: None, acceptance_required: false, ..sample() }] {
            let say = |message: &Message| {
                assert!(CODES.contains(&message.code.as_str()), "{}", message.code);
                String::new()
            };
            let _ = submission_text(&submission, &say);
            let _ = mail_subject(&submission, &say);
        }
    }
}
