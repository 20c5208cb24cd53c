// Written from the shell's list of commands by a test (`GANGWAY_BLESS=1 cargo test --test drift`). Not edited by hand.
import type { Channel } from '@tauri-apps/api/core';

export type Access = { 
signIn: SignInPlace | null, 
roles: Array<RoleProfile>, 
findings: Array<Finding>, 
regions: Array<Region>, };
export type AccountChip = { 
kind: AccountKind, 
accountId: AccountId, 
arn: string, 
profile: string | null, };
export type AccountChoice = { "kind": "practice", 
story: string | null, } | { "kind": "profile", 
profile: string, } | { "kind": "signedIn", 
accountId: string, 
role: string, };
export type AccountId = string;
export type AccountKind = "practice" | "aws" | "endpoint";
export type AccountRole = "workload" | "listing" | "certificate" | "dns";
export type AddressSeen = { 
address: string, 
millis: number | null, 
fault: Fault | null, 
tls: TlsSeen | null, 
http: HttpSeen | null, };
export type AllowCounts = { 
listed: number, 
onlyInAws: number, 
subscribedNotAllowed: number, 
allowedButEnded: number, 
subscriptions: number, };
export type AllowEntryKind = "add" | "remove" | "only-in-aws" | "refused";
export type AllowHistory = { 
rows: Array<AllowHistoryRow>, 
total: number, };
export type AllowHistoryRow = { 
id: number, 
at: Timestamp, 
region: string, 
principal: string, 
what: string, 
source: string, 
answer: string | null, };
export type AllowKind = "account" | "role" | "user" | "everyone";
export type AllowListSeen = { 
inAws: number, 
toAdd: number, 
toRemove: number, 
onlyInAws: number, 
refused: number, };
export type AllowOperator = "is" | "isNot" | "contains" | "containsNot" | "from" | "before";
export type AllowPage = { 
rows: Array<AllowRow>, 
total: number, 
page: number, };
export type AllowPlace = { 
region: string, 
state: AllowState, 
reason: Message | null, 
at: Timestamp | null, };
export type AllowPlan = { 
hash: string, 
regions: Array<AllowRegion>, 
warnings: Array<AllowWarning>, 
seconds: number, 
names: number, 
namesSeconds: number, 
undoes: number | null, };
export type AllowPlanEntry = { 
principal: string, 
name: string, 
reason: Message | null, };
export type AllowProperty = "text" | "name" | "account" | "kind" | "note" | "addedBy" | "addedAt" | "state" | "subscription";
export type AllowQuery = { 
view: AllowView, 
search: string, 
tokens: Array<AllowToken>, 
any: boolean, 
sort: AllowSort, 
descending: boolean, };
export type AllowRegion = { 
region: Region, 
service: string, 
seenAt: Timestamp | null, 
inAws: number, 
add: number, 
remove: number, 
unchanged: number, 
onlyInAws: number, 
refused: number, 
staying: number, 
trouble: Trouble | null, };
export type AllowRow = { 
principal: string, 
accountId: AccountId | null, 
kind: AllowKind, 
source: AllowSource, 
name: string, 
note: string, 
addedAt: Timestamp | null, 
addedBy: string, 
sourceRow: number | null, 
places: Array<AllowPlace>, 
subscription: Subscription | null, };
export type AllowRun = { 
id: number, 
state: AllowRunState, 
source: string, 
approvedAt: Timestamp, 
endedAt: Timestamp | null, 
regions: Array<AllowRunRegion>, 
secondsLeft: number | null, };
export type AllowRunRegion = { 
region: Region, 
total: number, 
added: number, 
removed: number, 
refused: number, 
dropped: number, 
left: number, 
calls: number, 
readBack: Timestamp | null, 
namesKept: number, 
note: Message | null, 
trouble: Trouble | null, };
export type AllowRunState = "running" | "paused" | "cancelled" | "done" | "undone";
export type AllowSelection = { "of": "these", 
principals: Array<string>, } | { "of": "found", 
query: AllowQuery, 
except: Array<string>, };
export type AllowSort = "name" | "account" | "kind" | "note" | "addedAt" | "addedBy" | "state" | "subscription";
export type AllowSource = "list" | "onlyInAws" | "onlySubscribed";
export type AllowState = "listed" | "missing" | "onlyInAws" | "toRemove" | "adding" | "removing" | "refused" | "absent" | "unknown";
export type AllowToken = { 
property: AllowProperty, 
operator: AllowOperator, 
value: string, 
region: string | null, };
export type AllowView = "all" | "onlyInAws" | "subscribedNotAllowed" | "allowedButEnded";
export type AllowWarning = "everyone" | "everyone-automatic";
export type Allowance = "allowed" | "denied" | "unknown";
export type Answer = { 
label: Message, 
value: string, };
export type ApplicationLoadBalancer = { 
arn: string, 
name: string, 
scheme: string, 
state: string, 
vpcId: string, };
export type ApprovedChange = { 
change: Change, 
progress: ChangeProgress, 
approvedAt: Timestamp, };
export type AuthoritiesSeen = { 
name: string, 
wildcard: boolean, 
caa: CaaSet, };
export type CaaSet = { 
owner: string | null, 
records: Array<string>, };
export type Call = { "action": "createVpc", 
cidr: string, } | { "action": "setDnsHostnames", 
vpc: Input, 
enabled: boolean, } | { "action": "createSubnet", 
vpc: Input, 
zoneId: string, 
cidr: string, } | { "action": "createSecurityGroup", 
vpc: Input, 
name: string, 
description: string, } | { "action": "authorizeIngress", 
securityGroup: Input, 
port: number, 
cidrs: Array<string>, } | { "action": "runInstance", 
launch: Launch, 
subnet: Input, 
securityGroups: Array<Input>, } | { "action": "createLoadBalancer", 
name: string, 
subnets: Array<Input>, 
securityGroups: Array<Input>, 
ipAddressType: IpAddressType, } | { "action": "setCrossZone", 
loadBalancer: Input, 
enabled: boolean, } | { "action": "setSubnets", 
loadBalancer: Input, 
subnets: Array<Input>, } | { "action": "setSecurityGroups", 
loadBalancer: Input, 
securityGroups: Array<Input>, 
enforceOnPrivateLink: boolean | null, } | { "action": "createTargetGroup", 
name: string, 
port: number, 
vpc: Input, 
targetType: TargetType, 
protocol: TargetProtocol, 
healthCheck: HealthCheck | null, } | { "action": "setHealthCheck", 
targetGroup: Input, 
healthCheck: HealthCheck, } | { "action": "registerTargets", 
targetGroup: Input, 
targets: Array<TargetRef>, } | { "action": "createListener", 
loadBalancer: Input, 
port: number, 
certificate: Input | null, 
targetGroup: Input, } | { "action": "modifyListener", 
listener: Input, 
targetGroup: Input | null, 
certificate: Input | null, } | { "action": "createEndpointService", 
loadBalancer: Input, 
acceptanceRequired: boolean, 
privateDnsName: string | null, 
supportedIpAddressTypes: Array<ServiceAddressType>, 
supportedRegions: Array<Region>, } | { "action": "refreshEndpointService", 
endpointService: Input, } | { "action": "setPrivateDnsName", 
endpointService: Input, 
privateDnsName: string, } | { "action": "setAcceptance", 
endpointService: Input, 
required: boolean, } | { "action": "setSupportedRegions", 
endpointService: Input, 
add: Array<Region>, 
remove: Array<Region>, } | { "action": "setSupportedAddressTypes", 
endpointService: Input, 
add: Array<ServiceAddressType>, 
remove: Array<ServiceAddressType>, } | { "action": "startPrivateDnsVerification", 
endpointService: Input, } | { "action": "modifyPermissions", 
endpointService: Input, 
add: Array<string>, 
remove: Array<string>, } | { "action": "requestCertificate", 
domainName: string, 
alternativeNames: Array<string>, } | { "action": "publishRecords", 
zone: string, 
records: RecordSet, } | { "action": "sendSubmission", 
packageSha256: string, 
to: string, } | { "action": "rejectConnections", 
endpointService: Input, 
endpointIds: Array<string>, } | { "action": "deleteEndpointService", 
endpointService: Input, } | { "action": "deleteListener", 
listener: Input, } | { "action": "deregisterTargets", 
targetGroup: Input, 
targets: Array<TargetRef>, } | { "action": "deleteLoadBalancer", 
loadBalancer: Input, } | { "action": "deleteTargetGroup", 
targetGroup: Input, } | { "action": "terminateInstance", 
instance: Input, } | { "action": "deleteSecurityGroup", 
securityGroup: Input, } | { "action": "deleteSubnet", 
subnet: Input, } | { "action": "deleteVpc", 
vpc: Input, } | { "action": "deleteCertificate", 
certificate: Input, } | { "action": "removeRecords", 
recordSet: Input, 
zone: string, 
records: RecordSet, };
export type CallTag = { 
key: string, 
value: string, };
export type Certificate = { 
arn: string, 
status: string, 
domainName: string, 
names: Array<string>, 
certificateType: string, 
notAfter: Timestamp | null, 
failureReason: string | null, 
inUse: boolean, 
validation: Array<DnsRecord>, 
renewable: boolean, 
renewal: Renewal | null, };
export type CertificateChoice = { "kind": "existing", 
arn: string, } | { "kind": "request" };
export type CertificateInputs = { 
choice: CertificateChoice, };
export type CertificateSeen = { 
certificates: Array<Certificate>, 
chosen: string | null, 
records: Array<RecordSeen>, 
authorities: Array<AuthoritiesSeen>, 
hosted: Array<HostedRecords>, };
export type ChainLink = { 
zone: string, 
servers: Array<string>, 
holds: boolean, };
export type Change = { 
id: ChangeId, 
step: StepId, 
region: Region | null, 
verb: Verb, 
sentence: Message, 
call: Call, 
cost: Cost, 
undo: Undo, 
account?: AccountId, };
export type ChangeId = string;
export type ChangeProgress = { 
change: ChangeId, 
state: ProgressState, 
ids: Array<string>, 
trouble: Trouble | null, 
waitingFor: Message | null, };
export type ChecklistItem = { 
id: string, 
list: ChecklistKind, 
state: ProofState, 
text: Message, 
evidence: Array<Evidence>, 
by: string | null, 
on: string | null, 
fixIn: StepId, };
export type ChecklistKind = "creation" | "testing";
export type ChildSaw = { "saw": "serves", 
serial: number, } | { "saw": "failed", 
why: Fault, };
export type ChildView = { 
server: string, 
address: string | null, 
udp: ChildSaw, 
tcp: ChildSaw, 
servers: Array<string>, };
export type ConnectionAnswer = { 
region: Region, 
endpointId: string, 
refused: Message | null, };
export type ConnectionPlace = { 
region: Region, 
endpointId: string, };
export type ConnectionRow = { 
region: Region, 
service: string, 
endpointId: string, 
owner: AccountId, 
name: string, 
known: boolean, 
state: string, 
createdAt: number | null, 
fromRegion: string | null, 
zones: Array<ConnectionZone>, 
dnsNames: Array<string>, };
export type ConnectionZone = { 
name: string, 
id: string | null, };
export type Connections = { 
rows: Array<ConnectionRow>, 
failed: { [key in Region]: Trouble }, };
export type Cost = "free" | "hourly" | "ends";
export type CostLine = { 
change: ChangeId, 
region: string | null, 
what: Message, 
payer: Payer, 
amount: Message, 
unit: CostUnit, 
price: number | null, 
seen: string | null, 
source: string, 
monthly: number | null, 
byUse: boolean, 
ends: boolean, };
export type CostUnit = "hour" | "gigabyte" | "lcu-hour";
export type DelegationCheck = { 
name: string, 
parentZone: string, 
expected: Array<string>, 
parents: Array<ParentView>, 
children: Array<ChildView>, 
findings: Array<Finding>, 
verdict: DelegationVerdict, 
rememberedFor: number, 
chain: Array<ChainLink>, 
changes: Array<RecordChange>, 
seenBy: SeenBy, 
trace: Array<TraceLine>, 
lookedAt: Timestamp, 
millis: number, };
export type DelegationInputs = { 
nameServers: Array<string>, };
export type DelegationSeen = { 
records: Array<DnsRecord>, 
check: DelegationCheck | null, 
renewal: Array<RenewalRecord>, 
hosted: Array<HostedRecords>, 
launch: Array<LaunchSeen>, };
export type DelegationVerdict = "live" | "notDelegated" | "partly" | "broken" | "unknown";
export type Delivery = { 
state: DeliveryState, 
at: Timestamp, 
to: string, 
messageId: string, 
package: string, 
why: Message | null, };
export type DeliveryState = "sending" | "sent" | "notSent" | "maybeSent";
export type DnsRecord = { 
name: string, 
kind: string, 
value: string, };
export type EndpointServiceCard = { 
ours: boolean, 
id: string, 
name: string, 
state: string, 
loadBalancerArns: Array<string>, 
acceptanceRequired: boolean, 
privateDns: PrivateDns | null, 
zoneIds: Array<string>, 
baseDnsNames: Array<string>, 
tags: Array<CallTag>, 
ipAddressTypes: Array<ServiceAddressType>, 
supportedRegions: Array<string>, };
export type EndpointServiceChoice = { "kind": "existing", 
id: string, } | { "kind": "create" };
export type EndpointServiceInputs = { 
choice: EndpointServiceChoice, 
acceptanceRequired: boolean, 
ipAddressTypes: Array<ServiceAddressType>, 
supportedRegions: Array<string>, 
mayChange: boolean, };
export type EndpointServiceSeen = { 
services: Array<EndpointServiceCard>, 
chosen: string | null, 
otherRegions: Array<string>, 
regionCosts: Array<RegionCosts>, };
export type EngineEvent = { 
number: number, 
at: Timestamp, 
body: EventBody, };
export type EventBody = { "kind": "operation", 
operation: Operation, } | { "kind": "tasks", 
tasks: Array<Task>, } | { "kind": "saved", 
at: Timestamp, };
export type Evidence = { 
message: Message, 
by: string, 
at: Timestamp, };
export type ExportFormat = "csv" | "xlsx";
export type Fault = "silent" | "closed" | "cut" | "noTcp" | "noRoute" | "garbled" | "refused" | "serverFailure" | "notAuthoritative" | "otherCode" | "noAddress";
export type FieldProblem = { 
field: string, 
message: Message, };
export type Finding = { 
severity: Severity, 
message: Message, 
subject: string | null, 
fixIn: StepId | null, 
region: string | null, };
export type Fix = { 
text: Message, 
resource: string, 
first: boolean, 
step: StepId, 
region: Region | null, 
inputs: Array<StepInputs>, 
asksOwner: boolean, };
export type FixPlace = { 
step: StepId, 
region: Region | null, };
export type HealthCheck = { 
protocol: HealthProtocol, 
path: string | null, 
port: number | null, 
intervalSeconds: number | null, 
timeoutSeconds: number | null, 
healthyThreshold: number | null, 
unhealthyThreshold: number | null, 
statuses: string | null, };
export type HealthInputs = { 
protocol: HealthProtocol, 
path: string, 
statuses: string, };
export type HealthProtocol = "tcp" | "http" | "https";
export type HostedRecords = { 
records: RecordSet, 
zone: HostedZoneSeen | null, 
standing: HostedStanding, };
export type HostedStanding = { "kind": "absent" } | { "kind": "there", 
syncing: boolean, } | { "kind": "other", 
found: Array<RecordSet>, } | { "kind": "notAsked", 
servers: Array<string>, 
asked: Array<string>, } | { "kind": "noZone", 
name: string, 
asked: Array<string>, } | { "kind": "unseen", 
why: Message, };
export type HostedZoneSeen = { 
id: string, 
name: string, 
account: AccountId, };
export type HowKnown = "asked" | "dryRun" | "simulated" | "nothing";
export type HowSignedIn = "identityCenter" | "keys" | "assumeRole" | "process" | "environment" | "unknown";
export type HttpSeen = { 
status: number | null, };
export type IdentityCard = { 
accountId: AccountId, 
arn: string, 
alias: string | null, };
export type ImportColumn = { 
index: number, 
header: string, 
samples: Array<string>, };
export type ImportCounts = { 
good: number, 
there: number, 
duplicate: number, 
doubtful: number, 
everyone: number, 
refused: number, 
nothing: number, };
export type ImportDoubt = { 
code: string, 
count: number, };
export type ImportKind = "customers" | "subscriptions";
export type ImportMapping = { 
sheet: string, 
firstRow: number, 
account: number | null, 
name: number | null, 
note: number | null, 
state: number | null, 
since: number | null, };
export type ImportPreview = { 
kind: ImportKind, 
fileName: string | null, 
encoding: string | null, 
sheets: Array<string>, 
columns: Array<ImportColumn>, 
mapping: ImportMapping, 
counts: ImportCounts, 
doubts: Array<ImportDoubt>, };
export type ImportRow = { 
row: number, 
given: string, 
principal: string | null, 
name: string, 
note: string, 
state: SubscriptionState | null, 
since: string | null, 
verdict: ImportVerdict, 
message: Message | null, };
export type ImportRows = { 
rows: Array<ImportRow>, 
total: number, };
export type ImportVerdict = "good" | "there" | "duplicate" | "doubtful" | "everyone" | "refused" | "nothing";
export type Input = { "kind": "existing", 
id: string, } | { "kind": "outputOf", 
change: ChangeId, 
output: Output, };
export type Instance = { 
id: string, 
name: string | null, 
state: string, 
instanceType: string, 
privateIp: string | null, 
vpcId: string, 
subnetId: string, 
zoneName: string, 
zoneId: string, };
export type InstancesInputs = { 
kind: ServersKind, 
instanceIds: Array<string>, 
addresses: Array<string>, 
applicationLoadBalancer: string, 
targetGroup: string, 
launch: LaunchInputs, 
port: number, 
health: HealthInputs, };
export type InstancesSeen = { 
instances: Array<Instance>, 
applicationLoadBalancers: Array<ApplicationLoadBalancer>, 
targetGroups: Array<TargetGroupCard>, 
securityGroups: Array<string>, };
export type Invitation = { 
subject: string, 
text: string, };
export type IpAddressType = "ipv4" | "dualstack";
export type Launch = { "kind": "template", 
id: string, 
version: string | null, } | { "kind": "image", 
id: string, 
instanceType: string, };
export type LaunchInputs = { 
templateId: string, 
imageId: string, 
instanceType: string, };
export type LaunchSeen = { 
region: string, 
baseNames: Array<string>, 
launched: boolean, 
endpointName: string | null, 
addresses: Array<string>, };
export type Limits = { 
known: { [key in string]: number }, 
unknown: Message | null, };
export type Listener = { 
arn: string, 
port: number, 
protocol: string, 
targetGroupArn: string | null, 
certificateArn: string | null, };
export type ListenerProtocol = "tcp" | "tls";
export type LoadBalancerCard = { 
ours: boolean, 
usedBy: string | null, 
arn: string, 
name: string, 
dnsName: string, 
scheme: string, 
state: string, 
vpcId: string, 
zones: Array<LoadBalancerZone>, 
tags: Array<CallTag>, 
securityGroups: Array<string>, 
enforcesOnPrivateLink: boolean, };
export type LoadBalancerChoice = { "kind": "existing", 
arn: string, } | { "kind": "create", 
name: string, };
export type LoadBalancerInputs = { 
choice: LoadBalancerChoice, 
port: number, 
protocol: ListenerProtocol, 
crossZone: boolean, 
securityGroup: SecurityGroupChoice, 
ipAddressType: IpAddressType, 
mayChange: boolean, };
export type LoadBalancerSeen = { 
loadBalancers: Array<LoadBalancerCard>, 
chosen: string | null, 
crossZone: boolean | null, 
listeners: Array<Listener>, 
targetGroups: Array<TargetGroup>, 
healthCheck: HealthCheck | null, 
targets: Array<Target>, 
lostTargetGroup: string | null, 
securityGroups: Array<string>, 
limits: Limits, };
export type LoadBalancerZone = { 
zoneName: string, 
zoneId: string, 
subnetId: string, };
export type Message = { 
code: string, 
params?: { [key in string]: Param }, };
export type NameCard = { 
kind: NameKind, 
name: string, 
shown: string, 
zone: string | null, 
parent: string | null, 
servers: Array<string>, 
ownZone: boolean, 
lookedAt: Timestamp | null, 
trouble: Message | null, };
export type NameKind = "service" | "private";
export type NameServersRead = { 
names: Array<string>, 
listed: boolean, };
export type NamesPicture = { 
names: Array<NameCard>, 
records: Array<RecordCard>, 
watch: Array<WatchCard>, 
schedule: Array<ScheduleEntry>, };
export type NetworkInputs = { 
vpcId: string, 
subnetIds: Array<string>, 
newVpcCidr: string, 
newSubnets: Array<NewSubnet>, };
export type NetworkSeen = { 
zones: Array<Zone>, 
vpcs: Array<Vpc>, 
proposal: NewNetwork | null, 
room: { [key in string]: Array<NewSubnet> }, 
limits: Limits, };
export type NewNetwork = { 
cidr: string, 
subnets: Array<NewSubnet>, };
export type NewSubnet = { 
zoneId: string, 
cidr: string, };
export type Observed = { "step": "product" } & ProductSeen | { "step": "network" } & NetworkSeen | { "step": "instances" } & InstancesSeen | { "step": "load-balancer" } & LoadBalancerSeen | { "step": "endpoint-service" } & EndpointServiceSeen | { "step": "reachability" } & ReachabilitySeen | { "step": "certificate" } & CertificateSeen | { "step": "private-dns" } & PrivateDnsSeen | { "step": "delegation" } & DelegationSeen | { "step": "allow-list" } & AllowListSeen | { "step": "rehearsal" } & RehearsalSeen | { "step": "review" } & ReviewSeen | { "step": "submission" } & SubmissionSeen;
export type Onboarding = { 
id: string, 
name: string, 
path: string, 
account: AccountChip, 
regions: Array<string>, 
tasks: Array<Task>, 
operations: Array<Operation>, 
savedAt: Timestamp, 
lastEvent: number, 
lastPlace: string | null, 
trouble: Trouble | null, };
export type Operation = { 
id: string, 
step: StepId, 
region: string | null, 
kind: OperationKind, 
state: OperationState, 
startedAt: Timestamp, 
trouble: Trouble | null, 
progress: Array<ChangeProgress>, };
export type OperationKind = "check" | "apply" | "undo";
export type OperationState = "running" | "finished" | "failed" | "cancelled";
export type Outcome = { "saw": "expected" } | { "saw": "other", 
values: Array<string>, } | { "saw": "missing" } | { "saw": "failed", 
why: Fault, };
export type Output = "vpc-id" | "subnet-id" | "security-group-id" | "instance-id" | "load-balancer-arn" | "target-group-arn" | "listener-arn" | "service-id" | "service-name" | "certificate-arn" | "record-set" | "dns-change" | "message-id";
export type Over = "udp" | "tcp" | "https";
export type Owner = { 
kind: OwnerKind, 
name: string | null, };
export type OwnerKind = "gangway" | "elastic-beanstalk" | "kubernetes" | "ecs" | "auto-scaling" | "cloud-formation" | "infrastructure-as-code" | "unmarked";
export type PackageCard = { 
sha256: string, 
fileName: string, 
bytes: number, 
files: Array<PackageFile>, 
madeAt: Timestamp, 
savedTo: string | null, };
export type PackageFile = { 
name: string, 
text: string, };
export type Param = number | string;
export type ParentSaw = { "saw": "referral", 
servers: Array<string>, } | { "saw": "nothing" } | { "saw": "alias", 
target: string, } | { "saw": "failed", 
why: Fault, };
export type ParentView = { 
server: string, 
address: string | null, 
udp: ParentSaw, 
tcp: ParentSaw, };
export type Payer = "seller" | "customer" | "either";
export type PermissionLine = { 
action: string, 
region: Region | null, 
policy: PolicyKind, 
purpose: StepId | null, 
allowance: Allowance, 
evidence: HowKnown, 
reason: Message | null, };
export type PermissionReport = { 
identity: IdentityCard, 
lines: Array<PermissionLine>, };
export type Plan = { 
account: AccountId, 
changes: Array<Change>, 
hash: string, 
madeAt: Timestamp, };
export type PlanCosts = { 
lines: Array<CostLine>, 
monthly: number, 
total: Message, 
unknown: number, 
currency: string, 
list: Message, 
listDate: string, 
regions: Array<string>, };
export type PolicyCard = { 
kind: PolicyKind, 
policies: Array<PolicyText>, 
subject: string, 
message: string, };
export type PolicyKind = "survey" | "provision" | "rehearsal" | "undo";
export type PolicyText = { 
name: string, 
json: string, };
export type PracticeChapter = { 
key: string, 
state: PracticeChapterState, 
since: Timestamp | null, 
facts: { [key in string]: string }, };
export type PracticeChapterState = "ahead" | "now" | "passed";
export type PracticeExisting = { 
account: string, 
region: string, 
kind: string, 
id: string, 
name: string, 
state: string, };
export type PracticeFault = { 
id: string, 
name: string, 
parameters: { [key in string]: string }, 
nth: number, 
times: number | null, 
struck: number, };
export type PracticeFaultForm = { 
name: string, 
parameters: { [key in string]: string }, 
nth: number | null, 
times: number | null, };
export type PracticeFaultKind = { 
name: string, 
area: string, 
counted: boolean, 
parameters: Array<PracticeFaultParameter>, };
export type PracticeFaultParameter = { 
name: string, 
default: string, 
choices: Array<string>, 
least: number | null, 
most: number | null, };
export type PracticeMail = { 
id: string, 
from: string, 
to: string, 
subject: string, 
receivedAt: Timestamp, 
text: string, 
attachments: Array<string>, };
export type PracticeNext = { 
due: Timestamp, 
what: string, };
export type PracticePanel = { 
appendsZoneToNames: boolean, 
appendsZoneToValues: boolean, 
quotesTextsAgain: boolean, 
propagationSeconds: number, 
forcedTtl: number | null, };
export type PracticeRecord = { 
zone: string, 
name: string, 
kind: string, 
ttl: number, 
value: string, };
export type PracticeStory = { 
name: string, 
begunAt: Timestamp, 
chapters: Array<PracticeChapter>, };
export type PracticeWorld = { 
now: Timestamp, 
speed: number, 
zone: string, 
records: Array<PracticeRecord>, 
inbox: Array<PracticeMail>, 
sent: Array<PracticeMail>, 
limits: boolean, 
next: PracticeNext | null, 
panel: PracticePanel, 
faults: Array<PracticeFault>, 
story: PracticeStory | null, };
export type PrivateDns = { 
name: string, 
state: string, 
recordType: string, 
recordName: string, 
recordValue: string, };
export type PrivateDnsSeen = { 
privateDns: PrivateDns | null, 
record: RecordSeen | null, 
hosted: Array<HostedRecords>, };
export type ProbeRequest = "connect" | "tls" | "http" | "https";
export type ProbeSeen = { 
host: string, 
port: number, 
addresses: Array<AddressSeen>, };
export type ProductInputs = { 
title: string, 
productId: string, 
visibility: Visibility, 
companyName: string, 
contactName: string, 
contactMail: string, 
contactPhone: string, 
serviceDnsName: string, 
privateDnsName: string, 
region: string, 
moreRegions: Array<string>, };
export type ProductSeen = { 
regions: Array<string>, };
export type ProfileCard = { 
name: string, 
how: HowSignedIn, 
region: string | null, 
source: string | null, };
export type ProgressState = "pending" | "running" | "done" | "failed" | "waiting" | "unknown";
export type ProjectCard = { 
path: string, 
name: string, 
account: AccountChip | null, 
done: number, 
total: number, 
waitingFor: Array<Message>, 
changedAt: Timestamp, 
trouble: Trouble | null, };
export type ProofState = "proven" | "attested" | "notProven";
export type Publisher = "dns-admin" | "route53" | "seller-operations" | "nobody";
export type Publishing = { 
inRoute53: boolean, 
profile: string | null, 
account: AccountId, };
export type Put = { 
added: number, 
changed: number, 
same: number, };
export type ReachabilityInputs = { 
request: ProbeRequest, 
path: string, 
status: number, 
serverName: string, };
export type ReachabilitySeen = { 
zones: Array<ZoneHealth>, 
crossZone: boolean, 
targets: Array<Target>, 
listener: Listener | null, 
loadBalancerState: string, 
probe: ProbeSeen | null, };
export type RecordAction = "remove" | "add";
export type RecordCard = { 
purpose: RecordPurpose, 
name: string, 
kind: string, 
value: string | null, 
region: string | null, 
publisher: Publisher, 
due: RecordDue, 
standing: RecordStanding, 
zone: string | null, 
servers: Array<string>, 
lookedAt: Timestamp | null, };
export type RecordChange = { 
action: RecordAction, 
name: string, 
kind: string, 
value: string | null, };
export type RecordCheck = { 
zone: string, 
servers: Array<ServerAnswer>, 
verdict: RecordVerdict, 
findings: Array<Finding>, 
rememberedFor: number, 
lookedAt: Timestamp, 
millis: number, };
export type RecordDue = "before-submission" | "after-answer" | "past";
export type RecordPurpose = "certificate" | "private-name" | "delegation" | "renewal";
export type RecordSeen = { 
record: DnsRecord, 
zone: string, 
servers: Array<ServerAnswer>, 
verdict: RecordVerdict, 
findings: Array<Finding>, 
rememberedFor: number, 
lookedAt: Timestamp, 
millis: number, };
export type RecordSet = { 
name: string, 
kind: string, 
ttl: number, 
values: Array<string>, };
export type RecordStanding = "published" | "partly" | "missing" | "wrong" | "hidden" | "unknown" | "not-looked" | "later";
export type RecordVerdict = "published" | "partly" | "missing" | "wrong" | "unknown";
export type Region = string;
export type RegionCosts = { 
region: string, 
own: Message, 
crossing: Message, };
export type RegionMap = { 
region: Region, 
zones: Array<ZoneOnMap>, 
services: Array<ServiceOnMap>, };
export type RehearsalInputs = { 
attested: boolean, 
by: string, 
on: string, 
note: string, };
export type RehearsalSeen = { 
serviceName: string | null, 
commands: Array<string>, };
export type Remedy = "here" | "if-yours" | "ask-owner" | "look-again";
export type Renewal = { 
status: string, 
reason: string | null, };
export type RenewalRecord = { 
record: DnsRecord, 
found: boolean, 
check: RecordCheck | null, };
export type ReviewGroup = { 
step: StepId, 
region: string | null, 
answers: Array<Answer>, 
evidence: Array<Evidence>, 
findings: Array<Finding>, };
export type ReviewSeen = { 
groups: Array<ReviewGroup>, 
checklist: Array<ChecklistItem>, 
missing: Array<Finding>, };
export type RoleProfile = { 
role: AccountRole, 
profile: string | null, 
account: AccountId | null, };
export type ScheduleEntry = { 
scheduler: Scheduler, 
here: boolean, 
text: string, };
export type Scheduler = "cron" | "launchd" | "windows";
export type SectionId = "product" | "aws-set-up" | "names" | "customers" | "rehearsal" | "submission";
export type SecurityGroupChoice = "none" | "create";
export type SeenBy = { "seenBy": "nameServers" } | { "seenBy": "publicResolvers", 
resolvers: Array<string>, };
export type ServerAnswer = { 
server: string, 
address: string | null, 
outcome: Outcome, };
export type ServersKind = "instances" | "addresses" | "applicationLoadBalancer" | "targetGroup" | "launch";
export type ServiceAddressType = "ipv4" | "ipv6";
export type ServiceOnMap = { 
id: string, 
name: string | null, 
standing: Array<Standing>, };
export type Severity = "blocker" | "warning" | "note" | "good";
export type SignInAccount = { 
accountId: AccountId, 
name: string, 
mail: string, };
export type SignInCode = { 
userCode: string, 
link: string, 
expiresAt: Timestamp, };
export type SignInPlace = { 
startUrl: string, 
region: Region, 
accountId: AccountId, 
role: string, };
export type Standing = "served" | "nobody-answers" | "not-picked-up" | "absent" | "unknown";
export type StepId = "product" | "network" | "instances" | "load-balancer" | "endpoint-service" | "reachability" | "certificate" | "private-dns" | "delegation" | "allow-list" | "rehearsal" | "review" | "submission";
export type StepInputs = { "step": "product" } & ProductInputs | { "step": "network" } & NetworkInputs | { "step": "instances" } & InstancesInputs | { "step": "load-balancer" } & LoadBalancerInputs | { "step": "endpoint-service" } & EndpointServiceInputs | { "step": "reachability" } & ReachabilityInputs | { "step": "certificate" } & CertificateInputs | { "step": "private-dns", } | { "step": "delegation" } & DelegationInputs | { "step": "allow-list", } | { "step": "rehearsal" } & RehearsalInputs | { "step": "review", } | { "step": "submission" } & SubmissionInputs;
export type SubmissionInputs = { 
way: SubmissionWay, 
to: string, 
from: string, 
notes: string, };
export type SubmissionSeen = { 
package: PackageCard | null, 
problems: Array<FieldProblem>, 
delivery: Delivery | null, 
canMail: boolean, };
export type SubmissionWay = "mail" | "folder";
export type Subnet = { 
id: string, 
name: string | null, 
cidr: string, 
zoneName: string, 
zoneId: string, 
freeAddresses: number, };
export type Subscription = { 
state: SubscriptionState, 
since: string | null, 
how: string, };
export type SubscriptionState = "yes" | "ended";
export type SurveyCounts = { 
vpcs: number, 
subnets: number, 
instances: number, 
loadBalancers: number, 
services: number, 
certificates: number, };
export type SurveyFinding = { 
inRegion: Region, 
evidence: Array<Evidence>, 
owner: Owner, 
liveConnections: number, 
remedy: Remedy, 
fix: Fix | null, 
severity: Severity, 
message: Message, 
subject: string | null, 
fixIn: StepId | null, 
region: string | null, };
export type SurveyNews = { "kind": "regions", 
regions: Array<Region>, } | { "kind": "row", 
row: SurveyRow, };
export type SurveyRow = { 
region: Region, 
counts: SurveyCounts | null, 
map: RegionMap | null, 
findings: Array<SurveyFinding>, };
export type Target = { 
id: string, 
port: number, 
zoneName: string | null, 
zoneId: string | null, 
state: string, 
reason: string | null, 
description: string | null, };
export type TargetGroup = { 
arn: string, 
name: string, 
port: number, 
protocol: string, 
targetType: string, };
export type TargetGroupCard = { 
keptBy: string | null, 
loadBalancerArns: Array<string>, 
arn: string, 
name: string, 
port: number, 
protocol: string, 
targetType: string, };
export type TargetProtocol = "tcp" | "tls";
export type TargetRef = { 
id: Input, 
port: number | null, 
zone: string | null, };
export type TargetType = "instance" | "ip" | "alb";
export type Task = { 
step: StepId, 
section: SectionId, 
region: string | null, 
status: TaskStatus, 
why: Message | null, 
since: Timestamp | null, 
needs: Array<StepId>, };
export type TaskDetail = { 
task: Task, 
inputs: StepInputs | null, 
problems: Array<FieldProblem>, 
suggested: StepInputs | null, 
observed: Observed | null, 
publishing: Publishing | null, 
checkedAt: Timestamp | null, 
findings: Array<Finding>, 
evidence: Array<Evidence>, 
trouble: Trouble | null, 
plan: Plan | null, 
costs: PlanCosts | null, 
first: Message | null, 
approved: Array<ApprovedChange>, 
waiting: Waiting | null, 
running: string | null, };
export type TaskStatus = "cannotStart" | "toDo" | "inProgress" | "waiting" | "attention" | "done";
export type Timestamp = number;
export type TlsSeen = { 
asked: string, 
spoken: boolean, 
names: Array<string>, 
covers: boolean, 
trust: Trust | null, };
export type TraceLine = { 
at: number, 
took: number, 
server: string, 
address: string | null, 
over: Over, 
question: string, 
code: string | null, 
flags: Array<string>, 
answer: Array<string>, 
authority: Array<string>, 
fault: Fault | null, };
export type Trouble = { 
message: Message, 
detail: string | null, 
requestId: string | null, };
export type Trust = "trusted" | "unknownAuthority" | "expired" | "wrong";
export type Undo = "possible" | "impossible" | "unneeded";
export type UndoPlan = { 
plan: Plan, 
findings: Array<Finding>, 
cutsConnections: boolean, };
export type Verb = "create" | "modify" | "start" | "send" | "delete";
export type Visibility = "limited" | "public" | "draft";
export type Vpc = { 
id: string, 
name: string | null, 
cidr: string, 
isDefault: boolean, 
subnets: Array<Subnet>, };
export type Waiting = { 
why: Message, 
since: Timestamp, 
pollAfter: Timestamp, 
deadline: Timestamp | null, };
export type WatchCard = { 
watched: Watched, 
region: string | null, 
name: string, 
state: WatchState, 
text: Message, 
lookedAt: Timestamp, };
export type WatchState = "well" | "not-yet" | "wrong" | "unknown";
export type Watched = "private-name" | "certificate";
export type Welcome = { 
projects: Array<ProjectCard>, 
profiles: Array<ProfileCard>, 
profilesTrouble: Trouble | null, 
version: string, 
folder: string, };
export type Zone = { 
name: string, 
id: string, 
usable: boolean, };
export type ZoneHealth = { 
zoneId: string, 
zoneName: string, 
healthy: number, 
targets: number, };
export type ZoneOnMap = { 
id: string, 
name: string, 
usable: boolean, 
subnets: number, };

