# Sections, tasks and their fields. "step-X" is a task's name, ".for" says in two sentences what it is for. "label-X" is a field's label.

section-product = Product
section-aws-set-up = AWS set-up
section-names = Names
section-customers = Customers
section-rehearsal = Rehearsal
section-submission = Submission

step-product = Product and company
    .for = Tell Gangway which AWS Marketplace product this is about and under which names customers will reach it. Seller Operations get these answers, and the next tasks build on them.
step-network = Network
    .for = Choose the network (VPC) in which your servers run, and one subnet per zone for the load balancer. The more zones you choose, the more customers can connect without a detour.
step-instances = Servers
    .for = Choose the servers that answer your customers, and the port on which they listen. The load balancer will send connections to them.
step-load-balancer = Load balancer
    .for = The front door of your service (Network Load Balancer) takes connections from your customers’ endpoints. It passes them to your servers and leaves out those that do not answer.
step-endpoint-service = Endpoint service
    .for = The endpoint service makes your load balancer reachable over AWS PrivateLink. Its name goes to Seller Operations, and customers will create endpoints for it.
step-reachability = Reachability
    .for = Proof that the load balancer reaches a healthy server in every zone. A zone without one means time-outs for the customers there.
step-certificate = Certificate
    .for = The certificate (AWS Certificate Manager) proves that the service DNS name is yours. Seller Operations ask for it in every case.
step-private-dns = Private DNS name
    .for = Customers’ programs can keep calling your usual name, and reach you through the private connection. A record in your DNS proves to AWS that the name is yours.
step-delegation = Delegation
    .for = Hand the service DNS name to the name servers that Seller Operations send you. From then on, AWS answers for the names below it.
step-allow-list = Allow list
    .for = The AWS accounts that may find your service and connect to it. Customers who are not on the list see an error that says it does not exist.
step-rehearsal = Rehearsal
    .for = Try the connection from a second account, as a customer would. Seller Operations ask whether you did.
step-review = Review
    .for = Every answer on one page, with what proves it. Change what is not right; each link leads back here.
step-submission = Submission
    .for = The package holds what Seller Operations need, and nothing else. Read it, then send it by mail or paste it into AWS’s contact form.

## Product and company
ui-product-group-listing = Listing
ui-product-group-company = Company and contact
ui-product-group-names = Names
ui-product-group-region = Region
label-title = Product title
    .hint = As it stands in AWS Marketplace.
label-productId = Product id
    .example = prod- and 13 letters or digits, such as prod-abcdefghijklm
label-visibility = Visibility of the listing
    .hint = Seller Operations start only when the listing is in Limited or Public visibility.
ui-visibility-limited = Limited
    .text = Only accounts that you allowed see the listing.
ui-visibility-public = Public
    .text = Everyone sees the listing.
ui-visibility-draft = Still a draft
    .text = Publish the listing with Limited visibility first. You can prepare everything else meanwhile.
label-companyName = Company name
    .hint = As it is registered with AWS Marketplace; Seller Operations verify it.
label-contactName = Contact
    .hint = Who answers Seller Operations’ questions.
label-contactMail = Contact’s mail address
    .example = name@example.com
label-contactPhone = Contact’s phone number
label-serviceDnsName = Service DNS name
    .hint = A subdomain of your domain that you hand over to Seller Operations. Your website stays where it is.
    .example = At least three parts, at most 64 characters, such as api.vpce.example.com
label-privateDnsName = Private DNS name
    .hint = The name that your customers’ programs already call. With it they need no change.
    .example = Such as api.example.com
label-region = Region
    .hint = Where your servers run. Customers in the same Region can connect.
ui-choose-region = Choose a Region
label-moreRegions = More Regions
    .hint = Each one gets its own network, servers, load balancer and endpoint service, set up by you with the same tasks.
ui-choose-more-regions = Add Regions
ui-names-drawing = What your customers will call
ui-names-customer-types = Customers call
ui-names-endpoint = Their endpoint
ui-names-arrives = Arrives at
ui-names-your-load-balancer = your load balancer

## Network
ui-network-no-vpc = There is no network (VPC) in this Region yet. Gangway can make one.
ui-network-new = Make a new network
    .text = With one subnet in each zone, for servers that do not exist yet. Networks cost nothing.
