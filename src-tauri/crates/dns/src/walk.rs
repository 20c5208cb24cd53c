//! The way down from the root (RFC 1034 section 5.3.3), asking the zones' own servers and never a resolver's cache. Bounded in questions,
//! depth and time, because the other side may be broken in any way.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::{BoxFuture, join_all};
use futures_util::stream::{FuturesUnordered, StreamExt};
use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::{Name, RecordType};

use crate::DnsError;
use crate::names::text;
use crate::net::{Fault, Net};
use crate::reply::{Referral, Step, alias, apex, classify, name_servers};
use crate::trace::{Trace, TraceLine};
use crate::wire::{Question, Via, ask};

/// Questions that one check may ask.
const MOST_QUESTIONS: usize = 800;
/// Servers whose addresses need servers whose addresses need ... this deep at most.
const MOST_DEPTH: usize = 6;
/// Referrals and aliases on one way: a name has at most 127 labels, sane ones far fewer.
const MOST_STEPS: usize = 24;
/// Servers of one set that are looked at; the largest real sets have 13.
const MOST_SERVERS: usize = 16;
/// Servers asked at the same time when the first answer is enough.
const RACE: usize = 6;
/// After this time without an answer the next few are asked as well, while the first still have theirs: servers that don't answer cost one
/// timeout together, not one for every few of them.
const RACE_STEP: Duration = Duration::from_millis(250);
/// Addresses of one host that are looked at, of each family. Real name servers have one or two.
const MOST_ADDRESSES: usize = 4;

/// A name server with its addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) name: Name,
    pub(crate) addresses: Vec<IpAddr>,
}

/// A zone as its parent's referral showed it.
#[derive(Debug)]
pub(crate) struct Cut {
    pub(crate) zone: Name,
    /// `None` for the root.
    pub(crate) parent: Option<Arc<Cut>>,
    pub(crate) servers: Vec<Server>,
}

impl Cut {
    /// Every address, IPv4 before IPv6, each server's first before any second.
    fn addresses(&self) -> Vec<IpAddr> {
        let mut all: Vec<IpAddr> = self.servers.iter().flat_map(|server| server.addresses.iter().copied()).collect();
        all.sort_by_key(IpAddr::is_ipv6);
        let mut seen = std::collections::HashSet::new();
        all.retain(|address| seen.insert(*address));
        all
    }
}

/// Where a question found its answer.
#[derive(Debug, Clone)]
pub(crate) struct Landing {
    pub(crate) cut: Arc<Cut>,
    pub(crate) message: Message,
}

/// The real zone around a name.
#[derive(Debug, Clone)]
pub(crate) struct Enclosing {
    pub(crate) zone: Name,
    pub(crate) cut: Arc<Cut>,
}

/// What following a name to its end gave.
#[derive(Debug, Clone)]
pub(crate) struct Followed {
    /// The last name of the chain; the one asked for if there is no alias.
    pub(crate) name: Name,
    /// The aliases on the way, without the name asked for.
    pub(crate) chain: Vec<Name>,
    pub(crate) landing: Landing,
}

/// One walk: remembers the cuts it has seen and counts its questions.
pub(crate) struct Walk<'n> {
    pub(crate) net: &'n Net,
    cuts: Mutex<HashMap<Name, Arc<Cut>>>,
    /// Whose address it is, for the trace.
    names: Mutex<HashMap<IpAddr, Name>>,
    /// Addresses that let a whole timeout pass, over UDP (`false`) or TCP (`true`): asked once, not once for every question.
    silent: Mutex<HashSet<(IpAddr, bool)>>,
    asked: AtomicUsize,
    trace: Trace,
}

impl<'n> Walk<'n> {
    pub(crate) fn new(net: &'n Net) -> Self {
        let root =
            Arc::new(Cut { zone: Name::root(), parent: None, servers: vec![Server { name: Name::root(), addresses: net.roots.clone() }] });
        let walk = Self {
            net,
            cuts: Mutex::default(),
            names: Mutex::default(),
            silent: Mutex::default(),
            asked: AtomicUsize::new(0),
            trace: Trace::new(),
        };
        walk.remember(root);
        walk
    }

