"""The environment of a production site, with values that no site has.

`python -m tests.production manage.py check --deploy` runs a command in it.
"""

import os
import sys

ENVIRONMENT = {
    "COOPERE_MODE": "production",
    "DATABASE_URL": "postgresql://coopere@localhost/coopere",
    "SECRET_KEY": "0a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0u1v2w3x4y5z",
    "ALLOWED_HOSTS": "coopere.example.org",
    "SITE_URL": "https://coopere.example.org",
    "EMAIL_HOST": "smtp.example.org",
    "DEFAULT_FROM_EMAIL": "Coopère <bonjour@coopere.example.org>",
    "LEGAL_PUBLISHER": "Association Coopère",
    "LEGAL_ADDRESS": "1 place de l’Exemple, 91300 Massy",
    "LEGAL_DIRECTOR": "Camille Exemple",
    "LEGAL_EMAIL": "bonjour@coopere.example.org",
    "LEGAL_HOST": "Hébergeur, 1 rue du Serveur, 75000 Paris",
}

if __name__ == "__main__":
    os.execve(sys.executable, [sys.executable, *sys.argv[1:]], {**os.environ, **ENVIRONMENT})  # noqa: S606 - replaces itself, without a shell
