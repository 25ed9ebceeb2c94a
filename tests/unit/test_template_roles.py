"""What the function may do: what its code calls, on its own resources, and nothing else."""

from __future__ import annotations

import ast

import botocore.session
from botocore import xform_name

from local.aws.template import Stack
from tests.deployed import deployed_modules
from tests.template import KEY, allowed, properties, statements

TRANSACTIONS = {
    "ConditionCheck": "ConditionCheckItem",
    "Delete": "DeleteItem",
    "Put": "PutItem",
    "Update": "UpdateItem",
}


def actions_called() -> set[str]:
    """The IAM actions behind the calls to AWS that stand in the function's code."""
    session = botocore.session.get_session()
    actions = [
        (xform_name(operation), f"{service.removesuffix('v2')}:{operation}")
        for service in ("dynamodb", "sesv2", "sns", "sqs", "ssm")
        for operation in session.get_service_model(service).operation_names
    ]
    called = set()
    for path in deployed_modules():
        tree = ast.parse(path.read_text("utf-8"))
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        texts = {str(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        called |= {action for name, action in actions if name in names or name in texts}
        if "sqs:SendMessageBatch" in called:
            called.remove("sqs:SendMessageBatch")
            called.add("sqs:SendMessage")
        if "dynamodb:TransactWriteItems" in called:
            called.remove("dynamodb:TransactWriteItems")
            called |= {f"dynamodb:{action}" for kind, action in TRANSACTIONS.items() if kind in texts}
    return called


class TestWhatTheFunctionMayDo:
    def test_it_may_do_what_its_code_does_and_nothing_else(self) -> None:
        beside_the_code = {"logs:CreateLogStream", "logs:PutLogEvents"}
        mailed = {"AlarmEmail": "ada@example.com", "MailFrom": "people@example.com"}
        most = Stack(given={"RenewTokens": "yes", "Fleet": "yes", **mailed})
        every = allowed(most) | allowed(most, "WorkerRole") | allowed(most, "DoorRole")
        received = {f"sqs:{action}" for action in ("DeleteMessage", "GetQueueAttributes", "ReceiveMessage")}
        assert {action for action, _ in every} - beside_the_code - received == actions_called()

    def test_no_action_and_no_whole_resource_is_a_wildcard(self) -> None:
        for action, resource in allowed(Stack(given={"SecretsKeyArn": KEY})):
            assert "*" not in action
            assert "*" not in resource.removesuffix("/settings/*").removesuffix("/secrets/*")
            assert resource.strip("*")

    def test_everything_it_may_do_stands_in_its_own_role(self) -> None:
        assert properties("RepostFunction")["Role"] == "repost-RepostRole.Arn"
        assert "ManagedPolicyArns" not in properties("RepostRole")
        assert {statement["Effect"] for statement in statements()} == {"Allow"}

    def test_only_lambda_may_take_the_role(self) -> None:
        [statement] = properties("RepostRole")["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}
        assert statement["Action"] == "sts:AssumeRole"

    def test_it_reads_the_settings_of_its_own_path_and_secrets_one_by_one(self) -> None:
        store = "arn:aws:ssm:us-east-1:000000000000:parameter"
        assert {entry for entry in allowed(Stack("blog")) if entry[0].startswith("ssm:")} == {
            ("ssm:GetParametersByPath", f"{store}/blog/settings"),
            ("ssm:GetParametersByPath", f"{store}/blog/settings/*"),
            ("ssm:GetParameter", f"{store}/blog/secrets/*"),
        }

    def test_the_role_allows_the_very_path_that_the_function_is_told(self) -> None:
        stack = Stack(given={"SettingsPath": "/teams/blog"})
        assert stack.function_settings().environment["REPOST_SETTINGS_PATH"] == "/teams/blog"
        paths = {resource.split(":parameter")[1] for action, resource in allowed(stack) if "ssm:" in action}
        assert paths == {"/teams/blog/settings", "/teams/blog/settings/*", "/teams/blog/secrets/*"}

    def test_it_may_write_secrets_only_where_tokens_are_to_be_renewed(self) -> None:
        stack = Stack("blog", {"RenewTokens": "yes", "SecretsKeyArn": KEY})
        store = "arn:aws:ssm:us-east-1:000000000000:parameter"
        assert allowed(stack) - allowed(Stack("blog", {"SecretsKeyArn": KEY})) == {
            ("ssm:PutParameter", f"{store}/blog/secrets/*"),
            ("kms:Encrypt", KEY),
        }
        [encrypting] = [found for found in statements(stack) if found["Action"] == "kms:Encrypt"]
        [decrypting] = [found for found in statements(stack) if found["Action"] == "kms:Decrypt"]
        assert encrypting["Condition"] == decrypting["Condition"]
        assert not [action for action, _ in allowed(Stack("b", {"RenewTokens": "yes"})) if "kms:" in action]

    def test_the_function_is_told_whether_it_may_renew_tokens_and_under_which_key(self) -> None:
        stack = Stack("blog", {"RenewTokens": "yes", "SecretsKeyArn": KEY})
        told = stack.function_settings().environment
        assert (told["REPOST_RENEW_TOKENS"], told["REPOST_SECRETS_KEY"]) == ("yes", KEY)
        assert Stack("blog").function_settings().environment["REPOST_RENEW_TOKENS"] == "no"

    def test_two_stacks_can_not_share_one_settings_path(self) -> None:
        """CloudFormation refuses to create a parameter that another stack has."""
        names = {
            properties("OwnerOfSettings", Stack(name, {"SettingsPath": "/blog"}))["Name"]
            for name in ("one", "two")
        }
        assert names == {"/blog/stack"}
        assert properties("OwnerOfSettings", Stack("one"))["Name"] == "/one/stack"

    def test_two_stacks_have_nothing_in_common(self) -> None:
        resources_of_one = {resource for _, resource in allowed(Stack("one"))}
        assert resources_of_one.isdisjoint({resource for _, resource in allowed(Stack("two"))})

    def test_it_may_use_no_key_unless_the_owner_names_one(self) -> None:
        assert not [action for action, _ in allowed() if action.startswith("kms:")]

    def test_it_may_use_the_owners_key_for_its_own_secrets_only(self) -> None:
        stack = Stack("blog", {"SecretsKeyArn": KEY})
        [statement] = [found for found in statements(stack) if found["Action"] == "kms:Decrypt"]
        assert statement["Resource"] == KEY
        assert statement["Condition"] == {
            "StringEquals": {"kms:ViaService": "ssm.us-east-1.amazonaws.com"},
            "StringLike": {
                "kms:EncryptionContext:PARAMETER_ARN": (
                    "arn:aws:ssm:us-east-1:000000000000:parameter/blog/secrets/*"
                )
            },
        }