    fn remember(&self, cut: Arc<Cut>) {
        for server in cut.servers.iter().filter(|server| !server.name.is_root()) {
            self.name(&server.addresses, &server.name);
        }
        self.cuts.lock().unwrap_or_else(PoisonError::into_inner).insert(cut.zone.clone(), cut);
    }

    /// Remembers whose these addresses are.
    fn name(&self, addresses: &[IpAddr], name: &Name) {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        for address in addresses {
            names.entry(*address).or_insert_with(|| name.clone());
        }
    }

    /// Every question so far, with its answer.
    pub(crate) fn trace(&self) -> Vec<TraceLine> {
        self.trace.lines()
    }

    /// For questions that go another way than to an address.
    pub(crate) fn tracer(&self) -> &Trace {
        &self.trace
    }

    /// The cut at exactly `zone`, if the walk came through it.
    pub(crate) fn known(&self, zone: &Name) -> Option<Arc<Cut>> {
        self.cuts.lock().unwrap_or_else(PoisonError::into_inner).get(zone).cloned()
    }

    /// The deepest known cut at or above `name`.
    fn deepest(&self, name: &Name) -> Option<Arc<Cut>> {
        let cuts = self.cuts.lock().unwrap_or_else(PoisonError::into_inner);
        cuts.values().filter(|cut| cut.zone.zone_of(name)).max_by_key(|cut| cut.zone.num_labels()).cloned()
    }

    /// One question to one address, counted.
    pub(crate) async fn ask(&self, address: IpAddr, question: &Question, via: Via) -> Result<Message, Fault> {
        if self.asked.fetch_add(1, Ordering::Relaxed) >= MOST_QUESTIONS {
            return Err(Fault::NoAddress);
        }
        let silent = (address, via == Via::Tcp);
        if self.silent.lock().unwrap_or_else(PoisonError::into_inner).contains(&silent) {
            return Err(Fault::Silent);
        }
        let asked = Instant::now();
        let result = ask(self.net, address, question, via).await;
        if matches!(result, Err(Fault::Silent)) {
            self.silent.lock().unwrap_or_else(PoisonError::into_inner).insert(silent);
        }
        let server = self.names.lock().unwrap_or_else(PoisonError::into_inner).get(&address).map(text).unwrap_or_default();
        self.trace.note(server, address, question, via, asked, &result);
        result.map(|reply| reply.message)
    }

    /// Whether IPv6 leads anywhere from here: some root server answers over it. `None`: none of them has such an address.
    pub(crate) async fn six_answers(&self) -> Option<bool> {
        let six: Vec<IpAddr> = self.net.roots.iter().copied().filter(IpAddr::is_ipv6).take(4).collect();
        if six.is_empty() {
            return None;
        }
        let question = Question::new(&Name::root(), RecordType::NS);
        let replies = join_all(six.iter().map(|address| self.ask(*address, &question, Via::Either))).await;
        Some(replies.iter().any(Result::is_ok))
    }

