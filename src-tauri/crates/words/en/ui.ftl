# The window's own texts. Ids begin with "ui-"; the window asks for them without it.

ui-product-name = Gangway
ui-loading = Reading…
ui-looking = Looking…
ui-checking = Looking…
ui-open = Open
ui-close = Close
ui-clear = Clear the search
ui-dismiss = Dismiss
ui-yes = Yes
ui-no = No
ui-id = id
ui-remove = Remove
ui-optional = – optional
ui-recommended = recommended
ui-advanced = Advanced settings
ui-for-experts = For experts
ui-request-id = AWS request id: { $id }
ui-reload-page = Open the page anew
ui-try-again = Try again
ui-info = Info
ui-info-about = Info about { $topic }
ui-select-all = Select all
ui-no-match = Nothing matches this search.
ui-matches = { $count ->
    [one] { $count } match
   *[other] { $count } matches
}
ui-line = Line { $line }:
ui-choose-date = Choose a day
ui-copy-what = Copy the { $what }
ui-copied = Copied
ui-copy-failed = Copying did not work. Select the text and copy it by hand.

## Time and size
ui-duration-seconds = { $count } s
ui-duration-minutes = { $count } min
ui-duration-hours = { $count } h
ui-duration-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
}
ui-ago = { $duration } ago
ui-looked-at = Looked at { $time },
ui-bytes = { $count } bytes
ui-kilobytes = { $count } kB

## The bar on top
ui-all-saved = All changes saved
    .title = Last change stored { $at }
ui-account-practice = Practice
ui-account-aws = AWS account
ui-account-endpoint = Test endpoint
ui-theme-light = Light
ui-theme-dark = Dark
ui-shortcuts = Keyboard shortcuts
ui-key-help = Show this list
ui-key-t = Switch between light and dark
ui-key-r = Look again (on a task)
ui-key-g = Go to the task list
ui-key-h = Show or hide the help panel
ui-key-p = Show or hide the practice world

## Welcome
ui-welcome = Offer your product over AWS PrivateLink
ui-welcome-text = Gangway leads you from your AWS Marketplace listing to a product that customers reach through a private connection, checks each step in your account, and prepares the package for AWS Marketplace Seller Operations.
ui-welcome-continue = Continue
ui-welcome-how = How it works, in two minutes
ui-welcome-folder = Onboardings are kept in { $folder }. Gangway { $version }.
ui-continue-named = Open { $name }
ui-changed-at = Last change { $at }
ui-open-file = Open a file
ui-start-practice = Practise first
ui-start-practice-text = Two AWS accounts, name servers and a mailbox that exist only on this computer. Nothing you do there costs money or reaches AWS, and the waits can be skipped.
ui-start-practice-do = Start practising
ui-practice-default-name = Practice product
ui-start-real = Start with your AWS account
ui-start-real-text = Choose the AWS profile that your IT department gave you. Gangway shows whose account it is before it creates anything.
ui-start-real-do = Start in account { $account }
ui-label-name = Name of the onboarding
ui-label-profile = AWS profile
ui-choose-profile = Choose a profile
ui-no-profiles = No AWS profile was found on this computer. Ask your IT department for a profile, or practise first.
ui-no-profiles-short = No profile found
ui-profile-identityCenter = signs in with IAM Identity Center
ui-profile-keys = signs in with an access key
ui-profile-assumeRole = takes on a role
ui-profile-process = signs in with a program
ui-profile-environment = from this session's environment
ui-profile-unknown = way of signing in not recognised
ui-who-am-i = Show whose account this is
ui-signed-in-as = Signed in as

ui-drawing = Customer’s programs connect to an endpoint in the customer’s network; AWS PrivateLink carries the connection to your endpoint service, your load balancer and your servers.
ui-drawing-customer = Your customer’s network (VPC)
ui-drawing-you = Your AWS account
ui-drawing-programs = Programs
    .note = in private subnets
ui-drawing-endpoint = Endpoint
    .note = a private address