ui-network-more-zones = Also make a subnet in each zone that has none ({ $zones })
ui-network-new-subnets = Subnets that will be made
ui-network-new-subnet = Zone { $zone }
label-newVpcCidr = Addresses of the new network
    .hint = A range that no other network of yours uses. Gangway proposes a free one.
    .example = Between /16 and /28, such as 10.1.0.0/16
ui-network-vpcs = Networks (VPCs)
ui-network-subnets = Subnets
ui-network-zones = Zones
ui-network-vpc-holds = { $cidr }, { $subnets ->
    [one] { $subnets } subnet
   *[other] { $subnets } subnets
} in { $zones ->
    [one] { $zones } zone
   *[other] { $zones } zones
}
ui-network-default-vpc = default network
ui-network-choose-vpc = Choose a network
ui-network-no-subnet = This network has no subnets.
label-vpcId = Network (VPC)
label-subnetIds = Subnets for the load balancer
    .hint = One per zone. A new load balancer needs 8 free addresses in each.

## Servers
ui-instances-none = There are no servers (EC2 instances) in this network.
ui-instances-found = { $running } of { $total } servers are running, in { $zones ->
    [one] { $zones } zone
   *[other] { $zones } zones
}.
ui-instances-find = Find a server by name, id or zone
ui-instances-chosen = { $count ->
    [0] No server chosen
    [one] { $count } server chosen
   *[other] { $count } servers chosen
}
label-instanceIds = Servers that answer customers
    .hint = Choose servers in every zone of the load balancer.
label-kind = What answers your customers?
ui-servers-instances = Servers (EC2 instances)
    .text = Servers that run already.
ui-servers-targetGroup = A target group that is kept for me
    .text = Auto scaling, EKS or ECS puts servers in and takes them out. It is used as it is.
ui-servers-applicationLoadBalancer = An Application Load Balancer
    .text = With everything behind it.
ui-servers-addresses = Addresses
    .text = In this network, or in networks that it reaches.
ui-servers-launch = New servers (advanced)
    .text = From a launch template or an image that you name, one in each subnet.
ui-servers-choose = Choose one
ui-servers-no-alb = There is no Application Load Balancer in this network.
ui-servers-no-target-group = There is no target group for TCP or TLS in this network.
ui-servers-launch-note = Gangway starts one server in each subnet. What runs on it comes from the launch template or the image; AWS charges for servers by the second.
ui-servers-health = How health is checked
label-addresses = Addresses of your servers
    .hint = One per line.
    .example = Private IPv4 addresses, such as 10.1.2.3
label-applicationLoadBalancer = Application Load Balancer
label-targetGroup = Target group
label-launch-templateId = Launch template
    .hint = It says everything but the subnet.
    .example = Such as lt-0123456789abcdef0
label-launch-imageId = Image
    .example = Such as ami-0123456789abcdef0
label-launch-instanceType = Instance type
    .example = Such as t3.small
label-health-protocol = A server is well when
ui-health-tcp = it takes a connection
    .text = Enough for most services.
ui-health-http = it answers over HTTP
    .text = With a status that says so.
ui-health-https = it answers over HTTPS
    .text = The same, encrypted. Its certificate is not checked.
label-health-path = Path
    .example = Such as /health
label-health-statuses = Good statuses
    .example = Such as 200-399
label-port = Port
    .example = A number from 1 to 65535, such as 443

## Load balancer
ui-load-balancer-none = There is no Network Load Balancer in this Region yet.
ui-load-balancer-listens = It listens on { $ports }.
ui-load-balancer-zones = Zones { $zones }
ui-load-balancer-not-internal = It is reachable from the internet. PrivateLink needs an internal one.
ui-load-balancer-in-use = It already serves { $by }. A load balancer can serve one endpoint service.
ui-load-balancer-state-failed = AWS could not set it up.
ui-load-balancer-create = Create a new load balancer
    .text = Internal, in the subnets that you chose. AWS charges for it by the hour.
ui-targets = Servers and their health
label-choice = Which one?
label-choice-name = Name
label-protocol = Protocol
ui-protocol-tcp = TCP
    .text = Passes connections on as they are. Your servers keep their own certificates.
