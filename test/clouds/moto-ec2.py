"""Moto's server, with what its data lack: Debian's images, and the public keys in DescribeKeyPairs."""
import itertools
import re
import sys

import moto.acm.models as acm
import moto.cloudformation.parsing as parsing
import moto.ec2.models.amis as amis
import moto.ec2.models.elastic_ip_addresses as elastic
import moto.elbv2.models as elbv2
import moto.iam.access_control as access
import moto.iam.responses as iam
import moto.rds.models as rds
import moto.route53.models as route53
import moto.s3.responses as s3
from cryptography import x509
from cryptography.x509.oid import NameOID
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.exceptions import AccessDeniedError
from moto.server import main

# Where hosts of the range wait to be taken for new machines, one after another.
ADDRESSES = ""
if ADDRESSES:
    waiting = itertools.cycle(ADDRESSES.split())
    elastic.random_ip = lambda: next(waiting)

# Of a call to EC2 or IAM moto does not know which resource it is about: any that is named may be meant.
matches = access.IAMPolicyStatement._match
access.IAMPolicyStatement._match = staticmethod(
    lambda pattern, string: re.match(".*", string) if string == "*" and pattern.startswith("arn:") else matches(pattern, string))

# What speaks JSON is refused in JSON.
def deny(self):
    denied = AccessDeniedError(user_arn=self._access_key.arn, action=self._action)
    if self._service == "acm":
        denied.error_type = "AccessDeniedException"
        denied = denied.to_json()
    raise denied
access.IAMRequest._raise_access_denied = deny

# What Amazon asks for (docs.aws.amazon.com, "Actions defined by Amazon S3").
s3.ACTION_MAP["BUCKET"]["HEAD"]["DEFAULT"] = "ListBucket"

# Newer than this moto: tags that a bucket has from its first moment.
put_bucket = s3.S3Response._bucket_response_put
def put_with_tags(self, *arguments, **named):
    answer = put_bucket(self, *arguments, **named)
    body = self.body if isinstance(self.body, bytes) else str(self.body).encode()
    if b"CreateBucketConfiguration" in body:
        tags = dict(re.findall(r"<Key>(.*?)</Key>\s*<Value>(.*?)</Value>", body.decode()))
        if tags:
            self.backend.put_bucket_tagging(self.bucket_name, tags)
    return answer
s3.S3Response._bucket_response_put = put_with_tags

# Moto judges every call by a user's policies, but tells nobody beforehand.
def simulate(self):
    user = self._get_param("PolicySourceArn").split("/")[-1]
    names = self.backend.list_user_policies(user)
    policies = [access.IAMPolicy(self.backend.get_user_policy(user, name)) for name in names]
    def decision(action, resource):
        permitted = [policy.is_action_permitted(action, resource) for policy in policies]
        return "allowed" if access.PermissionResult.PERMITTED in permitted else "implicitDeny"
    results = "".join(
        f"<member><EvalActionName>{action}</EvalActionName><EvalResourceName>{resource}</EvalResourceName>"
        f"<EvalDecision>{decision(action, resource)}</EvalDecision></member>"
        for action in self._get_multi_param("ActionNames.member")
        for resource in self._get_multi_param("ResourceArns.member") or ["*"])
    return (
        '<SimulatePrincipalPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulatePrincipalPolicyResult>'
        f"<IsTruncated>false</IsTruncated><EvaluationResults>{results}</EvaluationResults>"
        "</SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>")
iam.IamResponse.simulate_principal_policy = simulate

# A certificate that waits for its proof is there once the record stands, and not by the clock.
def check(self):
    zones = route53.route53_backends[DEFAULT_ACCOUNT_ID]["aws"].zones.values()
    records = [record for zone in zones for record in zone.rrsets if record.type_ == "CNAME"]
    proof = re.compile("_.*" + re.escape(self.common_name or "") + r"\.?", re.IGNORECASE)
    if self.status == "PENDING_VALIDATION" and any(proof.fullmatch(record.name) for record in records):
        self.status = "ISSUED"
acm.CertBundle.check = check

# A certificate need not have a name besides those that it is for; Let's Encrypt's have none any more.
attributes = x509.Name.get_attributes_for_oid
x509.Name.get_attributes_for_oid = lambda self, oid: attributes(self, oid) or (
    [x509.NameAttribute(oid, "without a name")] if oid == NameOID.COMMON_NAME else [])

# What is imported in the place of another stays where that was used, under its tags.
import_certificate = acm.AWSCertificateManagerBackend.import_certificate
def import_in_place(self, certificate, private_key, chain, arn, tags):
    before = self._certificates.get(arn)
    arn = import_certificate(self, certificate, private_key, chain, arn, tags)
    if before:
        self._certificates[arn].tags, self._certificates[arn].in_use_by = before.tags, before.in_use_by
    return arn
acm.AWSCertificateManagerBackend.import_certificate = import_in_place

# A certificate is of no use to a balancer any more that is gone.
delete_balancer = elbv2.ELBv2Backend.delete_load_balancer
def delete_and_let_go(self, arn):
    listeners = self.load_balancers[arn].listeners
    delete_balancer(self, arn)
    for certificate in acm.acm_backends[self.account_id][self.region_name]._certificates.values():
        certificate.in_use_by = [each for each in certificate.in_use_by if each not in listeners]
elbv2.ELBv2Backend.delete_load_balancer = delete_and_let_go

# By these names Debian tells which of its images is the newest.
DEBIANS = {"amd64": "ami-0deb130000000001", "arm64": "ami-0deb130000000002"}
parsing.ResourceMap.parse_ssm_parameter = lambda self, name, kind: DEBIANS[name.removeprefix("/aws/service/debian/release/13/latest/")]

# A database's password can not be asked for, as at Amazon; the tests read it here.
modify = rds.RDSBackend.modify_db_instance
def modify_and_say(self, name, wanted):
    if "MasterUserPassword" in wanted:
        print("password of", name, "is", wanted["MasterUserPassword"], flush=True)
    return modify(self, name, wanted)
rds.RDSBackend.modify_db_instance = modify_and_say

common = dict(
    state="available", public=True, image_location="amazon/range", root_device_type="ebs", root_device_name="/dev/xvda",
    image_type="machine", virtualization_type="hvm", hypervisor="xen", sriov="simple", description="", platform=None)
amis.AMIS = list(amis.AMIS) + [
    dict(common, ami_id=f"ami-0deb13000000{number:04}", name=name, owner_id="136693071363", architecture=architecture)
    for number, (name, architecture) in enumerate([
        ("debian-13-amd64-20260901-2300", "x86_64"),
        ("debian-13-amd64-20261101-2300", "x86_64"),
        ("debian-13-arm64-20261101-2300", "arm64")])]
main(sys.argv[1:])
