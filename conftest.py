"""Gives every test, of the core and of our plugins, the fixtures that plugin authors get too."""

pytest_plugins = ["core.testing"]