ui-protocol-tls = TLS
    .text = The load balancer itself answers with a certificate.
ui-protocol-tls-waits = A TLS listener needs an issued certificate in this Region. It is created once the certificate task is done.
label-crossZone = Cross-zone load balancing
    .hint = Lets a zone without a healthy server use the servers of other zones. AWS charges for the traffic between zones.
label-securityGroup = Security group
    .hint = Can’t be added or taken away later.
ui-security-group-create = Make one
    .text = It lets your own network in at this port. It is not applied to customers who come over PrivateLink: their addresses are not known beforehand, and the allow list decides about them.
ui-security-group-none = None
    .text = Whoever reaches the load balancer’s address may connect.
label-ipAddressType = Kinds of addresses
ui-addresses-ipv4 = IPv4
ui-addresses-dualstack = IPv4 and IPv6
    .text = Every subnet needs a range of IPv6 addresses.
ui-may-change-load-balancer = This load balancer is mine to change. Gangway may add zones to it, set its health check as answered, and have its security group not drop customers.
ui-cross-zone-toggle = Balance across zones

## Endpoint service
ui-endpoint-service-name = Endpoint service name
ui-endpoint-service-base-names = Names below which customers’ endpoints get theirs
ui-endpoint-service-count = { $count ->
    [0] There is no endpoint service in this Region yet.
    [one] { $count } endpoint service exists in this Region.
   *[other] { $count } endpoint services exist in this Region.
}
ui-endpoint-service-create = Create a new endpoint service
    .text = For the load balancer of this onboarding. Without customers it costs nothing.
label-acceptanceRequired = Do you want to accept each connection?
ui-acceptance-yes = Yes, I accept each connection
    .text = A customer’s new endpoint waits until you say yes. Recommended to begin with.
ui-acceptance-no = No, allowed accounts connect at once
    .text = The allow list alone decides.

label-reach = How are customers in other Regions served?
ui-regions-own = By an endpoint service in each Region
    .text = As AWS’s guide has it: add the Region to your product, and it gets a load balancer, servers and an endpoint service.
ui-regions-shared = From this Region (cross-Region access)
    .text = One endpoint service, offered in other Regions. It takes effect by the plan below.
ui-regions-compare = Compare the two
ui-regions-about = What differs
ui-regions-cost = Cost for { $region }
ui-regions-cost-own = Its load balancer: { $price }, and its servers
ui-regions-cost-shared = Data that crosses Regions: { $price }; AWS’s pages leave open who pays it
ui-regions-work = Work
ui-regions-work-own = Every task of the set-up, in each Region
ui-regions-work-shared = One setting; customers name this Region when they create the endpoint
ui-regions-zones = Names per zone
ui-regions-zones-own = Customers get one for each of their zones
ui-regions-zones-shared = None, and some zones of AWS offer no access from afar
ui-regions-distance = Distance
ui-regions-distance-own = Connections stay in the Region
ui-regions-distance-shared = Connections take longer, and end with this Region’s trouble
ui-regions-idle = Idle time-out
ui-regions-idle-own = May be set on the load balancer
ui-regions-idle-shared = Only AWS’s usual one
ui-regions-marketplace = AWS Marketplace
ui-regions-marketplace-own = The way that the guide describes
ui-regions-marketplace-shared = Not confirmed; the package asks Seller Operations
label-supportedRegions = Served from here
ui-no-other-regions = No other Region is turned on in this account.
label-ipAddressTypes = Kinds of addresses
ui-endpoint-ipv6 = Customers’ endpoints may have IPv6 addresses
ui-may-change-endpoint-service = This endpoint service is mine to change. Gangway may set acceptance, Regions and zones as answered here.

