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
        [cut] it ends the connection without an answer
        [noTcp] its answer does not fit into UDP, and over TCP none comes
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
        [cut] it ends the connection without an answer
        [noTcp] its answer does not fit into UDP, and over TCP none comes
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
        [cut] it ends the connection without an answer
        [noTcp] its answer does not fit into UDP, and over TCP none comes
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
delegation-signatures = The zone's signatures (DNSSEC) at { $servers } are not valid ({ $why ->
        [expired] their time is over
        [notYet] their time has not begun, by this computer's clock
       *[missing] there are none
    }).
    .why = There is a DS record for it, so resolvers that check signatures refuse the whole name.
    .next = Ask whoever runs these servers to sign the zone anew, or delete the DS record.
delegation-zone-at-parent = Your own name servers ({ $servers }) have a zone named { $name } and answer from it.
    .why = Who asks them never gets to AWS's name servers: the names that customers call are not in your copy.
    .next = Delete the zone { $name } in your DNS, and publish the NS records for it in the zone { $zone }.
delegation-wrong-level = { $found } is delegated to AWS's name servers instead of { $name }.
    .why = They have no zone of that name, so everything at and below { $found } is gone.
    .next = Delete the NS records at { $found } and add them at { $name }.
delegation-wildcard-above = A wildcard record answers for { $name }, with an alias to { $target }.
    .why = Customers get that answer until the name is delegated. The delegation then counts, and the wildcard does not.
    .next = Nothing has to be deleted: add the NS records.
delegation-records-at-name = There are records of the kind { $kinds } at { $name } itself.
    .why = The delegation hides them: from then on only AWS's name servers answer for the name.
    .next = If somebody needs them, move them to another name. Then delete them in the zone { $zone }.
delegation-records-below = Your zone { $zone } holds records below { $name }.
    .why = The delegation hides them: from then on only AWS's name servers answer for these names. The certificate's record is one of them.
    .next = Send those that are still needed to Seller Operations, and ask them to publish them. Move the others to another name.
delegation-server-alias = The name server { $server } is an alias (CNAME) of { $target }.
    .why = A name server's name must not be an alias; many resolvers don't use such a server.
    .next = Publish the server's own name, as Seller Operations' mail has it.
delegation-serials-differ = The servers of { $name } hold different editions of it: { $serials }.
    .why = Customers get the old or the new one, by chance.
    .next = Look again in ten minutes. If it stays, tell Seller Operations.
delegation-remembered = Resolvers may go on giving the old answer for up to { $minutes ->
        [one] one minute
       *[other] { $minutes } minutes
    } after a change.
    .why = They remember what they were told, also that there is nothing.
    .next = Look again after that time. Gangway itself asks the name servers and sees a change at once.
delegation-ipv6-not-checked = Name servers' IPv6 addresses could not be asked from here.
    .why = This computer's network has no way to them. That says nothing about the servers.
    .next = Nothing has to be done. To be certain, look from a network with IPv6.
delegation-domain-unknown = The domain that { $name } belongs to is not in DNS.
    .why = The registry ({ $zone }) knows no name servers for it: it is not registered, has expired, or is spelled in another way.
    .next = Compare the spelling with your domain, and ask whoever registered it.
delegation-seen-less = Port 53 is blocked here, so public resolvers ({ $resolvers }) were asked over HTTPS. They see less.
    .why = They answer from memory, and for whichever server they asked: a server that is out of order, a missing name server or an old copy of your zone stays hidden.
    .next = Look again from a network that lets DNS through before you rely on it.
delegation-resolvers-fail = Public resolvers can't find { $name }: they give up with an error (SERVFAIL).
    .why = The name servers that are published for it do not serve it, or its signatures are wrong. Which it is, can't be seen from here.
    .next = Look again from a network that lets DNS through: Gangway then names the server.
delegation-changes = To be changed in the zone { $zone } (+ add, - delete):
delegation-remembered-until = Resolvers may give the old answer until { $until }, if it is changed now.
delegation-trace = Every question and its answer, in the order of the answers:
delegation-resolvers-differ = Public resolvers do not say the same about { $name }. Together they name: { $found }.
    .why = Some still remember the old answer, or servers disagree.
    .next = Look again in an hour, or from a network that lets DNS through.

