"""Reads statements of `rulecheck attest` with in-toto's own library: python3 statement.py FILE…"""

import json
import sys

from google.protobuf import json_format
from in_toto_attestation.predicates.vsa.v1 import vsa_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement

for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    # Unknown or mistyped fields are refused by the parser, missing ones by validate().
    message = json_format.Parse(text, statement_pb2.Statement())
    Statement.copy_from_pb(message).validate()
    predicate = json.loads(text)["predicate"]
    # The library has this as one string, where the specification has a list: of one, here.
    [predicate["verifiedLevels"]] = predicate["verifiedLevels"]
    summary = json_format.ParseDict(predicate, vsa_pb2.VerificationSummary())
    assert summary.verifier.id and summary.resource_uri and summary.policy.uri and summary.verified_levels, path
    assert summary.time_verified.seconds and summary.verification_result in ("PASSED", "FAILED"), path
    print(path, summary.verification_result)