## Reachability
ui-reachability-listener = It listens on { $protocol } { $port }.
ui-reachability-no-listener = It has no listener: nothing answers customers.
ui-reachability-cross-zone-on = Balancing across zones is on.
ui-reachability-cross-zone-off = Balancing across zones is off: each zone needs a healthy server of its own.
ui-reachability-zones = Zones
ui-reachability-no-zones = No zone yet.
ui-reachability-of = { $healthy } of { $targets }
ui-reachability-serves = reach a server
ui-reachability-fails = will get time-outs
ui-reachability-levels = What has been seen
ui-reachability-level-healthy = Servers are healthy, as the load balancer sees them
ui-reachability-level-connects = The load balancer takes a connection from this computer
ui-reachability-level-certificate = Its certificate covers the name and is trusted here
ui-reachability-level-answers = The request gets the answer you named
ui-reachability-level-rehearsal = A connection through PrivateLink
ui-reachability-seen = Seen
ui-reachability-against = Seen, and it is not so
ui-reachability-no-way-short = No way from this computer
ui-reachability-not-asked = Not tried
ui-reachability-to-rehearse = To be proven by the rehearsal
label-request = How far to go, where this computer has a way to the load balancer
    .hint = Nothing is sent but this one request, and no password.
ui-request-connect = Only connect
    .text = And look at the certificate, if the listener has one.
ui-request-tls = Look at your server’s certificate (TLS)
    .text = For a listener that hands TLS through to your servers.
ui-request-http = Send an HTTP request
    .text = One GET, without TLS.
ui-request-https = Send an HTTPS request
    .text = One GET over TLS.
label-path = Path
    .example = Such as /health
label-status = Status of the answer when all is well
    .example = Such as 200
label-serverName = Name to ask for
    .hint = In the certificate and in the request. Leave it empty for the service DNS name.

## Certificate
ui-certificate-arn = Certificate ARN
ui-certificate-names = Names
ui-certificate-until = Valid until
ui-certificate-not-issued = not issued yet
ui-certificate-renewal = Renewal
ui-certificate-renewed = by AWS, as long as it is in use and its records stay published
ui-certificate-by-hand = not by AWS: nothing at AWS uses it
ui-certificate-count = { $count ->
    [0] No certificate covers the service DNS name yet.
    [one] { $count } certificate was found in this Region.
   *[other] { $count } certificates were found in this Region.
}
ui-certificate-request = Request a new certificate
    .text = For the service DNS name and the names below it. Public certificates cost nothing.
ui-certificate-records = Publish in your DNS
    .text = AWS issues the certificate once it sees this record. It has 72 hours to appear, and must stay for renewals.

## Private DNS name
ui-private-dns-none = The endpoint service has no private DNS name.
ui-private-dns-verified = Verified: the name is yours
ui-private-dns-pending = Not verified yet
ui-private-dns-failed = Verification failed
ui-private-dns-record = Publish in your DNS
    .text = AWS reads this record to see that the name is yours. Start the verification once all name servers answer it.

## Delegation
ui-delegation-not-looked = Not looked yet: first enter the name servers from Seller Operations’ mail.
ui-delegation-live = Delegated: every server answers as it should
ui-delegation-notDelegated = Not delegated yet
ui-delegation-partly = Delegated in part
ui-delegation-broken = Delegated, but it does not work
ui-delegation-unknown = Could not be looked up
ui-delegation-mail-is-here = Seller Operations wrote: “{ $subject }”.
ui-use-name-servers = Use the name servers from the mail
ui-delegation-paste = Paste the mail here, or the four names
ui-delegation-picked = { $count ->
    [one] { $count } name server picked out
   *[other] { $count } name servers picked out
}
ui-delegation-records = Publish in your DNS
    .text = These records hand the service DNS name over. Publish all of them in the zone of your domain.
ui-delegation-chain = From the root of DNS to your service
ui-delegation-chain-root = root
ui-delegation-chain-broken = broken here
ui-delegation-chain-unknown = could not be looked up
ui-delegation-chain-missing = not handed over yet
ui-delegation-to-change = To be changed in the zone { $zone }
ui-delegation-changes-copy = Copy for your DNS admin
ui-column-what-to-do = What to do
ui-record-add = Add
ui-record-delete = Delete
ui-record-any-value = whatever its value is
ui-delegation-questions = Every question that was asked ({ $count })
ui-delegation-questions-text = What each name server was asked and what it answered, for whoever looks after your DNS.
ui-delegation-questions-copy = Copy all of it
ui-delegation-servers = What each of the { $count } servers says
ui-delegation-parents = What the servers of { $zone } say
ui-delegation-children = What the new servers of { $zone } say
ui-parent-referral = Points to { $servers }
ui-parent-as-expected = { $count ->
    [one] Points to the expected server
   *[other] Points to the { $count } expected servers
}
ui-parent-nothing = Knows nothing about it yet
ui-parent-alias = There is a CNAME to { $target } in the way
ui-child-serves = Answers for the zone
ui-delegation-renewal = Certificate renewal
    .text = These records must still be found after the delegation, or the renewal fails.
