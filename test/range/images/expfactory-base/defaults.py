import os

EXPFACTORY_DATABASE = os.environ.get("EXPFACTORY_DATABASE", "filesystem")
