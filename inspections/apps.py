from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    name = "inspections"
    verbose_name = "Kiểm tra"

    def ready(self) -> None:
        from inspections import receivers  # noqa: F401, PLC0415 -- connects to signals of products