    /// The first usable answer of the cut's servers, a few asked at a time.
    pub(crate) async fn first(&self, cut: &Cut, question: &Question) -> Result<Step, DnsError> {
        let addresses = cut.addresses();
        let mut faults = Vec::new();
        let ask_one = |address: IpAddr| async move {
            let message = self.ask(address, question, Via::Either).await?;
            classify(message, &cut.zone, &question.name)
        };
        let mut waiting = addresses.chunks(RACE);
        let mut race = FuturesUnordered::new();
        loop {
            let more = waiting.next();
            race.extend(more.unwrap_or_default().iter().map(|address| ask_one(*address)));
            let step = async { if waiting.len() > 0 { tokio::time::sleep(RACE_STEP).await } else { std::future::pending().await } };
            tokio::pin!(step);
            loop {
                tokio::select! {
                    result = race.next() => match result {
                        Some(Ok(step)) => return Ok(step),
                        Some(Err(fault)) => faults.push(fault),
                        None => break,
                    },
                    () = &mut step => break,
                }
            }
            if race.is_empty() && waiting.len() == 0 {
                break;
            }
        }
        if self.asked.load(Ordering::Relaxed) >= MOST_QUESTIONS {
            return Err(DnsError::TooManyQuestions { name: text(&question.name) });
        }
        if cut.zone.is_root() {
            return Err(DnsError::NoRoot);
        }
        // The most telling reason: any that a server gave beats silence, silence beats "no way there".
        let why = faults
            .iter()
            .copied()
            .max_by_key(|fault| match fault {
                Fault::NoAddress => 0,
                Fault::NoRoute => 1,
                Fault::Silent => 2,
                Fault::Closed => 3,
                _ => 4,
            })
            .unwrap_or(Fault::NoAddress);
        Err(DnsError::ZoneSilent { zone: text(&cut.zone), why })
    }

    /// Follows referrals from the deepest known cut until a server answers with authority.
    pub(crate) fn descend<'a>(&'a self, name: &'a Name, kind: RecordType, depth: usize) -> BoxFuture<'a, Result<Landing, DnsError>> {
        Box::pin(async move {
            if depth > MOST_DEPTH {
                return Err(DnsError::Circle { name: text(name) });
            }
            let question = Question::new(name, kind);
            // DS lives on the parent's side of the cut (RFC 4035 section 3.1.4.1): never start at the child.
            let start = if kind == RecordType::DS { name.base_name() } else { name.clone() };
            let mut cut = self.deepest(&start).ok_or(DnsError::NoRoot)?;
            for _ in 0..MOST_STEPS {
                match self.first(&cut, &question).await? {
                    Step::Answer(message) => return Ok(Landing { cut, message }),
                    Step::Referral(referral) => cut = self.enter(&cut, referral, depth).await,
                }
            }
            Err(DnsError::Circle { name: text(name) })
        })
    }

    /// The cut below `parent` that `referral` shows, with addresses: the glue, or else looked up.
    async fn enter(&self, parent: &Arc<Cut>, referral: Referral, depth: usize) -> Arc<Cut> {
        let servers = referral.servers.iter().take(MOST_SERVERS);
        let mut servers: Vec<Server> = servers
            .map(|name| Server {
                name: name.clone(),
                addresses: referral.glue.iter().filter(|(owner, _)| owner == name).map(|(_, address)| *address).collect(),
            })
            .collect();
        if servers.iter().all(|server| server.addresses.is_empty()) {
            let below = &referral.zone;
            let found = join_all(servers.iter().map(|server| async move {
                // A server inside the very zone that has no glue can't be found through that zone.
                if below.zone_of(&server.name) { Vec::new() } else { self.addresses_of(&server.name, depth + 1).await }
            }))
            .await;
            for (server, addresses) in servers.iter_mut().zip(found) {
                server.addresses = addresses;
            }
        }
        let cut = Arc::new(Cut { zone: referral.zone, parent: Some(Arc::clone(parent)), servers });
        self.remember(Arc::clone(&cut));
        cut
    }

    /// Every address of a host, IPv4 first; empty if there is none to be found.
    pub(crate) async fn addresses_of(&self, host: &Name, depth: usize) -> Vec<IpAddr> {
        let (four, six) =
            futures_util::future::join(self.follow(host, RecordType::A, depth), self.follow(host, RecordType::AAAA, depth)).await;
        let mut addresses = Vec::new();
        for followed in [four, six].into_iter().flatten() {
            let records = followed.landing.message.answers.iter();
            let own = records.filter(|record| record.name.to_lowercase() == followed.name).filter_map(|record| record.data.ip_addr());
            addresses.extend(own.take(MOST_ADDRESSES));
        }
        addresses.dedup();
        self.name(&addresses, host);
        addresses
    }

