//! The table: what each delegation is made of, and what has to be found.

use std::path::Path;

use gangway_dns::DelegationVerdict::{self, Broken, Live, NotDelegated, Partly};

use super::bind::{ALIAS, CLOSED, FAILS, FOUR, NO_TCP, OTHER, PARENTS, REFERS, REFUSES, SILENT, Zones, signed, zone_text};

/// One delegation.
pub struct Case {
    /// The subdomain.
    pub name: String,
    /// The servers that the mail names.
    pub expected: Vec<&'static str>,
    /// What has to be found, sorted; how long it is remembered is left out.
    pub codes: Vec<&'static str>,
    pub verdict: DelegationVerdict,
    /// How many records have to be changed.
    pub changes: usize,
}

/// The tree under construction.
struct Building<'f> {
    folder: &'f Path,
    zones: Zones,
    /// Lines of example.com at each of its two servers.
    above: [Vec<String>; 2],
    cases: Vec<Case>,
}

fn full(name: &str) -> String {
    format!("{name}.example.com")
}

impl Building<'_> {
    /// A line at both parents.
    fn line(&mut self, line: &str) {
        self.above.iter_mut().for_each(|lines| lines.push(line.to_owned()));
    }
    fn publish(&mut self, name: &str, servers: &[&str]) {
        servers.iter().for_each(|server| self.line(&format!("{name} IN NS {server}.")));
    }
    /// The zone at these servers, with this NS set.
    fn serve(&mut self, name: &str, at: &[&str], set: &[&str]) {
        for server in at {
            self.zones.add(server, &full(name), zone_text(1, set, &["www IN A 198.51.100.1".to_owned()]));
        }
    }
    fn case(&mut self, name: &str, expected: &[&'static str], verdict: DelegationVerdict, changes: usize, codes: &[&'static str]) {
        let name = if name.contains(".com") { name.to_owned() } else { full(name) };
        self.cases.push(Case { name, expected: expected.to_vec(), codes: codes.to_vec(), verdict, changes });
    }
    /// Rightly published, with one server that is lame in its way.
    fn lame(&mut self, name: &str, server: &'static str, codes: &[&'static str]) {
        let set = [FOUR[0], FOUR[1], FOUR[2], server];
        self.publish(name, &set);
        self.serve(name, &FOUR[..3], &set);
        self.case(name, &set, Partly, 0, codes);
    }
}

/// Good ones and broken ones.
pub fn build(folder: &Path) -> (Zones, Vec<Case>) {
    let mut b = Building { folder, zones: Zones::tree(), above: [Vec::new(), Vec::new()], cases: Vec::new() };
    good(&mut b);
    published_wrongly(&mut b);
    in_the_way(&mut b);
    lame_servers(&mut b);
    disagreeing(&mut b);
    badly_signed(&mut b);
    let Building { mut zones, above, cases, .. } = b;
    for (server, lines) in PARENTS.iter().zip(&above) {
        zones.add(server, "example.com", zone_text(1, &PARENTS, lines));
    }
    (zones, cases)
}

fn good(b: &mut Building<'_>) {
    b.publish("good", &FOUR);
    b.serve("good", &FOUR, &FOUR);
    b.case("good", &FOUR, Live, 0, &["delegation-live"]);

    // Deeper, as the guide's example has it.
    b.publish("api.vpce", &FOUR);
    b.serve("api.vpce", &FOUR, &FOUR);
    b.case("api.vpce", &FOUR, Live, 0, &["delegation-live"]);

    let text = zone_text(1, &FOUR, &["www IN A 198.51.100.1".to_owned()]);
    let (zone, ds) = signed(b.folder, &full("signed"), &text, None);
    b.publish("signed", &FOUR);
    b.line(&ds);
    FOUR.iter().for_each(|server| b.zones.add(server, &full("signed"), zone.clone()));
    b.case("signed", &FOUR, Live, 0, &["delegation-live"]);

    // A wildcard above does not count beside a delegation.
    b.line("*.covered IN CNAME www.example.com.");
    b.publish("api.covered", &FOUR);
    b.serve("api.covered", &FOUR, &FOUR);
    b.case("api.covered", &FOUR, Live, 0, &["delegation-live"]);
}

