//! What the desk writes: subject and text.

use super::case::Case;
use super::reading::Submission;
use crate::dns::DELEGATION_SET;

const SIGNATURE: &str = "\n\nAWS Marketplace Seller Operations (practice world)";
/// Items of one list; who gets a longer one has sent something else than a submission.
const MOST_ITEMS: usize = 60;

/// Complete and right: case number and name servers, one to a line. `servers` is what the desk believes to be the list.
pub(super) fn name_servers(case: &Case, servers: &[String]) -> (String, String) {
    let Case { number, service_dns_name: name, .. } = case;
    let subject = format!("Case {number}: name servers for {name}");
    let servers = servers.join("\n");
    let text = format!(
        "Hello,\n\nthank you for your submission. It is complete, and we have created a hosted zone for the service DNS name.\n\n\
         Case number: {number}\nService DNS name: {name}\n\n\
         Please delegate {name} to these four name servers, with one NS record for each in the zone above it:\n\n{servers}\n\n\
         We look for the delegation regularly and go on by ourselves once it is live.{SIGNATURE}\n"
    );
    (subject, text)
}

/// The list of the first letter was wrong.
pub(super) fn corrected_name_servers(case: &Case) -> (String, String) {
    let Case { number, service_dns_name: name, .. } = case;
    let subject = format!("Case {number}: corrected name servers for {name}");
    let servers = DELEGATION_SET.join("\n");
    let text = format!(
        "Hello,\n\nwe are sorry: the list of name servers in our last mail was wrong. Please delegate {name} to these four, and to no others:\n\n\
         {servers}\n\nCase number: {number}\n{SIGNATURE}\n"
    );
    (subject, text)
}

/// What is missing or wrong, one item to a line.
pub(super) fn problems(about: &str, problems: &[String]) -> (String, String) {
    let text = format!(
        "Hello,\n\nthank you for your mail. We could not take it on yet:\n\n{}\n\
         Please correct this and send the whole submission again.{SIGNATURE}\n",
        items(problems)
    );
    (replied(about), text)
}

/// A question about something that is right.
pub(super) fn question(about: &str, submission: &Submission) -> (String, String) {
    let (name, account) = submission.services.first().map_or(("", ""), |service| (service.name.as_str(), service.account.as_str()));
    let dns_name = &submission.service_dns_name;
    let text = format!(
        "Hello,\n\nthank you for your submission for {dns_name}. Before we go on, please confirm one thing:\n\n\
         - You write that the account {account} owns the endpoint service {name}. Is that so?\n\n\
         A short reply is enough; there is no need to send the submission again.{SIGNATURE}\n"
    );
    (replied(about), text)
}

/// The delegation is not live, and this is why.
pub(super) fn not_live(case: &Case) -> (String, String) {
    let Case { number, service_dns_name: name, told, .. } = case;
    let subject = format!("Case {number}: the delegation of {name} is not live yet");
    let text = format!(
        "Hello,\n\nwe have looked at the delegation of {name}. It is not live yet:\n\n{}\n\
         These are the four name servers, one NS record for each and no others:\n\n{}\n\n\
         We go on looking, and go on by ourselves once it is right.\n\nCase number: {number}{SIGNATURE}\n",
        items(told),
        DELEGATION_SET.join("\n")
    );
    (subject, text)
}

/// A question about a case that is done.
pub(super) fn launched_already(case: &Case) -> (String, String) {
    let Case { number, service_dns_name: name, .. } = case;
    let text = format!("Hello,\n\n{name} is live already: there is nothing left to do.\n\nCase number: {number}{SIGNATURE}\n");
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

fn items(sentences: &[String]) -> String {
    let mut lines: String = sentences.iter().take(MOST_ITEMS).map(|sentence| format!("- {sentence}\n")).collect();
    if let Some(more) = sentences.len().checked_sub(MOST_ITEMS).filter(|more| *more > 0) {
        lines.push_str(&format!("- There are {more} more.\n"));
    }
    lines
}

/// The subject of a reply.
fn replied(about: &str) -> String {
    let about = about.trim();
    let about = if about.is_empty() { "your mail" } else { about };
    format!("Re: {}", about.strip_prefix("Re: ").unwrap_or(about))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_ends() {
        let many: Vec<String> = (0..100).map(|number| format!("Item {number}.")).collect();
        let (subject, text) = problems(" Re: Our product ", &many);
        assert_eq!(subject, "Re: Our product");
        assert_eq!(text.lines().filter(|line| line.starts_with("- ")).count(), MOST_ITEMS + 1);
        assert!(text.contains("40 more"));
        assert!(!items(&["One.".to_owned()]).contains("more"));
    }
}
