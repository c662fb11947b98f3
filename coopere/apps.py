from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.module_loading import autodiscover_modules


class CoopereConfig(AppConfig):
    name = "coopere"
    verbose_name = "Coopère"
    default = True

    def ready(self) -> None:
        from coopere import checks  # noqa: F401  (registers the checks)


class CoopereAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "coopere.admin.CoopereAdminSite"

    def ready(self) -> None:
        super().ready()
        # The desk's pages of coopere itself: coopere.admin is the desk, which must exist first.
        autodiscover_modules("desk")
