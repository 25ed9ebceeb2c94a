"""Reads Parameter Store: every settings document in one sweep, a secret only when it is about to be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repost.errors import SettingsError
from repost.masked import Secret
from repost.value import Value

if TYPE_CHECKING:
    from types_boto3_ssm import SSMClient


class SecretDocument(Value, frozen=True):
    """An account's credentials as they lie in Parameter Store, and the version of that parameter."""

    parameter: str
    document: Secret
    version: int


class Parameters:
    """The parameters below one settings path, such as "/repost"."""

    def __init__(self, client: SSMClient, path: str) -> None:
        self._client = client
        self.path = path

    def documents(self) -> dict[str, str]:
        """Every settings document by parameter name, read afresh so that an edit counts at the next tick."""
        pages = self._client.get_paginator("get_parameters_by_path").paginate(
            Path=f"{self.path}/settings", Recursive=True
        )
        return {found["Name"]: found["Value"] for page in pages for found in page["Parameters"]}

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
                parameter, "", "missing", f"a SecureString with the credentials of {account}"
            ) from None
        return SecretDocument(parameter, Secret(found["Value"]), found["Version"])
