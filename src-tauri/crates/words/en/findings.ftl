# findings

# Records and delegation (crate dns).

record-zone-name-twice = The record stands at { $found } instead of { $name }.
    .why = The DNS panel has put the zone's name behind a name that already had it, so nobody finds the record.
    .next = Delete it and enter the name without the zone's part, or with a dot at its end.
record-missing-final-dot = The record points to { $found }, which has your zone's name added at its end.
    .why = The DNS panel has taken the target for a name inside your zone.
    .next = Enter the target again with a dot at its end.
record-quoted = The value is there with quotation marks in it: { $found }.
    .why = AWS compares the value letter by letter.
    .next = Enter the value without quotation marks.
record-other-case = The value is there with other capital letters: { $found }.
    .why = AWS compares the value letter by letter.
    .next = Copy the value again; some DNS panels have a switch that keeps capital letters.
record-server-failed = The name server { $server } gives no usable answer ({ $why ->
        [silent] it does not answer
        [closed] nothing listens there
        [garbled] its answer is not DNS
        [refused] it refuses the question
        [serverFailure] it has a problem of its own
        [notAuthoritative] it is not responsible for the zone
        [noAddress] its name has no address
       *[other] { $why }
    }).
    .why = Whoever happens to ask this server does not find the record.
    .next = Ask whoever runs the zone's name servers to look at this one.

delegation-live = { $name } is delegated to the { $servers } name servers of AWS, and all of them answer.
delegation-not-delegated = { $name } is not delegated yet: the zone { $zone } has no name server (NS) records for it.
    .why = The names that customers will call can't be found until it is.
    .next = Add the NS records in the zone { $zone }.
delegation-partial-set = Only { $published } of { $expected } name servers are published. Missing: { $missing }.
    .why = It works until one of them is out of order, then it fails for everybody at once.
    .next = Add the missing NS records; one name can have several.
delegation-wrong-server = { $server } is published, but is not one of the name servers from AWS.
    .why = Some of your customers are sent to a server that does not know the name.
    .next = Delete this NS record.
delegation-missing-final-dot = { $found } is published instead of { $server }.
    .why = The DNS panel has added your zone's name at the end, so the server does not exist.
    .next = Enter { $server } with a dot at its end.
delegation-zone-name-twice = The NS records stand at { $found } instead of { $name }.
    .why = The DNS panel has put the zone's name behind a name that already had it.
    .next = Delete them and enter the name without the zone's part, or with a dot at its end.
delegation-lame = { $server } does not serve the name over { $over } ({ $why ->
        [silent] it does not answer
        [closed] nothing listens there
        [garbled] its answer is not DNS
        [refused] it refuses: the zone is not there yet
        [serverFailure] it has a problem of its own
        [notAuthoritative] it does not have the zone
        [noAddress] its name has no address
       *[other] { $why }
    }).
    .why = Part of your customers' look-ups go to this server and fail.
    .next = Compare the name with the mail from Seller Operations. If it is right, tell them that this server does not answer for the zone.
delegation-parents-disagree = The name servers of your zone do not say the same. These differ: { $servers }.
    .why = Part of your customers get the old answer.
    .next = Wait ten minutes and look again. If it stays, ask whoever runs your DNS why the zone is not copied to these servers.
delegation-parent-failed = Your zone's name server { $server } gives no usable answer ({ $why ->
        [silent] it does not answer
        [closed] nothing listens there
        [garbled] its answer is not DNS
        [refused] it refuses the question
        [serverFailure] it has a problem of its own
        [notAuthoritative] it is not responsible for the zone
        [noAddress] its name has no address
       *[other] { $why }
    }).
    .why = Nobody can tell what it will say when it answers again.
    .next = Ask whoever runs your DNS to look at this server.
delegation-children-disagree = AWS's servers name another set of name servers than the one you were given: { $found } (seen at { $servers }).
    .why = It works, but a later change by AWS could miss you.
    .next = Ask Seller Operations which set is right.
delegation-cname-at-name = There is an alias (CNAME) at { $name }, to { $target }.
    .why = A name can't be an alias and delegated at the same time; the delegation has no effect.
    .next = Delete the CNAME record.
delegation-ds-without-dnskey = There is a DS record at { $name } that fits none of the zone's keys.
    .why = Resolvers that check signatures (DNSSEC) refuse the whole name: for their users it does not exist.
    .next = Delete the DS record.