## Network and servers
network-vpc-gone = The network { $vpc } is no longer there.
    .why = It was deleted, or it is in another Region.
    .next = Choose another network.
network-subnet-gone = A chosen subnet of { $vpc } is no longer there.
    .why = Someone deleted it.
    .next = Choose the subnets again.
network-subnet-full = The subnet { $subnet } has { $free } free addresses; a new load balancer needs { $needed }.
    .why = AWS would refuse to create the load balancer in it.
    .next = Choose another subnet in that zone, or ask IT to free some addresses.
network-zone-unusable = The zone { $zone } is not one in which a load balancer can stand.
    .why = Local and Wavelength Zones have no Network Load Balancers.
    .next = Choose a subnet in another zone.
network-zones-missing = { $count ->
    [one] One zone of the Region has no subnet chosen: { $zones }.
   *[other] { $count } zones of the Region have no subnet chosen: { $zones }.
}
    .why = Customers whose networks lie only in those zones can’t create an endpoint there.
    .next = Choose a subnet in every zone where you can.
instances-none = There is no server (EC2 instance) in the chosen network.
    .why = Nothing could answer your customers.
    .next = Choose the network in which your servers run, or ask IT to start some there.
instances-gone = The server { $instance } is no longer there.
    .why = It was terminated, or replaced by another.
    .next = Choose the servers again.
instances-not-running = The server { $instance } is { $state }.
    .why = The load balancer sends connections only to running servers.
    .next = Have it started, or choose another.

## Product
product-no-private-name = There is no private DNS name.
    .why = Customers’ programs will have to call the long name of their endpoint.
    .next = AWS recommends one. Enter the name that they call today, if you can.
product-private-name-above-service = The private DNS name { $private } is the service DNS name or stands above it.
    .why = In your customers’ networks, names below { $private } that have nothing to do with this service would no longer be found.
    .next = Choose a name beside it, such as api.example.com next to api.vpce.example.com.

## Load balancer
load-balancer-gone = The chosen load balancer is no longer there.
    .why = Someone deleted it.
    .next = Choose another one, or create a new one.
load-balancer-failed = AWS could not set up the load balancer { $name }.
    .why = Its state is “failed”.
    .next = Show this to the people who look after your AWS account; choose another name and create it anew.
load-balancer-impaired = The load balancer { $name } works with reduced capacity.
    .why = AWS could not get all the resources that it needs; customers may see slow or failing connections.
    .next = It often heals by itself. Look again later; if it stays, ask AWS Support.
load-balancer-internet-facing = The load balancer { $name } is reachable from the internet.
    .why = It works, but your service has a second, public door that PrivateLink does not need.
    .next = Create an internal one for PrivateLink.
load-balancer-taken = The load balancer { $name } already serves { $service }.
    .why = A load balancer can serve one endpoint service only.
    .next = Use that endpoint service, or create another load balancer.
load-balancer-other-vpc = The load balancer { $name } stands in another network: { $vpc }.
    .why = Servers of the chosen network can’t be reached from it.
    .next = Choose a load balancer of the chosen network, or create a new one.
load-balancer-zones-missing = The load balancer { $name } lacks { $count ->
    [one] one of the chosen zones.
   *[other] { $count } of the chosen zones.
}
    .why = Customers in those zones can’t create an endpoint for your service.
    .next = Have the zones added to the load balancer.
load-balancer-listener-protocol = Port { $port } is in use with { $protocol }.
    .why = A load balancer has one listener per port, and this one speaks another protocol than you chose.
    .next = Choose another port, or that protocol.
load-balancer-listener-no-target-group = The listener on port { $port } leads to no servers.
    .why = Customers would be connected to nothing.
    .next = Choose another port, or have a target group given to the listener.
load-balancer-other-targets = { $count ->
    [one] One of your chosen servers is
   *[other] { $count } of your chosen servers are
} not behind this load balancer yet.
    .why = It was set up for other servers.
    .next = The plan puts them on its list.

## Endpoint service
endpoint-service-gone = The chosen endpoint service is no longer there.
    .why = Someone deleted it.
    .next = Choose another one, or create a new one.
endpoint-service-other-load-balancer = The endpoint service { $service } stands for another load balancer.
    .why = Customers would arrive there and not at the one of this onboarding.
    .next = Choose that load balancer, or create a new endpoint service.
