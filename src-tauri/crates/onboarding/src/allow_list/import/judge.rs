//! What one cell, or one line of prose, says about who may connect. Nothing is guessed silently: what had to be mended is doubtful, and goes in
//! only when somebody says so.

use gangway_model::{AccountId, Message, Principal, message};

use super::ImportVerdict;

/// What became of one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) verdict: ImportVerdict,
    /// Who it is, also where that is only proposed.
    pub(super) principal: Option<String>,
    /// What is wrong.
    pub(super) message: Option<Message>,
}

impl Judgement {
    pub(super) fn nothing() -> Self {
        Self { verdict: ImportVerdict::Nothing, principal: None, message: None }
    }
    fn refused(message: Message) -> Self {
        Self { verdict: ImportVerdict::Refused, principal: None, message: Some(message) }
    }
    fn good(principal: String) -> Self {
        Self { verdict: ImportVerdict::Good, principal: Some(principal), message: None }
    }
    fn doubtful(principal: String, code: &str, given: &str) -> Self {
        let account = Principal::parse(&principal).ok().and_then(|one| one.account()).map(|id| id.grouped()).unwrap_or_default();
        let message = message(code).with("value", shown(given)).with("account", account);
        Self { verdict: ImportVerdict::Doubtful, principal: Some(principal), message: Some(message) }
    }
    /// The seller's own account needs no permission, and is most often a slip.
    fn minding(self, own: &AccountId) -> Self {
        let account = self.principal.as_deref().and_then(|one| Principal::parse(one).ok()).and_then(|one| one.account());
        match (&self.verdict, self.principal) {
            (ImportVerdict::Good, Some(principal)) if account.as_ref() == Some(own) => {
                Self::doubtful(principal, "import-own-account", own.as_str())
            }
            (_, principal) => Self { principal, ..self },
        }
    }
}

fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(80).collect()
}

/// A character that people, mail programs and spreadsheets put between digits.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{00ad}')
}

