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
if "Files" in json.loads(template)["Parameters"]:
    given["Files"] = of("efs").create_file_system(CreationToken="shared")["FileSystemId"]
# Moto's CloudFormation makes no names within a network; its service for that does.
whole = json.loads(template)
named = {name: each for name, each in whole["Resources"].items() if each["Type"].startswith("AWS::ServiceDiscovery::")}
for name in named:
    del whole["Resources"][name]
for each in whole["Resources"].values():
    each["Properties"].pop("ServiceRegistries", None)
cloud.create_stack(
    StackName="study", TemplateBody=json.dumps(whole), Capabilities=["CAPABILITY_IAM"],
    Parameters=[dict(ParameterKey=key, ParameterValue=value) for key, value in given.items()])
stack = cloud.describe_stacks(StackName="study")["Stacks"][0]
service = ecs.describe_services(cluster="study", services=["study"])["services"][0]
task = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
listeners = elb.describe_listeners(LoadBalancerArn=elb.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"])


made = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in cloud.describe_stack_resources(StackName="study")["StackResources"]}
known = {**made, **given, "Subnets": subnets, "Copies": 2, "AWS::Region": sys.argv[2], "Folder": "/study"}
RENAMED = {"EFSVolumeConfiguration": "efsVolumeConfiguration", "FilesystemId": "fileSystemId"}


def plain(value, keep=False):
    """As the API wants it: names begin small, and what refers to another thing is that."""
    if isinstance(value, list):
        return [plain(each, keep) for each in value]
    if not isinstance(value, dict):
        return value
    if "Ref" in value:
        return known[value["Ref"]]
    if "Fn::GetAtt" in value:
        return known[value["Fn::GetAtt"][0]]
    if "Fn::Sub" in value:
        return value["Fn::Sub"]
    small = lambda name: RENAMED.get(name, name[0].lower() + name[1:])
    return {name if keep else small(name): plain(each, keep or name == "Options") for name, each in value.items()}


resources = json.loads(template)["Resources"]
discovery = of("servicediscovery")
for name, each in named.items():
    wanted = plain(each["Properties"], True)
    if name == "Names":
        discovery.create_private_dns_namespace(**wanted)
        known[name] = discovery.list_namespaces()["Namespaces"][0]["Id"]
    else:
        known[name] = discovery.create_service(**wanted)["Service"]["Arn"]


def made_of(part):
    registered = ecs.register_task_definition(**plain(resources[f"{part}Task"]["Properties"]))["taskDefinition"]
    wanted = plain(resources[f"{part}Service"]["Properties"])
    wanted.update(serviceName=f"again{part}", cluster="study", taskDefinition=registered["taskDefinitionArn"])
    return registered, ecs.create_service(**wanted)["service"]


registered, again = made_of("")
others = {each[:-4]: made_of(each[:-4]) for each in resources if each.endswith("Task") and each != "Task"}
rules = elb.describe_rules(ListenerArn=next(each["ListenerArn"] for each in listeners["Listeners"] if each["Port"] == 443))["Rules"]
print(json.dumps(dict(
    status=stack["StackStatus"], outputs=stack["Outputs"], service=service, task=task, registered=registered, again=again, others=others, rules=rules,
    listeners=listeners["Listeners"], targets=elb.describe_target_groups()["TargetGroups"]), default=str))
