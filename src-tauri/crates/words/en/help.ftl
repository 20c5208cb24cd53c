# The help panel: one topic each, title and text. Paragraphs are parted by an empty line.

help-privatelink = AWS PrivateLink
    .text =
        AWS PrivateLink connects your customer’s network to your service without crossing the internet. The customer creates an endpoint, a private address in the customer’s own network; you offer an endpoint service.

        Through AWS Marketplace, customers who subscribed find your service under a name of yours. For that, AWS Marketplace Seller Operations have to publish it, and they ask for a package of facts. Gangway prepares all of it with you.
help-practice = The practice world
    .text =
        Two AWS accounts, name servers, a registrar and a mailbox that exist only on this computer. They behave like the real ones, states take their time, and mistakes have consequences, but nothing costs money and nothing leaves the computer.

        The button “Practice world” in the bar on top shows its clock, the mailbox and the registrar. Time there passes faster than here, and waits can be skipped.
help-profile = AWS profile
    .text =
        A profile is a name under which your computer knows how to sign in to an AWS account. Your IT department sets it up, usually with IAM Identity Center.

        Gangway reads which profiles exist, never the keys in them, and stores no credentials. It asks AWS who you are and shows it before anything is created.
help-product = Product and company
    .text =
        These are the facts that Seller Operations verify: your company, your listing and the names under which customers reach you. A listing in Limited or Public visibility has to exist first.

        The names are hard to change later. Take the time to agree on them with the people who look after your DNS.
help-product-id = Product id
    .text = The id of your listing in AWS Marketplace, prod- followed by 13 letters or digits. You find it in the AWS Marketplace Management Portal, on the product’s page.
help-visibility = Visibility
    .text = A new listing is a draft at first, then Limited (only accounts that you name see it), then Public. Seller Operations work on PrivateLink once it is Limited or Public.
help-region = Region
    .text =
        An AWS Region is a place with several data centres (zones). PrivateLink connects customers and your service within a Region, so begin where most of your customers are.

        The usual way is one endpoint service per Region.
help-several-regions = Several Regions
    .text =
        Customers connect to the endpoint service of their own Region. Choose each Region in which you have customers and run servers: the tasks from “Network” to “Reachability” are then done once in each, and the package names one endpoint service per Region.

        If your servers run in one Region only, its endpoint service can also be opened to customers of other Regions (cross-Region access). That is set at the endpoint service. Connections then cross Regions, cost more per gigabyte and take longer, and names per zone do not exist for them.
help-service-dns-name = Service DNS name
    .text =
        Every endpoint that a customer creates gets a name below this one, such as vpce-0a1b2c.api.vpce.example.com. You hand this subdomain over to name servers of Seller Operations (delegation), so choose a name that is used for nothing else.

        A name such as api.vpce.example.com, below your own domain, is what AWS’s guide proposes.
help-private-dns-name = Private DNS name
    .text =
        The name that your customers’ programs already use, such as api.example.com. Inside networks with an endpoint it leads to the private connection; everywhere else it stays as it is.

        It is recommended, not required. It should not be the service DNS name or stand above it, because the customer’s private zone would then hide names that are still needed.
help-network = Network
    .text = Your servers run in a network of your own at AWS (VPC), which is divided into subnets, each in one zone. The load balancer gets an address in one subnet per zone.
help-vpc = VPC
    .text = A VPC (virtual private cloud) is your own network in an AWS Region. Choose the one in which your servers run.
help-subnet = Subnet
    .text = A subnet is a part of a network, and lies in one zone. A load balancer takes one per zone; a new one needs 8 free addresses in each.
help-zone = Zone
    .text = A zone (Availability Zone) is a data centre or a group of them. Zone names such as eu-west-1a mean different places in different accounts; zone ids such as euw1-az2 are the same for all. That is why Gangway shows ids.
help-instances = Servers
    .text = The computers (EC2 instances) that answer your customers. The load balancer asks them regularly whether they are well, and sends connections only to those that answer.
help-load-balancer = Load balancer
    .text =
        The Network Load Balancer is the front door of your service: it takes connections from endpoints and hands them to your servers. It is internal, so it can’t be reached from the internet.

        One load balancer serves one endpoint service. Whether it has security groups is decided when it is created, and can’t be changed afterwards.
help-target-group = Target group
    .text = The list of servers behind a load balancer, with the port on which they listen and the health check that decides which of them get connections.
