"""Reads Parameter Store: every settings document in one sweep, a secret only when it is about to be used."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from repost.base.errors import SettingsError
from repost.base.instants import written
from repost.base.secret import Secret
from repost.base.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from types_boto3_ssm import SSMClient


_TROUBLE: Final = 500
_LONGEST_NOTE: Final = 1024
_KNOWN_FOR: Final = timedelta(days=1)
_KEY_KEPT: Final = timedelta(minutes=5)


class SecretDocument(Value, frozen=True):
    """An account's credentials as stored in Parameter Store, with the parameter's version and date."""

    parameter: str
    document: Secret
    version: int
    stored: datetime | None = None


class Parameters:
    """The parameters below one settings path, such as "/repost".

    Parameters
    ----------
    renews : bool
        Whether secrets may be written, with tokens that were renewed.
    key : str
        The KMS key that encrypts what is written, or "" for Parameter Store's own.
    """

    renews: bool = False
    known: tuple[datetime, dict[str, str]] | None = None
    """The documents that a tick read last, and when (UTC)."""
    _of_groups: Mapping[str, dict[str, str]] = MappingProxyType({})
    _keys: Mapping[str, tuple[datetime, Secret]] = MappingProxyType({})

    def __init__(self, client: SSMClient, path: str, *, renews: bool = False, key: str = "") -> None:
        self._client = client
        self._key = key
        self.path = path
        self.renews = renews

    def documents(self) -> dict[str, str]:
        """Every settings document by parameter name, read afresh so that an edit counts at the next tick."""
        return self._below(f"{self.path}/settings")

    def groups(self) -> dict[str, str]:
        """Every document of groups of members, for an owner to see."""
        return self._below(f"{self.path}/groups")

    def of_group(self, group: str) -> dict[str, str]:
        """The documents of the defaults and of one group of members, their parts included.

        If Parameter Store doesn't answer, they are those that this environment read last.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            found = self._read_group(group)
        except (BotoCoreError, ClientError) as error:
            if group not in self._of_groups or not _is_passing(error):
                raise
            return self._of_groups[group]
        self._of_groups = {**self._of_groups, group: found}
        return found

    def _read_group(self, group: str) -> dict[str, str]:
        names = [f"{self.path}/settings/defaults", f"{self.path}/groups/{group}"]
        found = self._client.get_parameters(Names=names)["Parameters"]
        texts = {each["Name"]: each["Value"] for each in found}
        for name in names:
            texts |= self._below(name)
        return texts

    def _below(self, path: str) -> dict[str, str]:
        pages = self._client.get_paginator("get_parameters_by_path").paginate(Path=path, Recursive=True)
        return {found["Name"]: found["Value"] for page in pages for found in page["Parameters"]}

    def documents_or_known(self, now: datetime) -> tuple[dict[str, str], str]:
        """The same; if Parameter Store doesn't answer, those that this environment read last.

        Then a sentence says so. It is "" otherwise. Documents serve for a day.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            found = self.documents()
        except (BotoCoreError, ClientError) as error:
            if self.known is None or not _is_passing(error) or now - self.known[0] > _KNOWN_FOR:
                raise
            at, found = self.known
            return found, f"Parameter Store failed ({error}): the settings of {written(at)} are used."
        self.known = now, found
        return found, ""

    def secret_parameter(self, account: str) -> str:
        return f"{self.path}/secrets/{account}"

    def secret(self, account: str) -> SecretDocument:
        """The decrypted credentials of an account.

        Raises
        ------
        SettingsError
            If there is no such parameter.
        """
        parameter = self.secret_parameter(account)
        try:
            found = self._client.get_parameter(Name=parameter, WithDecryption=True)["Parameter"]
        except self._client.exceptions.ParameterNotFound:
            raise SettingsError(
                parameter, "", "is missing", f"Store the credentials of {account} with ./repost connect."
            ) from None
        return SecretDocument(
            parameter, Secret(found["Value"]), found["Version"], found.get("LastModifiedDate")
        )

    def earlier_secret(self, account: str, version: int) -> SecretDocument | None:
        """An account's credentials of an earlier version; None if they are deleted."""
        document = self._decrypted(f"secrets/{account}:{version}")
        return SecretDocument(self.secret_parameter(account), document, version) if document else None

    def signing_key(self, purpose: str, now: datetime) -> Secret:
        """The key that signs the tokens of one purpose. Whoever needs it first makes it, and it stays.

        It is asked for every few minutes, so that an owner who deletes it ends all that it has signed.
        """
        asked, key = self._keys.get(purpose, (None, None))
        if asked is None or key is None or not timedelta() <= now - asked < _KEY_KEPT:
            key = self._kept_key(f"{self.path}/keys/{purpose}")
            self._keys = {**self._keys, purpose: (now, key)}
        return key

    def _kept_key(self, name: str) -> Secret:
        from secrets import token_urlsafe

        try:
            return self._value(name)
        except self._client.exceptions.ParameterNotFound:
            with suppress(self._client.exceptions.ParameterAlreadyExists):  # another was first
                self._put(name, Secret(token_urlsafe(32)), Overwrite=False)
            return self._value(name)

    def _value(self, name: str) -> Secret:
        return Secret(self._client.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])

    def app(self, network: str) -> Secret | None:
        """The document with the keys of the owner's app at a network; None if there is none."""
        return self._decrypted(f"apps/{network}")

    def put_secret(self, account: str, document: Secret, whose: str) -> int:
        """Store an account's credentials in place of earlier ones, with a note on whose they are.

        Returns their version. Earlier versions are kept until all are deleted.
        """
        name, note = self.secret_parameter(account), whose[:_LONGEST_NOTE]
        return self._put(name, document, Overwrite=True, Description=note)

    def chat(self, group: str) -> Secret | None:
        """The address of a group's chat; None if none is kept."""
        return self._decrypted(f"chats/{group}")

    def forget_secret(self, account: str) -> None:
        """Delete an account's credentials, all their versions."""
        with suppress(self._client.exceptions.ParameterNotFound):
            self._client.delete_parameter(Name=self.secret_parameter(account))

    def at_the_door(self, account: str) -> Secret | None:
        """What is kept of a member who is just connecting an account; None if nothing is."""
        return self._decrypted(f"door/{account}")

    def keep_at_the_door(self, account: str, document: Secret, until: datetime) -> None:
        """Keep it, encrypted, in place of what was there; Parameter Store deletes it after an instant (UTC).

        Only parameters of the advanced tier can end; this one costs a hundredth of a cent for its hour.
        """
        from json import dumps

        ends = {"Type": "Expiration", "Version": "1.0", "Attributes": {"Timestamp": written(until)}}
        policies = dumps([ends])
        name = f"{self.path}/door/{account}"
        self._put(name, document, Overwrite=True, Tier="Advanced", Policies=policies)

    def forget_at_the_door(self, account: str) -> None:
        """Keep nothing of it any more."""
        with suppress(self._client.exceptions.ParameterNotFound):
            self._client.delete_parameter(Name=f"{self.path}/door/{account}")

    def _decrypted(self, name: str) -> Secret | None:
        errors = self._client.exceptions
        try:
            return self._value(f"{self.path}/{name}")
        except (errors.ParameterNotFound, errors.ParameterVersionNotFound):
            return None

    def _put(self, name: str, document: Secret, **more: Any) -> int:
        key: dict[str, Any] = {"KeyId": self._key} if self._key else {}
        put = self._client.put_parameter
        return put(Name=name, Value=document.reveal(), Type="SecureString", **more, **key)["Version"]

    def replace(self, read: SecretDocument, written: SecretDocument) -> str:
        """Overwrite a secret; "" on success, else a sentence that says why not and shows none of it.

        If the owner has stored another one since it was `read`, nothing is written.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            now = self._client.get_parameter(Name=read.parameter, WithDecryption=True)["Parameter"]
            if now["Version"] != read.version:
                return f"{read.parameter} was stored again in the meantime."
            self._put(read.parameter, written.document, Overwrite=True)
        except ClientError as error:
            return f"{read.parameter} can't be written: AWS says {error.response['Error']['Code']}."
        except BotoCoreError as error:
            return f"{read.parameter} can't be written: {type(error).__name__}."
        return ""


def _is_passing(error: Exception) -> bool:
    """Whether AWS is slow, busy or out of order, and not simply of another opinion."""
    response = getattr(error, "response", None)
    if response is None:
        return True
    code, status = response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]
    return status >= _TROUBLE or code in {"ThrottlingException", "Throttling", "TooManyRequestsException"}
