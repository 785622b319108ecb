"""Moto's server, with what its data lack: Debian's images, and the public keys in DescribeKeyPairs."""
import sys

import moto.ec2.models.amis as amis
import moto.ec2.models.elastic_ip_addresses as elastic
from moto.server import main

# Where a host of the range waits to be taken for the new machine.
ADDRESS = ""
if ADDRESS:
    elastic.random_ip = lambda: ADDRESS

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