// Every command rejects with a Trouble.
export interface Commands {
  welcome(): Promise<Welcome>;
  identify(args: { account: AccountChoice }): Promise<IdentityCard>;
  create_onboarding(args: { name: string; account: AccountChoice }): Promise<Onboarding>;
  open_onboarding(args: { path: string }): Promise<Onboarding>;
  choose_onboarding(): Promise<Onboarding | null>;
  close_onboarding(): Promise<null>;
  onboarding(): Promise<Onboarding | null>;
  subscribe(args: { channel: Channel<EngineEvent>; after: number }): Promise<null>;
  remember_place(args: { place: string }): Promise<null>;
  resume(): Promise<string | null>;
  cancel(): Promise<null>;
  task(args: { step: StepId; region: Region | null }): Promise<TaskDetail>;
  save_inputs(args: { inputs: StepInputs; region: Region | null }): Promise<Array<FieldProblem>>;
  check(args: { step: StepId; region: Region | null }): Promise<string>;
  apply(args: { step: StepId; region: Region | null; hash: string }): Promise<string>;
  allow_list_page(args: { query: AllowQuery; page: number; size: number }): Promise<AllowPage>;
  allow_list_counts(): Promise<AllowCounts>;
  allow_list_edit(args: { principal: string; name: string; note: string }): Promise<boolean>;
  allow_list_remove(args: { selection: AllowSelection }): Promise<number>;
  allow_plan(): Promise<AllowPlan>;
  allow_plan_entries(args: { region: Region; kind: AllowEntryKind; page: number; size: number }): Promise<Array<AllowPlanEntry>>;
  allow_apply(args: { hash: string; yes: Array<AllowWarning>; names: boolean }): Promise<number>;
  allow_runs(args: { most: number }): Promise<Array<AllowRun>>;
  allow_pause(): Promise<null>;
  allow_resume(): Promise<null>;
  allow_cancel(): Promise<null>;
  allow_adopt(args: { region: Region; principals: Array<string> | null }): Promise<number>;
  allow_disown(args: { region: Region; principals: Array<string> | null }): Promise<number>;
  allow_retry(): Promise<number>;
  allow_undo(): Promise<number>;
  allow_history(args: { search: string; page: number; size: number }): Promise<AllowHistory>;
  allow_staying(args: { region: Region }): Promise<Array<string>>;
  connections(): Promise<Connections>;
  answer_connections(args: { places: Array<ConnectionPlace>; accept: boolean; strangers: boolean }): Promise<Array<ConnectionAnswer>>;
  allow_list_adopt(args: { selection: AllowSelection }): Promise<Put>;
  allow_list_attest(args: { selection: AllowSelection; state: SubscriptionState; by: string }): Promise<number>;
  allow_list_read(args: { kind: ImportKind }): Promise<ImportPreview | null>;
  allow_list_paste(args: { kind: ImportKind; text: string }): Promise<ImportPreview>;
  allow_list_map(args: { mapping: ImportMapping }): Promise<ImportPreview>;
  allow_list_import_page(args: { verdict: ImportVerdict | null; page: number; size: number }): Promise<ImportRows>;
  allow_list_import(args: { accepted: Array<string>; everyone: boolean; name: string; note: string }): Promise<Put>;
  allow_list_import_drop(): Promise<null>;
  allow_list_export(args: { query: AllowQuery; format: ExportFormat }): Promise<string | null>;
  allow_list_invitation(): Promise<Invitation>;
  allow_list_save_invitation(args: { invitation: Invitation }): Promise<string | null>;
  make_package(): Promise<PackageCard | null>;
  save_package(): Promise<PackageCard | null>;
  resolve_delivery(args: { received: boolean }): Promise<null>;
  practice_world(): Promise<PracticeWorld>;
  practice_publish(args: { record: PracticeRecord }): Promise<null>;
  practice_remove(args: { record: PracticeRecord }): Promise<null>;
  practice_replace(args: { from: PracticeRecord; to: PracticeRecord }): Promise<null>;
  practice_set_panel(args: { panel: PracticePanel }): Promise<null>;
  practice_clock(args: { speed: number | null; advanceMinutes: number | null }): Promise<null>;
  practice_skip_wait(): Promise<null>;
  practice_set_limits(args: { on: boolean }): Promise<null>;
  practice_overview(): Promise<Array<PracticeExisting>>;
  practice_fault_kinds(): Promise<Array<PracticeFaultKind>>;
  practice_fault_begin(args: { fault: PracticeFaultForm }): Promise<null>;
  practice_fault_end(args: { id: string | null }): Promise<null>;
  practice_stories(): Promise<Array<string>>;
  practice_story_end(): Promise<null>;
  practice_reset(): Promise<null>;
  sign_in_begin(args: { startUrl: string; region: string; practice: boolean }): Promise<SignInCode>;
  sign_in_open_link(): Promise<null>;
  sign_in_wait(): Promise<Array<SignInAccount>>;
  sign_in_cancel(): Promise<null>;
  sign_in_roles(args: { accountId: string }): Promise<Array<string>>;
  practice_sign_in(args: { userCode: string; decision: string }): Promise<null>;
  practice_end_sign_ins(): Promise<null>;
  access(): Promise<Access>;
  identity(): Promise<IdentityCard>;
  set_role_profile(args: { role: AccountRole; profile: string | null }): Promise<Access>;
  publish_in_route53(args: { wanted: boolean }): Promise<null>;
  preflight(): Promise<PermissionReport>;
  policy(args: { kind: PolicyKind }): Promise<PolicyCard>;
  save_policy(args: { kind: PolicyKind }): Promise<Array<string>>;
  names(): Promise<NamesPicture>;
  look_at_names(): Promise<NamesPicture>;
  name_servers_in(args: { text: string }): Promise<NameServersRead>;
  survey(args: { channel: Channel<SurveyNews>; regions: Array<Region> }): Promise<null>;
  open_fix(args: { fix: Fix; mine: boolean }): Promise<FixPlace>;
  undo_plan(args: { cutConnections: boolean }): Promise<UndoPlan>;
  undo(args: { hash: string; cutConnections: boolean }): Promise<string>;
  removals(): Promise<Array<ApprovedChange>>;
}
