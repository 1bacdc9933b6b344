"""One text message by the clinic's HTTP gateway. What was begun and not answered may have been sent, and is left open.

Redirects are not followed and the answer's body is not read: only the status says what became of it. The library's own
logging is cut off here, because it would write addresses with their phone numbers.
"""

from __future__ import annotations

import logging
from typing import Final

import httpx

from hms_desktop.kernel.posting import Outcome, Trouble, Verdict
from hms_desktop.post.request import Request, Sms, SmsRoute, missing_places, request_of

TIMEOUT_S: Final = 20.0

_STATUSES: Final = {
    401: Outcome(Verdict.LATER, Trouble.SIGN_IN), 403: Outcome(Verdict.LATER, Trouble.SIGN_IN),
    407: Outcome(Verdict.LATER, Trouble.SIGN_IN), 408: Outcome(Verdict.LATER, Trouble.SLOW),
    425: Outcome(Verdict.LATER, Trouble.BUSY), 429: Outcome(Verdict.LATER, Trouble.BUSY),
    503: Outcome(Verdict.LATER, Trouble.BUSY), 501: Outcome(Verdict.NEVER, Trouble.REFUSED),
    505: Outcome(Verdict.NEVER, Trouble.REFUSED),
}  # fmt: skip
"""RFC 9110, 15: those that say that nothing was done, or that nothing ever will be."""


class SmsClient:
    """Makes one attempt at a time."""

    def __init__(self, timeout_s: float = TIMEOUT_S) -> None:
        logging.getLogger("httpx").disabled = True
        logging.getLogger("httpcore").setLevel(logging.WARNING)
        self._timeout = httpx.Timeout(timeout_s)

    def send(self, route: SmsRoute, sms: Sms) -> Outcome:
        """One attempt."""
        try:
            request = request_of(route, sms)
        except ValueError:
            return Outcome(Verdict.LATER, Trouble.UNFIT)
        if missing_places(route) or not route.url:
            return Outcome(Verdict.LATER, Trouble.UNFIT)
        try:
            return _outcome(self._asked(request))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return _failed(error)

    def _asked(self, request: Request) -> int:
        with httpx.Client(timeout=self._timeout, trust_env=False, follow_redirects=False) as client:
            headers, body = dict(request.headers), request.body
            answer = client.send(
                client.build_request(request.method, request.url, headers=headers, content=body), stream=True
            )
            answer.close()
            return answer.status_code


def _failed(error: Exception) -> Outcome:
    """Before the line stood nothing was begun; from then on it may have been taken in."""
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return Outcome(Verdict.LATER, Trouble.SLOW)
    if isinstance(error, httpx.ConnectError):
        is_private = "CERTIFICATE" in str(error) or "SSL" in str(error)
        return Outcome(Verdict.LATER, Trouble.PRIVACY if is_private else Trouble.OFFLINE)
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL | httpx.LocalProtocolError):
        return Outcome(Verdict.LATER, Trouble.UNFIT)
    return Outcome(Verdict.UNSURE, Trouble.LOST)


def _outcome(status: int) -> Outcome:
    if 200 <= status < 300:
        return Outcome(Verdict.SENT)
    if status in _STATUSES:
        return _STATUSES[status]
    if status >= 500:  # it was taken in, and something broke behind it
        return Outcome(Verdict.UNSURE, Trouble.LOST)
    return Outcome(Verdict.NEVER, Trouble.ADDRESS if status in (400, 404, 410, 422) else Trouble.REFUSED)