fn published_wrongly(b: &mut Building<'_>) {
    b.serve("absent", &FOUR, &FOUR);
    b.case("absent", &FOUR, NotDelegated, 4, &["delegation-not-delegated"]);

    b.publish("partial", &FOUR[..2]);
    b.serve("partial", &FOUR, &FOUR);
    b.case("partial", &FOUR, Partly, 2, &["delegation-partial-set"]);

    b.publish("swapped", &[FOUR[0], FOUR[1], FOUR[2], REFUSES]);
    b.serve("swapped", &FOUR, &FOUR);
    b.case("swapped", &FOUR, Partly, 2, &["delegation-partial-set", "delegation-wrong-server"]);

    b.publish("extra", &[FOUR[0], FOUR[1], FOUR[2], FOUR[3], REFUSES]);
    b.serve("extra", &FOUR, &FOUR);
    b.case("extra", &FOUR, Partly, 1, &["delegation-wrong-server"]);

    b.publish("foreign", &[REFUSES, SILENT]);
    b.serve("foreign", &FOUR, &FOUR);
    b.case("foreign", &FOUR, Broken, 6, &["delegation-partial-set", "delegation-wrong-server", "delegation-wrong-server"]);

    let dotless: Vec<String> = FOUR.iter().map(|server| format!("{server}.example.com")).collect();
    b.publish("dotless", &dotless.iter().map(String::as_str).collect::<Vec<_>>());
    b.serve("dotless", &FOUR, &FOUR);
    b.case("dotless", &FOUR, Broken, 8, &["delegation-missing-final-dot"; 4]);

    b.publish("onedot", &[FOUR[0], FOUR[1], FOUR[2], &dotless[3]]);
    b.serve("onedot", &FOUR, &FOUR);
    b.case("onedot", &FOUR, Partly, 2, &["delegation-missing-final-dot"]);

    let own: Vec<String> = FOUR.iter().map(|server| format!("{server}.{}", full("owndot"))).collect();
    b.publish("owndot", &own.iter().map(String::as_str).collect::<Vec<_>>());
    b.serve("owndot", &FOUR, &FOUR);
    b.case("owndot", &FOUR, Broken, 8, &["delegation-missing-final-dot"; 4]);

    b.publish("twice.example.com", &FOUR);
    b.serve("twice", &FOUR, &FOUR);
    b.case("twice", &FOUR, NotDelegated, 8, &["delegation-not-delegated", "delegation-zone-name-twice"]);

    b.publish("level", &FOUR);
    b.serve("api.level", &FOUR, &FOUR);
    b.case("api.level", &FOUR, NotDelegated, 5, &["delegation-not-delegated", "delegation-wrong-level"]);

    b.case(
        "api.vpce.nowhere-at-all.com",
        &FOUR,
        NotDelegated,
        4,
        &[
            "delegation-domain-unknown",
            "delegation-lame",
            "delegation-lame",
            "delegation-lame",
            "delegation-lame",
            "delegation-not-delegated",
        ],
    );
}

fn in_the_way(b: &mut Building<'_>) {
    b.line("cname IN CNAME www.example.com.");
    b.serve("cname", &FOUR, &FOUR);
    b.case("cname", &FOUR, Broken, 5, &["delegation-cname-at-name"]);

    b.line("*.wild IN CNAME www.example.com.");
    b.serve("api.wild", &FOUR, &FOUR);
    b.case("api.wild", &FOUR, NotDelegated, 4, &["delegation-not-delegated", "delegation-wildcard-above"]);

    b.line("taken IN A 198.51.100.7");
    b.line("taken IN TXT \"verified\"");
    b.serve("taken", &FOUR, &FOUR);
    b.case("taken", &FOUR, NotDelegated, 4, &["delegation-not-delegated", "delegation-records-at-name"]);

    b.line("_3f.below IN CNAME _7d.acm-validations.aws.");
    b.serve("below", &FOUR, &FOUR);
    b.case("below", &FOUR, NotDelegated, 4, &["delegation-not-delegated", "delegation-records-below"]);

    b.publish("hosted", &FOUR);
    b.serve("hosted", &FOUR, &FOUR);
    b.serve("hosted", &PARENTS, &FOUR);
    b.case("hosted", &FOUR, Broken, 0, &["delegation-zone-at-parent"]);
}

