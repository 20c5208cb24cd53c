# What goes wrong: CODE says what happened, .why the cause, .next what to do and who can do it.

aws-no-credentials = No way of signing in to AWS was found.
    .why = The chosen profile holds no credentials, or what it points to is missing.
    .next = Choose another profile, or ask your IT department how to sign in with this one. Your answers are kept.
aws-credentials-expired = Your sign-in to AWS has expired.
    .why = AWS gives out credentials for some hours only.
    .next = If you sign in with IAM Identity Center here, do it again under “Account and permissions”. With a profile, sign in as your IT department showed you (often with “aws sso login”). Then try again; your answers are kept.
aws-request-expired = AWS says that the request was too old.
    .why = Either your sign-in has run out, or the clock of this computer is wrong. { $operation } was asked.
    .next = Compare this computer’s clock with the right time. If it is right, sign in again, then try again.
aws-clock-wrong = This computer’s clock is wrong.
    .why = AWS accepts requests only within some minutes of its own time. { $operation } was asked.
    .next = Set the clock right, best by having it set over the internet, then try again. Nothing was changed.
aws-not-accepted = AWS does not accept your sign-in in this Region.
    .why = { $operation } was answered with { $code }. As a rule the Region is not turned on in your account.
    .next = Ask the people who look after your AWS account whether the Region is turned on, or choose another Region under “{ step-product }”.
aws-access-denied = AWS does not allow this profile to do that.
    .why = { $operation }: { $text }
    .next = Send this message to the people who look after your AWS account and ask for the permission.
aws-no-network = AWS could not be reached.
    .why = This computer is offline, or a firewall or VPN is in the way.
    .next = Check your connection, then try again. Nothing is lost.
aws-not-understood = What answered is not AWS, or answered nonsense.
    .why = { $operation } got an answer that could not be read. A proxy or a sign-in page of the network often does that.
    .next = Open a web page to see whether the network asks you to sign in, then try again.
aws-unavailable = AWS can’t answer at the moment.
    .why = { $operation } was answered with { $code }: a disturbance at AWS. Nothing was changed.
    .next = Wait some minutes, then try again. AWS tells of longer disturbances on health.aws.amazon.com.
aws-no-answer = AWS did not answer.
    .why = The connection broke, or no answer came in time, while { $operation } was asked. Nothing was changed.
    .next = Check your connection, then try again.
aws-throttled = AWS asks to go slower.
    .why = Too many questions were asked in your account within a short time, perhaps by other programs.
    .next = Wait a minute, then try again.
aws-refused = AWS refused: { $text }
    .why = { $operation } was answered with { $code }. Nothing was changed by it.
    .next = Change your choice, or show this to the people who look after your AWS account.
aws-not-ours = { $id } is not Gangway's to remove
    .why = Right before it was to be removed, it did not carry this onboarding's tag. Nothing was changed.
    .next = Look who owns it now. If it should go, remove it in the AWS console yourself.
aws-name-taken = Something else has that name already: { $text }
    .why = { $operation } was answered with { $code }. Nothing was changed by it. Somebody made it after the plan was shown, or by another program.
    .next = Choose another name or port, or choose what is there already, then approve the new plan.
aws-range-taken = Another network has these addresses: { $text }
    .why = { $operation } was answered with { $code }. Nothing was changed by it.
    .next = Look again, so that a free range is proposed, then approve the new plan.
aws-no-free-addresses = A subnet has too few free addresses: { $text }
    .why = { $operation } was answered with { $code }. A load balancer needs eight free addresses in each of its subnets. Nothing was changed by it.
    .next = Choose another subnet of that zone, or have addresses in it freed, then approve the new plan.
aws-no-capacity = AWS has no room left for that in the zone: { $text }
    .why = { $operation } was answered with { $code }. Nothing was changed by it.
    .next = Try again in some minutes, or choose another zone or another type of instance.
aws-quota-reached = Your account may have no more of these: { $text }
    .why = { $operation } was answered with { $code }: a quota of your account. Nothing was changed by it.
    .next = Ask for a higher quota under “Service Quotas” in AWS’s console, or remove what is no longer used, then approve the plan again.
aws-in-use = Something still uses it: { $text }
    .why = { $operation } was answered with { $code }. Nothing was changed by it.
    .next = Remove what hangs on it first, or wait until AWS has let it go, then try again.
aws-not-found = AWS does not know it: { $text }
    .why = { $operation } was answered with { $code }.
    .next = It may have been deleted by someone. Look again, then choose anew.
aws-interrupted = AWS’s answer to { $operation } was lost.
    .why = The connection broke after the request had been sent, so that it may have been carried out.
    .next = Try again: Gangway looks first whether it happened, and never does it twice.
identity-changed = This file belongs to another account.
    .why = It was made for account { $expected }, and you are signed in to { $actual }.
    .next = Sign in to the account that the file belongs to. Nothing was changed, and what was approved before no longer counts here.
