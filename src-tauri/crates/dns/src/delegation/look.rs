//! The questions, all at the same time: the parent's servers, the child's servers, DS and keys, and the names where slips put the records.

use std::net::IpAddr;

use futures_util::future::{OptionFuture, join, join_all, join3, join4};
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{Name, RData, RecordType};

use super::ds::{Chain, Signatures, fits, raw, signatures};
use super::{ChildSaw, ChildView, ParentSaw, ParentView};
use crate::names::{absolute, appended, beside, text};
use crate::net::Fault;
use crate::record::targets;
use crate::reply::{Step, alias, classify, name_servers, referral, soa};
use crate::walk::{Cut, Enclosing, Server, Walk};
use crate::wire::{Question, Via};

/// Servers that are looked at, of however many are published.
const MOST_SERVERS: usize = 16;

/// NS records under the name with the zone's name behind it once more.
#[derive(Debug, Clone)]
pub(crate) struct Doubled {
    pub(crate) name: Name,
    pub(crate) servers: Vec<String>,
}

/// Everything that was seen; judging it needs no network.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) name: Name,
    pub(crate) zone: Name,
    pub(crate) expected: Vec<Name>,
    pub(crate) parents: Vec<ParentView>,
    pub(crate) children: Vec<ChildView>,
    pub(crate) chain: Chain,
    /// Servers of the child with what is wrong with their signatures; only where a DS record makes them matter.
    pub(crate) signatures: Vec<(String, Signatures)>,
    pub(crate) doubled: Option<Doubled>,
    /// Servers of the parent that have a zone of this name themselves and answer from it.
    pub(crate) hosting: Vec<String>,
    /// What is seen at the name is made by a wildcard above it.
    pub(crate) wildcard: bool,
    /// Kinds of records at the name itself, while it is not delegated.
    pub(crate) at_name: Vec<String>,
    /// There are records below the name, while it is not delegated.
    pub(crate) below: bool,
    /// The zone that was delegated instead.
    pub(crate) wrong_level: Option<Name>,
    /// Servers whose name is an alias, and where it leads.
    pub(crate) aliased: Vec<(String, String)>,
    /// No address of IPv6 could be asked from this computer.
    pub(crate) without_six: bool,
    pub(crate) remembered_for: u32,
}

/// One address of one parent.
struct Parent {
    view: ParentView,
    seconds: u32,
    /// It answers from a zone of its own of this name.
    hosts: bool,
    /// It says that the name exists, without name servers.
    bare: bool,
    /// The DS records; `None` when it could not be asked.
    ds: Option<Vec<Vec<u8>>>,
}

/// One address of one child.
struct Child {
    view: ChildView,
    /// Its keys; `None` when it could not be asked.
    keys: Option<Vec<Vec<u8>>>,
    signatures: Signatures,
    alias: Option<Name>,
}

