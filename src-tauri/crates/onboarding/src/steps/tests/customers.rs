//! The allow list: only the difference is sent, and what is others' is never touched.

use gangway_model::{Call, Input};

use super::*;
use crate::observed::AllowListSeen;

fn seen(in_aws: &[String]) -> Observed {
    Observed::AllowList(AllowListSeen { in_aws: in_aws.to_vec(), to_add: Vec::new(), to_remove: Vec::new(), only_in_aws: Vec::new() })
}

fn root(account: usize) -> String {
    format!("arn:aws:iam::{account:012}:root")
}

fn facts(listed: &[String], removed: &[String]) -> Facts {
    let mut facts = with(nothing(), product_answers());
    facts.allow_list = listed.iter().map(|principal| customer(principal)).collect();
    facts.allow_list_removed = removed.to_vec();
    let service = facts.key(StepId::EndpointService);
    facts.planned.insert((service, Output::ServiceId), Input::existing(SERVICE));
    facts
}

/// (added, removed) over all calls, with the size of each call.
fn sent(facts: &Facts, in_aws: &[String]) -> (Vec<String>, Vec<String>, Vec<usize>) {
    let (mut added, mut removed, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
    for change in step(StepId::AllowList).plan(facts, &seen(in_aws)) {
        let Call::ModifyPermissions { add, remove, .. } = change.call else { panic!() };
        assert!(add.is_empty() != remove.is_empty());
        sizes.push(add.len() + remove.len());
        added.extend(add);
        removed.extend(remove);
    }
    (added, removed, sizes)
}

#[test]
fn only_the_difference_is_sent() {
    let (a, b, stranger) = (root(1), root(2), root(99));
    let one = |principal: &String| vec![principal.clone()];
    let nothing = || (Vec::new(), Vec::new(), Vec::new());
    assert_eq!(sent(&facts(&one(&a), &[]), &[]), (one(&a), vec![], vec![1]));
    assert_eq!(sent(&facts(&one(&a), &[]), &one(&a)), nothing());
    assert_eq!(sent(&facts(&one(&a), &[]), &[a.clone(), stranger.clone()]), nothing(), "a stranger's entry stays");
    assert_eq!(sent(&facts(&[], &[]), &one(&stranger)), nothing());
    assert_eq!(sent(&facts(&one(&a), &one(&b)), &[b.clone(), stranger.clone()]), (one(&a), one(&b), vec![1, 1]));
    assert_eq!(sent(&facts(&[], &one(&b)), &[]), nothing(), "what is gone already is not removed");
    assert_eq!(sent(&facts(&one(&b), &one(&b)), &one(&b)), nothing(), "back on the list");
}

#[test]
fn long_lists_go_in_calls_of_a_hundred() {
    let all: Vec<String> = (1..=250).map(root).collect();
    let (added, removed, sizes) = sent(&facts(&all, &[]), &[]);
    assert_eq!((added.len(), removed.len(), sizes), (250, 0, vec![100, 100, 50]));
    let ids = planned(&facts(&all, &[]), &seen(&[]));
    assert_eq!(ids, ["add-1", "add-2", "add-3"], "each change has a name of its own");
}

#[test]
fn what_stands_out_on_the_list_is_said() {
    use Severity::{Note, Warning};
    let a = vec![root(1)];
    assert!(says(&facts(&a, &[]), &seen(&[root(1), "*".to_owned()]), Warning, "allow-list-everyone"));
    assert!(says(&facts(&a, &[]), &seen(&[root(9)]), Note, "allow-list-only-in-aws"));
    assert!(says(&facts(&[], &[]), &seen(&[]), Note, "allow-list-empty"));
    assert!(says(&facts(&[], &a), &seen(&a), Warning, "allow-list-connections-stay"), "removing ends no connection");
    assert_eq!(verdict(&facts(&a, &[]), &seen(&a)), "verified");
    assert_eq!(verdict(&facts(&a, &[]), &seen(&[])), "open");
    assert_eq!(verdict(&facts(&[], &[]), &seen(&[])), "open");
}