endpoint-service-acceptance-differs = The endpoint service { $service } handles new connections differently from your answer.
    .why = An existing endpoint service is left as it is.
    .next = Change your answer to match, or have the endpoint service changed.
endpoint-service-zones-missing = The endpoint service does not reach these zones of its load balancer: { $zones }.
    .why = Zones that are added to a load balancer later reach its endpoint service only after it was stored again.
    .next = Have the endpoint service stored again (ModifyVpcEndpointServiceConfiguration, with nothing but its id).
endpoint-service-state = The endpoint service is in the state “{ $state }”.
    .why = Only an available one takes connections.
    .next = Look again in a minute; if it stays, create a new one.

## Reachability
reachability-no-listener = The load balancer has no listener.
    .why = It answers nobody.
    .next = Go to “Load balancer” and have the listener created.
reachability-no-targets = There are no servers behind the load balancer.
    .why = Connections would lead nowhere.
    .next = Go to “Load balancer” and have your servers put on its list.
reachability-target-unhealthy = The server { $target } does not answer on port { $port }.
    .why = The load balancer’s health check says: { $description } ({ $reason })
    .next = See that the program listens on this port and that the server’s security group lets the load balancer in.
reachability-none-healthy = None of the { $count } servers answers.
    .why = All of your customers would get time-outs.
    .next = See that your program listens on the chosen port and that the servers’ security groups let the load balancer in.
reachability-zone-unserved = No healthy server for customers in { $zones }.
    .why = Balancing across zones is off, so customers’ connections in these zones will time out.
    .next = Choose a server in each zone, or turn on cross-zone load balancing under “Load balancer”, in the advanced settings.
reachability-refused = The load balancer refuses connections on port { $port } from this computer.
    .why = Something on the way answers for it, and says no; customers’ connections may meet the same.
    .next = See that the load balancer has a listener on this port.
reachability-no-way = This computer has no way to the load balancer.
    .why = Internal load balancers have private addresses; without a VPN into the network nothing comes back. It says nothing about the service.
    .next = Nothing to do. With a way into the network, look again; the rehearsal proves the rest.
reachability-no-tls = Port { $port } takes connections, but no TLS.
    .why = A customer who calls with TLS gets an error in the handshake.
    .next = Choose a TLS listener under “Load balancer”, or have your server speak TLS.
reachability-certificate-name = The certificate that is shown does not cover { $expected }.
    .why = It was made for: { $names }. Customers’ programs refuse to go on.
    .next = Choose another certificate for the listener, or put one that covers the name on your server.
reachability-certificate-trust = This computer does not trust the certificate that is shown: { $why ->
        [unknownAuthority] it does not know who issued it
        [expired] its time is over, or has not begun
       *[wrong] something about it is wrong
    }.
    .why = It was made for: { $names }. Customers’ programs will see it the same way, unless they know its issuer.
    .next = Use a public certificate, or tell your customers whom to trust.
reachability-status = { $path } answers with status { $status }, not { $expected }.
    .why = You said that { $expected } shows that the service works.
    .next = Look into your service’s log, or change the request if another one shows it better.
reachability-no-http = { $path } gets no HTTP answer.
    .why = The connection stands, but what comes back is no HTTP, or nothing comes.
    .next = See that your service speaks HTTP on this port, and whether it wants TLS.
reachability-not-probed = To be proven by the rehearsal: a connection through PrivateLink.
    .why = Only from a customer’s network can it be seen that the endpoint, the names and the permissions work together.
    .next = Try it from a second account, under “Rehearsal”.

## Certificate
certificate-other-name = The certificate does not cover { $name }.
    .why = Seller Operations will send the submission back.
    .next = Choose another certificate, or request a new one.
certificate-no-wildcard = The certificate does not cover the names below { $name }.
    .why = Customers whose programs check the certificate will see an error when they call their endpoint’s own name.
    .next = Request a new one; Gangway includes those names.
certificate-imported = The certificate was imported from elsewhere.
    .why = AWS does not renew imported certificates.
    .next = Request one from AWS instead; public certificates cost nothing.
certificate-not-renewed = AWS will not renew this certificate by itself.
    .why = AWS renews only certificates that one of its services uses (a TLS listener, say) or that were exported. This one is evidence for Seller Operations only, so it runs out{ $until ->
        [none] .
       *[other] {" "}on { $until }.
    }
    .next = Note the day, request a new one in time, and send it to Seller Operations; or use it for a TLS listener.