/// The text of a cell without what spreadsheets and mail programs wrap it in: `="0123"`, a leading apostrophe, quotes, invisible characters.
fn unwrapped(cell: &str) -> String {
    let plain: String = cell.chars().filter(|c| !matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')).collect();
    let mut text = plain.trim();
    text = text.strip_prefix('=').filter(|rest| rest.starts_with('"')).unwrap_or(text);
    text = text.trim_matches(|c| matches!(c, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}'));
    text = text.strip_prefix('\'').unwrap_or(text);
    text.trim_matches(|c: char| c == '\'' || c.is_whitespace()).to_owned()
}

/// `1.23457E+11`: what a spreadsheet shows, and saves, of a long number.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    number(mantissa) && !exponent.is_empty() && exponent.chars().all(|c| c.is_ascii_digit())
}

/// The digits of `111,122,223,333`, as a spreadsheet formats a number.
fn without_thousands(text: &str) -> Option<String> {
    [',', '.', '\'', '\u{2019}', ' ', '\u{a0}', '\u{202f}'].into_iter().find_map(|separator| {
        let groups: Vec<&str> = text.split(separator).collect();
        let [first, rest @ ..] = groups.as_slice() else { return None };
        let digits = |group: &str| group.chars().all(|c| c.is_ascii_digit());
        let right = rest.len() == 3 && (1..=3).contains(&first.len()) && digits(first) && rest.iter().all(|g| g.len() == 3 && digits(g));
        right.then(|| groups.concat())
    })
}

fn digits(digits: &str, given: &str) -> Judgement {
    let root = |digits: &str| AccountId::parse(digits).ok().map(|id| String::from(Principal::account_root(&id)));
    match (digits.len(), root(digits)) {
        (12, Some(principal)) if digits.ends_with("000000") => Judgement::doubtful(principal, "import-digits-doubtful", given),
        (12, Some(principal)) => Judgement::good(principal),
        (9..=11, _) => match root(&format!("{digits:0>12}")) {
            Some(principal) => Judgement::doubtful(principal, "import-zeros-lost", given),
            None => Judgement::refused(message("field-account-id").with("value", shown(given)).with("digits", digits.len())),
        },
        _ => Judgement::refused(message("field-account-id").with("value", shown(given)).with("digits", digits.len())),
    }
}

/// What a cell of an account column says. `own`: the seller's account.
pub(super) fn cell(given: &str, own: &AccountId) -> Judgement {
    let text = unwrapped(given);
    if text.is_empty() {
        return Judgement::nothing();
    }
    if text == "*" {
        let message = message("import-everyone");
        return Judgement { verdict: ImportVerdict::Everyone, principal: Some(text), message: Some(message) };
    }
    if is_scientific(&text) {
        return Judgement::refused(message("import-digits-lost").with("value", shown(given)));
    }
    // A number that a program wrote with a decimal point has lost nothing.
    let whole = [".0", ".00", ",0", ",00"].iter().find_map(|end| text.strip_suffix(end)).filter(|rest| rest.len() > 3);
    let text = whole.map_or(text.clone(), str::to_owned);
    if let Some(plain) = without_thousands(&text) {
        return match digits(&plain, given) {
            Judgement { verdict: ImportVerdict::Good, principal: Some(principal), .. } => {
                Judgement::doubtful(principal, "import-thousands", given).minding(own)
            }
            other => other.minding(own),
        };
    }
    let plain: String = text.chars().filter(|c| !is_gap(*c)).collect();
    if !plain.is_empty() && plain.chars().all(|c| c.is_ascii_digit()) {
        return digits(&plain, given).minding(own);
    }
    match Principal::parse(&text) {
        Ok(principal) => Judgement::good(principal.into()).minding(own),
        Err(wrong) if text.starts_with("arn:") => Judgement::refused(wrong),
        Err(wrong) => {
            let mut found: Vec<Judgement> = prose(&text, own).into_iter().map(|(_, judgement)| judgement).collect();
            match (found.pop(), found.is_empty()) {
                (Some(Judgement { principal: Some(principal), verdict, message }), true) => match verdict {
                    ImportVerdict::Good => Judgement::doubtful(principal, "import-in-text", given),
                    verdict => Judgement { verdict, principal: Some(principal), message },
                },
                _ => Judgement::refused(wrong),
            }
        }
    }
}

/// Whether a cell looks like one of an account column, good or not.
pub(super) fn looks_like_account(given: &str, own: &AccountId) -> bool {
    let text = unwrapped(given);
    let judgement = cell(given, own);
    judgement.principal.is_some() && judgement.message.as_ref().is_none_or(|why| why.code != "import-in-text")
        || text.starts_with("arn:")
        || (is_scientific(&text) && text.len() > 5)
}

/// Accounts and ARNs in a line of prose, in their order, with how they are written there. Numbers that are no account ids (dates, telephone
/// numbers, prices) are passed over; those that could be damaged ids are told.
pub(super) fn prose(line: &str, own: &AccountId) -> Vec<(String, Judgement)> {
    let chars: Vec<char> = line.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or(' ');
    let mut found = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        let before = if index == 0 { ' ' } else { at(index - 1) };
        let rest: String = chars.iter().skip(index).take(4).collect();
        if rest == "arn:" && !before.is_alphanumeric() {
            let arn: String = chars.iter().skip(index).take_while(|c| !c.is_whitespace() && !"\"'<>()[]{};,|".contains(**c)).collect();
            index += arn.chars().count();
            let arn = arn.trim_end_matches(['.', ':', '!', '?']);
            found.push((arn.to_owned(), cell(arn, own)));
            continue;
        }
        if !at(index).is_ascii_digit() || before.is_alphanumeric() {
            index += 1;
            continue;
        }
        // A run of digits, with single gaps between them.
        let start = index;
        while at(index).is_ascii_digit()
            || (is_gap(at(index)) && index > start && at(index - 1).is_ascii_digit() && at(index + 1).is_ascii_digit())
        {
            index += 1;
        }
        let run: String = chars.iter().skip(start).take(index - start).collect();
        // The rest of 1.23457E+11.
        let tail: String = chars.iter().skip(index).take_while(|c| c.is_ascii_digit() || ".,Ee+".contains(**c)).collect();
        let whole = format!("{run}{}", tail.trim_end_matches(['.', ',']));
        if is_scientific(&whole) {
            index += tail.chars().count();
            found.push((whole.clone(), cell(&whole, own)));
            continue;
        }
        let groups: Vec<usize> = run.split(is_gap).map(str::len).collect();
        let number: String = run.chars().filter(char::is_ascii_digit).collect();
        let in_word = at(index).is_alphanumeric() || matches!(before, '+' | '.' | '/' | '_' | '#' | '@' | '$');
        match (number.len(), groups.as_slice()) {
            _ if in_word => {}
            (12, [12] | [4, 4, 4]) => found.push((run.clone(), cell(&run, own))),
            (12, _) => {
                let judgement = match cell(&number, own) {
                    Judgement { verdict: ImportVerdict::Good, principal: Some(principal), .. } => {
                        Judgement::doubtful(principal, "import-odd-groups", &run)
                    }
                    other => other,
                };
                found.push((run.clone(), judgement));
            }
            (10 | 11 | 13, [_]) => found.push((run.clone(), cell(&run, own))),
            _ => {}
        }
    }
    found
}
