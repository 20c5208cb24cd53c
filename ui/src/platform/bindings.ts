import type { Channel } from '@tauri-apps/api/core';

export type Param = number | string;
export type Message = { code: string; params?: Record<string, Param> };        // code = Fluent message id
export type Severity = 'blocker' | 'warning' | 'note' | 'good';
export type StepId = 'product'|'network'|'instances'|'load-balancer'|'endpoint-service'|'reachability'|'certificate'|'private-dns'|'delegation'|'allow-list'|'rehearsal'|'review'|'submission';
export type SectionId = 'product'|'aws-set-up'|'names'|'customers'|'rehearsal'|'submission';
export type Finding = { severity: Severity; message: Message; subject: string|null; fixIn: StepId|null }; // catalogue: CODE, CODE.why, CODE.next (Fluent attributes)
export type Evidence = { message: Message; by: string; at: number };
export type FieldProblem = { field: string; message: Message };
export type TaskStatus = 'cannotStart'|'toDo'|'inProgress'|'waiting'|'attention'|'done';
export type Task = { step: StepId; section: SectionId; region: string|null; status: TaskStatus; why: Message|null; since: number|null; needs: StepId[] };
export type AccountKind = 'practice' | 'aws' | 'endpoint';       // endpoint: a third-party AWS endpoint (tests)
export type AccountChip = { kind: AccountKind; accountId: string; arn: string; profile: string|null };
export type Trouble = { message: Message; detail: string|null; requestId: string|null };   // what every rejected command rejects with: message CODE (+ .why, .next); detail: cause chain for experts
// -- welcome
export type ProjectCard = { path: string; name: string; account: AccountChip|null; done: number; total: number; waitingFor: Message[]; changedAt: number; trouble: Trouble|null };
export type ProfileCard = { name: string; how: 'identityCenter'|'keys'|'assumeRole'|'process'|'environment'|'unknown'; region: string|null };
export type Welcome = { projects: ProjectCard[]; profiles: ProfileCard[]; version: string; folder: string; setAside: Message[] };
export type AccountChoice = { kind: 'practice' } | { kind: 'profile'; profile: string };
export type IdentityCard = { accountId: string; arn: string };
// -- onboarding
export type Operation = { id: string; step: StepId; region: string|null; kind: 'check'|'apply'; state: 'running'|'finished'|'failed'|'cancelled'; startedAt: number; trouble: Trouble|null; progress: ChangeProgress[] };
export type ChangeState = 'pending'|'running'|'done'|'failed'|'waiting'|'unknown';
export type ChangeProgress = { change: string; state: ChangeState; ids: string[]; trouble: Trouble|null; waitingFor: Message|null };
export type EngineEvent = { number: number; at: number; body:
   | { kind: 'operation'; operation: Operation } | { kind: 'tasks'; tasks: Task[] } | { kind: 'saved'; at: number } };
export type Onboarding = { id: string; name: string; path: string; account: AccountChip; region: string|null; tasks: Task[]; operations: Operation[]; savedAt: number; lastEvent: number; lastPlace: string|null; trouble: Trouble|null };
export type Change = { id: string; step: StepId; region: string|null; verb: 'create'|'modify'|'start'|'send'; sentence: Message; call: { action: string } & Record<string, unknown>; cost: 'free'|'hourly'; undo: 'possible'|'impossible' };
export type Plan = { account: string; changes: Change[]; hash: string; madeAt: number };
export type Waiting = { why: Message; since: number; pollAfter: number; deadline: number|null };
export type TaskDetail = { task: Task; inputs: StepInputs|null; problems: FieldProblem[]; suggested: StepInputs|null; observed: Observed|null; checkedAt: number|null; findings: Finding[]; evidence: Evidence[]; trouble: Trouble|null; plan: Plan|null; approved: ApprovedChange[]; waiting: Waiting|null; running: string|null };
export type ApprovedChange = { change: Change; progress: ChangeProgress; approvedAt: number };
// -- inputs per step (tagged by step)
export type StepInputs =
 | { step: 'product'; title: string; productId: string; visibility: 'limited'|'public'|'draft'; companyName: string; contactName: string; contactMail: string; contactPhone: string; serviceDnsName: string; privateDnsName: string /* '' = none */; region: string }
 | { step: 'network'; vpcId: string; subnetIds: string[] }
 | { step: 'instances'; instanceIds: string[]; port: number }
 | { step: 'load-balancer'; choice: { kind: 'existing'; arn: string } | { kind: 'create'; name: string }; port: number; protocol: 'tcp'|'tls'; crossZone: boolean }
 | { step: 'endpoint-service'; choice: { kind: 'existing'; id: string } | { kind: 'create' }; acceptanceRequired: boolean }
 | { step: 'reachability' }
 | { step: 'certificate'; choice: { kind: 'existing'; arn: string } | { kind: 'request' } }
 | { step: 'private-dns' }
 | { step: 'delegation'; nameServers: string[] }
 | { step: 'allow-list' }                                    // rows are edited through the allow_list_* commands
 | { step: 'rehearsal'; attested: boolean; by: string; on: string /* 2026-11-23 */; note: string }
 | { step: 'review' }
 | { step: 'submission'; way: 'mail'|'folder'; to: string; from: string; notes: string };
