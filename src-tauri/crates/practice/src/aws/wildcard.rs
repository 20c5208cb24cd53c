//! Names with `*` (any text) and `?` (any letter), as policies write actions. Source: "IAM JSON policy elements: Action".

/// Whether the name is one of those that the pattern means; case does not count.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_ascii_lowercase(), name.to_ascii_lowercase());
    let (mut pattern, mut name) = (pattern.as_bytes(), name.as_bytes());
    // Where to go on when what followed the last star turned out not to fit: that star takes one letter more.
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        match (pattern, name) {
            ([], []) => return true,
            ([b'*', rest @ ..], _) => {
                retry = Some((rest, name));
                pattern = rest;
            }
            ([letter, rest @ ..], [first, more @ ..]) if *letter == b'?' || letter == first => (pattern, name) = (rest, more),
            _ => match retry {
                Some((rest, [_, more @ ..])) => {
                    retry = Some((rest, more));
                    (pattern, name) = (rest, more);
                }
                _ => return false,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_take_any_text_and_question_marks_one_letter() {
        for (pattern, name, fits) in [
            ("ec2:CreateVpcEndpoint*", "ec2:CreateVpcEndpointServiceConfiguration", true),
            ("EC2:createvpc", "ec2:CreateVpc", true),
            ("ec2:CreateVpc", "ec2:CreateVpcEndpoint", false),
            ("ec2:*Endpoint*s", "ec2:DescribeVpcEndpointServices", true),
            ("ec2:*Endpoint*s", "ec2:CreateVpcEndpoint", false),
            ("*", "acm:ListCertificates", true),
            ("ec2:?reateVpc", "ec2:CreateVpc", true),
            ("ec2:CreateVpc?", "ec2:CreateVpc", false),
            ("", "ec2:CreateVpc", false),
            ("**t", "acm:ListCert", true),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
    }
}
