//! Address ranges for a VPC that is to be made: private, and never overlapping what is there.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

/// Private ranges (RFC 1918) in the order in which they are proposed. Docker and many home networks live at the beginning of 172.16.0.0/12 and
/// 192.168.0.0/16, so 10.0.0.0/8 comes first.
const PRIVATE: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/// A VPC's and a subnet's range: `/16` to `/28` (<https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>).
const PREFIXES: std::ops::RangeInclusive<u8> = 16..=28;

/// What is wrong with a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RangeProblem {
    /// Not `a.b.c.d/n`, or with bits set behind the prefix.
    NotARange,
    /// Shorter than `/16` or longer than `/28`.
    Size,
    /// Not private: AWS takes it, but hosts of that range on the Internet can't be reached then.
    NotPrivate,
}

/// Reads a range.
///
/// # Errors
/// What is wrong with it.
pub(super) fn parse(text: &str) -> Result<Ipv4Net, RangeProblem> {
    let range: Ipv4Net = text.trim().parse().map_err(|_| RangeProblem::NotARange)?;
    if range.trunc() != range {
        return Err(RangeProblem::NotARange);
    }
    if !PREFIXES.contains(&range.prefix_len()) {
        return Err(RangeProblem::Size);
    }
    if !private().any(|private| private.contains(&range)) {
        return Err(RangeProblem::NotPrivate);
    }
    Ok(range)
}

/// Whether two ranges share addresses.
pub(super) fn overlap(one: Ipv4Net, other: Ipv4Net) -> bool {
    one.contains(&other) || other.contains(&one)
}

/// A `/16` that none of these touches; `None` when all are taken.
pub(super) fn vpc(taken: &[Ipv4Net]) -> Option<Ipv4Net> {
    // The first block of each is what everybody takes; the next ones rarely collide with a peered network later.
    let blocks = private().flat_map(|private| private.subnets(16).into_iter().flatten());
    blocks.filter(|block| block.network() != Ipv4Addr::new(10, 0, 0, 0)).find(|block| !taken.iter().any(|other| overlap(*block, *other)))
}

/// So many ranges of a VPC that none of these touches: as large as a quarter of the room each, at most `/20`, at least `/28`.
pub(super) fn subnets(vpc: Ipv4Net, taken: &[Ipv4Net], count: usize) -> Vec<Ipv4Net> {
    (vpc.prefix_len().clamp(20, 28)..=28)
        .map(|prefix| -> Vec<Ipv4Net> {
            let free = vpc.subnets(prefix).into_iter().flatten().filter(|block| !taken.iter().any(|other| overlap(*block, *other)));
            free.take(count).collect()
        })
        .find(|found| found.len() == count)
        .unwrap_or_default()
}

fn private() -> impl Iterator<Item = Ipv4Net> {
    PRIVATE.into_iter().filter_map(|range| range.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Ipv4Net {
        text.parse().unwrap()
    }

    #[test]
    fn only_private_ranges_of_a_vpcs_size() {
        assert_eq!(parse("10.20.0.0/16"), Ok(range("10.20.0.0/16")));
        assert_eq!(parse("10.20.0.1/16"), Err(RangeProblem::NotARange));
        assert_eq!(parse("10.20.0.0"), Err(RangeProblem::NotARange));
        assert_eq!(parse("10.0.0.0/15"), Err(RangeProblem::Size));
        assert_eq!(parse("10.0.0.0/29"), Err(RangeProblem::Size));
        assert_eq!(parse("203.0.112.0/24"), Err(RangeProblem::NotPrivate));
        assert_eq!(parse("172.32.0.0/16"), Err(RangeProblem::NotPrivate));
    }

    #[test]
    fn what_is_proposed_touches_nothing_that_is_there() {
        let mut taken = vec![range("10.0.0.0/16"), range("10.2.3.0/24"), range("172.31.0.0/16")];
        for _ in 0..40 {
            let proposed = vpc(&taken).unwrap();
            assert!(parse(&proposed.to_string()).is_ok());
            assert!(!taken.iter().any(|other| overlap(*other, proposed)), "{proposed}");
            taken.push(proposed);
        }
        assert_eq!(vpc(&[range("10.0.0.0/8"), range("172.16.0.0/12"), range("192.168.0.0/16")]), None);
    }

    #[test]
    fn subnets_fit_beside_those_that_are_there() {
        let vpc = range("10.1.0.0/16");
        assert_eq!(subnets(vpc, &[], 3), [range("10.1.0.0/20"), range("10.1.16.0/20"), range("10.1.32.0/20")]);
        let taken = [range("10.1.0.0/24"), range("10.1.16.0/21")];
        let found = subnets(vpc, &taken, 3);
        assert_eq!(found, [range("10.1.32.0/20"), range("10.1.48.0/20"), range("10.1.64.0/20")]);
        assert_eq!(subnets(range("10.1.0.0/26"), &[range("10.1.0.0/27")], 2), [range("10.1.0.32/28"), range("10.1.0.48/28")]);
        assert!(subnets(range("10.1.0.0/28"), &[range("10.1.0.0/28")], 1).is_empty(), "full");
    }
}
