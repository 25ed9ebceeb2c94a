"""Somebody with an account on a network, as tests let them speak."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from repost.base.errors import NetworkError
from repost.networks.credentials import credentials_from
from repost.networks.protocol import Post, Prepares
from repost.web.http import Http

if TYPE_CHECKING:
    from collections.abc import Callable

    from repost.networks.protocol import Identity, Network, Posted

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HELD = (
    "its article is held until you check whether it was posted and settle it, as docs/operating.md describes."
)


class Speaker:
    """An account on a network, by the document of its secret; everything happens at `NOW` by default."""

    def __init__(self, network: Network[Any], document: str, http: Http | None = None) -> None:
        self.network = network
        self._credentials = credentials_from(document, "/repost/secrets/main", network.credentials)
        self._http = http or Http(allow_loopback=True)

    def say(self, post: Post | str = "Hello", now: datetime = NOW) -> Posted:
        return self.network.post(self.prepared(post, now), self._credentials, self._http, now)

    def say_prepared(self, post: Post, now: datetime = NOW) -> Posted:
        """The same, for a post that `prepared` gave."""
        return self.network.post(post, self._credentials, self._http, now)

    def fail_to_say(self, post: Post | str = "Hello", now: datetime = NOW) -> NetworkError:
        """What the network makes of a post that it does not take."""
        return _error(lambda: self.say(post, now))

    def find(self, post: Post, since: datetime) -> Posted | None:
        """What the network shows of a post that was made since an instant."""
        return self.network.find(post, self._credentials, self._http, since, NOW)

    def identity(self) -> Identity:
        return self.network.check(self._credentials, self._http, NOW)

    def fail_to_identify(self) -> NetworkError:
        """What the network makes of credentials that it does not take."""
        return _error(self.identity)

    def delete(self, remote_id: str) -> None:
        self.network.delete(remote_id, self._credentials, self._http, NOW)

    def fail_to_delete(self, remote_id: str) -> NetworkError:
        """Why the network keeps a post."""
        return _error(lambda: self.delete(remote_id))

    @property
    def secrets(self) -> list[str]:
        return [secret.reveal() for secret in self._credentials.secrets]

    def _post(self, post: Post | str) -> Post:
        if isinstance(post, Post):
            return post
        return Post(post, idempotency=self.network.idempotency("0b9f-1", NOW))

    def prepared(self, post: Post | str = "Hello", now: datetime = NOW) -> Post:
        """A post with what the network has made ready for it, where it does so."""
        post = self._post(post)
        if not isinstance(self.network, Prepares):
            return post
        ready = self.network.prepare(post, self._credentials, self._http, now)
        return replace(post, idempotency={**post.idempotency, **ready})


def _error(attempt: Callable[[], object]) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        attempt()
    return caught.value
