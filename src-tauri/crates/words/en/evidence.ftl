# evidence

evidence-identity = You are signed in to account { $account } as { $arn }.
evidence-network = The network { $vpc } has the { $count ->
    [one] chosen subnet
   *[other] { $count } chosen subnets
}.
evidence-addresses = { $count ->
    [one] { $count } address answers customers.
   *[other] { $count } addresses answer customers.
}
evidence-alb = The Application Load Balancer “{ $name }” is { $state }.
evidence-target-group = The target group “{ $name }” is there.
evidence-instances = { $count ->
    [one] { $count } chosen server is running.
   *[other] { $count } chosen servers are running.
}
evidence-load-balancer = The load balancer { $name } is { $state }, in { $zones ->
    [one] { $zones } zone
   *[other] { $zones } zones
}.
evidence-listener = It listens on { $protocol } port { $port }.
evidence-endpoint-service = The endpoint service { $name } is { $state }.
evidence-targets = { $healthy } of { $count } servers are healthy, in { $zones ->
    [one] { $zones } zone
   *[other] { $zones } zones
} of the load balancer.
evidence-probe-connect = From this computer, { $of ->
    [one] the load balancer takes
   *[other] { $count } of { $of } addresses of the load balancer take
} connections on port { $port } ({ $millis } ms).
evidence-probe-tls = The certificate that is shown covers { $name } and is trusted here (its names: { $names }).
evidence-probe-http = { $path } answers with status { $status }, as you said it should.
evidence-certificate = The certificate { $arn } is { $status } and covers { $names }.
evidence-record = The { $kind } record { $name } is answered by { $count ->
    [one] the name server of its zone
   *[other] all { $count } name servers of its zone
}.
evidence-private-dns = AWS says that the private DNS name { $name } is { $state }.
evidence-delegation = { $name } is delegated to { $servers }; { $parents ->
    [one] the name server above it says so
   *[other] all { $parents } name servers above it say so
}, and the new ones answer.
evidence-allow-list = AWS lists { $count ->
    [one] { $count } allowed account
   *[other] { $count } allowed accounts
}.
evidence-sent = The mail server took the package for { $to } (Message-ID { $messageId }).
rehearsal-attested = { $by } connected from a second account on { $on }.
evidence-service-dns-name = The service DNS name is { $name }.
