"""Moto's server, with what its data lack: Debian's images, and the public keys in DescribeKeyPairs."""
import os
import re
import sys

# A certificate that waits for its proof is there after so many seconds.
os.environ["MOTO_ACM_VALIDATION_WAIT"] = "5"

import moto.acm.models as acm
import moto.cloudformation.parsing as parsing
import moto.ec2.models.amis as amis
import moto.ec2.models.elastic_ip_addresses as elastic
import moto.elbv2.models as elbv2
import moto.iam.access_control as access
import moto.rds.models as rds
import moto.s3.responses as s3
from moto.server import main

# Where a host of the range waits to be taken for the new machine.
ADDRESS = ""
if ADDRESS:
    elastic.random_ip = lambda: ADDRESS

# Of a call to EC2 or IAM moto does not know which resource it is about: any that is named may be meant.
matches = access.IAMPolicyStatement._match
access.IAMPolicyStatement._match = staticmethod(
    lambda pattern, string: re.match(".*", string) if string == "*" and pattern.startswith("arn:") else matches(pattern, string))

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
