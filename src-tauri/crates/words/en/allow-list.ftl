# The allow list: the table, what comes in from outside, what goes out.

## What is wrong with a row that was read
import-zeros-lost = “{ $value }” is too short for an account id. A spreadsheet most likely dropped zeros in front: { $account } would be right.
import-digits-doubtful = { $account } ends in six zeros, as ids do when a spreadsheet rounded them. Compare it with what the customer wrote.
import-digits-lost = “{ $value }” has lost digits: a spreadsheet rounded the id. Ask the customer, or take the column anew as text.
import-thousands = “{ $value }” is written like a number with separators. Read as { $account }.
import-own-account = { $account } is your own account. It needs no permission for its own service.
import-in-text = “{ $value }” holds more than an account. Read as { $account }.
import-odd-groups = “{ $value }” has twelve digits, but not in groups of four. Read as { $account }.
import-everyone = “*” allows every AWS account there is, and hides the service from your customers’ lists.
import-duplicate = The same as in row { $row }.

## Why something can't be read
import-too-large = This file is too large for a list of customers.
    .why = It is larger than 64 MB, or unpacks to more than 256 MB.
    .next = Save only the sheet with the customers, as CSV or as a workbook of its own.
import-too-many-rows = This file has more than { $most } rows.
    .why = A list of customers this long can’t be put on AWS’s list.
    .next = Take the rows that are customers into a file of their own.
import-empty = There is nothing in it.
    .why = It holds no text, or only empty rows.
    .next = Check that it is the right file, and that it was saved.
import-not-a-table = This is no table.
    .why = It is neither text in columns nor a workbook (XLSX).
    .next = Open it in your spreadsheet and save it as CSV or XLSX.
import-old-or-encrypted = This workbook can’t be opened.
    .why = It is of the format before 2007 (XLS), or has a password.
    .next = Open it in your spreadsheet and save it as XLSX without a password, or as CSV.
import-broken = This workbook is broken.
    .why = Its parts can’t be read; it may have been cut off on its way.
    .next = Fetch it again, or open it in your spreadsheet and save it anew.
import-unreadable = The file can’t be read.
    .why = It is gone, or this user may not read it.
    .next = Check the file, then choose it again.
import-gone = Nothing is being added now.
    .why = What was read has been put in or dropped already.
    .next = Paste the text or choose the file again.
import-no-account = There is no account id or ARN in it.
import-row = Line { $line } keeps this file off the list: { $problem }
    .why = In a terminal nobody looks at a preview, so all of a file goes in or nothing.
    .next = Mend that line, or add the file in the window, where good rows go in without the others.
attest-by = Enter who says so.
    .why = What nobody has said is worth nothing later.
    .next = Enter your name.
export-failed = The file could not be made.
    .why = Its format refused something in the list.
    .next = Try the other format.
export-not-written = The file could not be written.
    .why = The disk is full, or this user may not write there.
    .next = Choose another folder.

## Asking a customer
invitation-subject = Which of your AWS accounts will connect to { $product }?
invitation-text = Hello,

    { $product } can be reached over AWS PrivateLink. So that we can allow your connection, please answer with

    1. the 12-digit id of the AWS account in which you will create the VPC endpoint
       (in the AWS console: your name at the top right; or: aws sts get-caller-identity),
    2. the AWS Regions in which you will create it. We are in { $regions }.

    Your account id: ____ ____ ____
    Your Regions:

    Best regards
    { $company }

