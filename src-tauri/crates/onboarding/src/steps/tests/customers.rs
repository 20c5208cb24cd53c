//! The allow list: only the difference is sent, and what is others' is never touched.

use gangway_model::{Call, Input};

use super::*;
use crate::observed::AllowListSeen;

/// AWS's list in numbers. Who is on it is the file's, and its difference SQL's (`allow_apply/difference.rs`).
fn seen(in_aws: &[String]) -> Observed {
    Observed::AllowList(AllowListSeen { in_aws: in_aws.len(), to_add: 0, to_remove: 0, only_in_aws: 0, refused: 0 })
}

fn root(account: usize) -> String {
    format!("arn:aws:iam::{account:012}:root")
}

fn facts(listed: &[String], removed: &[String], in_aws: &[String]) -> Facts {
    let mut facts = with(nothing(), product_answers());
    let only = |all: &[String], not: &[&[String]]| -> Vec<String> {
        all.iter().filter(|one| !not.iter().any(|list| list.contains(one))).cloned().collect()
    };
    let add = only(listed, &[in_aws]);
    let remove: Vec<String> = only(removed, &[listed]).into_iter().filter(|one| in_aws.contains(one)).collect();
    let difference = Difference {
        seen_at: Some(NOW),
        in_aws: in_aws.len(),
        to_add: add.len(),
        to_remove: remove.len(),
        only_in_aws: only(in_aws, &[listed, removed]).len(),
        refused: 0,
        everyone: in_aws.iter().any(|one| one == "*"),
        add: add.into_iter().take(100).collect(),
        remove: remove.into_iter().take(100).collect(),
    };
    let regions = BTreeMap::from([(facts.region().unwrap(), difference)]);
    facts.allow_list = AllowFacts { listed: listed.len(), first: listed.to_vec(), taken_off: removed.len(), regions };
    let service = facts.key(StepId::EndpointService);
    facts.planned.insert((service, Output::ServiceId), Input::existing(SERVICE));
    facts
}

/// (added, removed) over all calls, with the size of each call.
fn sent(listed: &[String], removed: &[String], in_aws: &[String]) -> (Vec<String>, Vec<String>, Vec<usize>) {
    let (mut added, mut gone, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
    for change in step(StepId::AllowList).plan(&facts(listed, removed, in_aws), &seen(in_aws)) {
        let Call::ModifyPermissions { add, remove, .. } = change.call else { panic!() };
        assert!(add.is_empty() != remove.is_empty());
        sizes.push(add.len() + remove.len());
        added.extend(add);
        gone.extend(remove);
    }
    (added, gone, sizes)
}

#[test]
fn only_the_difference_is_sent() {
    let (a, b, stranger) = (root(1), root(2), root(99));
    let one = |principal: &String| vec![principal.clone()];
    let nothing = || (Vec::new(), Vec::new(), Vec::new());
    assert_eq!(sent(&one(&a), &[], &[]), (one(&a), vec![], vec![1]));
    assert_eq!(sent(&one(&a), &[], &one(&a)), nothing());
    assert_eq!(sent(&one(&a), &[], &[a.clone(), stranger.clone()]), nothing(), "a stranger's entry stays");
    assert_eq!(sent(&[], &[], &one(&stranger)), nothing());
    assert_eq!(sent(&one(&a), &one(&b), &[b.clone(), stranger.clone()]), (one(&a), one(&b), vec![1, 1]));
    assert_eq!(sent(&[], &one(&b), &[]), nothing(), "what is gone already is not removed");
    assert_eq!(sent(&one(&b), &one(&b), &one(&b)), nothing(), "back on the list");
}

#[test]
fn what_does_not_fit_into_one_call_is_no_plan_of_the_task_and_is_said() {
    let all: Vec<String> = (1..=101).map(root).collect();
    assert_eq!(sent(&all[..100], &[], &[]).2, [100]);
    assert_eq!(sent(&all, &[], &[]).2, [0; 0]);
    assert!(says(&facts(&all, &[], &[]), &seen(&[]), Severity::Note, "allow-list-long"));
    assert_eq!(verdict(&facts(&all, &[], &[]), &seen(&[])), "open");
}

#[test]
fn what_stands_out_on_the_list_is_said() {
    use Severity::{Note, Warning};
    let a = vec![root(1)];
    let everyone = [root(1), "*".to_owned()];
    assert!(says(&facts(&a, &[], &everyone), &seen(&everyone), Warning, "allow-list-everyone"));
    assert!(says(&facts(&a, &[], &[root(9)]), &seen(&[root(9)]), Note, "allow-list-only-in-aws"));
    assert!(says(&facts(&[], &[], &[]), &seen(&[]), Note, "allow-list-empty"));
    assert!(says(&facts(&[], &a, &a), &seen(&a), Warning, "allow-list-connections-stay"), "removing ends no connection");
    assert_eq!(verdict(&facts(&a, &[], &a), &seen(&a)), "verified");
    assert_eq!(verdict(&facts(&a, &[], &[]), &seen(&[])), "open");
    assert_eq!(verdict(&facts(&[], &[], &[]), &seen(&[])), "open");
}