certificate-expires = { $days ->
        [0] The certificate runs out today.
        [one] The certificate runs out in one day.
       *[other] The certificate runs out in { $days } days.
    }
    .why = From then on, customers whose programs check it can’t connect, and Seller Operations can’t accept it.
    .next = See that its records below are still published, so that AWS can renew it; or request a new one.
certificate-renewal-waits = AWS wants to renew the certificate and does not find its record.
    .why = { $days ->
        [one] The certificate runs out in one day.
       *[other] The certificate runs out in { $days } days.
    } AWS looks for the same record as at the first time, and renews as soon as it is there.
    .next = Publish the record that is missing below. If its name has been delegated, ask Seller Operations to publish it in their zone.
certificate-renewal-failed = AWS could not renew the certificate{ $reason ->
        [CAA_ERROR] : a CAA record of your domain forbids Amazon to issue certificates.
       *[other] {" "}({ $reason }).
    }
    .why = { $days ->
        [one] The certificate runs out in one day.
       *[other] The certificate runs out in { $days } days.
    }
    .next = Put the reason right and request a new certificate.
certificate-caa = Your DNS forbids Amazon to issue a certificate for { $name }.
    .why = The CAA records at { $owner } name who may issue certificates for it and for the names below it, and Amazon is not among them: { $records }. The request would fail with CAA_ERROR.
    .next = Before you request the certificate, have this record added: { $record }
certificate-caa-renewal = Your DNS forbids Amazon to renew the certificate for { $name }.
    .why = The CAA records at { $owner } name who may issue certificates, and Amazon is no longer among them: { $records }. The renewal would fail with CAA_ERROR.
    .next = Have this record added: { $record }
certificate-failed = The certificate was not issued ({ $status }). { $reason ->
    [CAA_ERROR] A CAA record of your domain forbids Amazon to issue certificates.
    [NO_AVAILABLE_CONTACTS] AWS found nobody to ask by mail; Gangway asks by DNS.
    [ADDITIONAL_VERIFICATION_REQUIRED] AWS wants to verify more about this domain; write to AWS Support.
    [DOMAIN_NOT_ALLOWED] A list of unsafe sites has the domain; write to AWS Support.
    [INVALID_PUBLIC_DOMAIN] The domain is not a public one.
    [DOMAIN_VALIDATION_DENIED] Somebody said no to it by mail; Gangway asks by DNS.
    [PCA_LIMIT_EXCEEDED] A quota of the private authority is used up.
    [SLR_NOT_FOUND] A role that ACM needs is missing in your account.
    [none] { $status ->
        [EXPIRED] It has run out.
        [REVOKED] It was revoked.
       *[other] AWS gives no reason.
    }
   *[other] AWS gives this reason: { $reason }
}
    .why = Without it the submission is not complete.
    .next = Put the reason right, then request a new one.

## Private DNS name
private-dns-not-set = The endpoint service does not have the private DNS name { $name } yet.
    .why = It was created without it, or with another one.
    .next = Go to “Endpoint service” and have the name set.
private-dns-failed = AWS could not verify that { $name } is yours.
    .why = The record was missing or different when AWS looked.
    .next = See that all name servers answer the record below, then start the verification again.
private-dns-record-gone = The record that proves { $name } is no longer there.
    .why = If AWS looks again and misses it, new connections are refused.
    .next = Publish the record again and leave it in place.
private-dns-record-partly = Some of your name servers do not answer the record that proves { $name }.
    .why = If AWS looks again and asks one of them, new connections are refused.
    .next = Each server’s answer is listed with the record. Ask whoever runs your DNS to look at those that lack it, and leave the record in place.
private-dns-publish-first = First publish the record for { $name }.
    .why = AWS looks for it once, soon after it is asked. If a name server does not answer it by then, the verification fails.
    .next = Publish the record shown above. The button appears here as soon as every name server of your domain answers it.
private-dns-none = You chose no private DNS name.
    .why = There is nothing to prove.
    .next = You can add one under “Product and company”.

## Delegation
delegation-partly = The delegation is only in part there.
    .why = Some customers will find the names below it, others won’t.
    .next = Put right what is listed below.
