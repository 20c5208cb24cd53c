# The practice drawer and the guided rehearsals.

ui-practice-world = Practice world
ui-practice-world-news = Practice world: { $count ->
    [one] { $count } new mail
   *[other] { $count } new mails
}
ui-practice-troubled = { $count ->
    [one] { $count } thing goes wrong
   *[other] { $count } things go wrong
}

## Clock
ui-practice-clock = Clock
ui-practice-now = In the practice world it is { $at }.
ui-practice-speed = Speed
    .hint = How fast time passes there. AWS’s waits take hours in real life.
ui-practice-speed-times = { $speed ->
    [1] real time
   *[other] { $speed } times as fast
}
ui-practice-next = What happens next
    .hint = What the practice world does by itself, and when.
ui-practice-next-nothing = Nothing is waited for: the next move is yours.
ui-practice-next-due = { $what }, { $at }
ui-practice-skip-this = Skip this wait
next-load-balancer = A load balancer becomes active
next-target = A health check comes to its result
next-certificate = The certificate authority looks for its record
next-private-name = AWS looks for the record of a private DNS name
next-endpoint-service = An endpoint service becomes available
next-endpoint = An endpoint gets on
next-instance = A server starts or stops
next-answer = Seller Operations answer
next-launch = Seller Operations look at the delegation
next-name-server = A name server shows a change
next-dns-change = A change shows at a name server
next-mail-server = The mail server takes what it put off
ui-practice-skip = Step forward
    .hint = Everything that would happen meanwhile happens at once.
ui-practice-skip-minutes = Skip { $count } minutes
ui-practice-skip-wait = Practice: skip this wait
ui-practice-skip-hour = Skip an hour
ui-practice-skip-day = Skip a day

## Mailbox
ui-practice-mail = Mailbox
ui-practice-mail-unread = Mailbox ({ $count })
ui-practice-threads = Conversations
ui-practice-thread-empty = No mail yet. Seller Operations answer here some minutes after you sent the package.
ui-practice-thread-count = { $count ->
    [one] { $count } mail, last { $at }
   *[other] { $count } mails, last { $at }
}
ui-practice-thread-new = { $count ->
    [one] new
   *[other] { $count } new
}
ui-practice-mail-received = received
ui-practice-mail-sent = sent
ui-practice-thread-choose = Choose a conversation on the left.
ui-no-subject = (no subject)
ui-mail-from-at = From { $from } to { $to }, { $at }
ui-copy-mail = Copy the mail’s text

## Registrar
ui-practice-registrar = Registrar
ui-registrar-zone = The records of your domain { $zone }, as at a registrar or a DNS panel.
ui-registrar-publish = Publish
ui-registrar-replace = Store the change
ui-registrar-keep = Leave it as it is
ui-registrar-editing = Changing the { $kind } record { $name }
ui-registrar-empty = No records yet.
ui-registrar-actions = Actions
ui-edit-record = Change the { $kind } record { $name }
ui-remove-record = Remove the { $kind } record { $name }
ui-panel-slips = Slips of this panel
    .hint = Real DNS panels have habits that cost hours. Turn them on to meet them here.
ui-panel-slip-names = It puts the domain behind every name
    .hint = api.example.com becomes api.example.com.example.com, unless you end it with a dot.
ui-panel-slip-values = It puts the domain behind host names in values
    .hint = ns-1.awsdns-1.com becomes ns-1.awsdns-1.com.example.com, unless you end it with a dot.
ui-panel-slip-quotes = It puts quotation marks around texts
    .hint = Those that you type yourself become part of the text.
ui-panel-propagation = When changes appear
    .hint = One name server after the other, in practice time.
ui-panel-at-once = At once
ui-panel-after = Within { $duration }
ui-panel-ttl = How long answers are kept (TTL)
    .hint = Some panels give every record the same.
ui-panel-ttl-typed = As typed
ui-panel-ttl-forced = Always { $duration }
ui-column-ttl = TTL
ui-label-ttl = Seconds to keep (TTL)

## What exists
ui-practice-resources = What exists
ui-practice-resources-empty = Nothing exists yet.
ui-practice-resources-find = Find by name, id, kind or state
ui-practice-seller = Your account { $account }
ui-practice-customer = A customer’s account { $account }
ui-practice-account-all = Both accounts
ui-no-region = all Regions
exists-vpc = Network (VPC)
exists-subnet = Subnet
exists-instance = Server
exists-load-balancer = Load balancer
exists-target-group = Target group
exists-vpc-endpoint-service = Endpoint service
exists-private-dns-name = Private DNS name
exists-vpc-endpoint = Endpoint
exists-vpc-endpoint-connection = Connection
exists-certificate = Certificate
exists-hosted-zone = Hosted zone (Route 53)