file-busy = The file is in use by { $holder }.
    .why = Two programs writing to one onboarding would damage it.
    .next = Close it there, then open it here.
file-read-only = The file can’t be written.
    .why = It, or its folder, is write-protected.
    .next = Copy it to a folder of your own and open the copy.
file-damaged = The file was damaged and has been set aside.
    .why = It failed its check. It now lies at { $aside }, untouched.
    .next = Open a copy or a backup of it, or start anew.
file-newer = The file was made by a newer Gangway.
    .why = This version would lose what the newer one stored.
    .next = Install the newest Gangway and open the file with it.
file-disk-full = The disk is full.
    .why = Nothing can be stored, so nothing is being done.
    .next = Free some space, then try again.
file-exists = There is already an onboarding of this name.
    .why = Its file would be overwritten.
    .next = Choose another name.
file-missing = The file is not there.
    .why = It was moved, renamed or deleted.
    .next = Use “Open a file” and show where it is.
file-trouble = The file could not be used.
    .why = The disk or the file system reported an error.
    .next = Check that the folder can be reached, then try again.
task-at-work = An earlier change of this task is still under way.
    .why = Its answer has not come yet, so that it may or may not have been carried out.
    .next = Wait until it has ended, then look again.
plan-changed = The plan has changed since you saw it.
    .why = Something in the account or in your answers is different now.
    .next = Read the new plan, then approve it.
cannot-start = This task cannot start yet.
    .why = First comes { $task ->
        [product] “{ step-product }”
        [network] “{ step-network }”
        [instances] “{ step-instances }”
        [load-balancer] “{ step-load-balancer }”
        [endpoint-service] “{ step-endpoint-service }”
        [reachability] “{ step-reachability }”
        [certificate] “{ step-certificate }”
        [private-dns] “{ step-private-dns }”
        [delegation] “{ step-delegation }”
        [allow-list] “{ step-allow-list }”
        [rehearsal] “{ step-rehearsal }”
        [review] “{ step-review }”
       *[submission] “{ step-submission }”
    }.
    .next = Open the task list to get there.
world-not-understood = The practice world could not be reached.
    .why = Its answer could not be read.
    .next = Close Gangway and start it again.
internal = Something went wrong inside Gangway.
    .why = This is a fault of the program, not yours. What you entered is stored.
    .next = Try again. If it happens again, send us the details below.
dns-bad-name = “{ $name }” can’t be looked up.
    .why = It is not a DNS name.
    .next = Correct the name under “Product and company”.
dns-no-root = No name server could be reached.
    .why = This computer is offline, or its network blocks DNS (port 53) to the internet.
    .next = Try from another network. Nothing is lost.
dns-zone-silent = The name servers of { $zone } give no usable answer.
    .why = All of them were asked ({ $why ->
        [silent] none replied in time
        [closed] nothing listens there
        [cut] they end the connection without an answer
        [noTcp] their answers do not fit into UDP, and over TCP none comes
        [garbled] what they send is not DNS
        [refused] they refuse to answer for the zone
        [serverFailure] they have a problem of their own
        [notAuthoritative] they do not have the zone
        [noAddress] their names have no address
        [noRoute] this computer has no way to them
       *[other] they answer with an error
    }).
    .next = Ask whoever looks after that zone, or try again later.
root-hints-unreadable = The file { $file } with the root servers can't be read.
    .next = Look whether it is there and you may read it.
root-hints-line = Line { $line } of { $file } is not understood.
    .why = The root servers are read from a file in zone-file form, with NS, A and AAAA records.
    .next = Correct the line.
root-hints-empty = There is no root server with an address in { $file }.
    .why = Each needs an NS record at “.” and an A or AAAA record at its name.
    .next = Add both.
dns-circle = The DNS data leads round in a circle.
    .why = Following the name servers’ answers for { $name } came back to where it began.
    .next = Show this to whoever looks after your DNS.
dns-too-many-questions = The DNS data is too tangled to follow.
    .why = Looking up { $name } took more questions than any healthy zone needs.
    .next = Show this to whoever looks after your DNS.
dns-too-slow = Looking up { $name } took too long.
    .why = The name servers answered too slowly or not at all.
    .next = Try again in a minute.

# Mail (crate submission).

mail-host-unknown = The mail server { $host } can't be found.
    .next = Check its name, and whether you are online.
mail-closed = There is no connection to the mail server { $host }.
    .next = Check name and port (465 as a rule), and whether your network allows it. The text can also be pasted into AWS's contact form.
mail-bad-host = "{ $host }" is not the name of a mail server.
    .next = It looks like smtp.example.com.
mail-bad-trust-root = The certificates by which { $host } could be recognised can't be read.
mail-untrusted = The mail server does not prove that it is { $host }, so nothing was said to it.
    .next = Check the server's name. If it is right, ask your IT department about its certificate.
mail-no-tls = { $host } does not speak TLS on this port, so nothing was said to it.
    .why = Another program answers on this port, or somebody in between.
    .next = Use the port for TLS from the beginning, 465 as a rule. If you do already, try from another network.
