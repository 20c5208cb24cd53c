## What a profile may do, and the policies that an IT department is asked for.

## The message to the IT department
policy-letter-subject = { $kind ->
    [survey] AWS permissions for Gangway: reading, in account { $account }
    [provision] AWS permissions for Gangway: setting up an endpoint service, in account { $account }
    [rehearsal] AWS permissions for Gangway: one test connection, in account { $account }
   *[undo] AWS permissions for Gangway: removing what it made, in account { $account }
}
policy-letter-greeting = Hello,
policy-letter-for-survey = I am preparing our AWS Marketplace product for AWS PrivateLink with a desktop program called Gangway. To see what our account already has, it needs to read: networks, servers, load balancers, endpoint services and certificates. Could you give me the permission below?
policy-letter-for-provision = I am preparing our AWS Marketplace product for AWS PrivateLink with a desktop program called Gangway. It shows each change before it makes it: an internal Network Load Balancer with its target group and listener, an endpoint service with its list of allowed customers, and a certificate. Could you give me the permissions below?
policy-letter-for-rehearsal = Before our AWS Marketplace product goes live over AWS PrivateLink, I have to connect to it once from a second account, as a customer would. That needs one interface endpoint with its security group, which is removed afterwards. Could you give me the permissions below?
policy-letter-for-undo = I would like to remove what the program Gangway set up in our account for AWS PrivateLink. Could you give me the permissions below for that time?
policy-letter-limits-survey = The permissions only read. Nothing can be changed with them.
policy-letter-limits-rehearsal = Endpoints can be made to our endpoint services only, and only security groups that carry the tag “gangway:onboarding” can be made, changed or removed.
policy-letter-limits-one = They are limited to resources that carry the tag “{ $tag }” with the value “{ $id }”, which Gangway sets when it makes something, and to the resources that the policy names. Nothing else can be changed or deleted.
policy-letter-limits-any = They are limited to resources that carry the tag “{ $tag }”, which Gangway sets when it makes something, and to the resources that the policy names. Nothing else can be changed or deleted.
policy-letter-place = { $count ->
    [one] It is about account { $account } and the Region { $regions }.
   *[other] It is about account { $account } and the Regions { $regions }.
}
policy-letter-place-everywhere = It is about account { $account }, in all its Regions.
policy-letter-whom = Please attach it to what I sign in with: { $principal }
policy-letter-whom-open = Please attach it to the role or permission set that I sign in with.
policy-letter-how = { $count ->
    [one] The text below is a customer managed policy for IAM (Policies, Create policy, JSON). With IAM Identity Center it can be the inline policy of a permission set.
   *[other] The texts below are { $count } customer managed policies for IAM (Policies, Create policy, JSON), because one alone would be longer than IAM takes. All of them are needed.
}
policy-letter-besides-survey = The policy for reading, GangwaySurvey, is needed besides.
policy-letter-thanks = Thank you!

## Why it is unknown whether something is allowed
permission-denied = AWS does not allow this profile to call { $action }.
    .why = What needs it will be refused when its turn comes.
    .next = Ask the people who look after your AWS account for it; “gangway-cli policy” prints what to ask for.
permission-not-asked = There is no way of asking AWS about it without doing it.
permission-no-simulation = AWS does not let this profile ask which permissions it has (iam:SimulatePrincipalPolicy).
permission-no-principal = AWS answers for users and roles only, and this profile is neither.
permission-depends = It depends on circumstances that only the real call brings: { $keys }.
permission-nothing-to-try = There is nothing of this onboarding’s yet to try it with.
permission-no-dry-runs = This endpoint does not know trial calls, so none was made.

## Why there is no policy
policy-no-region = Choose at least one Region.
    .why = What a policy allows to be changed is limited to the Regions that are named.
    .next = Name the Regions of your onboarding, such as eu-west-1.
policy-partitions = These Regions can’t be used together.
    .why = Some of them belong to AWS in China or to AWS GovCloud, which have accounts of their own.
    .next = Make one policy for each.
policy-too-long = There is too much for one policy: { $sid }.
    .why = IAM takes at most 6,144 characters, and this part can’t be divided.
    .next = Name fewer resources or names.
