#!/usr/bin/env python
"""Run a management command of the OCOP portal."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ocop_portal.settings.dev")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- after env

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
