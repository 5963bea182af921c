from django.apps import AppConfig


class OcopPortalConfig(AppConfig):
    name = "ocop_portal"
    verbose_name = "Cổng OCOP"

    def ready(self) -> None:
        from ocop_portal import checks  # noqa: F401, PLC0415 -- registers system checks