ui-drawing-service = Endpoint service
    .note = who may connect
ui-drawing-load-balancer = Load balancer
    .note = one per Region
ui-drawing-servers = Your servers
    .note = in several zones
ui-drawing-private = PrivateLink
ui-drawing-text =
    Your customer creates an endpoint: a private address inside the customer’s own network. AWS carries each connection to your endpoint service, and from there your load balancer hands it to your servers. Nothing crosses the internet, and your customer sees nothing else of your network.

    Gangway sets up your side of it, proves that it works, and prepares what AWS Marketplace Seller Operations need to publish it under a name of yours.

## The frame
ui-task-list = Task list
ui-task-list-progress = { $done } of { $total } tasks done
ui-task-list-all-done = Every task is done. The file stays useful: for new customers, and when your certificate is due for renewal.
ui-other-onboardings = Other onboardings
ui-region-and-more = { $region } and { $count } more
ui-take-off = Take off { $name }
ui-task-in-region = { $task } in { $region }
ui-continue-with = Continue with: { $task }
ui-status-cannotStart = Cannot start yet
ui-status-toDo = To do
ui-status-inProgress = In progress
ui-status-waiting = Waiting
ui-status-attention = Needs attention
ui-status-done = Done
ui-news-failed = { $task }: something went wrong
ui-news-finished = { $task }: the changes are made
ui-news-undone = What was to be taken back is removed
ui-news-not-undone = Taking it all back: something went wrong
ui-news-open = Open “{ $task }”

## One task
ui-part-found = What we found
ui-part-choice = Your choice
ui-part-plan = What will happen
ui-part-do = Progress
ui-part-proof = Proof
ui-check = Look again
ui-not-looked-yet = Not looked yet
ui-found-nothing-yet = Nothing has been looked at yet.
ui-cannot-start-yet = This task cannot start yet
ui-needs-first = First: { $task }
ui-continue = Continue
ui-continue-to = Continue to: { $task }
ui-continue-review = Save and go back to the review
ui-save-and-continue = Save and continue
ui-save-and-package = Save and go on to the package
ui-save-and-plan = Save and show what will happen
ui-created-here = The one that Gangway created: { $name }
ui-back-to-tasks = Back to the task list
ui-use-existing = Use { $name }
ui-in-use-here = used here
ui-made-by-gangway = Gangway
ui-made-elsewhere = someone else

ui-plan-empty = Nothing needs to be changed: what you chose is already there.
ui-plan-call = The call behind it
ui-plan-ask-it = I have to ask IT first
ui-plan-ask-it-text = Copy this list as a message to the people who look after your AWS account. Your answers stay stored here.
ui-plan-ask-it-copy = Copy the message for IT
ui-plan-message =
    Hello,

    I am setting up our product for AWS PrivateLink with Gangway in account { $account }. The next step makes these changes:

    { $changes }

    Please tell me whether my profile may make these calls, or grant it the permissions named under each change.
