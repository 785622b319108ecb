"""Deploys a template by CloudFormation, then gives its task and its service to the SDK, which checks each field."""
import json
import os
import sys

import boto3

template, own = sys.argv[1], dict(
    endpoint_url=f"http://127.0.0.1:{os.environ['PORT']}", region_name=sys.argv[2],
    aws_access_key_id="test", aws_secret_access_key="test")
of = lambda service: boto3.client(service, **own)
cloud, ec2, ecs, elb = of("cloudformation"), of("ec2"), of("ecs"), of("elbv2")

network = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
subnets = [each["SubnetId"] for each in ec2.describe_subnets()["Subnets"]][:2]
certificate = of("acm").request_certificate(DomainName="study.example.org", ValidationMethod="DNS")["CertificateArn"]
given = dict(Network=network, Subnets=",".join(subnets), Certificate=certificate)
if "Registry" in json.loads(template)["Parameters"]:
    given["Registry"] = "arn:aws:secretsmanager:eu-central-1:1:secret:a"
cloud.create_stack(
    StackName="study", TemplateBody=template, Capabilities=["CAPABILITY_IAM"],
    Parameters=[dict(ParameterKey=key, ParameterValue=value) for key, value in given.items()])
stack = cloud.describe_stacks(StackName="study")["Stacks"][0]
service = ecs.describe_services(cluster="study", services=["study"])["services"][0]
task = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
listeners = elb.describe_listeners(LoadBalancerArn=elb.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"])


made = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in cloud.describe_stack_resources(StackName="study")["StackResources"]}
known = {**made, **given, "Subnets": subnets, "Copies": 2, "AWS::Region": sys.argv[2]}


def plain(value, keep=False):
    """As the API wants it: names begin small, and what refers to another thing is that."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return known[value["Ref"]]
    if "Fn::GetAtt" in value:
        return known[value["Fn::GetAtt"][0]]
    if "Fn::Sub" in value:
        return value["Fn::Sub"]
    return {name if keep else name[0].lower() + name[1:]: plain(each, name == "Options") for name, each in value.items()}


resources = json.loads(template)["Resources"]
registered = ecs.register_task_definition(**plain(resources["Task"]["Properties"]))["taskDefinition"]
wanted = plain(resources["Service"]["Properties"])
wanted.update(serviceName="again", cluster="study", taskDefinition=registered["taskDefinitionArn"])
again = ecs.create_service(**wanted)["service"]
print(json.dumps(dict(
    status=stack["StackStatus"], outputs=stack["Outputs"], service=service, task=task, registered=registered, again=again,
    listeners=listeners["Listeners"], targets=elb.describe_target_groups()["TargetGroups"]), default=str))
