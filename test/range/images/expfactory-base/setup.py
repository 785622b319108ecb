import os
import shutil

# Whoever asks for no version gets the newest.
with open("/installed", "a") as installed:
    installed.write("SQLAlchemy\n")
target = "/usr/lib/python3/dist-packages/expfactory"
shutil.copytree("expfactory", target)
shutil.copy("commit" if os.path.exists("commit") else "/dev/null", target + "/commit")