ui-verb-create = Create
ui-verb-modify = Change
ui-verb-start = Start
ui-verb-send = Send
ui-verb-delete = Remove
ui-plan-costs = What it costs
ui-plan-costs-calculator = AWS’s pricing calculator and your contract have the last word.
ui-cost-free = No charge
ui-cost-hourly = Charged by the hour
ui-cost-ends = Ends a charge
ui-cost-by-use = Charged by use
ui-undo-possible = Can be undone
ui-undo-impossible = Cannot be undone
ui-undo-unneeded = Nothing to undo
ui-apply-create = { $count ->
    [one] Create { $count } resource
   *[other] Create { $count } resources
}
ui-apply-create-in = { $count ->
    [one] Create { $count } resource in { $region }
   *[other] Create { $count } resources in { $region }
}
ui-apply-modify = { $count ->
    [one] Make { $count } change
   *[other] Make { $count } changes
}
ui-apply-modify-in = { $count ->
    [one] Make { $count } change in { $region }
   *[other] Make { $count } changes in { $region }
}
ui-apply-mixed = { $count ->
    [one] Make { $count } change
   *[other] Make { $count } changes
}
ui-apply-mixed-in = { $count ->
    [one] Make { $count } change in { $region }
   *[other] Make { $count } changes in { $region }
}
ui-apply-start = Start the verification
ui-apply-start-in = Start the verification in { $region }
ui-apply-allow = { $count ->
    [one] Allow { $count } account
   *[other] Allow { $count } accounts
}
ui-apply-disallow = { $count ->
    [one] Take { $count } account off the list
   *[other] Take { $count } accounts off the list
}
ui-apply-allow-and-disallow = Allow { $add }, take { $remove } off the list
ui-apply-delete = { $count ->
    [one] Remove this
   *[other] Remove these { $count }
}
ui-apply-delete-in = { $count ->
    [one] Remove this in { $region }
   *[other] Remove these { $count } in { $region }
}
ui-apply-publish = { $count ->
    [one] Publish { $count } record
   *[other] Publish { $count } records
}
ui-apply-send = Send the package
ui-apply-send-in = Send the package
ui-progress-label = { $done } of { $total } changes made
ui-progress-started = Started
ui-cancel-operation = Stop before the next change
ui-cancelling = Stopping…
ui-resume = Carry on with what was approved
ui-change-pending = Its turn will come
ui-change-running = In progress
ui-change-done = Done
ui-change-failed = Failed
ui-change-waiting = Waiting
ui-change-unknown = The answer was lost; looking before anything else is done

ui-waiting-since = Since { $at }, for { $duration } now.
ui-waiting-next = Gangway looks again in { $duration }.
ui-waiting-now = Gangway is about to look again.
ui-waiting-deadline = At the latest until { $at }.
ui-waiting-close = You can work on other tasks, or close the window: nothing is lost. Gangway looks again when it is open.

ui-findings-good = { $count ->
    [one] { $count } thing was checked and is right
   *[other] { $count } things were checked and are right
}
ui-finding-about = It is about { $subject }
ui-fix-in = Go to “{ $task }”
ui-evidence-by = { $at }, by { $by }

## Tables
ui-column-account = Account
ui-column-address = Private address
ui-column-addresses = Addresses
ui-column-answer = Answer
ui-column-customer = Customer
ui-column-free = Free addresses
ui-column-health = Health
ui-column-healthy = Healthy servers
ui-column-ids = Ids
ui-column-kind = What
ui-column-made-by = Made by
ui-column-name = Name
ui-column-name-and-id = Name and id
ui-column-name-server = Name server
ui-column-note = Note
ui-column-port = Port
ui-column-reason = Reason
ui-column-record-kind = Type
ui-column-record-name = Name
ui-column-record-value = Value
ui-column-region = Region
ui-column-scheme = Reachable from
ui-column-server = Server
ui-column-serves = Customers in this zone
ui-column-state = State
ui-column-subnet = Subnet
ui-column-zone = Zone
ui-column-zones = Zones

## DNS records
ui-records = DNS records
ui-record-published = Published
ui-record-partly = On some servers only
ui-record-missing = Not published yet
ui-record-wrong = A different value
ui-record-unknown = Could not be looked up
ui-record-answers = What the name servers answer for { $name }
ui-record-zone = Zone { $zone }.
ui-record-expected = We expect: { $value }
ui-record-no-server = No name server could be asked.
ui-record-servers = Answers of the name servers
ui-answer-expected = As expected
ui-answer-other = We see: { $values }
ui-answer-missing = No such record yet
ui-fault-silent = No answer in time
ui-fault-closed = Nothing listens there
ui-fault-cut = Connection ended without an answer
ui-fault-noTcp = Answer too long for UDP, and none over TCP
ui-fault-noRoute = No way to this address from this computer
ui-fault-garbled = An answer that is not DNS
ui-fault-refused = Refused: the server does not know the zone
ui-fault-serverFailure = Server failure
ui-fault-notAuthoritative = Answers, but is not responsible for the zone
ui-fault-otherCode = An unusual error
ui-fault-noAddress = The server’s name has no address
ui-records-other-forms = For a zone file, Route 53 or the AWS CLI
ui-records-zone-file = Lines of a zone file
ui-records-change-batch = Change batch for Route 53 (creates only; what stands there already is left alone and said)
ui-records-cli = A line for the AWS CLI (put your hosted zone’s id in the place of ZONE_ID)
ui-copy-this = Copy
ui-dns-message-copy = Copy a message for your DNS admin
ui-dns-message = Hello,

    please publish { $count ->
        [one] this record
       *[other] these { $count } records
    } in our public DNS, exactly as written:

    { $records }

    They are needed for offering our product over AWS PrivateLink. Please leave them in place; the certificate’s renewal depends on them. Thank you.
