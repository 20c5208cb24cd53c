# survey

survey-evidence = AWS says: { $what }.

## What could not be seen
survey-region-failed = { $region } could not be looked at.
    .why = { $reason ->
        [aws-access-denied] AWS does not allow you to ask there.
        [aws-not-accepted] The Region does not accept your sign-in; perhaps it is not turned on for the account.
        [aws-throttled] AWS was asked too much at once.
        [aws-credentials-expired] Your sign-in has run out.
        [aws-no-network] There is no connection to it.
       *[other] AWS gave no usable answer there.
    } Whether something is wrong there is not known.
    .next = Survey this Region again by itself. If it fails again, ask your IT department whether you may use it.
survey-part-unseen = { $part ->
    [zones] The Availability Zones
    [vpcs] The networks (VPCs)
    [subnets] The subnets
    [instances] The servers (EC2 instances)
    [load-balancers] The load balancers
    [target-groups] The lists of servers (target groups)
    [limits] The limits of the account for load balancers
    [quotas] The limits of the account for networks
    [endpoints] The account’s own endpoints
    [load-balancer-details] The listeners and the health of the servers
    [security-groups] The security groups
    [endpoint-services] The endpoint services
    [connections] The connections of customers
    [permissions] The allow lists
   *[certificates] The certificates
} of { $region } could not all be seen.
    .why = { $reason ->
        [aws-access-denied] AWS does not allow you to ask ({ $operation }).
        [aws-throttled] AWS was asked too much at once ({ $operation }).
        [aws-credentials-expired] Your sign-in has run out ({ $operation }).
       *[other] AWS gave no usable answer ({ $operation }).
    } What is wrong with them, if anything, is missing here.
    .next = Survey this Region again. If it says that access is denied, ask IT for the survey’s policy.

## Endpoint service
survey-service-failed = AWS could not set up the endpoint service { $service }.
    .why = Nobody can connect to it.
    .next = Create another one and delete this one.
survey-load-balancer-gone = The endpoint service { $service } stands for a load balancer that no longer exists.
    .why = Customers connect to nothing. The load balancer was { $arn }.
    .next = Give the endpoint service another load balancer.
survey-private-dns-unverified = The private DNS name { $name } of { $service } is not verified.
    .why = Customers can’t turn it on until AWS has seen the proof.
    .next = Publish the TXT record that AWS asks for, then start the verification.
survey-private-dns-failed = AWS could not verify the private DNS name { $name } of { $service }.
    .why = Customers can’t turn it on, and where it was on, new connections are refused.
    .next = See that every name server answers the TXT record, then start the verification again.
survey-open-to-everyone = Everyone may connect to { $service }, and nobody is asked.
    .why = Everyone is on the allow list (*), and connections are accepted without a look. Any AWS account can use your service, and it no longer shows up in your customers’ lists.
    .next = List your customers’ accounts instead of *, or turn acceptance on.
survey-zones-not-picked-up = The endpoint service { $service } does not reach { $count ->
    [one] one zone of its load balancer: { $zones }.
   *[other] { $count } zones of its load balancer: { $zones }.
}
    .why = The load balancer was given them later, and the endpoint service keeps the zones that it was stored with. Customers there can’t create an endpoint.
    .next = Have the endpoint service stored again (ModifyVpcEndpointServiceConfiguration, with nothing but its id).
survey-zone-not-from-afar = { $service } is offered to other Regions from zones in which AWS does not support that: { $zones }.
    .why = Customers of other Regions get no address there.
    .next = Have the load balancer stand in other zones, too, or offer a service in each Region.
survey-idle-timeout-from-afar = Port { $port } of { $name } gives up idle connections after { $seconds } seconds, and { $service } is offered to other Regions.
    .why = AWS does not support access from other Regions with an idle time of one’s own. Those customers can’t rely on it.
    .next = Set the idle time back to 350 seconds, or offer a service in each Region.

## Load balancer
survey-internet-facing = The load balancer { $name } is reachable from the internet.
    .why = It works, but your service has a second, public door that PrivateLink does not need.
    .next = Put an internal load balancer behind the endpoint service.
