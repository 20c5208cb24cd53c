//! The questions, all at the same time: the parent's servers, the child's servers, DS, and the name with the zone pasted twice.

use std::net::IpAddr;

use futures_util::future::{join, join_all, join3};
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};

use super::ds::{Chain, fits, raw};
use super::{ChildSaw, ChildView, ParentSaw, ParentView};
use crate::names::{appended, text};
use crate::net::Fault;
use crate::record::{six_is_unreachable, targets};
use crate::reply::{Step, alias, classify, name_servers, referral, soa};
use crate::walk::{Enclosing, Server, Walk};
use crate::wire::{Question, Via};

/// Everything that was seen; judging it needs no network.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) name: Name,
    pub(crate) zone: Name,
    pub(crate) expected: Vec<Name>,
    pub(crate) parents: Vec<ParentView>,
    pub(crate) children: Vec<ChildView>,
    pub(crate) chain: Chain,
    /// The name under which the NS records stand instead, if the zone's name was pasted twice.
    pub(crate) doubled: Option<String>,
    pub(crate) remembered_for: u32,
}

pub(crate) async fn look(walk: &Walk<'_>, above: &Enclosing, name: &Name, wanted: Vec<Name>) -> Seen {
    let parent_servers = walk.all_servers(&above.cut).await;
    let given = !wanted.is_empty();
    let (parents, early, doubled) = join3(
        look_at_parents(walk, &parent_servers, &above.zone, name),
        look_at_children(walk, &wanted, name),
        look_doubled(walk, &parent_servers, &above.zone, name),
    )
    .await;
    let (parents, remembered_for) = parents;
    let (expected, children) = if given {
        (wanted, early)
    } else {
        let found = published(&parents);
        let children = look_at_children(walk, &found, name).await;
        (found, children)
    };
    let chain = look_at_chain(walk, &parent_servers, &children, &above.zone, name).await;
    let mut seen = Seen { name: name.clone(), zone: above.zone.clone(), expected, parents, children, chain, doubled, remembered_for };
    excuse_unreachable_family(&mut seen);
    seen
}

/// Every server that some parent names, sorted, each once.
fn published(parents: &[ParentView]) -> Vec<Name> {
    let mut names: Vec<Name> = parents
        .iter()
        .flat_map(|view| [&view.udp, &view.tcp])
        .filter_map(|saw| if let ParentSaw::Referral { servers } = saw { Some(servers) } else { None })
        .flatten()
        .filter_map(|server| crate::names::absolute(server).ok())
        .collect();
    names.sort();
    names.dedup();
    names
}

async fn look_at_parents(walk: &Walk<'_>, servers: &[Server], zone: &Name, name: &Name) -> (Vec<ParentView>, u32) {
    let question = Question::new(name, RecordType::NS);
    let views = join_all(targets(servers).into_iter().map(|(server, address)| {
        let question = &question;
        async move {
            let Some(address) = address else {
                let failed = ParentSaw::Failed { why: Fault::NoAddress };
                return (ParentView { server: text(&server.name), address, udp: failed.clone(), tcp: failed }, 0);
            };
            let (udp, tcp) = join(walk.ask(address, question, Via::Either), walk.ask(address, question, Via::Tcp)).await;
            let (udp, udp_seconds) = parent_saw(udp, zone, name);
            let (tcp, tcp_seconds) = parent_saw(tcp, zone, name);
            (ParentView { server: text(&server.name), address: Some(address), udp, tcp }, udp_seconds.max(tcp_seconds))
        }
    }))
    .await;
    let remembered_for = views.iter().map(|(_, seconds)| *seconds).max().unwrap_or(0);
    (views.into_iter().map(|(view, _)| view).collect(), remembered_for)
}

/// What a parent's message says about the cut at `name`, and for how many seconds it may be remembered.
fn parent_saw(reply: Result<Message, Fault>, zone: &Name, name: &Name) -> (ParentSaw, u32) {
    let reply = match reply {
        Ok(reply) => reply,
        Err(why) => return (ParentSaw::Failed { why }, 0),
    };
    // A server that has both zones answers from the child; some put the referral's NS set into the answer.
    let (own, ttl) = name_servers(&reply.answers, name);
    if !own.is_empty() && reply.metadata.response_code == ResponseCode::NoError {
        return (ParentSaw::Referral { servers: own.iter().map(text).collect() }, ttl);
    }
    if let Some(cut) = referral(&reply, zone, name).filter(|cut| cut.zone == *name) {
        return (ParentSaw::Referral { servers: cut.servers.iter().map(text).collect() }, cut.ttl);
    }
    match classify(reply, zone, name) {
        Ok(Step::Answer(reply)) => match alias(&reply, name) {
            Some(target) => (ParentSaw::Alias { target: text(&target) }, 0),
            None => (ParentSaw::Nothing, soa(&reply).map_or(0, |(_, seconds)| seconds)),
        },
        Ok(Step::Referral(_)) => (ParentSaw::Failed { why: Fault::NotAuthoritative }, 0),
        Err(why) => (ParentSaw::Failed { why }, 0),
    }
}

async fn look_at_children(walk: &Walk<'_>, names: &[Name], zone: &Name) -> Vec<ChildView> {
    let views = join_all(names.iter().map(|name| async move {
        let server = Server { name: name.clone(), addresses: walk.addresses_of(name, 0).await };
        join_all(targets(std::slice::from_ref(&server)).into_iter().map(|(server, address)| look_at_child(walk, server, address, zone)))
            .await
    }))
    .await;
    views.into_iter().flatten().collect()
}