ui-renewal-found = Found through the delegation
ui-renewal-lost = Not found: Seller Operations have to keep it in their zone
label-nameServers = Name servers from Seller Operations
    .hint = They come in Seller Operations’ answer to your submission.
    .example = Usually four names such as ns-123.awsdns-45.com

## Allow list
ui-allow-list-choice = Changes here are stored at once, and reach AWS when you approve the plan below.
ui-allow-list-accounts = Accounts that may connect
ui-allow-list-empty-in-aws = AWS’s list of this endpoint service is empty.
ui-allow-list-in-aws = At AWS
ui-allow-list-to-add = To be added
ui-allow-list-to-remove = To be removed
ui-allow-list-only-in-aws = At AWS, not on your list
ui-allow-list-add = Add accounts
ui-allow-list-add-confirm = Add to the list
ui-allow-list-added-some = { $added } added, { $refused } not understood
ui-allow-list-remove = { $count ->
    [0] Remove
   *[other] Remove { $count }
}
ui-allow-list-find = Find a customer or an account
ui-allow-list-none = No accounts yet
    .text = Ask each customer for the 12-digit id of the AWS account that will connect, and add it here.
ui-allow-list-everyone = Everyone (*)
ui-allow-listed = At AWS
ui-allow-missing = To be added
ui-allow-onlyInAws = At AWS, not on your list
ui-allow-unknown = Not compared yet
ui-allow-toRemove = To be taken off AWS’s list
ui-allow-adding = Being added
ui-allow-removing = Being taken off
ui-allow-refused = Refused by AWS
ui-allow-absent = Not at AWS
label-principals = Account ids or ARNs
    .hint = One per line. Spaces and hyphens inside an account id do no harm.
    .example = Such as 1234 5678 9012 or arn:aws:iam::123456789012:role/Partner
label-customerName = Customer’s name
    .hint = For your own overview. It stays in this file and goes to nobody.
label-customerNote = Note

## Rehearsal
ui-rehearsal-no-service = There is no endpoint service to connect to yet.
ui-rehearsal-commands = A colleague with a second AWS account can try the connection with these commands. The account has to be on the allow list.
ui-rehearsal-copy = Copy the commands
ui-rehearsal-by-hand = This is your word, not Gangway’s proof: the package says who tried it, and when.
ui-rehearsal-attest = We connected from a second account, and it worked
label-attested = Rehearsal
label-by = Who tried it
label-on = On which day
label-note = Remarks

## Review
ui-review-complete = Nothing is missing. The package can be made.
ui-review-missing = Missing before the package can be made
ui-review-worth-a-look = Worth a look before you send
ui-review-evidence = { $count ->
    [one] { $count } proof
   *[other] { $count } proofs
}
ui-review-checklists = AWS’s two checklists
ui-checklist-of-creation = Product creation
ui-checklist-of-testing = Product testing
ui-proof-proven = Proven
ui-proof-attested = By your word
ui-proof-notProven = Not proven
ui-attested-by = { $by }, { $on }
ui-change-answer = Change
ui-open-named = Open: { $task }
ui-change-answer-of = Change: { $task }

## Submission
label-way = How does the package reach Seller Operations?
ui-way-mail = By mail
    .text = Gangway sends it, and says afterwards what is known about its arrival.
ui-way-mail-not-possible = No mail server is set up for this onboarding. Save the package, and use AWS’s contact form or your own mail program.
ui-way-folder = By AWS’s contact form, or my own mail program
    .text = Save the package to a folder and paste its text into the form.
label-to = To
    .hint = AWS publishes no mail address for this. Use the one that Seller Operations gave you.
    .example = name@example.com
label-from = From
    .example = name@example.com
label-notes = Remarks for Seller Operations
ui-package = The package
    .text = Exactly these files leave your computer.
