from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class CasebookAdminSite(AdminSite):
    site_title = _("Blockchain Casebook")
    site_header = _("Blockchain Casebook: editors")
    index_title = _("What do you want to work on?")
