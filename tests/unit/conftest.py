"""What tests of single modules share."""

from tests.fixtures.in_memory import tmp_path_factory

__all__ = ["tmp_path_factory"]
