"""What this room announces to the floors above, after the transaction is committed."""

from django.dispatch import Signal

#: A request to visit came in. Sends `request` (VisitRequest).
visit_requested = Signal()

#: A version of a programme was sent. Sends `programme` (Programme).
programme_sent = Signal()

#: A host answered. Sends `answer` (HostAnswer).
host_answered = Signal()

#: The visit report was written. Sends `report` (VisitReport), `stop` (Stop or None: where the interest began)
#: and `by` (Account). Follow-up opens the lead of the company that goes on.
visit_reported = Signal()

#: A delegation will not come. Sends `delegation` (Delegation).
delegation_cancelled = Signal()
