# Undo: taking away what Gangway made.
change-reject-connections = Cut off { $count ->
    [one] the connection of one endpoint
   *[other] the connections of { $count } endpoints
} to { $service }. Whoever uses it loses the service at that moment.
change-delete-endpoint-service = Remove the endpoint service { $name }, and with it the list of allowed accounts.
change-delete-listener = Remove the listener on port { $port }.
change-delete-load-balancer = Remove the load balancer { $name }.
change-delete-target-group = Remove the list of servers { $name } (target group). The servers stay.
change-terminate-instance = Remove the server { $name } with its disks (terminate instance).
change-delete-security-group = Remove the security group { $name }.
change-delete-subnet = Remove the subnet { $name }.
change-delete-vpc = Remove the network { $name } (VPC).
change-delete-certificate = Remove the certificate for { $name }.

change-remove-records = Remove the record { $name } from Route 53.

undo-records-changed = The record { $name } stays: it is no longer as Gangway published it
    .why = Somebody has changed its value or how long it is kept. It may be theirs now.
    .next = Ask whoever looks after your DNS. If nobody needs it, remove it there.
undo-connections-live = { $count ->
    [one] One customer endpoint is connected
   *[other] { $count } customer endpoints are connected
} to { $service } in { $region }
    .why = They belong to { $accounts }. Without the service, what their programs call is gone at once.
    .next = Tell these customers first. Then say explicitly that their connections may be cut off.
undo-load-balancer-serves-another = The load balancer { $name } in { $region } also serves { $service }, which Gangway did not make
    .why = AWS lets no load balancer go that an endpoint service uses, and that service's customers would lose it.
    .next = Ask the people behind { $service } to move it to another load balancer, then plan again.
undo-network-has-others = The server { $id } in { $region } stands in the network, and Gangway did not launch it
    .why = A network goes only when nothing is in it.
    .next = Ask whoever runs the server to move it, then plan again.
undo-foreign = { $name } in { $region } stays: it does not carry this onboarding's tag any more
    .why = Gangway made { $id }, and somebody has taken the tag off since. It may be theirs now.
    .next = Ask your cloud team. If nobody needs it, remove it in the AWS console.
undo-foreign-onboarding = { $name } in { $region } stays: it belongs to another onboarding
    .why = The tag of { $id } names another onboarding of Gangway.
    .next = Open that onboarding and undo it there.
undo-foreign-stack = { $name } in { $region } stays: it belongs to the CloudFormation stack { $owner }
    .why = { $id } carries the stack's tag and not this onboarding's.
    .next = Ask the people who look after the stack.
undo-kept-in-use = { $name } in { $region } stays, because { $by } stays
    .why = It is used by what stays.
    .next = Once { $by } is gone, plan again.
undo-certificate-in-use = The certificate for { $name } in { $region } stays: something else uses it
    .why = AWS lets no certificate go that a resource uses.
    .next = Look in the AWS console which resources have it.
undo-setting-stays = A setting on { $id } stays as it is
    .why = Gangway made it with { $action } on something that it had not made itself.
    .next = Ask its owner whether to set it back.

undo-nothing = There is nothing to remove
    .why = Everything that this onboarding made is gone, is not ours to remove, or is in use.
    .next = Look at what the plan says of the things that stay.

waiting-removal-turn = It waits until what uses it is removed.
    .usually = This usually takes some minutes.
waiting-removal-in-use = Something still has it: a load balancer's addresses, for example, stay for some minutes.
    .usually = This usually takes less than ten minutes. After half an hour AWS's reason is shown here.
