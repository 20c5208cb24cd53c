# The package for Seller Operations: the letter, the checklists. Plain text: it is pasted into a form and mailed.
# People and programs read the labels: keep "Company", "Contact", "Service DNS name" and "Private DNS name" as they are.

package-subject = AWS PrivateLink for "{ $title }" ({ $productId }): { $serviceDnsName }
package-greeting = Dear AWS Marketplace Seller Operations team,
package-purpose = we would like to offer our SaaS product "{ $title }" over AWS PrivateLink, following "Using AWS PrivateLink with AWS Marketplace" in the AWS Marketplace seller guide.
package-contents = Below is everything that the guide asks for. When this comes by mail, the attached zip file holds the same as JSON, with the guide's two checklists and the evidence for each item.

## The letter

package-product-heading = Product and company
package-product-title = Product: { $title }
package-product-id = Product id: { $productId }
package-product-visibility = Visibility of the listing: { $visibility }
package-company = Company: { $name }
package-contact = Contact: { $contactName } <{ $contactMail }>
package-contact-phone = Telephone: { $contactPhone }

package-service-dns-name-heading = DNS names
package-service-dns-name = Service DNS name (replaces the generated one): { $serviceDnsName }
package-private-dns-name = Private DNS name: { $name } (ownership: { $state })
package-private-dns-name-none = Private DNS name: none

package-services-heading = Endpoint services, one per Region
package-service-region = Region: { $region }
package-service-name = Endpoint service: { $serviceName }
package-service-account = AWS account that owns it: { $account }
package-service-zones = Availability Zones (zone ids): { $zones }
package-service-private-dns-state = Ownership of the private DNS name: { $state }
package-acceptance-required = We accept each connection request ourselves before it carries traffic.
package-acceptance-automatic = Connection requests of accounts on our allow list are accepted automatically.

package-certificates-heading = AWS Certificate Manager certificates for the service DNS name
package-certificate-arn = Certificate: { $arn }
package-certificate-account = AWS account that requested it: { $account }
package-certificate-region = Region: { $region }
package-certificate-names = Names: { $names }
package-certificate-status = Status: { $status }
package-certificate-not-after = Valid until: { $notAfter }
package-certificate-record = Validation record: { $name } { $type } { $value }
package-certificate-keep-record = This record lies below { $serviceDnsName }: please see the request to keep it.

package-asks-heading = What we ask you to do
package-ask-verify = Please verify our company ({ $name }) and the DNS name { $serviceDnsName }.
package-ask-name-servers = Please create the hosted zone for { $serviceDnsName } and send us its four Route 53 name servers. We will then delegate the name to them.
package-ask-keep-record = Please put the validation record shown above into that hosted zone and keep it there. Once the name is delegated, our own copy can no longer be seen, and without yours AWS Certificate Manager could not renew the certificate.
package-ask-launch = Once the delegation is live, please let { $serviceDnsName } replace the generated DNS names of the endpoint services, and tell us when it has.
package-ask-several-regions = There are endpoint services in { $regions } Regions. May the one service DNS name { $serviceDnsName } stand for all of them, or do you need one name per Region?

package-notes-heading = From us
package-second-round = This is the first of two messages: we will write again as soon as the delegation of { $serviceDnsName } is live. Please send us the case number to refer to.
package-closing = Kind regards,
package-made-by = Made with Gangway { $gangwayVersion } on { $preparedAt }.

## The checklists

package-checklist-title = Checklists of the guide "Using AWS PrivateLink with AWS Marketplace"
package-checklist-legend = [x] seen by Gangway, with the evidence below   [a] stated by a person   [ ] not shown
package-checklist-creation = PRODUCT CREATION
package-checklist-testing = PRODUCT TESTING
package-checklist-attested = Stated by { $by } on { $on }.
package-evidence-line = { $what } (by { $by }, { $at })

checklist-network = A VPC exists and is configured.
checklist-load-balancer = A Network Load Balancer exists within the VPC and is configured.
checklist-endpoint-service = The service is registered with its load balancer as a VPC endpoint service.
checklist-service-account = The AWS account that configured the endpoint service is named.
checklist-service-name = The endpoint service's default name is named.
checklist-service-dns-name = A user-friendly service DNS name is named (required).
checklist-certificate = An ACM certificate covers the service DNS name, and the account that requested it is named.
checklist-private-dns-name = A private DNS name is named (recommended).
checklist-customer-process = There is a process by which customers learn of AWS PrivateLink, tell us their AWS account id and are put on the allow list.
checklist-configured-and-reachable = The service is configured and reachable.
checklist-reachable-through-load-balancer = The service is reachable through the Network Load Balancer.
checklist-customer-endpoint = A customer can create a VPC endpoint and use the service (tried from another account than the service's).
