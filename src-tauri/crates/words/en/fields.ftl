# Why a field's value is refused, and what a right one looks like.

field-required = This field is needed.
field-too-long = This is too long: at most { $longest } characters fit.
field-control-characters = This holds a character that can’t be shown. Type it anew instead of pasting.
field-account-id = “{ $value }” holds { $digits } digits. An AWS account id has 12, such as 1234 5678 9012. Spreadsheets drop leading zeros: check the beginning.
field-product-id = “{ $value }” is not a product id. A right one is prod- and 13 small letters or digits, such as prod-abcdefghijklm. It stands on the product’s page in the AWS Marketplace Management Portal.
field-region = “{ $value }” is not a Region. A right one looks like eu-west-1.
field-region-not-enabled = { $value } is not turned on in this account. Choose one of the list, or have it turned on.
field-region-twice = { $value } is named twice. Each Region is set up once.
field-zone-id = “{ $value }” is not a zone id. A right one looks like euw1-az2.
field-service-name = “{ $value }” is not an endpoint service name. A right one looks like com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0.
field-certificate-arn = “{ $value }” is not a certificate’s ARN. A right one looks like arn:aws:acm:eu-west-1:123456789012:certificate/12345678-1234-1234-1234-123456789012.
field-load-balancer-arn = “{ $value }” is not a Network Load Balancer’s ARN. A right one looks like arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/name/0123456789abcdef.
field-mail-address = “{ $value }” is not a mail address. A right one looks like name@example.com, without spaces.
field-principal = “{ $value }” is neither an account id nor an ARN. Enter 12 digits, or arn:aws:iam::123456789012:root, …:role/Name or …:user/Name.
field-principal-assumed-role = “{ $value }” is a session of a role. Enter the role itself: arn:aws:iam::123456789012:role/Name.
field-principal-path = “{ $value }” has a path, which AWS does not accept here. Enter it without: arn:aws:iam::123456789012:role/Name.
field-dns-name = “{ $value }” is not a DNS name. Use letters, digits and hyphens between dots, such as api.vpce.example.com.
field-dns-name-amazon = { $value } belongs to Amazon. Use a name in a domain of your own.
field-dns-name-public-suffix = { $value } is an ending that many share, like .com or .co.uk. Put your own domain before it, such as api.vpce.example.com.
field-dns-name-labels = { $value } is too short: a full domain name of at least { $labels } parts is needed, such as { $labels ->
    [3] api.vpce.example.com
   *[other] api.example.com
}.
field-dns-name-long = This name is { $length } characters long; at most { $longest } are possible.
field-dns-name-wildcard = The service DNS name can’t begin with “*.”. Enter the name itself; the names below it are included.
field-visibility-draft = Seller Operations start only when the listing is in Limited or Public visibility. Publish it first.
field-port = A port is a number from 1 to 65535, such as 443.
field-path = “{ $value }” is not a path. Begin with “/”, and leave out spaces and line breaks.
field-status = A status is a number from 100 to 599, such as 200.
field-vpc-unknown = { $value } was not found in this Region. Choose one of the list.
field-subnets-none = Choose at least one subnet; two or more, in different zones, keep the service up when a zone fails.
field-subnet-unknown = { $value } was not found in the chosen network. Choose one of the list.
field-subnet-same-zone = Two of the chosen subnets are in the same zone. A load balancer takes one per zone.
field-instances-none = Choose at least one server.
field-instance-unknown = { $value } was not found in the chosen network. Choose one of the list.

# What keeps a package from being made (crate submission).

submission-schema-version = This submission has the layout { $version }, which this version of Gangway does not know.
submission-visibility = The listing has to be visible as "limited" or "public" before PrivateLink can be added.
submission-no-service = There is no endpoint service yet. At least one Region needs one.
submission-region-twice = { $region } is named twice. There is one endpoint service per Region.
submission-service-region = { $service } is not in { $region }.
submission-service-id = The id does not belong to { $service }.
submission-no-certificate = There is no certificate for { $name } yet.
submission-certificate-not-issued = The certificate is { $status }. Seller Operations needs one that is ISSUED.
submission-certificate-account = { $arn } does not belong to the account { $account }.
submission-certificate-region = { $arn } is not in { $region }.
submission-certificate-covers-nothing = None of the certificates covers { $name }.

field-load-balancer-unknown = { $value } was not found in this Region. Choose one of the list.
field-load-balancer-name = “{ $value }” can’t be a load balancer’s name. Use at most 32 letters, digits and hyphens, without a hyphen at either end, and not beginning with “internal-”.
field-load-balancer-name-taken = A load balancer of the name “{ $value }” exists already: { $arn }. Choose that one above, or another name.
field-endpoint-service-id = “{ $value }” is not an endpoint service’s id. A right one looks like vpce-svc-0123456789abcdef0.
field-endpoint-service-unknown = { $value } was not found in this Region. Choose one of the list.
field-certificate-unknown = { $value } was not found in this Region. Choose one of the list.
field-name-servers-none = No name servers yet. Paste Seller Operations’ mail, or their names, one per line.
field-name-servers-few = { $count ->
    [one] Only one name server
   *[other] Only { $count } name servers
}. Seller Operations send four; look whether the mail was pasted whole.
field-date = “{ $value }” is not a day. Write it as 2026-11-23, and not in the future.
field-no-mail-server = No mail server is set up here. Choose the other way, and send the package yourself.

## New networks and other servers
field-range = “{ $value }” is not a range of addresses. A right one looks like 10.1.0.0/16.
field-range-size = { $value } has the wrong size. AWS takes /16 to /28.
field-range-private = { $value } is not private. Take one within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16.
field-range-outside = { $value } is not within the network’s { $vpc }.
field-range-taken = { $value } overlaps { $by }. Choose addresses that nothing else uses.
field-subnet-other-vpc = A network that is made now has only the subnets that are made with it.
field-addresses-none = Enter at least one address.
field-address = “{ $value }” is not a private IPv4 address. A right one looks like 10.1.2.3.
field-target-group-unknown = { $value } is not a target group of this network. Look again, or choose another.
field-health-alb = An Application Load Balancer is asked by HTTP or HTTPS. Choose one of them.
field-health-path = “{ $value }” is not a path. A right one begins with /, such as /health.
field-health-statuses = “{ $value }” is not a list of statuses. Right ones are 200 or 200-399, between 200 and 599.
field-launch-template = “{ $value }” is not a launch template’s id. A right one looks like lt-0123456789abcdef0.
field-image = “{ $value }” is not an image’s id. A right one looks like ami-0123456789abcdef0.
field-instance-type = “{ $value }” is not an instance type. A right one looks like t3.small.
field-region-own-service = { $value } has an endpoint service of its own in this onboarding. Take it off here, or off the list of Regions.
field-ipv6-dualstack = IPv6 needs a load balancer with both kinds of addresses. Choose “IPv4 and IPv6” there first.
