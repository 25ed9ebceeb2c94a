"""What the owner's own credentials may do with the secrets of a stack, which its function may not."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from repost.base.secret import Secret

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient

_LONGEST_NOTE: Final = 1024
_MOST_NAMES: Final = 10  # DeleteParameters' own limit


class SecretStore:
    """The encrypted parameters below a settings path; `key` is the KMS key that encrypts them, or ""."""

    def __init__(self, client: SSMClient, path: str, key: str = "") -> None:
        self._client = client
        self._path = path
        self._key = key

    def kept(self, name: str) -> Secret | None:
        """See `Place.kept`."""
        try:
            found = self._client.get_parameter(Name=f"{self._path}/{name}", WithDecryption=True)
        except self._client.exceptions.ParameterNotFound:
            return None
        return Secret(found["Parameter"]["Value"])

    def keep(self, name: str, document: Secret, note: str = "") -> None:
        """See `Place.keep`; the `note` is not encrypted."""
        key = {"KeyId": self._key} if self._key else {}
        self._client.put_parameter(
            Name=f"{self._path}/{name}",
            Value=document.reveal(),
            Type="SecureString",
            Overwrite=True,
            Description=note[:_LONGEST_NOTE],
            **key,  # type: ignore[arg-type] # a key and its value
        )

    def forget(self, *names: str) -> None:
        """See `Place.forget`; all their versions go."""
        left = iter(names)
        while some := list(islice(left, _MOST_NAMES)):
            self._client.delete_parameters(Names=[f"{self._path}/{name}" for name in some])

    def whose(self) -> dict[str, str]:
        """See `Place.whose`."""
        root = f"{self._path}/secrets"
        pages = self._client.get_paginator("describe_parameters").paginate(
            ParameterFilters=[{"Key": "Path", "Values": [root]}]
        )
        found = (each for page in pages for each in page["Parameters"])
        return {
            each["Name"].removeprefix(f"{root}/"): note
            for each in found
            if (note := each.get("Description", ""))
        }
