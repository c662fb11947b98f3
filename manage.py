#!/usr/bin/env python
"""Django's command line for Coopère."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopere.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.BASE_DIR  # noqa: B018 - reads the settings, whose faults are sentences
    except ImproperlyConfigured as refusal:
        sys.exit(f"{refusal}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
