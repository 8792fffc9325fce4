from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = _("Casebook")

    def ready(self):
        from cases import signing_in
        from cases.index import following

        following.connect()
        signing_in.connect()
