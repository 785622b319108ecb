"""What is asked of the application itself where its program knows no database (expfactory/server.py)."""
from expfactory.defaults import EXPFACTORY_DATABASE
from expfactory.keeper import Keeper


class Application:
    def __init__(self):
        self.keeper = Keeper(EXPFACTORY_DATABASE)

    def list_users(self):
        for line in self.keeper.list():
            print(line)

    def generate_user(self):
        print(self.keeper.make())


app = Application()