## The table
ui-allow-view = Which rows
ui-allow-view-all = All ({ $count })
ui-allow-view-onlyInAws = Only at AWS ({ $count })
ui-allow-view-subscribedNotAllowed = Subscribed, not allowed ({ $count })
ui-allow-view-allowedButEnded = Allowed, subscription ended ({ $count })
ui-allow-narrow = Narrow by property
ui-allow-property-name = Customer
ui-allow-property-account = Account or ARN
ui-allow-property-kind = Kind
ui-allow-property-note = Note
ui-allow-property-addedBy = Added by
ui-allow-property-addedAt = Added on
ui-allow-property-state = State at AWS
ui-allow-property-state-in = State in { $region }
ui-allow-property-subscription = Subscription
ui-allow-kind-account = Account
ui-allow-kind-role = Role
ui-allow-kind-user = User
ui-allow-kind-everyone = Everyone
ui-allow-subscribed-yes = Subscribed
ui-allow-subscribed-ended = Ended
ui-allow-subscribed-unknown = Not known
ui-allow-subscribed-since = since { $since }
ui-allow-column-kind = Kind
ui-allow-column-added = Added
ui-allow-column-addedBy = Added by
ui-allow-column-subscription = Subscription
ui-allow-by-hand = by hand
ui-allow-by-aws = taken over from AWS
ui-allow-by-row = { $file }, row { $row }
ui-allow-edit-name = Change the name of { $who }
ui-allow-edit-note = Change the note on { $who }
ui-allow-select-found = Choose all { $count } that were found
ui-allow-selected = { $count } chosen
ui-allow-select-none = Choose none
ui-allow-actions = Actions
ui-allow-action-adopt = Put on the list
ui-allow-action-attest-yes = Say that they subscribed …
ui-allow-action-attest-ended = Say that the subscription ended …
ui-allow-action-report = Read a report of subscriptions …
ui-allow-action-csv = Save as CSV …
ui-allow-action-xlsx = Save as a workbook (XLSX) …
ui-allow-action-invite = Ask a customer …
ui-allow-saved-to = Saved as { $path }
ui-allow-attest = Who says so?
ui-allow-attest-by = Your name
    .hint = It stands beside the accounts, with today’s date.
ui-allow-attest-confirm = Say so
ui-allow-preferences = Columns and rows
ui-allow-preferences-columns = Columns
ui-allow-preferences-size = Rows on a page
ui-allow-preferences-rows = { $count } rows

## Taking customers in
ui-import-customers = Add customers
ui-import-subscriptions = Read a report of subscriptions
ui-import-paste = Paste what you have
    .hint = Account ids, ARNs, rows of a spreadsheet or a whole mail. Spaces and hyphens inside an account id do no harm.
ui-import-read = Look at it
ui-import-file = Choose a file …
    .hint = CSV or XLSX. Nothing is stored before you have seen it.
ui-import-back = Back
ui-import-encoding = { $name }, read as { $encoding }
ui-import-sheet = Sheet
ui-import-first-row = Data begin in row
ui-import-column-none = none
ui-import-column-number = Column { $number }
ui-import-map-account = Account id or ARN
ui-import-map-name = Customer’s name
ui-import-map-note = Note
ui-import-map-state = State of the subscription
ui-import-map-since = Since
ui-import-verdict-all = All rows
ui-import-verdict-good = Go in ({ $count })
ui-import-verdict-there = On the list already ({ $count })
ui-import-verdict-duplicate = Named twice ({ $count })
ui-import-verdict-doubtful = Doubtful ({ $count })
ui-import-verdict-everyone = Everyone ({ $count })
ui-import-verdict-refused = Can’t go in ({ $count })
ui-import-verdict-nothing = No account in it ({ $count })
ui-import-rows = Rows that were read
ui-import-row = Row
ui-import-given = What stands there
ui-import-as = Read as
ui-import-wrong = What is wrong
ui-import-show = Show
ui-import-accept = Take these doubtful rows as well
ui-import-accept-import-zeros-lost = { $count } with zeros put in front
ui-import-accept-import-digits-doubtful = { $count } that end in six zeros
ui-import-accept-import-thousands = { $count } written like numbers with separators
ui-import-accept-import-own-account = { $count } of your own account
ui-import-accept-import-in-text = { $count } found in longer texts
ui-import-accept-import-odd-groups = { $count } grouped in an unusual way
ui-import-accept-everyone = Yes, allow every AWS account there is (*)
ui-import-confirm = { $count ->
    [0] Nothing goes in
    [one] Put one row in
   *[other] Put { $count } rows in
}
ui-import-name-all = Name for rows without one
ui-import-note-all = Note for rows without one
ui-import-loading = Reading …

## Asking a customer
ui-invite = Ask a customer for the account id
    .text = Send this to the customer. Paste the answer into “Add customers”: what it says is shown to you before it goes in.
ui-invite-text = The text
ui-invite-subject = Subject
ui-invite-copy = Copy the text
ui-invite-draft = Save as a draft of a mail (EML) …
ui-import-is-good = Goes in
ui-import-is-there = On the list already
ui-import-is-duplicate = Named twice
ui-import-is-doubtful = Doubtful
ui-import-is-everyone = Everyone
ui-import-is-refused = Can’t go in
ui-import-is-nothing = No account in it
ui-allow-edit-outside = Only customers on your list have names and notes.
ui-save = Save
ui-cancel = Cancel