mail-silent = The mail server { $host } does not answer.
mail-cut = The mail server { $host } has closed the connection.
mail-nonsense = { $host } answers something that is not a mail server's answer.
mail-refused = The mail server refuses the mail ({ $status }): { $reply }
    .why = Nothing arrived.
    .next = Show its answer to your IT department, or save the package and use AWS’s contact form.
mail-later = The mail server asks to try again later ({ $status }): { $reply }
    .why = Some servers put off the first mail of every sender; others are busy. Nothing arrived.
    .next = Wait ten minutes, then send it again.
mail-too-large = The mail is too large for the mail server ({ $status }): { $reply }
    .why = It takes only smaller mails. Nothing arrived.
    .next = Save the package and use AWS’s contact form, or send it another way.
mail-login-needed = The mail server wants a user name and a password ({ $status }): { $reply }
    .next = Enter both, or use the mail draft or the contact form instead.
mail-recipient-unknown = The mail server does not know the recipient { $address } ({ $status }): { $reply }
    .why = As a rule there is a slip in the address. Nothing arrived.
    .next = Compare the address with the one that Seller Operations gave you, correct it above, then send it again.
mail-login-refused = The mail server refuses user name or password ({ $status }): { $reply }
    .next = Many providers want an app password here, not the one for the web site.
mail-login-not-offered = { $host } offers no way to sign in with a password.
    .next = Use the mail draft or the contact form instead.
mail-address = { $address } can't be written into a mail.
mail-not-recorded = The mail was not sent, because it could not be recorded first: { $why }

already-sent = This package has been sent already.
    .why = Sending it twice would confuse Seller Operations.
    .next = Make a new package if something changed.
call-without-answer = Gangway could not find out whether { $action } was carried out.
    .why = Its answer was lost { $attempts ->
        [one] once
       *[other] { $attempts } times
    }, and looking did not settle it.
    .next = Check your connection, then carry on. Gangway looks first, and does nothing twice.
dns-not-answered = DNS gave no answer.
    .why = The name servers could not be asked.
    .next = Check your connection, then look again.
mail-not-composed = The mail could not be put together.
    .why = One of the addresses or texts can’t stand in a mail.
    .next = Check the sender and the recipient.
mail-stopped = Gangway was stopped while it was sending.
no-mail-server = No mail server is set up here.
    .why = Gangway can’t send without one.
    .next = Save the package and send it yourself.
nothing-open = No onboarding is open.
    .why = It was closed in the meantime.
    .next = Go to the welcome page and open it.
nothing-to-identify = The practice account needs no sign-in.
nothing-to-resolve = There is nothing to be decided about a sending.
    .why = It is known whether the last package arrived.
onboarding-name = This can’t be the name of an onboarding.
    .why = The name becomes a file’s name.
    .next = Use letters, digits, spaces and hyphens.
package-gone = The package of this plan is no longer stored.
    .why = A newer one has taken its place.
    .next = Look at the new plan and approve it.
package-incomplete = { $count ->
    [one] One thing is
   *[other] { $count } things are
} missing for the package.
    .why = { $list }
    .next = Open “Review”: each line leads to the task where it is put right.
package-leaks = The package holds something that must not leave your computer: { $places }.
    .why = It looks like an access key, a password or an internal address.
    .next = Remove it from the answer named above, then make the package again.
package-none = No package has been made yet.
    .next = Make it first.
package-not-saved = The package could not be saved to { $path }.
    .why = The folder is write-protected, full or gone.
    .next = Choose another folder.
practice-gone = The practice world does not answer.
    .why = It was stopped, or it is being set up anew.
    .next = Close Gangway and start it again.
practice-not-started = The practice world could not be started.
    .why = Its file can’t be read, or this computer allows no connections within itself.
    .next = Close other copies of Gangway, then try again.
practice-refused = The practice world says no: { $reason }
    .next = Correct what you entered.
region-not-chosen = { $region } is not one of this product’s Regions.
    .why = It was taken off the list on the page “Product and company”, or was never on it.
    .next = Choose it there, or go back to the task list.
world-changed = “{ $name }” belongs to an earlier practice world.
    .why = The practice world was started over since, and what this onboarding made there is gone.
    .next = Start a new practice onboarding.
answers-not-understood = The file of answers can’t be read: { $path }.
    .why = It is not JSON, or not in the form that Gangway writes.
    .next = Compare it with the example in the documentation.
answers-with-problems = Some answers for the task “{ $task }” are not right.
    .why = { $list }
    .next = Correct them in the file of answers, then run it again.
practice-loopback-only = The practice world is only to be reached on this computer.
    .why = { $address } could be reached from elsewhere, and the practice sign-in protects nothing.
    .next = Use an address that begins with 127. or is [::1].
arguments-wrong = The command is not understood: { $reason }.
    .why = An option or a value is missing, misspelt or does not go together with another.
    .next = “gangway-cli --help” lists the commands; each has a --help of its own.
