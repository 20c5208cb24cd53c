//! The address of a company's portal.

/// The address without what browsers add behind it. Companies have addresses of several kinds (`https://NAME.awsapps.com/start`,
/// `https://SSOINS-ID.portal.REGION.app.aws`, and others in AWS's partitions): only that it is an https address with a host name is asked for.
#[must_use]
pub fn start_url(text: &str) -> Option<String> {
    let plain = text.trim();
    let plain = plain.split_once('#').map_or(plain, |(before, _)| before).trim_end_matches('/');
    let rest = plain.strip_prefix("https://")?;
    let host = rest.split(['/', '?']).next().unwrap_or_default();
    let label = |label: &str| !label.is_empty() && label.chars().all(|one| one.is_ascii_alphanumeric() || one == '-');
    let sound = host.len() <= 253 && host.split('.').count() > 1 && host.split('.').all(label);
    let printable = plain.len() <= 500 && plain.chars().all(|one| one.is_ascii_graphic());
    (sound && printable).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_add_is_taken_off() {
        for given in [
            "https://acme.awsapps.com/start",
            " https://acme.awsapps.com/start/ ",
            "https://acme.awsapps.com/start#/",
            "https://acme.awsapps.com/start/#/?tab=accounts",
        ] {
            assert_eq!(start_url(given).as_deref(), Some("https://acme.awsapps.com/start"), "{given}");
        }
        assert_eq!(
            start_url("https://ssoins-7223b8.portal.eu-west-1.app.aws").as_deref(),
            Some("https://ssoins-7223b8.portal.eu-west-1.app.aws")
        );
    }

    #[test]
    fn what_is_no_portal_is_refused() {
        for wrong in
            ["", "acme", "http://acme.awsapps.com/start", "https://", "https://localhost", "https://a@b.example", "https://a b.example/"]
        {
            assert_eq!(start_url(wrong), None, "{wrong}");
        }
    }
}
