//! Which of the addresses that customers have a set of IPv4 ranges lets in.

use std::net::Ipv4Addr;

/// Private addresses (RFC 1918): the client addresses that a load balancer sees of customers who come through PrivateLink.
const PRIVATE: [(u32, u32); 3] = [(0x0A00_0000, 0x0AFF_FFFF), (0xAC10_0000, 0xAC1F_FFFF), (0xC0A8_0000, 0xC0A8_FFFF)];

/// How much of the private addresses is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// All of them.
    Everybody,
    /// Some of them.
    Some,
    /// None of them.
    Nobody,
}

/// First and last address of `10.0.0.0/8`; `None` for what is no IPv4 range.
fn bounds(cidr: &str) -> Option<(u32, u32)> {
    let (address, length) = cidr.split_once('/')?;
    let address = u32::from(address.parse::<Ipv4Addr>().ok()?);
    let length: u32 = length.parse().ok().filter(|length| *length <= 32)?;
    let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
    Some((address & mask, address | !mask))
}

/// How much of the private addresses these ranges cover together.
pub(super) fn reach<'a>(cidrs: impl Iterator<Item = &'a str>) -> Reach {
    let mut ranges: Vec<(u32, u32)> = cidrs.filter_map(bounds).collect();
    ranges.sort_unstable();
    let (mut some, mut all) = (false, true);
    for (first, last) in PRIVATE {
        // The lowest address that no range so far has let in.
        let mut next = u64::from(first);
        for (from, to) in &ranges {
            some |= *from <= last && *to >= first;
            if u64::from(*from) <= next {
                next = next.max(u64::from(*to) + 1);
            }
        }
        all &= next > u64::from(last);
    }
    match (some, all) {
        (_, true) => Reach::Everybody,
        (true, false) => Reach::Some,
        (false, false) => Reach::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_counted_together() {
        let of = |cidrs: &[&str]| reach(cidrs.iter().copied());
        assert_eq!(of(&["0.0.0.0/0"]), Reach::Everybody);
        assert_eq!(of(&["192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12"]), Reach::Everybody);
        assert_eq!(of(&["10.128.0.0/9", "10.0.0.0/9", "172.16.0.0/12", "192.168.0.0/16"]), Reach::Everybody);
        assert_eq!(of(&["10.0.0.0/9", "172.16.0.0/12", "192.168.0.0/16"]), Reach::Some);
        assert_eq!(of(&["10.20.0.0/16"]), Reach::Some);
        for nothing in [&[][..], &["203.0.113.0/24"], &["::/0"], &["10.0.0.0/33"], &["nonsense"]] {
            assert_eq!(of(nothing), Reach::Nobody, "{nothing:?}");
        }
    }
}