help-listener = Listener
    .text = What the load balancer listens on: a protocol and a port. With TCP, connections pass as they are and your servers keep their certificates. With TLS, the load balancer itself answers with a certificate.
help-cross-zone = Cross-zone load balancing
    .text = Off, connections stay in their zone: a zone without a healthy server fails for customers there. On, every zone can use all servers; AWS charges for traffic between zones.
help-endpoint-service = Endpoint service
    .text = The endpoint service makes a load balancer reachable over PrivateLink. It has a name such as com.amazonaws.vpce.eu-west-1.vpce-svc-0123456789abcdef0, a list of accounts that may connect, and says whether you accept each connection.
help-security-group = Security group
    .text =
        A security group says from which addresses something may be called. A load balancer either has one from the beginning, or never.

        Customers who come over PrivateLink appear with addresses of their own networks. With AWS’s default they are checked against the rules, too, and dropped without a word. Gangway turns that off for the load balancers that it makes: the allow list and your acceptance decide who connects.
help-cross-region = Customers in other Regions
    .text =
        An endpoint service can serve customers of other Regions (cross-Region access), from the one Region in which your servers run. It is the simplest way when few customers are elsewhere.

        Customers in the chosen Regions then find it there as well. They get no names per zone, the traffic crosses Regions, and AWS charges for it. Whether AWS Marketplace lists it in each of them is not documented, so the package asks Seller Operations.
help-acceptance = Accepting connections
    .text = With acceptance, a customer’s new endpoint waits until you say yes. Without, every account on the allow list connects at once.
help-reachability = Reachability
    .text = Evidence comes in levels. First, whether the load balancer listens and each of its zones has a healthy server: that is what customers depend on. Then, where your computer has a way into the network (a VPN, say), a connection, the certificate that is shown, and one request that you name. What remains is proven by the rehearsal, from a customer’s side.
help-certificate = Certificate
    .text =
        A certificate from AWS Certificate Manager (ACM) for the service DNS name shows Seller Operations that the name is yours. ACM asks you to publish a record in your DNS, and issues the certificate once it sees it.

        The record must stay: ACM looks for it at each renewal. After the delegation, Seller Operations’ zone has to hold it, and the package asks them to.
help-private-dns = Proof of the private DNS name
    .text = AWS asks for a TXT record below the name, with a value that only you get. Once every name server of your domain answers it, the verification is started and takes some minutes.
help-delegation = Delegation
    .text = NS records in your domain’s zone say which servers answer for the subdomain. Seller Operations send you four name servers; all four records are needed, in your own zone, exactly as written.
help-name-servers = Name servers
    .text = Seller Operations’ mail holds usually four names such as ns-123.awsdns-45.com, ending in .com, .net, .org and .co.uk. Paste the whole mail: Gangway picks them out.
help-allow-list = Allow list
    .text =
        Only accounts on this list find your service and can create endpoints for it. Ask each customer for the id of the account in which the endpoint will be.

        Removing an account does not cut connections that exist.
help-principal = Who can be allowed
    .text = A whole account (its 12-digit id), a role or a user. The “*” allows everyone, but then customers no longer see your service in their lists, so prefer single accounts.
help-rehearsal = Rehearsal
    .text = Before customers do, create an endpoint from a second account of yours, call your service through it, and delete it again. Seller Operations ask whether the service is reachable.
help-review = Review
    .text = AWS’s guide ends with two checklists: what has to exist, and what has to be tested. Gangway fills them with what it has seen, and by which question to AWS or DNS it saw it.
help-submission = Submission
    .text =
        The package is a zip file with a text for Seller Operations, the same facts for programs, the two checklists and the evidence. You see each file before anything leaves your computer.

        Afterwards Seller Operations verify your company and the name, and send four name servers. That is when the delegation can be done.
help-seller-operations = AWS Marketplace Seller Operations
    .text = The team at AWS that verifies listings and publishes PrivateLink services. AWS publishes a contact form for it (aws.amazon.com/marketplace/management/contact-us) and no mail address.
help-plan = What will happen
    .text = Nothing in your account is changed before you have read this list and approved it. What you approved is stored: if the computer stops in the middle, Gangway carries on with it, looks first, and does nothing twice.
help-proof = Proof
    .text = After each change Gangway asks AWS or the name servers whether it is really so, and keeps the answer with its time and the question. The package shows this evidence.
help-record = DNS record
    .text = An entry in your domain’s DNS zone: a name, a type and a value. Usually a colleague or your DNS provider publishes it. Names and values have to match to the letter.