ui-publish-in-practice = { $count ->
    [one] Publish it at the practice registrar
   *[other] Publish { $count } records at the practice registrar
}
ui-published-in-practice = Published at the practice registrar

## What is in the account, and undo
ui-survey = What is in the account
ui-survey-text = Looks at every Region at once and changes nothing. It shows where your endpoint services stand, and what keeps customers from reaching them.
ui-survey-do = Look at every Region
ui-survey-again = Look again
ui-survey-regions = Regions
ui-survey-progress = { $done } of { $total } Regions seen
ui-survey-failed = Could not be seen
ui-survey-region-again = try again
ui-survey-fine = Nothing wrong
ui-survey-count = { $count ->
    [one] { $count } finding
   *[other] { $count } findings
}
ui-survey-load-balancers = Load balancers
ui-survey-services = Endpoint services
ui-survey-certificates = Certificates
ui-survey-map = Where customers are served
ui-survey-map-text = Each endpoint service, zone by zone: what a customer’s endpoint meets there.
ui-survey-map-of = Endpoint services in { $region } by zone
ui-standing-served = Served
ui-standing-nobody-answers = Nobody answers
ui-standing-not-picked-up = Not taken up
ui-standing-absent = Not there
ui-standing-unknown = Not seen
ui-survey-found = What is wrong ({ $count })
ui-survey-nothing = Nothing that keeps customers away was found.
ui-remedy-ask-owner = It is { $owner }{ $count ->
    [0] {""}
    [one] , and { $count } customer is connected
   *[other] , and { $count } customers are connected
}. Ask whoever keeps it instead of changing it here: it would be set back, or be felt by customers.
ui-remedy-look-again = There is nothing to change. Look again, or ask for the permission.
ui-fix-this = Fix this
ui-fix-this-named = Fix this: { $what }
ui-fix-looking = Looking at what stands there
ui-fix-mine = Is it yours to change?
ui-fix-mine-text = As far as its tags tell: { $owner }. If a colleague or a tool keeps it, ask there first. Your word is stored with your answers; nothing is changed before you approve the plan.
ui-fix-mine-yes = It is mine: show the plan
ui-fix-mine-no = Leave it
ui-survey-ask-owner = A message to the owner
ui-survey-ask-owner-copy = Copy the message
ui-survey-letter =
    Hello,

    for our AWS PrivateLink offer, something has to be changed in { $region } that you keep: { $subject }

    { $text }

    Customers connected right now: { $connections }

    What AWS says:
    { $evidence }

    Could you make this change, or tell us whom to ask? Thank you.
ui-undo = Take it all back
ui-undo-text = Removes what Gangway made in this onboarding, and nothing else: only what the journal shows and the tags confirm. Your answers stay.
ui-undo-look = See what would be removed
ui-undo-plan = What would be removed, in this order
ui-undo-nothing = There is nothing to remove: nothing that Gangway made is left.
ui-undo-cut = Cut off the customers who are connected. I have told them.
ui-undo-do = { $count ->
    [one] Remove { $count } resource
   *[other] Remove { $count } resources
}
ui-undo-done = Everything is removed.
