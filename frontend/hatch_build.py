"""Build hook placeholder; replaced below."""
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
class ClientHook(BuildHookInterface):  # noqa
    def initialize(self, version, build_data): pass
