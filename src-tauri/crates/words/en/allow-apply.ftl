# Bringing AWS's allow lists to the user's, and connections.
allow-warning-open = { $warning ->
    [everyone] The plan lets in everyone (*), and that needs a yes of its own.
   *[other] The plan lets in everyone (*) while connections are accepted automatically. That needs a second yes.
}
    .why = { $warning ->
    [everyone] With * on the list, any AWS account may ask for a connection, and your service no longer shows in customers’ lists.
   *[other] Any AWS account could then connect without anybody agreeing: the service is public.
}
    .next = Say yes to it, or take * off the list.
allow-nothing-to-undo = There is no change to take back.
    .why = Nothing has been applied yet, or the last change was taken back already.
    .next = Change the list by hand.
allow-entry-refused = AWS refused this entry: { $text }
    .why = The other entries of its batch went in.
    .next = Check the account id or ARN with the customer, then try again.
allow-read-back-differs = { $count ->
    [one] One change is
   *[other] { $count } changes are
} not shown by AWS yet.
    .why = AWS answered that they were made. Its lists sometimes lag behind, or somebody changed them meanwhile.
    .next = Look again in a minute.
allow-names-denied = Customers’ names could not be kept in AWS: tagging is not allowed.
    .why = The lists themselves are as you want them. Only the names stay in this file alone.
    .next = Ask for ec2:CreateTags on vpc-endpoint-service-permission if the names are to outlive this file.
allow-names-failed = Customers’ names could not all be kept in AWS.
    .why = The lists themselves are as you want them.
    .next = Apply once more to keep the rest.
connection-unknown-account = The account { $account } is not on your allow list.
    .why = Somebody whom you don’t know as a customer asks for a connection, or was taken off the list.
    .next = Find out who it is. Accept it only if you are sure.
connection-refused = AWS refused: { $code }. { $text }
    .why = The connection stays as it is.
    .next = Look again: its state may have changed meanwhile.

ui-allow-plan-text = Your list compared with AWS’s in every Region. Nothing is sent before you apply it, and then only the difference.
ui-allow-compare = Compare again
ui-allow-undo = Take the last change back
ui-allow-unchanged = The same
ui-allow-refused-by-aws = Refused by AWS
ui-allow-show = Show who
ui-allow-show-of = Show who would change in { $region }
ui-allow-no-service = No Region has an endpoint service yet.
ui-allow-entries-in = The lists in { $region }
ui-allow-kind-add = To be added
ui-allow-kind-remove = To be removed
ui-allow-kind-only-in-aws = Only at AWS
ui-allow-kind-refused = Refused
ui-allow-kind-none = Nobody
ui-allow-adopt = { $count ->
    [one] Take one over onto your list
   *[other] Take { $count } over onto your list
}
ui-allow-disown = { $count ->
    [one] Have one removed
   *[other] Have { $count } removed
}
ui-allow-retry = Try the refused ones again
ui-allow-staying = { $count ->
    [one] One connection of a customer to be removed stays.
   *[other] { $count } connections of customers to be removed stay.
}
    .text = AWS checks the list only for new endpoints. Choose and reject these connections below if they are to end.
ui-allow-warning-everyone = Everyone (*) would be let in.
    .text = Any AWS account may then ask for a connection, and your service no longer shows in customers’ lists.
    .yes = Yes, let everyone ask
ui-allow-warning-everyone-automatic = Nobody would have to agree.
    .text = Connections are accepted automatically here: together with * your service is public. Anyone can connect without being asked.
    .yes = Yes, make this service public
ui-allow-names = Keep customers’ names in AWS
    .text = { $count ->
    [one] One name as a tag
   *[other] { $count } names as tags
}, so that they outlive this file. Takes { $seconds } seconds at least, after the lists are done.
ui-allow-takes = At AWS’s rate this takes { $seconds } seconds at least.
ui-allow-cancel = End it here
ui-allow-pause = Pause
ui-allow-resume = Go on
ui-allow-run-running = Being applied
ui-allow-run-paused = Stopped, with something left to do
ui-allow-run-cancelled = Ended before everything was sent
ui-allow-run-done = Applied, and read back from AWS
ui-allow-run-undone = Applied, and taken back on your list since
ui-allow-seconds-left = { $seconds } seconds left at least
ui-allow-progress = { $added } added, { $removed } removed, { $refused } refused, { $left } left
ui-allow-history = History
    .text = Who was added, removed or renamed, when, from where, and what AWS answered.
ui-allow-history-show = Show the history
ui-allow-history-empty = Nothing has changed yet.
ui-allow-source = From
ui-allow-source-hand = by hand
ui-allow-what-added = Added to the list
ui-allow-what-removed = Taken off the list
ui-allow-what-renamed = Renamed
ui-allow-what-noted = Note changed
ui-allow-what-adopted = Taken over from AWS
ui-allow-what-listed = Added at AWS
ui-allow-what-unlisted = Removed at AWS
ui-allow-what-refused = Refused by AWS
ui-allow-what-undone = Taken back
ui-column-when = When
ui-connections = Connections
    .text = Customers’ endpoints at your services: who asks, and who is connected.
ui-connections-none = Nobody is connected, and nobody asks to be.
ui-connections-table = Connections, one in each row
ui-connections-unknown = Not on your list
ui-connections-endpoint = Endpoint
ui-connections-since = Since
ui-connections-zones = Zones
ui-connections-names = Name
ui-connections-accept = { $count ->
    [0] Accept
   *[other] Accept { $count }
}
ui-connections-reject = { $count ->
    [0] Reject
   *[other] Reject { $count }
}
ui-connections-answered = { $done } answered, { $refused } not
ui-connections-ask-strangers = { $count ->
    [one] One of these accounts is not on your list.
   *[other] { $count } of these accounts are not on your list.
}
    .text = Accept them only if you know who they are.
ui-connections-ask-reject = { $count ->
    [one] Reject this connection?
   *[other] Reject these { $count } connections?
}
    .text = Customers who are connected are cut off at once, and have to make a new endpoint to come back.
ui-connection-pendingAcceptance = Waits for your yes
ui-connection-pending = Being set up
ui-connection-available = Connected
ui-connection-deleting = Being deleted
ui-connection-deleted = Deleted
ui-connection-rejected = Rejected
ui-connection-failed = Failed
ui-connection-expired = Expired
