# What a plan costs. Amounts are US dollars, written by the engine.

cost-of-load-balancer-hour = The load balancer itself
cost-of-load-balancer-capacity = What goes through the load balancer (capacity units, NLCU)
cost-of-zone-transfer = Data that crosses zones, in each direction
cost-of-region-transfer = Data that crosses Regions
cost-of-endpoint-service = The endpoint service
cost-of-endpoint-hour = Each customer’s endpoint, in each of their zones
cost-of-endpoint-gigabyte = Data through a customer’s endpoint
cost-of-certificate = The public certificate
cost-of-instance = A server of type { $type } (Linux)
cost-of-instance-of-template = A server of the size that its launch template says

cost-price-none = AWS charges nothing
cost-price-unknown = the price { $region ->
        [none] here
       *[other] in { $region }
    } is not in Gangway’s list: ask AWS’s pricing calculator
cost-price-by-use = ${ $price } { $unit ->
        [gigabyte] per gigabyte
        [lcu-hour] per unit and hour
       *[hour] per hour
    }, as far as it is used
cost-price-fixed = ${ $price } per hour, ${ $monthly } a month
cost-price-ends = ${ $price } per hour, ${ $monthly } a month less

cost-payer-seller = you pay
cost-payer-customer = the customer pays
cost-payer-either = AWS’s pages leave open who of you pays
cost-seen = price last seen { $seen }

cost-total = { $unknown ->
        [0] ${ $monthly } a month whatever the use, and what depends on it.
        [one] ${ $monthly } a month whatever the use, one price that Gangway does not know, and what depends on use.
       *[other] ${ $monthly } a month whatever the use, { $unknown } prices that Gangway does not know, and what depends on use.
    }
cost-total-less = ${ $monthly } a month less, whatever the use.
cost-list = List prices in US dollars without taxes and discounts, put together on { $date }{ $regions ->
        [none] {""}
       *[other] , for { $regions }
    }. A month is 730 hours.
