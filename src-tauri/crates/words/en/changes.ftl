# changes

change-create-load-balancer = Create the internal load balancer “{ $name }” (Network Load Balancer) in { $zones ->
    [one] { $zones } zone
   *[other] { $zones } zones
}.
change-cross-zone-on = Let the load balancer use the servers of all zones (cross-zone load balancing).
change-create-target-group = Create the list of servers “{ $name }” (target group) for port { $port }.
change-register-targets = Put { $count ->
    [one] { $count } server
   *[other] { $count } servers
} on the list.
change-create-listener = Let the load balancer listen on { $protocol } port { $port } and pass connections to those servers (listener).
change-create-endpoint-service = Create the endpoint service. Allowed accounts connect at once.
change-create-endpoint-service-acceptance = Create the endpoint service. Each connection waits for your yes.
change-set-private-dns-name = Give the endpoint service the private DNS name { $name }. It takes effect once it is verified.
change-request-certificate = Request a certificate for { $name }, also valid for { $others }.
change-start-verification = Ask AWS to verify that { $name } is yours.
change-allow = Allow { $count ->
    [one] { $count } account
   *[other] { $count } accounts
} to connect.
change-disallow = Take { $count ->
    [one] { $count } account
   *[other] { $count } accounts
} off the list. Connections that exist stay.
change-send-submission = Send the package { $file } to { $to } by mail.