ui-package-none = No package has been made yet.
ui-package-make = Make the package
ui-package-make-again = Make it again
ui-package-save = Save to a folder
ui-package-copy-form = Copy the text for the contact form
ui-package-saved = Saved: { $path }
ui-package-file = File
ui-package-made = Made
ui-package-hash = Checksum (SHA-256)
ui-package-files = Files of the package
ui-package-nothing-else = No access keys, no passwords and no customer list: the package is searched for them before it is made.
ui-package-problems = { $count ->
    [one] { $count } answer is missing or not right
   *[other] { $count } answers are missing or not right
}
ui-delivery-sending = Being sent to { $to }
    .next = The mail is on its way to the mail server.
ui-delivery-sent = Sent to { $to }, { $at }
    .next = The mail server has taken it. Seller Operations answer with a case number and four name servers; enter them under “Delegation”.
ui-delivery-notSent = Not sent
    .next = You can send it again without harm.
ui-delivery-maybeSent = Perhaps sent
    .next = The connection broke after the content went out. Ask Seller Operations, or look into your mailbox for a copy, before you send it a second time.
ui-delivery-id = Message-ID: { $id }
ui-delivery-it-arrived = It did arrive
ui-delivery-it-did-not = It did not arrive
ui-delivery-again = Send the same package again?
    .text = If Seller Operations have it after all, they get it twice. Ask them first, or look for the Message-ID in your mailbox.
ui-delivery-again-yes = It did not arrive: send it again
ui-delivery-again-no = Not now

## Why a task stands where it stands
task-needs = First comes { $task ->
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
waiting-load-balancer = AWS is setting up the load balancer.
    .usually = This usually takes 2 to 5 minutes.
waiting-fresh = AWS does not show yet what was made a moment ago.
    .usually = This usually takes a few seconds.
waiting-instances = AWS is starting the servers.
    .usually = This usually takes 1 to 2 minutes.
waiting-endpoint-service = AWS is setting up the endpoint service.
    .usually = This usually takes less than a minute.
waiting-listener = The listener is not there yet.
    .usually = It waits for the certificate if you chose TLS.
waiting-listener-certificate = The TLS listener waits for the certificate to be issued.
    .usually = That takes some minutes once the record is published.
waiting-targets = The load balancer is making its first health checks.
    .usually = This usually takes 1 to 3 minutes.
waiting-certificate-record = AWS is preparing the record that you have to publish.
    .usually = This usually takes some seconds.
waiting-certificate-publish = { $count ->
    [one] Your turn: a record has to be published in your DNS.
   *[other] Your turn: { $count } records have to be published in your DNS.
}
    .usually = It depends on the colleague who looks after your DNS.
waiting-certificate-issue = The record is published; AWS has yet to see it and issue the certificate.
    .usually = This usually takes 5 to 30 minutes.
waiting-private-dns-publish = Your turn: a record has to be published in your DNS.
    .usually = It depends on the colleague who looks after your DNS.
waiting-private-dns-verification = AWS is verifying the private DNS name.
    .usually = This usually takes up to 10 minutes.
waiting-seller-operations = Waiting for Seller Operations: they answer your submission with four name servers.
    .usually = This usually takes some working days. If they ask for something, answer their mail; a package that they want corrected is made and sent anew under “{ step-submission }”. If you hear nothing within a week, write to them, and name the Message-ID that stands there.
waiting-delegation-publish = Your turn: the name server records have to be published in your DNS.
    .usually = It depends on the colleague who looks after your DNS.

## Answers on the review page
answer-title = Product title
answer-product-id = Product id
answer-visibility = Visibility
answer-company-name = Company
answer-contact = Contact
answer-contact-phone = Phone number
answer-service-dns-name = Service DNS name
answer-private-dns-name = Private DNS name
answer-region = Region
answer-vpc = Network (VPC)
answer-subnets = Subnets
answer-instances = Servers
answer-target-port = Port of the servers
answer-load-balancer = Load balancer
answer-listener = Listens on
answer-cross-zone = Cross-zone load balancing
answer-endpoint-service = Endpoint service
answer-request = Request that shows that it works
answer-acceptance = You accept each connection
answer-certificate = Certificate
answer-name-servers = Name servers
answer-customers = Accounts that may connect
answer-attested = Tried by
answer-attested-note = Remarks
answer-recipient = To
answer-sender = From
answer-notes = Remarks for Seller Operations