// -- what a check has seen (tagged by step)
export type Zone = { name: string; id: string; usable: boolean };
export type Subnet = { id: string; name: string|null; cidr: string; zoneName: string; zoneId: string; freeAddresses: number };
export type Vpc = { id: string; name: string|null; cidr: string; isDefault: boolean; subnets: Subnet[] };
export type Instance = { id: string; name: string|null; state: string; instanceType: string; privateIp: string|null; vpcId: string; subnetId: string; zoneName: string; zoneId: string };
export type LoadBalancer = { arn: string; name: string; dnsName: string; scheme: string; state: string; vpcId: string; zones: {zoneName: string; zoneId: string; subnetId: string}[]; ours: boolean; usedBy: string|null };
export type Listener = { arn: string; port: number; protocol: string; targetGroupArn: string|null; certificateArn: string|null };
export type TargetGroup = { arn: string; name: string; port: number; protocol: string; targetType: string };
export type Target = { id: string; port: number; zoneName: string|null; zoneId: string|null; state: string; reason: string|null; description: string|null };
export type PrivateDns = { name: string; state: string; recordType: string; recordName: string; recordValue: string };
export type EndpointService = { id: string; name: string; state: string; loadBalancerArns: string[]; acceptanceRequired: boolean; privateDns: PrivateDns|null; zoneIds: string[]; baseDnsNames: string[]; ours: boolean };
export type DnsRecord = { name: string; kind: string; value: string };
export type Certificate = { arn: string; status: string; domainName: string; names: string[]; certificateType: string; notAfter: number|null; failureReason: string|null; inUse: boolean; validation: DnsRecord[] };
export type Fault = 'silent'|'closed'|'noRoute'|'garbled'|'refused'|'serverFailure'|'notAuthoritative'|'otherCode'|'noAddress';
export type ServerAnswer = { server: string; address: string|null; outcome: {saw:'expected'}|{saw:'other', values: string[]}|{saw:'missing'}|{saw:'failed', why: Fault} };
export type RecordCheck = { zone: string; servers: ServerAnswer[]; verdict: 'published'|'partly'|'missing'|'wrong'|'unknown'; findings: Finding[]; rememberedFor: number; lookedAt: number; millis: number };
export type ParentSaw = {saw:'referral', servers: string[]}|{saw:'nothing'}|{saw:'alias', target: string}|{saw:'failed', why: Fault};
export type ParentView = { server: string; address: string|null; udp: ParentSaw; tcp: ParentSaw };
export type ChildSaw = {saw:'serves', serial: number}|{saw:'failed', why: Fault};
export type ChildView = { server: string; address: string|null; udp: ChildSaw; tcp: ChildSaw; servers: string[] };
export type DelegationCheck = { name: string; parentZone: string; expected: string[]; parents: ParentView[]; children: ChildView[]; findings: Finding[]; verdict: 'live'|'notDelegated'|'partly'|'broken'|'unknown'; rememberedFor: number; lookedAt: number; millis: number };
export type RenewalRecord = { record: DnsRecord; found: boolean };
export type Observed =
 | { step: 'product'; regions: string[] }
 | { step: 'network'; zones: Zone[]; vpcs: Vpc[] }
 | { step: 'instances'; instances: Instance[] }
 | { step: 'load-balancer'; loadBalancers: LoadBalancer[]; chosen: string|null; crossZone: boolean|null; listeners: Listener[]; targetGroups: TargetGroup[]; targets: Target[] }
 | { step: 'endpoint-service'; services: EndpointService[]; chosen: string|null }
 | { step: 'reachability'; zones: {zoneId: string; zoneName: string; healthy: number; targets: number}[]; crossZone: boolean; targets: Target[]; listener: Listener|null; loadBalancerState: string }
 | { step: 'certificate'; certificates: Certificate[]; chosen: string|null; records: RecordCheck[] }
 | { step: 'private-dns'; privateDns: PrivateDns|null; expected: DnsRecord|null; record: RecordCheck|null }
 | { step: 'delegation'; records: DnsRecord[]; check: DelegationCheck|null; renewal: RenewalRecord[] }
 | { step: 'allow-list'; inAws: string[]; toAdd: string[]; toRemove: string[]; onlyInAws: string[] }
 | { step: 'rehearsal'; serviceName: string|null; commands: string[] }
 | { step: 'review'; groups: {step: StepId; answers: {label: Message; value: string}[]; evidence: Evidence[]; findings: Finding[]}[]; checklist: ChecklistItem[]; missing: Finding[] }
 | { step: 'submission'; package: PackageCard|null; problems: FieldProblem[]; delivery: Delivery|null; canMail: boolean };