delegation-broken = The delegation is there, but it does not work.
    .why = Names below it are found by nobody, or not by everyone.
    .next = Put right what is listed below.
delegation-unknown = The delegation could not be looked up.
    .why = No name server gave a usable answer.
    .next = Look again in a minute, perhaps from another network.
delegation-not-route53 = { $server } does not look like a name server of AWS.
    .why = Seller Operations use Route 53, whose servers are named like ns-123.awsdns-45.com.
    .next = Compare it with Seller Operations’ mail.
delegation-hides-renewal = The record { $name } is no longer found.
    .why = It stands below the name that you handed over. AWS will miss it when the certificate is to be renewed, months from now.
    .next = Ask Seller Operations to keep this record in their zone. The package asks for it, too.

## Allow list
allow-list-empty = No account is allowed yet.
    .why = No customer will find your service.
    .next = Add your first customers’ accounts; more can follow at any time.
allow-list-everyone = Everyone is allowed (*).
    .why = Customers no longer see your service in their lists, and without acceptance anyone can connect.
    .next = Prefer single accounts.
allow-list-only-in-aws = { $count ->
    [one] One account is allowed at AWS but not on your list.
   *[other] { $count } accounts are allowed at AWS but not on your list.
}
    .why = Someone added them elsewhere. Gangway leaves them alone until you decide.
    .next = Take them over onto your list if they are customers, or have them removed.
allow-list-refused = { $count ->
    [one] AWS refuses one account
   *[other] AWS refuses { $count } accounts
} on your list.
    .why = These customers can’t connect. The others are not affected.
    .next = See which ones and why, put them right, then try again.
allow-list-long = { $count } accounts are to be added or removed at AWS.
    .why = That is more than one call, so it is applied in batches that you can pause and go on with.
    .next = Apply it on the page of the allow list, or with “gangway-cli allow-list apply”.
allow-list-connections-stay = { $count ->
    [one] One account is
   *[other] { $count } accounts are
} taken off the list, but connections that exist stay.
    .why = AWS checks the list only for new endpoints.
    .next = Reject the connections as well, if they are to end.

## Other servers, and load balancers that exist
instances-address-unknown = { $address } belongs to none of the servers seen here.
    .why = It may be a container’s address. Those change whenever the container starts again, and customers then reach nobody.
    .next = If containers answer there, let your cluster keep a target group, and choose that one instead.
instances-alb-gone = The Application Load Balancer { $arn } is not there any more.
    .why = It was deleted, or belongs to another network.
    .next = Choose another one.
instances-alb-state = The Application Load Balancer “{ $name }” is { $state }.
    .why = Until it is active, it answers nobody.
    .next = Wait for it, or look into it in the AWS console.
instances-target-group-gone = The target group { $arn } is not there any more.
    .why = It was deleted, or belongs to another network.
    .next = Choose another one.
instances-target-group-kept = “{ $name }” is used as it is.
    .why = { $keeper ->
        [none] Whoever keeps it puts servers in and takes them out.
       *[other] { $keeper } puts servers in and takes them out.
    } Gangway changes nothing in it.
    .next = Nothing.
instances-target-group-used = “{ $name }” serves the load balancer { $arn } already.
    .why = A target group belongs to one load balancer.
    .next = Choose that load balancer in the next task, or another target group here.
load-balancer-drops-customers = “{ $name }” checks its security group’s rules against customers’ own addresses.
    .why = Connections over PrivateLink then come from addresses in customers’ networks, which no rule of yours knows. They are dropped without a word.
    .next = Turn the check off for PrivateLink: approve the change above, or say below that this load balancer is yours to change. The allow list still decides who connects.
load-balancer-other-target-group = The listener on port { $port } forwards to another target group.
    .why = The one that you chose gets no connection.
    .next = Choose another port, or have the listener changed.

## Review and submission
review-task-open = Not done yet: { $task ->
    [product] “{ step-product }”
    [network] “{ step-network }”
    [instances] “{ step-instances }”
    [load-balancer] “{ step-load-balancer }”
    [endpoint-service] “{ step-endpoint-service }”
    [reachability] “{ step-reachability }”
    [certificate] “{ step-certificate }”
    [private-dns] “{ step-private-dns }”
    [delegation] “{ step-delegation }”
    [allow-list] “{ step-allow-list }”
    [rehearsal] “{ step-rehearsal }”
    [review] “{ step-review }”
   *[submission] “{ step-submission }”
}.
    .why = The package would lack something that Seller Operations ask for.
    .next = Open the task and finish it.
