# The picture of the names, what is watched afterwards, and the launch.

## The page
ui-dns-names = The names in DNS
ui-dns-names-text = Your two names, the zones they live in, who answers for them today, and every record that has to be published: where, by whom and when. Each state is from a real look.
ui-dns-names-empty = Enter the names in the task “Your product” first. Then this page shows their zones and records.
ui-dns-names-look = Look again
ui-dns-names-zones = Who answers for them
ui-dns-names-picture = The two names, the zones that hold them, and the records on them
ui-name-service = Service DNS name
ui-name-private = Private DNS name
ui-name-zone = is in the zone { $zone }
ui-name-own-zone = is a zone of its own, below { $parent }
ui-name-not-looked = Nobody has looked yet.
ui-name-servers = { $count ->
    [one] { $count } name server answers for it:
   *[other] { $count } name servers answer for it:
}
ui-dns-records = Records
    .text = Everything that is published for this product, in the order in which it is due.
ui-dns-records-none = No record is known yet. The certificate and the endpoint service bring them.
ui-dns-records-message = Copy a message for your DNS admin with all records
ui-column-purpose = What for, by whom, when
ui-column-seen = What was seen
ui-purpose-certificate = Proves the certificate’s names
ui-purpose-private-name = Proves that the private DNS name is yours
ui-purpose-delegation = Hands the service DNS name over
ui-purpose-renewal = Lets AWS renew the certificate after the handover
ui-publisher-dns-admin = Your DNS admin
ui-publisher-route53 = Gangway in Amazon Route 53, with your approval
ui-publisher-seller-operations = Seller Operations
ui-publisher-nobody = Nobody any more
ui-due-before-submission = before the submission
ui-due-after-answer = after Seller Operations’ answer
ui-due-theirs = after the submission
ui-zone-of-seller-operations = Seller Operations’ zone, once you have handed the name over
ui-record-standing-published = On every name server
ui-record-standing-partly = On some name servers only
ui-record-standing-missing = Not there yet
ui-record-standing-wrong = Something else is there
ui-record-standing-hidden = Out of sight since the handover
ui-record-standing-unknown = Could not be looked up
ui-record-standing-not-looked = Not looked up yet
ui-record-standing-later = Comes with the handover
ui-value-not-known = Seller Operations will name them
ui-seen-in = in { $zone }, { $count ->
    [one] { $count } server asked
   *[other] { $count } servers asked
}

## What is watched
ui-watch = Does it last?
    .text = Looked at whenever you open this onboarding, and once a day while it is open.
ui-watch-table = Private DNS name and certificate
ui-watch-none = Once your private DNS name or your certificate has been looked at, this says whether they last.
ui-watch-well = Well
ui-watch-not-yet = Not proven yet
ui-watch-wrong = Needs attention
ui-watch-unknown = Could not be seen
ui-column-watched = What
ui-watched-private-name = Private DNS name
ui-watched-certificate = Certificate
ui-column-last-look = Last look
ui-schedule = Let this computer look every day
ui-schedule-text = Gangway does not run when its window is closed. Copy the entry for your system: it looks every day at 7 and says something only when it matters. The sign-in of the profile has to be valid then, and the onboarding must not be open in the window.
ui-schedule-cron = Linux: a line for “crontab -e”
ui-schedule-launchd = macOS: a file in ~/Library/LaunchAgents
ui-schedule-windows = Windows: a command that creates the task
ui-schedule-here = this computer
ui-schedule-copy = Copy the entry

watch-not-seen = The last look at { $name } saw nothing; what was known before still stands here.
watch-name-verified = AWS takes { $name } as yours.
watch-name-lost = AWS no longer takes { $name } as yours ({ $state }): customers can’t make new connections with it.
watch-name-failed = AWS could not verify that { $name } is yours.
watch-name-pending = AWS has not verified { $name } yet.
watch-certificate-pending = The certificate for { $name } is not issued yet.
watch-certificate-ended = The certificate for { $name } is { $state } and proves nothing any more.
watch-certificate-renewal = AWS can’t renew the certificate for { $name }: { $days } days are left.
watch-certificate-expires = The certificate for { $name } ends in { $days } days, and nothing renews it.
watch-certificate-evidence = The certificate for { $name } is issued{ $until ->
    [none] {""}
   *[other] {" "}until { $until }
}. AWS will not renew it by itself: it is evidence for Seller Operations only.
watch-certificate-renews = The certificate for { $name } is issued{ $until ->
    [none] {""}
   *[other] {" "}until { $until }
}, and AWS renews it by itself.

private-dns-lost = AWS no longer takes { $name } as yours ({ $state }).
    .why = It was verified before. Until it is again, AWS refuses new connections by this name; those that stand go on.
    .next = See that every name server answers the record below, then start the verification again.
submission-cut-hides = Once { $cut } is handed over, your record { $name } is out of sight.
    .why = The handover puts Seller Operations’ zone before yours. AWS looks for this record when it renews the certificate, months from now. The package asks Seller Operations to put it into their zone ({ $value }).
    .next = Send the package as it is. After the handover Gangway looks whether all their name servers have the record.

certificate-timed-out = AWS waited 72 hours for the certificate’s records and gave up.
    .why = This request can’t be revived, and its records prove nothing any more.
    .next = Approve the new request below. Then publish the records that it shows; records of the old request that are not among them can go.

## The launch
launch-awaited = Seller Operations have not launched the service in { $region } yet.
    .why = AWS still gives it the name { $base }. Gangway looks every few minutes while the onboarding is open.
    .next = If days go by, write to Seller Operations and name your case number.
launch-rehearse = The service is launched in { $region } under your name. Nobody is connected to it yet.
    .why = Only an endpoint has a public name of its own below it.
    .next = Rehearse once more from a second account, now with the name that customers will use.
launch-name-leads-nowhere = The endpoint’s name { $name } leads nowhere.
    .why = The service in { $region } is launched under your name, but name servers on the Internet know nothing of the endpoints below it.
    .next = Ask Seller Operations whether the names of endpoints are in their zone.
launch-resolves = { $name } leads to { $addresses }: the service in { $region } is launched and its names work.
    .next = Rehearse once more from a second account, now with the name that customers will use.
evidence-launch = The endpoint service in { $region } has the name { $base }.
