from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CoopereConfig(AppConfig):
    name = "coopere"
    verbose_name = "Coopère"

    def ready(self) -> None:
        from coopere import checks  # noqa: F401  (registers the checks)


class CoopereAdminConfig(AdminConfig):
    default_site = "coopere.admin.CoopereAdminSite"
