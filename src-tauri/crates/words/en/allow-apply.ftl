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