## Start over
ui-practice-reset = Start over
ui-practice-reset-text = A fresh practice world: both accounts, the name servers and the mailbox as on the first day, and nothing goes wrong in it. Practice onboardings that belong to the present world are closed and can no longer be worked on.
ui-practice-reset-do = Make a fresh practice world
ui-practice-reset-ask = Make a fresh practice world?
ui-keep-it = Keep this one

## Make something go wrong
ui-practice-trouble = Make something go wrong
ui-practice-trouble-tab = Go wrong
ui-practice-trouble-active = Goes wrong ({ $count })
ui-practice-trouble-text = Rehearse a bad day before it comes. What you choose goes wrong in the practice world until you end it, and Gangway has to tell you what it is.
ui-practice-trouble-what = What goes wrong?
ui-practice-trouble-choose = Choose what goes wrong
ui-practice-trouble-find = Search
ui-practice-trouble-none = Nothing of that name.
ui-practice-trouble-outside = Outside, you would meet it as this: { $sentence }
ui-practice-trouble-nth = Beginning with
    .hint = Counted from now on: 1 is the next one that fits.
ui-practice-trouble-times = How often
    .hint = 1 is once.
ui-practice-trouble-endless = Until I end it
ui-practice-trouble-begin = Make it go wrong
ui-practice-trouble-now = Going wrong now
ui-practice-trouble-nothing = Nothing goes wrong at present.
ui-practice-trouble-end = End
ui-practice-trouble-end-named = End: { $name }
ui-practice-trouble-end-all = End all
ui-practice-trouble-number = A number from { $least } to { $most }
ui-practice-trouble-left = { $left ->
    [one] strikes once more
   *[other] strikes { $left } times more
}
ui-practice-trouble-until-ended = until you end it
ui-column-what = What
ui-column-exactly = Exactly
ui-column-struck = Struck
ui-struck-times = { $count ->
    [0] not yet
    [one] once
   *[other] { $count } times
}
ui-column-lasts = Lasts
ui-area-aws = AWS
ui-area-dns = DNS
ui-area-mail = Mail and Seller Operations

ui-practice-limits = Limit calls as AWS does
    .hint = On: AWS refuses calls that come too fast, and Gangway waits a moment and asks again. Off: as many calls as you like are answered.

## Guided rehearsals
ui-practice-guide = Guided rehearsal
ui-story-choose = How do you want to practise?
ui-story-free = On your own
    .text = No guide. Go on in the present practice world, and try what you like.
ui-story-fresh = A guided rehearsal begins in a fresh practice world. Practice onboardings that you have belong to the present one and can no longer be worked on.
ui-story-none = No guided rehearsal plays: you are on your own.
ui-story-played = You play
ui-story-begin = Begin this one
ui-story-begin-named = Begin “{ $story }”
ui-story-begin-again = Begin it anew
ui-story-end = End the rehearsal
    .hint = What exists stays; what goes wrong by the story ends, and you go on on your own.
ui-story-ask = Begin “{ $story }”?
ui-story-chapter-ahead = still to come
ui-story-chapter-now = now
ui-story-chapter-passed = done
ui-story-look = What to look at
ui-story-show-how = Show me how
ui-story-others = Other rehearsals
ui-story-all-passed = You have played it to its end.
ui-story-progress = { $passed } of { $total } chapters done

story-smooth = Everything goes well
    .text = The whole way once, from the first question to a product that customers find. Nobody makes a mistake, and the waits are short.
    .long = About 20 minutes
    .expect = You build the service, prove your names, send the package, and hand over the service DNS name. Good for a first look.
story-dns-troubles = DNS goes wrong three times
    .text = The same way, with a DNS panel that has its own ideas, and old records that nobody cleaned up. You find each mistake with what Gangway shows, and mend it at the registrar.
    .long = About 40 minutes
    .expect = Three records come out differently than you typed them. Good for those who will talk to a DNS department.
story-own-zone = Your domain is in Route 53
    .text = The same way, where your account has the domain’s zone itself. Gangway publishes the records there, each after you approve it.
    .long = About 15 minutes
    .expect = Under “{ step-certificate }” you choose who publishes the records. Good for those whose DNS is at AWS.