pub(crate) async fn look(walk: &Walk<'_>, above: &Enclosing, name: &Name, wanted: Vec<Name>, wrong_level: Option<Name>) -> Seen {
    let given = !wanted.is_empty();
    let start = async {
        if given {
            return wanted.clone();
        }
        // Whatever the first server says; what the others add is looked at below.
        let _ = walk.descend(name, RecordType::SOA, 0).await;
        walk.known(name).map(|cut| cut.servers.iter().map(|server| server.name.clone()).collect()).unwrap_or_default()
    };
    let parents = async {
        let servers = walk.all_servers(&above.cut).await;
        look_at_parents(walk, &servers, &above.zone, name, wrong_level.is_some()).await
    };
    let children = async {
        let names = start.await;
        let children = look_at_children(walk, &names, name).await;
        (names, children)
    };
    let beside = look_beside(walk, &above.cut, &above.zone, name);
    let (parents, (mut expected, mut children), (doubled, sibling), six_answers) =
        join4(parents, children, beside, walk.six_answers()).await;
    if !given {
        let all = published(&parents);
        let rest: Vec<Name> = all.iter().filter(|server| !expected.contains(server)).cloned().collect();
        children.extend(look_at_children(walk, &rest, name).await);
        expected = all;
    }
    let nothing = parents.iter().any(|parent| parent.bare)
        && parents.iter().flat_map(|parent| [&parent.view.udp, &parent.view.tcp]).all(|saw| !matches!(saw, ParentSaw::Referral { .. }));
    let asked: OptionFuture<_> = (nothing && sibling == Sibling::Nothing).then(|| look_at_name(walk, &above.cut, name)).into();
    let (at_name, below) = asked.await.unwrap_or_default();
    let chain = chain(&parents, &children, name);
    let own: Vec<IpAddr> = children.iter().filter_map(|child| child.view.address).collect();
    let mut hosting: Vec<String> = parents
        .iter()
        .filter(|parent| parent.hosts && parent.view.address.is_some_and(|address| !own.contains(&address)))
        .map(|parent| parent.view.server.clone())
        .collect();
    hosting.dedup();
    let mut aliased: Vec<(String, String)> =
        children.iter().filter_map(|child| Some((child.view.server.clone(), text(child.alias.as_ref()?)))).collect();
    aliased.dedup();
    let is_alias = |target: &Name| {
        let mut said = parents.iter().flat_map(|parent| [&parent.view.udp, &parent.view.tcp]);
        said.any(|saw| matches!(saw, ParentSaw::Alias { target: found } if *found == text(target)))
    };
    let mut seen = Seen {
        name: name.clone(),
        zone: above.zone.clone(),
        expected,
        chain,
        signatures: children
            .iter()
            .filter(|child| chain == Chain::Fits && child.signatures != Signatures::Good && child.keys.is_some())
            .map(|child| (child.view.server.clone(), child.signatures))
            .collect(),
        doubled,
        hosting,
        wildcard: matches!(&sibling, Sibling::Alias(target) if is_alias(target)),
        at_name,
        below,
        wrong_level,
        aliased,
        without_six: false,
        remembered_for: parents.iter().map(|parent| parent.seconds).max().unwrap_or(0),
        parents: parents.into_iter().map(|parent| parent.view).collect(),
        children: children.into_iter().map(|child| child.view).collect(),
    };
    excuse_unreachable_family(&mut seen, six_answers);
    seen
}

/// Every server that some parent names, sorted, each once.
fn published(parents: &[Parent]) -> Vec<Name> {
    let mut names: Vec<Name> = parents
        .iter()
        .flat_map(|parent| [&parent.view.udp, &parent.view.tcp])
        .filter_map(|saw| if let ParentSaw::Referral { servers } = saw { Some(servers) } else { None })
        .flatten()
        .filter_map(|server| absolute(server).ok())
        .collect();
    names.sort();
    names.dedup();
    names.truncate(MOST_SERVERS);
    names
}