survey-load-balancer-failed = AWS could not set up the load balancer { $name }.
    .why = Customers connect to nothing.
    .next = Create another one and give it to the endpoint service.
survey-load-balancer-impaired = The load balancer { $name } works with reduced capacity.
    .why = AWS could not get all the resources that it needs; customers may see slow or failing connections.
    .next = It often heals by itself. Look again later; if it stays, ask AWS Support.
survey-load-balancer-taken = The load balancer { $name } stands behind more than one endpoint service: { $services }.
    .why = A load balancer can serve one endpoint service only; one of them reaches nobody.
    .next = Give each endpoint service a load balancer of its own.
survey-zones-missing = The load balancer { $name } does not stand in { $count ->
    [one] one zone of its Region: { $zones }.
   *[other] { $count } zones of its Region: { $zones }.
}
    .why = Customers whose networks lie only there can’t create an endpoint.
    .next = Have the zones added to the load balancer, then the endpoint service stored again.
survey-no-listener = The load balancer { $name } has no listener.
    .why = It answers nobody.
    .next = Have a listener created for the port that customers call.
survey-listener-without-targets = Port { $port } of { $name } leads to no servers.
    .why = Customers would be connected to nothing.
    .next = Have a target group given to the listener.
survey-target-group-gone = Port { $port } of { $name } leads to a list of servers that no longer exists.
    .why = Customers would be connected to nothing. The target group was { $group }.
    .next = Have another target group given to the listener.
survey-protocol-mismatch = Port { $port } of { $name } speaks { $protocol }, and its servers ({ $group }) are called with { $behind }.
    .why = What arrives in front does not fit what is passed on, so connections fail.
    .next = Have a target group with a fitting protocol given to the listener.
survey-listener-certificate = Port { $port } of { $name } has a certificate that is not valid ({ $status }).
    .why = Customers’ programs that check it refuse the connection. The certificate is { $arn }.
    .next = Give the listener an issued certificate.
survey-security-group-drops = The security groups of { $name } let no customer in on port { $port }.
    .why = Their rules hold for PrivateLink, too, and the source is the customer’s own private address. Connections are dropped without a word. The groups are { $groups }.
    .next = Let port { $port } in from every private address, or turn off the rules for PrivateLink on the load balancer.
survey-security-group-narrow = The security groups of { $name } let customers in on port { $port } only from { $ranges }.
    .why = Their rules hold for PrivateLink, too, and the source is the customer’s own private address. Customers with other addresses are dropped without a word. The groups are { $groups }.
    .next = Let port { $port } in from every private address, or turn off the rules for PrivateLink on the load balancer.

## Servers
survey-no-targets = There are no servers behind { $name } (target group { $group }).
    .why = Customers are connected to nothing.
    .next = Have your servers put on the target group’s list.
survey-target-unhealthy = { $count ->
    [one] The server { $targets } of { $group } does not serve: { $reason ->
            [failed] it fails the health check.
            [stopped] it is stopped or gone.
            [address] its address belongs to a load balancer.
            [unused] it gets no connections.
            [unregistered] it is not on the list.
            [code] it answers the health check with an error.
            [timeout] it does not answer the health check in time.
            [aws] AWS has a problem of its own.
           *[other] { $code }
        }
   *[other] { $count } servers of { $group } do not serve ({ $targets }): { $reason ->
            [failed] they fail the health check.
            [stopped] they are stopped or gone.
            [address] their addresses belong to a load balancer.
            [unused] they get no connections.
            [unregistered] they are not on the list.
            [code] they answer the health check with an error.
            [timeout] they do not answer the health check in time.
            [aws] AWS has a problem of its own.
           *[other] { $code }
        }
}
    .why = The others have to carry their load. AWS’s words: { $said } ({ $code })
    .next = { $reason ->
        [failed] See that the program listens on port { $port } and that the servers’ security group lets the load balancer in.
        [stopped] Have the servers started, or taken off the list.
        [address] Have the servers’ own addresses put on the list.
        [unused] Have the load balancer stand in the servers’ zone, or the servers taken off the list.
        [code] See what the program answers to { $path } on port { $port } ({ $protocol }).
        [timeout] See that the program listens on port { $port } and that the servers’ security group lets the load balancer in; a busy server answers late, too.
        [aws] Look again later; if it stays, ask AWS Support.
       *[other] Show AWS’s words to the people who run the servers.
    }