    /// Looks a name up, through its aliases.
    pub(crate) async fn follow(&self, name: &Name, kind: RecordType, depth: usize) -> Result<Followed, DnsError> {
        let mut chain = Vec::new();
        let mut current = name.clone();
        let mut landing = self.descend(&current, kind, depth).await?;
        loop {
            let Some(target) = alias(&landing.message, &current).filter(|_| kind != RecordType::CNAME) else {
                return Ok(Followed { name: current, chain, landing });
            };
            if chain.len() >= MOST_STEPS || chain.contains(&target) || target == *name {
                return Err(DnsError::Circle { name: text(name) });
            }
            chain.push(target.clone());
            // What the same server says about a name of its own zone is as good as asking again.
            let known = landing.cut.zone.zone_of(&target)
                && (alias(&landing.message, &target).is_some()
                    || landing.message.answers.iter().any(|record| record.name.to_lowercase() == target && record.record_type() == kind));
            if !known {
                landing = self.descend(&target, kind, depth).await?;
            }
            current = target;
        }
    }

    /// The zone that holds the records at `name` (or, where `name` begins one, that zone).
    pub(crate) async fn enclosing(&self, name: &Name) -> Result<Enclosing, DnsError> {
        let mut at = name.clone();
        loop {
            let landing = self.descend(&at, RecordType::SOA, 0).await?;
            if let Some(zone) = apex(&landing.message, &landing.cut.zone, &at) {
                if zone == landing.cut.zone {
                    return Ok(Enclosing { zone, cut: landing.cut });
                }
                return self.hosted_with_parent(zone, &landing).await;
            }
            // An alias, or a server that leaves the SOA out of "there is none": the name above tells.
            if at == landing.cut.zone || at.is_root() {
                return Ok(Enclosing { zone: landing.cut.zone.clone(), cut: landing.cut });
            }
            at = at.base_name();
        }
    }

    /// A zone on the same servers as one above it: they answer with authority and never refer, so the cut is read from the zone's own NS set.
    async fn hosted_with_parent(&self, zone: Name, landing: &Landing) -> Result<Enclosing, DnsError> {
        let above = zone.base_name();
        let parent = Box::pin(self.enclosing(&above)).await?.cut;
        let own = self.descend(&zone, RecordType::NS, 0).await?;
        let (names, _) = name_servers(&own.message.answers, &zone);
        let servers = join_all(names.iter().take(MOST_SERVERS).map(|name| async move {
            let known = landing.cut.servers.iter().find(|server| server.name == *name);
            match known {
                Some(server) if !server.addresses.is_empty() => server.clone(),
                _ => Server { name: name.clone(), addresses: self.addresses_of(name, 1).await },
            }
        }))
        .await;
        let servers = if servers.is_empty() { landing.cut.servers.clone() } else { servers };
        let cut = Arc::new(Cut { zone: zone.clone(), parent: Some(parent), servers });
        self.remember(Arc::clone(&cut));
        Ok(Enclosing { zone, cut })
    }

    /// Every server that somebody could be sent to for this zone: those of the parent's referral and those of the zone's own NS set, each with
    /// every address that its name has (glue only where the name can't be looked up).
    pub(crate) async fn all_servers(&self, cut: &Arc<Cut>) -> Vec<Server> {
        if cut.zone.is_root() {
            return cut.servers.clone();
        }
        let mut names: Vec<Name> = cut.servers.iter().map(|server| server.name.clone()).collect();
        if let Ok(own) = self.descend(&cut.zone, RecordType::NS, 0).await
            && own.message.metadata.response_code == ResponseCode::NoError
        {
            names.extend(name_servers(&own.message.answers, &cut.zone).0);
        }
        names.sort();
        names.dedup();
        names.truncate(MOST_SERVERS);
        join_all(names.into_iter().map(|name| async move {
            let mut addresses = self.addresses_of(&name, 1).await;
            if addresses.is_empty() {
                let glue = cut.servers.iter().find(|server| server.name == name);
                addresses = glue.map(|server| server.addresses.clone()).unwrap_or_default();
            }
            Server { name, addresses }
        }))
        .await
    }
}
