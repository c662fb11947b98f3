from django.contrib.admin import AdminSite


class CoopereAdminSite(AdminSite):
    """The coordinators' desk."""
