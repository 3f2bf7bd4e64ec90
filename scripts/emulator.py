"""Starts ministack with two gaps filled, without which nobody could sign in and nobody could read its whole trail.

API Gateway hands the request's cookies over in `cookies`, one by one, and not in `headers`:
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
ministack 1.5.33 leaves them in `headers`.

CloudTrail hands its events out by pages, each with a token of the next:
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
ministack 1.5.33 hands out the newest fifty and no token.
"""

import json

from ministack.app import main
from ministack.services import cloudtrail, lambda_svc

execute = lambda_svc._execute_function_with_config_scope


def execute_with_cookies(record, event, *rest, **named):
    if isinstance(event, dict) and event.get("version") == "2.0" and "cookie" in event.get("headers", {}):
        event["cookies"] = event["headers"].pop("cookie").split("; ")
    return execute(record, event, *rest, **named)


lookup_events = cloudtrail._DISPATCH["LookupEvents"]


def lookup_page(body):
    """The token is the time and the id of the last event that was handed out; newer ones may come in between."""
    last_time, _, last_id = body.get("NextToken", "").partition("/")
    if last_id:
        body = {**body, "EndTime": last_time}
    status, headers, answer = lookup_events({**body, "MaxResults": 50})
    events = json.loads(answer)["Events"]
    ids = [event["EventId"] for event in events]
    # The page begins with those of the same moment that were handed out before.
    events = events[ids.index(last_id) + 1 :] if last_id else events
    events = events[: int(body.get("MaxResults", 50))]
    page = {"Events": events}
    if events:
        page["NextToken"] = f"{events[-1]['EventTime']!r}/{events[-1]['EventId']}"
    return status, headers, json.dumps(page).encode()


lambda_svc._execute_function_with_config_scope = execute_with_cookies
cloudtrail._DISPATCH["LookupEvents"] = lookup_page
main()