async fn look_at_parents(walk: &Walk<'_>, servers: &[Server], zone: &Name, name: &Name, level: bool) -> Vec<Parent> {
    let question = Question::new(name, RecordType::NS);
    let signer = Question::new(name, RecordType::DS);
    join_all(targets(servers).into_iter().map(|(server, address)| {
        let (question, signer) = (&question, &signer);
        async move {
            let Some(address) = address else {
                let failed = ParentSaw::Failed { why: Fault::NoAddress };
                let view = ParentView { server: text(&server.name), address, udp: failed.clone(), tcp: failed };
                return Parent { view, seconds: 0, hosts: false, bare: false, ds: None };
            };
            let (udp, tcp, ds) = join3(
                walk.ask(address, question, Via::Either),
                walk.ask(address, question, Via::Tcp),
                walk.ask(address, signer, Via::Either),
            )
            .await;
            let own = |reply: &Result<Message, Fault>| {
                reply.as_ref().is_ok_and(|reply| reply.metadata.authoritative && !name_servers(&reply.answers, name).0.is_empty())
            };
            let bare = |reply: &Result<Message, Fault>| {
                reply.as_ref().is_ok_and(|reply| {
                    reply.metadata.authoritative && reply.metadata.response_code == ResponseCode::NoError && reply.answers.is_empty()
                })
            };
            let (hosts, bare) = (own(&udp) || own(&tcp), bare(&udp));
            let (mut udp, udp_seconds) = parent_saw(udp, zone, name);
            let (mut tcp, tcp_seconds) = parent_saw(tcp, zone, name);
            // It refers to the zone that was delegated instead: of ours it knows nothing.
            for saw in [&mut udp, &mut tcp] {
                if level && *saw == (ParentSaw::Failed { why: Fault::NotAuthoritative }) {
                    *saw = ParentSaw::Nothing;
                }
            }
            let ds = match ds.and_then(|reply| classify(reply, zone, name)) {
                Ok(Step::Answer(reply)) => Some(raw(&reply, name, RecordType::DS)),
                _ => None,
            };
            let view = ParentView { server: text(&server.name), address: Some(address), udp, tcp };
            Parent { view, seconds: udp_seconds.max(tcp_seconds), hosts, bare, ds }
        }
    }))
    .await
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

async fn look_at_children(walk: &Walk<'_>, names: &[Name], zone: &Name) -> Vec<Child> {
    let children = join_all(names.iter().map(|name| async move {
        let question = Question::new(name, RecordType::A);
        let (addresses, landing) = join(walk.addresses_of(name, 0), walk.descend(name, question.kind, 0)).await;
        let alias = landing.ok().and_then(|landing| alias(&landing.message, name));
        let server = Server { name: name.clone(), addresses };
        let asked = targets(std::slice::from_ref(&server)).into_iter().map(|(server, address)| look_at_child(walk, server, address, zone));
        let mut children = join_all(asked).await;
        for child in &mut children {
            child.alias.clone_from(&alias);
        }
        children
    }))
    .await;
    children.into_iter().flatten().collect()
}

async fn look_at_child(walk: &Walk<'_>, server: &Server, address: Option<IpAddr>, zone: &Name) -> Child {
    let Some(address) = address else {
        let failed = ChildSaw::Failed { why: Fault::NoAddress };
        let view = ChildView { server: text(&server.name), address, udp: failed.clone(), tcp: failed, servers: Vec::new() };
        return Child { view, keys: None, signatures: Signatures::Good, alias: None };
    };
    let start = Question::new(zone, RecordType::SOA);
    let signed = start.clone().with_signatures();
    let set = Question::new(zone, RecordType::NS);
    let keys = Question::new(zone, RecordType::DNSKEY).with_signatures();
    let (udp, tcp, set, keys) = join4(
        walk.ask(address, &signed, Via::Either),
        walk.ask(address, &start, Via::Tcp),
        walk.ask(address, &set, Via::Either),
        walk.ask(address, &keys, Via::Either),
    )
    .await;
    let servers = match set {
        Ok(reply) if reply.metadata.authoritative => name_servers(&reply.answers, zone).0.iter().take(MOST_SERVERS).map(text).collect(),
        _ => Vec::new(),
    };
    let keys = keys.ok().filter(|reply| reply.metadata.authoritative);
    let signatures = match (&udp, &keys) {
        (Ok(udp), Some(keys)) => signatures(udp, zone, RecordType::SOA).max(signatures(keys, zone, RecordType::DNSKEY)),
        _ => Signatures::Good,
    };
    let keys = keys.map(|reply| raw(&reply, zone, RecordType::DNSKEY));
    let view =
        ChildView { server: text(&server.name), address: Some(address), udp: child_saw(udp, zone), tcp: child_saw(tcp, zone), servers };
    Child { view, keys, signatures, alias: None }
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

/// What the parent says about a name beside ours that nobody has ever published.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sibling {
    /// There is no such name, as it should be.
    Nothing,
    /// A wildcard makes an alias of it.
    Alias(Name),
    /// A wildcard makes something else of it, or nobody can tell.
    Other,
}

/// Where a slip puts NS records, "name.zone"; and whether a wildcard answers for names that don't exist.
async fn look_beside(walk: &Walk<'_>, cut: &Cut, zone: &Name, name: &Name) -> (Option<Doubled>, Sibling) {
    let doubled = async {
        let doubled = appended(name, zone)?;
        match walk.first(cut, &Question::new(&doubled, RecordType::NS)).await {
            Ok(Step::Referral(found)) if found.zone == doubled => {
                Some(Doubled { name: doubled, servers: found.servers.iter().map(text).collect() })
            }
            _ => None,
        }
    };
    let sibling = async {
        let Some(sibling) = beside(name) else { return Sibling::Other };
        match walk.first(cut, &Question::new(&sibling, RecordType::NS)).await {
            // The alias first: where it leads nowhere, the answer as a whole says that there is no such name.
            Ok(Step::Answer(reply)) => match alias(&reply, &sibling) {
                Some(target) => Sibling::Alias(target),
                None if reply.metadata.response_code == ResponseCode::NXDomain => Sibling::Nothing,
                None => Sibling::Other,
            },
            _ => Sibling::Other,
        }
    };
    join(doubled, sibling).await
}

/// The name exists without being delegated: what is there, or else whether something lies below it (RFC 8020: then it exists without records).
async fn look_at_name(walk: &Walk<'_>, cut: &Cut, name: &Name) -> (Vec<String>, bool) {
    let kinds = [RecordType::A, RecordType::AAAA, RecordType::TXT, RecordType::MX, RecordType::CAA, RecordType::SRV];
    let replies = join_all(kinds.map(|kind| async move {
        let reply = walk.first(cut, &Question::new(name, kind)).await;
        match reply {
            Ok(Step::Answer(reply)) => {
                let own = |record: &hickory_proto::rr::Record| record.record_type() == kind && record.name.to_lowercase() == *name;
                Some((kind, reply.answers.iter().any(own)))
            }
            _ => None,
        }
    }))
    .await;
    let found: Vec<String> = replies.iter().flatten().filter(|(_, found)| *found).map(|(kind, _)| kind.to_string()).collect();
    let below = found.is_empty() && replies.iter().all(Option::is_some);
    (found, below)
}

/// Whether the DS records fit.
fn chain(parents: &[Parent], children: &[Child], name: &Name) -> Chain {
    let told: Vec<&Vec<Vec<u8>>> = parents.iter().filter_map(|parent| parent.ds.as_ref()).collect();
    let records: Vec<&Vec<u8>> = told.iter().flat_map(|records| records.iter()).collect();
    if told.is_empty() {
        return Chain::Unknown;
    }
    if records.is_empty() {
        return Chain::Unsigned;
    }
    let serving = children.iter().filter(|child| matches!(child.view.udp, ChildSaw::Serves { .. }));
    let keys: Vec<&Vec<Vec<u8>>> = serving.filter_map(|child| child.keys.as_ref()).collect();
    if keys.is_empty() {
        Chain::Unknown
    } else if keys.iter().all(|keys| keys.iter().any(|key| records.iter().any(|ds| fits(ds, key, name)))) {
        Chain::Fits
    } else {
        Chain::Broken
    }
}

/// IPv6 that works nowhere from here says nothing about the servers: those addresses count as not reachable from this computer. It works when
/// anything at all answers over it; it doesn't when no root server does, or, without roots that have it, when two addresses or more are silent.
fn excuse_unreachable_family(seen: &mut Seen, roots_answer: Option<bool>) {
    let lost = |why: &Fault| matches!(why, Fault::Silent | Fault::NoRoute);
    let parents = seen.parents.iter().map(|view| (view.address, matches!(&view.udp, ParentSaw::Failed { why } if lost(why))));
    let children = seen.children.iter().map(|view| (view.address, matches!(&view.udp, ChildSaw::Failed { why } if lost(why))));
    let six: Vec<bool> =
        parents.chain(children).filter(|(address, _)| address.is_some_and(|one| one.is_ipv6())).map(|(_, lost)| lost).collect();
    if six.is_empty() || !six.iter().all(|lost| *lost) {
        return;
    }
    let no_route = |view: &ChildView| view.udp == ChildSaw::Failed { why: Fault::NoRoute };
    let excused = match roots_answer {
        Some(answer) => !answer,
        None => six.len() >= 2,
    };
    if !excused {
        seen.without_six = seen.children.iter().any(no_route);
        return;
    }
    seen.without_six = true;
    let is_six = |address: Option<IpAddr>| address.is_some_and(|address| address.is_ipv6());
    for view in seen.parents.iter_mut().filter(|view| is_six(view.address)) {
        view.udp = ParentSaw::Failed { why: Fault::NoRoute };
        view.tcp = ParentSaw::Failed { why: Fault::NoRoute };
    }
    for view in seen.children.iter_mut().filter(|view| is_six(view.address)) {
        view.udp = ChildSaw::Failed { why: Fault::NoRoute };
        view.tcp = ChildSaw::Failed { why: Fault::NoRoute };
    }
}