survey-none-healthy = None of the { $count } servers behind { $name } answers (target group { $group }).
    .why = All of your customers get time-outs.
    .next = See that the program listens on its port and that the servers’ security groups let the load balancer in.
survey-zone-unserved = No healthy server for customers in { $count ->
    [one] one zone
   *[other] { $count } zones
} of { $name }: { $zones }.
    .why = Balancing across zones is off, so customers’ connections in these zones time out (target group { $group }).
    .next = Have a server put into each zone, or turn on cross-zone load balancing.

## Room
survey-subnet-full = In the zone { $zone }, the roomiest subnet { $subnet } has { $free } free addresses; a new load balancer needs { $needed }.
    .why = AWS would refuse to create the load balancer there.
    .next = Ask IT to free some addresses, or for another subnet in that zone.
survey-quota-reached = { $name } has all the { $limit ->
        [vpcs] networks (VPCs)
        [subnets-per-vpc] subnets
        [interface-endpoints-per-vpc] interface endpoints
        [network-load-balancers] network load balancers
        [listeners-per-network-load-balancer] listeners
        [targets-per-network-load-balancer] servers
       *[other] { $limit }
    } that your account allows: { $used }.
    .why = AWS will refuse the next one.
    .next = Ask AWS for more under Service Quotas, or have one deleted that nobody needs.
survey-quota-near = { $name } has { $used } { $limit ->
        [vpcs] networks (VPCs)
        [subnets-per-vpc] subnets
        [interface-endpoints-per-vpc] interface endpoints
        [network-load-balancers] network load balancers
        [listeners-per-network-load-balancer] listeners
        [targets-per-network-load-balancer] servers
       *[other] { $limit }
    }; your account allows { $most }.
    .why = Soon AWS will refuse the next one.
    .next = Ask AWS for more under Service Quotas in good time.

## How it is put right
fix-zones = Gangway can add the missing zones to the load balancer: with the subnets that are there, or with new ones.
fix-rules-off = Gangway can have the security groups’ rules not hold for customers who come over PrivateLink; the allow list decides about them.
fix-cross-zone = Gangway can let every zone use the servers of all zones (cross-zone load balancing).
fix-listener = Gangway can create the listener.
fix-targets = Gangway can put your servers on the list.
fix-health-check = If the health check asks for the wrong thing, Gangway can have it ask only for a connection.
fix-take-up-zones = Gangway can have the endpoint service take up the zones.
fix-acceptance = Gangway can turn acceptance on: each new connection then waits for your yes.
fix-private-dns = Gangway can look for the record at every name server, and have AWS verify the name.
fix-product-first = To put it right here, answer the questions about your product first.
    .next = Then look again.
fix-region-first = To put it right here, { $region } has to be one of your product’s Regions.
    .next = Add it there, then look again; or leave it, if it has nothing to do with this product.
fix-other-resource = This onboarding stands for other resources in { $region }, so it does not touch these.
    .next = Put it right in the onboarding that they belong to, or start one for them.
fix-other-name = Your product’s private DNS name is another one, or none.
    .next = Put it right in the onboarding that it belongs to.

## Whose it is
survey-owner-gangway = made by Gangway
survey-owner-elastic-beanstalk = kept by Elastic Beanstalk ({ $name })
survey-owner-kubernetes = kept by Kubernetes ({ $name })
survey-owner-ecs = kept by Elastic Container Service ({ $name })
survey-owner-auto-scaling = kept by Auto Scaling ({ $name })
survey-owner-cloud-formation = kept by the CloudFormation stack { $name }
survey-owner-infrastructure-as-code = kept by { $name }
survey-owner-unmarked = nothing says whose it is

## The survey itself, in the terminal
survey-row-seen = { $region }: { $vpcs } VPCs, { $subnets } subnets, { $instances } instances, { $balancers } load balancers, { $services } endpoint services, { $certificates } certificates
survey-row-failed = { $region }: { $reason }
survey-nothing-found = Nothing is wrong as far as was seen.
