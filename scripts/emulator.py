"""Starts ministack with one gap filled, without which nobody could sign in.

API Gateway hands the request's cookies over in `cookies`, one by one, and not in `headers`:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
ministack 1.5.33 leaves them in `headers`.
"""

from ministack.app import main
from ministack.services import lambda_svc

execute = lambda_svc._execute_function_with_config_scope


def execute_with_cookies(record, event, *rest, **named):
    if isinstance(event, dict) and event.get("version") == "2.0" and "cookie" in event.get("headers", {}):
        event["cookies"] = event["headers"].pop("cookie").split("; ")
    return execute(record, event, *rest, **named)


lambda_svc._execute_function_with_config_scope = execute_with_cookies
main()
