"""Stands in for SeaweedFS: a store that speaks S3, wants signed requests of the one key that it was given, and says that it is well.

Whether the signature is right is not looked at, only whose it is.
"""

import os

from moto.server import create_backend_app
from werkzeug.serving import run_simple

store = create_backend_app("s3")
key = os.environ["AWS_ACCESS_KEY_ID"]
assert os.environ["AWS_SECRET_ACCESS_KEY"], "a store without a key is open to everybody"


def application(environment, start_response):
    if environment["PATH_INFO"] == "/healthz":
        start_response("200 OK", [])
        return []
    # In a header, or in the address itself where the server signed it for somebody else.
    signed = environment.get("HTTP_AUTHORIZATION", "") + environment["QUERY_STRING"]
    if f"Credential={key}/" not in signed and f"Credential={key}%2F" not in signed:
        start_response("403 Forbidden", [("Content-Type", "text/plain")])
        return [b"AccessDenied"]
    return store(environment, start_response)


run_simple("0.0.0.0", 8333, application, threaded=True)