export type ChecklistItem = { id: string; list: 'creation'|'testing'; state: 'proven'|'attested'|'notProven'; text: Message; evidence: Evidence[]; by: string|null; on: string|null; fixIn: StepId };
export type PackageCard = { sha256: string; fileName: string; bytes: number; files: {name: string; text: string}[]; madeAt: number; savedTo: string|null };
export type Delivery = { state: 'sending'|'sent'|'notSent'|'maybeSent'; at: number; to: string; messageId: string; package: string; why: Message|null };
// -- allow list
export type AllowRow = { principal: string; accountId: string|null; kind: 'account'|'role'|'user'|'everyone'; name: string; note: string; addedAt: number; state: 'listed'|'missing'|'onlyInAws'|'unknown' };
export type AllowPage = { rows: AllowRow[]; total: number; page: number };
export type AllowAdded = { added: number; problems: { line: number; text: string; message: Message }[] };
// -- practice world (drawer)
export type PracticeRecord = { zone: string; name: string; kind: string; ttl: number; value: string };
export type PracticeMail = { id: string; from: string; to: string; subject: string; receivedAt: number; text: string; attachments: { name: string; bytes: number }[] };
export type PracticeWorld = { now: number; speed: number; zone: string; records: PracticeRecord[]; inbox: PracticeMail[]; sent: PracticeMail[]; resources: { account: string; region: string; kind: string; ids: string[] }[] };
// -- commands (each rejects with Trouble)
export interface Commands {
  welcome(): Promise<Welcome>;
  identify(args: { account: AccountChoice }): Promise<IdentityCard>;                 // who am I with this profile
  create_onboarding(args: { name: string; account: AccountChoice }): Promise<Onboarding>;
  open_onboarding(args: { path: string }): Promise<Onboarding>;
  choose_onboarding(): Promise<Onboarding | null>;                                  // native open dialog
  close_onboarding(): Promise<null>;
  onboarding(): Promise<Onboarding | null>;                                         // what is open: after a page reload
  subscribe(args: { channel: Channel<EngineEvent>; after: number }): Promise<null>; // tauri ipc Channel; replays events numbered > after, then goes on
  task(args: { step: StepId; region: string | null }): Promise<TaskDetail>;
  remember_place(args: { place: string }): Promise<null>;
  save_inputs(args: { inputs: StepInputs; region: string | null }): Promise<FieldProblem[]>;  // [] = saved; drafts with problems are kept too
  check(args: { step: StepId; region: string | null }): Promise<string>;             // operation id; events tell the rest
  apply(args: { step: StepId; region: string | null; hash: string }): Promise<string>; // approves TaskDetail.plan by its hash and starts
  resume(): Promise<string | null>;                                                  // carries on with approved changes (after a restart it happens by itself)
  cancel(args: { operation: string }): Promise<null>;
  resolve_delivery(args: { received: boolean }): Promise<null>;                      // the user's word on a "maybe sent"
  allow_list_page(args: { search: string; page: number; size: number }): Promise<AllowPage>;
  allow_list_add(args: { text: string; name: string; note: string }): Promise<AllowAdded>;
  allow_list_remove(args: { principals: string[] }): Promise<number>;
  make_package(): Promise<PackageCard>;                                              // fresh package from what is stored; refuses with Trouble naming what lacks
  save_package(): Promise<PackageCard | null>;                                       // native folder dialog; null = dialog cancelled
  practice_world(): Promise<PracticeWorld>;
  practice_publish(args: { record: PracticeRecord }): Promise<null>;
  practice_remove(args: { record: PracticeRecord }): Promise<null>;
  practice_clock(args: { speed: number | null; advanceMinutes: number | null }): Promise<null>;
  practice_reset(): Promise<null>;                                                   // closes the open practice onboarding
}
