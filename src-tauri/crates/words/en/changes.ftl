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
change-set-health-check = Have the list of servers ask about their health as you answered under “{ step-instances }”.
change-create-listener = Let the load balancer listen on { $protocol } port { $port } and pass connections to those servers (listener).
change-create-endpoint-service = Create the endpoint service. Allowed accounts connect at once.
change-create-endpoint-service-acceptance = Create the endpoint service. Each connection waits for your yes.
change-set-private-dns-name = Give the endpoint service the private DNS name { $name }. It takes effect once it is verified.
change-request-certificate = Request a certificate for { $name }, also valid for { $others }.
change-publish-records = Publish the { $kind } record { $name } in the Route 53 zone { $zone } ({ $id }). What stands there stays.
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

## Networks, servers and what exists already
change-create-vpc = Create the network (VPC) with the addresses { $cidr }
change-create-subnet = Create the subnet { $cidr } in zone { $zone }
change-launch-instance = Launch a server from { $from } in { $subnet }
change-add-zones = Add { $count ->
    [one] { $count } zone
   *[other] { $count } zones
} to the load balancer “{ $name }”
change-create-security-group = Create the security group “{ $name }” for the load balancer
change-create-server-security-group = Create the security group “{ $name }” for the servers
change-let-vpc-in = Let { $range } in at port { $port }
change-rules-off = Don’t apply the security group’s rules to customers who come over PrivateLink to “{ $name }”
change-refresh-endpoint-service = Have the endpoint service take up { $zones }
change-acceptance-on = Have each new connection wait for your yes
change-acceptance-off = Accept every allowed connection without asking
change-address-types = Offer IPv6 addresses to customers’ endpoints
change-supported-regions-add = Let customers in { $add } connect
change-supported-regions-remove = No longer let customers in { $remove } connect
change-supported-regions = Let customers in { $add } connect, and no longer those in { $remove }
change-in-account = in account { $account }
