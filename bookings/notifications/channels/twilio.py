"""Text messages by Twilio's HTTP interface. Needs urllib3, which the extra `sms` installs.

Twilio knows no key for a request that is sent twice: if the answer is lost on the way, the retry may be a second
text message.
"""

import json
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import urllib3
from django.conf import settings

from bookings.notifications.channels.line import Line, Refused, Unreachable
from bookings.notifications.channels.sms import Text

# Twilio's codes for a number that does not exist, cannot get texts, or has answered STOP.
NO_SUCH_NUMBER = {21211, 21214, 21217, 21610, 21614}
NOT_CONNECTED = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.SSLError,
    urllib3.exceptions.ProxyError,
)
# A keyword of the pool, which the stubs take for one of the request.
NOT_ELSEWHERE: Any = {"redirect": False}


class TwilioLine(Line):
    """`twilio://ACCOUNT:TOKEN@api.twilio.com?from=%2B15550100`, with one connection for many messages.

    `from` is a number of the account or, if it begins with MG, a messaging service.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        parts = urlsplit(url)
        account, token = unquote(parts.username or ""), unquote(parts.password or "")
        scheme = "http" if parts.scheme == "twilio+http" else "https"
        port = f":{parts.port}" if parts.port else ""
        self._url = f"{scheme}://{parts.hostname}{port}/2010-04-01/Accounts/{quote(account)}/Messages.json"
        sender = parse_qs(parts.query).get("from", [""])[0]
        self._sender = {"MessagingServiceSid" if sender.startswith("MG") else "From": sender}
        self._headers = urllib3.make_headers(basic_auth=f"{account}:{token}")
        self._pool = urllib3.PoolManager(
            num_pools=1, timeout=urllib3.Timeout(settings.EMAIL_TIMEOUT), retries=False
        )

    def close(self) -> None:
        self._pool.clear()

    def send(self, letter: Text, /) -> None:
        fields = {**self._sender, "To": letter.recipient, "Body": letter.text}
        try:
            answer = self._pool.request_encode_body(
                "POST",
                self._url,
                fields=fields,
                headers=self._headers,
                encode_multipart=False,
                **NOT_ELSEWHERE,
            )
        except NOT_CONNECTED as error:
            self.is_hopeless = True
            raise Unreachable from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise self._lost() from error
        if answer.status >= 300:
            raise self._refusal(answer.status, _code_in(answer.data))

    def _refusal(self, status: int, code: int) -> Refused:
        """Too many requests, an account that is not let in, and the service's own faults are no word about a text."""
        if status in (401, 403, 429):
            self.is_hopeless = True
        is_final = 400 <= status < 500 and status not in (401, 403, 408, 429)
        return Refused(code or status, is_final=is_final, is_about_address=code in NO_SUCH_NUMBER)


def _code_in(body: bytes) -> int:
    """Twilio's own code in a refusal; 0 if it is not one of Twilio's answers."""
    try:
        said: Any = json.loads(body)
        return int(said["code"])
    except (ValueError, KeyError, TypeError):
        return 0
