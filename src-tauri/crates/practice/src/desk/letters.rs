//! What the desk writes: subject and text.

use super::Case;
use crate::dns::DELEGATION_SET;

const SIGNATURE: &str = "\n\nAWS Marketplace Seller Operations (practice world)";

/// Complete and right: case number and name servers, one to a line.
pub(super) fn name_servers(case: &Case) -> (String, String) {
    let Case { number, service_dns_name: name, .. } = case;
    let subject = format!("Case {number}: name servers for {name}");
    let servers = DELEGATION_SET.join("\n");
    let text = format!(
        "Hello,\n\nthank you for your submission. It is complete, and we have created a hosted zone for the service DNS name.\n\n\
         Case number: {number}\nService DNS name: {name}\n\n\
         Please delegate {name} to these four name servers, with one NS record for each in the zone above it:\n\n{servers}\n\n\
         We look for the delegation regularly and go on by ourselves once it is live.{SIGNATURE}\n"
    );
    (subject, text)
}

/// What is missing or wrong, one item to a line.
pub(super) fn problems(about: &str, problems: &[String]) -> (String, String) {
    let about = if about.is_empty() { "your mail" } else { about };
    let items: String = problems.iter().map(|problem| format!("- {problem}\n")).collect();
    let text = format!(
        "Hello,\n\nthank you for your mail. We could not take it on yet:\n\n{items}\n\
         Please correct this and send the whole submission again.{SIGNATURE}\n"
    );
    (format!("Re: {}", about.strip_prefix("Re: ").unwrap_or(about)), text)
}

/// A question about a case that is open.
pub(super) fn looking(case: &Case) -> (String, String) {
    let Case { number, service_dns_name: name, .. } = case;
    let text = if case.launched {
        format!("Hello,\n\n{name} is live already: there is nothing left to do.{SIGNATURE}\n")
    } else {
        format!("Hello,\n\nthank you. We are looking at the delegation of {name} and write again once it is live.{SIGNATURE}\n")
    };
    (format!("Case {number}: {name}"), text)
}

/// The delegation is live, and so is the name.
pub(super) fn launched(case: &Case) -> (String, String) {
    let Case { number, service_dns_name: name, .. } = case;
    let text = format!(
        "Hello,\n\nthe delegation of {name} is live, and we have launched it: the endpoint service now has this name, \
         and customers on its allow list can find it.\n\nCase number: {number}{SIGNATURE}\n"
    );
    (format!("Case {number}: {name} is launched"), text)
}
