//! What can go wrong with mail and Seller Operations.

use super::catalogue::{Area, Kind, Parameter, Takes};

/// The points of a mail's way at which a connection can be cut or left hanging, in their order. Nothing is stored before
/// `after-content`; from there on the mail has been taken and the client was not told.
const STAGES: &[&str] = &[
    "connect",
    "tls",
    "greeting",
    "ehlo",
    "starttls",
    "auth",
    "mail",
    "rcpt",
    "data",
    "content",
    "end-of-content",
    "after-content",
    "quit",
];

const STAGE: Parameter = Parameter { name: "stage", takes: Takes::Choice(STAGES), default: "after-content" };

/// A fault of the mail server that lasts until it is ended.
const fn lasting(name: &'static str, parameters: &'static [Parameter]) -> Kind {
    Kind { name, area: Area::Mail, counted: false, parameters }
}

/// A fault of which the occasions are counted.
const fn counted(name: &'static str, parameters: &'static [Parameter]) -> Kind {
    Kind { name, area: Area::Mail, counted: true, parameters }
}

pub(super) const KINDS: &[Kind] = &[
    // Every name and password is refused, and without one no mail is taken.
    lasting("wrong-password", &[]),
    // The server does not let anybody log in.
    lasting("auth-not-offered", &[]),
    // The first try of a sender and recipient is put off; after so many seconds of world time the next one is taken.
    lasting("greylisting", &[Parameter { name: "seconds", takes: Takes::Number { least: 1, most: 86_400 }, default: "300" }]),
    // The recipient is unknown.
    lasting("mailbox-unknown", &[]),
    // No mail of more octets is taken.
    lasting("mail-too-large", &[Parameter { name: "octets", takes: Takes::Number { least: 1, most: 10_485_760 }, default: "1000" }]),
    // The connection ends there without a word.
    counted("mail-cut", &[STAGE]),
    // From there on the server is silent, and the connection stays.
    counted("mail-hangs", &[STAGE]),
    // An answer that asks to try again later, at a command or after the content; nothing is stored.
    counted(
        "mail-put-off",
        &[
            Parameter {
                name: "stage",
                takes: Takes::Choice(&["greeting", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "end-of-content"]),
                default: "rcpt",
            },
            Parameter { name: "code", takes: Takes::Choice(&["421", "450", "451", "452"]), default: "451" },
        ],
    ),
    // The content is refused for good.
    lasting("mail-taken-for-spam", &[]),
    // The server shows a certificate that nobody should trust.
    lasting(
        "mail-certificate",
        &[Parameter {
            name: "wrong",
            takes: Takes::Choice(&["other-name", "expired", "self-signed", "unknown-authority"]),
            default: "other-name",
        }],
    ),
    // The submission port does not offer TLS.
    lasting("starttls-missing", &[]),
    // Somebody in between adds answers in clear before TLS begins.
    lasting("forged-replies", &[]),
    // Each answer comes late, in real seconds, for it is a real client that waits.
    lasting("mail-slow", &[Parameter { name: "seconds", takes: Takes::Number { least: 1, most: 600 }, default: "5" }]),
    // Seller Operations do nothing at all; what came in meanwhile is answered afterwards.
    lasting("desk-silent", &[]),
    // Everything that they do takes so many hours of world time more.
    lasting("desk-slow", &[Parameter { name: "hours", takes: Takes::Number { least: 1, most: 720 }, default: "24" }]),
    // A submission that is right is answered with a question; a reply to it is enough.
    counted("desk-asks-again", &[]),
    // One of the four name servers in their letter is mistaken; a second mail puts it right after so many minutes of world time.
    counted("desk-wrong-name-servers", &[Parameter { name: "minutes", takes: Takes::Number { least: 1, most: 10_080 }, default: "60" }]),
];