async fn look_at_child(walk: &Walk<'_>, server: &Server, address: Option<IpAddr>, zone: &Name) -> ChildView {
    let Some(address) = address else {
        let failed = ChildSaw::Failed { why: Fault::NoAddress };
        return ChildView { server: text(&server.name), address, udp: failed.clone(), tcp: failed, servers: Vec::new() };
    };
    let start = Question::new(zone, RecordType::SOA);
    let set = Question::new(zone, RecordType::NS);
    let (udp, tcp, set) =
        join3(walk.ask(address, &start, Via::Either), walk.ask(address, &start, Via::Tcp), walk.ask(address, &set, Via::Either)).await;
    let servers = match set {
        Ok(reply) if reply.metadata.authoritative => name_servers(&reply.answers, zone).0.iter().map(text).collect(),
        _ => Vec::new(),
    };
    ChildView { server: text(&server.name), address: Some(address), udp: child_saw(udp, zone), tcp: child_saw(tcp, zone), servers }
}

fn child_saw(reply: Result<Message, Fault>, zone: &Name) -> ChildSaw {
    let answered = reply.and_then(|reply| match classify(reply, &Name::root(), zone)? {
        Step::Answer(reply) => Ok(reply),
        // It sends people on: it has the parent's zone at best.
        Step::Referral(_) => Err(Fault::NotAuthoritative),
    });
    let reply = match answered {
        Ok(reply) => reply,
        Err(why) => return ChildSaw::Failed { why },
    };
    let serial = reply.answers.iter().find_map(|record| match &record.data {
        RData::SOA(soa) if record.name.to_lowercase() == *zone => Some(soa.serial),
        _ => None,
    });
    match serial {
        Some(serial) => ChildSaw::Serves { serial },
        // Authoritative for a zone above, which knows nothing of ours.
        None => ChildSaw::Failed { why: Fault::NotAuthoritative },
    }
}

/// Whether NS records stand at "name.zone", where a panel puts a full name that it takes for a relative one.
async fn look_doubled(walk: &Walk<'_>, servers: &[Server], zone: &Name, name: &Name) -> Option<String> {
    let doubled = appended(name, zone)?;
    let question = Question::new(&doubled, RecordType::NS);
    let address = servers.iter().flat_map(|server| server.addresses.iter()).find(|address| walk.net.socket(**address).is_ok())?;
    let (saw, _) = parent_saw(walk.ask(*address, &question, Via::Either).await, zone, &doubled);
    matches!(saw, ParentSaw::Referral { .. }).then(|| text(&doubled))
}

async fn look_at_chain(walk: &Walk<'_>, parents: &[Server], children: &[ChildView], zone: &Name, name: &Name) -> Chain {
    let question = Question::new(name, RecordType::DS);
    let addresses: Vec<IpAddr> = parents.iter().flat_map(|server| server.addresses.iter().copied()).take(8).collect();
    let replies = join_all(addresses.iter().map(|address| walk.ask(*address, &question, Via::Either))).await;
    let mut told = false;
    let mut records = Vec::new();
    for reply in replies.into_iter().flatten() {
        if let Ok(Step::Answer(reply)) = classify(reply, zone, name) {
            told = true;
            records.extend(raw(&reply, name, RecordType::DS));
        }
    }
    match (told, records.is_empty()) {
        (false, _) => return Chain::Unknown,
        (true, true) => return Chain::Unsigned,
        (true, false) => {}
    }
    let question = Question::new(name, RecordType::DNSKEY);
    let serving = children.iter().filter(|view| matches!(view.udp, ChildSaw::Serves { .. })).filter_map(|view| view.address).take(4);
    let replies = join_all(serving.map(|address| {
        let question = &question;
        async move { walk.ask(address, question, Via::Either).await }
    }))
    .await;
    let keys: Vec<Vec<Vec<u8>>> = replies
        .into_iter()
        .flatten()
        .filter_map(|reply| match classify(reply, zone, name) {
            Ok(Step::Answer(reply)) => Some(raw(&reply, name, RecordType::DNSKEY)),
            _ => None,
        })
        .collect();
    if keys.is_empty() {
        Chain::Unknown
    } else if keys.iter().flatten().any(|key| records.iter().any(|ds| fits(ds, key, name))) {
        Chain::Fits
    } else {
        Chain::Broken
    }
}

/// IPv6 that works nowhere from here says nothing about the servers: those addresses count as not reachable from this computer.
fn excuse_unreachable_family(seen: &mut Seen) {
    let lost = |why: &Fault| matches!(why, Fault::Silent | Fault::NoRoute);
    let mut silent = Vec::new();
    for view in &seen.parents {
        if let Some(address) = view.address {
            silent.push((address, matches!(&view.udp, ParentSaw::Failed { why } if lost(why))));
        }
    }
    for view in &seen.children {
        if let Some(address) = view.address {
            silent.push((address, matches!(&view.udp, ChildSaw::Failed { why } if lost(why))));
        }
    }
    if !six_is_unreachable(&silent) {
        return;
    }
    let six = |address: Option<IpAddr>| address.is_some_and(|address| address.is_ipv6());
    for view in seen.parents.iter_mut().filter(|view| six(view.address)) {
        view.udp = ParentSaw::Failed { why: Fault::NoRoute };
        view.tcp = ParentSaw::Failed { why: Fault::NoRoute };
    }
    for view in seen.children.iter_mut().filter(|view| six(view.address)) {
        view.udp = ChildSaw::Failed { why: Fault::NoRoute };
        view.tcp = ChildSaw::Failed { why: Fault::NoRoute };
    }
}