story-full-account = The account is full and half broken
    .text = An account in which others have worked for years: no room for another network, a full subnet, load balancers that do not fit, a certificate that came too late, and a customer who waits.
    .long = About 40 minutes
    .expect = You build your service beside all that without touching it. Good for those whose IT department says “it is all there already”.

chapter-build = Build the service
    .what = Nothing goes wrong here. Your account has a network with servers, and nothing in front of them yet.
    .look = The tasks from “Product and company” to “Endpoint service”. Each shows what it found, recommends an answer, and asks before it changes anything.
    .mend = Answer the product’s page, then go from task to task: take what is recommended, read the plan, approve it. The chapter ends when an endpoint service is available.
chapter-prove-names = Prove your names
    .what = AWS wants two records in your DNS: one for the certificate, one for the private DNS name.
    .look = The tasks “Certificate” and “Private DNS name”: both show the record, and what each of your name servers answers for it.
    .mend = Request the certificate, then press “Publish it at the practice registrar” on both pages. Start the verification once all name servers answer.
chapter-submit = Send the package
    .what = Everything that Seller Operations need is there, once you have named a customer and tried the connection.
    .look = “Review” says what is missing. “Submission” shows each file before it leaves.
    .mend = Put one account on the allow list, confirm the rehearsal, make the package and send it. The chapter ends when Seller Operations have opened a case.
chapter-delegate = Hand over the service DNS name
    .what = Seller Operations have sent four name servers for { $name }.
    .look = The mailbox here in the drawer, and the task “Delegation”: it draws the way from the root of DNS to your service.
    .mend = Take the name servers from the mail, publish the four NS records, and wait until Seller Operations see them. They launch the product by themselves.
chapter-zone-name-twice = A record that nobody finds
    .ahead = Prove that the service DNS name is yours
    .what = AWS asks for a record, you publish it, and the certificate still does not come. The DNS panel of { $zone } has a habit of its own.
    .look = The task “Certificate”: below the record it shows what each name server answers, and under “Proof” what is wrong with it.
    .mend = The panel has put { $zone } behind a name that already ended with it. At the registrar in this drawer, remove that record and enter its name again with a dot at the end, or change it there.
chapter-server-behind = One name server is behind
    .ahead = Prove that the private DNS name is yours
    .what = You have published the record for { $name }. One of your two name servers, { $server }, shows changes only hours later.
    .look = The task “Private DNS name”: it says which server answers what. AWS looks once; whoever starts the verification too early fails.
    .mend = Wait until both servers answer as expected: skip the wait on the clock in this drawer, or wait the two hours. Then start the verification.
chapter-old-delegation = Something old stands in the way
    .ahead = Hand over the service DNS name
    .what = Years ago somebody delegated { $name } elsewhere. A name server ({ $server }) and a DS record are still there, and your new records stand beside them.
    .look = The task “Delegation”, after you have published the four name servers: it says which server does not belong there and what the DS record does to your customers.
    .mend = At the registrar in this drawer, remove the NS record with { $server } and the DS record of { $name }. Then look again under “Delegation”.
chapter-build-beside = Build beside what is there
    .what = Somebody began an endpoint service ({ $service }) and never finished it. It belongs to another team.
    .look = Each task shows what exists, and says why it does not fit: a load balancer that is reachable from the internet, one that serves another service, a subnet without free addresses.
    .mend = Choose “Create” for load balancer and endpoint service, in the network “product”, in subnets with free addresses. Leave what others made as it is.
chapter-customer-waits = A customer waits
    .what = A customer’s endpoint has been waiting for a “yes” for days, at the old endpoint service.
    .look = “What exists” in this drawer: a connection of your account is in the state pendingAcceptance.
    .mend = It belongs to the other team’s service { $service }. Ask them to accept or reject it: with the AWS CLI, aws ec2 accept-vpc-endpoint-connections. You can leave it and go on.
chapter-name-never-proven = A name that was never proven
    .what = The old service wanted the name { $name }. Its record was never published, so AWS’s verification failed.
    .look = “What exists” in this drawer shows the private DNS name as failed. Your own name is another one.
    .mend = It is not yours to mend: leave it. Whoever owns { $service } has to publish its record and start the verification again, or take the name away.
chapter-certificate-too-late = A certificate that came too late
    .what = Somebody asked for a certificate for { $name } weeks ago, and nobody published its record within 72 hours.
    .look = The task “Certificate” lists it as VALIDATION_TIMED_OUT, and one for another name beside it.
    .mend = A certificate that timed out never recovers. Choose “Request a new certificate”, and publish its record.