fn lame_servers(b: &mut Building<'_>) {
    b.lame("refuses", REFUSES, &["delegation-lame"]);
    b.lame("refers", REFERS, &["delegation-lame"]);
    b.zones.add(REFERS, "example.com", zone_text(1, &PARENTS, &[format!("refers IN NS {}.", FOUR[0])]));
    b.lame("fails", FAILS, &["delegation-lame"]);
    b.zones.add_broken(FAILS, &full("fails"));
    b.lame("silent", SILENT, &["delegation-lame"]);
    b.lame("closed", CLOSED, &["delegation-lame"]);
    b.lame("notcp", NO_TCP, &["delegation-lame"]);
    b.serve("notcp", &[OTHER], &[FOUR[0], FOUR[1], FOUR[2], NO_TCP]);
    b.lame("nohost", "ns.nowhere.test", &["delegation-lame"]);
    b.lame("alias", ALIAS, &["delegation-server-alias"]);
    b.zones.add(FOUR[3], &full("alias"), zone_text(1, &[FOUR[0], FOUR[1], FOUR[2], ALIAS], &[]));

    b.publish("dead", &FOUR);
    b.case("dead", &FOUR, Broken, 0, &["delegation-lame"; 4]);
}

fn disagreeing(b: &mut Building<'_>) {
    let servers = |name: &str| FOUR.map(|server| format!("{name} IN NS {server}."));
    b.above[0].extend(servers("oneparent"));
    b.serve("oneparent", &FOUR, &FOUR);
    b.case("oneparent", &FOUR, Partly, 0, &["delegation-parents-disagree"]);

    b.above[0].extend(servers("otherset"));
    b.above[1].extend(servers("otherset").into_iter().take(3));
    b.above[1].push(format!("otherset IN NS {OTHER}."));
    b.serve("otherset", &FOUR, &FOUR);
    b.case("otherset", &FOUR, Partly, 1, &["delegation-parents-disagree", "delegation-wrong-server"]);

    b.publish("childset", &FOUR);
    b.serve("childset", &FOUR[..2], &FOUR);
    b.serve("childset", &FOUR[2..], &[FOUR[0], FOUR[1], FOUR[2], OTHER]);
    b.case("childset", &FOUR, Partly, 0, &["delegation-children-disagree"]);

    b.publish("editions", &FOUR);
    b.serve("editions", &FOUR[..3], &FOUR);
    b.zones.add(FOUR[3], &full("editions"), zone_text(9, &FOUR, &[]));
    b.case("editions", &FOUR, Live, 0, &["delegation-live", "delegation-serials-differ"]);

    b.zones.add(PARENTS[0], "shaky.com", zone_text(1, &[PARENTS[0], SILENT], &FOUR.map(|server| format!("api IN NS {server}."))));
    FOUR.iter().for_each(|server| b.zones.add(server, "api.shaky.com", zone_text(1, &FOUR, &[])));
    b.case("api.shaky.com", &FOUR, Live, 0, &["delegation-live", "delegation-parent-failed"]);
}

fn badly_signed(b: &mut Building<'_>) {
    b.publish("dsonly", &FOUR);
    b.line("dsonly IN DS 12345 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF");
    b.serve("dsonly", &FOUR, &FOUR);
    b.case("dsonly", &FOUR, Broken, 1, &["delegation-ds-without-dnskey"]);

    let text = zone_text(1, &FOUR, &[]);
    let (zone, _) = signed(b.folder, &full("otherkey"), &text, None);
    b.publish("otherkey", &FOUR);
    b.line("otherkey IN DS 12345 13 2 0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF");
    FOUR.iter().for_each(|server| b.zones.add(server, &full("otherkey"), zone.clone()));
    b.case("otherkey", &FOUR, Broken, 1, &["delegation-ds-without-dnskey"]);

    let (zone, ds) = signed(b.folder, &full("expired"), &text, Some(("20240101000000", "20240201000000")));
    b.publish("expired", &FOUR);
    b.line(&ds);
    FOUR.iter().for_each(|server| b.zones.add(server, &full("expired"), zone.clone()));
    b.case("expired", &FOUR, Broken, 0, &["delegation-signatures"]);
}
