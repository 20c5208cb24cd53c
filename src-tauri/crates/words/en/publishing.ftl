# Records that are published in Route 53 from here.

waiting-publish-approval = Your turn: approve that { $count ->
    [one] the record is
   *[other] the records are
} published in Route 53.
    .usually = Once approved, this usually takes about a minute.
waiting-publish-sync = Route 53 is bringing the record to its name servers.
    .usually = This usually takes about a minute.

publish-other = At { $name } stands something else already: { $found }
    .why = Gangway never replaces a record that somebody else made. Wanted there: { $wanted }
    .next = Ask whoever made it whether it may go, or publish yours by hand with the texts below.
publish-other-now = { $name } was not published: something else has come to stand there, { $found }
    .why = Gangway never replaces a record that somebody else made, and looks right before it publishes one.
    .next = Ask whoever made it whether it may go. Then go on.
publish-not-asked = The Route 53 zone { $zone } ({ $id }) is one that nobody asks.
    .why = Your domain is served by { $asked }; this zone’s name servers are { $servers }. Whatever is published in it is never seen.
    .next = Publish the record where your domain is really served, with the texts below. Or have the domain’s name servers set to this zone’s, if that is what it was made for.
publish-no-zone = The zone { $zone } is not in Route 53 of account { $account }.
    .why = It is served by { $asked }, so that { $name } can’t be published from here.
    .next = Choose the profile of the account that has the zone under “{ ui-access }”, or publish the record by hand with the texts below.
publish-unseen = Whether { $name } can be published in Route 53 could not be seen.
    .why = { $why ->
        [aws-access-denied] The profile may not look at hosted zones.
        [role-unusable] The profile for the DNS zone can’t be used now.
        [role-identity-changed] The profile for the DNS zone leads to another account now.
       *[other] The question was not answered ({ $why }).
    }
    .next = Put that right and look again, or publish the record by hand with the texts below.
publish-not-asked-now = { $name } is no longer published: the zone that is asked for it is another one by now.
    .why = Since the plan was made, the domain’s name servers or the Route 53 zone have changed.
    .next = Look again; the plan is made anew from what is there now.

## The choice
ui-publish-who = Who publishes the records
    .text = It holds for all records of this onboarding. Nothing is published before you approve it.
ui-publish-elsewhere = I do, or the colleague who looks after our DNS
    .text = The records, a message and other forms of them are below.
ui-publish-route53 = Gangway, in Amazon Route 53
ui-publish-through-own = In account { $account }, with the profile of this onboarding.
ui-publish-through = In account { $account }, with the profile { $profile }.
ui-publish-through-other = Use another profile
ui-hosted-absent = The zone { $zone } ({ $id }) in account { $account } is the one that is asked. The record can be published there.
ui-hosted-there = The record stands in the zone { $zone } ({ $id }) in account { $account }.
ui-hosted-syncing = The record stands in the zone { $zone } ({ $id }); Route 53 is bringing it to its name servers.
ui-hosted-other = In the zone { $zone } ({ $id }) something else stands at this name. It stays.
ui-hosted-not-asked = Nobody asks the zone { $zone } ({ $id }) in account { $account }. Nothing is published there.
ui-hosted-no-zone = The zone { $zone } is not in Route 53 of this account.
ui-hosted-unseen = This could not be seen in Route 53.
