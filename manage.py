#!/usr/bin/env python
"""Django's commands. Without DATABASE_URL the embedded servers of `.run/` are started or reused first."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if "DATABASE_URL" not in os.environ and sys.argv[1:2] not in (["help"], ["version"]):
        from tools import servers

        servers.ensure()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