review-task-open-in = Not done yet in { $region }: { $task ->
    [product] “{ step-product }”
    [network] “{ step-network }”
    [instances] “{ step-instances }”
    [load-balancer] “{ step-load-balancer }”
    [endpoint-service] “{ step-endpoint-service }”
    [reachability] “{ step-reachability }”
    [certificate] “{ step-certificate }”
    [private-dns] “{ step-private-dns }”
    [delegation] “{ step-delegation }”
    [allow-list] “{ step-allow-list }”
    [rehearsal] “{ step-rehearsal }”
    [review] “{ step-review }”
   *[submission] “{ step-submission }”
}.
    .why = The package would lack something that Seller Operations ask for.
    .next = Open the task and finish it.
review-no-rehearsal = Nobody has tried the connection as a customer.
    .why = AWS’s checklist asks whether the service was tested.
    .next = Try it from a second account, and say so under “Rehearsal”. It is not required for making the package.
submission-package-first = First make the package.
    .why = You read what leaves your computer before it is sent.
    .next = Press “{ ui-package-make }” above.
submission-package-stale = Your answers have changed since the package was made.
    .why = It says something else than you do now.
    .next = Press “{ ui-package-make-again }” above, and read what is different.
submission-package-save = First save the package to a folder.
    .why = The contact form wants its text, and you keep what you handed in.
    .next = Press “{ ui-package-save }” above.
submission-hand-in = The package lies in { $path }.
    .why = Gangway can’t see whether you handed it in.
    .next = Paste its text into AWS’s contact form, or send it with your mail program.
submission-maybe-sent = The package was perhaps sent.
    .why = The connection broke after the content went out (Message-ID { $messageId }).
    .next = Ask Seller Operations whether it arrived, then say so below. Gangway does not send it a second time by itself.
submission-not-sent = The package was not sent.
    .why = The mail server did not take it.
    .next = Send it again; nothing arrived.
delivery-attested = You said that it arrived.
delivery-denied = You said that it did not arrive.

load-balancer-target-port = The load balancer passes connections on to port { $found }, and you said that your servers listen on port { $wanted }.
    .why = The port of its list of servers (target group) was fixed when the list was made. Connections would reach a port where nobody answers.
    .next = Answer port { $found } under “Servers” if that is right. If { $wanted } is right, choose another port for the load balancer: a new list is made for it.

## Quotas, before a plan is approved
quota-exceeded = The plan makes { $more } more { $limit ->
        [vpcs] networks (VPCs)
        [subnets-per-vpc] subnets
        [interface-endpoints-per-vpc] interface endpoints
        [network-load-balancers] network load balancers
        [listeners-per-network-load-balancer] listeners
        [targets-per-network-load-balancer] servers
       *[other] { $limit }
    } than { $used } in { $name }, and your account allows { $most }.
    .why = AWS would refuse what is beyond that; what comes before it would be made.
    .next = Ask AWS for more under “Service Quotas” in its console before you approve, or use what is there.
quota-used-up = With this plan, { $name } has all the { $limit ->
        [vpcs] networks (VPCs)
        [subnets-per-vpc] subnets
        [interface-endpoints-per-vpc] interface endpoints
        [network-load-balancers] network load balancers
        [listeners-per-network-load-balancer] listeners
        [targets-per-network-load-balancer] servers
       *[other] { $limit }
    } that your account allows: { $most }.
    .why = AWS will refuse the next one.
    .next = Nothing has to be done now. For more later, ask AWS under “Service Quotas” in good time.
quota-unknown = Whether your account allows more { $limit ->
        [vpcs] networks (VPCs)
        [subnets-per-vpc] subnets
        [interface-endpoints-per-vpc] interface endpoints
        [network-load-balancers] network load balancers
        [listeners-per-network-load-balancer] listeners
        [targets-per-network-load-balancer] servers
       *[other] { $limit }
    } is not known.
    .why = { $reason ->
        [aws-access-denied] You are not allowed to ask AWS for your quotas.
       *[other] AWS gave no usable answer to the question for your quotas.
    }
    .next = Go on: AWS refuses what is too much, and Gangway says so. The policy for the survey has the permission to ask.
